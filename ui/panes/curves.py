"""The activations as functions and slopes, with what the pipeline feeds into them beneath, on the same axis.

ReLU and Sigmoid are always compared; the pipeline's own activation is drawn strongest. Under the slopes stands how many
of today's inputs get no gradient through them, which is what a saturated unit means.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import numbers, theme
from ui.activation_curves import curve
from ui.plot import Axes, ticks
from ui.widgets.chrome import ALIGN_LEFT, Area, Label
from workbench.document import Step
from workbench.frames import StatisticsFrame

HALF_SPANS = (3.0, 6.5, 13.0, 26.0, 65.0, 130.0, 325.0, 650.0, 1300.0)
BINS = 96
LITTLE_SLOPE = 0.01
"""A slope below this hardly moves anything: "no gradient" counts what is under it."""

HISTOGRAM_SHARE = 0.27
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 6, 22
NAMES = {
    "relu": "ReLU", "sigmoid": "Sigmoid", "tanh": "Tanh", "silu": "SiLU", "hardswish": "Hardswish",
    "softplus": "Softplus", "leaky_relu": "Leaky ReLU", "elu": "ELU", "gelu": "GELU",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Drawn:
    """What both plots show: the axis, the curves in order of strength, the inputs and today's point."""

    half_span: float = 6.5
    kinds: tuple[tuple[str, Mapping[str, Any]], ...] = (("relu", {}), ("sigmoid", {}))
    counts: NDArray[np.int64] | None = None
    edges: NDArray[np.float64] | None = None
    shares: tuple[float, ...] = ()
    inputs_step: str = ""
    point: float | None = None
    hovered: float | None = None

    @property
    def x(self) -> float | None:
        """The x that is read: under the mouse, else today's point."""
        return self.hovered if self.hovered is not None else self.point


class _Plot(QWidget):
    """Functions, or with `is_slope` derivatives. The mouse reads x."""

    def __init__(self, is_slope: bool, owner: "CurvesPane") -> None:
        super().__init__(owner)
        self._owner = owner
        self._is_slope = is_slope
        self.setMouseTracking(True)
        self.setMinimumSize(160, 96)
        self.setToolTip(
            self.tr("The slope of each function: what a gradient is multiplied by on its way back.")
            if is_slope
            else self.tr("What each activation makes of an input x; the strip below counts today's inputs.")
        )

    def _axes(self) -> tuple[Axes, Axes]:
        drawn = self._owner.drawn
        half = drawn.half_span
        area = QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)
        strip = round(area.height() * HISTOGRAM_SHARE)
        upper = QRectF(area.left(), area.top(), area.width(), area.height() - strip - 8)
        lower = QRectF(area.left(), area.bottom() - strip, area.width(), strip)
        high = 1.38 if self._is_slope else max(1.25, 0.57 * half)
        low = -0.12 if self._is_slope else -0.08 * high
        for kind, parameters in drawn.kinds[:1]:
            values = curve(kind, np.linspace(-half, half, 201), parameters)[self._is_slope]
            low = min(low, float(values.min()) * 1.15)
        return Axes(upper, (-half, half), (low, high)), Axes(lower, (-half, half), (0.0, 1.0))

    def paintEvent(self, event: QPaintEvent) -> None:
        drawn = self._owner.drawn
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("panel"))
        upper, lower = self._axes()
        x_ticks = [value for value in ticks(*upper.x_range) if abs(value) < upper.x_range[1] * 0.97]
        y_ticks = [0.0, 0.25, 0.5, 0.75, 1.0] if self._is_slope else ticks(*upper.y_range, 4)
        if self._is_slope and upper.area.height() < 84:
            y_ticks = [0.0, 0.5, 1.0]
        upper.draw_grid(painter, x_ticks, y_ticks)
        self._draw_curves(painter, upper)
        self._draw_strip(painter, lower, x_ticks)
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.color("dim"))
        title = self.tr("Derivative") if self._is_slope else self.tr("Function")
        painter.drawText(QPointF(upper.area.left() + 6, upper.area.top() + 13), title)
        if drawn.x is not None and abs(drawn.x) <= drawn.half_span:
            upper.draw_upright(painter, drawn.x)
            if not self._is_slope:
                lower.draw_upright(painter, drawn.x)
            for kind, parameters in drawn.kinds:
                y = float(curve(kind, np.array([drawn.x]), parameters)[self._is_slope][0])
                if upper.y_range[0] <= y <= upper.y_range[1]:
                    upper.draw_point(painter, drawn.x, y, float(np.sign(drawn.x)) * 0.8)

    def _draw_curves(self, painter: QPainter, axes: Axes) -> None:
        drawn = self._owner.drawn
        half = drawn.half_span
        xs = np.unique(np.concatenate([np.linspace(-half, half, 601), [-1e-9 * half, 1e-9 * half]]))
        if self._is_slope and any(kind == "sigmoid" for kind, _ in drawn.kinds):
            self._draw_quarter(painter, axes)
        for strength, (kind, parameters) in reversed(list(enumerate(drawn.kinds))):
            ys = curve(kind, xs, parameters)[self._is_slope]
            role = "text" if strength == 0 else "dim"
            axes.draw_curve(painter, xs, ys, role, is_dashed=kind == "sigmoid" or strength > 1)
            self._draw_name(painter, axes, kind, (xs, ys), role)

    def _draw_quarter(self, painter: QPainter, axes: Axes) -> None:
        """The most that Sigmoid's slope can be."""
        pen = painter.pen()
        pen.setColor(theme.color("dim"))
        pen.setWidthF(1.0)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        y = round(axes.y(0.25)) + 0.5
        painter.drawLine(QPointF(axes.area.left(), y), QPointF(axes.x(0), y))
        axes.draw_label(painter, -axes.x_range[1], 0.25, self.tr("1/4, the most of Sigmoid′"), "dim")

    def _draw_name(self, painter: QPainter, axes: Axes, kind: str, points: tuple[NDArray, NDArray], role: str) -> None:
        xs, ys = points
        name = NAMES[kind] + ("′" if self._is_slope else "")
        high = axes.y_range[1]
        inside = np.flatnonzero((ys < high * 0.9) & (xs > 0))
        if kind == "sigmoid" and self._is_slope:
            at = int(np.searchsorted(xs, axes.x_range[1] * 0.3))
            axes.draw_label(painter, xs[at], ys[at], name, role)
        elif inside.size and inside[-1] < xs.size - 1:  # it leaves through the top
            at = inside[-1]
            axes.draw_label(painter, xs[at], ys[at], name, role, above=False)
        else:
            axes.draw_label(painter, xs[-1], ys[-1], name, role, above=kind == "sigmoid", ends=True)

    def _draw_strip(self, painter: QPainter, axes: Axes, x_ticks: list[float]) -> None:
        drawn = self._owner.drawn
        axes.draw_grid(painter, [0.0], [])
        axes.draw_x_labels(painter, x_ticks)
        painter.setFont(theme.font(11))
        if self._is_slope:
            self._draw_shares(painter, axes.area)
            return
        if drawn.counts is None:
            return
        axes.draw_bars(painter, drawn.counts, drawn.edges, is_signed=True)
        painter.setPen(theme.color("dim"))
        painter.drawText(QRectF(0, axes.area.top(), LEFT - 8, 16), Qt.AlignmentFlag.AlignRight, "√n")
        place = QRectF(axes.area.left() + 6, axes.area.top(), axes.area.width() / 2 - 30, 16)
        painter.drawText(place, ALIGN_LEFT, self.tr("inputs of") + f" {drawn.inputs_step}")

    def _draw_shares(self, painter: QPainter, area: QRectF) -> None:
        """A bar for each curve: the share of today's inputs that get no gradient through it."""
        drawn = self._owner.drawn
        rows = list(zip(drawn.kinds, drawn.shares, strict=False))
        if not rows:
            return
        pitch = min(area.height() / len(rows), 18.0)
        name_width, number_width = 72.0, 46.0
        track = max(area.width() - name_width - number_width - 110, 24)
        for index, ((kind, _), share) in enumerate(rows):
            y = area.top() + index * pitch
            painter.setPen(theme.color("text" if index == 0 else "dim"))
            painter.drawText(QRectF(area.left() + 6, y, name_width, pitch), ALIGN_LEFT, NAMES[kind] + "′")
            bar = QRectF(area.left() + name_width, y + pitch / 2 - 3, track, 6)
            painter.fillRect(bar, theme.color("line"))
            painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, 6), theme.color("dim"))
            words = f"{share * 100:.1f} %" + (self.tr(" get no gradient") if index == 0 else "")
            painter.drawText(QRectF(bar.right() + 8, y, number_width + 110, pitch), ALIGN_LEFT, words)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        upper, _ = self._axes()
        x = upper.value_at(event.position().x())
        self._owner.read_at(x if abs(x) <= upper.x_range[1] else None)

    def leaveEvent(self, event: object) -> None:
        self._owner.read_at(None)


class CurvesPane(Area):
    """Both plots, and for the tab's head the numbers read at x."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("curves")
        self.drawn = Drawn()
        self._inputs: NDArray[np.float32] | None = None
        self._step: Step | None = None
        self.reading = Label("", "dim", px=12)
        self.reading.setObjectName("curves_reading")
        self._plots = (_Plot(False, self), _Plot(True, self))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for plot in self._plots:
            row.addWidget(plot, 1)

    def set_step(self, step: Step | None) -> None:
        """The activation whose curve the pipeline uses; None leaves ReLU first."""
        if step != self._step:
            self._step = step
            self._compose()

    def set_frame(self, frame: StatisticsFrame | None) -> None:
        """Take today's inputs."""
        self._inputs = None if frame is None else frame.inputs[np.isfinite(frame.inputs)]
        self._inputs_step = "" if frame is None else frame.inputs_step
        self._compose()

    def set_point(self, x: float | None) -> None:
        """The input at the cursor."""
        if x != self.drawn.point:
            self._change(point=x)

    def read_at(self, x: float | None) -> None:
        """Read the curves at x instead of at the cursor."""
        if x != self.drawn.hovered:
            self._change(hovered=x)

    def _change(self, **changes: object) -> None:
        self.drawn = Drawn(**{**self.drawn.__dict__, **changes})
        x = self.drawn.x
        if x is None:
            self.reading.setText("")
        else:
            parts = [f"x {numbers.rounded(x, 3)}"]
            for kind, parameters in self.drawn.kinds:
                y, slope = (float(part[0]) for part in curve(kind, np.array([x]), parameters))
                parts.append(f"{NAMES[kind]} {numbers.rounded(y, 3)}, {NAMES[kind]}′ {numbers.rounded(slope, 3)}")
            self.reading.setText("     ".join(parts))
        for plot in self._plots:
            plot.update()

    def _compose(self) -> None:
        kinds: list[tuple[str, Mapping[str, Any]]] = [("relu", {}), ("sigmoid", {})]
        if self._step is not None and self._step.kind in NAMES:
            own = (self._step.kind, self._step.parameters)
            kinds = [own, *(pair for pair in kinds if pair[0] != own[0])]
        values = self._inputs
        if values is None or not values.size:
            self._change(kinds=tuple(kinds), counts=None, edges=None, shares=(), half_span=6.5)
            return
        reach = float(np.quantile(np.abs(values), 0.99))
        half = next((span for span in HALF_SPANS if reach <= span), HALF_SPANS[-1])
        counts, edges = np.histogram(np.clip(values, -0.95 * half, 0.95 * half), BINS, (-0.95 * half, 0.95 * half))
        shares = tuple(
            float((np.abs(curve(kind, values, parameters)[1]) < LITTLE_SLOPE).mean()) for kind, parameters in kinds
        )
        self._change(
            kinds=tuple(kinds), counts=counts, edges=edges, shares=shares, half_span=half, inputs_step=self._inputs_step
        )
