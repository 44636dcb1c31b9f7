"""A place for a pane that takes long to load and to draw, so that the window need not wait for it."""

import time
from collections.abc import Sequence

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from ui.widgets.areas import Area
from ui.widgets.importing import Importing, needed

PACE_MS = 60
"""The pane is told no more often: while one drags, plots follow the pictures and never hold them up."""

QUIET_MS = 2000
"""How long nothing must have been asked for before another pane is built that nobody has looked at."""

LIBRARY = "pyqtgraph"
"""What most late panes are drawn with."""

LATER = (
    "workbench.picture_files.pictures", "workbench.picture_files.contact_sheet", "workbench.batch.recipe",
    "workbench.batch.crew", "workbench.batch.job", "ui.batch.dialog", "ui.export.exports", "ui.export.figures",
    "ui.lessons.dialog", "ui.palette",
)  # fmt: skip
"""What dialogs need, loaded while the window is left alone: the first one then comes up at once."""

PORTION_SECONDS = 0.006
"""How long loading may hold up the window at a time."""


class Late(Area):
    """Takes what its pane is to be told, and passes the last of it on when the pane is built and seen, at its pace.

    The pane is `name` of the module `module`; its setters take one argument each. Where there is little room it
    scrolls, so that the window's other parts keep theirs whichever pane is in front. `side` is where the pane's own
    `side`, if it has one, will stand in the head of its tab; `built` brings the pane once it is there.
    """

    built = Signal(object)

    def __init__(self, module: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.module, self._name = module, name
        self._pane: QWidget | None = None
        self._is_ready = False
        self._told: dict[str, object] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PACE_MS)
        self._pause.timeout.connect(self._on_pause_timeout)
        self._room = QScrollArea()
        self._room.setWidgetResizable(True)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.side = QWidget()
        for place in (self, self.side):
            QHBoxLayout(place).setContentsMargins(0, 0, 0, 0)
        self.layout().addWidget(self._room)

    def prepare(self) -> bool:
        """Build the pane, else the next page that it has not made yet; False where all is there."""
        if self._pane is None:
            self.build()
            return True
        return hasattr(self._pane, "prepare") and self._pane.prepare()

    @property
    def pane(self) -> QWidget:
        """The pane, built now if it was not, and told everything."""
        self.build()
        self._pass_on()
        return self._pane

    def allow(self) -> None:
        """Build the pane as soon as it is in sight."""
        self._is_ready = True
        if self.isVisible():
            self.build()

    def build(self) -> None:
        """Load the pane and put it in its place."""
        if self._pane is not None:
            return
        self._pane = getattr(needed(self.module), self._name)()
        self._room.setWidget(self._pane)
        self._room.viewport().setAutoFillBackground(False)
        side = getattr(self._pane, "side", None)
        if side is not None:
            self.side.layout().addWidget(side)
        self.built.emit(self._pane)
        if self.isVisible():
            self._pass_on()

    def tell(self, **words: object) -> None:
        """Call setters of the pane by name, each with its one argument: soon if it is in sight, else when it comes."""
        for setter, value in words.items():
            self._told.pop(setter, None)
            self._told[setter] = value
        if not self._pause.isActive():
            self._on_pause_timeout()

    @Slot()
    def _on_pause_timeout(self) -> None:
        if self._told and self._pane is not None and self.isVisible():
            self._pass_on()
            self._pause.start()

    def _pass_on(self) -> None:
        told, self._told = self._told, {}
        for setter, value in told.items():
            getattr(self._pane, setter)(value)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_ready:
            self.build()
        if self._pane is not None:
            self._pass_on()


class Loading(QObject):
    """Loads what late panes need, then allows them, and builds those never shown while the window is left alone, then
    loads what dialogs need.

    A plotting library asks for every class of Qt, which takes long the first time: they are asked for before, a few at
    a time.
    """

    def __init__(self, panes: Sequence[Late], parent: QObject) -> None:
        super().__init__(parent)
        self._panes = tuple(panes)
        self._waiting = [(module, name) for module in (QtCore, QtGui, QtWidgets) for name in dir(module)]
        self._importing = Importing(LIBRARY)
        self._modules, self._later = [pane.module for pane in self._panes], list(LATER)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet_timeout)

    def begin(self) -> None:
        """Begin, or wait for quiet."""
        if self._modules:
            self._timer.start()
        else:
            self._quiet.start()

    def stop(self) -> None:
        """The window closes: nothing more is built."""
        self._timer.stop()
        self._quiet.stop()
        self._importing.finish()

    def wait(self) -> None:
        """A picture was asked for: nothing more until `begin` is called again."""
        self._timer.stop()
        self._quiet.stop()

    @Slot(object)
    def put_off(self, frame: object) -> None:
        """Something has come that was asked for: be quiet anew, so that no hovering is held up."""
        if self._quiet.isActive():
            self._quiet.start()

    @Slot()
    def _on_quiet_timeout(self) -> None:
        if any(pane.prepare() for pane in self._panes):
            self._quiet.start()
        elif self._later:
            needed(self._later.pop(0))
            self._quiet.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        end = time.perf_counter() + PORTION_SECONDS
        while self._waiting and time.perf_counter() < end:
            getattr(*self._waiting.pop(), None)
        if self._waiting or not self._importing.go_on(PORTION_SECONDS):
            return
        if self._modules:
            needed(self._modules.pop(0))
            return
        self._timer.stop()
        for pane in self._panes:
            pane.allow()
        self._quiet.start()
