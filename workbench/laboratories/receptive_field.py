"""The effective receptive field: how much each photo pixel really moves one value, beside all that it could see.

The theoretical field says which pixels can matter; most at its rim hardly do (Luo and others 2016).
"""

import numpy as np
from numpy.typing import NDArray

from filters.records import dataclass
from workbench.evaluation.cache import Cache
from workbench.explanation.gradients import of_value
from workbench.layers import Array
from workbench.plan import Plan
from workbench.sources import Source

SHARE = 0.95


@dataclass(frozen=True, eq=False)
class EffectiveField:
    """How strongly the value at (y, x) of a step depends on the photo's pixels.

    `sizes` (h, w) stands at (top, left) of the photo, which may be padding, and covers the theoretical field;
    `effective` (top, left, height, width) holds SHARE of it along each axis, None where nothing matters at all.
    """

    step: str
    y: int
    x: int
    channel: int
    top: int
    left: int
    sizes: Array
    effective: tuple[int, int, int, int] | None

    @property
    def share_of_area(self) -> float:
        """How much of the theoretical field the effective one covers."""
        return 0.0 if self.effective is None else self.effective[2] * self.effective[3] / self.sizes.size


def effective_field(
    plan: Plan,
    source: Source,
    step_id: str,
    y: int,
    x: int,
    channel: int,
    *,
    sample: int = 0,
    cache: Cache | None = None,
) -> EffectiveField:
    """The field of one value of a step at row y and column x of its own map; raises FilterError as `of_value` does."""
    found = of_value(plan, source, step_id, y, x, channel=channel, sample=sample, cache=cache)
    row = plan[step_id]
    (top, bottom), (left, right) = row.rows.span(y), row.columns.span(x)
    sizes = np.zeros((bottom - top, right - left), np.float32)
    inside = [np.flatnonzero((places >= low) & (places < high)) for places, low, high in
              ((found.rows, top, bottom), (found.columns, left, right))]  # fmt: skip
    places = found.rows[inside[0]] - top, found.columns[inside[1]] - left
    sizes[places[0][:, None], places[1]] = found.sizes(sample)[inside[0]][:, inside[1]]
    spans = [_span(sizes.sum(axis=axis, dtype=np.float64)) for axis in (1, 0)]
    effective = None
    if spans[0] is not None and spans[1] is not None:
        (first, last), (near, far) = spans[0], spans[1]
        effective = (top + first, left + near, last - first, far - near)
    return EffectiveField(step_id, y, x, channel, top, left, sizes, effective)


def _span(weights: NDArray[np.float64]) -> tuple[int, int] | None:
    """First and one past last of the shortest run that holds SHARE of the sum."""
    total = weights.sum()
    if not total > 0:
        return None
    sums = np.concatenate(([0.0], np.cumsum(weights)))
    ends = np.searchsorted(sums, sums[:-1] + SHARE * total * (1 - 1e-9))
    lengths = np.where(ends < sums.size, ends - np.arange(weights.size), sums.size)
    first = int(np.argmin(lengths))
    return first, first + int(lengths[first])
