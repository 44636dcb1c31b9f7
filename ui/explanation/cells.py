"""What the explain pane is made of: cells with a text, a ground and perhaps a term to follow, put one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from ui import numbers, pixels, theme, tints
from ui.kernel.cells import shortest, texts
from ui.pixels import Levels

GAP = 2
OUTSIDE = 24
"""How far a ring, or a text that does not fit, may reach beyond its cell."""

CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass
class Cell:
    """A text in a place. `ground` and `ink` are roles or "#rrggbb"; `term` and `depth` are what a click asks for."""

    rect: QRectF
    text: str = ""
    ground: str = ""
    ink: str = "text"
    px: int = 13
    weight: int = 400
    align: Qt.AlignmentFlag = CENTRE
    term: int | None = None
    depth: int | None = None
    ring: str = ""
    is_hatched: bool = False
    tip: str = ""

    @property
    def is_link(self) -> bool:
        """Whether a click on it asks for something."""
        return self.term is not None or self.depth is not None


def shade(value: float, levels: Levels) -> str:
    """The colour of a value as the pictures draw it."""
    if value != value:  # noqa: PLR0124 - NaN
        return pixels.NAN_COLOR
    place = levels.position(value)
    return tints.tint(place) if levels.is_signed else f"#{round(255 * place):02x}" + 2 * f"{round(255 * place):02x}"


@lru_cache(maxsize=4096)
def text_width(text: str, px: int, weight: int = 400) -> float:
    """How wide a text is drawn."""
    return QFontMetricsF(theme.font(px, weight)).horizontalAdvance(text)


def within(value: float, room: float, px: int, *, is_weight: bool = False) -> str:
    """The value as the longest text that fits."""
    return next((text for text in _texts(value, is_weight) if text_width(text, px, 500) <= room), shortest(value))


@lru_cache(maxsize=4096)
def _texts(value: float, is_weight: bool) -> tuple[str, ...]:
    return tuple(texts(value, is_weight=is_weight))


def written(value: float, digits: int = 6) -> str:
    """The value for a sum; whole numbers in full."""
    return numbers.rounded(value, max(digits, len(str(int(abs(value)))) if abs(value) < 1e7 else digits))


class Flow:
    """Puts texts beside each other and goes to the next line where there is no more room."""

    def __init__(self, cells: list[Cell], left: float, top: float, right: float, line: float = 28) -> None:
        self._cells, self._left, self._right, self._line = cells, left, right, line
        self.x, self.y = left, top

    def add(self, *parts: tuple[str, dict[str, object]], gap: float = 6) -> None:
        """Put parts that stay together; each is a text and what its cell has beside it."""
        widths = []
        for text, more in parts:
            px, weight = int(more.get("px", 13)), int(more.get("weight", 400))
            room = 12 if more.get("ground") or more.get("ring") else 0
            widths.append(text_width(text, px, weight) + room + 1)
        wanted = sum(widths) + 4 * (len(parts) - 1)
        if self.x > self._left and self.x + wanted > self._right:
            self.x, self.y = self._left, self.y + self._line
        for (text, more), width in zip(parts, widths, strict=True):
            self._cells.append(Cell(QRectF(self.x, self.y, width, self._line - 4), text, **more))  # type: ignore[arg-type]
            self.x += width + 4
        self.x += gap - 4

    @property
    def bottom(self) -> float:
        """Where the last line ends."""
        return self.y + self._line


def paint_cells(
    painter: QPainter, cells: Sequence[Cell], seen: QRectF, hovered: Cell | None, current: Cell | None
) -> None:
    """Draw those cells in order that lie where something is seen."""
    for cell in cells:
        if not cell.rect.adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE).intersects(seen):
            continue
        if cell.ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(cell.ground))
            painter.drawRoundedRect(cell.rect, 3, 3)
        if cell.is_hatched:
            painter.save()
            painter.setClipRect(cell.rect)
            painter.setPen(QPen(theme.color("off", 130), 1))
            span = cell.rect.height()
            for step in range(-int(span), int(cell.rect.width()), 5):
                start = cell.rect.bottomLeft() + QPointF(step, 0)
                painter.drawLine(start, start + QPointF(span, -span))
            painter.restore()
        if cell.ring:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color(cell.ring), 2))
            painter.drawRoundedRect(cell.rect.adjusted(-1, -1, 1, 1), 3, 3)
        if cell is hovered or cell is current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent" if cell is current else "text"), 2))
            painter.drawRoundedRect(cell.rect.adjusted(1, 1, -1, -1), 3, 3)
        if cell.text:
            painter.setFont(theme.font(cell.px, cell.weight))
            painter.setPen(theme.color(cell.ink))
            painter.drawText(cell.rect, cell.align | Qt.TextFlag.TextDontClip, cell.text)
