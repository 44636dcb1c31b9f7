"""Exact values of any step, on the screen, in bands, and whole: from a plan and a view to frames."""
