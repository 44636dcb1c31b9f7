"""The inputs that a rectangle of outputs reads, laid out for arithmetic, with the padding in its place."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.arrays import Array, strided
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
    pad_into(band, x, rows, columns, down, across, fill, origin=origin, height=height)
    return band


def pad_into(
    band: NDArray[Any],
    x: NDArray[Any],
    rows: Window,
    columns: Window,
    down: Span,
    across: Span,
    fill: float = 0.0,
    *,
    origin: int = 0,
    height: int | None = None,
) -> None:
    """Write what `padded_band` gives to band (..., h, w), which may lie in memory and hold numbers as it likes."""
    height, width = x.shape[-2] if height is None else height, x.shape[-1]
    (top, bottom), (left, right) = _inputs(rows, down), _inputs(columns, across)
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
            part[...] = fill if zeros else x[..., _at(_sources(rows, (first, last), height), origin), inner:outer]
    for first, last in ((left, min(right, 0)), (max(left, width), right)):
        if last > first:
            part = band[..., first - left : last - left]
            sources = _sources(columns, (first, last), width)
            if columns.mode == "zeros":
                part[...] = fill
            elif inner <= min(sources) and max(sources) < outer:  # they are in the band already
                for place, column in enumerate(sources):
                    part[..., place] = band[..., column - left]
            else:
                part[...] = x[..., _at(_sources(rows, (top, bottom), height), origin)[:, None], sources]


def shifted_rows(x: Array, rows: Window, columns: Window, down: Span, across: Span) -> Array:
    """Every input row that the outputs read, once for each tap along it: (N, h, C, kw, outputs), from x (N, C, H, W).

    [n, r, c, v, j] is what output column j reads with tap v of row r, so that the window of a row of outputs is a plain
    run of memory. Scratch memory of the calling thread; padding holds 0.
    """
    (top, bottom), (left, right) = _inputs(rows, down), _inputs(columns, across)
    place = (0, 0, top, left)
    if top < 0 or left < 0 or bottom > x.shape[2] or right > x.shape[3]:
        x, place = padded_band(x, rows, columns, down, across), (0, 0, 0, 0)
    stride, taps = columns.stride, columns.size
    height, (images, channels), outputs = bottom - top, x.shape[:2], across[1] - across[0]
    lines = bands.scratch("patches", (images, height, channels, taps, outputs))
    image, plane, row, item = x.strides
    if 1 < stride < taps and columns.dilation == 1:
        # every row is taken apart once, so that each tap finds its values side by side
        for phase in range(stride):
            count = len(range(phase, taps, stride))
            part = bands.scratch("phase", (images, height, channels, outputs + count - 1))
            steps = (image, row, plane, stride * item)
            np.copyto(part, strided(x, (*place[:3], place[3] + phase), part.shape, steps))
            shifted = (*part.shape[:3], count, outputs)
            np.copyto(lines[..., phase::stride, :], strided(part, (0,) * 4, shifted, (*part.strides, part.itemsize)))
    else:
        np.copyto(lines, strided(x, place, lines.shape, (image, row, plane, columns.dilation * item, stride * item)))
    return lines


def _inputs(window: Window, outputs: Span) -> Span:
    first = outputs[0] * window.stride - window.before
    return first, first + (outputs[1] - 1 - outputs[0]) * window.stride + window.extent


@lru_cache(maxsize=256)
def _sources(window: Window, places: Span, length: int) -> tuple[int, ...]:
    return tuple(window.resolve(np.arange(*places), length).tolist())


def _at(sources: tuple[int, ...], origin: int) -> NDArray[np.int64]:
    return np.array(sources, np.int64) - origin
