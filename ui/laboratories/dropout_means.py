"""The plot of the Dropout laboratory: where the mean of many draws goes."""

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

import pyqtgraph as pg  # isort: skip - PySide6 first, or it may choose another Qt

from ui import numbers
from ui.plots.plot import PlotView, Words, labelled, ticks
from workbench.laboratories.dropout import MODES, Draws

LEFT = 48
NAMES_APART = 24


class Means(PlotView):
    """The mean of all values over more and more draws, drawn with what inference makes of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, (0, 4, 8, 0), (150, 96))
        self.setObjectName("dropout_means")
        self.setToolTip(self.tr("The mean of all values over 1, 2, … draws; dashed, what inference makes of them."))
        self.plot = self.add_plot(0, LEFT, 20)
        self.lines = tuple(pg.PlotDataItem(antialias=True) for _ in MODES)
        self.levels = tuple(pg.PlotDataItem(antialias=True) for _ in MODES)
        for item in (*self.levels, *self.lines):
            self.plot.addItem(item)
        self._title = Words(self.plot.vb, 11, 600)
        self._names = tuple(Words(self.plot.vb, 11, 600) for _ in MODES)
        self._found: tuple[Draws, ...] = ()
        self._mode = MODES[0]
        self._heights = (0.0, 0.0)

    def set_draws(self, found: tuple[Draws, ...], mode: str) -> None:
        self._found, self._mode = found, mode
        self.draw()

    def show_all(self) -> None:
        self._title.write(self.tr("mean over n draws"))
        self._title.put(6, 8)
        if not self._found:
            return
        count = self._found[0].count
        goals = [float(one.inference.mean(dtype=np.float64)) for one in self._found]
        ends = [value for one in self._found for value in (one.means.min(), one.means.max())] + goals
        ends = [value for value in ends if np.isfinite(value)] or [0.0, 1.0]
        room = max(max(ends) - min(ends), 1e-3 * max(map(abs, ends)), 1e-9)
        low, high = min(ends) - 0.1 * room, max(ends) + 0.25 * room
        self.plot.setRange(xRange=(1, max(count, 2)), yRange=(low, high), padding=0)
        for one, goal, line, level in zip(self._found, goals, self.lines, self.levels, strict=True):
            role = "text" if one.mode == self._mode else "dim"
            places = np.flatnonzero(np.isfinite(one.means))
            line.setData(places + 1, one.means[places])
            line.setPen(self.pen(role, 2))
            level.setData([1, max(count, 2)] if np.isfinite(goal) else [], [goal, goal] if np.isfinite(goal) else [])
            level.setPen(self.pen(role, 1, [4, 3]))
        self._heights = tuple((high - goal) / (high - low) for goal in goals)
        self.fit()
        xs, ys = [x for x in ticks(1, max(count, 2), 5) if x == round(x)], ticks(low, high, 4)
        self.plot.set_ticks("left", [[(y, numbers.rounded(y, 4)) for y in ys]])
        self.plot.set_ticks("bottom", labelled(xs))
        self._rules[0].set_ticks(xs, ys)

    def fit(self) -> None:
        """Say at its end which line is which, where they lie apart."""
        room, heights = self.plot.vb.boundingRect(), self._heights
        is_apart = bool(abs(heights[0] - heights[1]) * room.height() > NAMES_APART)  # and both are numbers
        for mode, height, words in zip(MODES, heights, self._names, strict=True):
            words.setVisible(is_apart)
            words.write(mode_names()[mode], "text" if mode == self._mode else "dim")
            if is_apart:
                words.put(room.width() - words.width - 4, height * room.height() + (10 if height < 0.5 else -10))


def mode_names() -> dict[str, str]:
    """Both ways of scaling in a word."""
    words = (
        QCoreApplication.translate("DropoutLaboratory", "upscale"),
        QCoreApplication.translate("DropoutLaboratory", "downscale"),
    )
    return dict(zip(MODES, words, strict=True))
