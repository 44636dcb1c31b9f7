"""Data that ships with the program: icons, presets and samples, read through importlib.resources."""
