"""What lies over a picture, and what the hand does to it: marks, cursor, divider; point, click, pan, zoom."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.comparison import Comparison
from ui.marks import Mark, paint_marks
from ui.picture_view import PictureView
from ui.pixel_grid import GRID_FROM
from ui.viewport import Viewport

ARM_GAP, ARM_END = 6, 20
DRAG_FROM = 4
"""How far the mouse must move before a press is a drag and no click."""

KEY_STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class PictureCanvas(PictureView):
    """`hovered` brings the photo pixel (y, x) pointed at; `clicked` the very spot of a click."""

    hovered = Signal(int, int)
    clicked = Signal(float, float)

    def __init__(self, viewport: Viewport, name: str, parent: QWidget | None = None) -> None:
        super().__init__(viewport, name, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.comparison: Comparison | None = None
        self._is_dividing = False
        self._drag_from: QPoint | None = None
        self._is_panning = False
        self._marks: tuple[Mark, ...] = ()
        self._is_ringed = False
        viewport.cursor_changed.connect(self._repaint)

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Draw these rectangles of the photo over the picture."""
        if marks != self._marks:
            self._marks = marks
            self._repaint()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The rectangles drawn over the picture."""
        return self._marks

    def compare_with(self, other: PictureView) -> None:
        """Let another canvas's picture be shown over this one, as `comparison` says."""
        self.comparison = Comparison(other)
        other.drawn.connect(self._repaint)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        if self.comparison is not None and self._frame is not None:
            self.comparison.paint(painter, self.size(), self._frame.step)
        if self._marks:
            size = self.width(), self.height()
            paint_marks(painter, [(mark, self._viewport.area(mark.rect, *size)) for mark in self._marks])
        if self._viewport.cursor is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._paint_cursor(painter, *self._viewport.cursor)
        if self._is_ringed:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

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
        if event.button() == Qt.MouseButton.LeftButton and self._is_on_divider(event.position()):
            self._is_dividing = True
            return
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._drag_from = event.position().toPoint()
            self._is_panning = False
        self._point(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_dividing:
            self._divide(event.position().x() / self.width())
            return
        if self._drag_from is None:
            is_held = self._is_on_divider(event.position())
            self.setCursor(Qt.CursorShape.SplitHCursor if is_held else Qt.CursorShape.ArrowCursor)
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
        if self._is_dividing:
            self._is_dividing = False
            return
        was_pressed, self._drag_from = self._drag_from is not None, None
        self.unsetCursor()
        is_click = was_pressed and not self._is_panning and event.button() == Qt.MouseButton.LeftButton
        if is_click and self._is_inside(event.position()):
            self.clicked.emit(*self._spot(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._is_on_divider(event.position()):
            self._divide(0.5)
        elif self._viewport.is_fitted:
            self._viewport.zoom_at(1.0 / self._viewport.scale, *self._spot(event.position()))
        else:
            self._viewport.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the cursor by a pixel (Shift: 10), with Ctrl the picture, with Alt the divider of a comparison.

        Enter clicks; plus and minus zoom.
        """
        key = Qt.Key(event.key())
        modifiers = event.modifiers()
        if key in KEY_STEPS:
            down, right = KEY_STEPS[key]
            far = 10 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
            if modifiers & Qt.KeyboardModifier.AltModifier and self.comparison is not None:
                self._divide(self.comparison.share + 0.01 * right * far)
                return
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

    def _is_on_divider(self, place: QPointF) -> bool:
        return self.comparison is not None and self.comparison.is_held_at(place.x(), self.width())

    def _divide(self, share: float) -> None:
        self.comparison.move(share)
        self.update()

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
