"""Why a value is what it is: a ledger of products, one entry a step, from the asked value back to the photo.

Each entry explains one value by the values it was made of. Where these are many (a convolution, an average), the next
entry explains the one that weighs most, unless another is chosen; of a max pool it is the one that won.
"""

from collections.abc import Sequence

import numpy as np

from filters.bands import CancelToken
from filters.errors import FilterError
from filters.words import Words
from workbench.document import PHOTO, Step
from workbench.evaluation.cache import Cache
from workbench.evaluation.dropping import drop
from workbench.evaluation.evaluate import Evaluation
from workbench.explanation.ledger import Entry, Explanation, Patch, Place, Term
from workbench.explanation.reading import Reader, index_of, place_at
from workbench.layers import Shape, bank_of, bias_of, channel_vectors
from workbench.memory import available_memory
from workbench.plan import Plan, StepPlan
from workbench.sources import Source

HELD_BYTES = 256 << 20
"""Bytes of the steps that a value was made of that are held while it is explained."""

WHOLE_SHARE = 8
"""A map whose statistics are asked for is held whole where it takes no more than this part of the memory that is free:
there are two at once."""


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
        raise FilterError(
            "{0} is not a step of this pipeline; it has {1}.", step_id, ", ".join(row.id for row in plan.rows)
        )
    plan.require(step_id)
    row = plan[step_id]
    shape = row.shape
    assert shape is not None
    sizes = (shape[0], shape[1], *shape[2:], 1, 1)[:4] if len(shape) != 3 else (shape[0], shape[1], 1, shape[2])
    sizes = (1, shape[0], 1, 1) if len(shape) == 1 else sizes
    names = (Words("sample"), Words("channel"), Words("row"), Words("column"))
    for name, at, length in zip(names, (sample, channel, y, x), sizes, strict=True):
        if not 0 <= at < length:
            raise FilterError("{0}: {1} {2} is outside its map; it goes from 0 to {3}.", step_id, name, at, length - 1)
    # what others take from a cache is computed as they would
    whole = available_memory() // WHOLE_SHARE if cache is None else 0
    evaluation = Evaluation(plan, source, cache or Cache(), cancel, held_bytes=HELD_BYTES, whole_bytes=whole)
    walker = _Walker(plan, Reader(evaluation, surroundings))
    place = Place(step_id, y, x, channel, sample)
    with np.errstate(all="ignore"):  # NaN and infinity are explained like other values
        entries = tuple(walker.walk(place, choices))
    down, across = (y, x) if len(shape) == 4 else (0, 0)
    (top, bottom), (left, right) = row.rows.span(down), row.columns.span(across)
    return Explanation(place, entries[0].value, (top, left, bottom - top, right - left), entries)


class _Walker:
    """Walks back through one evaluation."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        self._plan, self._reader = plan, reader

    def walk(self, place: Place, choices: Sequence[int | None]) -> list[Entry]:
        entries: list[Entry] = []
        while True:
            row = self._plan.computed(place.step)
            choice = choices[len(entries)] if len(entries) < len(choices) else None
            entry = _chosen(self._entry(row, Place(row.id, place.y, place.x, place.channel, place.sample)), choice)
            entries.append(entry)
            if entry.follows is None:
                return entries
            following = entry.terms[entry.follows].place
            assert following is not None
            place = following

    def _entry(self, row: StepPlan, place: Place) -> Entry:
        outputs = self._reader.outputs(row, place)  # first, for all that is read from here on is read by these
        value = self._reader.value(place)
        step = row.step
        if step is None:
            itself = Term(place, value, 1.0, value)
            return Entry(place, PHOTO, (itself,), value, value, outputs=outputs)
        make = _MAKERS.get(step.kind, _Walker._pointwise)
        terms, follows, inputs = make(self, row, step, place)
        total = _sum(terms)
        return Entry(place, step.kind, tuple(terms), total, value, follows, inputs, outputs)

    # Kinds that slide a window

    def _convolution(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        shape: Shape | None = row.input_shape
        assert shape is not None
        bank, groups = bank_of(step, shape[1])
        first = place.channel // (bank.shape[0] // groups) * bank.shape[1]
        channels = range(first, first + bank.shape[1])
        terms = []
        for u, v, term in self._reader.window_terms(row, place, channels):
            assert term.place is not None
            terms.append(_weighed(term, float(bank[place.channel, term.place.channel - first, u, v])))
        follows = _heaviest(terms)
        bias = bias_of(step, bank.shape[0])
        if bias is not None:
            terms.append(_parameter("bias", float(bias[place.channel]), 1.0))
        return terms, follows, self._reader.inputs(row, place, channels)

    def _max_pool(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        own = range(place.channel, place.channel + 1)
        terms = [term for _, _, term in self._reader.window_terms(row, place, own)]
        value = self._reader.value(place)
        winner = next(
            (i for i, t in enumerate(terms) if not t.is_padding and (t.value == value or t.value != t.value)), None
        )
        return (
            [_weighed(t, float(i == winner)) for i, t in enumerate(terms)],
            winner,
            self._reader.inputs(row, place, own),
        )

    def _average(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        divisor = int(row.divisors(np.array([place.y]), np.array([place.x]))[0, 0])
        own = range(place.channel, place.channel + 1)
        terms = [_weighed(term, 1 / divisor) for _, _, term in self._reader.window_terms(row, place, own)]
        return terms, _heaviest(terms), self._reader.inputs(row, place, own)

    # Kinds that read the same place, or an axis

    def _norm(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        assert row.input_shape is not None
        mean, variance, gamma, beta = (v[place.channel] for v in channel_vectors(step, row.input_shape[1]))
        if row.is_whole:
            means, variances = self._reader.evaluation.batch_statistics(row)
            mean, variance = means[place.channel], variances[place.channel]
        scale = float(gamma / np.sqrt(np.float64(variance) + step["eps"]))
        terms = [
            _weighed(self._reader.same(row, place), scale),
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
        return [_weighed(self._reader.same(row, place), float(factors[at]))], 0, None

    def _softmax(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        """The products are exp(value - largest), so that their sum is what each is divided by."""
        shape = row.shape
        assert shape is not None
        axis, index = step["axis"] % len(shape), list(index_of(place, len(shape)))
        own = index[axis]
        values = self._reader.axis(row.inputs[0], index, axis)
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
        return [_weighed(Term(read, self._reader.value(place)), 1.0)], 0, None  # a value that only stands elsewhere

    def _linear(self, row: StepPlan, step: Step, place: Place) -> "_Made":
        assert row.shape is not None
        index = list(index_of(place, len(row.shape)))
        output = index[-1]
        terms = []
        for position, value in enumerate(self._reader.axis(row.inputs[0], index, len(index) - 1)):
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
        terms = [self._reader.same(row, place, number) for number in range(len(row.inputs))]
        if step.kind == "multiply":
            return [_weighed(terms[0], terms[1].value), _weighed(terms[1], 0.0)], 0, None
        if step.kind == "magnitude":
            return [_weighed(term, term.value) for term in terms], 0, None
        limits = [_parameter(name, value) for name, value in step.parameters.items() if isinstance(value, float)]
        return [*(_weighed(term, 1.0) for term in terms), *limits], 0, None


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
