"""Block-Toeplitz GEMM: B output rows at once, from one matrix that holds the kernel B times, each a row further down.

Every input row is laid out kw times, each time a column further on. In that order of rows the patches of a block of
outputs are a plain slice, and those of the next block a slice that overlaps it: nothing is copied for the kernel's
height, and the GEMM has B rows for each output channel where im2col has one. It multiplies many zeros; they cost less
than the memory that they save. Since 0 * NaN is NaN, a band that turns out not to be finite is computed by im2col.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from filters import bands
from filters.algorithms import im2col
from filters.algorithms.task import Task, is_finite
from filters.arrays import Array
from filters.patches import Span, padded_band

BLOCK = 4
"""B: more rows would multiply more zeros and spare no copying."""
PATCH = 1 << 19
"""About how many values the shifted rows of one chunk hold."""
CHUNK = 512
"""Columns of one product: with B = 4 small enough for OpenBLAS to multiply without packing."""
WIDEST = 1 << 13
"""Columns of one job."""
SHARED = 1 << 17
"""From this many outputs on, a single band is cut so that several threads share it."""


def run(task: Task) -> None:
    """Compute the whole result, band by band on threads; a thread uses up to 8 MB beside its band's input."""
    block = min(BLOCK, task.height)
    step = block * task.rows.stride
    reach = step - task.rows.stride + task.rows.extent
    shifts = task.channels * task.columns.size
    chunk = min(CHUNK, max(64, PATCH // (shifts * reach)))
    blocks = max(1, (PATCH // (shifts * min(chunk, task.width)) - reach) // step + 1)
    if task.out.size > SHARED:  # enough work for every thread to have some
        blocks = min(blocks, -(-task.height // (4 * block)))
    kernels = {block: [_toeplitz(task, group, block) for group in range(task.groups)]}
    tail = task.height % block
    if tail:
        kernels[tail] = [_toeplitz(task, group, tail) for group in range(task.groups)]
    whole = task.height - tail
    spans = [(a * block, b * block, block) for a, b in bands.split(whole // block, blocks)]
    spans += [(whole, task.height, tail)] if tail else []
    jobs = [
        (image, group, *span, own)
        for image in range(task.out.shape[0])
        for group in range(task.groups)
        for span in spans
        for own in bands.split(task.width, WIDEST)
    ]

    def work(job: tuple[int, int, int, int, int, Span]) -> None:
        image, group, start, stop, size, columns = job
        rows, own = (start, stop), task.group(group)
        for left, right in bands.split(columns[1] - columns[0], chunk):
            piece = (columns[0] + left, columns[0] + right)
            band = padded_band(task.planes(image, group), task.rows, task.columns, rows, piece)
            _multiply(task, band, kernels[size][group], task.out[image, own, start:stop, slice(*piece)])
        result = task.out[image, own, start:stop, slice(*columns)]
        if all(is_finite(channel) for channel in result):
            task.add_bias(result, own)
        else:
            im2col.fill(task, image, group, rows, columns)

    bands.run(jobs, work)


def _toeplitz(task: Task, group: int, block: int) -> Array:
    """The matrix (O, B, reach * C * kw) of one group; row b reads the inputs from b * stride on."""
    weight = task.weight[task.group(group)]
    outputs, channels, _, width = weight.shape
    step, dilation = task.rows.stride, task.rows.dilation
    matrix = np.zeros((outputs, block, (block - 1) * step + task.rows.extent, channels, width), np.float32)
    for b in range(block):
        matrix[:, b, b * step : b * step + task.rows.extent : dilation] = weight.transpose(0, 2, 1, 3)
    return matrix.reshape(outputs, block, -1)


def _multiply(task: Task, band: Array, kernel: Array, result: Array) -> None:
    """Write the outputs of a band to result (O, rows, columns): one copy, and one product for each block."""
    outputs, block, depth = kernel.shape
    blocks, width = result.shape[1] // block, result.shape[2]
    plane, row, column = band.strides
    shape = (band.shape[1], task.channels, task.columns.size, width)
    steps = (row, plane, task.columns.dilation * column, task.columns.stride * column)
    shifted = bands.scratch("patches", shape)
    np.copyto(shifted, as_strided(band, shape, steps, writeable=False))
    line = shifted.strides[2]
    next_block = block * task.rows.stride * shifted.strides[0]
    factors = as_strided(shifted, (blocks, depth, width), (next_block, line, 4), writeable=False)
    own, line, item = result.strides
    target = as_strided(result, (blocks, outputs, block, width), (block * line, own, line, item))
    if outputs == 1:
        np.matmul(kernel[0], factors, out=target[:, 0])
    else:
        product = bands.scratch("product", target.shape)
        np.matmul(kernel.reshape(-1, depth), factors, out=product.reshape(blocks, -1, width))
        np.copyto(target, product)
