"""The kernel editor and its grid of weights."""
