"""Rectangles drawn over the pictures."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from filters.records import dataclass
from ui import theme
from workbench.evaluation.frames import Rect

LEAST = 6
"""Device-independent pixels that a mark covers at least, however far one is zoomed out."""


@dataclass(frozen=True)
class Mark:
    """A rectangle in photo coordinates; a faint one is dashed."""

    rect: Rect
    is_faint: bool = False


def paint_marks(painter: QPainter, marks: Sequence[tuple[Mark, QRectF]]) -> None:
    """Draw marks where they lie on the screen, on a dark halo that reads on any picture."""
    for mark, area in marks:
        grown = max(LEAST - area.width(), 0) / 2, max(LEAST - area.height(), 0) / 2
        place = area.adjusted(-grown[0], -grown[1], grown[0], grown[1])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 150), 4))
        painter.drawRect(place)
        style = Qt.PenStyle.DashLine if mark.is_faint else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.color("accent"), 2, style))
        painter.drawRect(place)
