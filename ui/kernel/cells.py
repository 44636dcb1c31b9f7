"""One cell of the kernel grid: how large, what it says, how far a drag moves it, what it becomes for typing."""

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QStaticText
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import numbers, theme
from ui.widgets.painting import draw_focus_ring, smooth

Kernel = NDArray[np.float32]
Cell = tuple[int, int]

ACROSS, DOWN, LOW_DOWN, LOWEST_DOWN = 280, 280, 226, 165
"""How wide a kernel may be drawn, and how high: less in a short window, for the parameters stand beneath, and less
where the response does; least where both are so."""

LEAST_ROOM = 24
"""The least width in which a weight that has no room is worth a sign."""

LONG = 2
"""A kernel so many times as long as wide is long."""


def cell_size(shape: Cell, *, is_low: bool = False) -> tuple[int, int]:
    """Height and width of the cells of a kernel of that shape, gap included: the whole kernel is always in sight.

    Cells are squares, but where a kernel is so long that they could not be told apart; `is_low` leaves room beneath.
    """
    rows, columns = shape
    widest = max(shape)
    is_compact = theme.is_compact()
    if widest <= 3:
        wanted = 44 if is_compact else 52
    elif widest <= 5:
        wanted = 42 if is_compact else 45
    else:
        wanted = 32 if widest <= 7 else 31
    down = (DOWN, LOW_DOWN, LOWEST_DOWN)[is_compact + is_low]
    height, width = min(wanted, down // rows), min(wanted, ACROSS // columns)
    return (height, width) if widest > LONG * min(shape) else (min(height, width),) * 2


def cell_gap(size: int) -> int:
    """How much of a cell's height or width is the gap to the next; the smallest are drawn without."""
    return 2 if size >= 20 else 1 if size >= 12 else 0


def cell_font(shape: Cell, size: tuple[int, int]) -> QFont:
    """What the weights of such a kernel are written in, in cells of that height and width."""
    widest, (height, width) = max(shape), size
    return theme.font(15 if widest <= 3 else 13 if widest <= 5 else 11 if height >= 18 and width >= 30 else 9, 500)


def scrub_step(kernel: Kernel) -> float:
    """How much one step of a drag or the wheel is: 1 among whole numbers, else about a tenth of the largest weight."""
    largest = float(np.abs(kernel).max())
    if largest >= 2 and (kernel == np.round(kernel)).all():
        return 1.0
    return 10.0 ** (math.floor(math.log10(largest) + 1e-6) - 1) if largest else 0.1


def scrub_factor(modifiers: Qt.KeyboardModifier) -> float:
    """Shift is ten times coarser, Alt ten times finer."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return 10.0
    return 0.1 if modifiers & Qt.KeyboardModifier.AltModifier else 1.0


@lru_cache(maxsize=4096)
def fitted(value: float, font: QFont, room: int) -> str:
    """The weight as the longest text that fits: its fraction, else fewer figures, without the zero before the point.

    Where nothing fits, a sign says so; a small cell stays empty.
    """
    metrics = QFontMetrics(font)
    unsaid = shortest(value) if room >= LEAST_ROOM else ""
    return next((text for text in texts(value) if metrics.horizontalAdvance(text) <= room), unsaid)


@lru_cache(maxsize=4096)
def written(text: str, font: QFont) -> tuple[QStaticText, float, float]:
    """A text laid out once for all paintings, and how far from the middle of its cell it begins, across and down."""
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(font=font)
    return made, -made.size().width() / 2, -made.size().height() / 2


@lru_cache(maxsize=16)
def gaps(shape: Cell, size: tuple[int, int], radius: int, color: str, ratio: float) -> QPixmap:
    """What lies between the cells of a kernel, of that height and width, with holes where they are."""
    (rows, columns), (height, width) = shape, size
    found = QPixmap(round(columns * width * ratio), round(rows * height * ratio))
    found.setDevicePixelRatio(ratio)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    painter.fillRect(QRect(0, 0, columns * width, rows * height), color)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setBrush(Qt.GlobalColor.black)
    painter.setPen(Qt.PenStyle.NoPen)
    for row, column in np.ndindex(shape):
        place = QRectF(column * width, row * height, width - cell_gap(width), height - cell_gap(height))
        painter.drawRoundedRect(place, radius, radius)
    painter.end()
    return found


def texts(value: float, *, is_weight: bool = True) -> Iterator[str]:
    """A value as texts, the most exact first; a weight may be a fraction."""
    exact = (numbers.short(value),) if is_weight else ()
    for text in (*exact, *(numbers.rounded(value, digits) for digits in (4, 3, 2, 1))):
        yield text
        yield text.replace("0.", ".", 1)


def shortest(value: float) -> str:
    """What is said of a value that has no room."""
    return "≈0" if abs(value) < 0.05 else "…"


class CellEditor(QLineEdit):
    """What a cell turns into while it is typed in. `left` and `finished` ask to take the number, `given_up` to keep
    the old one; `finished` says how far the keys go then: rows down and, after Tab, cells on.
    """

    finished = Signal(int, int)
    given_up = Signal()
    left = Signal()

    LEAST_HEIGHT = 24

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setObjectName("kernel-cell-editor")
        self.setAccessibleName(self.tr("Weight"))
        self.is_refused = False

    def set_refused(self, is_refused: bool) -> None:
        self.is_refused = is_refused
        self.update()

    def place_over(self, cell: QRect) -> None:
        """Cover a cell, wider than it where the text needs more, higher where it is small."""
        wanted = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 20
        room = self.parentWidget().size()
        width = max(cell.width(), min(wanted, room.width()))
        height = max(cell.height(), min(self.LEAST_HEIGHT, room.height()))
        left = min(max(cell.center().x() - width // 2, 0), max(room.width() - width, 0))
        top = min(max(cell.center().y() - height // 2, 0), max(room.height() - height, 0))
        self.setGeometry(left, top, width, height)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.finished.emit(0, 1 if event.key() == Qt.Key.Key_Tab else -1)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 0, Qt.Key.Key_Enter: 0}
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() in down:
            self.finished.emit(down[event.key()], 0)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = smooth(self)
        if self.is_refused:
            painter.setPen(QPen(theme.color("red_line"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)
        else:
            draw_focus_ring(painter, QRectF(self.rect()), 3)
