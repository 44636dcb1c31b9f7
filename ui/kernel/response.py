"""The frequency response of a kernel: its gain as a picture over both frequencies, and along x and y as curves."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from filters.response import gain
from ui import numbers, pixels, theme
from ui.kernel.cells import Kernel
from ui.pixels import Levels
from ui.widgets.painting import ALIGN_LEFT, ALIGN_RIGHT, smooth

SAMPLES = 97
"""Frequencies on each side of the picture, from -1/2 to 1/2: an odd number, so that 0 is one of them."""
ABOVE, BENEATH, BETWEEN, AXIS = 20, 16, 12, 30
"""The line of words, that of the ticks, the gap between picture and curves, and the room for the curves' numbers."""
ALIKE = 1e-6

FREQUENCIES = np.linspace(-0.5, 0.5, SAMPLES)


class Response:
    """What is drawn of one kernel."""

    def __init__(self, kernel: Kernel, dilation: tuple[int, int]) -> None:
        self.gains = gain(kernel, FREQUENCIES, FREQUENCIES, dilation=dilation)
        self.at_rest = float(self.gains[SAMPLES // 2, SAMPLES // 2])
        self.most = float(self.gains.max())
        self.across: NDArray[np.float64] = self.gains[SAMPLES // 2, SAMPLES // 2 :]
        self.down: NDArray[np.float64] = self.gains[SAMPLES // 2 :, SAMPLES // 2]
        self.is_even_handed = bool(np.abs(self.across - self.down).max() <= ALIKE * max(self.most, ALIKE))
        self.picture = pixels.image(self.gains.astype(np.float32), Levels(0.0, self.most or 1.0))


class ResponseView(QWidget):
    """Told of every kernel; computes only what it paints. The frequency under the mouse is read in its first line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kernel-response-view")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setToolTip(self.tr(
            "By what factor waves leave the kernel: constants in the middle, the finest at the edge. "
            "Frequencies are in cycles per pixel."
        ))  # fmt: skip
        self._kernel: Kernel = np.zeros((1, 1), np.float32)
        self._dilation = (1, 1)
        self._response: Response | None = None
        self._read: tuple[float, float] | None = None

    def set_kernel(self, kernel: Kernel, dilation: tuple[int, int]) -> None:
        """Show the response of a kernel (rows, columns) whose taps lie `dilation` apart."""
        is_same = dilation == self._dilation and np.array_equal(kernel, self._kernel)
        if not is_same:
            self._kernel, self._dilation, self._response = kernel, dilation, None
            self.update()

    @property
    def response(self) -> Response:
        """What is drawn."""
        if self._response is None:
            self._response = Response(self._kernel, self._dilation)
        return self._response

    def words(self) -> str:
        """The gain read under the mouse, else for constants and the largest."""
        found = self.response
        if self._read is None:
            words = self.tr("at 0: {0}   most: {1}")
            return words.format(numbers.rounded(_clean(found.at_rest), 3), numbers.rounded(found.most, 3))
        x, y = self._read
        value = float(gain(self._kernel, [y], [x], dilation=self._dilation)[0, 0])
        return f"x {numbers.rounded(x, 2)}   y {numbers.rounded(y, 2)}   {numbers.rounded(_clean(value), 3)}"

    # Where things are

    def sizeHint(self) -> QSize:
        return QSize(200, ABOVE + (88 if theme.is_compact() else 104) + BENEATH)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, ABOVE + 56 + BENEATH)

    def picture_place(self) -> QRectF:
        """Where the picture is drawn."""
        side = self.height() - ABOVE - BENEATH
        return QRectF(0, ABOVE, side, side)

    def _plot_place(self) -> QRectF:
        side = self.picture_place()
        left = side.right() + BETWEEN + AXIS
        return QRectF(left, side.top(), self.width() - left - 1, side.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place, plot = self.picture_place(), self._plot_place()
        at = event.position()
        if place.contains(at):
            self._read = (
                (at.x() - place.left()) / place.width() - 0.5,
                (at.y() - place.top()) / place.height() - 0.5,
            )
        elif plot.contains(at):
            self._read = ((at.x() - plot.left()) / plot.width() / 2, 0.0)
        else:
            self._read = None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._read = None
        self.update()

    # What is painted

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        top = QRectF(0, 0, self.width(), ABOVE - 4)
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.color("dim"))
        painter.drawText(top, ALIGN_LEFT, self.tr("Response"))
        painter.setFont(theme.font(12, 500))
        painter.setPen(theme.color("text"))
        painter.drawText(top, ALIGN_RIGHT, self.words())
        self._paint_picture(painter, self.picture_place())
        self._paint_plot(painter, self._plot_place())

    def _paint_picture(self, painter: QPainter, place: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self.response.picture)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
        _paint_ticks(painter, place, ("−½", "0", "½"))
        if self._read is not None:
            x = place.left() + (self._read[0] + 0.5) * place.width()
            y = place.top() + (self._read[1] + 0.5) * place.height()
            for color, thickness in (("#000000", 3), ("#ffffff", 1)):
                painter.setPen(QPen(theme.color(color), thickness))
                painter.drawEllipse(QPointF(x, y), 3, 3)

    def _paint_plot(self, painter: QPainter, place: QRectF) -> None:
        found, most = self.response, self.response.most or 1.0
        painter.setPen(QPen(theme.color("line"), 1))
        for share in (0.0, 0.5, 1.0):
            x = round(place.left() + share * place.width()) + 0.5
            painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
        painter.setFont(theme.font(11))
        for value in _levels(most):
            y = round(place.bottom() - value / most * place.height()) + 0.5
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
            painter.setPen(theme.color("dim"))
            painter.drawText(QRectF(place.left() - AXIS, y - 8, AXIS - 6, 16), ALIGN_RIGHT, numbers.rounded(value, 2))
        _paint_ticks(painter, place, ("0", "¼", "½"))
        curves = [(found.across, "text", Qt.PenStyle.SolidLine, "x")]
        if found.is_even_handed:
            curves = [(found.across, "text", Qt.PenStyle.SolidLine, "x = y")]
        else:
            curves.append((found.down, "dim", Qt.PenStyle.DashLine, "y"))
        for values, role, style, name in reversed(curves):
            points = QPolygonF([
                QPointF(place.left() + i / (len(values) - 1) * place.width(),
                        place.bottom() - value / most * place.height())
                for i, value in enumerate(values)
            ])  # fmt: skip
            painter.setPen(QPen(theme.color(role), 1.5, style))
            painter.drawPolyline(points)
            self._paint_name(painter, place, points, name)

    def _paint_name(self, painter: QPainter, place: QRectF, points: QPolygonF, name: str) -> None:
        """The name of a curve beside its far end, above it or beneath, where there is room."""
        end = points.at(len(points) - 1).y()
        y = end + 2 if end < place.center().y() else end - 18
        painter.setFont(theme.font(11, 600))
        painter.drawText(QRectF(place.right() - 60, y, 56, 16), ALIGN_RIGHT, name)


@lru_cache(maxsize=32)
def _levels(most: float) -> tuple[float, ...]:
    """The gains that are ruled: none, all of a wave where that lies apart, and the largest."""
    return (0.0, 1.0, most) if 0.15 * most < 1 < 0.85 * most else (0.0, most)


def _clean(value: float) -> float:
    """A gain without the rounding of its sum."""
    return 0.0 if value < ALIKE else value


def _paint_ticks(painter: QPainter, place: QRectF, texts: tuple[str, str, str]) -> None:
    """What stands beneath the left edge, the middle and the right edge."""
    painter.setFont(theme.font(11))
    painter.setPen(theme.color("dim"))
    beneath = QRectF(place.left(), place.bottom() + 1, place.width(), BENEATH - 1)
    for text, align in zip(texts, (ALIGN_LEFT, Qt.AlignmentFlag.AlignCenter, ALIGN_RIGHT), strict=True):
        painter.drawText(beneath, align, text)
