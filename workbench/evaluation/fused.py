"""Steps of a plan as one chain over a whole map: convolutions with BatchNorm folded in, activations, pools."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

import filters
from filters import chain, memory
from filters.chain import Finish, Part, See, Stage
from filters.patches import Span
from filters.records import dataclass
from filters.windows import Positions
from workbench.document import PHOTO, Step
from workbench.evaluation.dropping import drop
from workbench.evaluation.interleaved import Interleaved, interleaved
from workbench.layers import KINDS, Array, bank_of, bias_of, channel_vectors
from workbench.parameters import LARGEST_NUMBER
from workbench.plan import Plan, StepPlan
from workbench.sources import Source

_NO_WHOLES: Mapping[str, Array] = MappingProxyType({})

Statistics = Callable[[StepPlan], tuple[Array, Array]]
"""Mean and variance of each channel of what a BatchNorm step reads in training."""


@dataclass(frozen=True, eq=False)
class Chain:
    """Steps from the photo, or a map that is there whole, on, ready to run over its `height` rows."""

    read: Callable[[Part], Array]
    images: int
    height: int
    stages: tuple[Stage, ...]

    def room(self, rows: int, dtype: np.dtype[Any]) -> NDArray[Any]:
        """Memory (N, C, rows, W) for rows of the last step's map."""
        channels, _, width = self.stages[-1].size
        shape = (self.images, channels, rows, width)
        return memory.result(shape) if dtype == np.float32 else np.empty(shape, dtype)

    def run(self, rows: Span, out: NDArray[Any], finish: Finish | None = None) -> None:
        """Write rows of the last step's map to out (N, C, rows, W), through `finish` where it is given."""
        last = () if finish is None else (Stage(lambda patch, _: finish(patch), self.stages[-1].size),)
        chain.run(self.read, self.height, (*self.stages, *last), len(out), rows, out)

    def each(self, spans: Sequence[Span], see: See) -> None:
        """Let `see` have these rows of the last step's map, in parts."""
        chain.each(self.read, self.height, self.stages, self.images, spans, see)


def chain_of(
    plan: Plan, source: Source, step_id: str, statistics: Statistics, wholes: Mapping[str, Array] = _NO_WHOLES
) -> Chain | Interleaved | None:
    """The chain that computes a step; None where a step on the way joins two, reads a whole map, or wraps around.

    It begins at the last step on the way whose whole map is among `wholes`.

    Where all steps do the same to every channel of a photo it runs over the pixels as they lie, joins and all.
    """
    alike = interleaved(plan, source, step_id)
    if alike is not None:
        return alike
    rows = _way(plan, step_id, wholes)
    if not rows:
        return None
    first, white = rows[0].inputs[0], plan.document.white
    stages: list[Stage] = []
    waiting = list(rows)
    while waiting:
        row = waiting.pop(0)
        if _is(row, "conv2d") and waiting and _is(waiting[0], "batch_norm") and not waiting[0].is_whole:
            folded = _folded(row, waiting[0])
            if folded is not None:
                row = folded
                waiting.pop(0)
        if _is(row, "relu") and waiting and _is(waiting[0], "max_pool2d"):  # the largest is found first: fewer to clip
            pool = waiting.pop(0)
            waiting.insert(0, replace(row, shape=pool.shape, input_shape=pool.shape))
            row = pool
        stages.append(_stage(row, plan.training, statistics))

    def read(part: Part) -> Array:
        if first in wholes:
            return wholes[first][part.images, :, slice(*part.rows)]
        return source.region(np.arange(*part.rows), np.arange(source.shape[3]), white, part.images)

    return Chain(read, source.shape[0], (plan[first].shape or ())[2], tuple(stages))


def averaged(row: StepPlan, found: Array, rows: Positions, columns: Positions) -> Array:
    """Averages over whole windows, made averages over the taps that count where windows reach beyond the map."""
    if not _is(row, "avg_pool2d") or row.windows is None:
        return found
    area = row.windows[0].size * row.windows[1].size
    divisor = row.divisors(rows, columns)
    return found * (area / divisor).astype(np.float32) if (divisor != area).any() else found


def _way(plan: Plan, step_id: str, wholes: Mapping[str, Array]) -> list[StepPlan] | None:
    """The steps that are on, from the photo's first to `step_id`, if they are one line and each may be in a chain."""
    found: list[StepPlan] = []
    row = plan[step_id]
    while row.id != PHOTO and row.id not in wholes:
        if len(row.inputs) != 1 or row.shape is None or len(row.shape) != 4 or row.step is None:
            return None
        if row.step.enabled:
            wraps = any(window.mode == "circular" and window.before + window.after for window in row.windows or ())
            if wraps or (row.is_whole and row.step.kind != "batch_norm"):
                return None
            found.append(row)
        row = plan[row.inputs[0]]
    return found[::-1]


def _is(row: StepPlan, kind: str) -> bool:
    return row.step is not None and row.step.kind == kind


def _folded(row: StepPlan, norm: StepPlan) -> StepPlan | None:
    """The convolution whose weights and bias do what BatchNorm does behind it: both are linear.

    None where such weights would not be finite, as those of a variance of 0: zero times infinity is no more zero.
    """
    step, own, shape = row.step, norm.step, row.input_shape
    assert step is not None
    assert own is not None
    assert shape is not None
    bank, groups = bank_of(step, shape[1])
    bias = bias_of(step, bank.shape[0])
    mean, variance, gamma, beta = channel_vectors(own, bank.shape[0])
    with np.errstate(all="ignore"):
        scale = gamma / np.sqrt(variance.astype(np.float64) + own["eps"])
        shift = beta + ((0.0 if bias is None else bias.astype(np.float64)) - mean) * scale
        weight = (bank * scale[:, None, None, None]).astype(np.float32)
    if not (np.isfinite(weight).all() and (np.abs(shift) <= LARGEST_NUMBER).all()):
        return None
    parameters = {**step.parameters, "weight": weight, "bias": tuple(map(float, shift)), "groups": groups}
    return replace(row, step=replace(step, parameters=parameters))


def _stage(row: StepPlan, training: bool, statistics: Statistics) -> Stage:
    step, shape = row.step, row.shape
    assert step is not None
    assert shape is not None
    kind = KINDS[step.kind]
    apply, size, columns = kind.apply, (shape[1], shape[2], shape[3]), np.arange(shape[3])
    if row.windows is not None:
        assert apply is not None
        inner = tuple(replace(window, before=0, after=0, ceil_mode=False) for window in row.windows)
        return Stage(
            lambda patch, part: averaged(
                row, apply(step, [patch], (inner[0], inner[1])), np.arange(*part.rows), columns
            ),
            size,
            *row.windows,
            kind.fill,
        )
    if step.kind == "dropout":
        return Stage(
            lambda patch, part: drop(step, patch, np.arange(*part.rows), columns, training, part.images.start), size
        )
    if row.is_whole:
        return Stage(_normalising(step, *statistics(row)), size)
    assert apply is not None
    if kind.group == "Activate" and step.kind != "softmax":
        function = getattr(filters, step.kind)
        return Stage(lambda patch, _: function(patch, out=patch, **step.parameters), size, writes_over=True)
    return Stage(lambda patch, _: apply(step, [patch], None), size)


def _normalising(step: Step, mean: Array, variance: Array) -> Callable[[Array, Part], Array]:
    _, _, gamma, beta = channel_vectors(step, mean.size)
    return lambda patch, _: filters.batch_norm(patch, mean, variance, gamma, beta, eps=step["eps"])[0]
