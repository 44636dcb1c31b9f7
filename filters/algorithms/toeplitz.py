"""Block-Toeplitz GEMM: B output rows at once, from one matrix that holds the kernel B times, each a row further down.

Every input row is laid out kw times, each time a column further on. In that order of rows the patches of a block of
outputs are a plain slice, and those of the next block a slice that overlaps it: nothing is copied for the kernel's
height. With B = 1 that is im2col without most of its copying, and for a single output channel a product of a vector
and a matrix. A larger B feeds the GEMM more rows at the price of multiplying zeros: where it pays is a matter of how
fast BLAS multiplies matrices of few rows. Since 0 * NaN is NaN, a band of blocks that turns out not to be finite is
computed by im2col.
"""

import numpy as np

from filters import bands
from filters.algorithms import im2col
from filters.algorithms.costs import COPY, PASS, product
from filters.algorithms.task import Task, is_finite
from filters.arrays import Array, strided
from filters.patches import Span, shifted_rows

PATCH = 1 << 20
"""About how many values the shifted rows of one band hold: fewer cost more in Python than they save in the caches."""
WIDEST = 1 << 12
"""Columns of one job."""
SHARED = 1 << 16
"""From this many outputs on, a single band is cut so that several threads share it."""

BLOCKS = (1, 2, 4, 8, 12, 16)
SHORTEST = 48
"""Columns below which the products are too short."""
SMALL = 1_000_000
"""Multiplications up to which OpenBLAS multiplies without packing, with AVX-512."""


def cost(task: Task) -> float:
    """About how many nanoseconds a place of the output of one group takes; infinite where it does not fit the task."""
    if task.rows.dilation > 1 or task.width < SHORTEST:
        return np.inf
    return min(_cost(task, block) for block in _blocks(task))


def run(task: Task) -> None:
    """Compute the whole result, band by band on threads; a thread uses up to 10 MB."""
    block = min(_blocks(task), key=lambda block: _cost(task, block))
    step = block * task.rows.stride
    reach = step - task.rows.stride + task.rows.extent
    shifts = task.channels * task.columns.size
    widest = min(WIDEST, max(64, PATCH // (shifts * 4 * reach)))  # not much more is copied for the rows in between
    if bands.multiplies_small():
        widest = max(64, min(widest, SMALL // (task.outputs * block * shifts * reach)))
    widest = -(-task.width // -(-task.width // widest))
    blocks = max(1, (PATCH // (shifts * widest) - reach) // step + 1)
    if task.out.size > SHARED and not bands.is_inside():  # enough work for every thread to have some
        parts = -(-4 * bands.WORKERS // (task.out.shape[0] * task.groups))
        blocks = min(blocks, -(-task.height // (parts * block)))
    tail = task.height % block
    whole = task.height - tail
    kernels = {size: [_toeplitz(task, group, size) for group in range(task.groups)] for size in {block, tail} - {0}}
    spans = [(a * block, b * block, block) for a, b in bands.split(whole // block, blocks)]
    spans += [(whole, task.height, tail)] if tail else []
    jobs = [
        (image, group, *span, own)
        for image in range(task.out.shape[0])
        for group in range(task.groups)
        for span in spans
        for own in bands.split(task.width, widest)
    ]

    def work(job: tuple[int, int, int, int, int, Span]) -> None:
        image, group, start, stop, size, columns = job
        rows, own = (start, stop), task.group(group)
        lines = shifted_rows(task.planes(image, group), task.rows, task.columns, rows, columns)
        place = (image, own.start, start, columns[0])
        _multiply(lines, kernels[size][group], task.rows.stride, task.out, place, (stop - start) // size)
        result = task.out[image, own, start:stop, slice(*columns)]
        if size == 1 or is_finite(result):
            task.add_bias(result, own)
        else:
            im2col.fill(task, slice(image, image + 1), group, rows, columns)

    bands.run(jobs, work)


def _blocks(task: Task) -> list[int]:
    return [block for block in BLOCKS if block == 1 or block <= task.height]


def _cost(task: Task, block: int) -> float:
    shifts = task.channels * task.columns.size
    reach = (block - 1) * task.rows.stride + task.rows.extent
    copied = shifts * task.rows.stride * COPY
    checked = 0.0 if block == 1 else 0.5 * PASS * task.outputs
    laid_out = 0.0 if 1 in (block, task.outputs) else 2 * COPY * task.outputs
    packed = task.outputs * shifts * reach / task.width * COPY  # BLAS lays the kernel out anew for each product
    return copied + product(task.outputs * block, shifts * reach) / block + packed + checked + laid_out


def _toeplitz(task: Task, group: int, block: int) -> Array:
    """The matrix (O, B, reach * C * kw) of one group; row b reads the inputs from b * stride on."""
    weight = task.weight[task.group(group)]
    outputs, channels, _, width = weight.shape
    step, dilation = task.rows.stride, task.rows.dilation
    matrix = np.zeros((outputs, block, (block - 1) * step + task.rows.extent, channels, width), np.float32)
    for b in range(block):
        matrix[:, b, b * step : b * step + task.rows.extent : dilation] = weight.transpose(0, 2, 1, 3)
    return matrix.reshape(outputs, block, -1)


def _multiply(lines: Array, kernel: Array, stride: int, out: Array, place: tuple[int, ...], blocks: int) -> None:
    """Write the outputs of a band to out (N, O, H, W) from `place` on: one product for each block of rows."""
    outputs, block, depth = kernel.shape
    width = lines.shape[3]
    line = lines.strides[2]
    factors = strided(lines, (0, 0, 0, 0), (blocks, depth, width), (block * stride * lines.strides[0], line, 4))
    _, own, line, item = out.strides
    if outputs == 1 or block == 1:
        steps = (block * line, own if block == 1 else line, item)
        target = strided(out, place, (blocks, outputs * block, width), steps)
        if outputs == block == 1:
            np.matmul(kernel[0, 0], factors, out=target[:, 0])
        else:
            np.matmul(kernel.reshape(-1, depth), factors, out=target)
    else:
        found = bands.scratch("product", (blocks, outputs, block, width))
        np.matmul(kernel.reshape(-1, depth), factors, out=found.reshape(blocks, -1, width))
        np.copyto(strided(out, place, found.shape, (block * line, own, line, item)), found)
