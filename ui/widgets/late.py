"""A place for a pane that takes long to load and to draw, so that the window need not wait for it."""

from importlib import import_module

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.chrome import Area

PACE_MS = 60
"""The pane is told no more often: while one drags, plots follow the pictures and never hold them up."""


class Late(Area):
    """Takes what its pane is to be told, and passes the last of it on when the pane is built and seen, at its pace.

    The pane is `name` of the module `module`; its setters take one argument each. `side` is where the pane's own
    `side`, if it has one, will stand in the head of its tab; `built` brings the pane once it is there.
    """

    built = Signal(object)

    def __init__(self, module: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self._module, self._name = module, name
        self._pane: QWidget | None = None
        self._told: dict[str, object] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PACE_MS)
        self._pause.timeout.connect(self._on_pause_timeout)
        self.side = QWidget()
        for place in (self, self.side):
            QHBoxLayout(place).setContentsMargins(0, 0, 0, 0)

    @property
    def pane(self) -> QWidget:
        """The pane, built now if it was not, and told everything."""
        self.build()
        self._pass_on()
        return self._pane

    def build(self) -> None:
        """Load the pane and put it in its place."""
        if self._pane is not None:
            return
        self._pane = getattr(import_module(self._module), self._name)()
        self.layout().addWidget(self._pane)
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
        if self._pane is not None:
            self._pass_on()
