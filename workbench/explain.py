"""Why a value is what it is: a ledger of products, one entry a step, from the asked value back to the photo.

Each entry explains one value by the values it was made of. Where these are many (a convolution, an average), the next
entry explains the one that weighs most, unless another is chosen; of a max pool it is the one that won.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from filters.bands import CancelToken
from filters.errors import FilterError
from filters.windows import Window
from workbench.cache import Cache
from workbench.document import PHOTO, Step
from workbench.dropping import drop
from workbench.evaluate import Evaluation
from workbench.layers import KINDS, Shape, bank_of, bias_of, channel_vectors
from workbench.ledger import Entry, Explanation, Index, Patch, Place, Term
from workbench.padded import padded
from workbench.plan import Plan, StepPlan
from workbench.sources import Source

AROUND = 1
"""How many values are shown about a window and about a result."""

WIDEST_PATCH, MOST_CHANNELS = 13, 16
"""Where a window spans more than this, or reads more channels, what lies around it is not gathered."""


def explain(
    plan: Plan,
    source: Source,
    step_id: str,
    y: int = 0,
    x: int = 0,
    *,
    channel: int = 0,
    sample: int = 0,
    choices: Sequence[int | None] = (),
    cache: Cache | None = None,
    cancel: CancelToken | None = None,
    surroundings: bool = False,
) -> Explanation:
    """Explain the value of a step at row y and column x of its own map.

    Values behind flatten, (N, K), are channels of maps of 1 x 1; of three axes (N, C, K) the last one is the column.
    `choices` names for entry after entry which of its terms the next one explains; None, or one that is no value of
    the map, leaves the choice here. `surroundings` adds what lies around each window and result.

    Raises FilterError where the step is unknown, refused, or has no such place.
    """
    if step_id not in plan:
        raise FilterError(f"{step_id} is not a step of this pipeline; it has {', '.join(row.id for row in plan.rows)}.")
    plan.require(step_id)
    row = plan[step_id]
    shape = row.shape
    assert shape is not None
    sizes = (shape[0], shape[1], *shape[2:], 1, 1)[:4] if len(shape) != 3 else (shape[0], shape[1], 1, shape[2])
    sizes = (1, shape[0], 1, 1) if len(shape) == 1 else sizes
    names = ("sample", "channel", "row", "column")
    for name, at, length in zip(names, (sample, channel, y, x), sizes, strict=True):
        if not 0 <= at < length:
            raise FilterError(f"{step_id}: {name} {at} is outside its map; it goes from 0 to {length - 1}.")
    walker = _Walker(Evaluation(plan, source, cache or Cache(), cancel), surroundings)
    place = Place(step_id, y, x, channel, sample)
    entries = tuple(walker.walk(place, choices))
    down, across = (y, x) if len(shape) == 4 else (0, 0)
    (top, bottom), (left, right) = row.rows.span(down), row.columns.span(across)
    return Explanation(place, entries[0].value, (top, left, bottom - top, right - left), entries)


def index_of(place: Place, axes: int) -> Index:
    """Where the value of a place stands in an array of so many axes."""
    return {
        1: (place.channel,),
        2: (place.sample, place.channel),
        3: (place.sample, place.channel, place.x),
        4: (place.sample, place.channel, place.y, place.x),
    }[axes]


def place_at(step_id: str, index: Sequence[int]) -> Place:
    """The place that an index of an array stands for."""
    if len(index) == 1:
        return Place(step_id, channel=int(index[0]))
    sample, channel, *rest = (int(i) for i in index)
    y, x = rest if len(rest) == 2 else (0, *rest) if rest else (0, 0)
    return Place(step_id, y, x, channel, sample)


class _Walker:
    """Walks back through one evaluation."""

    def __init__(self, evaluation: Evaluation, surroundings: bool) -> None:
        self._evaluation = evaluation
        self._plan = evaluation.plan
        self._surroundings = surroundings

    def walk(self, place: Place, choices: Sequence[int | None]) -> list[Entry]:
        entries: list[Entry] = []
        while True:
            row = self._plan[place.step]
            while row.step is not None and not row.step.enabled:
                row = self._plan[row.inputs[0]]
            choice = choices[len(entries)] if len(entries) < len(choices) else None
            entry = _chosen(self._entry(row, Place(row.id, place.y, place.x, place.channel, place.sample)), choice)
            entries.append(entry)
            if entry.follows is None:
                return entries
            following = entry.terms[entry.follows].place
            assert following is not None
            place = following

    def _value(self, place: Place) -> float:
        shape = self._plan[place.step].shape
        assert shape is not None
        if len(shape) != 4:
            return float(self._evaluation.at(place.step)[index_of(place, len(shape))])
        found = self._evaluation.at(place.step, np.array([place.y]), np.array([place.x]))
        return float(found[place.sample, place.channel, 0, 0])

    def _entry(self, row: StepPlan, place: Place) -> Entry:
        value = self._value(place)
        step = row.step
        if step is None:
            itself = Term(place, value, 1.0, value)
            return Entry(place, PHOTO, (itself,), value, value, outputs=self._outputs(row, place))
        make = _MAKERS.get(step.kind, _Walker._pointwise)
        terms, follows, inputs = make(self, row, step, place)
        total = _sum(terms)
        return Entry(place, step.kind, tuple(terms), total, value, follows, inputs, self._outputs(row, place))

    # What lies around

    def _outputs(self, row: StepPlan, place: Place) -> Patch | None:
        shape = row.shape
        if not self._surroundings or shape is None or len(shape) != 4:
            return None
        rows, columns = (
            np.arange(max(at - AROUND, 0), min(at + AROUND + 1, length))
            for at, length in ((place.y, shape[2]), (place.x, shape[3]))
        )
        values = self._evaluation.at(row.id, rows, columns)[place.sample, place.channel : place.channel + 1]
        return Patch(row.id, place.channel, int(rows[0]), int(columns[0]), values, np.zeros(values.shape[1:], bool))

    def _inputs(self, row: StepPlan, place: Place, channels: range) -> Patch | None:
        assert row.windows is not None
        assert row.input_shape is not None
        spans = []
        for window, at, length in zip(row.windows, (place.y, place.x), row.input_shape[2:], strict=True):
            first = int(window.first_input(np.array([at]))[0])
            low = max(first - AROUND, -window.before)
            spans.append(np.arange(low, max(min(first + window.extent + AROUND, length + window.after), low + 1)))
        if not self._surroundings or max(map(len, spans)) > WIDEST_PATCH or len(channels) > MOST_CHANNELS:
            return None
        values, is_padding = padded(self._evaluation, row, *spans)
        values = values[place.sample, channels.start : channels.stop]
        return Patch(row.inputs[0], channels.start, int(spans[0][0]), int(spans[1][0]), values, is_padding)

    # Kinds that slide a window

    def _window_terms(self, row: StepPlan, place: Place, channels: range) -> list[tuple[int, int, Term]]:
        """(u, v, term) for every tap of the window, weights still to be filled in."""
        assert row.windows is not None
        assert row.input_shape is not None
        assert row.step is not None
        down, across = (
            _taps(window, at, length)
            for window, at, length in zip(row.windows, (place.y, place.x), row.input_shape[2:], strict=True)
        )
        rows, columns = np.unique(down[1][down[1] >= 0]), np.unique(across[1][across[1] >= 0])
        values = None
        if rows.size and columns.size:
            values = self._evaluation.at(row.inputs[0], rows, columns)[place.sample]
        fill = KINDS[row.step.kind].fill
        found = []
        for c in channels:
            for u, (raw_y, own_y) in enumerate(zip(*down, strict=True)):
                for v, (raw_x, own_x) in enumerate(zip(*across, strict=True)):
                    padded = bool(own_y < 0 or own_x < 0)
                    value = fill
                    if not padded and values is not None:
                        value = float(values[c, np.searchsorted(rows, own_y), np.searchsorted(columns, own_x)])
                    at = (int(raw_y), int(raw_x)) if padded else (int(own_y), int(own_x))
                    found.append((u, v, Term(Place(row.inputs[0], *at, c, place.sample), value, is_padding=padded)))
        return found

    def _convolution(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        shape: Shape | None = row.input_shape
        assert shape is not None
        bank, groups = bank_of(step, shape[1])
        first = place.channel // (bank.shape[0] // groups) * bank.shape[1]
        channels = range(first, first + bank.shape[1])
        terms = []
        for u, v, term in self._window_terms(row, place, channels):
            assert term.place is not None
            terms.append(_weighed(term, float(bank[place.channel, term.place.channel - first, u, v])))
        follows = _heaviest(terms)
        bias = bias_of(step, bank.shape[0])
        if bias is not None:
            terms.append(_parameter("bias", float(bias[place.channel]), 1.0))
        return terms, follows, self._inputs(row, place, channels)

    def _max_pool(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        own = range(place.channel, place.channel + 1)
        terms = [term for _, _, term in self._window_terms(row, place, own)]
        value = self._value(place)
        winner = next(
            (i for i, t in enumerate(terms) if not t.is_padding and (t.value == value or t.value != t.value)), None
        )
        return [_weighed(t, float(i == winner)) for i, t in enumerate(terms)], winner, self._inputs(row, place, own)

    def _average(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        divisor = int(row.divisors(np.array([place.y]), np.array([place.x]))[0, 0])
        own = range(place.channel, place.channel + 1)
        terms = [_weighed(term, 1 / divisor) for _, _, term in self._window_terms(row, place, own)]
        return terms, _heaviest(terms), self._inputs(row, place, own)

    # Kinds that read the same place, or an axis

    def _norm(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        assert row.input_shape is not None
        mean, variance, gamma, beta = (v[place.channel] for v in channel_vectors(step, row.input_shape[1]))
        if row.is_whole:
            means, variances = self._evaluation.batch_statistics(row)
            mean, variance = means[place.channel], variances[place.channel]
        scale = float(gamma) / sqrt(float(variance) + step["eps"])
        terms = [
            _weighed(self._same(row, place), scale),
            _parameter("mean", float(mean), -scale),
            _parameter("variance", float(variance)),
            _parameter("eps", float(step["eps"])),
            _parameter("gamma", float(gamma)),
            _parameter("beta", float(beta), 1.0),
        ]
        return terms, 0, None

    def _dropout(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        shape = row.shape
        assert shape is not None
        ones = np.ones((*shape[:2], 1, 1) if len(shape) == 4 else shape, np.float32)
        rows, columns = np.array([place.y]), np.array([place.x])
        factors = drop(step, ones, rows, columns, self._plan.training)
        at = (place.sample, place.channel, 0, 0) if len(shape) == 4 else index_of(place, len(shape))
        return [_weighed(self._same(row, place), float(factors[at]))], 0, None

    def _softmax(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        """The products are exp(value - largest), so that their sum is what each is divided by."""
        shape = row.shape
        assert shape is not None
        axis, index = step["axis"] % len(shape), list(index_of(place, len(shape)))
        own = index[axis]
        values = self._axis(row.inputs[0], index, axis)
        shares = np.exp(values - values.max())
        terms = []
        for position, (value, share) in enumerate(zip(values, shares, strict=True)):
            index[axis] = position
            terms.append(Term(place_at(row.inputs[0], index), float(value), 1.0, float(share)))
        return terms, own, None

    def _flatten(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        assert row.shape is not None
        assert row.input_shape is not None
        flat = np.ravel_multi_index(index_of(place, len(row.shape)), row.shape)
        read = place_at(row.inputs[0], np.unravel_index(flat, row.input_shape))  # type: ignore[arg-type]
        return [_weighed(Term(read, self._value(read)), 1.0)], 0, None

    def _linear(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        assert row.shape is not None
        index = list(index_of(place, len(row.shape)))
        output = index[-1]
        terms = []
        for position, value in enumerate(self._axis(row.inputs[0], index, len(index) - 1)):
            index[-1] = position
            weight = float(step["weight"][position, output])
            terms.append(_weighed(Term(place_at(row.inputs[0], index), float(value)), weight))
        follows = _heaviest(terms)
        bias = bias_of(step, step["weight"].shape[1])
        if bias is not None:
            terms.append(_parameter("bias", float(bias[output]), 1.0))
        return terms, follows, None

    def _pointwise(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        """Activations and joins."""
        terms = [self._same(row, place, number) for number in range(len(row.inputs))]
        if step.kind == "multiply":
            return [_weighed(terms[0], terms[1].value), _weighed(terms[1], 0.0)], 0, None
        if step.kind == "magnitude":
            return [_weighed(term, term.value) for term in terms], 0, None
        return [_weighed(term, 1.0) for term in terms], 0, None

    def _same(self, row: StepPlan, place: Place, number: int = 0) -> Term:
        read = Place(row.inputs[number], place.y, place.x, place.channel, place.sample)
        return Term(read, self._value(read))

    def _axis(self, step_id: str, index: Sequence[int], axis: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """All values of a step along one axis, through an index of the others, in double precision."""
        wanted: list[int | slice] = list(index)
        wanted[axis] = slice(None)
        if len(index) != 4:
            return self._evaluation.at(step_id)[tuple(wanted)].astype(np.float64)
        rows, columns = (None if axis == n else np.array([index[n]]) for n in (2, 3))
        for n in (2, 3):
            if n != axis:
                wanted[n] = 0
        return self._evaluation.at(step_id, rows, columns)[tuple(wanted)].astype(np.float64)


_Made = tuple[list[Term], int | None, Patch | None]

_MAKERS = {
    "conv2d": _Walker._convolution,
    "max_pool2d": _Walker._max_pool,
    "avg_pool2d": _Walker._average,
    "batch_norm": _Walker._norm,
    "dropout": _Walker._dropout,
    "softmax": _Walker._softmax,
    "flatten": _Walker._flatten,
    "linear": _Walker._linear,
}


def _taps(window: Window, place: int, length: int) -> tuple[Any, Any]:
    raw = window.taps(np.array([place]))[0]
    return raw, window.resolve(raw, length)


def _weighed(term: Term, weight: float) -> Term:
    return Term(term.place, term.value, weight, term.value * weight if weight else 0.0, term.is_padding)


def _parameter(name: str, value: float, weight: float = 0.0) -> Term:
    return Term(None, value, weight, value * weight if weight else 0.0, name=name)


def _sum(terms: Sequence[Term]) -> float:
    return sum((term.product for term in terms), 0.0)


def _heaviest(terms: Sequence[Term]) -> int | None:
    inside = [i for i, term in enumerate(terms) if not term.is_padding]
    return max(inside, key=lambda i: abs(terms[i].product)) if inside else None


def _chosen(entry: Entry, choice: int | None) -> Entry:
    """The entry with another term followed, where that is a value of a map."""
    if choice is None or not 0 <= choice < len(entry.terms):
        return entry
    term = entry.terms[choice]
    if term.place is None or term.is_padding:
        return entry
    return Entry(entry.place, entry.kind, entry.terms, entry.sum, entry.value, choice, entry.inputs, entry.outputs)
