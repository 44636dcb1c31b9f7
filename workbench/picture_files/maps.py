"""A step's whole result on its way out: bands of rows, computed when asked for, and what they would lose as shades."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.bands import CancelToken
from filters.chain import Finish
from filters.errors import Cancelled
from filters.records import dataclass

Array = NDArray[np.float32]

BLOCK_VALUES = 1 << 18
"""How many values one thread counts or maps at a time, so that they stay in its cache."""


Band = NDArray[Any]


@dataclass(frozen=True)
class Maps:
    """Float32 maps of `shape` (C, H, W); each call of `bands` gives them anew as (C, h, W), top to bottom.

    `through` gives bands that went through a function as they were computed, which makes values of that dtype.
    """

    shape: tuple[int, int, int]
    bands: Callable[[], Iterable[Array]]
    through: Callable[[Finish, np.dtype[Any]], Iterable[Band]] | None = None

    @classmethod
    def of(cls, values: Array) -> "Maps":
        """Maps that lie in memory, (C, H, W)."""
        channels, height, width = values.shape
        return cls((channels, height, width), lambda: (values,))

    def finished(self, finish: Finish, dtype: np.dtype[Any]) -> Iterable[Band]:
        """The bands through `finish`, which makes values of `dtype`."""
        return map(finish, self.bands()) if self.through is None else self.through(finish, dtype)

    def only(self, channels: Sequence[int]) -> "Maps":
        """Some of the maps, in the order given."""
        wanted = list(channels)
        if wanted == list(range(self.shape[0])):
            return self
        return Maps((len(wanted), *self.shape[1:]), lambda: (band[wanted] for band in self.bands()))

    def followed(self, cancel: CancelToken | None, progress: Callable[[float], None] | None) -> "Maps":
        """The same maps, whose bands look at the token, raising Cancelled, and tell how far they are, 0 to 1."""

        def followed(bands: Iterable[Band]) -> Iterator[Band]:
            rows = 0
            for band in bands:
                if cancel is not None and cancel.is_set():
                    raise Cancelled
                yield band
                rows += band.shape[1]
                if progress is not None:
                    progress(rows / self.shape[1])

        return Maps(self.shape, lambda: followed(self.bands()), lambda *how: followed(self.finished(*how)))


@dataclass(frozen=True)
class Losses:
    """What turning values into shades costs, as shares 0..1 of all values: cut off below, above, sign dropped, NaN."""

    below: float = 0.0
    above: float = 0.0
    signs: float = 0.0
    nans: float = 0.0


class Survey:
    """Range and counts of every map, gathered band by band; `white` is the value shown white."""

    def __init__(self, channels: int, white: float) -> None:
        self.white = white
        self._thresholds = tuple(np.float32(part * white) for part in (-1.0, -0.5, 0.0, 0.5, 1.0))
        self._lows = np.full(channels, np.inf)
        self._highs = np.full(channels, -np.inf)
        self._nans = np.zeros(channels, np.int64)
        self._sizes = np.zeros(channels, np.int64)
        self._under = np.zeros((channels, 3), np.int64)
        self._over = np.zeros((channels, 2), np.int64)

    @property
    def channels(self) -> range:
        """The numbers of the maps."""
        return range(len(self._lows))

    @classmethod
    def over(cls, maps: Maps, white: float) -> "Survey":
        """Go through all bands of the maps once."""
        found = cls(maps.shape[0], white)
        for band in maps.bands():
            found.add(band)
        return found

    def add(self, band: Array) -> None:
        """Count one more band (C, h, W)."""
        spans = bands.split(band.shape[1], max(1, BLOCK_VALUES // max(band.shape[2], 1)))
        jobs = [(channel, span) for channel in range(len(band)) for span in spans]
        found: list[tuple[int, tuple[float, ...]]] = []
        bands.run(jobs, lambda job: found.append((job[0], self._counts(band[job[0], slice(*job[1])]))))
        for channel, (low, high, nans, *counts) in found:
            self._lows[channel] = min(self._lows[channel], low)
            self._highs[channel] = max(self._highs[channel], high)
            self._nans[channel] += int(nans)
            self._under[channel] += np.array(counts[:3], np.int64)
            self._over[channel] += np.array(counts[3:], np.int64)
        self._sizes += band.shape[1] * band.shape[2]

    def _counts(self, values: Array) -> tuple[float, ...]:
        """Least and largest finite value, NaN, then how many lie under or over each threshold."""
        low, high, nans, finite = float(values.min()), float(values.max()), 0, values
        if not np.isfinite(low) or not np.isfinite(high):
            nans = int(np.isnan(values).sum())
            finite = values[np.isfinite(values)]
            low, high = float(finite.min(initial=np.inf)), float(finite.max(initial=-np.inf))
        under = [int(np.count_nonzero(values < limit)) if low < limit else 0 for limit in self._thresholds[:3]]
        over = [int(np.count_nonzero(values > limit)) for limit in self._thresholds[3:]]
        return low, high, nans, *under, *over

    def limits(self, channels: Sequence[int]) -> tuple[float, float]:
        """Least and largest finite value of some of the maps; (0, 0) where there is none."""
        wanted = list(channels)
        low, high = float(self._lows[wanted].min()), float(self._highs[wanted].max())
        return (low, high) if low <= high else (0.0, 0.0)

    def losses(self, mapping: str, channels: Sequence[int]) -> Losses:
        """What a mapping loses of some of the maps."""
        wanted = list(channels)
        size = max(int(self._sizes[wanted].sum()), 1)
        far_below, half_below, below = (self._under[wanted].sum(axis=0) / size).tolist()
        half_above, above = (self._over[wanted].sum(axis=0) / size).tolist()
        nans = float(self._nans[wanted].sum()) / size
        if mapping == "clip":
            return Losses(below=below, above=above, nans=nans)
        if mapping == "offset":
            return Losses(below=half_below, above=half_above, nans=nans)
        if mapping == "absolute":
            return Losses(above=far_below + above, signs=below, nans=nans)
        return Losses(nans=nans)
