"""What a pipeline reads: a photo, a tray of photos, a grid of numbers, or a bare shape for tables without a picture.

A photo keeps its own dtype and becomes float32 only where it is gathered, so that 100 MP of RGB stay 300 MB.
"""

import itertools
from dataclasses import field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.records import dataclass
from filters.windows import Positions

Pixels = NDArray[Any]
Region = NDArray[np.float32]

WHITES = {np.dtype(np.uint8): 255.0, np.dtype(np.uint16): 65535.0, np.dtype(np.float32): 1.0}
"""The value of white in a photo of each dtype."""

GATHER_VALUES = 1 << 18
"""How many values of a plane one thread gathers at a time, so that they stay in its cache."""

MOST_BREAKS = 256
"""Positions that change their step more often are gathered one by one."""

ALL = slice(None)
"""Every image of a batch."""

_numbers = itertools.count(1)


def _new_key() -> str:
    return f"source{next(_numbers)}"


@dataclass(frozen=True, eq=False)
class Photo:
    """A picture: `pixels` (H, W) or (H, W, C), read-only, uint8, uint16 or float32 (white 255, 65535 or 1.0).

    `notices` are sentences on what opening it changed or left out; it is frame `frame` of `frames` in its file, counted
    from 0; `exif` is what a result may keep of its EXIF. Raises ValueError for other dtypes and shapes.
    """

    name: str
    pixels: Pixels
    path: Path | None = None
    notices: tuple[str, ...] = ()
    frame: int = 0
    frames: int = 1
    exif: bytes = field(default=b"", repr=False)
    key: str = field(default_factory=_new_key)

    def __post_init__(self) -> None:
        if self.pixels.dtype not in WHITES:
            raise ValueError(f"A picture holds uint8, uint16 or float32 values, not {self.pixels.dtype}.")
        if self.pixels.ndim not in (2, 3) or not self.pixels.size:
            raise ValueError(f"A picture is (H, W) or (H, W, C) and not empty, not {self.pixels.shape}.")
        object.__setattr__(self, "pixels", _read_only(self.pixels))

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(1, C, H, W)."""
        height, width = self.pixels.shape[:2]
        return 1, (self.pixels.shape[2] if self.pixels.ndim == 3 else 1), height, width

    @property
    def white(self) -> float:
        """The value of a white pixel: 255, 65535 or 1."""
        return WHITES[self.pixels.dtype]

    def region(self, rows: Positions, columns: Positions, white: float, images: slice = ALL) -> Region:
        """Gather the pixels at `rows` x `columns` as new float32 (1, C, rows, columns), white scaled to `white`.

        Where `white` is the photo's own, the values are exactly its own.
        """
        return self._gathered(rows, columns, np.dtype(np.float32), white)

    def raw(self, rows: Positions, columns: Positions, white: float) -> tuple[Pixels, float]:
        """Gather the pixels as they are, new (1, C, rows, columns), and by what to multiply them for the same white."""
        return self._gathered(rows, columns, self.pixels.dtype, self.white), white / self.white

    def _gathered(self, rows: Positions, columns: Positions, dtype: np.dtype[Any], white: float) -> NDArray[Any]:
        planes = 1 if self.pixels.ndim == 2 else self.pixels.shape[2]
        found = np.empty((1, planes, rows.size, columns.size), dtype)
        pixels = self.pixels.reshape(*self.pixels.shape[:2], planes)
        pieces = _pieces(columns)

        def work(span: tuple[int, int]) -> None:
            block = pixels[_slice_of(rows[slice(*span)])]
            target = found[0, :, slice(*span)]
            for into, places in pieces:
                if isinstance(places, slice):  # all planes at once: what they share of the cache is read once
                    target[..., into] = block[:, places].transpose(2, 0, 1)
                    continue
                lines = block.reshape(len(block), -1)
                for plane in range(planes):
                    target[plane, :, into] = np.take(lines, places * planes + plane, axis=1, mode="clip")
            if white != self.white:
                self._scale(target, white)

        bands.run(bands.split(rows.size, max(1, GATHER_VALUES // max(columns.size, 1))), work)
        return found

    def lines(self, rows: tuple[int, int], white: float, name: str) -> Region:
        """Whole rows first .. last - 1 as they lie, as float32 (1, 1, rows, W * C), equal to those of `region`.

        They are scratch memory `name` of the calling thread: the next call of that name overwrites them.
        """
        pixels = self.pixels[slice(*rows)].reshape(1, 1, rows[1] - rows[0], -1)
        found = bands.scratch(name, pixels.shape)
        np.copyto(found, pixels)
        self._scale(found, white)
        return found

    def _scale(self, values: Region, white: float) -> None:
        if white < self.white:
            values /= np.float32(self.white / white)
        elif white > self.white:
            values *= np.float32(white / self.white)


@dataclass(frozen=True, eq=False)
class NumberGrid:
    """Numbers read as they are, never scaled: `values` float32, (H, W), (C, H, W) or (N, C, H, W)."""

    values: NDArray[np.float32]
    name: str = "Numbers"
    key: str = field(default_factory=_new_key)

    def __post_init__(self) -> None:
        if self.values.ndim not in (2, 3, 4) or not self.values.size:
            raise ValueError(
                f"A grid of numbers is (H, W), (C, H, W) or (N, C, H, W) and not empty, not {self.values.shape}."
            )
        object.__setattr__(self, "values", _read_only(self.values.astype(np.float32)))

    @classmethod
    def table(cls, values: NDArray[Any], name: str = "Numbers") -> "NumberGrid":
        """A table (N, K) of N samples with K features each, as (N, K, 1, 1)."""
        return cls(values.astype(np.float32)[:, :, None, None], name)

    @property
    def planes(self) -> NDArray[np.float32]:
        """The numbers as (N, C, H, W)."""
        return self.values.reshape((1,) * (4 - self.values.ndim) + self.values.shape)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(N, C, H, W)."""
        n, c, h, w = self.planes.shape
        return n, c, h, w

    @property
    def white(self) -> float:
        """The largest of the numbers, for display alone; 1 where none is larger than 0."""
        largest = float(np.nanmax(self.values, initial=0.0))
        return largest if 0 < largest < np.inf else 1.0

    def region(self, rows: Positions, columns: Positions, white: float, images: slice = ALL) -> Region:
        """Gather the numbers of some images as new float32 (N, C, rows, columns), whatever `white` is."""
        return np.array(self.planes[images, :, _slice_of(rows)][..., _slice_of(columns)], order="C")

    def raw(self, rows: Positions, columns: Positions, white: float) -> tuple[Pixels, float]:
        """The same, and 1."""
        return self.region(rows, columns, white), 1.0


@dataclass(frozen=True, eq=False)
class Tray:
    """Several photos of one size and one number of channels, read as a batch.

    `photos` are as they are read; `originals` are what they were made of, by cutting or fitting as `how` says (see
    `trays.tray_of`). Raises ValueError where the photos' shapes differ.
    """

    photos: tuple[Photo, ...]
    originals: tuple[Photo, ...] = ()
    how: str = "crop"
    key: str = field(default_factory=_new_key)

    def __post_init__(self) -> None:
        shapes = {photo.shape for photo in self.photos}
        if len(shapes) != 1:
            raise ValueError(f"A tray holds photos of one shape, not of {len(shapes)}: {sorted(shapes)}.")

    @property
    def name(self) -> str:
        """The names of the photos."""
        return ", ".join(photo.name for photo in self.photos)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(N, C, H, W)."""
        return len(self.photos), *self.photos[0].shape[1:]

    @property
    def white(self) -> float:
        """The largest white of the photos."""
        return max(photo.white for photo in self.photos)

    def region(self, rows: Positions, columns: Positions, white: float, images: slice = ALL) -> Region:
        """Gather the pixels of some photos as new float32 (N, C, rows, columns), white scaled to `white`."""
        return np.concatenate([photo.region(rows, columns, white) for photo in self.photos[images]])

    def raw(self, rows: Positions, columns: Positions, white: float) -> tuple[Pixels, float]:
        """The same, and 1: each photo has a white of its own."""
        return self.region(rows, columns, white), 1.0


@dataclass(frozen=True)
class BareShape:
    """A shape without values, (n, c, h, w): enough for plans and tables. Its region is all zeros."""

    n: int
    c: int
    h: int
    w: int

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(N, C, H, W)."""
        return self.n, self.c, self.h, self.w

    @property
    def name(self) -> str:
        """The shape in words."""
        return f"{self.n} × {self.c} × {self.h} × {self.w}"

    @property
    def key(self) -> str:
        """Equal shapes are the same source."""
        return f"shape {self.shape}"

    @property
    def white(self) -> float:
        """There is nothing to scale."""
        return 1.0

    def region(self, rows: Positions, columns: Positions, white: float, images: slice = ALL) -> Region:
        """Zeros, (N, C, rows, columns)."""
        return np.zeros((len(range(self.n)[images]), self.c, len(rows), len(columns)), np.float32)

    def raw(self, rows: Positions, columns: Positions, white: float) -> tuple[Pixels, float]:
        """The same, and 1."""
        return self.region(rows, columns, white), 1.0


Source = Photo | Tray | NumberGrid | BareShape


def _read_only(values: Pixels) -> Pixels:
    view = values.view()
    view.flags.writeable = False
    return view


def _slice_of(positions: Positions) -> slice | Positions:
    """The slice that means the same, where the positions are evenly spaced: slicing is several times faster."""
    if not len(positions):
        return slice(0, 0)
    first, last = int(positions[0]), int(positions[-1])
    if len(positions) == 1:
        return slice(first, first + 1)
    step = int(positions[1]) - first
    if step > 0 and last - first == step * (len(positions) - 1) and bool((np.diff(positions) == step).all()):
        return slice(first, last + 1, step)
    return positions


def _pieces(positions: Positions) -> list[tuple[slice, slice | Positions]]:
    """Where evenly spaced stretches go and come from: phases, and between padding at the edges all that is left."""
    if not len(positions):
        return []
    steps = np.diff(positions)
    breaks = np.flatnonzero(steps != np.sort(steps)[steps.size // 2]) + 1 if steps.size else steps
    if len(breaks) > MOST_BREAKS:
        return [(slice(0, len(positions)), positions)]
    cuts = [0, *(int(place) for place in breaks), len(positions)]
    return [(slice(a, b), _slice_of(positions[a:b])) for a, b in pairwise(cuts)]
