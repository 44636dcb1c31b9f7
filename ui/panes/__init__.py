"""The panes of the window: each is told what to show and says what its user asks for."""
