"""Small painted controls that the panels are made of."""
