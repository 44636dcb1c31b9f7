"""Convolution at outputs that come in blocks far apart: what a later step reads of a map that is sampled.

A step behind this one reads windows of it, t samples apart. Those windows are blocks of neighbouring outputs, and
nothing is wanted between them. All outputs of a block are one product of its inputs with a matrix that holds the kernel
once for each of them: the inputs are laid out once, and nothing is computed that nobody reads.
"""

from functools import lru_cache

import numpy as np

from filters import bands
from filters.arrays import Array, strided
from filters.windows import Blocks

MOST_WASTE = 6
"""How many times the multiplications of all outputs of the patch the product may have; it runs near the peak."""

LINES = 4
"""Rows of blocks of one job."""


def suits(weight: Array, rows: Blocks, columns: Blocks) -> bool:
    """Whether the product has not many more multiplications than the outputs of the whole patch."""
    products = rows.offsets.size * columns.offsets.size * rows.length * columns.length
    return bool(products <= MOST_WASTE * rows.pitch * columns.pitch * weight[0, 0].size)


def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None,
    rows: Blocks,
    columns: Blocks,
    *,
    dilation: tuple[int, int],
    groups: int,
) -> Array | None:
    """The outputs (N, O, rows, columns) of all blocks of x (N, C, H, W); weight is (O, C/groups, kh, kw).

    None where x holds infinity or NaN: zeros of the matrix must not meet them.
    """
    filters, channels = weight.shape[0] // groups, weight.shape[1]
    down, across = rows.offsets.size, columns.offsets.size
    result = np.empty((x.shape[0], weight.shape[0], rows.count * down, columns.count * across), np.float32)
    places = tuple(tuple(map(int, blocks.offsets)) for blocks in (rows, columns))
    matrices = _matrices(weight.tobytes(), weight.shape, places, (rows.length, columns.length), dilation, groups)
    _, _, row, item = x.strides
    shape = (*x.shape[:2], rows.count, rows.length, columns.length, columns.count)
    steps = (*x.strides[:2], rows.pitch * row, row, item, columns.pitch * item)
    inputs = strided(x, (0, 0, 0, 0), shape, steps)
    taps = channels * rows.length * columns.length

    def work(job: tuple[int, int, tuple[int, int]]) -> None:
        image, group, (top, bottom) = job
        planes = inputs[image, group * channels : (group + 1) * channels]
        lines = bands.scratch("block inputs", (channels, rows.length, columns.length, columns.count))
        found = bands.scratch("block outputs", (filters * down * across, columns.count))
        for line in range(top, bottom):
            np.copyto(lines, planes[:, line])
            np.matmul(matrices[group], lines.reshape(taps, -1), out=found)
            target = result[image, group * filters : (group + 1) * filters, line * down : (line + 1) * down]
            for place in range(across):  # one copy with all places would take its few inner values at a time
                target[:, :, place::across] = found.reshape(filters, down, across, -1)[:, :, place]

    spans = bands.split(rows.count, LINES)
    bands.run([(n, g, span) for n in range(x.shape[0]) for g in range(groups) for span in spans], work)
    if not np.isfinite(result).all():
        return None
    if bias is not None:
        result += bias[:, None, None]
    return result


@lru_cache(maxsize=64)
def _matrices(
    weights: bytes,
    shape: tuple[int, ...],
    offsets: tuple[tuple[int, ...], ...],
    length: tuple[int, int],
    dilation: tuple[int, int],
    groups: int,
) -> Array:
    """For every group (filters * rows * columns, channels * length * length): each output's kernel in its place."""
    outputs, channels, height, width = shape
    kernels = np.frombuffer(weights, np.float32).reshape(shape)
    matrices = np.zeros((outputs, len(offsets[0]), len(offsets[1]), channels, *length), np.float32)
    for i, top in enumerate(offsets[0]):
        for j, left in enumerate(offsets[1]):
            low, right = top + (height - 1) * dilation[0] + 1, left + (width - 1) * dilation[1] + 1
            matrices[:, i, j, :, top : low : dilation[0], left : right : dilation[1]] = kernels
    return matrices.reshape(groups, outputs // groups * len(offsets[0]) * len(offsets[1]), -1)
