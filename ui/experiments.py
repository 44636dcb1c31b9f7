"""Runs the experiments that laboratories ask for, beside the pictures, and brings each pane its newest result."""

import threading
from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from filters.records import dataclass
from ui.bridge import Bridge
from ui.newest import Newest

PAUSE_MS = 50
"""How long nothing new must be asked for before work begins: a drag of a weight should not pay for every step."""


@dataclass(frozen=True, eq=False)
class Experiment:
    """Work for one pane. `run` may take its time and touches no widget; `tell` gets its result, or `fail` its error."""

    owner: str
    run: Callable[[], object]
    tell: Callable[[object], None]
    fail: Callable[[Exception], None]


class Experiments(QObject):
    """One experiment of each owner at a time; a newer one of the same owner takes its place."""

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._waiting: dict[str, Experiment] = {}
        self._newest: dict[str, Newest] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._on_pause_timeout)

    @property
    def is_idle(self) -> bool:
        """Whether every experiment asked for has been told of."""
        return not self._waiting and all(newest.is_idle for newest in self._newest.values())

    @Slot(object)
    def ask(self, experiment: Experiment) -> None:
        """Run it soon, instead of what its owner asked for before."""
        self._waiting[experiment.owner] = experiment
        self._pause.start()

    @Slot()
    def _on_pause_timeout(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for owner, experiment in waiting.items():
            newest = self._newest.setdefault(owner, Newest(self._bridge))
            newest.ask(partial(_run, experiment), partial(_tell, experiment))


def _run(experiment: Experiment, cancel: threading.Event) -> object:
    with np.errstate(all="ignore"):  # NaN and infinity are values like others
        return experiment.run()


def _tell(experiment: Experiment, result: object, error: Exception | None) -> None:
    if error is not None:
        experiment.fail(error)
    else:
        experiment.tell(result)
