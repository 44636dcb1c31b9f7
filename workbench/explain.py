"""Why a value is what it is: a ledger of products, one entry a step, from the asked value back to the photo.

Each entry explains one value by the values it was made of. Where these are many (a convolution, an average), the next
entry explains the one that weighs most; the winner of a max pool is the one that was taken.
"""

from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np

from filters.errors import FilterError
from filters.windows import Window
from workbench.document import PHOTO, Step
from workbench.evaluate import Cache, Evaluation
from workbench.layers import Shape, bank_of, bias_of, channel_vectors
from workbench.plan import Plan, StepPlan
from workbench.sources import Source


@dataclass(frozen=True)
class Term:
    """One input of a value: where it stands, what it is, what it is multiplied by and what that gives.

    `is_padding` says that the place is outside the map and holds the fill value; where a padding mode reads another
    place of the map instead, `y` and `x` are that place.
    """

    step: str
    channel: int
    y: int
    x: int
    value: float
    weight: float = 1.0
    product: float = 0.0
    is_padding: bool = False


@dataclass(frozen=True)
class Entry:
    """How one value of a step came about: `sum` of the products, then what the step adds to make `value` of it.

    `facts` names the rest of the sum: bias; mean, variance, eps, gamma and beta; the divisor; the share dropped.
    `follows` is the place in `terms` that the next entry explains, None where there is none.
    """

    step: str
    kind: str
    y: int
    x: int
    channel: int
    terms: tuple[Term, ...]
    sum: float
    value: float
    facts: tuple[tuple[str, float], ...] = ()
    follows: int | None = None


@dataclass(frozen=True)
class Explanation:
    """The whole ledger; `receptive_field` is (top, left, height, width) on the photo, padding included."""

    step: str
    y: int
    x: int
    channel: int
    value: float
    receptive_field: tuple[int, int, int, int]
    entries: tuple[Entry, ...] = field(repr=False)

    def as_data(self) -> dict[str, Any]:
        """The explanation as plain data, ready for JSON."""
        return {
            "step": self.step,
            "at": [self.y, self.x],
            "channel": self.channel,
            "value": self.value,
            "receptive_field": list(self.receptive_field),
            "ledger": [_entry_data(entry) for entry in self.entries],
        }

    def as_text(self) -> str:
        """The ledger as lines of sums, the asked value first."""
        top, left, height, width = self.receptive_field
        lines = [
            f"{self.step} at row {self.y}, column {self.x}, channel {self.channel} is {self.value:.7g}",
            f"It sees {height} x {width} of the photo, from row {top}, column {left}.",
        ]
        return "\n".join([*lines, *(_entry_text(entry) for entry in self.entries)])


def _entry_text(entry: Entry) -> str:
    where = f"{entry.step} ({entry.y}, {entry.x}) channel {entry.channel}, {entry.kind}: "
    facts = "".join(f", {name} {value:.7g}" for name, value in entry.facts)
    if entry.kind in ("conv2d", "avg_pool2d"):
        products = " + ".join(f"{term.weight:.7g} x {term.value:.7g}" for term in entry.terms)
        return f"{where}{products} = {entry.sum:.7g}{facts} -> {entry.value:.7g}"
    inputs = ", ".join(f"{term.value:.7g}" for term in entry.terms)
    return f"{where}{inputs}{facts}{' -> ' if inputs else ''}{entry.value:.7g}"


def _entry_data(entry: Entry) -> dict[str, Any]:
    return {
        "step": entry.step,
        "kind": entry.kind,
        "at": [entry.y, entry.x],
        "channel": entry.channel,
        "terms": [
            {
                "step": term.step,
                "channel": term.channel,
                "at": [term.y, term.x],
                "value": term.value,
                "weight": term.weight,
                "product": term.product,
                "padding": term.is_padding,
            }
            for term in entry.terms
        ],
        **dict(entry.facts),
        "sum": entry.sum,
        "value": entry.value,
    }


def explain(plan: Plan, source: Source, step_id: str, y: int, x: int, *, channel: int = 0) -> Explanation:
    """Explain the value of a step at row y and column x of its own map.

    Raises FilterError where the step is unknown, refused, has no map, or has no such place.
    """
    if step_id not in plan:
        raise FilterError(f"{step_id} is not a step of this pipeline; it has {', '.join(row.id for row in plan.rows)}.")
    plan.require(step_id)
    row = plan[step_id]
    shape = row.shape
    assert shape is not None
    if len(shape) != 4:
        raise FilterError(f"{step_id}: explains feature maps (N, C, H, W); its values have {len(shape)} axes.")
    for name, place, length in (("channel", channel, shape[1]), ("row", y, shape[2]), ("column", x, shape[3])):
        if not 0 <= place < length:
            raise FilterError(f"{step_id}: {name} {place} is outside its map; it goes from 0 to {length - 1}.")
    ledger = _Ledger(Evaluation(plan, source, Cache()))
    entries = tuple(ledger.walk(step_id, y, x, channel))
    (top, bottom), (left, right) = row.rows.span(y), row.columns.span(x)
    field_ = (top, left, bottom - top, right - left)
    return Explanation(step_id, y, x, channel, entries[0].value, field_, entries)


class _Ledger:
    """Walks back through one evaluation."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._plan = evaluation.plan

    def walk(self, step_id: str, y: int, x: int, channel: int) -> list[Entry]:
        entries = []
        while True:
            row = self._plan[step_id]
            while row.step is not None and not row.step.enabled:
                row = self._plan[row.inputs[0]]
            entry = self._entry(row, y, x, channel)
            entries.append(entry)
            if entry.follows is None:
                return entries
            term = entry.terms[entry.follows]
            step_id, y, x, channel = term.step, term.y, term.x, term.channel

    def _value(self, step_id: str, y: int, x: int, channel: int) -> float:
        return float(self._evaluation.at(step_id, np.array([y]), np.array([x]))[0, channel, 0, 0])

    def _entry(self, row: StepPlan, y: int, x: int, channel: int) -> Entry:
        value = self._value(row.id, y, x, channel)
        if row.step is None:
            return Entry(PHOTO, PHOTO, y, x, channel, (), value, value)
        make = {
            "conv2d": self._convolution,
            "max_pool2d": self._max_pool,
            "avg_pool2d": self._average,
            "batch_norm": self._norm,
        }.get(row.step.kind, self._pointwise)
        return make(row, row.step, y, x, channel, value)

    def _window_terms(self, row: StepPlan, y: int, x: int, channels: range) -> list[tuple[int, int, Term]]:
        """(u, v, term) for every tap of the window of output (y, x), weights still to be filled in."""
        assert row.windows is not None
        assert row.input_shape is not None
        size = row.input_shape[2:]
        down, across = (
            _taps(window, place, length) for window, place, length in zip(row.windows, (y, x), size, strict=True)
        )
        rows, columns = np.unique(down[1][down[1] >= 0]), np.unique(across[1][across[1] >= 0])
        values = None
        if rows.size and columns.size:
            values = self._evaluation.at(row.inputs[0], rows, columns)[0]
        found = []
        for c in channels:
            for u, (raw_y, own_y) in enumerate(zip(*down, strict=True)):
                for v, (raw_x, own_x) in enumerate(zip(*across, strict=True)):
                    padded = bool(own_y < 0 or own_x < 0)
                    value = 0.0
                    if not padded and values is not None:
                        value = float(values[c, np.searchsorted(rows, own_y), np.searchsorted(columns, own_x)])
                    place = (int(raw_y), int(raw_x)) if padded else (int(own_y), int(own_x))
                    found.append((u, v, Term(row.inputs[0], c, *place, value, is_padding=padded)))
        return found

    def _convolution(self, row: StepPlan, step: Step, y: int, x: int, channel: int, value: float) -> Entry:
        shape: Shape | None = row.input_shape
        assert shape is not None
        bank, groups = bank_of(step, shape[1])
        inputs = bank.shape[1]
        first = channel // (bank.shape[0] // groups) * inputs
        terms = []
        for u, v, term in self._window_terms(row, y, x, range(first, first + inputs)):
            weight = float(bank[channel, term.channel - first, u, v])
            terms.append(_weighed(term, weight))
        bias = bias_of(step, bank.shape[0])
        facts = () if bias is None else (("bias", float(bias[channel])),)
        total = sum(term.product for term in terms)
        return Entry(row.id, step.kind, y, x, channel, tuple(terms), total, value, facts, _heaviest(terms))

    def _max_pool(self, row: StepPlan, step: Step, y: int, x: int, channel: int, value: float) -> Entry:
        terms = [term for _, _, term in self._window_terms(row, y, x, range(channel, channel + 1))]
        winner = next(
            (i for i, t in enumerate(terms) if not t.is_padding and (t.value == value or t.value != t.value)), None
        )
        chosen = [_weighed(term, float(i == winner)) for i, term in enumerate(terms)]
        return Entry(row.id, step.kind, y, x, channel, tuple(chosen), value, value, (), winner)

    def _average(self, row: StepPlan, step: Step, y: int, x: int, channel: int, value: float) -> Entry:
        assert row.windows is not None
        assert row.input_shape is not None
        counts = [
            int(window.count_inside(np.array([place]), length, include_pad=step["count_include_pad"])[0])
            for window, place, length in zip(row.windows, (y, x), row.input_shape[2:], strict=True)
        ]
        divisor = counts[0] * counts[1]
        terms = [
            _weighed(term, 1 / divisor) for _, _, term in self._window_terms(row, y, x, range(channel, channel + 1))
        ]
        total = sum(term.product for term in terms)
        facts = (("divisor", float(divisor)),)
        return Entry(row.id, step.kind, y, x, channel, tuple(terms), total, value, facts, _heaviest(terms))

    def _norm(self, row: StepPlan, step: Step, y: int, x: int, channel: int, value: float) -> Entry:
        assert row.input_shape is not None
        mean, variance, gamma, beta = (v[channel] for v in channel_vectors(step, row.input_shape[1]))
        if row.is_whole:
            own_mean, own_variance = self._evaluation.batch_statistics(row)
            mean, variance = own_mean[channel], own_variance[channel]
        read = self._value(row.inputs[0], y, x, channel)
        scale = float(gamma) / sqrt(float(variance) + step["eps"])
        term = Term(row.inputs[0], channel, y, x, read, scale, (read - float(mean)) * scale)
        facts = (
            ("mean", float(mean)),
            ("variance", float(variance)),
            ("eps", float(step["eps"])),
            ("gamma", float(gamma)),
            ("beta", float(beta)),
        )
        return Entry(row.id, step.kind, y, x, channel, (term,), term.product, value, facts, 0)

    def _pointwise(self, row: StepPlan, step: Step, y: int, x: int, channel: int, value: float) -> Entry:
        """Activations, dropout and joins: the same place of each input."""
        terms = []
        for name in row.inputs:
            read = self._value(name, y, x, channel)
            terms.append(Term(name, channel, y, x, read, 1.0, read))
        total = sum(term.product for term in terms)
        if step.kind == "multiply":
            total = terms[0].value * terms[1].value
        elif step.kind == "magnitude":
            total = sum(term.value**2 for term in terms)
        return Entry(row.id, step.kind, y, x, channel, tuple(terms), total, value, (), 0)


def _taps(window: Window, place: int, length: int) -> tuple[Any, Any]:
    raw = window.taps(np.array([place]))[0]
    return raw, window.resolve(raw, length)


def _weighed(term: Term, weight: float) -> Term:
    product = term.value * weight if weight else 0.0
    return Term(term.step, term.channel, term.y, term.x, term.value, weight, product, term.is_padding)


def _heaviest(terms: list[Term]) -> int | None:
    inside = [i for i, term in enumerate(terms) if not term.is_padding]
    return max(inside, key=lambda i: abs(terms[i].product)) if inside else None
