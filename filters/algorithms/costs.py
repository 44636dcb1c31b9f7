"""What arithmetic costs a thread, in nanoseconds: what the algorithms weigh themselves against each other with.

Measured on a Zen 3 core (AVX2), values in cache; the rates with AVX-512 are scaled from measurements on Zen 5. They
need not be right, only in proportion: another machine is faster in everything by about the same factor.
"""

from functools import cache
from itertools import pairwise

from filters import bands

COPY = 0.14
"""Copy a value from cache to cache."""
PASS = 0.16
"""Add two values and write the sum, all in cache."""
ADD = 0.4
"""Add to a sum a value of a product that has left the inner cache, its writing included."""
TRANSFORM = 2.3
"""One of the four transforms of a two-dimensional FFT and its inverse, for each real value."""

_RATES = {False: {1: 27, 2: 16, 3: 16, 4: 31, 6: 31, 8: 43, 12: 51, 16: 57, 24: 63, 32: 66, 64: 70},
          True: {1: 30, 2: 35, 4: 70, 8: 120, 12: 140, 16: 150, 32: 165, 64: 180}}  # fmt: skip
"""Multiplications and additions a nanosecond by the rows of the left matrix, without and with AVX-512."""


def product(rows: int, depth: float) -> float:
    """A column of a product whose left matrix is (rows, depth)."""
    return 2 * rows * depth / _rate(rows)


@cache
def _rate(rows: int) -> float:
    known = _RATES[bands.multiplies_small()]
    if rows in known:
        return known[rows]
    for low, high in pairwise(known):
        if low < rows < high:
            return known[low] + (known[high] - known[low]) * (rows - low) / (high - low)
    return known[64]
