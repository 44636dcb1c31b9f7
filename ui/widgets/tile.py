"""A small picture with its name and a fact beneath it: a photo, a map, a glow over a photo, or a few numbers."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QSizePolicy, QWidget

from ui import numbers, pixels, theme, tints
from ui.pixels import Levels
from ui.widgets.painting import ALIGN_LEFT, smooth

CAPTION = 20
LEAST_TILE = 56
FONTS = (11, 10, 9)
LEAST_CELL, MOST_CELLS = 13, 400
"""Values are written where the longest of them fits its cell in one of the fonts; else they are drawn as a picture."""

LARGEST_CELL = (64, 26)
BASE_OPACITY = 0.4
"""How much of the photo shows through under a glow."""


class Tile(QWidget):
    """Told by `set_values` or `set_glow`; `set_frames` draws rectangles in the coordinates of the values."""

    def __init__(self, title: str = "", *, name: str = "", tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setToolTip(tip)
        self.title, self.fact = title, ""
        self._values: NDArray[np.float32] | None = None
        self._levels = Levels(0.0, 1.0)
        self._picture, self._glow = QImage(), QImage()
        self._glow_of: tuple[NDArray[np.float32], float] | None = None
        self._frames: tuple[tuple[QRectF, str, bool], ...] = ()
        self._texts: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(LEAST_TILE, LEAST_TILE)
        theme.notifier().changed.connect(self._draw)

    @property
    def values(self) -> NDArray[np.float32] | None:
        """What is shown, in data units."""
        return self._values

    @property
    def glow(self) -> NDArray[np.float32] | None:
        """The sizes that glow over it."""
        return None if self._glow_of is None else self._glow_of[0]

    def set_title(self, title: str) -> None:
        self.title = title
        self.update()

    def set_values(self, values: NDArray[np.float32] | None, levels: Levels | None = None, fact: str = "") -> None:
        """Show a map (h, w) or a colour picture (h, w, 3); without levels, with levels of its own."""
        self._values, self._glow_of, self.fact = values, None, fact
        if values is not None:
            self._levels = levels or pixels.auto_levels(values)
        self._draw()

    def set_glow(
        self, photo: NDArray[np.float32], white: float, sizes: NDArray[np.float32], top: float, fact: str
    ) -> None:
        """Show a gray or colour photo dimmed, with sizes (h, w) of the same place glowing over it."""
        self._values, self._glow_of, self.fact = photo, (sizes, top), fact
        self._levels = pixels.photo_levels(white)
        self._draw()

    def set_frames(self, frames: tuple[tuple[QRectF, str, bool], ...]) -> None:
        """Rectangles over the values: place, colour role, and whether it is dashed."""
        self._frames = frames
        self.update()

    def _draw(self) -> None:
        self._picture = QImage() if self._values is None else pixels.image(self._values, self._levels)
        self._glow = QImage() if self._glow_of is None else pixels.heat(*self._glow_of)
        is_table = self._values is not None and self._values.ndim == 2 and self._values.size <= MOST_CELLS
        flat = self._values.ravel() if is_table and self._glow_of is None else ()
        self._texts = [numbers.rounded(float(value), 3) for value in flat]
        self.setAccessibleName(f"{self.title} {self.fact}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(140, 140)

    def room(self) -> QRectF:
        """Where the values are drawn: as large as fits above the caption, in their own proportion."""
        area = QRectF(0, 0, self.width(), max(self.height() - CAPTION, 1))
        if self._values is None:
            return area
        height, width = self._values.shape[:2]
        if self._font() is not None:
            cell = min(area.width() / width, LARGEST_CELL[0]), min(area.height() / height, LARGEST_CELL[1])
            size = QRectF(0, 0, width * cell[0], height * cell[1])
        else:
            scale = min(area.width() / width, area.height() / height)
            size = QRectF(0, 0, width * scale, height * scale)
        return size

    def _font(self) -> QFont | None:
        """The largest font in which every value has room to be written."""
        if not self._texts or self._values is None:
            return None
        height, width = self._values.shape
        if (self.height() - CAPTION) / height < LEAST_CELL:
            return None
        for px in FONTS:
            font = theme.font(px, 500)
            metrics = QFontMetrics(font)
            if max(map(metrics.horizontalAdvance, self._texts)) + 4 <= self.width() / width:
                return font
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        room = self.room()
        font = self._font()
        if font is not None:
            self._paint_cells(painter, room, font)
        elif not self._picture.isNull():
            is_small = room.width() < self._picture.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_small)
            if not self._glow.isNull():
                painter.fillRect(room, theme.color("canvas"))
                painter.setOpacity(BASE_OPACITY)
            painter.drawImage(room, self._picture)
            painter.setOpacity(1.0)
            if not self._glow.isNull():
                painter.drawImage(room, self._glow)
        for place, role, is_dashed in self._frames:
            self._paint_frame(painter, room, place, role, is_dashed)
        self._paint_caption(painter, room.bottom() + 2)

    def _paint_cells(self, painter: QPainter, room: QRectF, font: QFont) -> None:
        """The numbers on grounds tinted by sign and size, as kernel cells are."""
        height, width = self._values.shape
        largest = float(np.nanmax(np.abs(self._values), initial=0.0))
        painter.setFont(font)
        for text, ((row, column), value) in zip(self._texts, np.ndenumerate(self._values), strict=True):
            step = room.width() / width, room.height() / height
            place = QRectF(room.x() + column * step[0], room.y() + row * step[1], step[0], step[1])
            ground = tints.cell_tint(float(value), largest)
            painter.fillRect(place.adjusted(0.5, 0.5, -0.5, -0.5), QColor(ground))
            painter.setPen(QColor(tints.ink(ground)))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_frame(self, painter: QPainter, room: QRectF, place: QRectF, role: str, is_dashed: bool) -> None:
        if self._values is None:
            return
        height, width = self._values.shape[:2]
        step = room.width() / width, room.height() / height
        drawn = QRectF(room.x() + place.x() * step[0], room.y() + place.y() * step[1], place.width() * step[0],
                       place.height() * step[1])  # fmt: skip
        pen = QPen(theme.color(role), 1.5)
        if is_dashed:
            pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(drawn.adjusted(0.75, 0.75, -0.75, -0.75))

    def _paint_caption(self, painter: QPainter, top: float) -> None:
        line = QRectF(0, top, self.width(), CAPTION - 2)
        painter.setFont(theme.font(11, 600))
        painter.setPen(theme.color("text"))
        metrics = QFontMetrics(painter.font())
        title = metrics.elidedText(self.title, Qt.TextElideMode.ElideRight, round(line.width()))
        painter.drawText(line, ALIGN_LEFT, title)
        used = metrics.horizontalAdvance(title) + 8
        painter.setFont(theme.font(11))
        painter.setPen(theme.color("dim"))
        rest = line.adjusted(used, 0, 0, 0)
        fact = QFontMetrics(painter.font()).elidedText(
            self.fact, Qt.TextElideMode.ElideRight, max(round(rest.width()), 0)
        )
        painter.drawText(rest, ALIGN_LEFT, fact)


class Tiles(QWidget):
    """Tiles in rows of as many as leave each the most room."""

    def __init__(self, tiles: tuple[Tile, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = tiles
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # or a column of tiles could not shrink
        self.setMinimumSize(3 * LEAST_TILE, 2 * LEAST_TILE)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        across = max(
            (count for count in range(len(self._tiles), 0, -1) if not len(self._tiles) % count), key=self._room
        )
        if across == self._across:
            return
        self._across = across
        for index, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, index // across, index % across)

    def _room(self, across: int) -> float:
        """The side of a square in each tile, with so many in a row."""
        return min(self.width() / across, self.height() * across / len(self._tiles) - CAPTION)
