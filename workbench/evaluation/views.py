"""Samples of a step for a screen: on threads, and nothing anew that the view before this one has in common with it.

Views take their samples at the same places however they are moved. After a pan only the strips are computed that came
into view.
"""

from dataclasses import replace

import numpy as np

from filters import bands, memory
from filters.records import dataclass
from filters.windows import Positions, around, distinct, shared
from workbench.evaluation.cache import Passing
from workbench.evaluation.effort import Effort, effort_of
from workbench.evaluation.evaluate import Evaluation
from workbench.layers import Array
from workbench.plan import StepPlan

PART_BYTES, PART_ROWS = 16 << 20, 8
"""Samples are computed in parts whose widest map takes about so many bytes, but no fewer rows than these."""

Place = tuple[slice, slice, slice, slice]
"""A part of a view's values: which of its photos, channels, rows and columns."""

_EVERY = (slice(None), slice(None))


@dataclass(frozen=True, eq=False)
class _Known:
    """A view that was computed before: its rows, columns and values, and what it shares with another one."""

    rows: Positions
    columns: Positions
    values: Array
    here: Place
    there: Place


def samples(evaluation: Evaluation, step_id: str, rows: Positions, columns: Positions) -> Array:
    """As `Evaluation.at`, for a screen."""
    row = evaluation.plan[step_id]
    evaluation.plan.require(step_id)
    if row.step is not None and not row.step.enabled:
        return samples(evaluation, row.inputs[0], rows, columns)
    if row.shape is None or len(row.shape) != 4:
        return evaluation.at(step_id, rows, columns)
    found = evaluation.find(row, rows, columns)
    if found is not None:
        return found
    was_approximate, evaluation.is_approximate = evaluation.is_approximate, False
    known, lacking = _known(evaluation, row, rows, columns)
    if known is None:
        values = _in_parts(evaluation, row, rows, columns)
    else:
        values = memory.result((*row.shape[:2], rows.size, columns.size))
        values[known.here] = known.values[known.there]
        strips = replace(evaluation, cache=Passing(evaluation.cache))
        for place in lacking:
            values[place] = _in_parts(strips, row, rows[place[2]], columns[place[3]])
        evaluation.is_approximate = strips.is_approximate
    if not evaluation.is_approximate:
        if known is not None and known.values.size <= values.size:
            evaluation.drop(row, known.rows, known.columns)
        evaluation.keep(row, rows, columns, values)
        key = _view_key(evaluation, row, rows, columns)
        evaluation.cache.drop(key)
        evaluation.cache.keep(key, rows, columns)
    evaluation.is_approximate |= was_approximate
    return values


def effort(evaluation: Evaluation, step_id: str, rows: Positions, columns: Positions) -> Effort:
    """About what `samples` takes now."""
    row = evaluation.plan[step_id]
    if row.shape is None or len(row.shape) != 4 or evaluation.is_kept(row, rows, columns):
        return effort_of(evaluation, step_id, rows, columns)
    _, lacking = _known(evaluation, row, rows, columns)
    return Effort().after(*(effort_of(evaluation, step_id, rows[place[2]], columns[place[3]]) for place in lacking))


def lacking(evaluation: Evaluation, step_id: str, rows: Positions, columns: Positions) -> float:
    """What part of the values `samples` would compute: all, or after a pan the strips."""
    row = evaluation.plan[step_id]
    if evaluation.find(row, rows, columns) is not None:
        return 0.0
    _, places = _known(evaluation, row, rows, columns)
    return sum(rows[place[2]].size * columns[place[3]].size for place in places) / (rows.size * columns.size)


def strip(evaluation: Evaluation, step_id: str, places: Positions) -> Array:
    """Some values (N, places) of a step whose maps have no rows. Behind flatten no more of the maps is computed."""
    row = evaluation.plan[step_id]
    evaluation.plan.require(step_id)
    read = evaluation.plan[row.inputs[0]]
    assert row.step is not None
    assert read.shape is not None
    if not row.step.enabled:
        return strip(evaluation, read.id, places)
    if not row.is_one_row:
        return evaluation.at(step_id)[..., places]
    channels, rows, columns = np.unravel_index(places, read.shape[1:])
    down, across = distinct(rows), distinct(columns)
    found = samples(evaluation, read.id, down, across)
    return found[:, channels, np.searchsorted(down, rows), np.searchsorted(across, columns)]


def gather(evaluation: Evaluation, step_id: str, rows: Positions, columns: Positions) -> None:
    """Gather of the photo what `samples` reads when no result is kept, as after an edit of the first weights."""
    row = evaluation.plan.computed(step_id)
    spans = _spans(evaluation, row, rows, columns)
    own = replace(evaluation, parts=len(spans))
    for span in spans:
        for name, places in own.asked(row.id, rows[slice(*span)], columns).items():
            own.patches.gather(own.plan[name], *places)


def _spans(evaluation: Evaluation, row: StepPlan, rows: Positions, columns: Positions) -> list[tuple[int, int]]:
    """The parts of rows that samples are computed in: several where much is read for few of them."""
    taken = effort_of(evaluation, row.id, rows, columns)
    parts = 1 if taken.is_whole else min(-(-taken.widest // PART_BYTES), rows.size // PART_ROWS)
    return bands.split(rows.size, -(-rows.size // max(parts, 1)))


def _in_parts(evaluation: Evaluation, row: StepPlan, rows: Positions, columns: Positions) -> Array:
    """The values, in parts on threads, each within their caches."""
    spans = _spans(evaluation, row, rows, columns)
    if len(spans) < 2 or row.shape is None:
        return evaluation.at(row.id, rows, columns)
    evaluation.estimate(row.id)
    values = memory.result((*row.shape[:2], rows.size, columns.size))
    stand_ins: list[bool] = []

    def work(span: tuple[int, int]) -> None:
        own = replace(evaluation, is_approximate=False, parts=len(spans))
        values[:, :, slice(*span)] = own.at(row.id, rows[slice(*span)], columns)
        stand_ins.append(own.is_approximate)

    bands.run(spans, work, evaluation.cancel)
    evaluation.is_approximate |= any(stand_ins)
    return values


def _known(
    evaluation: Evaluation, row: StepPlan, rows: Positions, columns: Positions
) -> tuple[_Known | None, tuple[Place, ...]]:
    """What is known of a view from the one before, and the strips about it that are left: all where it is nothing."""
    nothing = None, ((slice(None),) * 4,)
    before = evaluation.cache.find(_view_key(evaluation, row, rows, columns))
    if before is None:
        return nothing
    old_rows, old_columns = before
    values = evaluation.find(row, old_rows, old_columns)
    down, across = shared(rows, old_rows), shared(columns, old_columns)
    if values is None or down is None or across is None:
        return nothing
    (top, old_top), (left, old_left) = down, across
    lacking = tuple((*_EVERY, *place) for place in around(top, left) if rows[place[0]].size and columns[place[1]].size)
    return _Known(old_rows, old_columns, values, (*_EVERY, top, left), (*_EVERY, old_top, old_left)), lacking


def _view_key(evaluation: Evaluation, row: StepPlan, rows: Positions, columns: Positions) -> tuple[object, ...]:
    """Under what the places of a step's newest view are kept, one for each distance between samples."""
    every = (int(places[1] - places[0]) if places.size > 1 else 0 for places in (rows, columns))
    return ("view", evaluation.key(row.id), *every)
