"""Values of a step at some of its places, held for the steps that read it; what such places have in common."""

import numpy as np

from filters.records import dataclass
from filters.windows import Positions, distinct
from workbench.evaluation.laid import take
from workbench.layers import Array, Shape


@dataclass(frozen=True, eq=False)
class Held:
    """Values of a step at some rows and columns."""

    rows: Positions
    columns: Positions
    values: Array
    is_approximate: bool

    def part(self, rows: Positions, columns: Positions) -> Array | None:
        """The values at some of its rows and columns, None where it lacks one of them."""
        if np.array_equal(rows, self.rows) and np.array_equal(columns, self.columns):
            return self.values
        if not self.covers(rows, columns):
            return None
        return take(self.values, np.searchsorted(self.rows, rows), np.searchsorted(self.columns, columns), 0.0)

    def covers(self, rows: Positions, columns: Positions) -> bool:
        """Whether these are among its rows and columns."""
        return _are_among(rows, self.rows) and _are_among(columns, self.columns)


def _are_among(wanted: Positions, values: Positions) -> bool:
    places = np.searchsorted(values, wanted)
    return bool(values.size) and bool((values[np.minimum(places, values.size - 1)] == wanted).all())


_NONE: Positions = np.zeros(0, np.int64)


def all_of(shape: Shape) -> tuple[Positions, Positions]:
    """All rows and columns of a map, none of what has no rows."""
    return (np.arange(shape[2]), np.arange(shape[3])) if len(shape) == 4 else (_NONE, _NONE)


def united(one: Positions, other: Positions) -> Positions:
    """The positions that either has, in order."""
    return one if one is other or np.array_equal(one, other) else distinct(np.concatenate([one, other]))
