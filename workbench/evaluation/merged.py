"""Two convolutions as one, at samples far apart, where what lies between them would be read once and forgotten.

Only outputs whose windows meet no padding of the map between can be computed so, which are all but those at its edges.
"""

from dataclasses import replace
from functools import lru_cache
from math import gcd, prod
from typing import NamedTuple

from filters.sampled import LEAST_STRIDE
from filters.windows import Positions, Window
from workbench.convolution import bank_of, comes_in_blocks, in_one, lies_far_apart, phases_cost
from workbench.document import Step
from workbench.evaluation.laid import gatherings
from workbench.layers import Array
from workbench.plan import Plan, StepPlan

MOVED = 4
"""In the time of how many multiplications a value of the map between is written, laid out and read."""


class Merged(NamedTuple):
    """A step that reads what the one before it reads, and which of the rows and columns asked for it gives."""

    row: StepPlan
    rows: slice
    columns: slice


def merged(plan: Plan, row: StepPlan, rows: Positions, columns: Positions) -> Merged | None:
    """A convolution and the one before it in one; None where there are none, or one after the other is less work."""
    before = plan[row.inputs[0]]
    if row.step is None or before.step is None or not row.step.kind == before.step.kind == "conv2d":
        return None
    assert row.windows is not None
    assert before.windows is not None
    assert row.input_shape is not None
    assert before.input_shape is not None
    down, across = (
        window.inside(places, length)
        for window, places, length in zip(row.windows, (rows, columns), row.input_shape[2:], strict=True)
    )
    within = rows[down], columns[across]
    if not all(_lie_apart(places) for places in within):
        return None
    windows = row.windows[0].over(before.windows[0]), row.windows[1].over(before.windows[1])
    both = replace(row, inputs=before.inputs, input_shape=before.input_shape, windows=windows)
    read = gatherings(both, *within)
    if not lies_far_apart(row.step, *read) or comes_in_blocks(row.step, row.input_shape[1], *read):
        return None
    if _weights(before, row, windows) > _multiplications(plan, before, row, within):
        return None
    return Merged(replace(both, step=_in_one(before.step, row.step, before.input_shape[1])), down, across)


def _weights(first: StepPlan, second: StepPlan, windows: tuple[Window, Window]) -> int:
    """How many weights all filters of both in one have."""
    (one, groups), (two, own_groups) = _bank(first), _bank(second)
    channels: int = one.shape[1] * groups // gcd(groups, own_groups)
    return len(two) * channels * windows[0].size * windows[1].size


def _multiplications(plan: Plan, first: StepPlan, second: StepPlan, outputs: tuple[Positions, Positions]) -> float:
    """About how many a place of the outputs takes step by step; what the first one does serves all that read it."""
    one, _ = _bank(first)
    between = gatherings(second, *outputs)
    needed = prod(own.needed.size / places.size for own, places in zip(between, outputs, strict=True))
    readers = sum(first.id in other.inputs for other in plan.rows)
    assert second.step is not None
    return needed * (one.size + MOVED * len(one)) / readers + phases_cost(second.step, len(one), *between)


def _bank(row: StepPlan) -> tuple[Array, int]:
    assert row.step is not None
    assert row.input_shape is not None
    return bank_of(row.step, row.input_shape[1])


def _lie_apart(places: Positions) -> bool:
    return places.size > 1 and bool(places[-1] - places[0] >= LEAST_STRIDE * (places.size - 1))


@lru_cache(maxsize=32)
def _in_one(first: Step, second: Step, channels: int) -> Step:
    return in_one(first, second, channels)
