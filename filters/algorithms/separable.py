"""A kernel that is one column times one row: blur down, then across, each as a GEMM with a banded matrix.

What sharpens by such a blur has a tap apart in the middle, and others may have been changed by hand: each is added.

The vertical pass multiplies B rows at once by a (B, B+kh-1) matrix, straight from the padded band. The horizontal pass
sees every other block of columns as the rows of a matrix, since BLAS takes no overlapping ones: two products, no copy.
Low blocks multiply fewer zeros, high ones are packed more seldom. Dilation is a matter of the matrices alone. Both
passes multiply zeros by neighbours, so a band that turns out not to be finite is computed by im2col.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.algorithms import im2col
from filters.algorithms.costs import ADD, COPY, product
from filters.algorithms.task import Task, is_finite
from filters.arrays import Array, strided
from filters.factors import Tap, parts
from filters.patches import Span, padded_band
from filters.windows import Window

BLOCK = 24
"""Output rows of one product, and the fewest columns."""
TALLEST, WIDEST = 2 * BLOCK, 1 << 12
"""Rows and columns that a thread works on at once."""
LEAST = 49
"""Weights of the smallest kernel that is worth two products."""


def cost(task: Task) -> float:
    """About how many nanoseconds a place of the output of one group takes; infinite where it does not fit the task."""
    if task.strides != (1, 1) or task.channels != 1 or task.weight[0].size < LEAST:
        return np.inf
    taps = 0
    for kernel in task.weight:
        found = parts(kernel[0])
        if found is None:
            return np.inf
        taps += len(found.apart)
    across = _across(task.columns)
    down = product(BLOCK, BLOCK + task.rows.extent - 1) / BLOCK
    right = product(across, across + task.columns.extent - 1) / across
    return task.outputs * (down + right + 4 * COPY + ADD * taps / len(task.weight))


def _across(columns: Window) -> int:
    """Output columns of one product: no window reaches further than into the next block."""
    return max(BLOCK, -(-(columns.extent - 1) // 8) * 8)


def run(task: Task) -> None:
    """Compute the whole result, 48 rows at a time on threads; a thread uses about 3 MB."""
    jobs = [
        (image, o, rows, columns)
        for image in range(task.out.shape[0])
        for o in range(len(task.weight))
        for rows in bands.split(task.height, TALLEST)
        for columns in bands.split(task.width, WIDEST)
    ]

    def work(job: tuple[int, int, Span, Span]) -> None:
        image, o, rows, columns = job
        group = o // task.outputs
        band = padded_band(task.planes(image, group), task.rows, task.columns, rows, columns)
        part = task.out[image, o, slice(*rows), slice(*columns)]
        np.copyto(part, convolved(band[0], task.weight[o, 0], task.rows, task.columns, part.shape))
        if is_finite(part):
            if task.bias is not None:
                part += task.bias[o]
        else:
            im2col.fill(task, slice(image, image + 1), slice(o, o + 1), rows, columns)

    bands.run(jobs, work)


def convolved(band: Array, weight: Array, rows: Window, columns: Window, size: tuple[int, ...]) -> Array:
    """The outputs, of that size (height, width), of a band that is finite and has all that their windows read.

    They lie in scratch memory of the calling thread that the next call overwrites.
    """
    down, right, apart = _matrices(weight.tobytes(), rows, columns)
    found = _blurred(band, down, right, size)
    for row, column, more in apart:
        bands.check()
        top, left = row * rows.dilation, column * columns.dilation
        values = band[top : top + size[0], left : left + size[1]]
        found += np.multiply(values, more, out=bands.scratch("apart", size))
    return found


@lru_cache(maxsize=16)
def _matrices(weight: bytes, rows: Window, columns: Window) -> tuple[Array, Array, tuple[Tap, ...]]:
    """What the rows of a band are multiplied by, what its columns are, and the taps apart."""
    found = parts(np.frombuffer(weight, np.float32).reshape(rows.size, columns.size))
    assert found is not None
    down = _banded(found.column, BLOCK, rows.dilation)
    return down, np.ascontiguousarray(_banded(found.row, _across(columns), columns.dilation).T), found.apart


def _banded(factor: NDArray[np.float64], block: int, dilation: int) -> Array:
    """The (block, block + extent - 1) matrix whose row b holds the factor from column b on."""
    extent = dilation * (factor.size - 1) + 1
    matrix = np.zeros((block, block + extent - 1), np.float32)
    for b in range(block):
        matrix[b, b : b + extent : dilation] = factor
    return matrix


def _blurred(band: Array, down: Array, right: Array, size: tuple[int, ...]) -> Array:
    height, width = size
    depth, block = right.shape
    rows, reach = len(down), down.shape[1] - len(down)
    pairs = -(-width // (2 * block)) + 1  # the last holds what the others read beyond their row
    middle = bands.scratch("middle", (height + 1, 2 * block * pairs))
    middle[:height, band.shape[1] :] = 0
    for top, bottom in bands.split(height, rows):
        bands.check()
        own = down[: bottom - top, : bottom - top + reach]
        np.matmul(own, band[top : bottom + reach], out=middle[top:bottom, : band.shape[1]])
    result = bands.scratch("result", (height * pairs, 2 * block))
    for half in (0, block):
        windows = strided(middle, (0, half), (height * pairs, depth), (2 * block * 4, 4))
        np.matmul(windows, right, out=result[:, half : half + block])
    return result.reshape(height, -1)[:, :width]
