"""Keeps unsaved work while it is edited, and brings it back at the start that follows a crash.

Of several programs that run at once each has a number of its own, held by a lock that the system lets go of with it.
"""

import contextlib
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Slot

from ui.bridge import Bridge
from ui.files.pipelines import Pipelines
from ui.messages import NoticeBar
from workbench.document import Document
from workbench.recovery import Unsaved, find, forget, keep, place_of
from workbench.session import Session, State

KEEPING_MS = 1000
"""How long an edit waits to be kept, together with those that follow it."""
MOST_PROGRAMS = 64


class Recovery(QObject):
    """Follows the session until it is closed; without a place of its own, or where nothing can be written, in vain."""

    def __init__(
        self, session: Session, bridge: Bridge, pipelines: Pipelines, notices: NoticeBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._bridge, self._pipelines, self._notices = session, bridge, pipelines, notices
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEPING_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._lock, self._place = _own_place()
        self._kept = _kept(session.state)
        self._is_keeping = False
        session.subscribe(self._on_state)

    def bring_back(self) -> None:
        """Open what a program before this one has left unsaved, if it did."""
        work, notice = (None, "") if self._place is None else find(self._place)
        if notice:
            self._notices.refuse(notice)
        if work is None:
            return
        self._pipelines.show(work.document, work.path, is_saved=False)
        words = self.tr("The program did not end by itself: the unsaved changes to {0} are back.")
        self._notices.show_notice(words.format(work.document.name), stays=True)

    def _on_state(self, state: State) -> None:
        if _kept(state) != self._kept and not self._timer.isActive() and not self._is_keeping:
            self._timer.start()

    @Slot()
    def _on_timeout(self) -> None:
        state = self._session.state
        self._kept = _kept(state)
        if self._place is not None:
            unsaved = Unsaved(state.document, state.path)
            work = partial(keep, self._place, unsaved) if state.is_modified else partial(forget, self._place)
            self._is_keeping = True
            self._bridge.start(work, self._on_kept)

    def _on_kept(self, result: object, error: Exception | None) -> None:
        self._is_keeping = False  # a disk that takes nothing is told of when the work itself is saved
        self._on_state(self._session.state)

    def close(self) -> None:
        """The program ends by itself, and what was unsaved was asked about."""
        self._timer.stop()
        if self._lock is not None and self._place is not None:
            with contextlib.suppress(OSError):
                forget(self._place)
            self._lock.unlock()


def _kept(state: State) -> Document | None:
    """What there is to keep of a state: its document, None where that is saved."""
    return state.document if state.is_modified else None


def _own_place() -> tuple[QLockFile | None, Path | None]:
    """The first place that no program that runs holds, with the lock on it."""
    for number in range(MOST_PROGRAMS):
        place = place_of(number)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            break
        lock = QLockFile(str(place.with_suffix(".lock")))
        lock.setStaleLockTime(0)  # held as long as its program runs, however long that is
        if lock.tryLock(0):
            return lock, place
        if lock.error() != QLockFile.LockError.LockFailedError:
            break
    return None, None
