"""One cell of the kernel grid: how large, what it says, how far a drag moves it, what it becomes for typing."""

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import numbers, theme
from ui.widgets.chrome import draw_focus_ring, smooth

Kernel = NDArray[np.float32]
Cell = tuple[int, int]


def cell_size(shape: Cell) -> int:
    """Pitch of the cells of a kernel of that shape, gap included; with its tools a kernel never widens its column."""
    widest = max(shape)
    if widest <= 3:
        return 44 if theme.is_compact() else 52
    if widest <= 5:
        return 42 if theme.is_compact() else 45
    return 32 if widest <= 7 else 31


def scrub_step(kernel: Kernel) -> float:
    """How much one step of a drag or the wheel is: 1 among whole numbers, else about a tenth of the largest weight."""
    largest = float(np.abs(kernel).max())
    if largest >= 2 and (kernel == np.round(kernel)).all():
        return 1.0
    return 10.0 ** (math.floor(math.log10(largest) + 1e-6) - 1) if largest else 0.1


@lru_cache(maxsize=2048)
def fitted(value: float, font: QFont, room: int) -> str:
    """The weight as the longest text that fits: its fraction, else fewer figures, without the zero before the point."""
    metrics = QFontMetrics(font)
    return next((text for text in texts(value) if metrics.horizontalAdvance(text) <= room), shortest(value))


def texts(value: float) -> Iterator[str]:
    """A value as texts, the most exact first."""
    for text in (numbers.short(value), *(numbers.rounded(value, digits) for digits in (4, 3, 2, 1))):
        yield text
        yield text.replace("0.", ".", 1)


def shortest(value: float) -> str:
    """What is said of a value that has no room."""
    return "≈0" if abs(value) < 0.05 else "…"


class CellEditor(QLineEdit):
    """What a cell turns into while it is typed in."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setObjectName("kernel-cell-editor")
        self.is_refused = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = smooth(self)
        if self.is_refused:
            painter.setPen(QPen(theme.color("red_line"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)
        else:
            draw_focus_ring(painter, QRectF(self.rect()), 3)


def scrub_factor(modifiers: Qt.KeyboardModifier) -> float:
    """Shift is ten times coarser, Alt ten times finer."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return 10.0
    return 0.1 if modifiers & Qt.KeyboardModifier.AltModifier else 1.0
