"""One entry of the ledger as a sum in a line: what is multiplied, added, compared or put into a function."""

from PySide6.QtCore import QCoreApplication

from ui import numbers, theme, tints
from ui.explanation.cells import Flow, written
from workbench.document import PHOTO
from workbench.explanation.ledger import Entry, Term

MOST_TERMS, MOST_ROWS = 60, 8
"""How many terms a sum writes out, and how many channels it is summed up by."""

IN_A_LINE = 9
"""Sums of more products are told in short above the figure, and written out beneath it."""

DIM = {"ink": "dim"}


def is_long(entry: Entry) -> bool:
    """Whether an entry's sum is too long to be read at a glance."""
    return entry.kind in ("conv2d", "avg_pool2d", "max_pool2d") and len(entry.read) > IN_A_LINE


def write(flow: Flow, entry: Entry) -> None:
    """Write the whole sum, its value in a ring."""
    writer = {
        "conv2d": _weighted, "linear": _weighted, "avg_pool2d": _mean, "max_pool2d": _largest,
        "batch_norm": _normalised, "softmax": _shares, "multiply": _joined, "add": _joined,
        "magnitude": _joined, "dropout": _scaled, "flatten": _scaled, PHOTO: _photo,
    }.get(entry.kind, _activated)  # fmt: skip
    writer(flow, entry, 17 if len(entry.read) <= IN_A_LINE else 13)


def write_short(flow: Flow, entry: Entry, taps: int) -> None:
    """Write a long sum by what each channel adds, or only of how many values it is made."""
    channels = [entry.read[first : first + taps] for first in range(0, len(entry.read), taps)]
    px = 17
    if entry.kind != "conv2d":
        known = {"avg_pool2d": QCoreApplication.translate("explain", "mean of {0} values"),
                 "max_pool2d": QCoreApplication.translate("explain", "largest of {0} values")}  # fmt: skip
        said = known[entry.kind].format(sum(not term.is_padding for term in entry.read))
        flow.add((said, {"px": 13, **DIM}))
    elif len(channels) == 1:
        words = QCoreApplication.translate("explain", "sum of {0} products")
        flow.add((words.format(len(entry.read)), {"px": 13, **DIM}))
    else:
        sums = [sum(term.product for term in terms) for terms in channels]
        for count, value in enumerate(sums[:MOST_ROWS]):
            plus = (("+", {"px": px, **DIM}),) if count else ()
            flow.add(*plus, (_in_brackets(value), {"px": px}), gap=4)
        if len(sums) > MOST_ROWS:
            rest = _in_brackets(sum(sums[MOST_ROWS:]))
            flow.add(("+", {"px": px, **DIM}), ("…", {"px": px}), (rest, {"px": px}), gap=4)
    _bias(flow, entry, px)
    _end(flow, entry, px)


def _end(flow: Flow, entry: Entry, px: int) -> None:
    own = {"px": px, "weight": 600, "ring": "accent"}
    flow.add(("=", {"px": px, **DIM}), (written(entry.value), own))


def _in_brackets(value: float) -> str:
    """In brackets where it is negative, so that it can stand behind a sign."""
    return written(value) if value >= 0 else f"({written(value)})"


def _bias(flow: Flow, entry: Entry, px: int) -> None:
    bias = entry.parameter("bias")
    if bias is not None:
        name = QCoreApplication.translate("explain", "Bias")
        flow.add(("+", {"px": px, **DIM}), (_in_brackets(bias), {"px": px}), (name, {"px": 11, **DIM}))


def _weighted(flow: Flow, entry: Entry, px: int) -> None:
    indices = list(range(len(entry.read)))
    if len(indices) > MOST_TERMS:
        indices = sorted(indices, key=lambda i: -abs(entry.terms[i].product))[:MOST_TERMS]
        words = QCoreApplication.translate("explain", "The {0} heaviest of {1} terms:")
        flow.add((words.format(MOST_TERMS, len(entry.read)), {"px": 12, **DIM}))
    largest = max(abs(term.weight) for term in entry.read)
    for count, i in enumerate(indices):
        term = entry.terms[i]
        ground = tints.cell_tint(term.weight, largest)
        link = None if term.is_padding else i
        weight = {"px": px, "weight": 600, "ground": ground, "ink": tints.ink(theme.color(ground).name())}
        plus = (("+", {"px": px, **DIM}),) if count else ()
        flow.add(
            *plus, (numbers.short(term.weight), weight), ("×", {"px": px, **DIM}),
            (_in_brackets(term.value), {"px": px, "term": link, "ink": "off" if term.is_padding else "text"}),
        )  # fmt: skip
    if len(indices) < len(entry.read):
        rest = sum(term.product for term in entry.read) - sum(entry.terms[i].product for i in indices)
        flow.add(("+", {"px": px, **DIM}), ("…", {"px": px}), (f"({written(rest)})", {"px": px}))
    _bias(flow, entry, px)
    _end(flow, entry, px)


def _list(flow: Flow, terms: list[tuple[int, Term]], px: int, between: str) -> None:
    for count, (i, term) in enumerate(terms[:MOST_TERMS]):
        if count:
            flow.add((between, {"px": px, **DIM}), gap=4)
        flow.add((written(term.value), {"px": px, "term": i, "weight": 600 if term.weight == 1 else 400}), gap=4)
    if len(terms) > MOST_TERMS:
        flow.add((between, {"px": px, **DIM}), ("…", {"px": px}), gap=4)


def _inside(entry: Entry) -> list[tuple[int, Term]]:
    return [(i, term) for i, term in enumerate(entry.read) if not term.is_padding]


def _mean(flow: Flow, entry: Entry, px: int) -> None:
    divisor = round(1 / next((term.weight for term in entry.read if term.weight), 1.0))
    flow.add(("(", {"px": px, **DIM}), gap=2)
    _list(flow, _inside(entry), px, "+")
    flow.add((")", {"px": px, **DIM}), ("÷", {"px": px, **DIM}), (str(divisor), {"px": px}))
    _end(flow, entry, px)


def _largest(flow: Flow, entry: Entry, px: int) -> None:
    flow.add((QCoreApplication.translate("explain", "largest of"), {"px": px, **DIM}))
    _list(flow, _inside(entry), px, ",")
    _end(flow, entry, px)


def _normalised(flow: Flow, entry: Entry, px: int) -> None:
    said = {name: written(entry.parameter(name)) for name in ("mean", "variance", "eps", "gamma", "beta")}
    minus = f"− {said['mean']}" if entry.parameter("mean") >= 0 else f"− ({said['mean']})"
    flow.add(("(", {"px": px}), (written(entry.terms[0].value), {"px": px, "term": 0}), (f"{minus})", {"px": px}))
    flow.add((f"÷ √({said['variance']} + {said['eps']})", {"px": px}))
    flow.add((f"× {said['gamma']}", {"px": px}), (f"+ {said['beta']}", {"px": px}))
    _end(flow, entry, px)


def _shares(flow: Flow, entry: Entry, px: int) -> None:
    words = QCoreApplication.translate("explain", "exp(x − largest) over their sum:")
    flow.add((words, {"px": 12, **DIM}))
    flow.add((written(entry.own.product), {"px": px, "weight": 600}), ("÷", {"px": px, **DIM}))
    flow.add(("(", {"px": px, **DIM}), gap=2)
    for count, (i, term) in enumerate(_inside(entry)[:MOST_TERMS]):
        plus = (("+", {"px": px, **DIM}),) if count else ()
        flow.add(*plus, (written(term.product), {"px": px, "term": i}), gap=4)
    flow.add((")", {"px": px, **DIM}))
    _end(flow, entry, px)


def _joined(flow: Flow, entry: Entry, px: int) -> None:
    one, other = entry.read[0], entry.read[-1]
    square = "²" if entry.kind == "magnitude" else ""
    sign = "×" if entry.kind == "multiply" else "+"
    flow.add(("√(" if square else "", {"px": px}), (f"{written(one.value)}{square}", {"px": px, "term": 0}))
    flow.add((sign, {"px": px, **DIM}))
    last = len(entry.read) - 1
    flow.add((f"{written(other.value)}{square}", {"px": px, "term": last}), (")" if square else "", {"px": px}))
    _end(flow, entry, px)


def _scaled(flow: Flow, entry: Entry, px: int) -> None:
    term = entry.read[0]
    flow.add((written(term.value), {"px": px, "term": 0}))
    if entry.kind == "dropout":
        flow.add(("×", {"px": px, **DIM}), (written(term.weight), {"px": px, "weight": 600}))
        words = QCoreApplication.translate("explain", "dropped") if term.weight == 0 else ""
        flow.add((words, {"px": 12, **DIM}))
    _end(flow, entry, px)


def _photo(flow: Flow, entry: Entry, px: int) -> None:
    words = QCoreApplication.translate("explain", "The photo's own value:")
    flow.add((words, {"px": 12, **DIM}))
    flow.add((written(entry.value), {"px": px, "weight": 600, "ring": "accent"}))


def _activated(flow: Flow, entry: Entry, px: int) -> None:
    """A function of one value; its curve stands at the right, drawn by the pane."""
    x = {"px": px, "term": 0}
    value = written(entry.terms[0].value)
    if entry.kind == "relu":
        flow.add(("max(0,", {"px": px}), (value, x), (")", {"px": px}))
    elif entry.kind == "sigmoid":
        inner = _in_brackets(entry.terms[0].value)
        flow.add(("1 ÷ (1 + e^−", {"px": px}), (inner, x), (")", {"px": px}), gap=2)
    else:
        more = "".join(f", {written(term.value)}" for term in entry.parameters)
        flow.add((f"{entry.kind}(", {"px": px}), (value, x), (f"{more})", {"px": px}), gap=2)
    _end(flow, entry, px)
