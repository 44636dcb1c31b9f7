"""Block-Toeplitz GEMM: B neighbouring output rows share the rows they read, so that a band is one matrix product.

With B = 1 this is the usual im2col, which any kernel, stride, dilation and group count can take. With few filters a
larger B makes the product taller, where sgemm runs near its peak; it spends more multiplications and less time.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from filters import bands
from filters.arrays import Array
from filters.windows import Window

BAND_FLOATS = 1 << 20
"""Size of the patch matrix of one band: it should stay in the second cache."""


def convolve(
    x: Array, weight: Array, windows: tuple[Window, Window], groups: int, out: Array, *, block: int = 1
) -> None:
    """Write the cross-correlation of x (N, C, H, W) with weight (Cout, Cin/groups, kh, kw) into out."""
    batch, _, height, width = out.shape
    filters_, inputs = weight.shape[0] // groups, weight.shape[1]
    block = max(1, min(block, height))
    matrices = [_matrix(weight[g * filters_ : (g + 1) * filters_], windows[0], block) for g in range(groups)]
    taps = matrices[0].shape[1]
    blocks = max(1, min(-(-height // block), BAND_FLOATS // max(taps * width, 1)))
    jobs = [(n, g, rows) for n in range(batch) for g in range(groups) for rows in bands.slices(height, blocks * block)]
    plain = [_matrix(weight[g * filters_ : (g + 1) * filters_], windows[0], 1) for g in range(groups)]

    def work(job: tuple[int, int, slice]) -> None:
        n, g, rows = job
        source = x[n, g * inputs : (g + 1) * inputs]
        target = out[n, g * filters_ : (g + 1) * filters_, rows]
        whole = target.shape[1] // block * block
        start = rows.start
        with np.errstate(invalid="ignore", over="ignore"):
            if whole:
                _band(source, matrices[g], windows, target[:, :whole], start, block)
                if block > 1 and not np.isfinite(target[:, :whole].sum()):  # 0 x NaN of a neighbour's window
                    _band(source, plain[g], windows, target[:, :whole], start, 1)
            if whole < target.shape[1]:
                _band(source, plain[g], windows, target[:, whole:], start + whole, 1)

    bands.run(jobs, work)


def _matrix(weight: Array, rows: Window, block: int) -> Array:
    """The weight of B output rows over all rows that they read, (Cout * B, Cin * kw * R)."""
    outputs, inputs, kh, kw = weight.shape
    reach = (block - 1) * rows.stride + rows.extent
    matrix = np.zeros((outputs, block, inputs, kw, reach), np.float32)
    for b in range(block):
        for u in range(kh):
            matrix[:, b, :, :, b * rows.stride + u * rows.dilation] = weight[:, :, u]
    used = [r for r in range(reach) if block > 1 or r % rows.dilation == 0]
    return np.ascontiguousarray(matrix[..., used]).reshape(outputs * block, -1)


def _band(source: Array, matrix: Array, windows: tuple[Window, Window], target: Array, start: int, block: int) -> None:
    rows, columns = windows
    outputs, height, width = target.shape
    padded = padded_rows(source, windows, start, height, width)
    channels, count = source.shape[0], height // block
    sc, sy, sx = padded.strides
    reach, down = ((block - 1) * rows.stride + rows.extent, sy) if block > 1 else (rows.size, sy * rows.dilation)
    taps = channels * columns.size * reach
    patch = bands.scratch("patch", taps * count * width)
    if block == 1:  # one product for all rows
        view = patch.reshape(channels, columns.size, reach, count, width)
        strides = (sc, sx * columns.dilation, down, sy * rows.stride, sx * columns.stride)
        np.copyto(view, as_strided(padded, view.shape, strides))
        if target.strides[1] == 4 * width and target.strides[2] == 4:
            np.matmul(matrix, view.reshape(taps, -1), out=as_strided(
                target, (outputs, height * width), (target.strides[0], 4)))  # fmt: skip
        else:
            target[...] = np.matmul(matrix, view.reshape(taps, -1)).reshape(target.shape)
        return
    view = patch.reshape(count, channels, columns.size, reach, width)
    strides = (sy * rows.stride * block, sc, sx * columns.dilation, down, sx * columns.stride)
    np.copyto(view, as_strided(padded, view.shape, strides))
    if outputs == 1:
        place = as_strided(target, (count, block, width), (target.strides[1] * block, *target.strides[1:]))
        np.matmul(matrix, view.reshape(count, taps, width), out=place)
        return
    found = bands.scratch("found", count * outputs * block * width).reshape(count, outputs, block, width)
    np.matmul(matrix, view.reshape(count, taps, width), out=found.reshape(count, outputs * block, width))
    place = as_strided(
        target, (count, outputs, block, width), (target.strides[1] * block, target.strides[0], *target.strides[1:])
    )
    np.copyto(place, found)


def padded_rows(source: Array, windows: tuple[Window, Window], start: int, height: int, width: int) -> Array:
    """The rows of source (C, H, W) that outputs start .. start+height read, padded; a view where nothing is padded."""
    rows, columns = windows
    first = start * rows.stride - rows.before
    last = first + (height - 1) * rows.stride + rows.extent
    reach = (width - 1) * columns.stride + columns.extent
    _, tall, wide = source.shape
    if first >= 0 and last <= tall and columns.before == 0 and reach <= wide:
        return source[:, first:last, :reach]
    padded = bands.scratch("padded", source.shape[0] * (last - first) * reach)
    padded = padded.reshape(source.shape[0], last - first, reach)
    down = rows.resolve(np.arange(first, last), tall)
    across = columns.resolve(np.arange(-columns.before, reach - columns.before), wide)
    inner = slice(columns.before, min(columns.before + wide, reach))
    top, bottom = max(0, -first), max(min(last, tall) - first, 0)
    if bottom > top:
        padded[:, top:bottom, inner] = source[:, first + top : first + bottom, : inner.stop - inner.start]
    for place in (*range(min(top, last - first)), *range(max(bottom, top), last - first)):
        padded[:, place, inner] = source[:, down[place], : inner.stop - inner.start] if down[place] >= 0 else 0
    for place in (*range(inner.start), *range(inner.stop, reach)):
        column = across[place]
        if column < 0:
            padded[:, :, place] = 0
        else:
            inside = down >= 0
            padded[:, inside, place] = source[:, down[inside], column]
            padded[:, ~inside, place] = 0
    return padded
