"""Block-Toeplitz GEMM: B output rows at once, from one matrix that holds the kernel B times, each a row further down.

The patches of B neighbouring output rows share their inputs, so the patch matrix is B/(1 + (kh-1)/B) times smaller than
im2col's, and the GEMM has B rows for each output channel where im2col has one. It multiplies many zeros; they cost less
than the memory that they save. Since 0 * NaN is NaN, a band that turns out not to be finite is computed by im2col.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from filters import bands
from filters.algorithms import im2col
from filters.algorithms.task import Task, is_finite
from filters.arrays import Array
from filters.patches import Span, padded_band

PATCH = 1 << 20
"""About how many values the patch matrix of one band holds."""
SHARED = 1 << 17
"""From this many outputs on, a single band is cut so that several threads share it."""
SMALL_GEMM = 1_000_000
"""OpenBLAS multiplies without packing while rows * columns * depth of a product are at most this."""


def run(task: Task) -> None:
    """Compute the whole result, band by band on threads; a thread uses about 5 MB beside its band's input."""
    block = min(block_rows(task), task.height)
    reach = (block - 1) * task.rows.stride + task.rows.extent
    depth = task.channels * task.columns.size * reach
    columns = bands.split(task.width, max(64, PATCH // depth))
    blocks = max(1, PATCH // (depth * (columns[0][1] - columns[0][0])))
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
        for own in columns
    ]

    def work(job: tuple[int, int, int, int, int, Span]) -> None:
        image, group, start, stop, size, own = job
        _fill(task, image, group, (start, stop), own, kernels[size][group])

    bands.run(jobs, work)


def block_rows(task: Task) -> int:
    """B: larger kernels and fewer output channels want more rows."""
    if task.outputs > 1 or task.channels > 1:
        return 4
    return 8 if task.rows.size < 9 else 12


def _toeplitz(task: Task, group: int, block: int) -> Array:
    """The matrix (O, B, C * kw * reach) of one group; row b reads the inputs from b * stride on."""
    weight = task.weight[task.group(group)]
    outputs, channels, _, width = weight.shape
    step, dilation = task.rows.stride, task.rows.dilation
    matrix = np.zeros((outputs, block, channels, width, (block - 1) * step + task.rows.extent), np.float32)
    for b in range(block):
        matrix[:, b, :, :, b * step : b * step + task.rows.extent : dilation] = weight.transpose(0, 1, 3, 2)
    return matrix.reshape(outputs, block, -1)


def _fill(task: Task, image: int, group: int, span: Span, columns: Span, kernel: Array) -> None:
    """Compute some blocks of rows of one group: their columns in chunks of one width, and what is left over."""
    band = padded_band(task.planes(image, group), task.rows, task.columns, span, columns)
    own = task.group(group)
    result = task.out[image, own, slice(*span), slice(*columns)]
    width = result.shape[2]
    chunks = -(-width // max(16, SMALL_GEMM // kernel.size))
    even = width // chunks * chunks
    _multiply(task, band, kernel, chunks, result[:, :, :even])
    if even < width:
        _multiply(task, band[:, :, even * task.columns.stride :], kernel, 1, result[:, :, even:])
    if all(is_finite(channel) for channel in result):
        task.add_bias(result, own)
    else:
        im2col.fill(task, image, group, span, columns)


def _multiply(task: Task, band: Array, kernel: Array, chunks: int, result: Array) -> None:
    """Write the outputs of a band to result (O, rows, columns): one copy, and one product for each block and chunk."""
    outputs, block, depth = kernel.shape
    blocks, width = result.shape[1] // block, result.shape[2] // chunks
    down, across = task.rows.stride, task.columns.stride
    plane, row, column = band.strides
    shape = (blocks, chunks, task.channels, task.columns.size, depth // (task.channels * task.columns.size), width)
    steps = (block * down * row, width * across * column, plane, task.columns.dilation * column, row, across * column)
    patches = bands.scratch("patches", shape)
    np.copyto(patches, as_strided(band, shape, steps, writeable=False))
    factors = patches.reshape(blocks, chunks, depth, width)
    own, line, item = result.strides
    target = as_strided(result, (blocks, chunks, outputs, block, width), (block * line, width * item, own, line, item))
    if outputs == 1:
        np.matmul(kernel[0], factors, out=target[:, :, 0])
    else:
        product = bands.scratch("product", target.shape)
        np.matmul(kernel.reshape(-1, depth), factors, out=product.reshape(blocks, chunks, -1, width))
        np.copyto(target, product)
