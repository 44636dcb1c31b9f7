"""The BatchNorm laboratory: feed batches, watch what is remembered, and see why training and inference differ."""

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import numbers
from ui.laboratories.batch_norm_views import AVERAGES, PARTNERS, SPREADS, VALUES, BatchNormViews, Seen
from ui.laboratories.choices import PIPELINE, sample_names, step_of
from ui.laboratories.laboratory import Laboratory
from ui.widgets.buttons import Button
from ui.widgets.choices import Segmented, Select
from ui.widgets.form import Form
from ui.widgets.grid import Grid
from ui.widgets.number_field import NumberField
from workbench.document import Step
from workbench.laboratories.batch_norm import batch_statistics, layer_of, new_layer
from workbench.laboratories.samples import TABLES, crops, read_by
from workbench.layers import Array, with_parameters
from workbench.plan import Plan
from workbench.sources import Source

BATCH, SIDE = 8, 32
"""A batch of the pipeline's own values: so many places, so many values high and wide."""

MANY = 10
MOST_ROWS = 64
"""How many channels the table lists."""

GAMMA, BETA = 5, 6


def draw_batches(plan: Plan, source: Source, step: str, first: int, count: int) -> tuple[Array, ...]:
    """Batch number `first` and the next ones of what a step reads; the same number is always the same batch."""
    return tuple(
        crops(plan, source, step, BATCH, SIDE, np.random.default_rng(number)) for number in range(first, first + count)
    )


class BatchNormLaboratory(Laboratory):
    """A layer of its own, begun from the step of the pipeline or before its first batch."""

    gives_away = ("statistic", "running", "value")
    stacks = True

    def __init__(self) -> None:
        form = Form()
        self.source = Select(tip=self.tr("What is normalised."), name="norm_source")
        self.momentum = NumberField(
            low=0, high=1, step=0.1, tip=self.tr("running = running × m + batch × (1 − m)."), name="norm_momentum"
        )
        self.momentum.set_value(0.9)
        self.start = Segmented(
            [(1.0, self.tr("from 1")), (0.0, self.tr("from 0"))],
            small=True,
            tip=self.tr("The running variance before the first batch: frameworks say 1, the chapter's text says 0."),
            name="norm_start",
        )
        self.feed = Button(self.tr("Feed a batch"), tip=self.tr("Run one batch in training."), name="norm_feed")
        self.feed_many = Button(
            f"× {MANY}", tip=self.tr("Run ten batches in training, one after the other."), name="norm_feed_many"
        )
        self.forget = Button(self.tr("Forget"), tip=self.tr("Begin again before the first batch."), name="norm_forget")
        self.keep = Button(
            self.tr("Keep in the step"),
            tip=self.tr("Make these running statistics those of the step."),
            name="norm_keep",
        )
        form.add(self.tr("Values"), self.source)
        form.add(self.tr("Momentum"), self.momentum)
        form.add(self.tr("Variance"), _row(self.start))
        form.add_wide(_row(self.feed, self.feed_many, self.forget))
        form.add_wide(_row(self.keep))
        headers = ("c", "μ", "σ²", self.tr("saved μ"), self.tr("saved σ²"), "γ", "β")
        self.table = Grid("norm_table", headers, (GAMMA, BETA))
        self.table.setAccessibleName(self.tr("Statistics of each channel"))
        self.table.setToolTip(
            self.tr(
                "Mean and variance of this batch, and as remembered. Type γ and β; choose a channel to see its values."
            )
        )
        self.views = BatchNormViews(form)
        super().__init__("batch_norm_laboratory", form, (self.table, 6), (self.views, 5))
        self.side = Select(
            [
                (AVERAGES, self.tr("Running averages")),
                (SPREADS, self.tr("Spread of values")),
                (VALUES, self.tr("Values")),
                (PARTNERS, self.tr("Sample A with others")),
            ],
            flat=True,
            tip=self.tr("What is remembered, how values are spread, the values, or one sample in two batches."),
            name="norm_view",
        )
        self.layer, self.batch, self.channel = new_layer(1), np.zeros((1, 1), np.float32), 0
        self._before = self.layer
        self._number = 0
        self._of: object = None
        self._samples: Array = self.batch
        self.source.value_changed.connect(self._on_source_value_changed)
        self.start.value_changed.connect(self._on_source_value_changed)
        self.momentum.value_changed.connect(self._on_momentum_value_changed)
        self.side.value_changed.connect(self.show_page)
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.typed.connect(self._on_typed)
        for button, slot in (
            (self.feed, self._on_feed), (self.feed_many, self._on_feed_many), (self.forget, self._on_forget),
            (self.keep, self._on_keep),
        ):  # fmt: skip
            button.clicked.connect(slot)

    # What it is tried on

    def refresh(self) -> None:
        state = self.state
        if state is None or state.plan is None:
            return
        self.source.set_options(sample_names(state, "batch_norm"))
        step = self._step()
        self.start.setEnabled(step is None)
        self.keep.setVisible(step is not None and step.kind == "batch_norm")
        if not self._is_pipeline():
            self._begin((self.source.value(), self.start.value()), TABLES[self.source.value()])
            return
        name = step_of(state, "batch_norm")
        before = state.document.steps[: state.document.index(name)]
        of = (state.source, state.document.white, before, name)
        if of != self._of:
            self._number = 0
            self._of = of
            self._layer_anew()
            self.ask((of, 0, 1), partial(draw_batches, state.plan, state.source, read_by(state.plan, name), 0, 1))
        elif step is not None and step.kind == "batch_norm":
            own = layer_of(step, self.layer.channels)
            self.layer = replace(self.layer, gamma=own.gamma, beta=own.beta, momentum=own.momentum, eps=own.eps)
            self.momentum.set_value(own.momentum)
            self._show()

    def _is_pipeline(self) -> bool:
        return self.source.value() == PIPELINE

    def _step(self) -> Step | None:
        """The step of the pipeline whose input is normalised; None where a table is."""
        name = step_of(self.state, "batch_norm") if self._is_pipeline() else ""
        return self.state.document.step(name) if name else None

    def _begin(self, of: object, batch: Array) -> None:
        if of != self._of:
            self._of, self.batch, self._samples = of, batch, _four(batch)
            self.give_up()
            self.say("")
            self._layer_anew()
            self._show()

    def _layer_anew(self) -> None:
        step = self._step()
        if step is None:
            self.layer = replace(
                new_layer(self.batch.shape[1], variance=self.start.value()), momentum=self.momentum.value()
            )
        else:
            channels = self.state.plan[step.id].input_shape[1]
            is_norm = step.kind == "batch_norm"
            self.layer = layer_of(step, channels) if is_norm else new_layer(channels)
            self.momentum.set_value(self.layer.momentum)
        self._before = self.layer
        self.channel = min(self.channel, self.layer.channels - 1)

    # What the hand does

    @Slot(object)
    def _on_source_value_changed(self, value: object) -> None:
        self.refresh()

    @Slot(object)
    def _on_momentum_value_changed(self, value: float) -> None:
        step = self._step()
        if step is not None and step.kind == "batch_norm":
            self.edit_requested.emit(with_parameters(step, momentum=value), self.tr("Change the momentum"), None)
        else:
            self.layer = replace(self.layer, momentum=value)

    @Slot()
    def _on_feed(self) -> None:
        self._feed(1)

    @Slot()
    def _on_feed_many(self) -> None:
        self._feed(MANY)

    def _feed(self, count: int) -> None:
        if not self._is_pipeline():
            self.show_result((self.batch,) * count)
            return
        state, name = self.state, step_of(self.state, "batch_norm")
        first = self._number
        run = partial(draw_batches, state.plan, state.source, read_by(state.plan, name), first, count)
        self.ask((self._of, first, count, "feed"), run)

    @Slot()
    def _on_forget(self) -> None:
        step = self._step()
        channels = self.layer.channels
        self.layer = replace(
            new_layer(channels, variance=1.0 if step is not None else self.start.value()),
            gamma=self.layer.gamma, beta=self.layer.beta, momentum=self.layer.momentum, eps=self.layer.eps,
        )  # fmt: skip
        self._before = self.layer
        self._show()

    @Slot()
    def _on_keep(self) -> None:
        step = self._step()
        kept = {"running_mean": self.layer.running_mean.tolist(), "running_var": self.layer.running_variance.tolist()}
        self.edit_requested.emit(with_parameters(step, **kept), self.tr("Keep running statistics"), None)

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        self.channel = row
        self._show_channel()

    @Slot(int, int, float)
    def _on_typed(self, row: int, column: int, value: float) -> None:
        gamma, beta = self.layer.gamma.copy(), self.layer.beta.copy()
        (gamma if column == GAMMA else beta)[row] = value
        step = self._step()
        if step is not None and step.kind == "batch_norm":
            wanted = with_parameters(step, weight=gamma.tolist(), bias=beta.tolist())
            self.edit_requested.emit(wanted, self.tr("Change γ and β"), None)
        else:
            self.layer = replace(self.layer, gamma=gamma, beta=beta)
            self._show()

    def prepare(self) -> bool:
        """Make what nobody has looked at; False where all is made."""
        return self.views.prepare()

    @property
    def page(self) -> str:
        """The view in front, as `show_page` takes it."""
        return self.side.value()

    @Slot(object)
    def show_page(self, name: str) -> None:
        """Show "averages", "spreads", "values" or "partners"."""
        self.side.set_value(name)
        self.views.show_view(name)

    # What is shown

    def show_result(self, result: object) -> None:
        batches: tuple[Array, ...] = result
        if self._is_pipeline() and self._number == 0:  # the first is only looked at
            self._number, self._samples = 1, _four(batches[0])
        else:
            self._number += len(batches)
            for batch in batches:
                self.layer = self.layer.feed(batch)
        self.batch = batches[-1]
        self._show()

    def _show(self) -> None:
        if self.batch.shape[1] != self.layer.channels:
            return  # another source: its first batch is on its way
        mean, variance = batch_statistics(self.batch)
        columns = (
            mean,
            variance,
            self.layer.running_mean,
            self.layer.running_variance,
            self.layer.gamma,
            self.layer.beta,
        )
        self.table.set_cells([
            (str(channel), *(numbers.rounded(float(column[channel]), 3) for column in columns))
            for channel in range(min(self.layer.channels, MOST_ROWS))
        ])  # fmt: skip
        self.table.choose(self.channel)
        self._show_channel()

    def _show_channel(self) -> None:
        if self.batch.shape[1] == self.layer.channels:  # else another source, whose first batch is on its way
            self.views.set_seen(Seen(self.layer, self._before, self.batch, self._samples, self.channel))


def _four(batch: Array) -> Array:
    """Samples A, B, C and D: those of the batch, and as many more as are missing, each its first one moved on."""
    more = [batch[0] * (1 + n) + n for n in range(1, 5 - len(batch))]
    return np.concatenate([batch, np.stack(more)]) if more else batch


def _row(*widgets: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return made
