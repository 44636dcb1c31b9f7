"""The activations as functions and slopes, with what the pipeline feeds into them beneath, on the same axis.

ReLU and Sigmoid are compared, or any other that is chosen; the pipeline's own activation is drawn strongest. Under the
slopes stands how many of today's inputs get no gradient through them: dead or saturated units.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.plots.activation_curves import CURVES, NAMES, curve
from ui.plots.curves import MOST_CURVES, CurvePlot, Drawn
from ui.widgets.areas import Area, Cover
from ui.widgets.choices import Select
from workbench.document import Step
from workbench.evaluation.frames import StatisticsFrame
from workbench.levels import quantile

HALF_SPANS = (3.0, 6.5, 13.0, 26.0, 65.0, 130.0, 325.0, 650.0, 1300.0)
BINS = 96
LITTLE_SLOPE = 0.01
"""A slope below this hardly moves anything: "no gradient" counts what is under it."""

ALWAYS = ("relu", "sigmoid")


class CurvesPane(Area):
    """Both plots, each saying the numbers read at x; `side` chooses what to compare with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("curves")
        self.drawn = Drawn()
        self._inputs: NDArray[np.float32] | None = None
        self._inputs_step = ""
        self._step: Step | None = None
        self.chooser = Select(
            [("", self.tr("ReLU and Sigmoid")), *((kind, NAMES[kind]) for kind in CURVES if kind not in ALWAYS)],
            flat=True,
            tip=self.tr("Another activation to compare with."),
            name="curves_chooser",
        )
        self.chooser.value_changed.connect(self._on_chooser_value_changed)
        self.side = self.chooser
        self.plots = (CurvePlot(False, self), CurvePlot(True, self))
        self.covers = (Cover(), Cover())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for plot, cover in zip(self.plots, self.covers, strict=True):
            plot.hovered.connect(self.read_at)
            cover.hide()
            row.addWidget(plot, 1)
            row.addWidget(cover, 1)
        self._compose()

    def set_step(self, step: Step | None) -> None:
        """The activation whose curve the pipeline uses; None leaves ReLU first."""
        if step != self._step:
            self._step = step
            self._compose()

    def set_frame(self, frame: StatisticsFrame | None) -> None:
        """Take today's inputs; nothing is drawn anew for those that are shown already."""
        inputs = None if frame is None else frame.inputs[np.isfinite(frame.inputs)]
        step = "" if frame is None else frame.inputs_step
        if step != self._inputs_step or not np.array_equal(inputs, self._inputs):
            self._inputs, self._inputs_step = inputs, step
            self._compose()

    def set_covers(self, covers: tuple[bool, bool]) -> None:
        """Cover functions and derivatives, while a lesson asks for them."""
        for plot, cover, is_covered in zip(self.plots, self.covers, covers, strict=True):
            plot.setHidden(is_covered)
            cover.setVisible(is_covered)

    def set_point(self, x: float | None) -> None:
        """The input at the cursor."""
        if x != self.drawn.point:
            self._change(point=x)

    @Slot(object)
    def read_at(self, x: float | None) -> None:
        """Read the curves at x instead of at the cursor."""
        if x != self.drawn.hovered:
            self._change(hovered=x)

    @Slot(object)
    def _on_chooser_value_changed(self, kind: str) -> None:
        self._compose()

    def _change(self, **changes: object) -> None:
        self.drawn = replace(self.drawn, **changes)
        for plot in self.plots:
            plot.set_drawn(self.drawn)

    def _compose(self) -> None:
        wanted: dict[str, Mapping[str, Any]] = {}
        if self._step is not None and self._step.kind in NAMES:
            wanted[self._step.kind] = self._step.parameters
        for kind in (self.chooser.value(), *ALWAYS):
            if kind:
                wanted.setdefault(kind, {})
        kinds = list(wanted.items())[:MOST_CURVES]
        values = self._inputs
        if values is None or not values.size:
            self._change(kinds=tuple(kinds), counts=None, edges=None, shares=(), half_span=6.5)
            return
        reach = quantile(np.abs(values), 0.99)
        half = next((span for span in HALF_SPANS if reach <= span), HALF_SPANS[-1])
        counts, edges = np.histogram(np.clip(values, -0.95 * half, 0.95 * half), BINS, (-0.95 * half, 0.95 * half))
        shares = tuple(
            float((np.abs(curve(kind, values, parameters)[1]) < LITTLE_SLOPE).mean()) for kind, parameters in kinds
        )
        self._change(
            kinds=tuple(kinds), counts=counts, edges=edges, shares=shares, half_span=half, inputs_step=self._inputs_step
        )
