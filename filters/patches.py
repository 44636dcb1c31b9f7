"""Padded bands: the inputs that a run of output rows reads, with the padding laid around them."""

import numpy as np

from filters import bands
from filters.arrays import Array
from filters.windows import Window


def padded_band(x: Array, rows: Window, columns: Window, span: tuple[int, int], width: int, fill: float = 0.0) -> Array:
    """What output rows span[0]..span[1]-1 and columns 0..width-1 read of the planes x (P, H, W), as (P, h, w).

    A view where no padding is read, else scratch memory of the calling thread. Works also where the last windows reach
    past the declared padding, as with ceil_mode: that too holds `fill`.
    """
    height, length = x.shape[1:]
    top, bottom = span[0] * rows.stride - rows.before, (span[1] - 1) * rows.stride - rows.before + rows.extent
    left, right = -columns.before, (width - 1) * columns.stride - columns.before + columns.extent
    if columns.mode != "zeros":  # padding may copy any column
        right = max(right, length)
    if top >= 0 and bottom <= height and left >= 0 and right <= length:
        return x[:, top:bottom, left:right]
    band = bands.scratch("band", (x.shape[0], bottom - top, right - left))
    upper, lower = min(max(top, 0), height), max(min(bottom, height), 0)
    inner, outer = min(max(left, 0), length), max(min(right, length), 0)
    inside = slice(inner - left, max(outer, inner) - left)
    if lower > upper:
        np.copyto(band[:, upper - top : lower - top, inside], x[:, upper:lower, inner:outer])
    for first, last in ((top, min(bottom, 0)), (max(top, height), bottom)):
        if last > first:
            _fill_rows(band[:, first - top : last - top, inside], x[:, :, inner:outer], rows, first, last, fill)
    for first, last in ((left, min(right, 0)), (max(left, length), right)):
        if last > first:
            _fill_columns(band, columns, left, length, (first, last), fill)
    return band


def _fill_rows(part: Array, x: Array, rows: Window, first: int, last: int, fill: float) -> None:
    if rows.mode == "zeros":
        part[...] = fill
    else:
        part[...] = x[:, rows.resolve(np.arange(first, last), x.shape[1])]


def _fill_columns(band: Array, columns: Window, left: int, length: int, span: tuple[int, int], fill: float) -> None:
    part = band[:, :, span[0] - left : span[1] - left]
    if columns.mode == "zeros":
        part[...] = fill
    else:
        part[...] = band[:, :, columns.resolve(np.arange(*span), length) - left]
