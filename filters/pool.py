"""Max and average pooling, in bands: first down the rows, then across the columns."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from filters import bands
from filters.arrays import Array, Target, flag, read_maps
from filters.errors import ShapeError
from filters.patches import padded_band
from filters.sliding import IntPair, Padding, output_size, read_windows
from filters.windows import Window

BAND = 1 << 20
"""About how many input values a band reads."""
GROUP = 32
"""Taps joined one after the other; sums of more are sums of such groups, so that float32 keeps its digits."""


def max_pool2d(
    x: ArrayLike,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: Padding = 0,
    dilation: IntPair = 1,
    ceil_mode: bool = False,
    out: Array | None = None,
) -> Array:
    """Keep the largest value of every window of x (N, C, H, W); padding never wins, NaN always does.

    stride is the kernel's size unless given. ceil_mode keeps a last window that only partly fits, but not one that
    would start in the end padding. Raises ShapeError or ParameterError, also for padding over half the window.
    """
    rows, columns, values, target = _prepare("max_pool2d", x, kernel_size, stride, padding, dilation, ceil_mode, out)

    def finish(y: Array, span: tuple[int, int]) -> None:
        pass

    _slide(values, target.values, rows, columns, np.maximum, -np.inf, finish)
    return target.done()


def avg_pool2d(
    x: ArrayLike,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = False,
    out: Array | None = None,
) -> Array:
    """Average every window of x (N, C, H, W) over the values inside x, or with count_include_pad over padding too.

    A window that reaches past the declared padding, as ceil_mode allows, is divided by what lies within it. Raises
    ShapeError or ParameterError, also for padding over half the window.
    """
    rows, columns, values, target = _prepare("avg_pool2d", x, kernel_size, stride, padding, 1, ceil_mode, out)
    include = flag(count_include_pad, "count_include_pad", "avg_pool2d")
    height, width = target.values.shape[2:]
    down = rows.count_inside(np.arange(height), values.shape[2], include_pad=include).astype(np.float32)
    across = columns.count_inside(np.arange(width), values.shape[3], include_pad=include).astype(np.float32)
    area = np.float32(rows.size * columns.size)
    is_even = bool((down == rows.size).all() and (across == columns.size).all())

    is_binary = bool(np.frexp(area)[0] == 0.5)  # then the reciprocal is exact, and multiplying is faster

    def finish(y: Array, span: tuple[int, int]) -> None:
        if is_even and is_binary:
            np.multiply(y, 1 / area, out=y)
        else:
            np.divide(y, area if is_even else np.multiply.outer(down[slice(*span)], across), out=y)

    _slide(values, target.values, rows, columns, np.add, 0.0, finish)
    return target.done()


def _prepare(
    name: str,
    x: ArrayLike,
    kernel_size: IntPair,
    stride: IntPair | None,
    padding: Padding,
    dilation: IntPair,
    ceil_mode: bool,
    out: Array | None,
) -> tuple[Window, Window, Array, Target]:
    values = read_maps(x, "x", name)
    size = (values.shape[2], values.shape[3])
    stride = kernel_size if stride is None else stride
    rows, columns = read_windows(name, kernel_size, stride, padding, dilation, size, ceil_mode=ceil_mode)
    for window in (rows, columns):
        widest = max(window.before, window.after)
        if 2 * widest > window.extent:
            raise ShapeError(
                "{0}: pool padding {1} must not exceed half of the window {2}. Pad by at most {3}.",
                name,
                widest,
                window.extent,
                window.extent // 2,
            )
    height, width = output_size(rows, columns, size, name)
    return rows, columns, values, Target(out, (*values.shape[:2], height, width), name, values)


def _slide(
    x: Array,
    y: Array,
    rows: Window,
    columns: Window,
    join: np.ufunc,
    fill: float,
    finish: Callable[[Array, tuple[int, int]], object],
) -> None:
    """Join the taps of every window; `finish` gets each band (planes, rows, width) while it is in cache."""
    if not y.size:
        return
    height, width = y.shape[2:]
    source, result = x.reshape(-1, *x.shape[2:]), y.reshape(-1, height, width)
    spans = bands.split(height, max(1, BAND // (x.shape[3] * rows.stride)))
    some = bands.split(len(source), max(1, BAND // (x.shape[3] * x.shape[2])) if len(spans) == 1 else 1)

    def work(job: tuple[tuple[int, int], tuple[int, int]]) -> None:
        planes, span = slice(*job[0]), job[1]
        band = padded_band(source[planes], rows, columns, span, (0, width), fill)
        part = result[planes, slice(*span)]
        joined = bands.scratch("joined", (band.shape[0], part.shape[1], band.shape[2]))
        _join(band, rows, joined, join, 1)
        _join(joined, columns, part, join, 2)
        finish(part, span)

    bands.run([(planes, span) for planes in some for span in spans], work)


def _join(band: Array, window: Window, result: Array, join: np.ufunc, axis: int) -> None:
    """Join the taps along one axis into `result`, which has one value for every place of the window."""
    reach = (result.shape[axis] - 1) * window.stride + 1
    before = (slice(None),) * axis
    taps = range(0, window.extent, window.dilation)
    if axis == 2 and 1 < window.stride <= window.size and (join is np.maximum or window.size > 2):
        views = _apart(band, window, taps, result.shape)
    else:
        views = [band[(*before, slice(u, u + reach, window.stride))] for u in taps]
    _fold(views[:GROUP], join, result)
    for first in range(GROUP, len(views), GROUP):
        group = bands.scratch("group", result.shape)
        _fold(views[first : first + GROUP], join, group)
        join(result, group, out=result)


def _apart(band: Array, window: Window, taps: range, shape: tuple[int, ...]) -> list[Array]:
    """The taps along the rows as runs of memory: every stride-th value copied once, for NumPy joins no others fast."""
    phases: dict[int, Array] = {}
    width = shape[2]
    most = width + (window.extent - 1) // window.stride
    for phase in sorted({tap % window.stride for tap in taps}):
        values = band[:, :, phase :: window.stride][:, :, :most]
        phases[phase] = bands.scratch(f"phase{phase}", values.shape)
        np.copyto(phases[phase], values)
    return [phases[tap % window.stride][:, :, tap // window.stride : tap // window.stride + width] for tap in taps]


def _fold(views: list[Array], join: np.ufunc, result: Array) -> None:
    if len(views) == 1:
        np.copyto(result, views[0])
        return
    join(views[0], views[1], out=result)
    for view in views[2:]:
        join(result, view, out=result)
