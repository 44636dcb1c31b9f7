"""What values of a step take before they are computed: the first picture of an edit is as fine as there is time for."""

from math import prod

from filters.records import dataclass
from filters.windows import Positions
from workbench.convolution import comes_in_blocks, phases_cost
from workbench.document import PHOTO
from workbench.evaluation.evaluate import Evaluation
from workbench.evaluation.laid import gatherings, phased
from workbench.plan import StepPlan

CALL, CONVERTED, GATHERED = 2e5, 0.5, 1.5
"""Nanoseconds of a thread that a step takes whatever its size, a pixel that is kept and one that is not."""


@dataclass(frozen=True)
class Effort:
    """About how many nanoseconds some values take, and bytes of the widest map on the way; `is_whole` where one value
    costs a whole map."""

    nanoseconds: float = 0.0
    widest: int = 0
    is_whole: bool = False

    def after(self, *before: "Effort") -> "Effort":
        """Both, one after the other."""
        every = (self, *before)
        return Effort(
            sum(own.nanoseconds for own in every), max(own.widest for own in every), any(own.is_whole for own in every)
        )


def effort_of(evaluation: Evaluation, step_id: str, rows: Positions, columns: Positions) -> Effort:
    """What is gathered for values at rows x columns, and what is multiplied; nothing for what is kept already."""
    row = evaluation.plan[step_id]
    if row.shape is None or len(row.shape) != 4:
        return Effort(is_whole=True)
    if not (rows.size and columns.size):  # the windows after it read nothing but padding
        return Effort()
    if row.step is not None and not row.step.enabled:
        return effort_of(evaluation, row.inputs[0], rows, columns)
    asked = evaluation.asked(step_id, rows, columns)
    return Effort().after(*(_own(evaluation, evaluation.plan[name], *places) for name, places in asked.items()))


def _own(evaluation: Evaluation, row: StepPlan, rows: Positions, columns: Positions) -> Effort:
    """What one step takes once those it reads are held, with what a window takes from the photo by itself."""
    if row.shape is None or len(row.shape) != 4:
        return Effort(is_whole=True)
    if evaluation.is_kept(row, rows, columns):
        return Effort()
    if row.windows is None:
        values = rows.size * columns.size * prod(row.shape[:2])
        is_whole = row.is_whole and row.step is not None and row.step.kind != "batch_norm"
        return Effort(CALL + values, 4 * values, is_whole)
    both = evaluation.patches.merged(row, rows, columns)
    if both is None:
        return _sliding(evaluation, row, rows, columns)
    return _sliding(evaluation, both.row, rows[both.rows], columns[both.columns])


def _sliding(evaluation: Evaluation, row: StepPlan, rows: Positions, columns: Positions) -> Effort:
    """The same of a step that slides a window."""
    assert row.step is not None
    assert row.shape is not None
    assert row.input_shape is not None
    values = rows.size * columns.size * prod(row.shape[:2])
    down, across = gatherings(row, rows, columns)
    patch = down.take.size * across.take.size * prod(row.input_shape[:2])
    products = values * (row.multiplications / max(prod(row.shape), 1))
    ordered = phased(row, down, across)
    channels = row.input_shape[1]
    if ordered is not None and not comes_in_blocks(row.step, channels, down, across):
        products = rows.size * columns.size * row.shape[0] * phases_cost(row.step, channels, down, across)
    if ordered is not None and row.inputs[0] == PHOTO:
        taken = CONVERTED if evaluation.patches.has_raw(down, ordered) else GATHERED
        return Effort(CALL + taken * patch + products / 8, 4 * values)
    own = Effort(CALL + values + 1.5 * patch + products / (50 if ordered is None else 8), 4 * max(values, patch))
    if row.inputs[0] != PHOTO:
        return own
    return own.after(_own(evaluation, evaluation.plan[PHOTO], down.needed, across.needed))
