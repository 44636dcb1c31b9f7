"""The settled picture: the mean of all values that share a pixel of the screen, gathered part by part."""

from threading import Lock

import numpy as np

from filters import bands
from filters.windows import Positions
from workbench.layers import Array


class Average:
    """Averages blocks of `every` (rows, columns) values of a map of `shape`, those that the samples stand for.

    `rows` and `columns` are the samples, one inside each block; the last block may be cut off by the map's edge.
    """

    def __init__(self, rows: Positions, columns: Positions, every: tuple[int, int], shape: tuple[int, ...]) -> None:
        self._starts = [places // step * step for places, step in zip((rows, columns), every, strict=True)]
        self._stops = [
            np.minimum(starts + step, length) for starts, step, length in zip(self._starts, every, shape, strict=True)
        ]
        self._sums: Array | None = None
        self._adding = Lock()

    @property
    def reach(self) -> tuple[int, int]:
        """First and one past last of the rows that count."""
        return int(self._starts[0][0]), int(self._stops[0][-1])

    def add(self, start: int, maps: Array) -> None:
        """Add the rows from `start` on of the maps (C, h, whole width), from any thread."""
        first, last = max(start, self.reach[0]), min(start + maps.shape[1], self.reach[1])
        left, right = int(self._starts[1][0]), int(self._stops[1][-1])
        touched = np.flatnonzero((self._starts[0] < last) & (self._stops[0] > first))
        by_row = np.empty((len(maps), touched.size, right - left), np.float32)
        for place, block in enumerate(touched):  # reduceat would take its few rows value by value
            bands.check()
            rows = slice(max(self._starts[0][block], first) - start, min(self._stops[0][block], last) - start)
            np.add.reduce(maps[:, rows, left:right], axis=1, out=by_row[:, place])
        sums = np.add.reduceat(by_row, self._starts[1] - left, axis=2)
        with self._adding:
            if self._sums is None:
                self._sums = np.zeros((len(maps), self._starts[0].size, self._starts[1].size), np.float64)
            self._sums[:, touched] += sums

    def picture(self) -> Array:
        """The means (C, rows, columns) of all that was added."""
        assert self._sums is not None
        sizes = [stops - starts for starts, stops in zip(self._starts, self._stops, strict=True)]
        return (self._sums / np.multiply.outer(*sizes)).astype(np.float32)
