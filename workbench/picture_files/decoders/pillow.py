"""PNG, JPEG, WebP, BMP, GIF, PNM and HEIC through Pillow, and the TIFF colour spaces that tifffile leaves alone."""

import struct
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, UnidentifiedImageError
from PIL.PngImagePlugin import PngImageFile

from filters.words import Words
from workbench.errors import Refused
from workbench.picture_files.decoders.raw import READ_BYTES, Check, Raw, exif_turn, refuse_endless, refuse_missing
from workbench.picture_files.metadata import PNG_SIGNATURE, exif_of

_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "PPM", "TIFF")
_HEIF_MARKS = {b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1")}
_COSTS = {"1": 3, "L": 2, "I": 12, "F": 8, "I;16": 4}
"""Bytes for each pixel while Pillow decodes a picture of a mode and it is copied out; 11 for all others."""


def pillow(file: BinaryIO, check: Check, frame: int, *, damaged: bool = False) -> Raw:
    """PNG, JPEG, WebP, BMP, GIF, PNM, and the TIFF colour spaces that tifffile leaves alone.

    Of a `damaged` file what can be read is kept, and told in a notice.
    """
    picture = _opened(file)
    with picture:
        notices: list[str] = []
        check(*picture.size, pixel_bytes(picture))
        frames = getattr(picture, "n_frames", 1)
        refuse_missing(frame, frames)
        if frame:
            refuse_endless(frame + 1, Words("frames"), picture.size)
            picture.seek(frame)
            check(*picture.size, pixel_bytes(picture))
        if picture.format in ("JPEG", "MPO"):
            refuse_endless(_scans(file), Words("scans"), picture.size)
        _load(picture, notices, damaged=damaged)
        mode = picture.mode
        icc = picture.info.get("icc_profile")
        orientation = exif_turn(picture)
        exif = exif_of(picture)
        if picture.format == "TIFF" and mode in ("YCbCr", "LAB"):
            notices.append(Words("{0} values were turned into RGB.", mode))
        if mode in ("P", "PA"):
            has_alpha = "transparency" in picture.info or mode == "PA"
            picture = picture.convert("RGBA" if has_alpha else "RGB")
            notices.append(Words("Palette colours were written out as RGB."))
        elif mode in ("La", "RGBa", "YCbCr", "HSV", "RGBX"):
            picture = picture.convert({"La": "LA", "RGBa": "RGBA"}.get(mode, "RGB"))
        elif mode == "LAB":
            picture = _from_lab(picture)
        elif mode in ("L", "RGB") and "transparency" in picture.info:
            notices.append(Words("One colour was marked as transparent; it is kept."))
        pixels = _copied(picture)
        if mode == "I":
            pixels = pixels.astype(np.uint16) if pixels.min() >= 0 and pixels.max() <= 65535 else pixels
        bands = pixels.shape[2] if pixels.ndim == 3 else 1
        colours = {1: 1, 2: 1, 3: 3}.get(bands, 4 if picture.mode == "CMYK" else 3)
        return Raw(pixels, colours, 8 * pixels.dtype.itemsize, icc, orientation, frames, exif, notices=notices)


def _opened(file: BinaryIO) -> Image.Image:
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    heif = _heif() if head[4:8] == b"ftyp" else ()
    try:
        if head.startswith(PNG_SIGNATURE):
            return PngImageFile(file)  # to ask for all formats loads them all
        return Image.open(file, formats=(*_FORMATS, *heif))
    except (UnidentifiedImageError, SyntaxError, IndexError, TypeError, struct.error):
        if head[4:] in _HEIF_MARKS and not heif:
            raise Refused("HEIC pictures need the extra: pip install filter-workbench[heif]") from None
        raise Refused("it is not a picture, or of a format that is not read here") from None


def _load(picture: Image.Image, notices: list[str], *, damaged: bool) -> None:
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError, IndexError, struct.error):
        if not damaged or isinstance(picture, ImageFile.StubImageFile):
            raise
        setattr(picture, "tile", [])  # noqa: B010 - nothing more is to be read: what was read stays
        picture.load()
        notices.append(Words("The file is damaged: what could not be read is black, and of 16 bits 8 may be left."))


def pixel_bytes(picture: Image.Image) -> int:
    """Bytes for each pixel that decoding takes at its peak."""
    return _COSTS.get(picture.mode, 11)


def _copied(picture: Image.Image) -> NDArray[Any]:
    """Its pixels, copied a band at a time: Pillow's own way holds the picture three times."""
    width, height = picture.size
    rows = max(1, READ_BYTES // width)
    first = np.asarray(picture.crop((0, 0, width, min(rows, height))))
    if rows >= height:
        return first
    found = np.empty((height, *first.shape[1:]), first.dtype)
    found[:rows] = first
    for start in range(rows, height, rows):
        stop = min(start + rows, height)
        found[start:stop] = np.asarray(picture.crop((0, start, width, stop)))
    return found


def _scans(file: BinaryIO) -> int:
    """How often a JPEG goes over its pixels, counted high: a preview inside counts too."""
    place = file.tell()
    file.seek(0)
    count, last = 0, b""
    while data := file.read(READ_BYTES):
        count += (last + data).count(b"\xff\xda")
        last = data[-1:]
    file.seek(place)
    return count


def _heif() -> tuple[str, ...]:
    try:
        import pillow_heif  # noqa: PLC0415 - an extra
    except ImportError:
        return ()
    pillow_heif.register_heif_opener()
    return ("HEIF",)


def _from_lab(picture: Image.Image) -> Image.Image:
    from PIL import ImageCms  # noqa: PLC0415 - rarely needed

    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    found = ImageCms.profileToProfile(picture, ImageCms.ImageCmsProfile(lab), srgb, outputMode="RGB")
    if found is None:
        raise Refused("its Lab values cannot be turned into RGB")
    return found
