"""JPEG by libjpeg-turbo itself: the same pixels as through Pillow in two thirds of the time, beside other threads."""

import re
from typing import BinaryIO

import imagecodecs
import numpy as np
from PIL import Image

from filters.words import Words
from workbench.picture_files.decoders.pillow import pillow, pixel_bytes
from workbench.picture_files.decoders.raw import Check, Raw, exif_turn, refuse_endless
from workbench.picture_files.metadata import exif_of

_SEGMENT = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]", re.DOTALL)
_END = 0xD9
_HEADERS = 64_000_000
"""Bytes that a file may have beyond those of its pixels."""


def jpeg(file: BinaryIO, check: Check, frame: int) -> Raw:
    """Whole JPEG files of 8 bits, gray or colour; Pillow gets the others, and says what is wrong with them."""
    file.seek(0)
    try:
        picture = Image.open(file, formats=("JPEG",))
    except (OSError, SyntaxError):
        return pillow(file, check, frame)
    with picture:
        size = picture.size
        if picture.format != "JPEG" or picture.mode not in ("L", "RGB") or frame:
            return pillow(file, check, frame)
        check(*size, pixel_bytes(picture))
        icc, orientation, exif = picture.info.get("icc_profile"), exif_turn(picture), exif_of(picture)
    bands = len(picture.getbands())
    if file.seek(0, 2) > _HEADERS + 4 * size[0] * size[1]:
        return pillow(file, check, frame)
    file.seek(0)
    data = file.read()
    refuse_endless(data.count(b"\xff\xda"), Words("scans"), size)
    if not _is_whole(data):
        return pillow(file, check, frame)
    try:
        pixels = np.asarray(imagecodecs.jpeg8_decode(data))
    except imagecodecs.Jpeg8Error:
        return pillow(file, check, frame)
    if pixels.shape != (size[1], size[0], bands)[: 2 if bands == 1 else 3]:
        return pillow(file, check, frame)
    return Raw(pixels, bands, 8, icc, orientation, exif=exif)


def _is_whole(data: bytes) -> bool:
    """Whether the end of the picture is there: the decoder makes up what a file that was cut off does not hold."""
    place = 2
    while found := _SEGMENT.search(data, place):
        if found[0][1] == _END:
            return True
        place = found.start() + 2 + int.from_bytes(data[found.end() : found.end() + 2])
    return False
