"""Experiments of the chapter on one's own photo: pure functions from a source and settings to frozen results."""
