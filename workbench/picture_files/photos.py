"""The one loader for pictures: every way in (dialog, drop, command, Python) ends here.

It opens regular files only, reads the size before it asks for memory, decodes to the last pixel, and raises LoadError
with one sentence that names the file. What it had to change is told in the photo's notices.
"""

import os
import re
import struct
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image

from filters.errors import Cancelled
from filters.words import Words
from workbench.errors import LoadError, Refused, reason, shown
from workbench.memory import PIXEL_BUDGET, available_memory
from workbench.picture_files import decoders
from workbench.picture_files.colours import cmyk_to_rgb, drop_alpha, to_known_dtype, to_srgb, upright
from workbench.picture_files.decoders import Decoder, Raw
from workbench.reading import open_regular
from workbench.sources import Photo, Pixels

__all__ = ["PHOTO_SUFFIXES", "LoadError", "load_photo", "photo_of"]

FILE_LIMIT = 8 << 30
_LIMIT = Words(
    "the limit is {0:,.0f} million (set the variable WORKBENCH_MEGAPIXELS to raise it, or shrink the picture in "
    "another program)",
    PIXEL_BUDGET / 1e6,
)
_CUT_OFF, _DAMAGED = Words("the picture is cut off (truncated)"), Words("the picture is damaged")
_RAW_SUFFIXES = {".cr2", ".cr3", ".nef", ".arw", ".dng", ".raf", ".orf", ".rw2", ".pef", ".srw"}
PHOTO_SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".pgm", ".ppm", ".pbm", ".pnm", ".npy"),
    *(".heic", ".heif"),
    *sorted(_RAW_SUFFIXES),
)
"""What a file dialog offers; the loader itself looks at the bytes."""


def load_photo(path: str | os.PathLike[str], frame: int = 0, *, damaged: bool = False) -> Photo:
    """Open a picture whole, upright, in its own depth; of an animation or many pages, one frame, counted from 0.

    Raises LoadError. Of a file that is `damaged`, and only if that is said, what is left is opened.
    """
    place = Path(path)
    name = shown(place)
    try:
        with open_regular(place, FILE_LIMIT) as file:
            decoder = partial(decoders.pillow, damaged=True) if damaged else _decoder(file, place)
            raw = decoder(file, _checked_against_budgets, frame)
            pixels = _settle(raw, frame)
        return Photo(name, pixels, place, tuple(raw.notices), frame, raw.frames, raw.exif)
    except Cancelled:
        raise
    except Exception as error:  # decoders raise all sorts on damaged files: each becomes one sentence
        words = _words(error)
        refusal = LoadError("{0} cannot be opened: {1}.", name, words)
        refusal.is_damaged = words in (_CUT_OFF, _DAMAGED)
        raise refusal from error


def photo_of(picture: Pixels, name: str = "Array") -> Photo:
    """A photo of an array (H, W) or (H, W, C); uint8, uint16 or float32 with white 255, 65535 or 1. Copies nothing.

    Raises LoadError for other shapes and dtypes.
    """
    try:
        return Photo(name, picture)
    except ValueError as error:
        raise LoadError(str(error)) from error


def _decoder(file: BinaryIO, path: Path) -> Decoder:
    head = file.read(26)
    if path.suffix.lower() in _RAW_SUFFIXES:
        return decoders.camera
    if head.startswith(b"\x93NUMPY"):
        return decoders.npy
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        from workbench.picture_files.decoders.tiff import tiff  # noqa: PLC0415 - other photos open sooner without it

        return tiff
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) == 26 and head[24] == 16:
        return decoders.png16
    if head.startswith(b"\xff\xd8\xff"):
        return decoders.jpeg
    return decoders.pnm if decoders.pnm_header(file) else decoders.pillow


def _checked_against_budgets(width: int, height: int, pixel_bytes: int) -> None:
    """Refuse before decoding what has too many pixels, or would not fit in memory beside its decoded copy."""
    if width < 1 or height < 1:
        raise Refused("it has no pixels")
    count = width * height
    if count > PIXEL_BUDGET:
        raise Refused("{0} × {1} is {2:,.0f} million pixels; {3}", width, height, count / 1e6, _LIMIT)
    needed, free = count * pixel_bytes, available_memory()
    if needed > free:
        raise Refused("it needs about {0:.1f} GB of memory and {1:.1f} GB are free", needed / 1e9, free / 1e9)


def _settle(raw: Raw, frame: int) -> Pixels:
    """Gray (H, W) or RGB (H, W, 3) in sRGB, upright, uint8, uint16 or float32, contiguous."""
    notices = raw.notices
    pixels = to_known_dtype(raw.pixels, raw.bits, notices)
    pixels = drop_alpha(pixels, raw.colours, notices)
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    if raw.is_inverted and pixels.dtype.kind == "u":
        pixels = np.iinfo(pixels.dtype).max - pixels
    if raw.colours == 4 and pixels.ndim == 3 and pixels.dtype.kind == "u":
        pixels = cmyk_to_rgb(pixels, raw.icc, notices)
    else:
        pixels = to_srgb(pixels, raw.icc, notices)
    if raw.frames > 1:
        notices.append(Words("Frame {0} of {1}.", frame + 1, raw.frames))
    return np.ascontiguousarray(upright(pixels, raw.orientation))


def _words(error: Exception) -> str:
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        told = re.search(r"\d+", str(error))
        if told is None:
            return Words("it is too large; {0}", _LIMIT)
        return Words("it has {0:,.0f} million pixels; {1}", int(told[0]) / 1e6, _LIMIT)
    if isinstance(error, MemoryError):
        return Words("there is not enough memory for it")
    if isinstance(error, OSError) and error.errno:
        return reason(error)
    if isinstance(error, EOFError) or re.search("truncat|not enough image data", str(error), re.IGNORECASE):
        return _CUT_OFF
    if isinstance(error, struct.error | SyntaxError | IndexError | KeyError | OSError):
        return _DAMAGED
    return Words("the picture is damaged or of a kind that is not read here")
