"""Convolution at samples far apart, for a picture of a large photo: every t-th output of a kernel, down and across.

The columns that are read come in phases: every t-th from the first on, then every t-th from the second on, and so on. A
tap of a whole row of outputs is then a plain slice, and all taps of a row are one product: nothing is copied for the
kernel's size, and nothing computed that nobody sees. Pixels may stay bytes until then. A wide kernel that is a sum of
few columns times rows goes down first, then across; weights that someone has changed in one are added by themselves.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from filters import bands, memory
from filters.algorithms.task import is_finite
from filters.arrays import Array, strided
from filters.conv import conv2d as plainly
from filters.factors import TOLERANCE, Tap, parts
from filters.windows import Window

LEAST_STRIDE = 3
VALUES = 1 << 20
"""About how many inputs one job reads: 4 MB, so that they stay near its core, and few are read for two jobs."""

ROWS_TOGETHER, SOME_PAIRS = 4, 3
"""From so many columns times rows on, so many rows of outputs go down in one product, though a part of it is zeros."""

WORTH = 1.5
"""How many times fewer multiplications the products of columns and rows must have than that of all taps."""

APART = 10
"""What a tap apart costs beside a multiplication of a product: it is copied first."""

Pairs = tuple[tuple[Array, Array], ...]


class Terms(NamedTuple):
    """What adds up to a kernel: columns times rows, and taps apart: (row, column, weight)."""

    pairs: Pairs
    apart: tuple[Tap, ...] = ()

    def cost(self, pitch: int) -> int:
        """About how many multiplications an output takes, the next `pitch` columns on."""
        return sum(column.size * pitch + row.size for column, row in self.pairs) + APART * len(self.apart)


def suits(rows: Window, columns: Window) -> bool:
    """Whether outputs of windows lie far apart, and their taps together."""
    return min(rows.stride, columns.stride) >= LEAST_STRIDE and rows.dilation == columns.dilation == 1


def conv2d(
    x: NDArray[Any],
    weight: Array,
    bias: Array | None,
    *,
    stride: tuple[int, int],
    length: int,
    groups: int,
    scale: float = 1.0,
) -> Array:
    """As `filters.conv2d` without padding, of `scale` times x (N, C, H, columns) and weight (O, C/groups, kh, kw).

    x holds numbers of any kind. Its columns are `length` ones in phases of the stride, each as long: what the last of
    them lack is not read.
    """
    found = in_blocks(x, weight, bias, (1, 1), stride=stride, length=length, groups=groups, scale=scale)
    if found is None:
        ordered = x.reshape(*x.shape[:3], stride[1], -1).swapaxes(-1, -2).reshape(x.shape)[..., :length]
        return plainly(ordered * np.float32(scale), weight, bias, stride=stride, groups=groups)
    return found


def multiplications(weight: Array, stride: tuple[int, int]) -> int:
    """How many products an output of every filter takes."""
    terms = _terms_of(weight, stride[1])
    return int(weight.size) if terms is None else sum(own.cost(stride[1]) for own in terms)


def in_blocks(
    x: NDArray[Any],
    weight: Array,
    bias: Array | None,
    block: tuple[int, int],
    *,
    stride: tuple[int, int],
    length: int,
    groups: int,
    scale: float,
) -> Array | None:
    """The same where every filter gives a block of (rows, columns) outputs, each with a kernel of its own.

    weight is (O * rows * columns, C/groups, kh, kw), bias (O,), the result (N, O, h * rows, w * columns). None where x
    holds infinity or NaN: zeros that fill up a matrix must not meet them.
    """
    filters, channels, (depth, taps) = weight.shape[0] // groups, weight.shape[1], weight.shape[2:]
    (down, across), outputs = stride, filters // (block[0] * block[1])
    height, width = (x.shape[2] - depth) // down + 1, (length - taps) // across + 1
    result = memory.result((x.shape[0], groups * outputs, height * block[0], width * block[1]))
    laid = result.reshape(x.shape[0], groups * outputs, height, block[0], width, block[1])
    scaled = (weight * np.float64(scale)).astype(np.float32)
    terms = _terms_of(scaled, across)
    matrices = _matrices(scaled, across) if terms is None else None
    lost: list[bool] = []

    def work(job: tuple[int, int, tuple[int, int]]) -> None:
        image, group, (top, bottom) = job
        planes = x[image, group * channels : (group + 1) * channels, top * down : (bottom - 1) * down + depth]
        lines = bands.scratch("sampled lines", (planes.shape[1], channels, planes.shape[2]))
        np.copyto(lines, planes.transpose(1, 0, 2))
        own = slice(group * filters, (group + 1) * filters)
        part = bands.scratch("sampled part", (bottom - top, filters, width))
        if matrices is not None:
            _all_taps(lines, matrices[:, own], stride, part)
        elif terms is not None:
            for index, found in enumerate(terms[own]):
                _down_then_across(lines[:, 0], found.pairs, stride, part[:, index])
                _add_apart(lines[:, 0], found.apart, stride, part[:, index])
        if not is_finite(part):
            lost.append(True)
        blocks = part.reshape(bottom - top, outputs, *block, width)
        own = slice(group * outputs, (group + 1) * outputs)
        if bias is not None:
            blocks += bias[own, None, None, None]
        target = laid[image, own, top:bottom].transpose(1, 0, 2, 4, 3)
        for place in range(block[1]):  # one copy with all places would take its few inner values at a time
            np.copyto(target[:, :, :, place], blocks[:, :, :, place])

    rows = max(1, (VALUES // (channels * x.shape[3]) - depth) // down + 1)
    spans = bands.split(height, min(rows, -(-height // bands.WORKERS)))
    bands.run([(n, g, span) for n in range(x.shape[0]) for g in range(groups) for span in spans], work)
    return None if lost else result


def _matrices(weight: Array, pitch: int) -> Array:
    """For every piece of `pitch` columns the weights (O, rows * channels * phases) in the order of the lines."""
    outputs, channels, depth, taps = weight.shape
    pieces = -(-taps // pitch)
    filled = np.zeros((outputs, channels, depth, pieces * pitch), np.float32)
    filled[..., :taps] = weight
    ordered = filled.reshape(outputs, channels, depth, pieces, pitch).transpose(3, 0, 2, 1, 4)
    return np.ascontiguousarray(ordered.reshape(pieces, outputs, -1))


def _all_taps(lines: Array, matrices: Array, stride: tuple[int, int], part: Array) -> None:
    """Write part (rows, filters, width) from the lines (height, channels, columns)."""
    rows, _, width = part.shape
    whole = lines.shape[2] // stride[1]
    steps = (4 * stride[0] * lines.shape[1] * lines.shape[2], 4 * whole, 4)
    flat = lines.reshape(-1)
    for piece, matrix in enumerate(matrices):
        windows = strided(flat, (piece,), (rows, matrix.shape[1], width), steps)
        if not piece:
            np.matmul(matrix, windows, out=part)
        else:
            part += np.matmul(matrix, windows, out=bands.scratch("sampled more", part.shape))


def _terms_of(weight: Array, pitch: int) -> tuple[Terms, ...] | None:
    """For every filter what adds up to its kernel; None where all taps are as cheap for one."""
    if weight.shape[1] > 1:
        return None
    found = tuple(_terms(kernel.tobytes(), kernel.shape, pitch) for kernel in weight[:, 0])
    return None if any(own is None for own in found) else found  # type: ignore[return-value]


@lru_cache(maxsize=256)
def _terms(weights: bytes, shape: tuple[int, int], pitch: int) -> Terms | None:
    kernel = np.frombuffer(weights, np.float32).reshape(shape).astype(np.float64)
    if not np.isfinite(kernel).all() or shape[0] * pitch + shape[1] > kernel.size:
        return None
    found = [own for own in (_as_pairs(kernel), _as_parts(kernel)) if own is not None]
    best = min(found, key=lambda own: own.cost(pitch), default=None)
    return best if best is not None and WORTH * best.cost(pitch) <= kernel.size else None


def _as_pairs(kernel: NDArray[np.float64]) -> Terms | None:
    """The fewest columns times rows that add up to a kernel."""
    left, sizes, right = np.linalg.svd(kernel, full_matrices=False)
    largest = np.abs(kernel).max()
    for count in range(1, sizes.size + 1):
        columns, rows = left[:, :count] * sizes[:count], right[:count]
        if np.abs(columns @ rows - kernel).max() <= TOLERANCE * largest:
            return Terms(tuple((columns[:, i].astype(np.float32), rows[i].astype(np.float32)) for i in range(count)))
    return None


def _as_parts(kernel: NDArray[np.float64]) -> Terms | None:
    """A column times a row, and taps apart."""
    found = parts(kernel.astype(np.float32))
    if found is None:
        return None
    return Terms(((found.column.astype(np.float32), found.row.astype(np.float32)),), found.apart)


def _down_then_across(lines: Array, pairs: Pairs, stride: tuple[int, int], part: Array) -> None:
    """Write part (rows, width) from the lines (height, columns) of one channel: all pairs in one product, and where
    there are some, down for several rows at once, which share most of the lines they read."""
    rows, width = part.shape
    (down, across), columns = stride, lines.shape[1]
    middle = bands.scratch("sampled middle", (rows, len(pairs), columns))
    together = ROWS_TOGETHER if len(pairs) >= SOME_PAIRS else 1
    begun = 0
    for count, size in ((rows // together, together), (1, rows % together)):
        if count and size:
            matrix = _stepped(tuple(column.tobytes() for column, _ in pairs), size, down)
            steps = (4 * size * down * columns, 4 * columns, 4)
            windows = strided(lines, (begun * down, 0), (count, matrix.shape[1], columns), steps)
            np.matmul(matrix, windows, out=middle[begun : begun + count * size].reshape(count, -1, columns))
            begun += count * size
    weights = np.concatenate([_pieces(row, across) for _, row in pairs], axis=1)
    phases = middle.reshape(rows, weights.shape[1], -1)
    found = bands.scratch("sampled more", (rows, len(weights), phases.shape[2]))
    np.matmul(weights, phases, out=found)
    part[...] = found[:, 0, :width]
    for piece in range(1, len(weights)):
        part += found[:, piece, piece : piece + width]


def _add_apart(lines: Array, taps: Sequence[Tap], stride: tuple[int, int], part: Array) -> None:
    """Add single taps to part (rows, width): laid side by side they are one product."""
    if not taps:
        return
    (down, across), columns = stride, lines.shape[1]
    values = bands.scratch("sampled apart", (len(part), len(taps), part.shape[1]))
    for index, (row, column, _) in enumerate(taps):
        place = (row, column % across * (columns // across) + column // across)
        np.copyto(values[:, index], strided(lines, place, part.shape, (4 * down * columns, 4)))
    weights = np.array([weight for _, _, weight in taps])
    part += np.matmul(weights, values, out=bands.scratch("sampled more", part.shape))


@lru_cache(maxsize=64)
def _stepped(columns: tuple[bytes, ...], rows: int, down: int) -> Array:
    """What makes so many rows of the products of each column: (rows * columns, lines), each row `down` lines on."""
    weights = np.stack([np.frombuffer(column, np.float32) for column in columns])
    found = np.zeros((rows, *weights.shape[:1], weights.shape[1] + (rows - 1) * down), np.float32)
    for row in range(rows):
        found[row, :, row * down : row * down + weights.shape[1]] = weights
    return found.reshape(rows * len(columns), -1)


def _pieces(row: Array, pitch: int) -> Array:
    """The weights of a row as (pieces, pitch), filled up with zeros."""
    pieces = -(-row.size // pitch)
    filled = np.zeros(pieces * pitch, np.float32)
    filled[: row.size] = row
    return filled.reshape(pieces, pitch)
