"""Lessons: what they say, what they read, and the answers to their questions."""
