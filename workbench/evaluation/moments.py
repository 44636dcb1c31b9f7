"""Mean and variance of each channel of a map that comes in parts, joined without losing digits."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.chain import Part
from workbench.evaluation.banded import Bands
from workbench.layers import Array

Floats = NDArray[np.float64]

TILE = 1 << 18
"""About how many values are looked at several times in turn: fewer cost more in Python than they save in caches."""

FAR = 16
"""A mean so many times the variance away, squared, from where it was looked for is looked for again."""

Tile = tuple[slice, Array]
"""Some channels, and some rows of each."""


class Moments:
    """How many values each channel has, their mean, and the sum of the squares of their deviations from it."""

    def __init__(self, channels: int) -> None:
        self.count = np.zeros(channels, np.int64)
        self.mean = np.zeros(channels)
        self.squares = np.zeros(channels)

    def join(self, channels: slice, count: int, mean: Floats, squares: Floats) -> None:
        """Add what is known of `count` more values of some channels (Chan, Golub and LeVeque 1979)."""
        before = self.count[channels]
        shift = mean - self.mean[channels]
        self.squares[channels] += squares + shift**2 * before * count / (before + count)
        self.mean[channels] += shift * count / (before + count)
        self.count[channels] += count


def moments(whole: Bands, channels: int, keep: Array | None = None) -> tuple[Array, Array]:
    """Mean and biased variance (C,) of all values of a map, the same whichever thread sees which part.

    Where `keep` (N, C, H, W) is given, the map is written to it.
    """
    found: dict[tuple[int, int, int], tuple[slice, int, Floats, Floats]] = {}

    def see(part: Part, values: Array) -> None:
        if keep is not None:
            np.copyto(keep[part.images, :, slice(*part.rows)], values)
        own = list(tiles(np.moveaxis(values, 1, 0).reshape(channels, -1, values.shape[-1] if values.ndim > 2 else 1)))

        def work(index: int) -> None:
            some, tile = own[index]
            lines = tile.reshape(len(tile), -1)
            found[part.images.start, part.rows[0], index] = (
                some,
                lines.shape[1],
                *of_lines(lines, lines.mean(axis=1)),
            )

        bands.run(range(len(own)), work)

    whole.each(see)
    total = Moments(channels)
    with np.errstate(all="ignore"):  # NaN and infinity are values like others
        for place in sorted(found):
            total.join(*found[place])
        return total.mean.astype(np.float32), (total.squares / total.count).astype(np.float32)


def tiles(maps: Array) -> Iterator[Tile]:
    """All values of the maps (C, h, w)."""
    count, height, width = maps.shape
    for rows in bands.split(height, max(1, TILE // max(width, 1))):
        for channels in bands.split(count, max(1, TILE // max(width * (rows[1] - rows[0]), 1))):
            yield slice(*channels), maps[slice(*channels), slice(*rows)]


def of_lines(lines: Array, about: Array) -> tuple[Floats, Floats]:
    """The mean of each line (C, n) and the sum of the squared deviations from it; `about` (C,) is where it may lie.

    Sums of what is left when that is taken away lose no digits as float32, where it is not far off.
    """
    mean, squares = _of_lines(lines, about)
    is_far = lines.shape[1] * (mean - about) ** 2 > FAR * squares
    if is_far.any():
        mean, squares = _of_lines(lines, np.where(is_far, mean, about).astype(np.float32))
    return mean, squares


def _of_lines(lines: Array, about: Array) -> tuple[Floats, Floats]:
    deviation = np.subtract(lines, about[:, None], out=bands.scratch("counted deviation", lines.shape))
    rest = (deviation @ _ones(lines.shape[1])).astype(np.float64) / lines.shape[1]
    squares = np.vecdot(deviation, deviation) - lines.shape[1] * rest**2
    if not np.isfinite(squares).all():
        return lines.mean(1, np.float64), lines.var(1, np.float64) * lines.shape[1]
    return about + rest, np.maximum(squares, 0.0)


@lru_cache(maxsize=4)
def _ones(size: int) -> Array:
    return np.ones(size, np.float32)
