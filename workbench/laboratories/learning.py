"""Learning a filter: the weights that turn one map into another, by gradient descent and by least squares.

With no activation behind it, the mean square error of a convolution is a quadratic in its weights. The matrix of that
quadratic, the mean products of the values that the weights multiply, says at which rate descent runs away, how slowly
the last of the error goes, and where it all ends.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from filters.errors import FilterError
from filters.windows import Positions, Window, distinct
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation
from workbench.layers import Array, bank_of, bias_of, shown
from workbench.plan import Plan
from workbench.sources import Photo, Source

Numbers = NDArray[np.float64]
Wanted = str | Photo | None
"""What a filter should answer: the map of a step, a picture, or None for what its present weights answer."""

MOST_WEIGHTS = 1024
PLACES = 64
"""Examples are taken from so many rows and columns, spread evenly over the map."""
TRIFLE = 1e-10
"""Directions in which the values vary by less than this share of the strongest are not told apart."""
RUNAWAY = 1e12
"""Weights as large as this have run away."""


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


@dataclass(frozen=True)
class Course:
    """How to descend: from where, at which share of the largest stable rate, over how many examples a step (0: all).

    `is_centred` takes the means from what is read and answered first; the bias follows from them.
    """

    start: Literal["noise", "zero", "own"] = "noise"
    rate: float = 0.9
    momentum: float = 0.0
    batch: int = 0
    steps: int = 400
    is_centred: bool = False
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Learned:
    """A descent: weights (steps + 1, ...) and biases (steps + 1,), and the root mean square error over all examples.

    It ends sooner where it runs away. `best` and `best_bias` are the least squares answer and `least` its error;
    `limit` is the largest rate at which descent over all examples settles; `condition` how much faster the fastest part
    of the error goes than the slowest.
    """

    weights: Array
    biases: Numbers
    errors: Numbers
    best: Array
    best_bias: float
    least: float
    limit: float
    condition: float


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
    assert row.windows is not None
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
    windows = _windows(own, row.windows, rows, columns)
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
        else _answers(own, wanted, rows, columns, alone=weight.ndim == 3)
    )
    if not (np.isfinite(windows).all() and np.isfinite(answers).all()):
        raise LearningError("{0}: what it reads or should answer is not finite: nothing is to be learned.", own.step)
    return Examples(windows, answers, weight, bias)


def _windows(own: Filter, windows: tuple[Window, Window], rows: Positions, columns: Positions) -> Numbers:
    """What every place's window holds, (C, rows, columns, kh * kw); padded zeros too."""
    row = own.plan[own.step]
    shape = own.plan[row.inputs[0]].shape
    assert shape is not None
    taps = [window.resolve(window.taps(places), length) for window, places, length in
            zip(windows, (rows, columns), shape[2:], strict=True)]  # fmt: skip
    needed = [distinct(places[places >= 0]) for places in taps]
    if not (needed[0].size and needed[1].size):
        raise LearningError("{0}: it reads nothing but padding, so nothing can be learned from it.", own.step)
    values = Evaluation(own.plan, own.source, Cache()).at(row.inputs[0], *needed)[own.sample]
    values = np.pad(values.astype(np.float64), ((0, 0), (0, 1), (0, 1)))  # the last row and column are padding
    down, across = (np.where(places < 0, -1, np.searchsorted(found, places)) for places, found in zip(
        taps, needed, strict=True))  # fmt: skip
    found = values[:, down[:, None, :, None], across[None, :, None, :]]
    return np.asarray(found.reshape(*found.shape[:3], -1))


def _answers(own: Filter, wanted: str | Photo, rows: Positions, columns: Positions, *, alone: bool) -> Numbers:
    shape = own.plan[own.step].shape
    assert shape is not None
    if isinstance(wanted, str):
        values = Evaluation(own.plan, own.source, Cache()).at(wanted, rows, columns)[own.sample]
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


def descend(given: Examples, how: Course) -> Learned:
    """Descend from the start that `how` names towards the least error over all examples."""
    x, y = given.windows.reshape(-1, given.weight.size), given.answers.ravel()
    x_mean, y_mean = (x.mean(axis=0), float(y.mean())) if how.is_centred else (np.zeros(x.shape[1]), given.bias)
    x, y = x - x_mean, y - y_mean
    matrix, slope = x.T @ x / len(x), x.T @ y / len(x)
    strengths, directions = np.linalg.eigh(matrix)
    strongest = float(strengths[-1])
    if not strongest > 0:
        raise LearningError("All that the filter reads is 0, so nothing can be learned from it.")
    told = strengths > TRIFLE * strongest
    best = directions[:, told] @ (directions[:, told].T @ slope / strengths[told])
    least = float(np.sqrt(np.square(x @ best - y).mean()))
    limit = (1 + how.momentum) / strongest
    draw = np.random.default_rng(how.seed)
    weight = {
        "zero": np.zeros(x.shape[1]), "own": given.weight.ravel().astype(np.float64),
        "noise": draw.normal(0, x.shape[1] ** -0.5, x.shape[1]),
    }[how.start]  # fmt: skip
    path, speed = [weight], np.zeros_like(weight)
    for _ in range(how.steps):
        if how.batch:
            some = draw.integers(len(x), size=how.batch)
            gradient = 2 * x[some].T @ (x[some] @ weight - y[some]) / how.batch
        else:
            gradient = 2 * (matrix @ weight - slope)
        speed = how.momentum * speed - how.rate * limit * gradient
        weight = weight + speed
        if not np.abs(weight).max() < RUNAWAY:
            break
        path.append(weight)
    weights = np.array(path)
    apart = weights - best
    errors = np.sqrt(np.maximum(np.vecdot(apart @ matrix, apart), 0) + least**2)
    return Learned(
        weights.astype(np.float32).reshape(-1, *given.weight.shape),
        y_mean - weights @ x_mean,
        errors,
        best.astype(np.float32).reshape(given.weight.shape),
        y_mean - float(best @ x_mean),
        least,
        limit,
        strongest / float(strengths[told][0]),
    )
