"""What experiments are made on: the chapter's own tables, or pieces of what a step of the pipeline reads."""

import numpy as np
from numpy.typing import NDArray

from filters.records import dataclass
from filters.windows import Positions
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation
from workbench.layers import Array
from workbench.plan import Plan
from workbench.sources import NumberGrid, Source


def _drawn() -> Array:
    """The chapter's random numbers: NumPy's old generator after seed(100), as its listings draw them."""
    return np.random.RandomState(100).rand(2, 3, 3, 3).astype(np.float32)


TABLES: dict[str, Array] = {
    "three samples": np.array([[1, 2], [3, 6], [5, 10]], np.float32),
    "nine numbers": np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]], np.float32),
    "twelve numbers": np.arange(1, 13, dtype=np.float32).reshape(-1, 3),
    "two colour pictures": _drawn(),
}
"""The chapter's data: (3, 2), (3, 3) and (4, 3) as after a linear layer, (2, 3, 3, 3) as after a convolution."""


@dataclass(frozen=True, eq=False)
class Piece:
    """Some values (N, C, rows, columns) of a step, and where they stand; values without rows come whole."""

    values: Array
    rows: Positions
    columns: Positions


def read_by(plan: Plan, step_id: str) -> str:
    """The id of what a step reads; the photo reads itself."""
    inputs = plan[step_id].inputs
    return inputs[0] if inputs else step_id


def overview(plan: Plan, source: Source, step_id: str, most: int) -> Piece:
    """Every t-th value of a step's map, at most `most` along its longer side."""
    shape = plan[step_id].shape
    assert shape is not None
    if len(shape) != 4:
        none = np.zeros(0, np.int64)
        return Piece(Evaluation(plan, source, Cache()).at(step_id), none, none)
    every = max(1, -(-max(shape[2:]) // most))
    rows, columns = (np.arange((min(every, length) - 1) // 2, length, every) for length in shape[2:])
    return Piece(Evaluation(plan, source, Cache()).at(step_id, rows, columns), rows, columns)


def crops(plan: Plan, source: Source, step_id: str, count: int, size: int, draw: np.random.Generator) -> Array:
    """`count` places of a step's map as a batch (count, C, size, size).

    What has no more rows and columns, or none at all, is one batch as it is; a table is (N, K).
    """
    shape = plan[step_id].shape
    assert shape is not None
    evaluation = Evaluation(plan, source, Cache())
    if len(shape) != 4 or max(shape[2:]) <= size:
        whole = evaluation.at(step_id)
        return whole[:, :, 0, 0] if plan.has_table(step_id) else whole
    sizes = [min(size, length) for length in shape[2:]]
    found = []
    for _ in range(count):
        image = int(draw.integers(shape[0]))
        down, across = (int(draw.integers(length - own + 1)) for length, own in zip(shape[2:], sizes, strict=True))
        rows, columns = down + np.arange(sizes[0]), across + np.arange(sizes[1])
        found.append(evaluation.at(step_id, rows, columns)[image])
    return np.stack(found)


def reduced(source: Source, most: int, white: float, sample: int = 0) -> NumberGrid:
    """Every t-th pixel of one photo of the source as plain numbers, at most `most` along the longer side."""
    every = max(1, -(-max(source.shape[2:]) // most))
    rows, columns = (np.arange((min(every, length) - 1) // 2, length, every) for length in source.shape[2:])
    values: NDArray[np.float32] = source.region(rows, columns, white)[sample]
    return NumberGrid(values, source.name)
