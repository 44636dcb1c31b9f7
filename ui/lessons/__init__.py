"""Lessons in the window: the panel, its questions, and a teacher's form."""
