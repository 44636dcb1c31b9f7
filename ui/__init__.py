"""The window: it shows what workbench says and turns gestures into intents.

Two things make it open sooner. PySide reads the source of every module that is imported after it, to see whether it
asks for a "feature" of PySide; none of ours does: Python's own import is put back. And what is loaded stays: no
collector of garbage goes through it again and again (ui/collector.py takes its turns when the window is there).
"""

import builtins
import gc

gc.disable()
_own = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401 - it puts another import in the place of Python's

builtins.__import__ = _own
