"""Work in pieces, one in each turn of the event loop, so that a window that is on screen is not held up."""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

FIRST_SECONDS = 0.5
"""How long the pieces wait for what is expected, so that the two do not share one interpreter."""
PAUSE_MS = 5
"""How often it is looked whether that has come."""


class Pieces(QObject):
    """Does a piece each time the window has had its turn, unless something `is_expected`; a closed window ends it."""

    def __init__(self, pieces: Iterator[None], is_expected: Callable[[], bool], window: QWidget) -> None:
        super().__init__(window)
        self._pieces, self._is_expected, self._window = pieces, is_expected, window
        self._until = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timer_timeout)

    def begin(self) -> None:
        """Do the first piece now, and the others turn by turn."""
        self._until = time.perf_counter() + FIRST_SECONDS
        self._timer.start(0)
        self._on_timer_timeout()

    def do_next(self) -> bool:
        """Do one piece; False where all are done."""
        return next(self._pieces, self) is not self

    def finish(self) -> None:
        """Do all that are left at once."""
        while self.do_next():
            pass
        self._timer.stop()

    @Slot()
    def _on_timer_timeout(self) -> None:
        waits = self._is_expected() and time.perf_counter() < self._until
        self._timer.setInterval(PAUSE_MS if waits else 0)
        if not self._window.isVisible() or not (waits or self.do_next()):
            self._timer.stop()
