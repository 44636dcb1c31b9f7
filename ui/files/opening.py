"""One opening at a time, on the bridge's thread: the newest counts, a bar follows what takes long, a click stops it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.bridge import Bridge, Task
from ui.files.reading import read_followed
from ui.progress import Progress, Stopwatch

PATIENCE_MS = 400
"""Only what takes longer is followed by a bar."""


class Opening(QObject):
    """`busy_changed` says what is being read; empty when nothing is. `progress_changed` brings a Progress of what takes
    long, or None."""

    busy_changed = Signal(str)
    progress_changed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._number = 0
        self._task: Task | None = None
        self._progress = Progress("")
        self._stopwatch = Stopwatch()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_timeout)

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return self._task is not None

    def start(
        self, work: Callable[[], object], name: str, then: Callable[[object | None, Exception | None], None]
    ) -> None:
        """Read instead of what is being read now, and go on with the result or with what went wrong."""
        if self._task is not None:
            self._task.cancel()
        self._number += 1
        self._progress = Progress(self.tr("Opening {0}").format(name))
        self.busy_changed.emit(self._progress.title)
        self._stopwatch = Stopwatch()
        self._patience.start()
        ended = partial(self._on_ended, self._number, then)
        self._task = self._bridge.start_long(partial(read_followed, work), ended, self._on_followed)

    @Slot()
    def cancel(self) -> None:
        """Give up what is being read."""
        if self._task is not None:
            self._task.cancel()
            self._number += 1  # it would come too late
            self._end()

    def _end(self) -> None:
        self._task = None
        self._patience.stop()
        self.busy_changed.emit("")
        self.progress_changed.emit(None)

    def _on_followed(self, part: float) -> None:
        self._progress = replace(self._progress, part=part, seconds=self._stopwatch.left(part))
        if not self._patience.isActive():
            self.progress_changed.emit(self._progress)

    @Slot()
    def _on_patience_timeout(self) -> None:
        self.progress_changed.emit(self._progress)

    def _on_ended(self, number: int, then: Callable, result: object | None, error: Exception | None) -> None:
        if number == self._number:
            self._end()
            then(result, error)
