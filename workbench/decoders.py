"""One function for each family of files: bytes to raw pixels, with what the file says about them. No policy here.

Each reads the size first and calls `check(width, height, bytes)` before it asks for any memory.
"""

import logging
import os
import re
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from workbench.errors import Refused

Check = Callable[[int, int, int], None]


def _budget() -> int:
    told = os.environ.get("WORKBENCH_MEGAPIXELS", "")
    return int(told) if told.isdecimal() and int(told) else 400


PIXEL_BUDGET = _budget() * 1_000_000
# Pillow's own limit is global and lower than ours; ours is checked as soon as the header is read. Its warnings, and
# those of tifffile, are for programmers: what they tell is found and told here.
Image.MAX_IMAGE_PIXELS = PIXEL_BUDGET
warnings.filterwarnings("ignore", module=r"PIL\.")
logging.getLogger("tifffile").addHandler(logging.NullHandler())

_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "PPM", "TIFF")
_HEIF_MARKS = {b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1")}
_ORIENTATION = 274
_ICC = 34675


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
    is_inverted: bool = False
    notices: list[str] = field(default_factory=list)


def pillow(file: BinaryIO, check: Check) -> Raw:
    """PNG, JPEG, WebP, BMP, GIF, PNM, and the TIFF colour spaces that tifffile leaves alone."""
    file.seek(0)
    try:
        picture: Image.Image = Image.open(file, formats=(*_FORMATS, *_heif()))
    except UnidentifiedImageError:
        file.seek(4)
        if file.read(8) in _HEIF_MARKS:
            raise Refused("HEIC pictures need the extra: pip install filter-workbench[heif]") from None
        raise Refused("it is not a picture, or of a format that is not read here") from None
    with picture:
        width, height = picture.size
        mode = picture.mode
        check(width, height, 8 if mode in ("I", "F") else 4 + len(picture.getbands()))
        notices = []
        frames = getattr(picture, "n_frames", 1)
        picture.load()
        icc = picture.info.get("icc_profile")
        orientation = _exif_turn(picture)
        if picture.format == "TIFF" and mode in ("YCbCr", "LAB"):
            notices.append(f"{mode} values were turned into RGB.")
        if mode in ("P", "PA"):
            has_alpha = "transparency" in picture.info or mode == "PA"
            picture = picture.convert("RGBA" if has_alpha else "RGB")
            notices.append("Palette colours were written out as RGB.")
        elif mode in ("La", "RGBa", "YCbCr", "HSV", "RGBX"):
            picture = picture.convert({"La": "LA", "RGBa": "RGBA"}.get(mode, "RGB"))
        elif mode == "LAB":
            picture = _from_lab(picture)
        elif mode in ("L", "RGB") and "transparency" in picture.info:
            notices.append("One colour was marked as transparent; it is kept.")
        pixels = np.asarray(picture)
        if mode == "I":
            pixels = pixels.astype(np.uint16) if pixels.min() >= 0 and pixels.max() <= 65535 else pixels
        bands = pixels.shape[2] if pixels.ndim == 3 else 1
        colours = {1: 1, 2: 1, 3: 3}.get(bands, 4 if picture.mode == "CMYK" else 3)
        return Raw(pixels, colours, 8 * pixels.dtype.itemsize, icc, orientation, frames, notices=notices)


def _heif() -> tuple[str, ...]:
    try:
        import pillow_heif  # noqa: PLC0415 - an extra
    except ImportError:
        return ()
    pillow_heif.register_heif_opener()
    return ("HEIF",)


def _exif_turn(picture: Image.Image) -> object:
    try:
        return picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # a broken EXIF block is no reason to refuse the picture, and Pillow raises all sorts
        return 1


def _from_lab(picture: Image.Image) -> Image.Image:
    from PIL import ImageCms  # noqa: PLC0415 - rarely needed

    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    found = ImageCms.profileToProfile(picture, ImageCms.ImageCmsProfile(lab), srgb, outputMode="RGB")
    if found is None:
        raise Refused("its Lab values cannot be turned into RGB")
    return found


def png16(file: BinaryIO, check: Check) -> Raw:
    """PNG of 16 bits a channel, which Pillow would halve to 8 where it is RGB."""
    file.seek(0)
    data = file.read()
    width, height, bits, kind = struct.unpack(">IIBB", data[16:26])
    bands = {0: 1, 2: 3, 4: 2, 6: 4}[kind]
    check(width, height, 2 * bands + 1)
    if b"IEND" not in data[-16:]:
        raise EOFError
    pixels = np.asarray(imagecodecs.png_decode(data))
    file.seek(0)
    with Image.open(file, formats=("PNG",)) as picture:
        icc = picture.info.get("icc_profile")
        orientation = _exif_turn(picture) if b"eXIf" in data else 1
    bands = pixels.shape[2] if pixels.ndim == 3 else 1
    return Raw(pixels, 3 if bands >= 3 else 1, bits, icc, orientation)


def pnm(file: BinaryIO, check: Check) -> Raw:
    """Binary PGM and PPM whose white is not 255, which Pillow would scale and not say so."""
    head = pnm_header(file)
    assert head is not None
    kind, width, height, top, start = head
    bands = 3 if kind == b"P6" else 1
    check(width, height, 4 * bands)
    file.seek(start)
    count = width * height * bands
    stored, whole = (np.dtype(">u2"), 65535) if top > 255 else (np.dtype(np.uint8), 255)
    data = file.read(stored.itemsize * count)
    if len(data) < stored.itemsize * count:
        raise EOFError
    values = np.frombuffer(data, stored).astype(np.uint16 if top > 255 else np.uint8)
    notices = []
    if top != whole:
        wide = np.minimum(values, top).astype(np.uint32)
        values = ((wide * whole + top // 2) // top).astype(values.dtype)
        notices.append(f"Values from 0 to {top}: spread over 0 to {whole}.")
    shape = (height, width, 3) if bands == 3 else (height, width)
    return Raw(values.reshape(shape), bands, 8 * values.itemsize, notices=notices)


def pnm_header(file: BinaryIO) -> tuple[bytes, int, int, int, int] | None:
    """Kind, width, height, white and start of the pixels, of a binary PGM or PPM whose white is not 255; else None."""
    file.seek(0)
    head = file.read(4096)
    found = re.match(rb"(P[56])" + rb"(?:\s+(?:#[^\n]*\n\s*)*)(\d{1,9})" * 3 + rb"\s", head)
    if not found or not 0 < int(found[4]) < 65536 or int(found[4]) == 255:
        return None
    return found[1], int(found[2]), int(found[3]), int(found[4]), found.end()


def tiff(file: BinaryIO, check: Check) -> Raw:
    """TIFF and BigTIFF through tifffile, which keeps 16 bits and floats; the rest is left to Pillow."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    with tifffile.TiffFile(file) as tif:
        page = tif.pages.first
        if not isinstance(page, tifffile.TiffPage) or page.dtype is None or not page.shape:
            raise Refused("its first page is damaged")
        height, width = int(page.imagelength), int(page.imagewidth)
        check(width, height, page.dtype.itemsize * page.samplesperpixel * 2)
        ends = [offset + count for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True)]
        ends += [tag.valueoffset + tag.valuebytecount for tag in page.tags.values()]
        if max(ends) > size or not page.databytecounts or not all(page.databytecounts) or _lost_tags(tif, page):
            raise EOFError
        photometric = int(page.photometric)
        if photometric in (3, 8, 9, 10) or (photometric == 6 and page.compression != 7):
            return pillow(file, check)
        tags = page.tags
        icc = tags[_ICC].value if _ICC in tags else None
        orientation = tags[_ORIENTATION].value if _ORIENTATION in tags else 1
        frames = 2 if _has_second(tif) else 1
        if frames == 2:
            frames = len(tif.pages)
        pixels = page.asarray()
        axes = page.axes
    if "Z" in axes:
        pixels = pixels.take(0, axis=axes.index("Z"))
        axes = axes.replace("Z", "")
    if axes == "SYX":
        pixels = np.moveaxis(pixels, 0, 2)
    elif axes not in ("YX", "YXS"):
        raise Refused(f"its axes {axes} are not those of a picture")
    bands = pixels.shape[2] if pixels.ndim == 3 else 1
    colours = 4 if photometric == 5 else 3 if photometric in (2, 6) or bands >= 3 else 1
    bits = page.bitspersample if isinstance(page.bitspersample, int) else max(page.bitspersample)
    return Raw(pixels, colours, bits, icc, orientation, frames, is_inverted=photometric == 0)


def _lost_tags(tif: tifffile.TiffFile, page: tifffile.TiffPage) -> bool:
    """Whether tifffile silently left out a tag that says how to read the pixels: its value lies beyond the end."""
    file, form = tif.filehandle, tif.tiff
    file.seek(page.offset)
    (count,) = struct.unpack(form.tagnoformat, file.read(form.tagnosize))
    entries = file.read(count * form.tagsize)
    codes = {code for (code,) in struct.iter_unpack(f"{tif.byteorder}H{form.tagsize - 2}x", entries)}
    return any(code in codes and code not in page.tags for code in (*range(254, 285), 317, 320, *range(322, 326), 339))


def _has_second(tif: tifffile.TiffFile) -> bool:
    try:
        tif.pages.get(1)
    except (IndexError, tifffile.TiffFileError, ValueError, struct.error):
        return False
    return True


def npy(file: BinaryIO, check: Check) -> Raw:
    """A NumPy array: (H, W), (H, W, C) with C up to 4, or channels first as `run` writes them."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(file)
    start = file.tell()
    if dtype.kind not in "buif":
        raise Refused(f"it holds {dtype} values, not numbers a picture can have")
    if len(shape) not in (2, 3) or not all(shape):
        raise Refused(f"its shape {shape} is not (H, W), (H, W, C) or (C, H, W)")
    count = int(np.prod([int(n) for n in shape], dtype=object))
    if start + count * dtype.itemsize > size:
        raise EOFError
    is_last = len(shape) == 3 and shape[2] in (1, 3, 4)
    height, width = shape[-2:] if not is_last else shape[:2]
    check(int(width), int(height), (dtype.itemsize + 4) * max(count // (width * height), 1))
    file.seek(0)
    pixels = np.lib.format.read_array(file, allow_pickle=False)
    notices = []
    if len(shape) == 3 and not is_last:
        pixels = np.moveaxis(pixels, 0, 2)
        notices.append("Read as channels first, (C, H, W).")
    colours = 3 if pixels.ndim == 3 and pixels.shape[2] >= 3 else 1
    return Raw(pixels, colours, 8 * pixels.dtype.itemsize, notices=notices)


def camera(file: BinaryIO, check: Check) -> Raw:
    """A camera's raw file, developed as shot to 16 bits; needs the `raw` extra."""
    try:
        import rawpy  # noqa: PLC0415 - an extra
    except ImportError:
        raise Refused("camera raw files need the extra: pip install filter-workbench[raw]") from None
    file.seek(0)
    with rawpy.imread(file) as shot:
        check(int(shot.sizes.width), int(shot.sizes.height), 14)
        pixels = shot.postprocess(output_bps=16, use_camera_wb=True)
    return Raw(pixels, 3, 16, notices=["Developed from the camera's raw file as shot."])
