"""What a value of one step sees of any earlier step: the receptive field, drawn on every map between."""

from filters.windows import ReceptiveField
from workbench.plan import Plan

Fields = tuple[ReceptiveField, ReceptiveField]
"""Rows and columns."""


def fields_on(plan: Plan, step_id: str, earlier: str) -> Fields | None:
    """What outputs of `step_id` see of `earlier`'s map; None where they do not read it, or one of them has no map."""
    for name in (step_id, earlier):
        shape = plan[name].shape
        if shape is None or len(shape) != 4:
            return None
    return _fields(plan, step_id, earlier)


def _fields(plan: Plan, step_id: str, earlier: str) -> Fields | None:
    row = plan[step_id]
    if step_id == earlier:
        return ReceptiveField(), ReceptiveField()
    names = row.inputs[:1] if row.step is not None and not row.step.enabled else row.inputs
    found = [fields for name in names if (fields := _fields(plan, name, earlier)) is not None]
    if not found:
        return None
    rows, columns = found[0]
    for other in found[1:]:
        rows, columns = rows.joined(other[0]), columns.joined(other[1])
    if row.windows is not None and (row.step is None or row.step.enabled):
        rows, columns = rows.through(row.windows[0]), columns.through(row.windows[1])
    return rows, columns
