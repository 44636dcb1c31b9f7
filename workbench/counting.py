"""How many multiplications and additions a step takes, by the conventions that textbooks differ in."""

from math import prod

import numpy as np

from filters.records import dataclass
from filters.windows import Window
from workbench.layers import bank_of
from workbench.plan import Plan, StepPlan


@dataclass(frozen=True)
class Convention:
    """What counts: the addition of a bias, and products with zeros that padding put around the map."""

    bias: bool = True
    padding: bool = True


ALL = Convention()
"""Everything counts."""


@dataclass(frozen=True)
class Operations:
    """Multiplications and additions for the whole batch."""

    multiplications: int = 0
    additions: int = 0


def operations(row: StepPlan, convention: Convention = ALL) -> Operations:
    """What the step takes; nothing where it is refused, switched off or the photo.

    A sum of n products takes n - 1 additions, and one more for the bias.
    """
    cost = row.cost
    biases = prod(row.shape) if row.shape is not None and row.bias_shape is not None and row.step is not None and (
        row.step.kind in ("conv2d", "linear")) else 0  # fmt: skip
    dropped = 0 if convention.bias else biases
    if convention.padding or row.windows is None or row.shape is None or row.step is None or not cost.multiplications:
        return Operations(cost.multiplications, cost.additions - dropped)
    assert row.input_shape is not None
    terms, sums = 1, 1  # products of one output channel of one photo, and the outputs that have any
    for window, outputs, length in zip(row.windows, row.shape[2:], row.input_shape[2:], strict=True):
        inside = _taps_inside(window, outputs, length)
        terms *= sum(inside)
        sums *= sum(count > 0 for count in inside)
    maps = prod(row.shape[:2])
    if row.step.kind == "conv2d":
        terms *= bank_of(row.step, row.input_shape[1])[0].shape[1]
    products = maps * terms if row.step.kind == "conv2d" else cost.multiplications
    return Operations(products, maps * (terms - sums) + biases - dropped)


def total(plan: Plan, convention: Convention = ALL) -> Operations:
    """What all steps take together."""
    counts = [operations(row, convention) for row in plan.rows]
    return Operations(sum(one.multiplications for one in counts), sum(one.additions for one in counts))


def _taps_inside(window: Window, outputs: int, length: int) -> list[int]:
    """How many taps of each output read the map; other padding modes than zeros read it everywhere."""
    if window.mode != "zeros":
        return [window.size] * outputs
    return [int(count) for count in window.count_inside(np.arange(outputs), length, include_pad=False)]
