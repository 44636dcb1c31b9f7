"""The body of every field that is typed in.

A field keeps its last good value: what cannot be read stays in the field, outlined in red, with a sentence saying why.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui import numbers, theme
from ui.widgets.painting import ALIGN_LEFT, FIXED, draw_focus_ring, smooth


class Field(QLineEdit):
    """The body of everything typed in: axis letter at the left, value at the right, red outline when refused."""

    value_changed = Signal(object)
    refused = Signal(str)

    def __init__(self, axis: str = "", *, tip: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = axis
        self._tip = tip
        self._reason = ""
        self._value: object = None
        self.setFrame(False)
        self.setFont(theme.font())
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setObjectName(name)
        self.setAccessibleName(f"{tip.rstrip('.')} {axis}".strip())
        self.setToolTip(tip)
        self.setProperty("bare", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, FIXED)
        self.setTextMargins(self._letter_width(), 0, 6, 0)
        self.editingFinished.connect(self._on_editing_finished)

    def name_after(self, title: str) -> None:
        """Be known by the title it stands behind, and the axis where that says more."""
        self.setAccessibleName(title if self._axis in title else f"{title} {self._axis}")

    def set_axis(self, axis: str) -> None:
        """Stand for another axis."""
        if axis != self._axis:
            self._axis = axis
            self.setTextMargins(self._letter_width(), 0, 6, 0)
            self.update()

    # --- what a kind of field says of its values

    def read(self, text: str) -> object:
        """The value typed; raises NumberError."""
        raise NotImplementedError

    def write(self, value: object) -> str:
        """The value as it is shown."""
        raise NotImplementedError

    def editable(self, value: object) -> str:
        """The value as an editor starts with it."""
        return self.write(value).replace(numbers.MINUS, "-")

    def at_least(self, value: float, low: float | None) -> None:
        """Raise NumberError where a value is less than the least there may be, if there is one."""
        if low is not None and value < low:
            words = self.tr("{0} is too small; the least is {1}.")
            raise numbers.NumberError(words.format(numbers.rounded(value), numbers.rounded(low)))

    # --- value and refusal

    def value(self) -> object:
        """The last good value."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show a value; what is being typed, or was refused, stays as long as the value is the same."""
        if value == self._value and (self.text() or value is None):
            return
        self._value = value
        self._reason = ""
        self.setToolTip(self._tip)
        self._show()

    def forget(self) -> None:
        """Give up what is being typed or was refused, and show the last good value."""
        self._reason = ""
        self.setToolTip(self._tip)
        self._show()

    def set_refused(self, reason: str) -> None:
        """Outline the field and explain why in the tooltip; an empty reason takes both back."""
        if reason != self._reason:
            self._reason = reason
            self.setToolTip(reason or self._tip)
            self.update()

    def is_refused(self) -> bool:
        return bool(self._reason)

    def _show(self) -> None:
        self.setText(self.editable(self._value) if self.hasFocus() else self.write(self._value))
        if self.hasFocus():
            self.selectAll()
        self.setModified(False)
        self.update()

    def _commit(self, value: object) -> None:
        self._reason = ""
        self.setToolTip(self._tip)
        is_new = value != self._value
        self._value = value
        self._show()
        if is_new:
            self.value_changed.emit(value)

    @Slot()
    def _on_editing_finished(self) -> None:
        if not self.isModified():
            return
        try:
            value = self.read(self.text())
        except numbers.NumberError as error:
            self.set_refused(str(error))
            self.refused.emit(str(error))
        else:
            self._commit(value)

    # --- Qt

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.isModified():
            self._show()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)  # editingFinished comes first
        if not self._reason and not self.isModified():
            self._show()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and (self.isModified() or self._reason):
            self.set_refused("")
            self._show()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(56, theme.control_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(36, theme.control_height())

    def _letter_width(self) -> int:
        return QFontMetrics(theme.font(11)).horizontalAdvance(self._axis) + 10 if self._axis else 6

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        edge = QRectF(self.rect())
        role = "red_line" if self._reason else "track" if self.underMouse() and self.isEnabled() else "line"
        painter.setPen(QPen(theme.color(role), 1.5 if self._reason else 1))
        painter.setBrush(theme.color("field" if self.isEnabled() else "panel"))
        painter.drawRoundedRect(edge.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
        if self.hasFocus() and not self._reason:
            draw_focus_ring(painter, edge)
        elif self.hasFocus():
            painter.setPen(QPen(theme.color("red_line"), 2))
            painter.drawRoundedRect(edge.adjusted(1, 1, -1, -1), 4, 4)
        if self._axis:
            painter.setFont(theme.font(11))
            painter.setPen(theme.color("dim" if self.isEnabled() else "off"))
            painter.drawText(edge.adjusted(8, 0, 0, 0), ALIGN_LEFT, self._axis)
        painter.end()
        ink = theme.color("red" if self._reason else "text" if self.isEnabled() else "off")
        if self.palette().color(QPalette.ColorRole.Text) != ink:
            palette = self.palette()
            palette.setColor(QPalette.ColorRole.Text, ink)
            self.setPalette(palette)
        super().paintEvent(event)
