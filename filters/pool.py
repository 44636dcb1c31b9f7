"""Max and average pooling: taps folded one after another, rows first, in bands."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from filters import bands
from filters.arrays import Array, as_maps, result
from filters.errors import ParameterError, ShapeError
from filters.windows import Window, output_size, pads, pair, windows_of

BAND_FLOATS = 1 << 18


def max_pool2d(
    x: ArrayLike,
    kernel_size: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    out: Array | None = None,
) -> Array:
    """The largest value of each window of x (N, C, H, W); padded places never win, NaN always does.

    stride is the window's own size where None. ceil_mode keeps a last window that reaches over the end, unless it
    would start in the end padding. Padding may be at most half of the window. Raises ShapeError or ParameterError.
    """
    x = as_maps(x, "max_pool2d")
    windows = _windows(x, kernel_size, stride, padding, dilation, ceil_mode, "max_pool2d")
    found = result(_shape(x, windows, "max_pool2d"), out, "max_pool2d")
    _fold(x, windows, found, np.maximum, -np.inf)
    return found


def avg_pool2d(
    x: ArrayLike,
    kernel_size: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = False,
    out: Array | None = None,
) -> Array:
    """The mean of each window of x (N, C, H, W).

    The divisor counts the places of the window on the input, with count_include_pad also those in the declared
    padding. For the rest see max_pool2d.
    """
    x = as_maps(x, "avg_pool2d")
    windows = _windows(x, kernel_size, stride, padding, 1, ceil_mode, "avg_pool2d")
    found = result(_shape(x, windows, "avg_pool2d"), out, "avg_pool2d")
    _fold(x, windows, found, np.add, 0.0)
    counts = [
        window.count_inside(np.arange(outputs), length, include_pad=count_include_pad)
        for window, outputs, length in zip(windows, found.shape[2:], x.shape[2:], strict=True)
    ]
    found *= (1.0 / np.multiply.outer(*counts)).astype(np.float32)
    return found


def _windows(
    x: Array, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool, operation: str
) -> tuple[Window, Window]:
    kernel = pair(kernel_size, "kernel_size", operation)
    windows = windows_of(
        kernel,
        kernel if stride is None else pair(stride, "stride", operation),
        pads(padding, operation),
        pair(dilation, "dilation", operation),
        (x.shape[2], x.shape[3]),
        ceil_mode=bool(ceil_mode),
    )
    for window in windows:
        widest = max(window.before, window.after)
        if 2 * widest > window.extent:
            raise ParameterError(
                f"{operation}: padding {widest} must not exceed half of the window {window.extent}; "
                f"pad by at most {window.extent // 2}."
            )
    return windows


def _shape(x: Array, windows: tuple[Window, Window], operation: str) -> tuple[int, ...]:
    if x.shape[1] < 1:
        raise ShapeError(f"{operation}: x must have at least 1 channel, not 0.")
    return (*x.shape[:2], *output_size(*windows, (x.shape[2], x.shape[3]), operation))


def _fold(x: Array, windows: tuple[Window, Window], out: Array, fold: Any, fill: float) -> None:
    """Fold the taps of every window with an ufunc; taps outside the input leave the result as it is."""
    rows, columns = windows
    height, width = out.shape[2:]
    band = max(1, BAND_FLOATS // max(x.shape[3] * rows.stride, 1))
    jobs = [(n, c, part) for n in range(x.shape[0]) for c in range(x.shape[1]) for part in bands.slices(height, band)]

    def work(job: tuple[int, int, slice]) -> None:
        n, c, part = job
        source, target = x[n, c], out[n, c, part]
        count = part.stop - part.start
        first = bands.scratch("pool rows", count * x.shape[3]).reshape(count, -1)
        _fold_axis(source, rows, part.start, first, fold, fill)
        _fold_axis(first.T, columns, 0, target.T, fold, fill)

    bands.run(jobs, work)


def _fold_axis(source: Array, window: Window, start: int, target: Array, fold: Any, fill: float) -> None:
    """Fold along the first axis: target[i] takes all taps of output start + i that lie in source."""
    count, length = target.shape[0], source.shape[0]
    begun = False
    spans = []
    for u in range(window.size):
        first = start * window.stride - window.before + u * window.dilation
        low = max(0, -(first // window.stride)) if first < 0 else 0
        high = min(count, max(0, -(-(length - first) // window.stride)))
        spans.append((first, low, high))
    spans.sort(key=lambda span: span[1] - span[2])  # a tap that every output has comes first
    for first, low, high in spans:
        if high <= low:
            continue
        stop = first + (high - 1) * window.stride + 1
        taken = source[first + low * window.stride : stop : window.stride]
        if not begun:
            if high - low < count:
                target[...] = fill
            target[low:high] = taken
            begun = True
        else:
            fold(target[low:high], taken, out=target[low:high])
    if not begun:
        target[...] = fill
