"""Axes for the small plots: data to pixels, grid, ticks and curves, painted in the theme's colours.

Plots here are repainted whole in well under a millisecond, so they hold no scene of items that could go stale.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from ui import numbers, theme

Points = NDArray[np.float64]


class Axes:
    """A rectangle of the widget that shows x_range by y_range of the data, y upward."""

    def __init__(self, area: QRectF, x_range: tuple[float, float], y_range: tuple[float, float]) -> None:
        self.area, self.x_range, self.y_range = area, x_range, y_range

    def x(self, value: float) -> float:
        """Where a value lies across."""
        low, high = self.x_range
        return self.area.left() + (value - low) / (high - low) * self.area.width()

    def y(self, value: float) -> float:
        """Where a value lies up."""
        low, high = self.y_range
        return self.area.bottom() - (value - low) / (high - low) * self.area.height()

    def value_at(self, x: float) -> float:
        """The value that lies at a place across."""
        low, high = self.x_range
        return low + (x - self.area.left()) / self.area.width() * (high - low)

    def draw_grid(self, painter: QPainter, x_ticks: list[float], y_ticks: list[float]) -> None:
        """Rules at the ticks, stronger at zero, and the y values at the left."""
        for values, is_upright in ((x_ticks, True), (y_ticks, False)):
            for value in values:
                painter.setPen(QPen(theme.color("track" if value == 0 else "line"), 1))
                if is_upright:
                    x = round(self.x(value)) + 0.5
                    painter.drawLine(QPointF(x, self.area.top()), QPointF(x, self.area.bottom()))
                else:
                    y = round(self.y(value)) + 0.5
                    painter.drawLine(QPointF(self.area.left(), y), QPointF(self.area.right(), y))
        painter.setFont(theme.font(11))
        painter.setPen(theme.color("dim"))
        for value in y_ticks:
            place = QRectF(self.area.left() - 48, self.y(value) - 8, 40, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick(value))

    def draw_x_labels(self, painter: QPainter, ticks: list[float]) -> None:
        """The x values below."""
        painter.setFont(theme.font(11))
        painter.setPen(theme.color("dim"))
        for value in ticks:
            place = QRectF(self.x(value) - 40, self.area.bottom() + 4, 80, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, tick(value))

    def draw_curve(self, painter: QPainter, xs: Points, ys: Points, role: str, *, is_dashed: bool = False) -> None:
        """A line two pixels wide through the points, cut at the edges of the area."""
        pen = QPen(theme.color(role), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if is_dashed:
            pen.setDashPattern([4, 2.5])
        painter.save()
        painter.setClipRect(self.area)
        painter.setPen(pen)
        across = self.area.left() + (xs - self.x_range[0]) / (self.x_range[1] - self.x_range[0]) * self.area.width()
        span = self.y_range[1] - self.y_range[0]
        up = self.area.bottom() - (np.clip(ys, -1e6, 1e6) - self.y_range[0]) / span * self.area.height()
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(across, up, strict=True) if y == y]))  # noqa: PLR0124
        painter.restore()

    def draw_bars(self, painter: QPainter, counts: Points, edges: Points, *, is_signed: bool) -> None:
        """A histogram whose heights are the roots of the counts, tinted by the sign of the value."""
        most = float(counts.max(initial=0))
        if not most:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for count, left, right in zip(counts, edges[:-1], edges[1:], strict=True):
            if not count or right < self.x_range[0] or left > self.x_range[1]:
                continue
            height = max(self.area.height() * 0.92 * float(np.sqrt(count / most)), 1.0)
            middle = (left + right) / 2
            color = QColor(theme.tint(np.sign(middle) * 0.62)) if is_signed and middle else theme.color("dim")
            painter.fillRect(
                QRectF(self.x(left), self.area.bottom() - height, max(self.x(right) - self.x(left), 1.0), height), color
            )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def draw_upright(self, painter: QPainter, value: float, role: str = "dim") -> None:
        """A dotted line at one x."""
        pen = QPen(theme.color(role), 1)
        pen.setDashPattern([1, 2])
        painter.setPen(pen)
        x = round(self.x(value)) + 0.5
        painter.drawLine(QPointF(x, self.area.top()), QPointF(x, self.area.bottom()))

    def draw_point(self, painter: QPainter, x: float, y: float, tint: float) -> None:
        """A point tinted by a sign, ringed by the ground."""
        painter.setPen(QPen(theme.color("panel"), 2))
        painter.setBrush(QColor(theme.tint(tint)))
        painter.drawEllipse(QPointF(self.x(x), self.y(y)), 5, 5)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def draw_label(
        self, painter: QPainter, x: float, y: float, text: str, role: str, *, above: bool = True, ends: bool = False
    ) -> None:
        """A name beside its curve at (x, y), kept inside the area; `ends` puts its right edge there."""
        painter.setFont(theme.font(12, 600))
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(text)
        left = self.x(x) - (width if ends else -6)
        left = min(max(left, self.area.left() + 4), self.area.right() - width - 4)
        top = self.y(y) - (18 if above else -3)
        top = min(max(top, self.area.top() + 2), self.area.bottom() - 16)
        painter.setPen(theme.color(role))
        painter.drawText(QRectF(left, top, width + 2, 16), Qt.AlignmentFlag.AlignVCenter, text)


def tick(value: float) -> str:
    """A number at an axis."""
    return numbers.rounded(float(value), 6)


def ticks(low: float, high: float, wanted: int = 7) -> list[float]:
    """Round values, 1, 2 or 5 times a power of ten apart, within low .. high."""
    span = high - low
    if not np.isfinite(span) or span <= 0:
        return []
    raw = span / max(wanted, 1)
    power = 10.0 ** np.floor(np.log10(raw))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first = int(np.ceil(low / step - 1e-9))
    return [float(index * step) for index in range(first, int(np.floor(high / step + 1e-9)) + 1)]
