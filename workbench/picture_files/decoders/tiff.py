"""TIFF and BigTIFF through tifffile, which keeps 16 bits and floats."""

import struct
from math import prod
from typing import BinaryIO

import numpy as np
import tifffile
from PIL import Image

from workbench.errors import Refused
from workbench.picture_files.decoders.pillow import pillow
from workbench.picture_files.decoders.raw import ORIENTATION, READ_BYTES, Check, Raw, refuse_missing
from workbench.picture_files.metadata import exif_of

_ICC = 34675
_PLAIN_TIFF = {1, 5, 8, 32946, 32773, 34925, 50000}
"""Compressions of TIFF whose pieces cannot claim a size of their own: none, LZW, Deflate, PackBits, LZMA, Zstandard."""
_PILLOWS = {2, 3, 4, 6, 7, 32771}
"""Compressions that Pillow unpacks: those of fax, and JPEG."""


_NAMES = {"JPEG2000": "JPEG 2000", "WEBP": "WebP", "JPEGXL": "JPEG XL", "JPEGXL_DNG": "JPEG XL"}


def _packing_name(packing: int) -> str:
    try:
        name = str(tifffile.COMPRESSION(packing).name)
    except ValueError:
        return f"number {packing}"
    return _NAMES.get(name, name.replace("_", " "))


def tiff(file: BinaryIO, check: Check, frame: int) -> Raw:
    """TIFF and BigTIFF through tifffile, which keeps 16 bits and floats; the rest is left to Pillow."""
    size = file.seek(0, 2)
    file.seek(0)
    with tifffile.TiffFile(file) as tif:
        frames = len(tif.pages) if frame or _has_second(tif) else 1
        refuse_missing(frame, frames)
        page = tif.pages.get(frame)
        if not isinstance(page, tifffile.TiffPage) or page.dtype is None or not page.shape:
            raise Refused("its page {0} is damaged", frame + 1)
        samples = page.dtype.itemsize * page.samplesperpixel
        check(int(page.imagewidth), int(page.imagelength), 2 * samples)
        if page.is_tiled:
            check(int(page.tilewidth), int(page.tilelength), samples)
        ends = [offset + count for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True)]
        ends += [tag.valueoffset + tag.valuebytecount for tag in page.tags.values()]
        if max(ends) > size or not all(page.databytecounts) or _lost_tags(tif, page) or _lacks_pieces(page):
            raise EOFError
        photometric = int(page.photometric)
        packing = int(page.compression)
        if packing not in _PLAIN_TIFF | _PILLOWS:
            raise Refused(
                "its pixels are packed as {0}, which is not read in TIFF; save it with LZW, Deflate or no "
                "compression, or as a file of that format",
                _packing_name(packing),
            )
        if photometric in (3, 6, 8, 9, 10) or packing not in _PLAIN_TIFF:
            return pillow(file, check, frame)
        tags = page.tags
        icc = tags[_ICC].value if _ICC in tags else None
        orientation = tags[ORIENTATION].value if ORIENTATION in tags else 1
        pixels = page.asarray(buffersize=READ_BYTES)
        axes = page.axes
    if "Z" in axes:
        pixels = pixels.take(0, axis=axes.index("Z"))
        axes = axes.replace("Z", "")
    if axes == "SYX":
        pixels = np.moveaxis(pixels, 0, 2)
    elif axes not in ("YX", "YXS"):
        raise Refused("its axes {0} are not those of a picture", axes)
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
