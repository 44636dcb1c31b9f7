"""Convolution at outputs that come in blocks far apart: what a later step reads of a map that is sampled.

A step behind this one reads windows of it, t samples apart. Those windows are blocks of neighbouring outputs, and
nothing is wanted between them. All outputs of a block are samples of as many wider kernels, that each hold the weights
in another place: one product, and nothing is computed that nobody reads.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import sampled
from filters.arrays import Array
from filters.windows import Blocks

MOST_WASTE = 6
"""How many times the multiplications of all outputs of the patch the product may have; it runs near the peak."""

LAID_OUT = 700
"""In the time of how many multiplications a weight of the matrix is put in its place: an edit makes it anew."""


def suits(weight: Array, rows: Blocks, columns: Blocks) -> bool:
    """Whether the product, its matrix included, has not many more multiplications than the outputs of the patch."""
    products = rows.offsets.size * columns.offsets.size * rows.length * columns.length
    shared = 1 + LAID_OUT / (rows.count * columns.count)
    return bool(products * shared <= MOST_WASTE * rows.pitch * columns.pitch * weight[0, 0].size)


def conv2d(
    x: NDArray[Any],
    weight: Array,
    bias: Array | None,
    rows: Blocks,
    columns: Blocks,
    *,
    length: int,
    dilation: tuple[int, int],
    groups: int,
    scale: float = 1.0,
) -> Array | None:
    """The outputs (N, O, rows, columns) of all blocks of `scale` times x (N, C, H, columns).

    weight is (O, C/groups, kh, kw). The `length` columns of x come in phases of the blocks' pitch, as `sampled.conv2d`
    reads them. None where x holds infinity or NaN: zeros of the matrix must not meet them.
    """
    places = tuple(tuple(map(int, blocks.offsets)) for blocks in (rows, columns))
    kernels = _kernels(weight.tobytes(), weight.shape, places, (rows.length, columns.length), dilation)
    return sampled.in_blocks(
        x,
        kernels,
        bias,
        (rows.offsets.size, columns.offsets.size),
        stride=(rows.pitch, columns.pitch),
        length=length,
        groups=groups,
        scale=scale,
    )


@lru_cache(maxsize=64)
def _kernels(
    weights: bytes,
    shape: tuple[int, ...],
    offsets: tuple[tuple[int, ...], ...],
    length: tuple[int, int],
    dilation: tuple[int, int],
) -> Array:
    """For every output of a block a kernel (channels, length, length) that has the weights in its place."""
    outputs, channels, height, width = shape
    kernels = np.frombuffer(weights, np.float32).reshape(shape)
    found = np.zeros((outputs, len(offsets[0]), len(offsets[1]), channels, *length), np.float32)
    for i, top in enumerate(offsets[0]):
        for j, left in enumerate(offsets[1]):
            low, right = top + (height - 1) * dilation[0] + 1, left + (width - 1) * dilation[1] + 1
            found[:, i, j, :, top : low : dilation[0], left : right : dilation[1]] = kernels
    return found.reshape(-1, channels, *length)
