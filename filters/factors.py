"""What a kernel is made of: a column times a row, or one with a few weights that someone has changed."""

from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 3e-7
"""Of a kernel's largest weight: what a sum of columns times rows may miss of it."""

ODD, MOST_ODD = 1e-4, 64
"""What part of the largest weight single ones differ by from a column times a row, and how many of them may."""

Tap = tuple[int, int, np.float32]
"""Row, column and weight."""


class Parts(NamedTuple):
    """A kernel as a column times a row, with taps apart that add to single weights."""

    column: NDArray[np.float64]
    row: NDArray[np.float64]
    apart: tuple[Tap, ...] = ()


def factors(kernel: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """The column and the row whose product is the kernel within its tolerance, or None."""
    weights = kernel.astype(np.float64)
    largest = np.unravel_index(np.abs(weights).argmax(), weights.shape)
    if not np.isfinite(weights).all() or weights[largest] == 0:
        return None
    column = weights[:, largest[1]] / weights[largest]
    row = column @ weights / (column @ column)
    if np.abs(np.outer(column, row) - weights).max() > TOLERANCE * abs(weights[largest]):
        return None
    return column, row


def parts(kernel: NDArray[np.float32]) -> Parts | None:
    """A column times a row that all weights follow but a few, and what these have beside it; None where there is none.

    Of a blur it is all, of what sharpens by one the middle is apart, and so is a weight that was changed by hand.
    """
    return _parts(kernel.tobytes(), kernel.shape)


@lru_cache(maxsize=256)
def _parts(weights: bytes, shape: tuple[int, int]) -> Parts | None:
    kernel = np.frombuffer(weights, np.float32).reshape(shape).astype(np.float64)
    if not (np.isfinite(kernel).all() and kernel.any()):
        return None
    pair = factors(kernel)
    if pair is not None:
        return Parts(*pair)
    largest = np.abs(kernel).max()
    near = (range(max(size // 2 - 2, 0), min(size // 2 + 3, size)) for size in shape)
    odd, smooth = np.ones(shape, bool), kernel
    with np.errstate(all="ignore"):
        for row, column in product(*near):  # not far from the middle there are some that have no odd weight
            guess = np.outer(kernel[:, column], kernel[row] / kernel[row, column])
            missed = ~(np.abs(guess - kernel) <= ODD * largest)
            if missed.sum() < odd.sum():
                odd, smooth = missed, np.where(missed, guess, kernel)
    if odd.sum() > MOST_ODD or not np.isfinite(smooth).all():
        return None
    left, sizes, right = np.linalg.svd(smooth, full_matrices=False)
    rest = kernel - np.outer((left[:, 0] * sizes[0]).astype(np.float32), right[0].astype(np.float32))
    places = np.argwhere(np.abs(rest) > TOLERANCE * largest)
    if len(places) > MOST_ODD:
        return None
    apart = tuple((int(y), int(x), np.float32(rest[y, x])) for y, x in places)
    return Parts(left[:, 0] * sizes[0], right[0], apart)
