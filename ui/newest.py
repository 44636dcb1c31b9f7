"""Work of which only the newest counts, done beside the pictures."""

import threading
from collections.abc import Callable
from functools import partial

from filters import bands
from filters.errors import Cancelled
from ui.bridge import Bridge

Job = Callable[[threading.Event], object]
Ended = Callable[[object, Exception | None], None]


class Newest:
    """Work beside the pictures of which only the newest counts: what it makes stale is cancelled and not delivered."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._running: threading.Event | None = None
        self._waiting: tuple[Job, Ended] | None = None

    def ask(self, work: Job, ended: Ended) -> None:
        """Do this in place of whatever was asked before."""
        self._waiting = (work, ended)
        if self._running is not None:
            self._running.set()
        else:
            self._start()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return self._running is None

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._waiting = None
        if self._running is not None:
            self._running.set()

    def _start(self) -> None:
        assert self._waiting is not None
        work, ended = self._waiting
        self._waiting = None
        cancel = self._running = threading.Event()
        self._bridge.start(partial(_cancelling, work, cancel), partial(self._end, cancel, ended))

    def _end(self, cancel: threading.Event, ended: Ended, result: object, error: Exception | None) -> None:
        self._running = None
        if self._waiting is not None:
            self._start()
        elif not cancel.is_set():
            ended(result, error)


def _cancelling(work: Job, cancel: threading.Event) -> object:
    try:
        with bands.cancelling(cancel):
            return work(cancel)
    except Cancelled:
        return None
