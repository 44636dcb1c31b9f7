"""What is known of a map's values, gathered band by band: range, mean, spread, shares and a histogram."""

import numpy as np

from filters import bands
from workbench.evaluation.frames import Statistics, StatisticsFrame
from workbench.layers import Array

BINS = 128


class Gatherer:
    """Adds up bands (C, h, w) of one map. The histogram's edges come from samples taken before."""

    def __init__(self, samples: Array, white: float) -> None:
        self._white = white
        finite = samples[np.isfinite(samples)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        if high <= low:
            low, high = low - 0.5, high + 0.5
        channels = samples.shape[0]
        self._edges = np.linspace(low, high, BINS + 1)
        self._counts = np.zeros((channels, BINS), np.int64)
        self._low = np.full(channels, np.inf)
        self._high = np.full(channels, -np.inf)
        self._sum = np.zeros(channels)
        self._squares = np.zeros(channels)
        self._below = np.zeros(channels, np.int64)
        self._above = np.zeros(channels, np.int64)
        self._nans = np.zeros(channels, np.int64)
        self._count = np.zeros(channels, np.int64)

    def add(self, maps: Array) -> None:
        """Add one band of every map, the maps on threads; a cancelled pass ends after one of them."""
        bands.run(list(enumerate(maps)), self._add_one)

    def _add_one(self, job: tuple[int, Array]) -> None:
        channel, values = job
        known = values.ravel()
        lost = np.isnan(known)
        if lost.any():
            self._nans[channel] += int(lost.sum())
            known = known[~lost]
        if not known.size:
            return
        own, deviation = known.mean(dtype=np.float64), known.std(dtype=np.float64)
        self._low[channel] = min(self._low[channel], known.min())
        self._high[channel] = max(self._high[channel], known.max())
        self._merge(channel, known.size, own, deviation)
        self._below[channel] += int(np.count_nonzero(known < 0))
        self._above[channel] += int(np.count_nonzero(known > self._white))
        inside = np.clip(known, self._edges[0], self._edges[-1])
        self._counts[channel] += np.histogram(inside, self._edges)[0]

    def _merge(self, channel: int, more: int, mean: float, deviation: float) -> None:
        """Join sums of squares about the means, which loses no digits (Chan, Golub and LeVeque 1979)."""
        count = self._count[channel]
        shift = mean - (self._sum[channel] / count if count else 0.0)
        self._squares[channel] += deviation**2 * more + shift**2 * count * more / (count + more)
        self._sum[channel] += mean * more
        self._count[channel] += more

    def _one(self, channels: slice, *, exact: bool) -> Statistics:
        count = int(self._count[channels].sum())
        total = self._sum[channels].sum()
        if not count:
            return Statistics(0, 0, 0, 0, 0, 0, int(self._nans[channels].sum()), 0, exact)
        mean = total / count
        means = self._sum[channels] / np.maximum(self._count[channels], 1)
        squares = self._squares[channels].sum() + (self._count[channels] * (means - mean) ** 2).sum()
        return Statistics(
            low=float(self._low[channels].min()),
            high=float(self._high[channels].max()),
            mean=float(mean),
            deviation=float(np.sqrt(squares / count)),
            below=float(self._below[channels].sum() / count),
            above=float(self._above[channels].sum() / count),
            nans=int(self._nans[channels].sum()),
            count=count,
            exact=exact,
        )

    def frame(self, generation: int, step: str, inputs: Array, inputs_step: str, *, exact: bool) -> StatisticsFrame:
        """What was gathered, frozen."""
        channels = tuple(self._one(slice(c, c + 1), exact=exact) for c in range(len(self._count)))
        whole = self._one(slice(None), exact=exact)
        return StatisticsFrame(generation, step, channels, whole, self._counts.copy(), self._edges, inputs, inputs_step)
