"""Files that hold their numbers plainly: PNG and PNM of 16 bits, NumPy arrays."""

import re
import struct
from typing import BinaryIO

import imagecodecs
import numpy as np
from PIL import Image

from filters.words import Words
from workbench.errors import Refused
from workbench.picture_files.decoders.raw import Check, Raw, exif_turn, refuse_missing
from workbench.picture_files.metadata import exif_of

_LONGEST_PNG = 1_000_000
"""Pixels on a side: the limit of libpng."""


def png16(file: BinaryIO, check: Check, frame: int) -> Raw:
    """PNG of 16 bits a channel, which Pillow would halve to 8 where it is RGB."""
    refuse_missing(frame, 1)
    file.seek(0)
    width, height, bits, kind, packing, filtering, lacing = struct.unpack(">16xIIBBBBB", file.read(29))
    bands = {0: 1, 2: 3, 4: 2, 6: 4}[kind]
    check(width, height, 2 * bands + 1)
    if max(width, height) > _LONGEST_PNG:
        raise Refused(
            "it is {0:,} × {1:,}, and a PNG of 16 bits is read up to {2:,} on a side", width, height, _LONGEST_PNG
        )
    if packing or filtering or lacing > 1:
        raise SyntaxError
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
        orientation = exif_turn(picture) if b"eXIf" in data else 1
        exif = exif_of(picture) if b"eXIf" in data else b""
    bands = pixels.shape[2] if pixels.ndim == 3 else 1
    return Raw(pixels, 3 if bands >= 3 else 1, bits, icc, orientation, exif=exif)


def pnm(file: BinaryIO, check: Check, frame: int) -> Raw:
    """Binary PGM and PPM whose white is not 255, which Pillow would scale and not say so."""
    refuse_missing(frame, 1)
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
    notices: list[str] = []
    if top != whole:
        wide = np.minimum(values, top).astype(np.uint32)
        values = ((wide * whole + top // 2) // top).astype(values.dtype)
        notices.append(Words("Values from 0 to {0}: spread over 0 to {1}.", top, whole))
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


def npy(file: BinaryIO, check: Check, frame: int) -> Raw:
    """A NumPy array: (H, W), (H, W, C) with C up to 4, or channels first as `run` writes them."""
    refuse_missing(frame, 1)
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(file)
    start = file.tell()
    if dtype.kind not in "buif":
        raise Refused("it holds {0} values, not numbers a picture can have", dtype)
    if len(shape) not in (2, 3) or not all(shape):
        raise Refused("its shape {0} is not (H, W), (H, W, C) or (C, H, W)", shape)
    count = int(np.prod([int(n) for n in shape], dtype=object))
    if start + count * dtype.itemsize > size:
        raise EOFError
    is_last = len(shape) == 3 and shape[2] in (1, 3, 4)
    height, width = shape[-2:] if not is_last else shape[:2]
    check(int(width), int(height), (dtype.itemsize + 4) * max(count // (width * height), 1))
    file.seek(0)
    pixels = np.lib.format.read_array(file, allow_pickle=False)
    notices: list[str] = []
    if len(shape) == 3 and not is_last:
        pixels = np.moveaxis(pixels, 0, 2)
        notices.append(Words("Read as channels first, (C, H, W)."))
    colours = 3 if pixels.ndim == 3 and pixels.shape[2] >= 3 else 1
    return Raw(pixels, colours, 8 * pixels.dtype.itemsize, notices=notices)
