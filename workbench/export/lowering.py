"""What every export starts from: the steps that matter, with names, arrays and padding in plain numbers.

Switched-off steps are passed through, steps that the last one does not need are left out, 2-D kernels become the banks
that they stand for. What is written from here on is the same for all targets but for its spelling.
"""

import re
from collections.abc import Sequence
from dataclasses import field
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from filters.records import dataclass
from filters.windows import Window
from workbench.document import PHOTO, Document, Step
from workbench.errors import WorkbenchError
from workbench.evaluation.evaluate import evaluate
from workbench.layers import NORM_DEFAULTS, Array, Shape, bank_of, bias_of, channel_vectors
from workbench.plan import Plan, StepPlan, plan
from workbench.sources import NumberGrid

Example = tuple[np.ndarray[Any, np.dtype[np.uint8]], Array]
USUAL_SIZE = (224, 224)
_EXAMPLE_SIDES = (6, 8, 11, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
_EXAMPLE_SEED = 2020
EXAMPLE_VALUES = MOST_WEIGHTS = 1 << 27
"""No map of the example and no weight has more numbers: 512 MB."""


class ExportError(WorkbenchError):
    """A pipeline that cannot be written as asked; the message begins with the step's id where one is to blame."""


@dataclass(frozen=True, eq=False)
class Operation:
    """One step as it is written: `name` is an identifier of its own, `inputs` are names of earlier ones or "photo".

    `arrays` are "weight" and "bias" and BatchNorm's four vectors, where the step has them. `pads` are (top, bottom,
    left, right), or None where "same" padding with a stride makes them depend on the photo's size.
    """

    name: str
    step: Step
    inputs: tuple[str, ...]
    input_shape: Shape
    shape: Shape
    arrays: dict[str, Array] = field(default_factory=dict)
    groups: int = 1
    windows: tuple[Window, Window] | None = None

    @property
    def kind(self) -> str:
        """The row of `layers.KINDS`."""
        return self.step.kind

    def __getitem__(self, name: str) -> Any:
        return self.step[name]

    @property
    def stride(self) -> tuple[int, int]:
        """How far the window moves, down and across."""
        assert self.windows is not None
        return self.windows[0].stride, self.windows[1].stride

    @property
    def pads_here(self) -> tuple[int, int, int, int]:
        """Padding (top, bottom, left, right) for the planned shape."""
        assert self.windows is not None
        rows, columns = self.windows
        return rows.before, rows.after, columns.before, columns.after

    @property
    def pads(self) -> tuple[int, int, int, int] | None:
        """Padding for photos of any size, None where it depends on the size."""
        return None if self.step["padding"] == "same" and self.stride != (1, 1) else self.pads_here

    @property
    def needs_size(self) -> bool:
        """It has a number for each value of a flattened map, and so can only be run on the planned size."""
        return self.kind == "linear" or (self.kind == "batch_norm" and len(self.input_shape) != 4)


@dataclass(frozen=True, eq=False)
class Lowered:
    """A pipeline ready to be written for inputs of `shape`; `is_open` says that the size was not asked for."""

    document: Document
    plan: Plan
    operations: tuple[Operation, ...]
    output: str
    is_open: bool

    @property
    def shape(self) -> Shape:
        """(N, C, H, W) of the input."""
        return self.plan.shape

    @property
    def needs_size(self) -> bool:
        """Some step can only be run on the planned size."""
        return any(operation.needs_size for operation in self.operations)

    @cached_property
    def example(self) -> Example:
        """A tiny input of bytes (1, C, H, W), white 255, and the exact result on it."""
        return self.example_of(*([(side, side + 1) for side in _EXAMPLE_SIDES] if not self.needs_size else []))

    def example_of(self, *sizes: tuple[int, int]) -> Example:
        """The example of the first of the sizes that fits, or else of the planned one."""
        channels, height, width = self.shape[1:]
        for size in (*sizes, (height, width)):
            planned = plan(self.document, (1, channels, *size))
            if planned.refusal is None:
                break
        largest = max(planned.rows, key=lambda row: prod(row.shape or ()))
        values = prod(largest.shape or ())
        if values > EXAMPLE_VALUES:
            raise ExportError(
                "{0} would have {1:,.0f} million values in the example that goes with the export, and the limit is "
                "{2:,.0f} million. Export it for a smaller photo.",
                largest.id,
                values / 1e6,
                EXAMPLE_VALUES / 1e6,
            )
        pixels = np.random.default_rng(_EXAMPLE_SEED).integers(0, 256, planned.shape, np.uint8)
        return pixels, evaluate(planned, NumberGrid(photo_values(pixels, self.document)[0]), planned.last)


def photo_values(pixels: np.ndarray[Any, np.dtype[np.uint8]], document: Document) -> Array:
    """Bytes in the range that the document reads."""
    return (pixels / np.float32(255 / document.white)).astype(np.float32)


def lower(document: Document, shape: Sequence[int] | None, *, is_open: bool = False) -> Lowered:
    """Plan the document for inputs of `shape`, or for a usual one where it is None; raises PlanError, ExportError.

    `is_open` leaves height and width open all the same, wherever the steps allow it.
    """
    planned = plan(document, shape or _usual_shape(document))
    planned.require()
    rows = {row.id: row for row in planned.rows}
    output = planned.computed(planned.last).id
    needed, waiting = {PHOTO}, [output]
    while waiting:
        row = rows[waiting.pop()]
        needed.add(row.id)
        waiting.extend(name for name in row.inputs if name not in needed)
    names = {PHOTO: PHOTO}
    operations = []
    for row in planned.steps:
        if row.id in needed:
            names[row.id] = _identifier(row.id, names)
            operations.append(_operation(row, names))
    return Lowered(document, planned, tuple(operations), names[output], is_open or shape is None)


def _usual_shape(document: Document) -> Shape:
    """A colour photo, or one of as many channels as the first bank reads."""
    banks = [step["weight"].shape[1] * step["groups"] for step in document
             if step.enabled and step.kind == "conv2d" and step["weight"].ndim == 4]  # fmt: skip
    shapes: list[Shape] = [(1, channels, *USUAL_SIZE) for channels in (3, *banks[:1], 1)]
    return next((shape for shape in shapes if plan(document, shape).refusal is None), shapes[0])


def _identifier(step_id: str, names: dict[str, str]) -> str:
    """The id as a name that no language, class or helper uses already: those never end in a digit or in _step."""
    name = re.sub(r"\W", "_", step_id, flags=re.ASCII)
    name = name if re.match("[A-Za-z]", name) else f"step_{name}"
    name = name if name[-1].isdigit() else f"{name}_step"
    taken, number, stem = set(names.values()), 2, name
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def _operation(row: StepPlan, names: dict[str, str]) -> Operation:
    step, shape, input_shape = row.step, row.shape, row.input_shape
    assert step is not None
    assert shape is not None
    assert input_shape is not None
    arrays: dict[str, Array] = {}
    groups = 1
    if step.kind == "conv2d":
        bank, groups = bank_of(step, input_shape[1])
        if bank.size > MOST_WEIGHTS:
            raise ExportError(
                "{0}: its kernel for {1:,} channels would be {2:,.0f} million numbers, and the limit is {3:,.0f} "
                "million. Export it for fewer channels.",
                step.id,
                input_shape[1],
                bank.size / 1e6,
                MOST_WEIGHTS / 1e6,
            )
        arrays["weight"] = np.ascontiguousarray(bank)
    elif step.kind == "linear":
        arrays["weight"] = step["weight"]
    elif step.kind == "batch_norm":
        vectors = channel_vectors(step, input_shape[1])
        arrays = dict(zip(NORM_DEFAULTS, vectors, strict=True))
    if step.kind in ("conv2d", "linear"):
        bias = bias_of(step, shape[1] if step.kind == "conv2d" else shape[-1])
        arrays |= {} if bias is None else {"bias": bias}
    inputs = tuple(names[name] for name in row.inputs)
    return Operation(names[row.id], step, inputs, input_shape, shape, arrays, groups, row.windows)
