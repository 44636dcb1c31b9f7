"""One picture under the shared viewport: the photo, or a feature map drawn in the photo's coordinates.

It paints a picture of screen size, never a whole photo, where our viewport says: all panes show the same place to the
pixel.

The last frame stays where it belongs in the photo while the view moves, until the next one arrives; so a pan is never
blank and never late. Values are kept beside the picture, to be printed when a pixel is large enough to hold them.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import pixels, theme
from ui.pixel_grid import paint_pixels
from ui.pixels import Levels
from ui.viewport import Viewport
from ui.widgets.painting import draw_cover
from workbench.evaluation.frames import PaneFrame

LAST_GOOD_OPACITY = 0.35


class PictureView(QWidget):
    """The picture itself; `drawn` says that another one is shown."""

    drawn = Signal()

    def __init__(self, viewport: Viewport, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._viewport = viewport
        self._frame: PaneFrame | None = None
        self._levels = Levels(0.0, 255.0)
        self._image = QImage()
        self._ground: tuple[object, QPixmap] = None, QPixmap()
        self.is_dimmed = False
        self.cover = ""
        self.setMinimumSize(120, 90)
        viewport.changed.connect(self._repaint)
        theme.notifier().changed.connect(self._on_theme_changed)

    @property
    def frame(self) -> PaneFrame | None:
        """What is shown, in data units."""
        return self._frame

    @property
    def picture(self) -> QImage:
        """The frame as drawn, one pixel for each value."""
        return self._image

    def set_frame(self, frame: PaneFrame | None, levels: Levels) -> None:
        before, self._frame = self._frame, frame
        is_drawn = before is not None and frame is not None and frame.values is before.values
        if not is_drawn or levels != self._levels:
            is_moved = before is not None and frame is not None and None is not frame.of == before.of
            known = before if is_moved and levels == self._levels else None
            self._levels = levels
            self._draw(known)
        elif frame.rect != before.rect:
            self.update()

    def set_dimmed(self, is_dimmed: bool) -> None:
        if is_dimmed != self.is_dimmed:
            self.is_dimmed = is_dimmed
            self.update()

    def set_cover(self, text: str) -> None:
        """Show a sign or words in place of the picture; an empty text shows the picture again."""
        if text != self.cover:
            self.cover = text
            self.update()

    @property
    def place(self) -> QRectF:
        """Where the frame lies in the canvas, in the view of now; empty without one."""
        return QRectF() if self._frame is None else self._viewport.area(self._frame.rect, self.width(), self.height())

    def shot(self) -> QImage:
        """The picture as it is drawn now, without cursor and marks; empty where nothing is to be seen."""
        seen = self.place.toAlignedRect().intersected(self.rect())
        if self.cover or self._image.isNull() or seen.isEmpty():
            return QImage()
        ratio = self.devicePixelRatioF()
        whole = QRectF(seen.x() * ratio, seen.y() * ratio, seen.width() * ratio, seen.height() * ratio)
        return self._drawn_ground().copy(whole.toAlignedRect()).toImage()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._draw()

    def _draw(self, known: PaneFrame | None = None) -> None:
        """Draw the frame anew, but for what it has in common with a frame that is drawn already."""
        frame = self._frame
        if frame is None:
            self._image = QImage()
        elif known is None or not (frame.values.size and known.values.size):
            self._image = pixels.image(frame.values, self._levels)
        else:
            self._image = pixels.moved(frame.values, self._levels, self._image, *_offset(known, frame))
        self.update()
        self.drawn.emit()

    @Slot()
    def _repaint(self) -> None:
        self.update()

    # What is painted

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn_ground())
        if self.cover:
            draw_cover(painter, self.place, self.cover)

    def _drawn_ground(self) -> QPixmap:
        """The picture in its place, kept while neither changes: cursor and marks move over it."""
        area, ratio = self.place, self.devicePixelRatioF()
        is_seen = not self.cover and not self._image.isNull()
        key = (self._image.cacheKey(), area, self.size(), ratio, self.is_dimmed, is_seen, theme.current().name)
        if self._ground[0] != key:
            ground = self._ground[1]
            if ground.size() != self.size() * ratio:  # else it is painted over: fresh memory costs as much as a picture
                ground = QPixmap(self.size() * ratio)
            ground.setDevicePixelRatio(ratio)
            self.paint_picture(QPainter(ground), self.size())
            self._ground = key, ground
        return self._ground[1]

    def paint_picture(self, painter: QPainter, size: QSize) -> None:
        """Paint what this canvas shows in a pane of that size, under the same view."""
        painter.fillRect(QRectF(QPointF(), size), theme.color("canvas"))
        if self.cover or self._image.isNull():
            return
        area = self._viewport.area(self._frame.rect, size.width(), size.height())
        step = area.width() / self._image.width()
        painter.setOpacity(LAST_GOOD_OPACITY if self.is_dimmed else 1.0)
        # values that share a screen pixel are smoothed; a value of several screen pixels keeps its edges
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, step * self._viewport.ratio < 0.999)
        painter.drawImage(area, self._image)
        paint_pixels(painter, self._image, self._frame.values, area, size)
        painter.setOpacity(1.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ratio = self.devicePixelRatioF()
        self._viewport.set_pane(self.objectName(), round(self.width() * ratio), round(self.height() * ratio), ratio)


def _offset(frame: PaneFrame, other: PaneFrame) -> tuple[int, int]:
    """How many rows and columns below and right of another frame's first value this one's is."""
    rows, columns = other.values.shape[:2]
    down, right = frame.rect.top - other.rect.top, frame.rect.left - other.rect.left
    return round(down * rows / other.rect.height), round(right * columns / other.rect.width)
