"""What every decoder gets and gives: the check of the size before memory is asked for, and raw pixels."""

import contextlib
import ctypes
import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from numpy.typing import NDArray
from PIL import Image, _imaging

from filters.words import Words
from workbench.errors import Refused
from workbench.memory import PIXEL_BUDGET

Check = Callable[[int, int, int], None]


# Pillow's own limit is global and lower than ours; ours is checked as soon as the header is read. Its warnings, and
# those of tifffile, are for programmers: what they tell is found and told here.
Image.MAX_IMAGE_PIXELS = PIXEL_BUDGET
warnings.filterwarnings("ignore", module=r"PIL\.")
for _name in ("PIL", "tifffile"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
with contextlib.suppress(AttributeError, OSError):  # libtiff, inside Pillow, prints them; on Windows it is out of reach
    _libtiff = ctypes.CDLL(_imaging.__file__)
    _libtiff.TIFFSetErrorHandler(None)
    _libtiff.TIFFSetWarningHandler(None)

PASSES_LIMIT = 30_000_000_000
"""How many pixels are decoded on the way to one frame, over all scans or all frames before it."""

ORIENTATION = 274
READ_BYTES = 1 << 24


@dataclass
class Raw:
    """What a file holds: `pixels` (H, W) or (H, W, bands) as decoded, and how to read them."""

    pixels: NDArray[Any]
    colours: int
    """How many of the bands are colour: 1 gray, 3 RGB, 4 CMYK; the rest is alpha or extra."""
    bits: int
    icc: bytes | None = None
    orientation: object = 1
    frames: int = 1
    exif: bytes = b""
    is_inverted: bool = False
    notices: list[str] = field(default_factory=list)


Decoder = Callable[[BinaryIO, Check, int], Raw]
"""File, check of the size, and which frame, counted from 0."""


def refuse_missing(frame: int, frames: int) -> None:
    """Refuse a frame that the file does not have."""
    if not 0 <= frame < frames:
        there = Words("one frame") if frames == 1 else Words("{0} frames", frames)
        raise Refused("it has {0} and no frame {1}", there, frame + 1)


def refuse_endless(passes: int, what: str, size: tuple[int, int]) -> None:
    """Refuse what would take minutes: thousands of frames or of scans, each on top of the last."""
    work = passes * size[0] * size[1]
    if passes > 1 and work > PASSES_LIMIT:
        raise Refused(
            "its {0} {1} of {2} × {3} are {4:,.0f} million pixels to decode; the limit is {5:,.0f} million",
            passes,
            what,
            size[0],
            size[1],
            work / 1e6,
            PASSES_LIMIT / 1e6,
        )


def exif_turn(picture: Image.Image) -> object:
    """Its EXIF orientation, 1 where there is none."""
    try:
        return picture.getexif().get(ORIENTATION, 1)
    except Exception:  # a broken EXIF block is no reason to refuse the picture, and Pillow raises all sorts
        return 1
