"""Boxes of words over the window, and the question before something that cannot be taken back.

PySide makes a class when it is first named: not at the start.
"""

from collections.abc import Callable

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

LEAST_WIDTH = 320


def box_of_words(window: QWidget, name: str, title: str, text: str, more: str = "") -> "QtWidgets.QMessageBox":
    """A box with no icon, deleted when it is closed; `more` stands below the text."""
    box = QtWidgets.QMessageBox(window)
    box.setObjectName(name)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setText(text)
    box.setInformativeText(more)
    grid = box.layout()
    grid.setContentsMargins(16, 16, 16, 16)
    grid.setHorizontalSpacing(0)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(1, LEAST_WIDTH)
    grid.itemAt(0).spacerItem().changeSize(0, 0)  # the place of the icon
    return box


class Question(QObject):
    """Asks in a box over the window, and goes on where it is accepted."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._then: Callable[[], None] | None = None

    def ask(self, name: str, title: str, text: str, accept: str, then: Callable[[], None]) -> None:
        """Ask; `accept` is the button that calls `then`, beside one that cancels."""
        box = box_of_words(self._window, name, title, text)
        box.addButton(accept, QtWidgets.QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QtWidgets.QMessageBox.StandardButton.Cancel)
        self._then = then
        box.accepted.connect(self._on_accepted, Qt.ConnectionType.SingleShotConnection)
        box.open()

    @Slot()
    def _on_accepted(self) -> None:
        then, self._then = self._then, None
        then()
