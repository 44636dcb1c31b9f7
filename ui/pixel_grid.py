"""What is painted into a picture whose pixels are large: the lines between its values, and the values themselves."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ui import numbers, theme, tints

GRID_FROM = 10
NUMBERS_FROM, COLOURS_FROM = 28, 46
"""Device-independent pixels a value must cover before the grid, one number and three numbers are drawn."""


def paint_pixels(painter: QPainter, picture: QImage, values: np.ndarray, area: QRectF, size: QSize) -> None:
    """Paint over a picture drawn at `area` of a pane of that size; nothing where its pixels are small."""
    height, width = values.shape[:2]
    step, rise = area.width() / width, area.height() / height
    if step < GRID_FROM:
        return
    first_row, last_row = _seen(area.top(), rise, size.height(), height)
    first, last = _seen(area.left(), step, size.width(), width)
    painter.setPen(QPen(theme.color("canvas", 110), 1))
    for column in range(first, last + 1):
        x = area.left() + column * step
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    for row in range(first_row, last_row + 1):
        y = area.top() + row * rise
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
    if min(step, rise) < (COLOURS_FROM if values.ndim == 3 else NUMBERS_FROM):
        return
    painter.setFont(theme.font(11 if min(step, rise) >= 36 else 9, 500))
    for row in range(first_row, last_row):
        for column in range(first, last):
            painter.setPen(QColor(tints.ink(picture.pixelColor(column, row).name())))
            place = QRectF(area.left() + column * step, area.top() + row * rise, step, rise)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, _written(values[row, column]))


def _seen(start: float, step: float, room: float, count: int) -> tuple[int, int]:
    """First and one-past-last of `count` values, `step` apart from `start`, that meet 0 .. room."""
    return max(int(-start // step), 0), min(int((room - start) // step) + 1, count)


def _written(value: np.ndarray) -> str:
    """A value, or the three of a colour one under the other."""
    if value.ndim:
        return "\n".join(_written(part) for part in value)
    is_large = np.isfinite(value) and abs(value) >= 1000
    return numbers.rounded(round(float(value)), 6) if is_large else numbers.rounded(float(value), 3)
