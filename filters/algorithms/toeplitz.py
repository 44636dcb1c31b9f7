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
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from filters import bands
from filters.algorithms import im2col
from filters.algorithms.costs import ADD, COPY, PASS, product
from filters.algorithms.task import Task, is_finite
from filters.arrays import Array, strided
from filters.patches import Span, shifted_rows
from filters.windows import Window

PATCH = 1 << 20
"""About how many values the shifted rows of one band hold: fewer cost more in Python than they save in the caches."""
PRODUCTS = 1 << 18
"""About how many values the products of one band hold where they are added: they are read while in cache."""
WIDEST = 1 << 12
"""Columns of one job."""
TOGETHER = 1 << 19
"""About how many values the shifted rows of several small images hold, that one job takes at once."""
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
    return _best(task)[0]


def run(task: Task) -> None:
    """Compute the whole result, band by band on threads; a thread uses up to 10 MB."""
    way = _best(task)[1]
    moves = [start * task.columns.dilation for start in _starts(task.columns, way)]
    window = replace(task.columns, size=way.columns)
    overlaps = task.columns.size % way.columns > 0  # then the last part multiplies zeros too
    jobs = _jobs(task, way)
    kernels = {
        block: [_toeplitz(task, group, Way(block, way.columns)) for group in range(task.groups)]
        for block in {job.block for job in jobs}
    }

    def work(job: Job) -> None:
        images, group, rows, block, columns = job
        own, blocks = task.group(group), (rows[1] - rows[0]) // block
        across = (columns[0], columns[1] + moves[-1])
        lines = shifted_rows(task.planes(images, group), task.rows, window, rows, across)
        place = (images.start, own.start, rows[0], columns[0])
        _multiply(lines, kernels[block][group], task.rows.stride, task.out, place, blocks, moves)
        result = task.out[images, own, slice(*rows), slice(*columns)]
        if (block == 1 and not overlaps) or is_finite(result):
            for image in result:
                task.add_bias(image, own)
        else:
            im2col.fill(task, images, own, rows, columns)

    bands.run(jobs, work)


class Job(NamedTuple):
    """A rectangle of outputs of one group of some images, whose rows come in whole blocks."""

    images: slice
    group: int
    rows: Span
    block: int
    columns: Span


def _jobs(task: Task, way: Way) -> list[Job]:
    block, parts, stride = way.block, len(_starts(task.columns, way)), task.rows.stride
    reach = (block - 1) * stride + task.rows.extent
    shifts, high = task.channels * way.columns, task.outputs * parts * block
    widest = min(WIDEST, max(64, PATCH // (shifts * 4 * reach)))  # not much more is copied for the rows in between
    if bands.multiplies_small():
        widest = max(64, min(widest, SMALL // (high * shifts * reach)))
    if parts > 1:
        widest = min(widest, max(256, PRODUCTS // (16 * high)))
    widest = -(-task.width // -(-task.width // widest))
    blocks = max(1, (PATCH // (shifts * widest) - reach) // (block * stride) + 1)
    if parts > 1:
        blocks = max(1, min(blocks, PRODUCTS // (high * widest)))
    batch = task.out.shape[0]
    if task.out.size > SHARED and not bands.is_inside():  # enough work for every thread to have some
        shares = -(-4 * bands.WORKERS // (batch * task.groups))
        blocks = min(blocks, -(-task.height // (shares * block)))
    tail = task.height % block
    whole = task.height - tail
    spans = [((a * block, b * block), block) for a, b in bands.split(whole // block, blocks)]
    spans += [((whole, task.height), tail)] if tail else []
    together = 1
    if blocks * block >= whole and widest == task.width:  # several small images at once: fewer calls
        together = TOGETHER // (shifts * widest * (task.height * stride + reach))
        together = max(1, min(together, -(-batch // bands.WORKERS)))
    return [
        Job(slice(*images), group, rows, block, columns)
        for images in bands.split(batch, together)
        for group in range(task.groups)
        for rows, block in spans
        for columns in bands.split(task.width, widest)
    ]


def _best(task: Task) -> tuple[float, Way]:
    return _cheapest(task.outputs, task.channels, task.rows, task.columns, min(task.height, BLOCKS[-1]), task.width)


@lru_cache(maxsize=256)
def _cheapest(outputs: int, channels: int, rows: Window, columns: Window, height: int, width: int) -> tuple[float, Way]:
    """The cheapest way and what a place of the output costs with it."""
    blocks = [block for block in BLOCKS if block == 1 or block <= height]
    narrow = [size for size in NARROW if size < columns.size] if columns.stride == 1 else []

    def price(way: Way) -> float:
        parts, shifts = len(_starts(columns, way)), channels * way.columns
        depth = shifts * ((way.block - 1) * rows.stride + rows.extent)
        copied = shifts * rows.stride * COPY
        checked = 0.0 if way.block == 1 else 0.5 * PASS * outputs
        packed = 3 * COPY * parts * outputs * depth / width  # BLAS lays the kernel out anew for each product
        joined = 0.0
        if parts > 1:
            joined = ADD * parts * outputs
        elif way.block > 1 and outputs > 1:
            joined = 2 * COPY * outputs
        return copied + product(outputs * way.block * parts, depth) / way.block + packed + checked + joined

    return min((price(way), way) for way in (Way(block, size) for block in blocks for size in (*narrow, columns.size)))


def _starts(columns: Window, way: Way) -> list[int]:
    """The first column of each part of the kernel; the last part reads again what the one before it has read."""
    last = columns.size - way.columns
    return [*range(0, last, way.columns), last]


def _toeplitz(task: Task, group: int, way: Way) -> Array:
    """The matrix (parts, O, B, reach * C * columns) of one group; row b reads the inputs from b * stride on."""
    weight, starts = task.weight[task.group(group)], _starts(task.columns, way)
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
    images, length = len(lines), lines.shape[4]
    width = length - moves[-1]
    image, line, _, run, item = lines.strides
    steps = (image, block * stride * line, run, item)
    factors = strided(lines, (0,) * 5, (images, blocks, depth, length), steps)
    image, own, line, item = out.strides
    kernel = kernel.reshape(-1, depth)
    if parts == 1 and 1 in (outputs, block):
        steps = (image, block * line, own if block == 1 else line, item)
        target = strided(out, place, (images, blocks, outputs * block, width), steps)
        if outputs == block == 1:
            np.matmul(kernel[0], factors, out=target[:, :, 0])
        else:
            np.matmul(kernel, factors, out=target)
        return
    found = bands.scratch("product", (images, blocks, parts, outputs, block, length))
    np.matmul(kernel, factors, out=found.reshape(images, blocks, -1, length))
    target = strided(out, place, (images, blocks, outputs, block, width), (image, block * line, own, line, item))
    if parts == 1:
        np.copyto(target, found[:, :, 0])
        return
    np.add(found[:, :, 0, ..., :width], found[:, :, 1, ..., moves[1] : moves[1] + width], out=target)
    for part, move in enumerate(moves[2:], 2):
        target += found[:, :, part, ..., move : move + width]
