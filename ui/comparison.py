"""Before and after: another pane's picture in a part of this one's place, under a divider to drag, or in all of it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui import theme
from ui.picture_view import PictureView

GRIP = 6
"""How near to the divider it is taken hold of, and half the width of its knob."""
KNOB_HEIGHT = 28


class Comparison:
    """What is compared with, and how: `is_split` shows it left of the divider, `is_whole` everywhere."""

    def __init__(self, other: PictureView) -> None:
        self._other = other
        self.is_split = self.is_whole = False
        self.share = 0.5

    def divider(self, width: int) -> float:
        """Where the divider stands in a pane of that width; at its right edge where the other picture has it all."""
        return float(width) if self.is_whole else round(self.share * width) if self.is_split else 0.0

    def is_held_at(self, x: float, width: int) -> bool:
        """Whether the divider can be taken hold of there."""
        return self.is_split and not self.is_whole and abs(x - self.divider(width)) <= GRIP

    def move(self, share: float) -> None:
        """Put the divider elsewhere, never out of sight."""
        self.share = min(max(share, 0.02), 0.98)

    def paint(self, painter: QPainter, size: QSize, own: str) -> None:
        """Paint the other picture over this one, which is of the step `own`, and say which is which."""
        x = self.divider(size.width())
        if not x:
            return
        other = self._other
        painter.save()
        painter.setClipRect(QRectF(0, 0, x, size.height()))
        other.paint_picture(painter, size)
        if other.frame is not None:
            _caption(painter, other.frame.step, 12, room=x - 24)
        painter.restore()
        if not self.is_whole:
            _caption(painter, own, size.width() - 12, room=size.width() - x - 24, is_right=True)
            _paint_divider(painter, x, size.height())


def _caption(painter: QPainter, text: str, edge: float, *, room: float, is_right: bool = False) -> None:
    """A name on a badge at the left or right edge; none where it has no room."""
    painter.setFont(theme.font(12, 600))
    width = painter.fontMetrics().horizontalAdvance(text) + 12
    if width > room:
        return
    badge = QRectF(edge - width if is_right else edge, 8, width, 20)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("badge"))
    painter.drawRoundedRect(badge, 4, 4)
    painter.setPen(theme.color("text"))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


def _paint_divider(painter: QPainter, x: float, height: int) -> None:
    """A white line on a dark halo, with a knob that says it can be dragged."""
    for color, thickness in ((QColor(0, 0, 0, 140), 4), (QColor("#ffffff"), 2)):
        painter.setPen(QPen(color, thickness))
        painter.drawLine(QPointF(x, 0), QPointF(x, height))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 140), 1))
    painter.setBrush(QColor("#ffffff"))
    painter.drawRoundedRect(QRectF(x - GRIP, (height - KNOB_HEIGHT) / 2, 2 * GRIP, KNOB_HEIGHT), GRIP, GRIP)
    painter.setPen(QPen(QColor("#6a6a6a"), 1))
    for step in (-2, 2):
        painter.drawLine(QPointF(x + step, height / 2 - 5), QPointF(x + step, height / 2 + 5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
