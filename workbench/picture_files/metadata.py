"""What a picture file says beside its pixels: EXIF on its way from photo to result, and the pipeline a PNG carries."""

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image

from workbench.document import Document
from workbench.errors import PipelineError, SaveError
from workbench.pipeline_file import naming, parse
from workbench.pipeline_text import dump
from workbench.reading import open_regular

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"filter-workbench.pipeline"
CARRIED_LIMIT = 7_000_000
"""Bytes of a pipeline that a PNG may carry; common decoders refuse pictures with longer texts."""

EXIF_LIMIT = 65_000
"""Bytes of EXIF that fit a JPEG."""

_PNG_LIMIT = 1 << 40
_CHUNKS_BEFORE_PIXELS = 1000
_LONGEST_CHUNK = 0x7FFFFFFF
_ABOUT_PIXELS = {
    *(254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 284, 288, 289, 317, 318, 319),
    *(320, 322, 323, 324, 325, 330, 332, 333, 334, 336, 338, 339, 340, 341, 347, 513, 514, 529, 530, 531, 532),
    *(700, 33723, 34377, 34675, 37724),
}
_EXIF_IFD, _PIXEL_SIZES, _MAKER_NOTE = 0x8769, (40962, 40963), 37500
_TIFF_TEXTS = {271: "Make", 272: "Model", 315: "Artist", 33432: "Copyright"}


# --- EXIF ------------------------------------------------------------------------------------------------------------


def exif_of(picture: Image.Image) -> bytes:
    """The EXIF of an open picture without what would be wrong of a result: turn, size, thumbnail; empty if it has none.

    Broken EXIF counts as none: it is no reason to refuse the picture. The picture itself forgets its turn.
    """
    try:
        exif = picture.getexif()
        for tag in set(exif) & _ABOUT_PIXELS:
            del exif[tag]
        detail = exif.get_ifd(_EXIF_IFD)
        for tag in _PIXEL_SIZES:
            detail.pop(tag, None)
        data = exif.tobytes() if len(exif) else b""
        if len(data) > EXIF_LIMIT:
            detail.pop(_MAKER_NOTE, None)
            data = exif.tobytes()
    except Exception:  # Pillow raises all sorts on broken EXIF
        return b""
    return data if len(data) <= EXIF_LIMIT else b""


def tiff_tags(exif: bytes) -> dict[str, Any]:
    """What of an EXIF block a TIFF's own tags can say, as keywords of tifffile: description, maker, artist, rights."""
    if not exif:
        return {}
    found = Image.Exif()
    found.load(exif)
    texts = {tag: _ascii(found.get(tag)) for tag in (270, 305, 306, *_TIFF_TEXTS)}
    more: dict[str, Any] = {"extratags": [(tag, 2, 0, texts[tag], True) for tag in _TIFF_TEXTS if texts[tag]]}
    if texts[270]:
        more["description"] = texts[270]
    if texts[305]:
        more["software"] = texts[305]
    if re.fullmatch(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d", texts[306]):
        more["datetime"] = texts[306]
    return more


def _ascii(value: object) -> str:
    return value.encode("ascii", "replace").decode().strip("\0 ") if isinstance(value, str) else ""


# --- pipelines in PNG ------------------------------------------------------------------------------------------------


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk of a PNG, kind and data; ends where the file is not sound."""
    if file.read(8) != PNG_SIGNATURE:
        return
    while len(head := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", head)
        data = file.read(size) if size <= _LONGEST_CHUNK else b""
        crc = file.read(4)
        if len(data) != size or crc != struct.pack(">I", zlib.crc32(kind + data)):
            return
        yield kind, data


def carried(pipeline: bytes) -> bytes:
    """The international text that holds a pipeline file in a PNG."""
    return KEYWORD + b"\0\0\0\0\0" + pipeline


def to_carry(document: Document, name: str) -> bytes:
    """The pipeline as a PNG carries it; raises SaveError where it is too large."""
    data = dump(document)
    if len(data) > CARRIED_LIMIT:
        raise SaveError(
            "{0} was not written: the pipeline has {1:.1f} MB and a picture carries at most {2:.0f} MB. Save the "
            "pipeline beside it.",
            name,
            len(data) / 1e6,
            CARRIED_LIMIT / 1e6,
        )
    return data


def carried_pipeline(path: Path) -> Document | None:
    """The pipeline that a PNG carries, None where there is none or no PNG; raises PipelineError for a broken one."""
    with naming(path), open_regular(path, _PNG_LIMIT) as file:
        data = _find(file)
        return None if data is None else parse(data)


def _find(file: BinaryIO) -> bytes | None:
    """The text under our keyword before the pixels."""
    if file.read(8) != PNG_SIGNATURE:
        return None
    for _ in range(_CHUNKS_BEFORE_PIXELS):
        head = file.read(8)
        if len(head) < 8:
            return None
        size, kind = struct.unpack(">I4s", head)
        if kind == b"IDAT":
            return None
        if kind == b"iTXt" and len(KEYWORD) + 5 <= size <= CARRIED_LIMIT + 1000:
            data, crc = file.read(size), file.read(4)
            if data.startswith(KEYWORD + b"\0"):
                if crc != struct.pack(">I", zlib.crc32(kind + data)):
                    raise PipelineError("the pipeline in the picture is damaged", "")
                return data[len(KEYWORD) + 5 :]
        else:
            file.seek(size + 4, 1)
    return None
