"""A kernel that is one column times one row: blur down, then across, each as a GEMM with a banded matrix.

What sharpens by such a blur has a tap apart in the middle, and others may have been changed by hand: each is added.

The vertical pass multiplies B rows at once by a (B, B+kh-1) matrix, straight from the padded band. The horizontal pass
sees every other block of columns as the rows of a matrix, since BLAS takes no overlapping ones: two products, no copy.
Dilation is a matter of the matrices alone. Both passes multiply zeros by neighbours, so a band that turns
out not to be finite is computed by im2col.
"""

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.algorithms import im2col
from filters.algorithms.costs import ADD, COPY, product
from filters.algorithms.task import Task, is_finite
from filters.arrays import Array, strided
from filters.factors import parts
from filters.patches import Span, padded_band

BLOCK = 32
"""Output rows of one product, and the fewest columns."""
WIDEST = 1 << 13
"""Columns that a thread works on at once."""
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
    across = _across(task)
    down = product(BLOCK, BLOCK + task.rows.extent - 1) / BLOCK
    right = product(across, across + task.columns.extent - 1) / across
    return task.outputs * (down + right + 4 * COPY + ADD * taps / len(task.weight))


def _across(task: Task) -> int:
    """Output columns of one product: no window reaches further than into the next block."""
    return max(BLOCK, -(-(task.columns.extent - 1) // 16) * 16)


def run(task: Task) -> None:
    """Compute the whole result, 32 rows at a time on threads; a thread uses about 5 MB."""
    found = [own for own in (parts(kernel[0]) for kernel in task.weight) if own is not None]
    across = _across(task)
    downs = [_banded(own.column, BLOCK, task.rows.dilation) for own in found]
    rights = [np.ascontiguousarray(_banded(own.row, across, task.columns.dilation).T) for own in found]
    jobs = [
        (image, o, (top, min(top + BLOCK, task.height)), columns)
        for image in range(task.out.shape[0])
        for o in range(len(found))
        for top in range(0, task.height, BLOCK)
        for columns in bands.split(task.width, WIDEST)
    ]

    def work(job: tuple[int, int, Span, Span]) -> None:
        image, o, rows, columns = job
        group = o // task.outputs
        band = padded_band(task.planes(image, group), task.rows, task.columns, rows, columns)
        part = task.out[image, o, slice(*rows), slice(*columns)]
        _blur(band[0], downs[o], rights[o], part)
        for row, column, weight in found[o].apart:
            top, left = row * task.rows.dilation, column * task.columns.dilation
            values = band[0, top : top + part.shape[0], left : left + part.shape[1]]
            part += np.multiply(values, weight, out=bands.scratch("apart", part.shape))
        if is_finite(part):
            if task.bias is not None:
                part += task.bias[o]
        else:
            im2col.fill(task, slice(image, image + 1), slice(o, o + 1), rows, columns)

    bands.run(jobs, work)


def _banded(factor: NDArray[np.float64], block: int, dilation: int) -> Array:
    """The (block, block + extent - 1) matrix whose row b holds the factor from column b on."""
    extent = dilation * (factor.size - 1) + 1
    matrix = np.zeros((block, block + extent - 1), np.float32)
    for b in range(block):
        matrix[b, b : b + extent : dilation] = factor
    return matrix


def _blur(band: Array, down: Array, right: Array, part: Array) -> None:
    """Write the outputs of a band to part (height, width); the band has what their windows read beside them."""
    height, width = part.shape
    depth, block = right.shape
    pairs = -(-width // (2 * block)) + 1  # the last holds what the others read beyond their row
    middle = bands.scratch("middle", (height + 1, 2 * block * pairs))
    middle[:height, band.shape[1] :] = 0
    np.matmul(down[:height, : band.shape[0]], band, out=middle[:height, : band.shape[1]])
    result = bands.scratch("result", (height * pairs, 2 * block))
    for half in (0, block):
        windows = strided(middle, (0, half), (height * pairs, depth), (2 * block * 4, 4))
        np.matmul(windows, right, out=result[:, half : half + block])
    np.copyto(part, result.reshape(height, -1)[:, :width])
