"""What the window opens and saves."""
