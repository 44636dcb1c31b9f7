"""Icons from assets/icons: our own drawings in one colour, rendered in the theme's colour for a size and ratio."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import assets
from ui import theme


def icon(name: str, role: str = "text", size: int = 16) -> QIcon:
    """The icon in a role's colour, for normal and disabled buttons; ask again after the theme has changed."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, role, size, ratio))
        made.addPixmap(pixmap(name, "off", size, ratio), QIcon.Mode.Disabled)
    return made


def program_icon() -> QIcon:
    """The program's own mark, an edge detector, in its own colours and in the sizes that desktops ask for."""
    drawing = (assets.FOLDER / "program.svg").read_text(encoding="utf-8")
    made = QIcon()
    for size in (16, 32, 64, 128):
        made.addPixmap(_drawn(drawing, size))
    return made


def pixmap(name: str, role: str = "text", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon as `size` x `size` device-independent pixels; `role` may also be a literal "#rrggbb"."""
    return _rendered(name, theme.color(role).name(), size, ratio)


def paint(painter: QPainter, name: str, role: str, x: float, y: float, *, size: int = 16) -> None:
    """Draw the icon with its top left corner at x, y."""
    painter.drawPixmap(QPointF(x, y), pixmap(name, role, size, painter.device().devicePixelRatioF()))


@lru_cache(maxsize=512)
def _rendered(name: str, color: str, size: int, ratio: float) -> QPixmap:
    made = QPixmap(_shape(name, round(size * ratio)))
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(made.rect(), QColor(color))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=256)
def _shape(name: str, pixels: int) -> QPixmap:
    """The drawing, to be filled with any colour."""
    return _drawn((assets.FOLDER / "icons" / f"{name}.svg").read_text(encoding="utf-8"), pixels)


def _drawn(drawing: str, pixels: int) -> QPixmap:
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    return made
