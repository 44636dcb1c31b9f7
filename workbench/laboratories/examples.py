"""What a filter reads at many places of its map and what it should answer there: examples to learn it from."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from filters.errors import FilterError
from filters.records import dataclass
from filters.windows import Positions, distinct
from workbench.document import Step
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation
from workbench.evaluation.padded import padded
from workbench.layers import Array, bank_of, bias_of, shown, with_parameters
from workbench.plan import Plan, StepPlan
from workbench.sources import Photo, Source

Numbers = NDArray[np.float64]
Wanted = str | Photo | None
"""What a filter should answer: the map of a step, a picture, or None for what its present weights answer."""

MOST_WEIGHTS = 1024
PLACES = 64
"""Examples are taken from so many rows and columns, spread evenly over the map."""


class LearningError(FilterError):
    """What cannot be learned, and why."""


class Filter(NamedTuple):
    """Which filter of which convolution: a step of a plan on a source, an output channel, a photo of the batch."""

    plan: Plan
    source: Source
    step: str
    channel: int = 0
    sample: int = 0


@dataclass(frozen=True, eq=False)
class Examples:
    """What a filter reads at some places of its map, and what it should answer there.

    `windows` is (maps, rows, columns, weights), several maps where one kernel goes over every channel alone, `answers`
    (maps, rows, columns). `weight` is the filter's own, (C, kh, kw) or (kh, kw), `bias` its own.
    """

    windows: Numbers
    answers: Numbers
    weight: Array
    bias: float

    @property
    def read(self) -> Numbers:
        """What lies under the middle of the filter at each place: (maps, rows, columns), the mean of its channels."""
        height, width = self.weight.shape[-2:]
        channels = self.windows.reshape(*self.windows.shape[:3], -1, height * width)
        return np.asarray(channels[..., height // 2 * width + width // 2].mean(axis=-1))

    def made(self, weight: Array, bias: float) -> Numbers:
        """What the filter answers with other weights: (maps, rows, columns)."""
        return np.asarray(self.windows @ weight.ravel().astype(np.float64) + bias)


def targets(plan: Plan, step_id: str) -> list[str]:
    """The steps, and the photo, whose maps a convolution could learn to make: of its shape, and made without it."""
    shape = plan[step_id].shape
    return [
        row.id
        for row in plan.rows
        if row.id != step_id and row.shape == shape and step_id not in {other.id for other in plan.way(row.id)}
    ]


def spread(own: Filter, wanted: Wanted) -> Examples:
    """Examples from all over the map."""
    shape = own.plan[own.step].shape
    assert shape is not None
    rows, columns = (np.arange(length)[_middle(length, PLACES)] for length in shape[2:])
    return examples(own, wanted, rows, columns)


def _middle(length: int, wanted: int) -> Positions:
    """About so many places evenly spread over a length."""
    count = min(length, wanted)
    return np.asarray((np.arange(count) * 2 + 1) * length // (2 * count))


def examples(own: Filter, wanted: Wanted, rows: Positions, columns: Positions) -> Examples:
    """Examples at rows x columns of the filter's map; raises LearningError where there is nothing to learn from."""
    row = own.plan[own.step]
    own.plan.require(own.step)
    assert row.step is not None
    assert row.input_shape is not None
    bank, groups = bank_of(row.step, row.input_shape[1])
    biases = bias_of(row.step, len(bank))
    weight, bias = bank[own.channel], 0.0 if biases is None else float(biases[own.channel])
    if row.step["weight"].ndim == 2:
        weight = row.step["weight"]
    if weight.size > MOST_WEIGHTS:
        raise LearningError(
            "{0}: a filter of {1} = {2:,} weights is too large to learn here; at most {3:,}. Use a smaller kernel.",
            own.step,
            shown(weight.shape),
            weight.size,
            MOST_WEIGHTS,
        )
    evaluation = Evaluation(own.plan, own.source, Cache())
    windows = _windows(evaluation, own, rows, columns)
    if weight.ndim == 3:
        channels = bank.shape[1]
        first = own.channel // (len(bank) // groups) * channels
        windows = windows[first : first + channels].transpose(1, 2, 0, 3)[None]
    elif row.step["channels"] == "sum":
        windows = windows.sum(axis=0, keepdims=True)
    windows = np.ascontiguousarray(windows).reshape(*windows.shape[:3], -1)
    answers = (
        windows @ weight.ravel().astype(np.float64) + bias
        if wanted is None
        else _answers(evaluation, own, wanted, rows, columns, alone=weight.ndim == 3)
    )
    if not (np.isfinite(windows).all() and np.isfinite(answers).all()):
        raise LearningError("{0}: what it reads or should answer is not finite: nothing is to be learned.", own.step)
    return Examples(windows, answers, weight, bias)


def _windows(evaluation: Evaluation, own: Filter, rows: Positions, columns: Positions) -> Numbers:
    """What every place's window holds, (C, rows, columns, kh * kw); padded zeros too."""
    row = own.plan[own.step]
    assert row.windows is not None
    down, across = (window.taps(places) for window, places in zip(row.windows, (rows, columns), strict=True))
    met = distinct(down.ravel()), distinct(across.ravel())
    values, _ = padded(evaluation, row, *met)
    y, x = (np.searchsorted(places, taps) for places, taps in zip(met, (down, across), strict=True))
    found = values[own.sample].astype(np.float64)[:, y[:, None, :, None], x[None, :, None, :]]
    return np.asarray(found.reshape(*found.shape[:3], -1))


def _answers(
    evaluation: Evaluation, own: Filter, wanted: str | Photo, rows: Positions, columns: Positions, *, alone: bool
) -> Numbers:
    shape = own.plan[own.step].shape
    assert shape is not None
    if isinstance(wanted, str):
        values = evaluation.at(wanted, rows, columns)[own.sample]
    else:
        size, planes = wanted.shape[2:], wanted.shape[1]
        if size != shape[2:]:
            raise LearningError(
                "{0} is {1} and the map of {2} {3}: a picture to learn from must be as large as the map.",
                wanted.name,
                shown(size),
                own.step,
                shown(shape[2:]),
            )
        values = wanted.region(rows, columns, own.plan.document.white)[0]
        if planes != shape[1]:  # one map learns from the mean of the colours
            values = np.broadcast_to(values.mean(axis=0, keepdims=True), (shape[1], *values.shape[1:]))
    return np.asarray(values[own.channel][None] if alone else values, np.float64)


def with_filter(row: StepPlan, channel: int, weight: Array, bias: float | None) -> Step:
    """The convolution with other weights for one of its filters, and another bias where there is one."""
    step = row.step
    assert step is not None
    if step["weight"].ndim == 2:
        return with_parameters(step, weight=weight, **({} if bias is None else {"bias": bias}))
    bank = step["weight"].copy()
    bank[channel] = weight
    if bias is None:
        return with_parameters(step, weight=bank)
    biases = bias_of(step, len(bank))
    biases = np.zeros(len(bank), np.float32) if biases is None else biases.copy()
    biases[channel] = bias
    return with_parameters(step, weight=bank, bias=tuple(map(float, biases)))
