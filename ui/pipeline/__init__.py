"""The pipeline of the window: its list of steps, and what can be done to them."""
