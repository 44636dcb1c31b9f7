"""The map that a sliding step reads, with its padding: what the window meets at places on and around the map."""

import numpy as np
from numpy.typing import NDArray

from filters.windows import Positions, Window
from workbench.evaluation.evaluate import Evaluation
from workbench.layers import KINDS, Array
from workbench.plan import StepPlan


def padded(
    evaluation: Evaluation, row: StepPlan, rows: Positions, columns: Positions
) -> tuple[Array, NDArray[np.bool_]]:
    """Values (N, C, rows, columns) that the step's window meets at these places, and which of them are padding.

    Places outside the map hold what the step's padding puts there: its fill value, or another place's value. Where no
    window slides they hold 0.
    """
    windows = row.windows or (Window(1), Window(1))
    assert row.input_shape is not None
    assert row.step is not None
    values = np.full((*row.input_shape[:2], rows.size, columns.size), KINDS[row.step.kind].fill, np.float32)
    sizes = row.input_shape[2:]
    outside = [(places < 0) | (places >= length) for places, length in zip((rows, columns), sizes, strict=True)]
    read_rows, read_columns = (
        window.resolve(places, length) for window, places, length in zip(windows, (rows, columns), sizes, strict=True)
    )
    y, x = np.flatnonzero(read_rows >= 0), np.flatnonzero(read_columns >= 0)
    if y.size and x.size:
        needed_rows, at_rows = np.unique(read_rows[y], return_inverse=True)
        needed_columns, at_columns = np.unique(read_columns[x], return_inverse=True)
        found = evaluation.at(row.inputs[0], needed_rows, needed_columns)
        values[:, :, y[:, None], x] = found[:, :, at_rows[:, None], at_columns]
    return values, np.logical_or.outer(outside[0], outside[1])
