"""What widgets paint alike: smooth lines, focus rings, covers and dashed places; and how they align text."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme

ALIGN_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
ALIGN_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
FIXED = QSizePolicy.Policy.Fixed


def smooth(widget: QWidget) -> QPainter:
    """A painter on the widget with antialiasing."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def draw_focus_ring(painter: QPainter, edge: QRectF, radius: float = 4) -> None:
    """Two accent pixels just inside `edge`: where the keys go."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("accent"), 2))
    painter.drawRoundedRect(edge.adjusted(1, 1, -1, -1), radius, radius)


def draw_cover(painter: QPainter, place: QRectF, text: str) -> None:
    """What stands in the place of a picture that must not be seen yet, or that has no values: a sign, or words."""
    painter.fillRect(place, theme.color("field"))
    painter.setPen(theme.color("dim"))
    painter.setFont(theme.font(22, 600) if len(text) == 1 else theme.font(13))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value, text)


def dashed_place(painter: QPainter, place: QRect, *, radius: float = 3, plus: bool = True) -> None:
    """A dashed place where something can be added."""
    pen = QPen(theme.color("track"), 1)
    pen.setDashPattern([3, 3])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    if plus:
        icons.paint(painter, "plus", "dim", place.center().x() - 7, place.center().y() - 7)
