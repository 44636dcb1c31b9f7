"""How a number made from one step changes with each pixel of the photo, and how strong that is at every step between.

1. `reach` follows some pixels forward: the values of each step that read any of them, directly or through others.
2. The gradient is walked back over exactly these: at such a value all that depends on it is known, so it is exact.
So the gradient of a sum over a whole map is found for the pixels in view in memory that follows the view.
"""

from math import prod
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from filters.bands import CancelToken
from filters.errors import FilterError
from filters.records import dataclass
from filters.windows import Positions, Window
from workbench.document import PHOTO
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation
from workbench.explanation.backward import Held, back
from workbench.layers import Array, Shape
from workbench.plan import Plan, StepPlan
from workbench.sources import Source

Of = Literal["sum", "energy"]
"""What the gradient is of: the sum of a map's values, or half the sum of their squares."""

LARGEST = 1 << 24
"""How many values of one step may take part; what would need more is refused."""

IN_VIEW = 1 << 21
"""How many values of one step may take part in what a view shows; what would need more is looked at more coarsely."""


@dataclass(frozen=True)
class Strength:
    """How strong the gradient is at one step: root of its mean square, largest size, share of values that get none."""

    step: str
    mean: float
    largest: float
    zeros: float


@dataclass(frozen=True, eq=False)
class Gradient:
    """The gradient `values` (N, C, rows, columns) of something of `step` at these rows and columns of the photo.

    `strengths` begins with the step and ends with the photo. `is_approximate` says that BatchNorm's statistics of the
    batch were held still although they move with the photo.
    """

    step: str
    rows: Positions
    columns: Positions
    values: Array
    strengths: tuple[Strength, ...]
    is_approximate: bool = False

    def sizes(self, sample: int = 0) -> Array:
        """How strongly each pixel of one photo matters, (rows, columns): root of the mean square over its channels."""
        squares = np.square(self.values[sample], dtype=np.float64)
        return np.asarray(np.sqrt(squares.mean(axis=0)), np.float32)


Reach = dict[str, tuple[Positions, Positions]]
"""Rows and columns of each step that take part."""


def reach(plan: Plan, step_id: str, rows: Positions, columns: Positions, *, whole_statistics: bool = True) -> Reach:
    """The values of every step up to `step_id` that read any of these photo pixels.

    Steps that mix their whole map take part whole; with `whole_statistics` so does BatchNorm in training.
    """
    found: dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
    wanted = _behind(plan, step_id)
    for row in plan.rows:
        if row.id not in wanted or row.shape is None:
            continue
        if len(row.shape) != 4:
            found[row.id] = np.zeros(0, bool), np.zeros(0, bool)
        elif row.step is None:
            found[row.id] = _marks(rows, row.shape[2]), _marks(columns, row.shape[3])
        elif not row.step.enabled:
            found[row.id] = found[row.inputs[0]]
        elif row.is_whole and (row.step.kind != "batch_norm" or whole_statistics):
            found[row.id] = np.ones(row.shape[2], bool), np.ones(row.shape[3], bool)
        elif row.windows is not None:
            read = found[row.inputs[0]]
            down, across = (_readers(row.windows[axis], read[axis], row.shape[2 + axis]) for axis in (0, 1))
            found[row.id] = down, across
        else:
            reads = [found[name] for name in row.inputs]
            down, across = (np.logical_or.reduce([read[axis] for read in reads]) for axis in (0, 1))
            found[row.id] = down, across
    return {name: (np.flatnonzero(down), np.flatnonzero(across)) for name, (down, across) in found.items()}


def of_map(
    plan: Plan,
    source: Source,
    step_id: str,
    rows: Positions,
    columns: Positions,
    *,
    channel: int | None = None,
    of: Of = "sum",
    cancel: CancelToken | None = None,
    cache: Cache | None = None,
) -> Gradient:
    """The gradient of a step's map (of all its maps without `channel`) with respect to these photo pixels, exactly.

    Raises FilterError where the step is refused or where more than LARGEST values of a step would take part.
    """
    plan.require(step_id)
    taking_part = reach(plan, step_id, rows, columns)
    if not _fits(plan, taking_part, LARGEST):  # then statistics are held still
        taking_part = reach(plan, step_id, rows, columns, whole_statistics=False)
    if not _fits(plan, taking_part, LARGEST):
        raise FilterError(
            "{0}: its gradient mixes more than {1:,} values of one step. Use a smaller photo, or look at an earlier "
            "step.",
            step_id,
            LARGEST,
        )
    evaluation = Evaluation(plan, source, cache or Cache(), cancel)
    shape = plan[step_id].shape
    assert shape is not None
    own_rows, own_columns = taking_part[step_id]
    seed = np.zeros(_part(shape, own_rows, own_columns), np.float32)
    chosen = slice(None) if channel is None else slice(channel, channel + 1)
    if seed.size:
        values = evaluation.at(step_id, own_rows, own_columns) if of == "energy" else np.ones_like(seed)
        seed[:, chosen] = values[:, chosen]
    return _walk(evaluation, step_id, Held(own_rows, own_columns, seed), taking_part, rows, columns)


def of_value(
    plan: Plan,
    source: Source,
    step_id: str,
    y: int,
    x: int,
    *,
    channel: int = 0,
    sample: int = 0,
    cancel: CancelToken | None = None,
    cache: Cache | None = None,
) -> Gradient:
    """The gradient of one value of a step with respect to every photo pixel in its receptive field.

    The value is of the photo `sample` of the batch. Raises FilterError where there is no such place.
    """
    plan.require(step_id)
    row = plan[step_id]
    shape = row.shape
    assert shape is not None
    if len(shape) != 4:
        raise FilterError("{0}: one place is asked for, but its values have {1} axes.", step_id, len(shape))
    for name, place, length in zip(("photo", "channel", "row", "column"), (sample, channel, y, x), shape, strict=True):
        if not 0 <= place < length:
            raise FilterError(
                "{0}: {1} {2} is outside its map; it goes from 0 to {3}.", step_id, name, place, length - 1
            )
    sides = [np.arange(*field.span(place)) for field, place in ((row.rows, y), (row.columns, x))]
    rows, columns = (side[(side >= 0) & (side < length)] for side, length in zip(sides, plan.shape[2:], strict=True))
    if prod(plan.shape[:2]) * rows.size * columns.size > LARGEST:
        raise FilterError(
            "{0}: its receptive field holds more than {1:,} values. Use a smaller photo.", step_id, LARGEST
        )
    seed = np.zeros((*shape[:2], 1, 1), np.float32)
    seed[sample, channel] = 1
    evaluation = Evaluation(plan, source, cache or Cache(), cancel)
    return _walk(evaluation, step_id, Held(np.array([y]), np.array([x]), seed), None, rows, columns)


def pixels_in_view(
    plan: Plan, step_id: str, rect: tuple[float, float, float, float], most: int
) -> tuple[Positions, Positions]:
    """Evenly spaced photo rows and columns in a rectangle (top, left, height, width), as many as are soon looked at.

    At most `most` along the longer side, and fewer where each takes much of the steps behind it with it.
    """
    height, width = plan.shape[2:]
    top, left, tall, wide = rect
    spans = [(max(int(start), 0), min(int(np.ceil(start + size)), length)) for start, size, length in
             ((top, tall, height), (left, wide, width))]  # fmt: skip
    every = max(1, -(-max(stop - start for start, stop in spans) // most))
    while True:
        rows, columns = (np.arange(start + (every // 2 if stop - start > every // 2 else 0), stop, every)
                         for start, stop in spans)  # fmt: skip
        if rows.size * columns.size <= 1 or _fits(
            plan, reach(plan, step_id, rows, columns, whole_statistics=False), IN_VIEW
        ):
            return rows, columns
        every *= 2


def _walk(
    evaluation: Evaluation,
    step_id: str,
    seed: Held,
    taking_part: Reach | None,
    rows: Positions,
    columns: Positions,
) -> Gradient:
    """Carry the gradient back, step by step in reverse, and read it at the photo."""
    plan = evaluation.plan
    waiting: dict[str, Held] = {step_id: seed}
    strengths, is_approximate = [], False
    for row in reversed(plan.rows):
        held = waiting.pop(row.id, None)
        if held is None:
            continue
        if taking_part is not None:
            held = _only(held, row, *taking_part[row.id])
        if row.step is None:
            waiting[PHOTO] = held
            break
        strengths.append(_strength(row.id, held.values))
        for name, part in back(evaluation, row, row.step, held):
            waiting[name] = waiting[name].plus(part) if name in waiting else part
        is_approximate |= row.is_whole and row.step.kind == "batch_norm" and held.values.shape != row.shape
    shape = plan.shape
    nothing = np.zeros((*shape[:2], rows.size, columns.size), np.float32)
    values = Held(rows, columns, nothing)
    if PHOTO in waiting:
        values = values.plus(waiting[PHOTO])
    strengths.append(_strength(PHOTO, values.values))
    return Gradient(step_id, values.rows, values.columns, values.values, tuple(strengths), is_approximate)


def _only(held: Held, row: StepPlan, rows: Positions, columns: Positions) -> Held:
    """The gradient where it takes part; all of a map that takes part whole, also where nobody reads it."""
    shape = row.shape
    if shape is not None and shape[2:] == (rows.size, columns.size):
        return held.everywhere(shape)
    return held.within(rows, columns)


def _behind(plan: Plan, step_id: str) -> set[str]:
    """The step and all that it reads, back to the photo."""
    found, waiting = set(), [step_id]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(plan[name].inputs)
    return found


def _fits(plan: Plan, taking_part: Reach, most: int) -> bool:
    return all(
        prod(_part(plan[name].shape or (), rows, columns)) <= most for name, (rows, columns) in taking_part.items()
    )


def _part(shape: Shape, rows: Positions, columns: Positions) -> Shape:
    return (*shape[:2], rows.size, columns.size) if len(shape) == 4 else shape


def _marks(places: Positions, length: int) -> NDArray[np.bool_]:
    found = np.zeros(length, bool)
    found[places] = True
    return found


def _readers(window: Window, read: NDArray[np.bool_], outputs: int) -> NDArray[np.bool_]:
    """Which outputs read any of the inputs marked, padding that stands for an input included."""
    sources = window.resolve(window.taps(np.arange(outputs)), read.size)
    return np.asarray((read[sources] & (sources >= 0)).any(axis=1))


def _strength(step_id: str, values: Array) -> Strength:
    if not values.size:
        return Strength(step_id, 0.0, 0.0, 1.0)
    mean = float(np.sqrt(np.square(values, dtype=np.float64).mean()))
    return Strength(step_id, mean, float(np.abs(values).max()), float((values == 0).mean()))
