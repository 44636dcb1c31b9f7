"""Document and input shape to shapes, receptive fields and costs before anything is computed; refusals begin here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from math import prod
from typing import Any

import numpy as np

from filters.errors import FilterError
from filters.windows import Positions, ReceptiveField, Window
from filters.words import Words
from workbench.document import PHOTO, Document, Step
from workbench.layers import KINDS, Cost, Shape, fitted, shown, with_parameters
from workbench.memory import PIXEL_BUDGET

LARGEST_FIX = 1 << 26
"""No weight of more values is offered: 256 MB."""


class PlanError(FilterError):
    """A document that cannot run on its input; the message begins with the step's id."""


@dataclass(frozen=True)
class Fix:
    """One click that mends a refusal: what it says, and the step to put in, which is made when it is asked for."""

    title: str
    make: Callable[[], Step] = field(compare=False)

    @property
    def step(self) -> Step:
        """The mended step; the weight of a linear layer can be larger than the photo."""
        return self.make()


@dataclass(frozen=True)
class Refusal:
    """Why a step cannot run: one sentence, the parameters to outline, and what would mend it."""

    step: str
    message: str
    fields: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()


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
        shape = kind.shape(step, shapes, step.label or step.id)
        _refuse_boundless_padding(step, shapes[0], source.shape or ())
    except FilterError as error:
        if step.kind == "linear":
            return replace(row, refusal=_linear_refusal(step, read[0], str(error)))
        return replace(row, refusal=_refusal(step, shapes, str(error)))
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


def _refuse_boundless_padding(step: Step, read: Shape, source: Shape) -> None:
    """Raise PlanError where padding makes a map so large that to compute it would never end."""
    windows = KINDS[step.kind].windows
    if windows is None:
        return
    height, width = (w.before + n + w.after for w, n in zip(windows(step, read), read[2:], strict=True))
    limit = max(PIXEL_BUDGET, 4 * prod(source[2:]))
    if height * width > limit:
        raise PlanError(
            "{0}: its input with padding is {1:,} x {2:,}, {3:,.0f} million values, and the limit is {4:,.0f} "
            "million. Pad by less.",
            step.label or step.id,
            height,
            width,
            height * width / 1e6,
            limit / 1e6,
        )


def _refusal(step: Step, shapes: list[Shape], message: str) -> Refusal:
    """The refusal with its fields and one-click fixes, where a larger padding or a smaller kernel would mend it."""
    kind = KINDS[step.kind]
    if kind.windows is None or len(shapes[0]) != 4:
        return Refusal(step.id, message)
    field = "weight" if step.kind == "conv2d" else "kernel_size"
    windows = kind.windows(step, shapes[0])
    short = [max(w.extent - w.before - w.after - n, 0) for w, n in zip(windows, shapes[0][2:], strict=True)]
    if not any(short):
        return Refusal(step.id, message, ("padding",) if "padding" in message else (field,))
    fixes = []
    more = -(-max(short) // 2)
    pads = [w.before + more for w in windows for _ in "01"]
    changes: list[tuple[str, dict[str, Any]]] = [(f"Pad by {pads[0]}", {"padding": tuple(pads)})]
    fit = tuple(min(w.size, (n + w.before + w.after - 1) // w.dilation + 1) for w, n in zip(
        windows, shapes[0][2:], strict=True))  # fmt: skip
    if field == "kernel_size":
        changes.append((f"Window {fit[0]} × {fit[1]}", {"kernel_size": fit}))
    else:
        top, left = ((w.size - f) // 2 for w, f in zip(windows, fit, strict=True))
        weight = step["weight"][..., top : top + fit[0], left : left + fit[1]]
        changes.append((f"Kernel {fit[0]} × {fit[1]}", {"weight": weight}))
    for title, change in changes:
        mended = with_parameters(step, **change)
        try:
            kind.shape(mended, shapes, step.id)
        except FilterError:
            continue
        fixes.append(Fix(title, partial(with_parameters, step, **change)))
    return Refusal(step.id, message, (field,), tuple(fixes))


def _linear_refusal(step: Step, read: StepPlan, message: str) -> Refusal:
    """The refusal of a weight with the wrong number of inputs: where they come from, and a weight that has them."""
    given, weight = (read.shape or (0,))[-1], step["weight"]
    if given == len(weight):
        return Refusal(step.id, message, ("bias",))
    laid = read.input_shape
    if read.step is not None and read.step.kind == "flatten" and laid is not None and prod(laid[1:]) == given:
        message = Words(
            "{0}: its weight has {1} inputs, but {2} lays {3} = {4} values in a row. The weight must be {4} x {5}, or "
            "the photo another size.",
            step.label or step.id,
            len(weight),
            read.step.label or read.id,
            shown(laid[1:]),
            given,
            weight.shape[1],
        )
    shape = (given, weight.shape[1])
    fix = Fix(f"Inputs {given}", lambda: with_parameters(step, weight=fitted(weight, shape)))
    return Refusal(step.id, message, ("weight",), (fix,) if prod(shape) <= LARGEST_FIX else ())
