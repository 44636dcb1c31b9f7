"""Toned areas, and what stands in their place or between them."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.painting import draw_cover


class Area(QWidget):
    """A plain area of one tone; `line` is "top", "bottom" or nothing."""

    def __init__(self, role: str = "panel", line: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.role = role
        self.line = line

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(self.role))
        if self.line:
            y = 0 if self.line == "top" else self.height() - 1
            painter.fillRect(0, y, self.width(), 1, theme.color("line"))


class Cover(QWidget):
    """Stands in the place of something that a lesson asks for."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_cover(painter, QRectF(self.rect()), "?")


class Rule(QWidget):
    """A short upright line between groups of tools."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(17, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        role = "line" if theme.current().name == theme.LIGHT else "track"
        QPainter(self).fillRect(8, 0, 1, self.height(), theme.color(role))
