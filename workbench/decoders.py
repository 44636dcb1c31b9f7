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
from math import prod
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from workbench.errors import Refused
from workbench.metadata import exif_of

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
PASSES_LIMIT = 30_000_000_000
"""How many pixels are decoded on the way to one frame, over all scans or all frames before it."""

_ORIENTATION = 274
_ICC = 34675
_READ_BYTES = 1 << 24
_PLAIN_TIFF = {1, 5, 8, 32946, 32773, 34925, 50000}
"""Compressions of TIFF whose pieces cannot claim a size of their own: none, LZW, Deflate, PackBits, LZMA, Zstandard."""

_COSTS = {"1": 3, "L": 2, "I": 12, "F": 8, "I;16": 4}
"""Bytes for each pixel while Pillow decodes a picture of a mode and it is copied out; 11 for all others."""


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


def _refuse_missing(frame: int, frames: int) -> None:
    if not 0 <= frame < frames:
        there = "one frame" if frames == 1 else f"{frames} frames"
        raise Refused(f"it has {there} and no frame {frame + 1}")


def _refuse_endless(passes: int, what: str, size: tuple[int, int]) -> None:
    """Refuse what would take minutes: thousands of frames or of scans, each on top of the last."""
    work = passes * size[0] * size[1]
    if passes > 1 and work > PASSES_LIMIT:
        raise Refused(
            f"its {passes} {what} of {size[0]} × {size[1]} are {work / 1e6:,.0f} million pixels to decode; "
            f"the limit is {PASSES_LIMIT / 1e6:,.0f} million"
        )


def pillow(file: BinaryIO, check: Check, frame: int) -> Raw:
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
        notices = []
        check(*picture.size, _pixel_bytes(picture))
        frames = getattr(picture, "n_frames", 1)
        _refuse_missing(frame, frames)
        if frame:
            _refuse_endless(frame + 1, "frames", picture.size)
            picture.seek(frame)
            check(*picture.size, _pixel_bytes(picture))
        if picture.format in ("JPEG", "MPO"):
            _refuse_endless(_scans(file), "scans", picture.size)
        picture.load()
        mode = picture.mode
        icc = picture.info.get("icc_profile")
        orientation = _exif_turn(picture)
        exif = exif_of(picture)
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
        pixels = _copied(picture)
        if mode == "I":
            pixels = pixels.astype(np.uint16) if pixels.min() >= 0 and pixels.max() <= 65535 else pixels
        bands = pixels.shape[2] if pixels.ndim == 3 else 1
        colours = {1: 1, 2: 1, 3: 3}.get(bands, 4 if picture.mode == "CMYK" else 3)
        return Raw(pixels, colours, 8 * pixels.dtype.itemsize, icc, orientation, frames, exif, notices=notices)


def _pixel_bytes(picture: Image.Image) -> int:
    return _COSTS.get(picture.mode, 11)


def _copied(picture: Image.Image) -> NDArray[Any]:
    """Its pixels, copied a band at a time: Pillow's own way holds the picture three times."""
    width, height = picture.size
    rows = max(1, _READ_BYTES // width)
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
    while data := file.read(_READ_BYTES):
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


def png16(file: BinaryIO, check: Check, frame: int) -> Raw:
    """PNG of 16 bits a channel, which Pillow would halve to 8 where it is RGB."""
    _refuse_missing(frame, 1)
    file.seek(0)
    width, height, bits, kind = struct.unpack(">16xIIBB", file.read(26))
    bands = {0: 1, 2: 3, 4: 2, 6: 4}[kind]
    check(width, height, 2 * bands + 1)
    size = file.seek(0, 2)
    if size > 64_000_000 + 4 * width * height * bands:
        raise Refused("the file is far larger than its picture")
    file.seek(0)
    data = file.read()
    if b"IEND" not in data[-16:]:
        raise EOFError
    pixels = np.asarray(imagecodecs.png_decode(data))
    file.seek(0)
    with Image.open(file, formats=("PNG",)) as picture:
        icc = picture.info.get("icc_profile")
        orientation = _exif_turn(picture) if b"eXIf" in data else 1
        exif = exif_of(picture) if b"eXIf" in data else b""
    bands = pixels.shape[2] if pixels.ndim == 3 else 1
    return Raw(pixels, 3 if bands >= 3 else 1, bits, icc, orientation, exif=exif)


def pnm(file: BinaryIO, check: Check, frame: int) -> Raw:
    """Binary PGM and PPM whose white is not 255, which Pillow would scale and not say so."""
    _refuse_missing(frame, 1)
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


def tiff(file: BinaryIO, check: Check, frame: int) -> Raw:
    """TIFF and BigTIFF through tifffile, which keeps 16 bits and floats; the rest is left to Pillow."""
    size = file.seek(0, 2)
    file.seek(0)
    with tifffile.TiffFile(file) as tif:
        frames = len(tif.pages) if frame or _has_second(tif) else 1
        _refuse_missing(frame, frames)
        page = tif.pages.get(frame)
        if not isinstance(page, tifffile.TiffPage) or page.dtype is None or not page.shape:
            raise Refused(f"its page {frame + 1} is damaged")
        samples = page.dtype.itemsize * page.samplesperpixel
        check(int(page.imagewidth), int(page.imagelength), 2 * samples)
        if page.is_tiled:
            check(int(page.tilewidth), int(page.tilelength), samples)
        ends = [offset + count for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True)]
        ends += [tag.valueoffset + tag.valuebytecount for tag in page.tags.values()]
        if max(ends) > size or not all(page.databytecounts) or _lost_tags(tif, page) or _lacks_pieces(page):
            raise EOFError
        photometric = int(page.photometric)
        if photometric in (3, 6, 8, 9, 10) or int(page.compression) not in _PLAIN_TIFF:
            return pillow(file, check, frame)
        tags = page.tags
        icc = tags[_ICC].value if _ICC in tags else None
        orientation = tags[_ORIENTATION].value if _ORIENTATION in tags else 1
        pixels = page.asarray(buffersize=_READ_BYTES)
        axes = page.axes
    if "Z" in axes:
        pixels = pixels.take(0, axis=axes.index("Z"))
        axes = axes.replace("Z", "")
    if axes == "SYX":
        pixels = np.moveaxis(pixels, 0, 2)
    elif axes not in ("YX", "YXS"):
        raise Refused(f"its axes {axes} are not those of a picture")
    bands = pixels.shape[2] if pixels.ndim == 3 else 1
    colours = 4 if photometric == 5 else 3 if photometric == 2 or bands >= 3 else 1
    bits = page.bitspersample if isinstance(page.bitspersample, int) else max(page.bitspersample)
    exif = _tiff_exif(file, frame)
    return Raw(pixels, colours, bits, icc, orientation, frames, exif, is_inverted=photometric == 0)


def _tiff_exif(file: BinaryIO, frame: int) -> bytes:
    file.seek(0)
    try:
        with Image.open(file, formats=("TIFF",)) as picture:
            picture.seek(frame)
            return exif_of(picture)
    except Exception:  # Pillow knows fewer kinds of TIFF than tifffile, and says so in many ways
        return b""


def _lost_tags(tif: tifffile.TiffFile, page: tifffile.TiffPage) -> bool:
    """Whether tifffile silently left out a tag that says how to read the pixels: its value lies beyond the end."""
    file, form = tif.filehandle, tif.tiff
    file.seek(page.offset)
    (count,) = struct.unpack(form.tagnoformat, file.read(form.tagnosize))
    entries = file.read(count * form.tagsize)
    codes = {code for (code,) in struct.iter_unpack(f"{tif.byteorder}H{form.tagsize - 2}x", entries)}
    return any(code in codes and code not in page.tags for code in (*range(254, 285), 317, 320, *range(322, 326), 339))


def _lacks_pieces(page: tifffile.TiffPage) -> bool:
    """Whether there are fewer strips or tiles than the size asks for, or fewer bytes than uncompressed pixels need."""
    if len(page.databytecounts) < prod(page.chunked):
        return True
    bits = page.bitspersample if isinstance(page.bitspersample, int) else max(page.bitspersample)
    planes = page.samplesperpixel if page.planarconfig == 2 else 1
    row = -(-int(page.imagewidth) * (page.samplesperpixel // planes) * bits // 8)
    return int(page.compression) == 1 and sum(page.databytecounts) < planes * int(page.imagelength) * row


def _has_second(tif: tifffile.TiffFile) -> bool:
    try:
        tif.pages.get(1)
    except (IndexError, tifffile.TiffFileError, ValueError, struct.error):
        return False
    return True


def npy(file: BinaryIO, check: Check, frame: int) -> Raw:
    """A NumPy array: (H, W), (H, W, C) with C up to 4, or channels first as `run` writes them."""
    _refuse_missing(frame, 1)
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


def camera(file: BinaryIO, check: Check, frame: int) -> Raw:
    """A camera's raw file, developed as shot to 16 bits; needs the `raw` extra."""
    try:
        import rawpy  # noqa: PLC0415 - an extra
    except ImportError:
        raise Refused("camera raw files need the extra: pip install filter-workbench[raw]") from None
    _refuse_missing(frame, 1)
    file.seek(0)
    with rawpy.imread(file) as shot:
        check(int(shot.sizes.width), int(shot.sizes.height), 14)
        pixels = shot.postprocess(output_bps=16, use_camera_wb=True)
    return Raw(pixels, 3, 16, notices=["Developed from the camera's raw file as shot."])
