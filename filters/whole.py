"""Convolution of 8-bit pixels in whole numbers: exact, and several times as fast as in float32.

It works where a kernel's weights are few whole multiples of one number, as those of sharpening, embossing, Sobel,
Laplace and small boxes are: no sum of 8-bit pixels with them leaves 16 bits. Pixels of several channels lie side by
side.
"""

from collections.abc import Iterator
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.arrays import Array
from filters.patches import Span, pad_into
from filters.records import dataclass
from filters.windows import Window

Pixels = NDArray[np.uint8]
Whole = NDArray[np.int16]
Places = tuple[tuple[int, int], ...]

MOST_PASSES = 20
"""With more additions the ways of float32, which share them, are as fast."""
_TOP = 32767 // 255


@dataclass(frozen=True)
class Sum:
    """A kernel of whole numbers, `height` by `width`: for each size of these, the places (row, column) added, and those
    taken away."""

    height: int
    width: int
    groups: tuple[tuple[int, Places, Places], ...]

    @property
    def passes(self) -> int:
        """About how many additions and multiplications of all values it takes."""
        return sum(len(plus) + len(minus) + (size > 1) for size, plus, minus in self.groups)


@dataclass(frozen=True)
class WholeKernel:
    """weight = scale * whole numbers: one sum, or of a column times a row one down and then one across."""

    sums: tuple[Sum, ...]
    scale: float


def whole_kernel(weight: Array) -> WholeKernel | None:
    """A kernel (kh, kw) in whole numbers, None where its weights are not, or are too many or too large."""
    return _whole_kernel(weight.astype(np.float32).tobytes(), weight.shape[0])


@lru_cache(maxsize=64)
def _whole_kernel(data: bytes, height: int) -> WholeKernel | None:
    weight = np.frombuffer(data, np.float32).reshape(height, -1)
    used = np.abs(weight[weight != 0])
    if not used.size or not np.isfinite(used).all():
        return None
    scale = 1.0 if (used == np.rint(used)).all() else float(used.min())
    multiples = np.rint(weight / np.float64(scale))
    if np.abs(multiples).sum() > _TOP or not np.array_equal((multiples * scale).astype(np.float32), weight):
        return None
    found = min(((_sum(multiples),), *_column_and_row(multiples)), key=_passes)
    return WholeKernel(found, scale) if _passes(found) <= MOST_PASSES else None


def _passes(sums: tuple[Sum, ...]) -> int:
    return sum(part.passes for part in sums)


def _column_and_row(multiples: NDArray[np.float64]) -> Iterator[tuple[Sum, Sum]]:
    """The column and the row, in whole numbers, whose product the kernel is, if there are such."""
    line = multiples[np.abs(multiples).max(axis=1).argmax()]
    row = line / np.gcd.reduce(line.astype(np.int64))
    column = np.rint(multiples @ row / (row @ row))
    if np.array_equal(np.outer(column, row), multiples):
        yield _sum(column[:, None]), _sum(row[None])


def _sum(multiples: NDArray[np.float64]) -> Sum:
    sizes = sorted({abs(int(multiple)) for multiple in multiples[multiples != 0]})
    groups = [(size, _places(multiples == size), _places(multiples == -size)) for size in sizes]
    groups.sort(key=lambda group: (group[0] == 1, not group[1]))  # of those that are multiplied one that adds is first
    return Sum(multiples.shape[0], multiples.shape[1], tuple(groups))


def _places(chosen: NDArray[np.bool_]) -> Places:
    return tuple((int(row), int(column)) for row, column in np.argwhere(chosen))


def convolve(
    pixels: Pixels, kernel: WholeKernel, down: Window, across: Window, rows: Span, name: str = "whole sum"
) -> Whole:
    """The output rows `rows` of every channel of pixels (H, W, C), before `scale`, as int16 (rows, w, C).

    `down` and `across` are the windows of the kernel's axes; `across` moves by one column. The result is scratch memory
    `name` of the calling thread: the next call of that name overwrites it.
    """
    channels, height = pixels.shape[2], rows[1] - rows[0]
    band = _padded(pixels, down, across, rows)
    lines, stride, apart = band.reshape(len(band), -1), down.stride, across.dilation * channels
    for part in kernel.sums:
        is_last = part is kernel.sums[-1]
        found = _scratch(name if is_last else "whole column", (height, lines.shape[1] - (part.width - 1) * apart))
        _add(part, lines, (down.dilation, apart), stride, found)
        lines, stride = found, 1
    return lines.reshape(height, -1, channels)


def _add(part: Sum, lines: Whole, apart: tuple[int, int], stride: int, found: Whole) -> None:
    """Write the sums to found (rows, values), whose rows are `stride` lines from each other, taps so far `apart`."""
    term = _scratch("whole term", found.shape)

    def at(place: tuple[int, int]) -> Whole:
        first, left = place[0] * apart[0], place[1] * apart[1]
        return lines[first : first + (len(found) - 1) * stride + 1 : stride, left : left + found.shape[1]]

    for number, (size, plus, minus) in enumerate(part.groups):
        is_added = number > 0 and size == 1  # what is not multiplied goes to the sum at once
        target = term if number and not is_added else found
        values: Whole | None = found if is_added else None
        for join, places in ((np.add, plus), (np.subtract, minus)):
            for place in places:
                if values is None:
                    values = at(place) if join is np.add else np.negative(at(place), out=target)
                else:
                    values = join(values, at(place), out=target)
        assert values is not None
        if size > 1:
            values = np.multiply(values, np.int16(size), out=target)
        if values is term:
            np.add(found, values, out=found)
        elif values is not found:
            np.copyto(found, values)


def _padded(pixels: Pixels, down: Window, across: Window, rows: Span) -> Whole:
    """What the rows read, (h, w, C) with padding in its place, in scratch memory of the calling thread."""
    _, width, channels = pixels.shape
    outputs = across.output_length(width)
    height = (rows[1] - rows[0] - 1) * down.stride + down.extent
    band = _scratch("whole", (height, outputs + across.extent - 1, channels))
    pad_into(band.transpose(2, 0, 1), pixels.transpose(2, 0, 1), down, across, rows, (0, outputs))
    return band


def _scratch(name: str, shape: tuple[int, ...]) -> Whole:
    """int16 memory of the calling thread, as `bands.scratch` keeps it."""
    size = prod(shape)
    return bands.scratch(name, (size // 2 + 1,)).view(np.int16)[:size].reshape(shape)
