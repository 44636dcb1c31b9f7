"""The parameters of the selected step."""
