"""A column of titled controls, as laboratories have at their left."""

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.widgets.labels import Label
from ui.widgets.painting import ALIGN_LEFT, FIXED

WIDTH = 232
ROW = 26


class Form(QWidget):
    """Rows of a dim title and a control; `add_wide` takes the whole width."""

    def __init__(self, parent: QWidget | None = None, *, width: int = WIDTH) -> None:
        super().__init__(parent)
        self.setFixedWidth(width)
        self.setSizePolicy(FIXED, QSizePolicy.Policy.Preferred)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 8, 0, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._rows = 0

    def add(self, title: str, control: QWidget) -> QWidget:
        """A control behind its title."""
        label = Label(title, "dim", px=12)
        label.setToolTip(control.toolTip())
        label.setSizePolicy(FIXED, QSizePolicy.Policy.Preferred)
        control.setAccessibleName(title)
        self._grid.addWidget(label, self._rows, 0, ALIGN_LEFT)
        self._grid.addWidget(control, self._rows, 1)
        self._close_row()
        return control

    def add_wide(self, control: QWidget) -> QWidget:
        """A control or words without a title."""
        self._grid.addWidget(control, self._rows, 0, 1, 2)
        self._close_row()
        return control

    def _close_row(self) -> None:
        self._grid.setRowStretch(self._rows, 0)
        self._rows += 1
        self._grid.setRowStretch(self._rows, 1)
