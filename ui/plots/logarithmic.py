"""Strengths on a logarithmic axis: how much of a gradient is left, step by step or depth by depth."""

import numpy as np
from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

import pyqtgraph as pg  # isort: skip - PySide6 first, or it may choose another Qt

from filters.records import dataclass
from ui import numbers, theme
from ui.plots.plot import PlotView, Words, ticks, upright

LEFT, RIGHT, TOP, BOTTOM = 48, 28, 10, 22
NAMES = 76
"""Room for the names of several lines behind their ends."""
POINT = 7
MOST_POINTS = 64
"""A line of more values is drawn without a point at each."""
LEAST = 1e-30
"""What is smaller is drawn at the bottom; nothing is 0 on a logarithmic axis."""

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Line:
    """One series over 0, 1, 2, ...: its name, values above 0, and how it is drawn."""

    name: str
    values: tuple[float, ...]
    is_strong: bool = False
    is_dashed: bool = False


class LogPlot(PlotView):
    """Told by `set_lines`; `read` says which index is under the mouse, None when none is."""

    read = Signal(object)

    def __init__(self, parent: QWidget, name: str, most_lines: int = 3, *, names: int = NAMES) -> None:
        super().__init__(parent, (0, TOP, names if most_lines > 1 else RIGHT, 0), (160, 96))
        self.setObjectName(name)
        self.plot = self.add_plot(0, LEFT, BOTTOM)
        self.plot.axes["bottom"].setStyle(hideOverlappingLabels=False)
        self.lines: tuple[Line, ...] = ()
        self._labels: tuple[str, ...] = ()
        self.index: int | None = None
        self.curves = tuple(pg.PlotDataItem(antialias=True) for _ in range(most_lines))
        self.points = tuple(pg.ScatterPlotItem(size=POINT, antialias=True) for _ in range(most_lines))
        self.mark = upright()
        for item in (self.mark, *self.curves, *self.points):
            self.plot.addItem(item)
        self._names = tuple(Words(self.ci, 11, 600) for _ in range(most_lines))
        self._reading = Words(self.plot.vb, 11, 500)

    def set_lines(self, lines: tuple[Line, ...], labels: tuple[str, ...] = ()) -> None:
        """Draw the lines; `labels` name the places of the axis, which are otherwise numbered."""
        self.lines, self._labels = lines, labels
        self.index = None
        self.draw()

    def show_all(self) -> None:
        known = [value for line in self.lines for value in line.values if 0 < value < np.inf]
        low = np.floor(np.log10(max(min(known, default=1.0), LEAST)) - 0.05)
        high = np.ceil(np.log10(max(known, default=1.0)) + 0.05)
        count = max((len(line.values) for line in self.lines), default=1)
        self.plot.setRange(xRange=(-0.15, max(count - 1, 1) + 0.15), yRange=(low, max(high, low + 1)), padding=0)
        for number, (curve, points) in enumerate(zip(self.curves, self.points, strict=True)):
            is_there = number < len(self.lines)
            curve.setVisible(is_there)
            points.setVisible(is_there)
            if not is_there:
                continue
            line = self.lines[number]
            ys = np.log10(np.clip(np.nan_to_num(line.values), 10.0**low, 10.0**high))
            xs = np.arange(len(ys))
            curve.setData(xs, ys)
            curve.setPen(self.pen("text" if line.is_strong else "dim", 2, [4, 2.5] if line.is_dashed else None))
            shown = np.zeros(0) if line.is_dashed or xs.size > MOST_POINTS else xs
            is_lost = np.array(line.values[: shown.size]) <= 0
            points.setData(
                shown,
                ys[: shown.size],
                brush=[theme.color("panel" if lost else "text" if line.is_strong else "dim") for lost in is_lost],
                pen=self.pen("text" if line.is_strong else "dim", 1),
            )
        self.fit()

    def fit(self) -> None:
        self._place()
        self._show_reading()

    def _place(self) -> None:
        (_, right), (low, high) = self.plot.vb.viewRange()
        width, height = max(self.plot.vb.width(), 1.0), max(self.plot.vb.height(), 1.0)
        decades = int(high - low)
        each = max(1, int(np.ceil(decades / max(height / 22, 1))))
        ys = [float(y) for y in range(int(np.ceil(low)), int(high) + 1) if (int(high) - y) % each == 0]
        self.plot.set_ticks("left", [[(y, _power(int(y))) for y in ys]])
        count = round(right - 0.15) + 1
        widest = max((len(label) for label in self._labels), default=2) * 7 + 12
        room = max(int(width / widest), 1)
        if self._labels or count <= room:
            xs = list(range(0, count, -(-count // room)))
        else:
            xs = [round(x) for x in ticks(0, count - 1, room) if x == round(x)]
        names = [self._labels[x] if x < len(self._labels) else str(x) for x in xs]
        self.plot.set_ticks("bottom", [list(zip(map(float, xs), names, strict=True))])
        self._rules[0].set_ticks([float(x) for x in xs], ys)
        taken: list[float] = []
        for number, words in enumerate(self._names):
            words.setVisible(number < len(self.lines))
            if number >= len(self.lines):
                continue
            line = self.lines[number]
            words.write(line.name, "text" if line.is_strong else "dim")
            if len(self._names) == 1:
                words.put(LEFT + width - words.width - 4, TOP + 8)
                continue
            last = line.values[-1] if line.values else 1.0
            y = float(np.log10(np.clip(np.nan_to_num(last), 10.0**low, 10.0**high)))
            middle = min(max((high - y) / (high - low) * height, 8.0), height - 8)
            toward = 2 if middle < height / 2 else -2  # one way, or it would never end where there is no room
            while any(abs(middle - other) < 14 for other in taken):
                middle += toward
            taken.append(middle)
            words.put(LEFT + width + 8, TOP + middle)

    def _show_reading(self) -> None:
        index = self.index
        if len(self._names) == 1:
            self._names[0].setVisible(index is None)
        self.mark.setVisible(index is not None and bool(self.lines))
        if index is None or not self.lines:
            self._reading.write("")
            return
        self.mark.setPen(self.pen("track"))
        self.mark.setValue(index)
        label = self._labels[index] if index < len(self._labels) else str(index)
        parts = [
            f"{line.name} {numbers.rounded(line.values[index], 3)}" for line in self.lines if index < len(line.values)
        ]
        self._reading.write(f"{label}:  " + "   ".join(parts), "text")
        self._reading.put(max(self.plot.vb.width() - self._reading.width - 4, 4), 8)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        x = self.plot.vb.mapSceneToView(QPointF(self.mapToScene(event.position().toPoint()))).x()
        count = max((len(line.values) for line in self.lines), default=0)
        self.read_at(round(x) if count and -0.5 <= x <= count - 0.5 else None)

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)
        self.read_at(None)

    def read_at(self, index: int | None) -> None:
        """Say the values at an index."""
        if index != self.index:
            self.index = index
            self.draw(self._show_reading)
            self.read.emit(index)


def _power(exponent: int) -> str:
    return "1" if exponent == 0 else "10" + str(exponent).translate(SUPERSCRIPTS)
