"""The plots of the BatchNorm laboratory: what is remembered batch by batch, and values before and after."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

import pyqtgraph as pg  # isort: skip - PySide6 first, or it may choose another Qt

from ui import numbers
from ui.plots.plot import PlotView, Words, bars, labelled, set_bars, ticks, upright
from workbench.laboratories.batch_norm import Fed

BINS = 48
LEAST_BATCHES = 10
LEFT = 48
FLAT = 1e-3
"""What changes by less than this part of itself is drawn as level."""


class Averages(PlotView):
    """A channel's mean and variance: of each batch as dots, and as the layer remembers them as lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, (0, 4, 8, 0), (150, 96))
        self.setObjectName("norm_averages")
        self.setToolTip(self.tr("Dots: each batch's own. Line: running = running × m + batch × (1 − m)."))
        self.ci.setSpacing(6)
        self.plots = self.add_plot(0, LEFT, 0), self.add_plot(1, LEFT, 20)
        self.lines = tuple(pg.PlotDataItem(antialias=True) for _ in self.plots)
        self.dots = tuple(pg.ScatterPlotItem(size=5, antialias=True) for _ in self.plots)
        for plot, line, dots in zip(self.plots, self.lines, self.dots, strict=True):
            plot.addItem(dots)
            plot.addItem(line)
        self._titles = tuple(Words(plot.vb, 11, 600) for plot in self.plots)
        self._hint = Words(self.plots[0].vb, 11, 400)
        self._own: tuple[NDArray[np.float64], ...] = ()
        self._running: tuple[NDArray[np.float64], ...] = ()

    def set_history(self, fed: tuple[Fed, ...], before: tuple[float, float], channel: int) -> None:
        """Show one channel; `before` is the mean and variance remembered before the first of these batches."""
        self._own = tuple(
            np.array([float(getattr(one, name)[channel]) for one in fed]) for name in ("mean", "variance")
        )
        self._running = tuple(
            np.array([first, *(float(getattr(one, name)[channel]) for one in fed)])
            for first, name in zip(before, ("running_mean", "running_variance"), strict=True)
        )
        self.draw()

    def show_all(self) -> None:
        for title, words in zip(self._titles, (self.tr("running mean"), self.tr("running variance")), strict=True):
            title.write(words)
            title.put(6, 8)
        self._hint.write("" if any(own.size for own in self._own) else self.tr("feed a batch to begin"))
        self._hint.put(6, 26)
        for index, (own, running) in enumerate(zip(self._own, self._running, strict=True)):
            known = np.concatenate([own, running])
            known = known[np.isfinite(known)]
            low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
            room = high - low if high - low > FLAT * abs(high) else max(abs(high), 1.0)
            low, high, last = low - 0.1 * room, high + 0.4 * room, max(running.size - 1, LEAST_BATCHES)
            plot = self.plots[index]
            plot.setRange(xRange=(-0.01 * last, last * 1.02), yRange=(low, high), padding=0)
            self.lines[index].setData(*_finite(np.arange(running.size), running))
            self.lines[index].setPen(self.pen("text", 2))
            self.dots[index].setData(*_finite(np.arange(1, running.size), own), brush=self.pen("dim").color(), pen=None)
            xs, ys = [x for x in ticks(0, last, 5) if x == round(x)], ticks(low, high, 3)
            plot.set_ticks("left", [[(y, numbers.rounded(y, 4)) for y in ys]])
            plot.set_ticks("bottom", labelled(xs))
            self._rules[index].set_ticks(xs, ys)


class Spreads(PlotView):
    """Histograms of one channel over each other: what comes in, and what goes out in training and in inference."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, (0, 4, 12, 0), (150, 96))
        self.setObjectName("norm_histograms")
        self.setToolTip(self.tr("How the channel's values are spread before and after; the dashed line is their mean."))
        self._names = (self.tr("before"), self.tr("training"), self.tr("inference"))
        self.plots = tuple(self.add_plot(row, 8, 18) for row in range(3))
        self.bars, self._means = tuple(bars() for _ in self.plots), tuple(upright() for _ in self.plots)
        for plot, item, mean in zip(self.plots, self.bars, self._means, strict=True):
            plot.addItem(item)
            plot.addItem(mean)
        self._titles = tuple(Words(plot.vb, 11, 600) for plot in self.plots)
        self._values: tuple[NDArray[np.float64], ...] = ()

    def set_values(self, *values: NDArray[np.float32]) -> None:
        """Show the values of one channel before, after training and after inference."""
        self._values = tuple(one[np.isfinite(one)].astype(np.float64) for one in values)
        self.draw()

    def dress(self) -> None:
        for mean in self._means:
            mean.setPen(self.pen("text", 1, [3, 2]))
        super().dress()

    def show_all(self) -> None:
        after = np.concatenate([values.ravel() for values in self._values[1:]]) if self._values else np.zeros(0)
        for index, values in enumerate(self._values):
            low, high = _range(values if index == 0 else after)  # both ways out on one axis
            counts, edges = np.histogram(values, BINS, (low, high))
            plot = self.plots[index]
            plot.setRange(xRange=(low, high), yRange=(0.0, 1.3), padding=0)
            set_bars(self.bars[index], counts, edges, is_signed=low < 0)
            mean, spread = (float(values.mean()), float(values.std())) if values.size else (0.0, 0.0)
            self._means[index].setValue(mean)
            self._means[index].setVisible(bool(values.size))
            xs = ticks(low, high, 5)
            self._rules[index].set_ticks(xs, [])
            plot.set_ticks("bottom", labelled(xs))
            plot.set_ticks("left", [[]])
            mean = 0.0 if abs(mean) < 1e-6 * spread else mean
            words = f"{self._names[index]}   μ {numbers.rounded(mean, 3)}   σ² {numbers.rounded(spread**2, 3)}"
            self._titles[index].write(words)
            self._titles[index].put(4, 7)


def _finite(xs: NDArray[np.int64], ys: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The points that have a place."""
    is_finite = np.isfinite(ys)
    return xs[is_finite], ys[is_finite]


def _range(values: NDArray[np.float64]) -> tuple[float, float]:
    if not values.size:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    room = 0.04 * (high - low) or 0.5
    return low - room, high + room
