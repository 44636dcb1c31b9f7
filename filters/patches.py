"""Padded bands: the inputs that a rectangle of outputs reads, with the padding laid around them."""

import numpy as np

from filters import bands
from filters.arrays import Array
from filters.windows import Window

Span = tuple[int, int]
"""First and one past last."""


def padded_band(x: Array, rows: Window, columns: Window, down: Span, across: Span, fill: float = 0.0) -> Array:
    """What the output rows `down` and columns `across` read of the planes x (P, H, W), as (P, h, w).

    A view where no padding is read, else scratch memory of the calling thread. Works also where the last windows reach
    past the declared padding, as with ceil_mode: that too holds `fill`.
    """
    height, width = x.shape[1:]
    top, bottom = _inputs(rows, down)
    left, right = _inputs(columns, across)
    if top >= 0 and bottom <= height and left >= 0 and right <= width:
        return x[:, top:bottom, left:right]
    band = bands.scratch("band", (x.shape[0], bottom - top, right - left))
    upper, lower = min(max(top, 0), height), max(min(bottom, height), 0)
    inner, outer = min(max(left, 0), width), max(min(right, width), 0)
    inside = slice(inner - left, max(outer, inner) - left)
    if lower > upper:
        np.copyto(band[:, upper - top : lower - top, inside], x[:, upper:lower, inner:outer])
    for first, last in ((top, min(bottom, 0)), (max(top, height), bottom)):
        if last > first:
            part = band[:, first - top : last - top, inside]
            part[...] = fill if rows.mode == "zeros" else x[:, _sources(rows, (first, last), height), inner:outer]
    for first, last in ((left, min(right, 0)), (max(left, width), right)):
        if last > first:
            part = band[:, :, first - left : last - left]
            sources = _sources(columns, (first, last), width)
            part[...] = (
                fill
                if columns.mode == "zeros"
                else x[:, _sources(rows, (top, bottom), height)[:, None], sources[None, :]]
            )
    return band


def _inputs(window: Window, outputs: Span) -> Span:
    first = outputs[0] * window.stride - window.before
    return first, first + (outputs[1] - 1 - outputs[0]) * window.stride + window.extent


def _sources(window: Window, places: Span, length: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return window.resolve(np.arange(*places), length)
