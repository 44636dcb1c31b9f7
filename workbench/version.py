"""Which version this is: read here by the program, and by what installs it."""

VERSION = "0.1.0"
