"""The pipeline over many files."""
