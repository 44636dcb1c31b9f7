"""Convolution at samples far apart, for a picture of a large photo: every t-th output of a kernel wider than t.

Two ways, both equal to conv2d. A kernel that is a sum of few columns times rows first goes down, B output rows at once,
with all columns of the input in one product, which leaves one t-th of the rows; then across, where the windows cut into
pieces of t columns are plain matrices. Any other kernel is one product over phases: column t*i + p of the input is
column i of phase p, so every tap of a row of outputs is a plain slice. Nothing is copied for the kernel's size.
"""

from functools import lru_cache

import numpy as np

from filters import bands
from filters.arrays import Array, strided
from filters.conv import conv2d as plainly

LEAST_STRIDE = 3
ROWS = 8
"""Output rows of one product of a single filter; of more filters fewer, down to 2."""

MOST_PAIRS = 3
"""Columns times rows that are still cheaper than all phases."""

LEAST_TAPS = 120
"""From this many taps on all phases pay where a kernel has too many pairs."""

MOST_FILTERS, MOST_CHANNELS = 32, 8
TOLERANCE = 3e-7
"""Of a kernel's largest weight: what a sum of columns times rows may miss of it."""


def conv2d(
    x: Array, weight: Array, bias: Array | None, *, stride: tuple[int, int], dilation: tuple[int, int], groups: int
) -> Array:
    """As `filters.conv2d` without padding, for x (N, C, H, W) and weight (O, C/groups, kh, kw)."""
    pairs = _pairs_of(weight) if suits(weight, stride, dilation, groups) else None
    if not suits(weight, stride, dilation, groups) or (pairs is None and weight[0, 0].size < LEAST_TAPS):
        return plainly(x, weight, bias, stride=stride, dilation=dilation, groups=groups)
    height = (x.shape[2] - weight.shape[2]) // stride[0] + 1
    width = (x.shape[3] - weight.shape[3]) // stride[1] + 1
    result = np.empty((x.shape[0], weight.shape[0], height, width), np.float32)
    filters, channels = weight.shape[0] // groups, weight.shape[1]
    rows = max(2, ROWS // filters)

    def work(job: tuple[int, int, tuple[int, int]]) -> None:
        image, group, (top, bottom) = job
        own = weight[group * filters : (group + 1) * filters]
        band = x[image, group * channels : (group + 1) * channels]
        band = band[:, top * stride[0] : (bottom - 1) * stride[0] + weight.shape[2]]
        part = result[image, group * filters : (group + 1) * filters, top:bottom]
        if pairs is None:
            _by_phases(band, own, stride, part)
        else:
            own_pairs = pairs[group * filters : (group + 1) * filters]
            _down_then_across(band, own_pairs, own.shape[2:], stride, part)

    spans = bands.split(height, rows)
    bands.run([(n, g, span) for n in range(x.shape[0]) for g in range(groups) for span in spans], work)
    if not np.isfinite(result).all():  # both ways multiply zeros by neighbours: 0 * NaN must not spread
        return plainly(x, weight, bias, stride=stride, dilation=dilation, groups=groups)
    if bias is not None:
        result += bias[:, None, None]
    return result


def suits(weight: Array, stride: tuple[int, int], dilation: tuple[int, int], groups: int) -> bool:
    """Whether samples lie far apart, and kernels reach from one to the next."""
    reaches = weight.shape[2] >= stride[0] and weight.shape[3] >= stride[1]
    is_small = weight.shape[0] // groups <= MOST_FILTERS and weight.shape[1] <= MOST_CHANNELS
    return dilation == (1, 1) and min(stride) >= LEAST_STRIDE and reaches and is_small


Pairs = tuple[tuple[Array, Array], ...]


def _pairs_of(weight: Array) -> tuple[tuple[Pairs, ...], ...] | None:
    """For every filter and channel the columns and rows whose products add up to its kernel; None if there are many."""
    found = []
    for kernels in weight:
        own = tuple(_pairs(kernel.tobytes(), kernel.shape) for kernel in kernels)
        if any(pairs is None for pairs in own):
            return None
        found.append(own)
    return tuple(found)  # type: ignore[arg-type]


@lru_cache(maxsize=256)
def _pairs(weights: bytes, shape: tuple[int, int]) -> Pairs | None:
    kernel = np.frombuffer(weights, np.float32).reshape(shape).astype(np.float64)
    if not np.isfinite(kernel).all():
        return None
    left, sizes, right = np.linalg.svd(kernel, full_matrices=False)
    largest = np.abs(kernel).max()
    for count in range(1, min(MOST_PAIRS, min(shape) // 3) + 1):
        columns, rows = left[:, :count] * sizes[:count], right[:count]
        if np.abs(columns @ rows - kernel).max() <= TOLERANCE * largest:
            return tuple((columns[:, i].astype(np.float32), rows[i].astype(np.float32)) for i in range(count))
    return None


def _down_then_across(
    band: Array, pairs: tuple[tuple[Pairs, ...], ...], kernel: tuple[int, ...], stride: tuple[int, int], part: Array
) -> None:
    """Write part (filters, rows, width) from the band (channels, .., columns)."""
    rows, width = part.shape[1:]
    step, pieces = stride[1], -(-kernel[1] // stride[1])
    pitch = (width + pieces) * step
    columns = min(band.shape[2], pitch)
    part[...] = 0
    for index, own in enumerate(pairs):
        for plane, found in zip(band, own, strict=True):
            middle = bands.scratch("sampled middle", (len(found) * rows, pitch))
            middle[:, columns:] = 0
            down = _downward(found, rows, stride[0], band.shape[1])
            np.matmul(down, plane[:, :columns], out=middle[:, :columns])
            for number, (_, row) in enumerate(found):
                padded = np.zeros(pieces * step, np.float32)
                padded[: row.size] = row
                lines = middle[number * rows : (number + 1) * rows]
                for piece in range(pieces):
                    windows = strided(lines, (0, piece * step), (rows, width, step), (4 * pitch, 4 * step, 4))
                    part[index] += windows @ padded[piece * step : (piece + 1) * step]


def _downward(pairs: Pairs, rows: int, stride: int, height: int) -> Array:
    """The matrix (pairs * rows, height) whose rows hold a column of a pair, each `stride` further on."""
    matrix = np.zeros((len(pairs), rows, height), np.float32)
    for index, (column, _) in enumerate(pairs):
        for row in range(rows):
            matrix[index, row, row * stride : row * stride + column.size] = column
    return matrix.reshape(-1, height)


def _by_phases(band: Array, weight: Array, stride: tuple[int, int], part: Array) -> None:
    """The same for any kernels, weight (filters, channels, kh, kw)."""
    filters, rows, width = part.shape
    step, pieces = stride[1], -(-weight.shape[3] // stride[1])
    channels, height, columns = band.shape
    whole = columns // step
    phases = bands.scratch("sampled phases", (channels, step, height, whole + 1))
    phases[..., whole] = 0
    cut = band[..., : whole * step].reshape(channels, height, whole, step)
    np.copyto(phases[..., :whole], cut.transpose(0, 3, 1, 2))
    for phase in range(columns - whole * step):
        phases[:, phase, :, whole] = band[..., whole * step + phase]
    flat = phases.reshape(-1, whole + 1)
    matrices = _phase_matrices(weight.tobytes(), weight.shape, stride, rows)
    total = bands.scratch("sampled total", (filters * rows, width))
    np.matmul(matrices[0], flat[:, :width], out=total)
    for piece in range(1, pieces):
        more = bands.scratch("sampled more", (filters * rows, width))
        np.matmul(matrices[piece], flat[:, piece : piece + width], out=more)
        total += more
    part[...] = total.reshape(filters, rows, width)


@lru_cache(maxsize=64)
def _phase_matrices(weights: bytes, shape: tuple[int, ...], stride: tuple[int, int], rows: int) -> Array:
    """For every piece of `stride` columns the matrix (filters * rows, channels * phases * height) of its taps."""
    filters, channels, depth, across = shape
    step, pieces = stride[1], -(-across // stride[1])
    kernels = np.zeros((filters, channels, depth, pieces * step), np.float32)
    kernels[..., :across] = np.frombuffer(weights, np.float32).reshape(shape)
    by_piece = kernels.reshape(filters, channels, depth, pieces, step).transpose(3, 0, 1, 4, 2)
    height = (rows - 1) * stride[0] + depth
    matrices = np.zeros((pieces, filters, rows, channels, step, height), np.float32)
    for row in range(rows):
        matrices[:, :, row, ..., row * stride[0] : row * stride[0] + depth] = by_piece
    return matrices.reshape(pieces, filters * rows, -1)
