"""Which values are drawn darkest and brightest, and where a value lies between them: for screens and sheets alike."""

import numpy as np
from numpy.typing import NDArray

from filters.records import dataclass
from workbench.evaluation.frames import StatisticsFrame
from workbench.numerals import rounded

Values = NDArray[np.float32]

SIGNED_SHARE, UNSIGNED_SHARE = 0.97, 0.995
ENOUGH = 1 << 15
"""Of more values than this, automatic levels look at every n-th."""

STEADY = 1.3
"""Automatic levels stay while what is wanted lies within this factor: a drag must not make the picture pump."""


@dataclass(frozen=True)
class Levels:
    """The values drawn darkest and brightest; below 0 at `low` means the diverging map, symmetric about 0."""

    low: float
    high: float

    @property
    def is_signed(self) -> bool:
        """Whether the diverging map is used."""
        return self.low < 0

    @property
    def words(self) -> str:
        """The range as the heads write it: "0–255" or "±620"."""
        return f"±{rounded(self.high)}" if self.is_signed else f"{rounded(self.low)}–{rounded(self.high)}"

    def position(self, value: float) -> float:
        """Where a value lies on the map: -1 .. 1 when signed, 0 .. 1 when not."""
        span = self.high if self.is_signed else self.high - self.low
        low = -1.0 if self.is_signed else 0.0
        base = 0.0 if self.is_signed else self.low
        return min(max((value - base) / span, low), 1.0)


def photo_levels(white: float) -> Levels:
    """Levels of a photo: 0 is black, the white of its range is white."""
    return Levels(0.0, white)


def quantile(values: Values, share: float) -> float:
    """What so large a share of some values is below; as np.quantile, which imports masked arrays first."""
    place = share * (values.size - 1)
    below = int(place)
    above = min(below + 1, values.size - 1)
    low, high = np.partition(values.ravel(), (below, above))[[below, above]].astype(np.float64)
    return float(low if low == high or place == below else low + (high - low) * (place - below))


def auto_levels(values: Values) -> Levels:
    """Levels that suit a sample of values; NaN and infinities are left out."""
    values = values.ravel()[:: max(1, values.size // ENOUGH)]
    finite = values[np.isfinite(values)]
    if not finite.size:
        return Levels(0.0, 1.0)
    if finite.min() < 0:
        high = _two_figures(quantile(np.abs(finite), SIGNED_SHARE) or float(np.abs(finite).max()))
        return Levels(-high, high)
    return Levels(0.0, _two_figures(quantile(finite, UNSIGNED_SHARE) or float(finite.max())))


def counted_levels(counts: Values, edges: Values, low: float, high: float) -> Levels:
    """The same levels from a histogram of a whole map, whose smallest and largest values are `low` and `high`."""
    total = float(counts.sum())
    if not total or not np.isfinite(edges).all():
        return Levels(0.0, 1.0)
    is_signed = low < 0
    sizes = np.maximum(np.abs(edges[:-1]), np.abs(edges[1:])) if is_signed else edges[1:]
    order = np.argsort(sizes, kind="stable")
    reached = np.searchsorted(np.cumsum(counts[order]), (SIGNED_SHARE if is_signed else UNSIGNED_SHARE) * total)
    found = float(sizes[order[min(int(reached), sizes.size - 1)]])
    top = _two_figures(min(found, max(abs(low), abs(high))))
    return Levels(-top, top) if is_signed else Levels(0.0, top)


def levels_of(frame: StatisticsFrame, channel: int | None = None) -> Levels:
    """Automatic levels of one map, or of all maps together."""
    if channel is None or not 0 <= channel < len(frame.channels):
        return counted_levels(frame.counts.sum(axis=0), frame.edges, frame.whole.low, frame.whole.high)
    own = frame.channels[channel]
    return counted_levels(frame.counts[channel], frame.edges, own.low, own.high)


def levels_of_means(wanted: Levels, own: Levels, means: Levels) -> Levels:
    """`wanted` for a map drawn as the means of what shares a pixel, which are smaller where its signs or sizes change.

    `own` are the levels of the map's values, `means` of the means: as much narrower are those that are wanted.
    """
    if means.is_signed != own.is_signed or means.high >= own.high:
        return wanted
    high = _two_figures(wanted.high * means.high / own.high)
    return Levels(-high if wanted.is_signed else 0.0, high)


def steadied(previous: Levels | None, wanted: Levels) -> Levels:
    """`wanted`, or `previous` where it is of the same kind and about as wide."""
    if previous is None or previous.is_signed != wanted.is_signed:
        return wanted
    ratio = wanted.high / previous.high
    return previous if 1 / STEADY < ratio < STEADY else wanted


def _two_figures(value: float) -> float:
    """A level of two figures that is not 0."""
    return float(f"{value:.2g}") if value > 0 else 1.0


def placed(values: Values, levels: Levels) -> tuple[Values, NDArray[np.bool_] | None]:
    """The place of each value on the map of its colours, and which values are NaN, None where none is.

    Places are whole numbers from 0, black, to 255, white, rounded as a picture is saved; of two-dimensional signed
    values 0 to 510.5 along the diverging map: cut off behind the point they are its entries.
    """
    is_mapped = values.ndim == 2 and levels.is_signed
    low, most = (0.0, 510) if is_mapped else (levels.low, 255)
    with np.errstate(all="ignore"):  # what is too large for float32 is as bright as can be
        above = values - np.float32(low) if low else values
        places = above * np.float32(255 / (levels.high - low))
        if is_mapped:
            places += np.float32(255.5)
        np.clip(places, 0, most, out=places)
        if not is_mapped:
            np.rint(places, out=places)
    if not np.isnan(places.min()):  # one pass: a NaN always wins
        return places, None
    lost = np.isnan(values)
    places[np.isnan(places)] = most // 2  # also of 0 times an infinite scale
    return places, lost
