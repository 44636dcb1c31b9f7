"""Python's garbage collector, kept on the GUI thread.

By itself it runs on whichever thread happens to make an object, and a widget that only the collector finds must not be
deleted by another thread than Qt's: that ends the program. So its own turns are off, and a timer takes them.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 500


class Collector(QObject):
    """Collects what is due by Python's own thresholds, as long as its parent lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @Slot()
    def begin(self) -> None:
        """Look at all that comes from now on. What is there stays, and to go through it would stop the window."""
        gc.freeze()
        self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        due = [count > threshold for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[0]:
            gc.collect(2 if due[1] and due[2] else 1 if due[1] else 0)
