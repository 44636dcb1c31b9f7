"""One picture under the shared viewport: the photo, or a feature map drawn in the photo's coordinates.

It paints a picture of screen size, never a whole photo, where our viewport says: all panes show the same place to the
pixel.

The last frame stays where it belongs in the photo while the view moves, until the next one arrives; so a pan is never
blank and never late. Values are kept beside the picture, to be printed when a pixel is large enough to hold them.
"""

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui import numbers, pixels, theme
from ui.explanation.marks import Mark, paint_marks
from ui.pixels import Levels
from ui.viewport import Viewport
from ui.widgets.chrome import draw_cover
from workbench.evaluation.frames import PaneFrame

GRID_FROM = 10
NUMBERS_FROM, COLOURS_FROM = 28, 46
"""Device-independent pixels a value must cover before the grid, one number and three numbers are drawn."""

LAST_GOOD_OPACITY = 0.35
ARM_GAP, ARM_END = 6, 20
DRAG_FROM = 4
"""How far the mouse must move before a press is a drag and no click."""

KEY_STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class PictureCanvas(QWidget):
    """The picture itself. `hovered` brings the photo pixel (y, x) pointed at; `clicked` the very spot of a click."""

    hovered = Signal(int, int)
    clicked = Signal(float, float)

    def __init__(self, viewport: Viewport, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._viewport = viewport
        self._frame: PaneFrame | None = None
        self._levels = Levels(0.0, 255.0)
        self._image = QImage()
        self._ground: tuple[object, QPixmap] = None, QPixmap()
        self.is_dimmed = False
        self.cover = ""
        self._instead: PictureCanvas | None = None
        self._caption = ""
        self._drag_from: QPoint | None = None
        self._is_panning = False
        self._marks: tuple[Mark, ...] = ()
        self._is_ringed = False
        self.setMinimumSize(120, 90)
        viewport.changed.connect(self._repaint)
        viewport.cursor_changed.connect(self._repaint)
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
            self._levels = levels
            self._draw()
        elif frame.rect != before.rect:
            self.update()

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Draw these rectangles of the photo over the picture."""
        if marks != self._marks:
            self._marks = marks
            self._repaint()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The rectangles drawn over the picture."""
        return self._marks

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

    def show_instead(self, other: "PictureCanvas | None", caption: str = "") -> None:
        """Show another canvas's picture in this one's place, under a caption that says so; None shows its own again."""
        self._instead, self._caption = other, caption
        self.update()

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

    def _draw(self) -> None:
        self._image = QImage() if self._frame is None else pixels.image(self._frame.values, self._levels)
        self.update()

    @Slot()
    def _repaint(self) -> None:
        self.update()

    # What is painted

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._instead is not None:
            self._paint_instead(painter, self._instead)
        else:
            painter.drawPixmap(0, 0, self._drawn_ground())
            if self.cover:
                draw_cover(painter, self.place, self.cover)
        if self._marks:
            size = self.width(), self.height()
            paint_marks(painter, [(mark, self._viewport.area(mark.rect, *size)) for mark in self._marks])
        if self._viewport.cursor is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._paint_cursor(painter, *self._viewport.cursor)
        if self._is_ringed:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_instead(self, painter: QPainter, other: "PictureCanvas") -> None:
        painter.fillRect(self.rect(), theme.color("canvas"))
        if other.frame is not None and not other.cover:
            area = self._viewport.area(other.frame.rect, self.width(), self.height())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, area.width() < other.picture.width())
            painter.drawImage(area, other.picture)
        painter.setFont(theme.font(12, 600))
        words = painter.fontMetrics().horizontalAdvance(self._caption)
        label = QRectF(12, 8, words + 12, 20)
        painter.fillRect(label, theme.color("badge"))
        painter.setPen(theme.color("text"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self._caption)

    def _drawn_ground(self) -> QPixmap:
        """The picture in its place, kept while neither changes: cursor and marks move over it."""
        area, ratio = self.place, self.devicePixelRatioF()
        is_seen = not self.cover and not self._image.isNull()
        key = (self._image.cacheKey(), area, self.size(), ratio, self.is_dimmed, is_seen, theme.current().name)
        if self._ground[0] != key:
            ground = QPixmap(self.size() * ratio)
            ground.setDevicePixelRatio(ratio)
            ground.fill(theme.color("canvas"))
            if is_seen:
                self._paint_picture(QPainter(ground), area)
            self._ground = key, ground
        return self._ground[1]

    def _paint_picture(self, painter: QPainter, area: QRectF) -> None:
        step = area.width() / self._image.width()
        painter.setOpacity(LAST_GOOD_OPACITY if self.is_dimmed else 1.0)
        # values that share a screen pixel are smoothed; a value of several screen pixels keeps its edges
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, step * self._viewport.ratio < 0.999)
        painter.drawImage(area, self._image)
        if step >= GRID_FROM:
            self._paint_pixels(painter, area, step)

    def _paint_pixels(self, painter: QPainter, area: QRectF, step: float) -> None:
        """The grid between values, and the values themselves where they fit."""
        values = self._frame.values
        height, width = values.shape[:2]
        rise = area.height() / height
        first_row, last_row = _seen(area.top(), rise, self.height(), height)
        first, last = _seen(area.left(), step, self.width(), width)
        painter.setPen(QPen(theme.color("canvas", 110), 1))
        for column in range(first, last + 1):
            x = area.left() + column * step
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for row in range(first_row, last_row + 1):
            y = area.top() + row * rise
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        least = COLOURS_FROM if values.ndim == 3 else NUMBERS_FROM
        if min(step, rise) < least:
            return
        painter.setFont(theme.font(11 if min(step, rise) >= 36 else 9, 500))
        for row in range(first_row, last_row):
            for column in range(first, last):
                painter.setPen(QColor(theme.ink(self._image.pixelColor(column, row).name())))
                place = QRectF(area.left() + column * step, area.top() + row * rise, step, rise)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, _written(values[row, column]))

    def _paint_cursor(self, painter: QPainter, y: int, x: int) -> None:
        """Four white arms on a dark halo, open in the middle; where pixels are large, a frame instead."""
        step = self._viewport.scale / self._viewport.ratio
        corner = self._viewport.origin(self.width(), self.height())
        at = QPointF(round(corner.x() + (x + 0.5) * step), round(corner.y() + (y + 0.5) * step))
        for color, thickness in ((QColor(0, 0, 0, 200), 4), (QColor("#ffffff"), 2)):
            painter.setPen(QPen(color, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            if step >= GRID_FROM:  # the pixel itself can be shown
                painter.drawRect(QRectF(corner.x() + x * step, corner.y() + y * step, step, step))
                continue
            for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0)):
                toward = QPointF(right, down)
                painter.drawLine(at + toward * ARM_GAP, at + toward * ARM_END)

    # What the hand does

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ratio = self.devicePixelRatioF()
        self._viewport.set_pane(self.objectName(), round(self.width() * ratio), round(self.height() * ratio), ratio)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring where the keys came by Tab; a frame about every clicked picture would only disturb it."""
        self._is_ringed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._repaint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._is_ringed = False
        self._repaint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.pixelDelta().y()
        self._viewport.zoom_at(2.0 ** (turn / 240), *self._spot(event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._drag_from = event.position().toPoint()
            self._is_panning = False
        self._point(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag_from is None:
            self._point(event.position())
            return
        to = event.position().toPoint()
        moved = to - self._drag_from
        self._is_panning = self._is_panning or moved.manhattanLength() >= DRAG_FROM
        if self._is_panning and not moved.isNull():
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._drag_from = to
            self._viewport.pan(moved.y() * self._viewport.ratio, moved.x() * self._viewport.ratio)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_pressed, self._drag_from = self._drag_from is not None, None
        self.unsetCursor()
        is_click = was_pressed and not self._is_panning and event.button() == Qt.MouseButton.LeftButton
        if is_click and self._is_inside(event.position()):
            self.clicked.emit(*self._spot(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._viewport.is_fitted:
            self._viewport.zoom_at(1.0 / self._viewport.scale, *self._spot(event.position()))
        else:
            self._viewport.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the cursor by a pixel (Shift: 10), with Ctrl the picture; Enter clicks; plus and minus zoom."""
        key = Qt.Key(event.key())
        modifiers = event.modifiers()
        if key in KEY_STEPS:
            down, right = KEY_STEPS[key]
            far = 10 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
            if modifiers & Qt.KeyboardModifier.ControlModifier:
                self._viewport.pan(-40 * down * far, -40 * right * far)
                return
            y, x = self._viewport.cursor or (int(self._viewport.centre[0]), int(self._viewport.centre[1]))
            self.hovered.emit(y + down * far, x + right * far)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._viewport.cursor is not None:
            self.clicked.emit(*(place + 0.5 for place in self._viewport.cursor))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            spot = self._viewport.cursor or self._viewport.centre
            self._viewport.zoom_at(0.5 if key == Qt.Key.Key_Minus else 2.0, *spot)
        else:
            super().keyPressEvent(event)

    def _spot(self, place: QPointF) -> tuple[float, float]:
        return self._viewport.spot(place, self.width(), self.height())

    def _is_inside(self, place: QPointF) -> bool:
        y, x = self._spot(place)
        height, width = self._viewport.photo
        return 0 <= y < height and 0 <= x < width

    def _point(self, place: QPointF) -> None:
        if self._is_inside(place):
            y, x = self._spot(place)
            self.hovered.emit(int(y), int(x))


def _seen(start: float, step: float, room: float, count: int) -> tuple[int, int]:
    """First and one-past-last of `count` values, `step` apart from `start`, that meet 0 .. room."""
    return max(int(-start // step), 0), min(int((room - start) // step) + 1, count)


def _written(value: np.ndarray) -> str:
    """A value, or the three of a colour one under the other."""
    if value.ndim:
        return "\n".join(_written(part) for part in value)
    return numbers.rounded(float(value), 3) if abs(value) < 1000 else numbers.rounded(round(float(value)), 6)
