"""Document and input shape to shapes, receptive fields and costs before anything is computed; refusals begin here."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from math import prod

import numpy as np

from filters.errors import FilterError
from filters.records import dataclass
from filters.windows import Positions, ReceptiveField, Window
from workbench.document import PHOTO, Document, Step
from workbench.layers import KINDS, Cost, Shape
from workbench.refusals import PlanError, Refusal, refusal_of, refusal_of_linear, refuse_boundless_padding


@dataclass(frozen=True)
class StepPlan:
    """What is known of one step before it runs. `shape` is None where it is refused or comes after a refusal.

    `inputs` are the ids it really reads, with switched-off steps passed through; `is_colour` says that its three
    channels still stand for red, green and blue; `is_whole` that a value may depend on the whole map.
    """

    id: str
    step: Step | None
    inputs: tuple[str, ...] = ()
    input_shape: Shape | None = None
    shape: Shape | None = None
    cost: Cost = Cost()
    rows: ReceptiveField = ReceptiveField()
    columns: ReceptiveField = ReceptiveField()
    windows: tuple[Window, Window] | None = None
    is_colour: bool = False
    is_whole: bool = False
    refusal: Refusal | None = None

    @property
    def title(self) -> str:
        """What the photo or the step is called on screen."""
        return self.id if self.step is None else self.step.title

    @property
    def weight_shape(self) -> Shape | None:
        """Shape of the weight, None where the step has none."""
        return self.cost.weight_shape

    @property
    def bias_shape(self) -> Shape | None:
        """Shape of the bias, None where the step has none."""
        return self.cost.bias_shape

    @property
    def weight_parameters(self) -> int:
        """How many numbers the weight has."""
        return prod(self.cost.weight_shape) if self.cost.weight_shape else 0

    @property
    def bias_parameters(self) -> int:
        """How many numbers the bias has."""
        return prod(self.cost.bias_shape) if self.cost.bias_shape else 0

    def divisors(self, rows: Positions, columns: Positions) -> Positions:
        """By what an average pool divides at rows x columns of its map: how many taps of each window count."""
        assert self.step is not None
        assert self.windows is not None
        assert self.input_shape is not None
        down, across = (
            window.count_inside(places, length, include_pad=self.step["count_include_pad"])
            for window, places, length in zip(self.windows, (rows, columns), self.input_shape[2:], strict=True)
        )
        return np.multiply.outer(down, across)

    @property
    def is_one_row(self) -> bool:
        """Whether it lays all maps (C, H, W) of an image into one row of values."""
        read = self.input_shape
        is_flatten = self.step is not None and self.step.kind == "flatten"
        return is_flatten and read is not None and len(read) == 4 and self.shape == (read[0], prod(read[1:]))

    @property
    def multiplications(self) -> int:
        """Multiplications for the whole batch, padded zeros counted."""
        return self.cost.multiplications

    @property
    def additions(self) -> int:
        """Additions for the whole batch, the bias counted."""
        return self.cost.additions


@dataclass(frozen=True)
class Plan:
    """The whole table: the source first, then every step in order."""

    document: Document
    shape: Shape
    training: bool
    rows: tuple[StepPlan, ...]
    refusal: Refusal | None

    @property
    def outline(self) -> tuple[object, ...]:
        """What the table is made of: all but the weights."""
        return self.document.outline, self.shape, self.training

    @property
    def steps(self) -> tuple[StepPlan, ...]:
        """The steps without the source."""
        return self.rows[1:]

    @property
    def is_table(self) -> bool:
        """Whether the source is a table (N, K) and no picture."""
        return is_table(self.shape)

    def has_table(self, step_id: str) -> bool:
        """Whether a step makes a table of a table."""
        shape = self[step_id].shape
        return self.is_table and shape is not None and is_table(shape)

    @cached_property
    def _by_id(self) -> dict[str, StepPlan]:
        return {row.id: row for row in self.rows}

    def __getitem__(self, step_id: str) -> StepPlan:
        return self._by_id[step_id]

    def __contains__(self, step_id: object) -> bool:
        return step_id in self._by_id

    def computed(self, step_id: str) -> StepPlan:
        """What the values of a step really are: its own, or where it is off those of the step that it hands on."""
        row = self[step_id]
        return row if row.step is None or row.step.enabled else self[row.inputs[0]]

    def way(self, step_id: str) -> tuple[StepPlan, ...]:
        """All that the values of a step come from, each once and in order: the source first, the step itself last."""
        found = {step_id}
        for row in reversed(self.rows):
            if row.id in found:
                found.update(row.inputs)
        return tuple(row for row in self.rows if row.id in found)

    @property
    def last(self) -> str:
        """The id of the last step, or of the source."""
        return self.rows[-1].id

    def require(self, step_id: str | None = None) -> None:
        """Raise PlanError with the first refusal that `step_id` (all steps, if None) depends on."""
        if self.refusal is not None and (step_id is None or self[step_id].shape is None):
            raise PlanError(self.refusal.message)

    @property
    def parameters(self) -> int:
        """Numbers in all weights and biases."""
        return sum(row.weight_parameters + row.bias_parameters for row in self.rows)

    @property
    def multiplications(self) -> int:
        """Multiplications of all steps for the whole batch."""
        return sum(row.multiplications for row in self.rows)

    @property
    def additions(self) -> int:
        """Additions of all steps for the whole batch."""
        return sum(row.additions for row in self.rows)

    @property
    def receptive_field(self) -> tuple[int, int]:
        """Height and width of the photo that one value of the last step sees."""
        return self.rows[-1].rows.size, self.rows[-1].columns.size

    @property
    def jump(self) -> tuple[int, int]:
        """How many photo pixels lie between neighbouring values of the last step, down and across."""
        return self.rows[-1].rows.jump, self.rows[-1].columns.jump


def is_table(shape: Sequence[int]) -> bool:
    """Whether values (N, C, 1, 1) are a table of N samples with C features each; a single number is a picture."""
    return len(shape) == 4 and tuple(shape[2:]) == (1, 1) and prod(shape) > 1


def extent(shape: Sequence[int]) -> tuple[int, int]:
    """Height and width that a source of this shape is drawn with: a table's samples are rows, its features columns."""
    height, width = shape[:2] if is_table(shape) else shape[2:]
    return height, width


def plan(document: Document, shape: Sequence[int], *, training: bool = False) -> Plan:
    """Plan every step of the document on an input of shape (N, C, H, W).

    Never raises for a step that does not fit: that step carries its refusal, those behind it that need it have no
    shape, and `Plan.require` turns the first refusal into an error for callers who want one.
    """
    is_colour = len(shape) == 4 and shape[1] == 3 and not is_table(shape)
    source = StepPlan(PHOTO, None, shape=tuple(shape), is_colour=is_colour)
    rows: dict[str, StepPlan] = {PHOTO: source}
    passed: dict[str, str] = {PHOTO: PHOTO}  # what an id really stands for, past steps that are switched off
    previous, first = PHOTO, None
    for step in document:
        reads = _reads(step, previous)
        inputs = tuple(passed[name] for name in reads)
        row = _plan_step(step, inputs, [rows[name] for name in inputs], source, training=training)
        rows[step.id] = row
        passed[step.id] = step.id if step.enabled else inputs[0]
        first = first or row.refusal
        previous = step.id
    return Plan(document, tuple(shape), training, tuple(rows.values()), first)


def _reads(step: Step, previous: str) -> tuple[str, ...]:
    if KINDS[step.kind].joins:
        return (previous, step.input) if step.input is not None else (previous,)
    return (step.input or previous,)


def _plan_step(
    step: Step, inputs: tuple[str, ...], read: list[StepPlan], source: StepPlan, *, training: bool
) -> StepPlan:
    shapes = [row.shape for row in read if row.shape is not None]
    row = StepPlan(step.id, step, inputs, read[0].shape)
    if len(shapes) < len(read):
        return row
    if not step.enabled:
        return replace(row, shape=shapes[0], rows=read[0].rows, columns=read[0].columns, is_colour=read[0].is_colour)
    kind = KINDS[step.kind]
    try:
        shape = kind.shape(step, shapes, step.title)
        refuse_boundless_padding(step, shapes[0], source.shape or ())
    except FilterError as error:
        if step.kind == "linear":
            refusal = refusal_of_linear(step, shapes[0][-1], _laid(read[0]), str(error))
        else:
            refusal = refusal_of(step, shapes, str(error))
        return replace(row, refusal=refusal)
    rows, columns = read[0].rows, read[0].columns
    windows = kind.windows(step, shapes[0]) if kind.windows else None
    if windows:
        rows, columns = rows.through(windows[0]), columns.through(windows[1])
    for other in read[1:]:
        rows, columns = rows.joined(other.rows), columns.joined(other.columns)
    if len(shape) != 4 and source.shape is not None and len(source.shape) == 4:
        height, width = source.shape[2:]
        rows, columns = ReceptiveField(height, height), ReceptiveField(width, width)
    keeps = step.kind != "conv2d" or (step["weight"].ndim == 2 and step["channels"] == "each")
    return replace(
        row,
        shape=shape,
        cost=kind.cost(step, shapes, shape),
        rows=rows,
        columns=columns,
        windows=windows,
        is_colour=keeps and len(shape) == 4 and all(other.is_colour for other in read),
        is_whole=kind.reads_whole(step) or (training and step.kind == "batch_norm"),
    )


def _laid(row: StepPlan) -> tuple[str, Shape] | None:
    """The name of a step that lays all values of an image in a row, and the shape of what it lays."""
    read, shape = row.input_shape, row.shape
    if row.step is None or row.step.kind != "flatten" or read is None or shape != (read[0], prod(read[1:])):
        return None
    return row.step.title, read[1:]
