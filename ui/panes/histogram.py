"""How the values of the selected map, or of all maps, are spread: counts, and the six numbers people ask for."""

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import numbers
from ui.plots.plot import PlotView, Words, bars, labelled, set_bars, tick, ticks, upright
from ui.widgets.areas import Area
from ui.widgets.choices import Segmented
from ui.widgets.labels import Label
from ui.widgets.marks import StateMark
from ui.widgets.painting import ALIGN_RIGHT
from workbench.evaluation.frames import Statistics, StatisticsFrame

ONE, ALL = "one", "all"
LEFT = 36


class _Bars(PlotView):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, (LEFT, 28, 16, 0), (200, 96))
        self._counts: np.ndarray | None = None
        self._edges: np.ndarray | None = None
        self._hovered: float | None = None
        self.setObjectName("histogram_bars")
        self.setToolTip(self.tr("How many values lie in each bin; heights are the root of the count."))
        self.plot = self.add_plot(0, 0, 24)
        self.bars, self.cursor = bars(), upright()
        self.plot.addItem(self.bars)
        self.plot.addItem(self.cursor)
        self._root, self.words = Words(self.ci, 11, 400), Words(self.ci, 11, 400)
        self.hovered.connect(self._on_hovered)

    def set_counts(self, counts: np.ndarray | None, edges: np.ndarray | None) -> None:
        self._counts, self._edges = counts, edges
        self.draw()

    def dress(self) -> None:
        self.cursor.setPen(self.pen("dim", 1, [1, 2]))
        super().dress()

    def show_all(self) -> None:
        self.plot.setOpacity(float(self._counts is not None))  # hidden, it would lose its place in the layout
        self._root.write("" if self._counts is None else "√n")
        self._root.put(12, 16)
        if self._counts is not None:
            low, high = float(self._edges[0]), float(self._edges[-1])
            places = ticks(low, high, 10)
            self.plot.setRange(xRange=(low, high), yRange=(0.0, 1.0), padding=0)
            self._rules[0].set_ticks(places, [])
            self.plot.set_ticks("bottom", labelled(places))
            set_bars(self.bars, self._counts, self._edges, is_signed=low < 0)
        self._show_x()

    def _show_x(self) -> None:
        is_read = self._counts is not None and self._hovered is not None
        self.cursor.setVisible(is_read)
        if not is_read:
            self.words.write("")
            return
        self.cursor.setValue(self._hovered)
        index = int(np.searchsorted(self._edges, self._hovered, side="right")) - 1
        index = min(max(index, 0), self._counts.size - 1)
        share = 100 * self._counts[index] / max(self._counts.sum(), 1)
        words = (
            f"{tick(self._edges[index])} … {tick(self._edges[index + 1])}     "
            f"n {numbers.count(int(self._counts[index]))}     {share:.2f} %"
        )
        self.words.write(words, "text")
        self.words.put(LEFT, 16)

    @Slot(object)
    def _on_hovered(self, x: float | None) -> None:
        self._hovered = x
        self.draw(self._show_x)


class HistogramPane(Area):
    """Bars at the left; minimum, maximum, mean, deviation and shares at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("histogram")
        self._frame: StatisticsFrame | None = None
        self._channel = 0
        self.bars = _Bars(self)
        self.scope = Segmented(
            [(ONE, self.tr("This map")), (ALL, self.tr("All maps"))],
            small=True,
            tip=self.tr("Count the values of the map shown, or of all maps of the step."),
            name="histogram_scope",
        )
        self.scope.value_changed.connect(self._on_scope_value_changed)
        self.mark = StateMark("exact", "", self)
        self._names = (
            ("low", self.tr("Minimum")),
            ("high", self.tr("Maximum")),
            ("mean", self.tr("Mean")),
            ("deviation", self.tr("Standard deviation")),
            ("below", self.tr("Below 0")),
            ("above", self.tr("Above the range")),
            ("nans", self.tr("Not a number")),
        )
        facts = QGridLayout()
        facts.setHorizontalSpacing(24)
        facts.setVerticalSpacing(3)
        self.values: dict[str, Label] = {}
        for row, (name, title) in enumerate(self._names):
            facts.addWidget(Label(title, "dim", px=12), row, 0)
            self.values[name] = Label("—", px=12, weight=500, align=ALIGN_RIGHT)
            self.values[name].setObjectName(f"histogram_{name}")
            self.values[name].setMinimumWidth(84)
            facts.addWidget(self.values[name], row, 1)
        side = QVBoxLayout()
        side.setContentsMargins(0, 8, 12, 4)
        side.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.scope)
        head.addStretch(1)
        head.addWidget(self.mark)
        side.addLayout(head)
        side.addLayout(facts)
        side.addStretch(1)
        row_ = QHBoxLayout(self)
        row_.setContentsMargins(0, 0, 0, 0)
        row_.setSpacing(8)
        row_.addWidget(self.bars, 1)
        row_.addLayout(side)

    def set_frame(self, frame: StatisticsFrame | None) -> None:
        self._frame = frame
        self._show()

    def set_channel(self, channel: int) -> None:
        self._channel = channel
        self._show()

    def _statistics(self) -> Statistics | None:
        frame = self._frame
        if frame is None:
            return None
        is_one = self.scope.value() == ONE and 0 <= self._channel < len(frame.channels)
        self.bars.set_counts(frame.counts[self._channel] if is_one else frame.counts.sum(axis=0), frame.edges)
        return frame.channels[self._channel] if is_one else frame.whole

    def _show(self) -> None:
        found = self._statistics()
        self.mark.setVisible(found is not None)
        if found is None:
            self.bars.set_counts(None, None)
            for label in self.values.values():
                label.setText("—")
            return
        for name in ("low", "high", "mean", "deviation"):
            self.values[name].setText(numbers.rounded(getattr(found, name), 6))
        for name in ("below", "above"):
            self.values[name].setText(f"{100 * getattr(found, name):.2f} %")
        self.values["nans"].setText(numbers.count(found.nans))
        if found.exact:
            self.mark.set_state("exact", self.tr("all values"))
        else:
            self.mark.set_state("sampled", self.tr("sampled"))

    @Slot(object)
    def _on_scope_value_changed(self, value: str) -> None:
        self._show()
