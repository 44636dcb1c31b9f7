"""Fields that numbers are typed in, scrubbed, wheeled and nudged.

A field keeps its last good value: what cannot be read stays in the field, outlined in red, with a sentence saying why.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui import numbers, theme
from ui.widgets.painting import ALIGN_LEFT, FIXED, draw_focus_ring, smooth

SCRUB_THRESHOLD = 3
PIXELS_PER_STEP = 6


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


class NumberField(Field):
    """One number: typed with expressions, scrubbed, wheeled and nudged; Shift is ten times coarser, Alt ten finer.

    Drag the axis letter, or anywhere while the field is not focused. `scrub_finished` closes a run of changes that
    belong to one undo step. An `optional` field may be empty, which is None.
    """

    scrub_finished = Signal()

    def __init__(
        self,
        axis: str = "",
        *,
        integer: bool = False,
        low: float | None = None,
        high: float | None = None,
        step: float = 1.0,
        optional: bool = False,
        tip: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(axis, tip=tip, name=name, parent=parent)
        self._is_integer = integer
        self._low, self._high, self._step = low, high, step
        self._is_optional = optional
        self._press: QPointF | None = None
        self._start = 0.0
        self._is_scrubbing = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def read(self, text: str) -> object:
        if self._is_optional and not text.strip():
            return None
        value = numbers.parse(text)
        if self._is_integer and value != round(value):
            raise numbers.NumberError(self.tr("“{0}” is not a whole number.").format(text.strip()))
        if self._low is not None and value < self._low:
            raise numbers.NumberError(
                self.tr("{0} is too small; the least is {1}.").format(
                    numbers.rounded(value), numbers.rounded(self._low)
                )
            )
        if self._high is not None and value > self._high:
            raise numbers.NumberError(
                self.tr("{0} is too large; the most is {1}.").format(
                    numbers.rounded(value), numbers.rounded(self._high)
                )
            )
        return int(value) if self._is_integer else value

    def write(self, value: object) -> str:
        if value is None:
            return ""
        return str(value).replace("-", numbers.MINUS) if self._is_integer else numbers.short(value, 6)

    def editable(self, value: object) -> str:
        return "" if value is None else str(value) if self._is_integer else numbers.typed(value)

    @Slot()
    def _on_editing_finished(self) -> None:
        if self.isModified():  # a typed number is an undo step of its own
            self.scrub_finished.emit()
            super()._on_editing_finished()
            self.scrub_finished.emit()

    def nudge(self, steps: float) -> None:
        """Move the value by so many steps, within its range."""
        self._move_to((self._value or 0) + steps * self._step)

    def _move_to(self, value: float) -> None:
        unit = 1.0 if self._is_integer else self._step / 10
        value = round(value / unit) * unit
        if self._low is not None:
            value = max(value, self._low)
        if self._high is not None:
            value = min(value, self._high)
        self._commit(int(value) if self._is_integer else float(f"{value:.9g}"))

    def _factor(self, modifiers: Qt.KeyboardModifier) -> float:
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            return 10.0
        is_fine = modifiers & Qt.KeyboardModifier.AltModifier and not self._is_integer
        return 0.1 if is_fine else 1.0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.isReadOnly():
            self._on_editing_finished()
            if not self.is_refused():
                self.nudge((1 if event.key() == Qt.Key.Key_Up else -1) * self._factor(event.modifiers()))
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.scrub_finished.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()  # the panel scrolls; a value changes only where the keys go
            return
        delta = event.angleDelta().y() or event.angleDelta().x()
        self.nudge(delta / 120 * self._factor(event.modifiers()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_handle = not self.hasFocus() or event.position().x() < self._letter_width()
        if event.button() == Qt.MouseButton.LeftButton and is_handle:
            self._press = event.position()
            self._start = float(self._value or 0)
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            super().mouseMoveEvent(event)
            return
        moved = event.position().x() - self._press.x()
        if not self._is_scrubbing and abs(moved) <= SCRUB_THRESHOLD:
            return
        self._is_scrubbing = True
        steps = int(moved / PIXELS_PER_STEP)
        self._move_to(self._start + steps * self._step * self._factor(event.modifiers()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            super().mouseReleaseEvent(event)
            return
        self._press = None
        if self._is_scrubbing:
            self._is_scrubbing = False
            self.scrub_finished.emit()
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.selectAll()
            self.setCursor(Qt.CursorShape.IBeamCursor)


class VectorField(Field):
    """Numbers for each channel, apart by spaces or commas; empty is None, one number stands for itself.

    With `single` a lone number is a plain float for all channels, and not a vector of one.
    """

    def __init__(
        self, *, single: bool = False, low: float | None = None, tip: str = "", name: str = "",
        placeholder: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("", tip=tip, name=name, parent=parent)
        self._is_single = single
        self._low = low
        self.setPlaceholderText(placeholder)

    def read(self, text: str) -> object:
        words = text.replace(",", " ").replace(";", " ").split()
        values = tuple(numbers.parse(word) for word in words)
        if self._low is not None and any(value < self._low for value in values):
            raise numbers.NumberError(
                self.tr("{0} is too small; the least is {1}.").format(
                    numbers.rounded(min(values)), numbers.rounded(self._low)
                )
            )
        if not values:
            return None
        return values[0] if self._is_single and len(values) == 1 else values

    def write(self, value: object) -> str:
        if value is None:
            return ""
        return "  ".join(numbers.short(one) for one in (value if isinstance(value, tuple) else (value,)))

    def editable(self, value: object) -> str:
        if value is None:
            return ""
        return " ".join(numbers.typed(one) for one in (value if isinstance(value, tuple) else (value,)))
