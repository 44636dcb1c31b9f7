"""What a value is made of, as frozen data and as text, CSV, LaTeX and JSON. Made by `explain`, drawn by the window."""

import csv
import io
import math
from dataclasses import field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters.records import dataclass
from workbench.document import PHOTO

Index = tuple[int, ...]


@dataclass(frozen=True)
class Place:
    """One value of a step: sample, channel, row and column; behind flatten the row and column are 0."""

    step: str
    y: int = 0
    x: int = 0
    channel: int = 0
    sample: int = 0


@dataclass(frozen=True)
class Term:
    """One thing a value is made of, and its share in the sum: an input's value times a weight, or a parameter.

    `place` is the input's place, outside the map where `is_padding`; a padding mode that reads another place of the
    map gives that place instead. A parameter has a `name` in place of a place: bias, mean, variance, gamma, beta, eps,
    those of an activation; one that acts through a weight or a function alone has weight and product 0.
    """

    place: Place | None
    value: float
    weight: float = 1.0
    product: float = 0.0
    is_padding: bool = False
    name: str = ""


@dataclass(frozen=True, eq=False)
class Patch:
    """Values around a place: `values` (channels, rows, columns) from row `top`, column `left` and `channel` on.

    `is_padding` (rows, columns) says which lie outside the map.
    """

    step: str
    channel: int
    top: int
    left: int
    values: NDArray[np.float32]
    is_padding: NDArray[np.bool_]


@dataclass(frozen=True)
class Entry:
    """How one value came about. `sum` adds the terms' products; `value` is what the step makes of the sum.

    They are equal for all kinds but activations, softmax and magnitude; for softmax the products are exp(value) over
    the largest. A photo's value is its own only term. `follows` is the place in `terms` that the next entry explains,
    None where there is none. `inputs` and `outputs` are what lies around, where it was asked for.
    """

    place: Place
    kind: str
    terms: tuple[Term, ...]
    sum: float
    value: float
    follows: int | None = None
    inputs: Patch | None = field(default=None, repr=False, compare=False)
    outputs: Patch | None = field(default=None, repr=False, compare=False)

    @property
    def step(self) -> str:
        """The step whose value it is."""
        return self.place.step

    def parameter(self, name: str) -> float | None:
        """The parameter of that name among the terms."""
        return next((term.value for term in self.terms if term.name == name), None)

    @property
    def own(self) -> Term:
        """The term at the same place, or the first one."""
        at = (self.place.sample, self.place.channel, self.place.y, self.place.x)
        found = (t for t in self.read if t.place and at == (t.place.sample, t.place.channel, t.place.y, t.place.x))
        return next(found, self.terms[0])

    @property
    def parameters(self) -> tuple[Term, ...]:
        """The terms that are none."""
        return tuple(term for term in self.terms if term.place is None)

    @property
    def alone(self) -> "Entry":
        """The same without what lies around its inputs."""
        return replace(self, inputs=None)

    @property
    def read(self) -> tuple[Term, ...]:
        """The terms that are inputs."""
        return tuple(term for term in self.terms if term.place is not None)


@dataclass(frozen=True)
class Explanation:
    """The whole ledger, the asked value first; `receptive_field` is (top, left, height, width) on the photo.

    The field counts padding: it may begin above or left of the photo and end behind it.
    """

    place: Place
    value: float
    receptive_field: tuple[int, int, int, int]
    entries: tuple[Entry, ...] = field(repr=False)

    def as_data(self) -> dict[str, Any]:
        """The explanation as plain data, ready for JSON; what is not finite becomes null."""
        return {
            "step": self.place.step,
            "at": [self.place.y, self.place.x],
            "channel": self.place.channel,
            "value": _finite(self.value),
            "receptive_field": list(self.receptive_field),
            "ledger": [_entry_data(entry) for entry in self.entries],
        }

    def as_text(self) -> str:
        """The ledger as lines of sums."""
        top, left, height, width = self.receptive_field
        lines = [
            f"{_where(self.place)} is {self.value:.7g}",
            f"It sees {height} x {width} of the photo, from row {top}, column {left}.",
        ]
        return "\n".join([*lines, *(f"{_where(e.place)}, {e.kind}: {equation(e)}" for e in self.entries)])

    def as_csv(self) -> str:
        """One line for each term, under a line of names."""
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow((
            "step", "kind", "channel", "row", "column", "value", "term", "term channel", "term row", "term column",
            "weight", "term value", "product", "padding",
        ))  # fmt: skip
        for entry in self.entries:
            own = (entry.step, entry.kind, entry.place.channel, entry.place.y, entry.place.x, f"{entry.value:.9g}")
            for term in entry.terms:
                at = term.place
                named = (at.step, at.channel, at.y, at.x) if at is not None else (term.name, "", "", "")
                said = (f"{number:.9g}" for number in (term.weight, term.value, term.product))
                table.writerow((*own, *named, *said, int(term.is_padding)))
        return text.getvalue()

    def as_latex(self) -> str:
        """The ledger as aligned equations for amsmath."""
        lines = [
            rf"\mathrm{{{_escaped(e.step)}}}_{{{e.place.channel}}}[{e.place.y},{e.place.x}] &= {latex(e)}"
            for e in self.entries
        ]
        return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}\n"


def _where(place: Place) -> str:
    return f"{place.step} at row {place.y}, column {place.x}, channel {place.channel}"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _entry_data(entry: Entry) -> dict[str, Any]:
    return {
        "step": entry.step,
        "kind": entry.kind,
        "terms": [
            {
                **({"name": term.name} if term.place is None else _place_data(term.place)),
                "value": _finite(term.value),
                "weight": _finite(term.weight),
                "product": _finite(term.product),
                "padding": term.is_padding,
            }
            for term in entry.terms
        ],
        "sum": _finite(entry.sum),
        "value": _finite(entry.value),
    }


def _place_data(place: Place) -> dict[str, Any]:
    return {"step": place.step, "channel": place.channel, "at": [place.y, place.x]}


FUNCTIONS = {
    "relu": "max(0, {0})",
    "sigmoid": "1 / (1 + exp(-{0}))",
    "tanh": "tanh({0})",
    "silu": "{0} x sigmoid({0})",
    "softplus": "ln(1 + exp({0}))",
}
"""How an activation is written, by kind; the others are written by their name, with their parameters."""

_LATEX_FUNCTIONS = {
    "relu": r"\max(0,\ {0})",
    "sigmoid": r"\frac{{1}}{{1 + e^{{-({0})}}}}",
    "tanh": r"\tanh({0})",
    "softplus": r"\ln(1 + e^{{{0}}})",
}


def _plain(value: float) -> str:
    return f"{value:.7g}"


def _signed(value: float) -> str:
    """In brackets where it is negative, so that it can stand behind a sign."""
    return f"({value:.7g})" if value < 0 else f"{value:.7g}"


def equation(entry: Entry) -> str:
    """One entry as a sum in plain text."""
    return _written(entry, " x ", FUNCTIONS, "sqrt({0})", "({0} - {1}) / sqrt({2} + {3}) x {4} + {5}", entry.kind)


def latex(entry: Entry) -> str:
    """One entry as a sum in LaTeX."""
    norm = r"\frac{{{0} - {1}}}{{\sqrt{{{2} + {3}}}}} \times {4} + {5}"
    name = rf"\operatorname{{{_escaped(entry.kind)}}}"
    return _written(entry, r" \times ", _LATEX_FUNCTIONS, r"\sqrt{{{0}}}", norm, name).replace("->", r"\to")


def _escaped(name: str) -> str:
    return name.replace("_", r"\_")


def _written(entry: Entry, times: str, functions: dict[str, str], root: str, norm: str, name: str) -> str:
    terms, value = entry.read, _plain(entry.value)
    if entry.kind == PHOTO:
        return value
    if entry.kind in ("conv2d", "linear"):
        said = " + ".join(f"{_signed(term.weight)}{times}{_signed(term.value)}" for term in terms)
        bias = entry.parameter("bias")
        return f"{said}{'' if bias is None else f' + {_signed(bias)}'} = {value}"
    if entry.kind == "avg_pool2d":
        weight = next((term.weight for term in terms if term.weight), 1.0)
        said = " + ".join(_signed(term.value) for term in terms if not term.is_padding)
        return f"({said}) / {1 / weight:.7g} = {value}"
    if entry.kind == "max_pool2d":
        return f"max({', '.join(_plain(term.value) for term in terms if not term.is_padding)}) = {value}"
    if entry.kind == "batch_norm":
        names = ("mean", "variance", "eps", "gamma", "beta")
        return norm.format(_plain(terms[0].value), *(_signed(entry.parameter(name) or 0.0) for name in names)) + (
            f" = {value}"
        )
    if entry.kind == "magnitude":
        return root.format(" + ".join(f"{_signed(term.value)}{times}{_signed(term.value)}" for term in terms)) + (
            f" = {value}"
        )
    if entry.kind == "multiply":
        return f"{_signed(terms[0].value)}{times}{_signed(terms[1].value)} = {value}"
    if entry.kind == "softmax":
        own = entry.own.product
        return f"{_plain(own)} / ({' + '.join(_plain(term.product) for term in terms)}) = {value}"
    if entry.kind == "add":
        return f"{' + '.join(_signed(term.value) for term in terms)} = {value}"
    if entry.kind in ("flatten", "dropout"):
        return f"{_signed(terms[0].value)}{times}{_plain(terms[0].weight)} = {value}"
    if entry.kind in functions:
        return f"{functions[entry.kind].format(_plain(terms[0].value))} = {value}"
    return f"{name}({', '.join(_plain(term.value) for term in (terms[0], *entry.parameters))}) = {value}"
