"""The window: it shows what workbench says and turns gestures into intents.

PySide reads the source of every module that is imported after it, to see whether it asks for a "feature" of PySide.
None of ours does: Python's own import is put back, and the window opens sooner.
"""

import builtins

_own = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401 - it puts another import in the place of Python's

builtins.__import__ = _own
