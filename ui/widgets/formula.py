"""The output-size formula with today's numbers, one line for each axis; red with the impossible size when refused."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from filters.windows import Window
from ui import numbers, theme
from ui.widgets.painting import ALIGN_LEFT, ALIGN_RIGHT, FIXED, smooth


def _line() -> int:
    """Height of a line."""
    return 20 if theme.is_compact() else 24


class Formula(QWidget):
    """Told through `set_windows`; the sum it shows is the one the plan made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("formula")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, FIXED)
        self._rule = ""
        self._note = ""
        self._lines: tuple[tuple[str, str, str], ...] = ()
        self._is_refused = False
        theme.notifier().density_changed.connect(self.updateGeometry)  # another density has other lines

    def set_windows(self, windows: Sequence[Window], size: Sequence[int]) -> None:
        """Fill in the two windows on a map of `size` (height, width)."""
        is_ceil, is_dilated = windows[0].ceil_mode, any(window.dilation > 1 for window in windows)
        left, right = ("⌈", "⌉") if is_ceil else ("⌊", "⌋")
        kernel = self.tr("span") if is_dilated else self.tr("kernel")
        rule = self.tr("(size + pads − {0}) ÷ stride").format(kernel)
        before = self._rule, self._lines, self._note, self._is_refused
        self._rule = f"{left}{rule}{right} + 1"
        lines = []
        for axis, window, length in zip("HW", windows, size, strict=True):
            numerator = f"({length} + {window.before} + {window.after} − {window.extent})"
            result = str(window.output_length(length)).replace("-", numbers.MINUS)
            lines.append((axis, f"{left}{numerator} ÷ {window.stride}{right} + 1 =", result))
        self._lines = tuple(lines)
        spans = {f"{w.dilation}·({w.size} − 1) + 1 = {w.extent}": None for w in windows} if is_dilated else {}
        self._note = self.tr("span {0}").format(", ".join(spans)) if spans else ""
        self._is_refused = any(window.output_length(length) < 1 for window, length in zip(windows, size, strict=True))
        if (self._rule, self._lines, self._note, self._is_refused) != before:
            self.setAccessibleName("; ".join(" ".join(line) for line in lines))
            self.updateGeometry()
            self.update()

    def is_refused(self) -> bool:
        """Whether an axis comes out below 1."""
        return self._is_refused

    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """Axis, sum and result of each line."""
        return self._lines

    def sizeHint(self) -> QSize:
        return QSize(200, _line() * (1 + len(self._lines) + bool(self._note)) + (8 if self._is_refused else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, line = smooth(self), _line()
        margin, top = (8, 4) if self._is_refused else (0, 0)
        if self._is_refused:
            painter.setPen(theme.color("red_bg"))
            painter.setBrush(theme.color("red_bg"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        room = self.width() - 2 * margin
        painter.setFont(theme.font(12))
        painter.setPen(theme.color("dim"))
        painter.drawText(QRect(margin, top, room, line), ALIGN_LEFT, self._rule)
        if self._note:
            painter.drawText(QRect(margin, top + line * (1 + len(self._lines)), room, line), ALIGN_LEFT, self._note)
        for number, (axis, words, result) in enumerate(self._lines, start=1):
            y = top + line * number
            painter.setFont(theme.font(11))
            painter.setPen(theme.color("dim"))
            painter.drawText(QRect(margin, y, 16, line), ALIGN_LEFT, axis)
            painter.setFont(theme.font(13, 600))
            painter.setPen(theme.color("red" if self._is_refused else "text"))
            painter.drawText(QRect(margin, y, room, line), ALIGN_RIGHT, result)
            free = room - 20 - QFontMetrics(painter.font()).horizontalAdvance(result) - 8
            painter.setFont(theme.font(13 if QFontMetrics(theme.font()).horizontalAdvance(words) <= free else 11))
            painter.setPen(theme.color("text"))
            painter.drawText(QRect(margin + 20, y, room - 20, line), ALIGN_LEFT, words)
