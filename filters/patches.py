"""The inputs that a rectangle of outputs reads, laid out for arithmetic, with the padding in its place."""

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from filters import bands
from filters.arrays import Array
from filters.windows import Window

Span = tuple[int, int]
"""First and one past last."""


def padded_band(
    x: Array,
    rows: Window,
    columns: Window,
    down: Span,
    across: Span,
    fill: float = 0.0,
    *,
    origin: int = 0,
    height: int | None = None,
    name: str = "band",
) -> Array:
    """What the output rows `down` and columns `across` read of the planes x (..., H, W), as (..., h, w).

    A view where no padding is read, else scratch memory `name` of the calling thread. Works also where the last windows
    reach past the declared padding, as with ceil_mode: that too holds `fill`. x may hold only some rows of a map of
    `height` rows, from row `origin` on: as many as `rows.span` asks for.
    """
    height, width = x.shape[-2] if height is None else height, x.shape[-1]
    top, bottom = _inputs(rows, down)
    left, right = _inputs(columns, across)
    if top >= 0 and bottom <= height and left >= 0 and right <= width:
        return x[..., top - origin : bottom - origin, left:right]
    band = bands.scratch(name, (*x.shape[:-2], bottom - top, right - left))
    upper, lower = min(max(top, 0), height), max(min(bottom, height), 0)
    inner, outer = min(max(left, 0), width), max(min(right, width), 0)
    inside = slice(inner - left, max(outer, inner) - left)
    if lower > upper:
        source = x[..., upper - origin : lower - origin, inner:outer]
        np.copyto(band[..., upper - top : lower - top, inside], source)
    for first, last in ((top, min(bottom, 0)), (max(top, height), bottom)):
        if last > first:
            part = band[..., first - top : last - top, inside]
            zeros = rows.mode == "zeros"
            part[...] = fill if zeros else x[..., _sources(rows, (first, last), height) - origin, inner:outer]
    for first, last in ((left, min(right, 0)), (max(left, width), right)):
        if last > first:
            part = band[..., first - left : last - left]
            if columns.mode == "zeros":
                part[...] = fill
            else:
                down_sources = _sources(rows, (top, bottom), height) - origin
                part[...] = x[..., down_sources[:, None], _sources(columns, (first, last), width)]
    return band


def shifted_rows(x: Array, rows: Window, columns: Window, down: Span, across: Span) -> Array:
    """Every input row that the outputs read, once for each tap along it: (h, C, kw, outputs), from planes x (C, H, W).

    [r, c, v, j] is what output column j reads with tap v of row r, so that the window of a row of outputs is a plain
    run of memory. Scratch memory of the calling thread; padding holds 0.
    """
    height = x.shape[1]
    top, bottom = _inputs(rows, down)
    lines = bands.scratch("patches", (bottom - top, x.shape[0], columns.size, across[1] - across[0]))
    upper, lower = min(max(top, 0), height), max(min(bottom, height), 0)
    if lower > upper:
        _lay(x[:, upper:lower], columns, across, lines[upper - top : lower - top])
    for first, last in ((top, min(bottom, 0)), (max(top, height), bottom)):
        for row, source in zip(range(first, last), _sources(rows, (first, last), height), strict=True):
            if source < 0:
                lines[row - top] = 0
            elif upper <= source < lower:
                lines[row - top] = lines[source - top]
            else:
                _lay(x[:, source : source + 1], columns, across, lines[row - top : row - top + 1])
    return lines


def _lay(x: Array, columns: Window, across: Span, lines: Array) -> None:
    """Lay rows x (C, h, W) out into lines (h, C, kw, outputs): one copy for the outputs that read no padding."""
    width, stride, taps = x.shape[2], columns.stride, columns.size
    outputs = lines.shape[3]
    first = across[0] * stride - columns.before
    low = min(max(0, -(first // stride)), outputs)
    high = max(low, min(outputs, (width - columns.extent - first) // stride + 1))
    rows = x.transpose(1, 0, 2)
    if high > low:
        inner = rows[..., first + low * stride :]
        if 1 < stride < taps and columns.dilation == 1:
            # every row is taken apart once, so that each tap finds its values side by side
            for phase in range(stride):
                own = range(phase, taps, stride)
                part = bands.scratch("phase", (*inner.shape[:2], high - low + len(own) - 1))
                np.copyto(part, inner[..., phase::stride][..., : part.shape[2]])
                np.copyto(lines[:, :, phase::stride, low:high], _taps(part, len(own), high - low, 1, 1))
        else:
            np.copyto(lines[..., low:high], _taps(inner, taps, high - low, columns.dilation, stride))
    for start, stop in ((0, low), (high, outputs)):
        if stop > start:
            places = first + np.arange(start, stop) * stride + columns.dilation * np.arange(taps)[:, None]
            sources = columns.resolve(places, width)
            lines[..., start:stop] = rows[..., sources]
            if columns.mode == "zeros":
                lines[..., start:stop][..., sources < 0] = 0


def _taps(rows: Array, taps: int, outputs: int, dilation: int, stride: int) -> Array:
    """See rows (h, C, w) as (h, C, taps, outputs)."""
    row, plane, item = rows.strides
    steps = (row, plane, dilation * item, stride * item)
    return as_strided(rows, (*rows.shape[:2], taps, outputs), steps, writeable=False)


def _inputs(window: Window, outputs: Span) -> Span:
    first = outputs[0] * window.stride - window.before
    return first, first + (outputs[1] - 1 - outputs[0]) * window.stride + window.extent


def _sources(window: Window, places: Span, length: int) -> NDArray[np.int64]:
    return window.resolve(np.arange(*places), length)
