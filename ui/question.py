"""The question before something that cannot be taken back."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget


class Question(QObject):
    """Asks in a box over the window, and goes on where it is accepted."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._then: Callable[[], None] | None = None

    def ask(self, name: str, title: str, text: str, accept: str, then: Callable[[], None]) -> None:
        """Ask; `accept` is the button that calls `then`, beside one that cancels."""
        box = QMessageBox(self._window)
        box.setObjectName(name)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(title)
        box.setText(text)
        box.addButton(accept, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        self._then = then
        box.accepted.connect(self._on_accepted, Qt.ConnectionType.SingleShotConnection)
        box.open()

    @Slot()
    def _on_accepted(self) -> None:
        then, self._then = self._then, None
        then()
