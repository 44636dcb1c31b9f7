"""What is known of a map's values, gathered part by part: range, mean, spread, shares and a histogram."""

from threading import Lock

import numpy as np
from numpy.typing import NDArray

from filters import bands
from workbench.evaluation.frames import Statistics, StatisticsFrame
from workbench.evaluation.moments import Floats, Moments, Tile, of_lines, tiles
from workbench.layers import Array

BINS = 128
SHADES = 256
"""Bytes are what Pillow counts, without holding the interpreter and in half the time of NumPy."""


class Gatherer:
    """Adds up parts of one map, on any threads. The histogram's edges come from samples taken before."""

    def __init__(self, samples: Array, white: float) -> None:
        self._white = white
        finite = samples[np.isfinite(samples)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        if high <= low:
            low, high = low - 0.5, high + 0.5
        channels = samples.shape[0]
        self._edges = np.linspace(low, high, BINS + 1)
        self._counts = np.zeros((channels, BINS), np.int64)
        self._moments = Moments(channels)
        with np.errstate(all="ignore"):
            self._about = np.nan_to_num(samples.mean((1, 2)), posinf=0, neginf=0)
        self._low = np.full(channels, np.inf)
        self._high = np.full(channels, -np.inf)
        self._below = np.zeros(channels, np.int64)
        self._above = np.zeros(channels, np.int64)
        self._nans = np.zeros(channels, np.int64)
        self._adding = Lock()

    def add(self, maps: Array) -> None:
        """Add some values (C, h, w) of every map."""
        bands.run(list(tiles(maps)), self._add)

    def _add(self, tile: Tile) -> None:
        channels, lines = tile[0], tile[1].reshape(len(tile[1]), -1)
        mean, squares = of_lines(lines, self._about[channels])
        if np.isnan(mean).any():  # by one of its values, or by two infinities
            for channel in range(*channels.indices(len(self._about))):
                self._add_known(channel, lines[channel - channels.start])
        else:
            self._join(channels, lines, mean, squares)

    def _add_known(self, channel: int, values: Array) -> None:
        """Add those values of a map that are not NaN."""
        known = values[~np.isnan(values)]
        own = slice(channel, channel + 1)
        with self._adding:
            self._nans[own] += values.size - known.size
        if known.size:
            self._join(own, known[None], *of_lines(known[None], self._about[own]))

    def _join(self, channels: slice, lines: Array, mean: Floats, squares: Floats) -> None:
        bands.check()
        low, high = lines.min(axis=1), lines.max(axis=1)
        below = [np.count_nonzero(own) for own in lines < 0] if low.min() < 0 else 0
        above = [np.count_nonzero(own) for own in lines > self._white] if high.max() > self._white else 0
        counts = counted(lines, self._edges, (low.min(), high.max()))
        with self._adding:
            self._moments.join(channels, lines.shape[1], mean, squares)
            np.minimum(self._low[channels], low, out=self._low[channels])
            np.maximum(self._high[channels], high, out=self._high[channels])
            self._below[channels] += below
            self._above[channels] += above
            self._counts[channels] += counts

    def _one(self, channels: slice, *, exact: bool) -> Statistics:
        counts, means = self._moments.count[channels], self._moments.mean[channels]
        count = int(counts.sum())
        if not count:
            return Statistics(0, 0, 0, 0, 0, 0, int(self._nans[channels].sum()), 0, exact)
        mean = (means * counts).sum() / count
        squares = self._moments.squares[channels].sum() + (counts * (means - mean) ** 2).sum()
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
        channels = tuple(self._one(slice(c, c + 1), exact=exact) for c in range(len(self._counts)))
        whole = self._one(slice(None), exact=exact)
        return StatisticsFrame(generation, step, channels, whole, self._counts.copy(), self._edges, inputs, inputs_step)


def counted(lines: Array, edges: Floats, reach: tuple[float, float]) -> NDArray[np.int64]:
    """How many values of each line (C, n), none of them NaN, lie between each two of evenly spaced `edges`: (C, bins).

    The first and the last count what lies beyond, as far as the least and the greatest value: `reach`. Edges are as
    sharp as float32 is.
    """
    low, high, bins = np.float32(edges[0]), np.float32(edges[-1]), edges.size - 1
    with np.errstate(over="ignore"):
        width = (high - low) / np.float32(bins)
    if not SHADES * np.spacing(max(abs(low), abs(high))) <= width < np.inf:
        return np.array([np.histogram(np.clip(line, edges[0], edges[-1]), edges)[0] for line in lines])
    from PIL import Image  # noqa: PLC0415 - where there are pictures it is there already

    room = (SHADES - bins) // 2 - 1
    low, high = low - room * width, high + room * width
    if reach[0] < low or reach[1] > high:
        lines = np.clip(lines, low, high, out=bands.scratch("counted clipped", lines.shape))
    scaled = np.subtract(lines, low, out=bands.scratch("counted scaled", lines.shape))
    shades = bands.scratch("counted shades", (len(lines), -(-lines.shape[1] // 4))).view(np.uint8)[:, : lines.shape[1]]
    np.divide(scaled, width, out=shades, casting="unsafe")
    size = lines.shape[1], 1
    found = np.array([Image.frombuffer("L", size, line, "raw", "L", 0, 1).histogram() for line in shades])
    counts = found[:, room : room + bins]
    counts[:, 0] += found[:, :room].sum(axis=1)
    counts[:, -1] += found[:, room + bins :].sum(axis=1)
    return counts
