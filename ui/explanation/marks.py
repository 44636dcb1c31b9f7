"""What an explained value sees, on the photo and on every map on the way, as rectangles over the pictures."""

from ui.marks import Mark
from workbench.evaluation.frames import Rect
from workbench.explanation.fields import fields_on
from workbench.explanation.ledger import Place
from workbench.plan import Plan, StepPlan, extent


def marks_on(plan: Plan, asked: Place, shown: Place, step_id: str) -> tuple[Mark, ...]:
    """What the asked value sees of a step's map, dashed, and what the value shown now sees of it."""
    found = []
    for place, is_faint in ((asked, True), (shown, False)):
        if place.step not in plan or step_id not in plan or (is_faint and asked == shown):
            continue
        if plan.has_table(place.step) and plan.has_table(step_id):
            found.append(Mark(_cell(plan, place, step_id), is_faint))
            continue
        fields = fields_on(plan, place.step, step_id)
        if fields is not None:
            spans = fields[0].span(place.y), fields[1].span(place.x)
            found.append(Mark(_drawn(plan[step_id], *spans), is_faint))
    return tuple(found)


def _cell(plan: Plan, place: Place, step_id: str) -> Rect:
    """Where the values of a sample that a table's value is made of are drawn: one, or behind a join of all its row."""
    samples, features = plan[step_id].shape[:2]
    height, width = extent(plan.shape)
    is_own = features == plan[place.step].shape[1]
    across = width / features
    return Rect(
        place.sample * height / samples,
        place.channel * across if is_own else 0,
        height / samples,
        across if is_own else width,
    )


def _drawn(row: StepPlan, down: tuple[int, int], across: tuple[int, int]) -> Rect:
    """Where rows and columns of a map, first to one past last, are drawn in the photo's coordinates."""
    top = row.rows.centre(down[0]) - row.rows.jump / 2
    left = row.columns.centre(across[0]) - row.columns.jump / 2
    return Rect(top, left, (down[1] - down[0]) * row.rows.jump, (across[1] - across[0]) * row.columns.jump)
