"""Data that ships with the program: icons, presets and samples, as files beside this one."""

from pathlib import Path

FOLDER = Path(__file__).parent
