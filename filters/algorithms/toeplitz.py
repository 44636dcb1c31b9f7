"""Block-Toeplitz GEMM: B output rows at once, from one matrix that holds the kernel B times, each a row further down.

Every input row is laid out kw times, each time a column further on. In that order of rows the patches of a block of
outputs are a plain slice, and those of the next block a slice that overlaps it: nothing is copied for the kernel's
height. With B = 1 that is im2col without most of its copying, and for a single output channel a product of a vector
and a matrix. A larger B feeds the GEMM more rows at the price of multiplying zeros: where it pays is a matter of how
fast BLAS multiplies matrices of few rows. Since 0 * NaN is NaN, a band of blocks that turns out not to be finite is
computed by im2col.

A wide kernel may be cut into parts of a few columns: they are further rows of the left matrix, every input row is laid
out once for each column of a part, and the products are added, each moved by where its part begins. The additions buy
the GEMM its rows with fewer zeros, in a lower block.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from filters import bands
from filters.algorithms import im2col
from filters.algorithms.costs import ADD, COPY, PASS, product
from filters.algorithms.task import Task, is_finite
from filters.arrays import Array, strided
from filters.patches import Span, shifted_rows

PATCH = 1 << 20
"""About how many values the shifted rows of one band hold: fewer cost more in Python than they save in the caches."""
PRODUCTS = 1 << 18
"""About how many values the products of one band hold where they are added: they are read while in cache."""
WIDEST = 1 << 12
"""Columns of one job."""
SHARED = 1 << 16
"""From this many outputs on, a single band is cut so that several threads share it."""

BLOCKS = (1, 2, 4, 8, 12, 16)
NARROW = (3, 4)
"""Columns of the parts that a wider kernel may be cut into."""
SHORTEST = 48
"""Columns below which the products are too short."""
SMALL = 1_000_000
"""Multiplications up to which OpenBLAS multiplies without packing, with AVX-512."""


class Way(NamedTuple):
    """How many output rows a product gives at once, and how many columns of the kernel it multiplies."""

    block: int
    columns: int


def cost(task: Task) -> float:
    """About how many nanoseconds a place of the output of one group takes; infinite where it does not fit the task."""
    if task.rows.dilation > 1 or task.width < SHORTEST:
        return np.inf
    return min(_cost(task, way) for way in _ways(task))


def run(task: Task) -> None:
    """Compute the whole result, band by band on threads; a thread uses up to 10 MB."""
    way = min(_ways(task), key=lambda way: _cost(task, way))
    block, parts = way.block, len(_starts(task, way))
    step = block * task.rows.stride
    reach = step - task.rows.stride + task.rows.extent
    shifts = task.channels * way.columns
    widest = min(WIDEST, max(64, PATCH // (shifts * 4 * reach)))  # not much more is copied for the rows in between
    if bands.multiplies_small():
        widest = max(64, min(widest, SMALL // (task.outputs * parts * block * shifts * reach)))
    if parts > 1:
        widest = min(widest, max(256, PRODUCTS // (16 * task.outputs * parts * block)))
    widest = -(-task.width // -(-task.width // widest))
    blocks = max(1, (PATCH // (shifts * widest) - reach) // step + 1)
    if parts > 1:
        blocks = max(1, min(blocks, PRODUCTS // (task.outputs * parts * block * widest)))
    if task.out.size > SHARED and not bands.is_inside():  # enough work for every thread to have some
        shares = -(-4 * bands.WORKERS // (task.out.shape[0] * task.groups))
        blocks = min(blocks, -(-task.height // (shares * block)))
    tail = task.height % block
    whole = task.height - tail
    kernels = {
        size: [_toeplitz(task, group, Way(size, way.columns)) for group in range(task.groups)]
        for size in {block, tail} - {0}
    }
    spans = [(a * block, b * block, block) for a, b in bands.split(whole // block, blocks)]
    spans += [(whole, task.height, tail)] if tail else []
    jobs = [
        (image, group, *span, own)
        for image in range(task.out.shape[0])
        for group in range(task.groups)
        for span in spans
        for own in bands.split(task.width, widest)
    ]
    moves = [start * task.columns.dilation for start in _starts(task, way)]
    window = replace(task.columns, size=way.columns)

    def work(job: tuple[int, int, int, int, int, Span]) -> None:
        image, group, start, stop, size, columns = job
        rows, own = (start, stop), task.group(group)
        lines = shifted_rows(task.planes(image, group), task.rows, window, rows, (columns[0], columns[1] + moves[-1]))
        place = (image, own.start, start, columns[0])
        _multiply(lines, kernels[size][group], task.rows.stride, task.out, place, (stop - start) // size, moves)
        result = task.out[image, own, start:stop, slice(*columns)]
        if size == 1 or is_finite(result):
            task.add_bias(result, own)
        else:
            im2col.fill(task, slice(image, image + 1), group, rows, columns)

    bands.run(jobs, work)


def _ways(task: Task) -> list[Way]:
    blocks = [block for block in BLOCKS if block == 1 or block <= task.height]
    narrow = [size for size in NARROW if size < task.columns.size] if task.columns.stride == 1 else []
    return [Way(block, size) for block in blocks for size in (*narrow, task.columns.size)]


def _starts(task: Task, way: Way) -> list[int]:
    """The first column of each part of the kernel; the last part reads again what the one before it has read."""
    last = task.columns.size - way.columns
    return [*range(0, last, way.columns), last]


def _cost(task: Task, way: Way) -> float:
    parts, shifts = len(_starts(task, way)), task.channels * way.columns
    reach = (way.block - 1) * task.rows.stride + task.rows.extent
    rows = task.outputs * way.block * parts
    copied = shifts * task.rows.stride * COPY
    checked = 0.0 if way.block == 1 else 0.5 * PASS * task.outputs
    moved = 0.0 if parts > 1 or 1 in (way.block, task.outputs) else 2 * COPY * task.outputs
    added = 0.0 if parts == 1 else ADD * parts * task.outputs
    packed = parts * task.outputs * shifts * reach / task.width * COPY  # BLAS lays the kernel out for each product
    return copied + product(rows, shifts * reach) / way.block + packed + checked + moved + added


def _toeplitz(task: Task, group: int, way: Way) -> Array:
    """The matrix (parts, O, B, reach * C * columns) of one group; row b reads the inputs from b * stride on."""
    weight, starts = task.weight[task.group(group)], _starts(task, way)
    outputs, channels = weight.shape[:2]
    step, extent = task.rows.stride, task.rows.extent
    reach = (way.block - 1) * step + extent
    matrix = np.zeros((len(starts), outputs, way.block, reach, channels, way.columns), np.float32)
    for part, start in enumerate(starts):
        read = max(starts[part - 1] + way.columns - start, 0) if part else 0
        own = weight[..., start + read : start + way.columns].transpose(0, 2, 1, 3)
        for b in range(way.block):
            matrix[part, :, b, b * step : b * step + extent : task.rows.dilation, :, read:] = own
    return matrix.reshape(len(starts), outputs, way.block, -1)


def _multiply(
    lines: Array, kernel: Array, stride: int, out: Array, place: tuple[int, ...], blocks: int, moves: list[int]
) -> None:
    """Write the outputs of a band to out (N, O, H, W) from `place` on: one product for each block of rows."""
    parts, outputs, block, depth = kernel.shape
    length = lines.shape[3]
    width = length - moves[-1]
    line = lines.strides[2]
    factors = strided(lines, (0, 0, 0, 0), (blocks, depth, length), (block * stride * lines.strides[0], line, 4))
    _, own, line, item = out.strides
    kernel = kernel.reshape(-1, depth)
    if parts == 1 and 1 in (outputs, block):
        steps = (block * line, own if block == 1 else line, item)
        target = strided(out, place, (blocks, outputs * block, width), steps)
        if outputs == block == 1:
            np.matmul(kernel[0], factors, out=target[:, 0])
        else:
            np.matmul(kernel, factors, out=target)
        return
    found = bands.scratch("product", (blocks, parts, outputs, block, length))
    np.matmul(kernel, factors, out=found.reshape(blocks, -1, length))
    target = strided(out, place, (blocks, outputs, block, width), (block * line, own, line, item))
    if parts == 1:
        np.copyto(target, found[:, 0])
        return
    np.add(found[:, 0, ..., :width], found[:, 1, ..., moves[1] : moves[1] + width], out=target)
    for part, move in enumerate(moves[2:], 2):
        target += found[:, part, ..., move : move + width]
