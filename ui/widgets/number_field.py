"""A field for one number that is typed in, scrubbed, wheeled and nudged."""

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui import numbers
from ui.widgets.field import Field

SCRUB_THRESHOLD = 3
PIXELS_PER_STEP = 6


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
        self.at_least(value, self._low)
        if self._high is not None and value > self._high:
            words = self.tr("{0} is too large; the most is {1}.")
            raise numbers.NumberError(words.format(numbers.rounded(value), numbers.rounded(self._high)))
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
