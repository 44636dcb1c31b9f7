"""The window with nothing open."""
