"""The Dropout laboratory: the mask, one draw and many, in training and inference, by both ways of scaling."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import numbers, pixels
from ui.laboratories.choices import PIPELINE, sample_names, step_of
from ui.laboratories.dropout_means import Means, mode_names
from ui.laboratories.laboratory import Laboratory
from ui.pixels import Levels
from ui.widgets.choices import Select
from ui.widgets.form import Form
from ui.widgets.grid import Grid
from ui.widgets.number_field import NumberField
from ui.widgets.tile import Tile, Tiles
from workbench.document import Document, Step
from workbench.laboratories.dropout import MODES, Draws, draws
from workbench.laboratories.samples import TABLES, Piece, overview, read_by
from workbench.layers import Array, new_step, with_parameters
from workbench.plan import Plan, is_table
from workbench.sources import Source

MOST_PIXELS = 96
MOST_DRAWS = 1000
FORM_WIDTH = 212


def on_table(step: Step, table: str, count: int) -> tuple[Array, tuple[Draws, ...]]:
    """A table of the chapter, and what both modes make of it."""
    values = TABLES[table]
    piece = Piece(values, *(np.arange(n) for n in values.shape[2:4])) if values.ndim == 4 else _without_rows(values)
    return values, tuple(draws(step, piece, mode, count) for mode in MODES)


def on_pipeline(plan: Plan, source: Source, name: str, step: Step, count: int) -> tuple[Array, tuple[Draws, ...]]:
    """What a step of the pipeline reads, every t-th value of it, and what both modes make of that."""
    piece = overview(plan, source, read_by(plan, name), MOST_PIXELS)
    return piece.values, tuple(draws(step, piece, mode, count) for mode in MODES)


def _without_rows(values: Array) -> Piece:
    none = np.zeros(0, np.int64)
    return Piece(values, none, none)


class DropoutLaboratory(Laboratory):
    """A dropout step of its own, or the one of the pipeline; both ways of scaling are always drawn."""

    gives_away = ("value",)

    def __init__(self) -> None:
        form = Form(width=FORM_WIDTH)
        self.source = Select(tip=self.tr("What is dropped from."), name="dropout_source")
        self.p = NumberField(
            low=0, high=1, step=0.05, tip=self.tr("The chance of each value to become 0."), name="dropout_p"
        )
        self.p.set_value(0.5)
        self.seed = NumberField(
            integer=True,
            low=0,
            high=2**31 - 1,
            tip=self.tr("Which values are dropped; the same every time."),
            name="dropout_seed",
        )
        self.seed.set_value(0)
        self.count = NumberField(
            integer=True, low=1, high=MOST_DRAWS, step=10, name="dropout_count",
            tip=self.tr("How many draws the mean and the spread are of."),
        )  # fmt: skip
        self.count.set_value(200)
        form.add(self.tr("Values"), self.source)
        form.add("p", self.p)
        form.add(self.tr("Seed"), self.seed)
        form.add(self.tr("Draws"), self.count)
        headers = self.tr("mean of"), self.tr("one draw"), self.tr("{0} draws"), self.tr("inference")
        self._headers = headers
        self.table = Grid("dropout_table", headers)
        self.table.setAccessibleName(self.tr("Means of the values"))
        self.table.setToolTip(self.tr("Both ways keep what one expects the same in training and in inference."))
        self.means = Means(form)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.table)
        column.addWidget(self.means, 1)
        tips = (
            self.tr("What the layer reads."), self.tr("White is kept, black becomes 0; beside it, the share kept."),
            self.tr("What one draw leaves."), self.tr("The mean of all draws."),
            self.tr("The standard deviation over all draws."), self.tr("What inference makes of it."),
        )  # fmt: skip
        names = ("x", "mask", "one", "mean", "spread", "inference")
        self.tiles = tuple(Tile(name=f"dropout_{name}", tip=tip) for name, tip in zip(names, tips, strict=True))
        super().__init__("dropout_laboratory", form, (middle, 5), (Tiles(self.tiles), 6))
        self.side = Select(
            [(MODES[0], self.tr("Upscale")), (MODES[1], self.tr("Downscale"))],
            flat=True,
            tip=self.tr("Where the loss is made up for: ÷ (1 − p) in training, or × (1 − p) in inference."),
            name="dropout_mode",
        )
        self.found: tuple[Draws, ...] = ()
        self._x: Array = np.zeros((1, 1), np.float32)
        self._step_shown: Step | None = None
        self.source.value_changed.connect(self._on_value_changed)
        self.count.value_changed.connect(self._on_value_changed)
        self.p.value_changed.connect(self._on_p_value_changed)
        self.seed.value_changed.connect(self._on_seed_value_changed)
        self.side.value_changed.connect(self._on_side_value_changed)

    def refresh(self) -> None:
        state = self.state
        if state is None or state.plan is None:
            return
        self.source.set_options(sample_names(state, "dropout"))
        own = self._own_step()
        if own is not None and own != self._step_shown:
            self.p.set_value(own["p"])
            self.seed.set_value(own["seed"])
            self.side.set_value(own["mode"])
        self._step_shown = own
        step = own or new_step("dropout", Document(), p=self.p.value(), seed=self.seed.value())
        count = self.count.value()
        if self.source.value() != PIPELINE:
            table = self.source.value()
            self.ask((table, step.key, count), partial(on_table, step, table, count))
            return
        name = step_of(state, "dropout")
        before = state.document.steps[: state.document.index(name)]
        key = (state.source, state.document.white, state.training, before, step.key, count)
        self.ask(key, partial(on_pipeline, state.plan, state.source, name, step, count))

    def _own_step(self) -> Step | None:
        """The dropout step of the pipeline whose input is looked at."""
        if self.source.value() != PIPELINE:
            return None
        step = self.state.document.step(step_of(self.state, "dropout"))
        return step if step.kind == "dropout" else None

    @Slot(object)
    def _on_value_changed(self, value: object) -> None:
        self.refresh()

    @Slot(object)
    def _on_p_value_changed(self, value: float) -> None:
        self._change(self.tr("Change the share dropped"), p=value)

    @Slot(object)
    def _on_seed_value_changed(self, value: int) -> None:
        self._change(self.tr("Change the seed"), seed=value)

    def _change(self, title: str, **change: object) -> None:
        own = self._own_step()
        if own is not None:
            self.edit_requested.emit(with_parameters(own, **change), title, None)
        else:
            self.refresh()

    @Slot(object)
    def _on_side_value_changed(self, value: str) -> None:
        self._show()

    def show_result(self, result: object) -> None:
        self._x, self.found = result
        self._show()

    def _show(self) -> None:
        if not self.found:
            return
        mode = self.side.value()
        shown = self.found[MODES.index(mode)]
        self.means.set_draws(self.found, mode)
        self.table.setHorizontalHeaderLabels([header.format(shown.count) for header in self._headers])
        names = mode_names()
        self.table.set_cells([
            (names[one.mode], *(numbers.rounded(float(value), 4) for value in (
                one.one.mean(dtype=np.float64), one.mean.mean(dtype=np.float64), one.inference.mean(dtype=np.float64))))
            for one in self.found
        ])  # fmt: skip
        self.table.choose(MODES.index(mode))
        self.table.setFixedHeight(24 + 2 * 22 + 2)
        sample = self.state.sample
        levels = _levels(self._x, shown, sample) if self._x.ndim == 4 else None
        kept = f"{100 * shown.kept_share:.0f} %"
        parts = (
            (self.tr("x"), _picture(self._x, sample), levels, ""),
            (self.tr("Mask"), _picture(shown.mask.astype(np.float32), sample), Levels(0.0, 1.0), kept),
            (self.tr("One draw"), _picture(shown.one, sample), levels, ""),
            (self.tr("Mean"), _picture(shown.mean, sample), levels, ""),
            (self.tr("Spread"), _picture(shown.deviation, sample), None, ""),
            (self.tr("Inference"), _picture(shown.inference, sample), levels, ""),
        )
        for tile, (title, values, own, fact) in zip(self.tiles, parts, strict=True):
            tile.set_title(title)
            tile.set_values(values, own, fact)


def _picture(values: NDArray[np.float32], sample: int) -> NDArray[np.float32]:
    """(N, K) as it is, (N, C, 1, 1) as a table; the first map of one photo of (N, C, H, W)."""
    if is_table(values.shape):
        return values[:, :, 0, 0]
    return values if values.ndim == 2 else values[min(sample, len(values) - 1), 0]


def _levels(x: Array, shown: Draws, sample: int) -> Levels:
    """One range for what is to be compared."""
    return pixels.auto_levels(np.stack([_picture(x, sample), _picture(shown.inference, sample)]))
