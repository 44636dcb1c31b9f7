"""The last line of the window: where the cursor is, what every step has there, and how the picture came to be."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.progress import ProgressLine
from ui.widgets.areas import Area
from ui.widgets.labels import Label
from ui.widgets.painting import ALIGN_LEFT, ALIGN_RIGHT, smooth

if TYPE_CHECKING:
    from ui.display import Chip

HEIGHT = 28
GAP = 12
NONE = "—"


class _Chips(QWidget):
    """Values at the cursor, painted as one row: name, swatch of the sign, number. What does not fit is left out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._chips: Sequence[Chip] = ()
        self._widths: dict[str, float] = {}

    def set_chips(self, chips: "Sequence[Chip]") -> None:
        if chips == self._chips:
            return
        names = {name for name, _, _ in chips}
        self._widths = {name: width for name, width in self._widths.items() if name in names}
        self._chips = chips
        self.setAccessibleName("; ".join(f"{name} {text}" for name, text, _ in chips))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT - 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, HEIGHT - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        label, value = theme.font(12), theme.font(12, 500)
        middle = self.height() / 2
        x = 0.0
        for name, text, tint in self._chips:
            name_width = QFontMetricsF(label).horizontalAdvance(name) + 6
            swatch = 14 if tint is not None else 0
            wanted = QFontMetricsF(value).horizontalAdvance(text) + 1
            width = self._widths[name] = max(self._widths.get(name, 0), wanted)  # numbers change, places do not
            if x + 2 * GAP + name_width + swatch + width > self.width():
                break
            painter.fillRect(QRectF(x, middle - 8, 1, 16), theme.color(_rule_role()))
            x += GAP
            painter.setFont(label)
            painter.setPen(theme.color("dim"))
            painter.drawText(QRectF(x, 0, name_width, self.height()), ALIGN_LEFT, name)
            x += name_width
            if tint is not None:
                from ui import tints  # noqa: PLC0415 - the bar is painted before there are values

                painter.setPen(QPen(theme.color("track"), 1))
                painter.setBrush(QColor(tints.tint(tint)))
                painter.drawRoundedRect(QRectF(x + 0.5, middle - 4.5, 9, 9), 2, 2)
                x += swatch
            painter.setFont(value)
            painter.setPen(theme.color("text"))
            painter.drawText(QRectF(x, 0, width, self.height()), ALIGN_RIGHT, text)
            x += width + GAP


class StatusBar(Area):
    """Told by frames; asks for nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("head", "top", parent)
        self.setObjectName("status_bar")
        self.setFixedHeight(HEIGHT)
        self._state = self._busy = ""
        self.place = Label("", px=12, weight=500)
        self.place.setObjectName("status_place")
        self.chips = _Chips(self)
        self.chips.setObjectName("status_chips")
        self.state = Label("", "dim", px=12, align=ALIGN_RIGHT)
        self.state.setObjectName("status_state")
        self.progress = ProgressLine(self)
        self.facts = Label("", "dim", px=12, align=ALIGN_RIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 1, GAP, 0)
        row.setSpacing(GAP)
        row.addWidget(self.place)
        row.addWidget(self.chips, 1)
        row.addWidget(self.state)
        row.addWidget(self.progress)
        row.addWidget(self.facts)
        self.show_nothing_open()

    def show_nothing_open(self) -> None:
        """No photo: say what opens one."""
        self.place.setText(self.tr("No photo open"))
        self.place.set_role("dim")
        self.chips.set_chips([])
        self.set_state("")
        self.facts.setText(self.tr("Ctrl+O open   ·   Ctrl+V paste   ·   Ctrl+K search"))

    def show_idle_cursor(self, steps: tuple[str, ...]) -> None:
        """A photo is open, the cursor nowhere."""
        self._set_place(f"y {NONE}   x {NONE}", 0)
        self.chips.set_chips([(step, NONE, None) for step in steps])

    def set_reading(self, y: int, x: int, photo: tuple[int, int], chips: "Sequence[Chip]") -> None:
        """Show a pixel of a photo of that size, and every step's value at that spot."""
        digits = len(str(max(*photo, 1) - 1))
        self._set_place(f"y {y}   x {x}", digits)
        self.chips.set_chips([(step, words or NONE, tint) for step, words, tint in chips])

    def _set_place(self, text: str, digits: int) -> None:
        self.place.set_role("text")
        self.place.setText(text)
        widest = f"y {'0' * digits}   x {'0' * digits}" if digits else text
        self.place.setMinimumWidth(round(QFontMetricsF(self.place.font()).horizontalAdvance(widest)) + 2)

    def set_state(self, text: str) -> None:
        """Why the last good result is shown, where it is."""
        self._state = text
        self.state.setText(self._busy or self._state)

    def set_busy(self, text: str) -> None:
        """What is being done, while it is."""
        self._busy = text
        self.state.setText(self._busy or self._state)

    def set_milliseconds(self, milliseconds: float | None) -> None:
        time = "" if milliseconds is None else f"   |   {max(milliseconds, 0.1):.{0 if milliseconds >= 10 else 1}f} ms"
        self.facts.setText("float32" + time)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()


def _rule_role() -> str:
    return "track" if theme.current().name == theme.DARK else "line"
