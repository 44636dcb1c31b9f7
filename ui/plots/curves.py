"""The two plots of the curves tab: activations as functions or slopes, above what belongs to the same x."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

import pyqtgraph as pg  # isort: skip - PySide6 first, or it may choose another Qt

from filters.records import dataclass
from ui import numbers, theme, tints
from ui.plots.activation_curves import DEAD, NAMES, curve
from ui.plots.plot import PlotView, Words, bars, labelled, set_bars, ticks, upright

HISTOGRAM_SHARE = 0.27
LEFT, RIGHT, BOTTOM, GAP = 48, 12, 22, 8
TOP = 22
"""Room for what is read, above the curves."""
NAME_WIDTH, WORDS_WIDTH = 72, 156
POINT = 10
LINE = 14
"""The height of a line of words."""
MOST_CURVES = 3


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


class CurvePlot(PlotView):
    """Functions, or with `is_slope` derivatives, above what belongs to the same x."""

    def __init__(self, is_slope: bool, parent: QWidget) -> None:
        super().__init__(parent, (0, TOP, RIGHT, 0), (160, 96))
        self._is_slope = is_slope
        self._drawn = Drawn()
        self._strip_ticks: list[tuple[float, str]] | None = None
        self.setObjectName("slopes" if is_slope else "functions")
        self.setToolTip(
            self.tr(
                "The slope of each function: what a gradient is multiplied by on its way back. Below, the share of "
                "today's inputs whose slope is under 0.01: dead where it is 0, saturated where it comes near it."
            )
            if is_slope
            else self.tr("What each activation makes of an input x; the strip below counts today's inputs.")
        )
        self.ci.setSpacing(GAP)
        self.upper, self.lower = self.add_plot(0, LEFT, 0), self.add_plot(1, LEFT, BOTTOM)
        self.quarter = pg.PlotDataItem()
        self.curves = tuple(pg.PlotDataItem(antialias=True) for _ in range(MOST_CURVES))
        self.points = pg.ScatterPlotItem(size=POINT, antialias=True)
        self.cursors = (upright(), upright())
        for item in (self.quarter, *reversed(self.curves), self.cursors[0], self.points):
            self.upper.addItem(item)
        self.lower.addItem(self.cursors[1])
        self._title, self._quarter_name = Words(self.ci), Words(self.upper.vb)
        self._names = tuple(Words(self.upper.vb) for _ in range(MOST_CURVES))
        if is_slope:
            self.tracks, self.shares = bars(), bars()
            for item in (self.tracks, self.shares):
                item.setParentItem(self.lower.vb)
            self._share_names = tuple(Words(self.lower.vb, 11, 400) for _ in range(MOST_CURVES))
            self._share_words = tuple(Words(self.lower.vb, 11, 400) for _ in range(MOST_CURVES))
        else:
            self.bars = bars()
            self.lower.addItem(self.bars)
            self._inputs_words = Words(self.lower.vb, 11, 400)

    def set_drawn(self, drawn: Drawn) -> None:
        """Show it; what has not changed is not drawn again."""
        before, self._drawn = self._drawn, drawn
        if (drawn.kinds, drawn.half_span) != (before.kinds, before.half_span):
            self.draw()
        else:
            self.draw(self._show_x if drawn.counts is before.counts else self._show_inputs_and_x)

    def dress(self) -> None:
        self.quarter.setPen(self.pen("dim", 1, [4, 4]))
        for cursor in self.cursors:
            cursor.setPen(self.pen("dim", 1, [1, 2]))
        self._quarter_name.write(self.tr("1/4, the most of Sigmoid′"))
        super().dress()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        if event is not None:  # pyqtgraph calls this itself while the view is being built
            self._divide()
        super().resizeEvent(event)

    def _divide(self) -> None:
        """Give the strip below its share of the height, and a line for each curve."""
        area = self.height() - TOP - BOTTOM
        strip = max(round(area * HISTOGRAM_SHARE), LINE * len(self._drawn.kinds))
        self.ci.layout.setRowFixedHeight(0, max(area - strip - GAP, 1))
        self.ci.layout.setRowFixedHeight(1, strip + BOTTOM)
        self.ci.layout.activate()

    def show_all(self) -> None:
        drawn = self._drawn
        half = drawn.half_span
        xs = np.sort(np.concatenate([np.linspace(-half, half, 601), [-1e-9 * half, 1e-9 * half]]))
        high = 1.12 if self._is_slope else max(1.12, 0.57 * half)
        low = -0.12 if self._is_slope else -0.08 * high
        for strength, item in enumerate(self.curves):
            item.setVisible(strength < len(drawn.kinds))
            if strength >= len(drawn.kinds):
                continue
            kind, parameters = drawn.kinds[strength]
            ys = curve(kind, xs, parameters)[self._is_slope]
            is_dashed = kind == "sigmoid" or strength > 1
            item.setData(xs, ys)
            item.setPen(self.pen("dim" if strength else "text", 2, [4, 2.5] if is_dashed else None))
            deepest = -np.inf if not strength else -high  # others than the pipeline's own may be cut
            low = min(low, max(float(ys.min()) * 1.15, deepest))
            if self._is_slope:
                high = max(high, float(ys.max()) * 1.05)
        has_quarter = self._is_slope and any(kind == "sigmoid" for kind, _ in drawn.kinds)
        self.quarter.setData([-half, 0.0], [0.25, 0.25])
        self.quarter.setVisible(has_quarter)
        self._quarter_name.setVisible(has_quarter)
        self.upper.setRange(xRange=(-half, half), yRange=(low, high), padding=0)
        self.lower.setRange(xRange=(-half, half), yRange=(0.0, 1.0), padding=0)
        self._divide()
        self.fit()
        self._show_x()

    def fit(self) -> None:
        self._place()
        self._show_inputs()

    def _show_inputs_and_x(self) -> None:
        self._show_inputs()
        self._show_x()

    def _show_inputs(self) -> None:
        """What today's inputs are, under the function; under the slope, what becomes of their gradients."""
        drawn = self._drawn
        if self._is_slope:
            self._place_shares()
            return
        set_bars(self.bars, drawn.counts, drawn.edges, is_signed=True)
        self._inputs_words.write("" if drawn.counts is None else self.tr("inputs of") + f" {drawn.inputs_step}")
        strip = max(self.lower.vb.height(), 1.0)
        self._set_strip_ticks([] if drawn.counts is None else [(1 - 8 / strip, "√n")])

    def _set_strip_ticks(self, ticks_: list[tuple[float, str]]) -> None:
        """An axis that is told the same ticks again would draw itself again."""
        if ticks_ != self._strip_ticks:
            self._strip_ticks = ticks_
            self.lower.set_ticks("left", [ticks_])

    def _show_x(self) -> None:
        drawn = self._drawn
        x = drawn.x if drawn.x is not None and abs(drawn.x) <= drawn.half_span else None
        self.cursors[0].setVisible(x is not None)
        self.cursors[1].setVisible(x is not None and not self._is_slope)
        self._title.write(self.reading)
        self._title.put(LEFT + 6, TOP / 2)
        if x is None:
            self.points.setData([], [])
            return
        for cursor in self.cursors:
            cursor.setValue(x)
        ys = self._values_at(x)
        low, high = self.upper.vb.viewRange()[1]
        ys = [y for y in ys if low <= y <= high]
        brush = pg.mkBrush(tints.tint(float(np.sign(x)) * 0.8))
        self.points.setData([x] * len(ys), ys, brush=brush, pen=self.pen("panel", 2))

    def _values_at(self, x: float) -> list[float]:
        return [
            float(curve(kind, np.array([x]), parameters)[self._is_slope][0]) for kind, parameters in self._drawn.kinds
        ]

    @property
    def reading(self) -> str:
        """The title, and the numbers read at x."""
        title = self.tr("Derivative") if self._is_slope else self.tr("Function")
        x = self._drawn.x
        if x is None:
            return title
        parts = [title, f"x {numbers.rounded(x, 3)}"]
        for (kind, _), y in zip(self._drawn.kinds, self._values_at(x), strict=True):
            parts.append(f"{NAMES[kind]}{'′' if self._is_slope else ''} {numbers.rounded(y, 3)}")
        return "   ".join(parts)

    def _place(self) -> None:
        """Choose ticks and put words where there is room in the plots' present size."""
        (left, right), (low, high) = self.upper.vb.viewRange()
        xs = [value for value in ticks(left, right) if abs(value) < right * 0.97]
        ys = [0.0, 0.25, 0.5, 0.75, 1.0] if self._is_slope else ticks(low, high, 4)
        if self._is_slope and self.upper.vb.height() < 84:
            ys = [0.0, 0.5, 1.0]
        self._rules[0].set_ticks(xs, ys)
        self._rules[1].set_ticks([0.0], [])
        self.upper.set_ticks("left", labelled(ys))
        self.lower.set_ticks("bottom", labelled(xs))
        taken = [self._put(self._quarter_name, left, 0.25)] if self._quarter_name.isVisible() else []
        for strength, words in enumerate(self._names):
            words.setVisible(strength < len(self._drawn.kinds))
            if words.isVisible():
                taken.append(self._put_name(words, self._drawn.kinds[strength][0], strength, taken))
        if self._is_slope:
            self._set_strip_ticks([])
        else:
            self._inputs_words.put(6, 8)

    def _put(
        self, words: Words, x: float, y: float, *, above: bool = True, ends: bool = False, taken: Sequence[QRectF] = ()
    ) -> QRectF:
        """Write beside (x, y) of the data, inside the plot and where nothing else is written; say where that is.

        `ends` puts the right edge there.
        """
        (left, right), (low, high) = self.upper.vb.viewRange()
        width, height = self.upper.vb.width(), self.upper.vb.height()
        across = (x - left) / (right - left) * width - (words.width if ends else -6)
        across = min(max(across, 4), width - words.width - 4)
        over, under = -LINE / 2 - 3, LINE / 2 + 4
        for beside in (over, under, under + LINE) if above else (under, over, under + LINE):
            middle = min(max((high - y) / (high - low) * height + beside, 10), height - 8)
            place = QRectF(across, middle - LINE / 2, words.width, LINE)
            if not any(place.intersects(other) for other in taken):
                break
        words.put(across, middle)
        return place

    def _put_name(self, words: Words, kind: str, strength: int, taken: Sequence[QRectF]) -> QRectF:
        words.write(NAMES[kind] + ("′" if self._is_slope else ""), "dim" if strength else "text")
        xs, ys = self.curves[strength].getData()
        (_, right), (_, high) = self.upper.vb.viewRange()
        inside = np.flatnonzero((ys < high * 0.9) & (xs > 0))
        if kind == "sigmoid" and self._is_slope:
            at = int(np.searchsorted(xs, right * 0.3))
            return self._put(words, xs[at], ys[at], taken=taken)
        if inside.size and inside[-1] < xs.size - 1:  # it leaves through the top
            return self._put(words, xs[inside[-1]], ys[inside[-1]], above=False, taken=taken)
        return self._put(words, xs[-1], ys[-1], above=ys[-1] < 0.7 * high, ends=True, taken=taken)

    def _place_shares(self) -> None:
        """A bar for each curve: the share of today's inputs that get no gradient through it."""
        rows = list(zip(self._drawn.kinds, self._drawn.shares, strict=False))
        for item in (*self._share_names, *self._share_words, self.tracks, self.shares):
            item.setVisible(False)
        if not rows:
            return
        pitch = min(self.lower.vb.height() / len(rows), 18.0)
        track = max(self.lower.vb.width() - NAME_WIDTH - WORDS_WIDTH, 24)
        tops = np.array([round(index * pitch + pitch / 2 - 3) for index in range(len(rows))])
        shares = np.array([share for _, share in rows])
        for item, parts, role in ((self.tracks, np.ones(len(rows)), "line"), (self.shares, shares, "dim")):
            item.setOpts(x0=NAME_WIDTH, width=parts * track, y0=tops, height=6, brush=theme.color(role))
            item.setVisible(True)
        for index, ((kind, _), share) in enumerate(rows):
            said = f"{share * 100:.1f} % " + (self.tr("dead") if kind in DEAD else self.tr("saturated"))
            for words, text, left in (
                (self._share_names[index], NAMES[kind] + "′", 6),
                (self._share_words[index], said, NAME_WIDTH + track + 8),
            ):
                words.write(text, "dim" if index else "text")
                words.put(left, tops[index] + 3)
                words.setVisible(True)
