"""One step backwards: what the inputs of a step get of the gradient that is held at some of its values.

Each way back is the transpose of how the evaluation computed these very values: the same gathering, read in reverse.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from filters import gradients
from filters.records import dataclass
from filters.windows import Positions, gather
from workbench.document import Step
from workbench.evaluation.dropping import kept
from workbench.evaluation.evaluate import Evaluation
from workbench.evaluation.laid import take
from workbench.layers import Array, Shape, bank_of, channel_vectors
from workbench.plan import StepPlan


@dataclass(frozen=True, eq=False)
class Held:
    """The gradient at some rows and columns of a step; maps without rows are held whole."""

    rows: Positions
    columns: Positions
    values: Array

    def plus(self, other: "Held") -> "Held":
        """Both added up, wherever one of them has something."""
        if self.values.ndim != 4:
            return replace(self, values=self.values + other.values)
        rows, columns = np.union1d(self.rows, other.rows), np.union1d(self.columns, other.columns)
        total = np.zeros((*self.values.shape[:2], rows.size, columns.size), np.float32)
        for one in (self, other):
            down, across = np.searchsorted(rows, one.rows), np.searchsorted(columns, one.columns)
            total[:, :, down[:, None], across] += one.values
        return Held(rows, columns, total)

    def within(self, rows: Positions, columns: Positions) -> "Held":
        """Only what lies at these rows and columns."""
        if self.values.ndim != 4:
            return self
        down, across = np.isin(self.rows, rows), np.isin(self.columns, columns)
        if down.all() and across.all():
            return self
        return Held(self.rows[down], self.columns[across], self.values[:, :, down][..., across])

    def everywhere(self, shape: Shape) -> "Held":
        """The whole map of `shape`, 0 where nothing was held."""
        if self.values.shape == shape:
            return self
        return _whole(np.zeros(shape, np.float32)).plus(self)


def back(evaluation: Evaluation, row: StepPlan, step: Step, held: Held) -> Iterable[tuple[str, Held]]:
    """What each input of the step gets of the gradient held at it.

    BatchNorm in training passes on what its statistics do where the whole map is held; else they are held still.
    """
    if not held.values.size:
        return []
    if not step.enabled:
        return [(row.inputs[0], held)]
    if row.windows is not None:
        return _slide_back(evaluation, row, step, held)
    if row.is_whole and step.kind != "batch_norm":
        assert row.shape is not None
        read = evaluation.at(row.inputs[0])
        return [(row.inputs[0], _whole(_BACK[step.kind](step, held.everywhere(row.shape).values, read)))]
    inputs = [evaluation.at(name, held.rows, held.columns) for name in row.inputs]
    if step.kind in _JOINS:
        parts = _JOINS[step.kind](held.values, inputs)
        return [(name, replace(held, values=part)) for name, part in zip(row.inputs, parts, strict=True)]
    if step.kind == "batch_norm":
        passed = _norm_back(evaluation, row, step, held, inputs[0])
    elif step.kind == "dropout":
        passed = _drop_back(step, held, evaluation.plan.training)
    else:
        passed = _BACK[step.kind](step, held.values, inputs[0])
    return [(row.inputs[0], replace(held, values=passed))]


def _slide_back(evaluation: Evaluation, row: StepPlan, step: Step, held: Held) -> Iterable[tuple[str, Held]]:
    """The transpose of how a window's outputs were computed: lay the gradient into the patch, then put it back."""
    assert row.windows is not None
    assert row.input_shape is not None
    down = gather(row.windows[0], held.rows, row.input_shape[2])
    across = gather(row.windows[1], held.columns, row.input_shape[3])
    if not down.needed.size or not across.needed.size:  # nothing but padding was read
        return []
    grad = held.values
    if step.kind == "avg_pool2d":
        divisors: Array = row.divisors(held.rows, held.columns).astype(np.float32)
        grad = grad / divisors
    patch_shape = (*row.input_shape[:2], down.take.size, across.take.size)
    lengths = (down.window.output_length(down.take.size), across.window.output_length(across.take.size))
    spread = np.zeros((*grad.shape[:2], *lengths), np.float32)
    places = [np.arange(length)[side.keep] for length, side in zip(lengths, (down, across), strict=True)]
    spread[:, :, places[0][:, None], places[1]] = grad
    size = (down.window.size, across.window.size)
    stride = (down.window.stride, across.window.stride)
    dilation = (down.window.dilation, across.window.dilation)
    shape_alone: Array = np.broadcast_to(np.float32(0), patch_shape)
    if step.kind == "conv2d":
        bank, groups = bank_of(step, row.input_shape[1])
        found = gradients.conv2d(spread, shape_alone, bank, stride=stride, dilation=dilation, groups=groups)
    elif step.kind == "avg_pool2d":
        found = gradients.avg_pool2d(spread * np.float32(prod(size)), shape_alone, size, stride=stride)
    else:
        values = evaluation.at(row.inputs[0], down.needed, across.needed)
        patch = take(values, down.take, across.take, -np.inf)
        found = gradients.max_pool2d(spread, patch, size, stride=stride, dilation=dilation)
    found = gradients.put_back(found, down.take, down.needed.size, 2)
    found = gradients.put_back(found, across.take, across.needed.size, 3)
    return [(row.inputs[0], Held(down.needed, across.needed, found))]


def _norm_back(evaluation: Evaluation, row: StepPlan, step: Step, held: Held, read: Array) -> Array:
    mean, variance, gamma, _ = channel_vectors(step, held.values.shape[1])
    training = row.is_whole and held.values.shape == row.shape
    if row.is_whole and not training:
        mean, variance = evaluation.batch_statistics(row)
    return gradients.batch_norm(held.values, read, mean, variance, gamma, training=training, eps=step["eps"])


def _drop_back(step: Step, held: Held, training: bool) -> Array:
    grad = held.values
    mask = kept(step, grad.shape, held.rows, held.columns) if training else None
    return gradients.dropout(grad, grad, step["p"], mode=step["mode"], training=training, mask=mask)


def _magnitude_back(grad: Array, read: Sequence[Array]) -> tuple[Array, ...]:
    size = np.hypot(read[0], read[1])
    share = np.divide(grad, size, out=np.zeros_like(grad), where=size != 0)
    return share * read[0], share * read[1]


_JOINS = {
    "add": lambda grad, read: (grad, grad),
    "multiply": lambda grad, read: (grad * read[1], grad * read[0]),
    "magnitude": _magnitude_back,
}
"""What both inputs of a join get; where a magnitude is 0 it has a corner, and passes nothing."""


def _own(name: str, *names: str) -> Any:
    return lambda step, grad, read: getattr(gradients, name)(grad, read, **{own: step[own] for own in names})


_BACK = {
    **{name: _own(name) for name in ("relu", "sigmoid", "tanh", "silu", "hardswish", "softplus")},
    "clip": _own("clip", "low", "high"),
    "leaky_relu": _own("leaky_relu", "negative_slope"),
    "elu": _own("elu", "alpha"),
    "gelu": _own("gelu", "approximate"),
    "softmax": _own("softmax", "axis"),
    "flatten": _own("flatten", "start_axis", "stop_axis"),
    "linear": lambda step, grad, read: gradients.linear(grad, read, step["weight"]),
}
"""The gradient behind each step that has one input and no window."""


def _whole(values: Array) -> Held:
    if values.ndim != 4:
        return Held(np.zeros(0, np.int64), np.zeros(0, np.int64), values)
    return Held(np.arange(values.shape[2]), np.arange(values.shape[3]), values)
