"""One function for each family of files: bands of pixels to bytes, with what the file says about them. No policy here.

What is written depends on the pixels alone, never on how they were cut into bands. Each writer returns a fingerprint of
what it wrote, and its reader finds the same one in the finished file, or another where the disk has lied.
"""

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from filters import bands as threads
from filters.records import dataclass
from workbench.picture_files import metadata

Band = NDArray[Any]
Bands = Iterable[Band]
Fingerprint = tuple[int | bytes, ...]
Encoded = TypeVar("Encoded")

BLOCK_BYTES = 1 << 20
"""About how many bytes are compressed as one piece; several pieces at once, on as many threads."""

READ_BYTES = 1 << 22
PACKING = 4
"""zlib's level: higher takes several times as long for a few per cent."""

CLASSIC_TIFF_BYTES = 0xF000_0000
JPEG_QUALITY = 95
_JFIF_HEAD = 20
"""Bytes before the first segment of a JPEG that may hold more: its mark and that of JFIF."""


@dataclass(frozen=True)
class Sheet:
    """What is to be written: (C, H, W) of uint8, uint16 or float32, with what goes beside the pixels."""

    shape: tuple[int, int, int]
    dtype: np.dtype[Any]
    exif: bytes = b""
    pipeline: bytes = b""

    @property
    def is_stack(self) -> bool:
        """Whether the maps are not one gray or colour picture."""
        return self.shape[0] not in (1, 3)

    @property
    def row_bytes(self) -> int:
        """Bytes of one row of all channels."""
        return self.shape[0] * self.shape[2] * self.dtype.itemsize


def png(file: BinaryIO, sheet: Sheet, bands: Bands) -> Fingerprint:
    """Gray or RGB of 8 or 16 bits. The pieces are joined to one stream, each filtered by what suits its rows."""
    channels, height, width = sheet.shape
    head = struct.pack(">IIBBBBB", width, height, 8 * sheet.dtype.itemsize, 0 if channels == 1 else 2, 0, 0, 0)
    file.write(metadata.PNG_SIGNATURE + metadata.chunk(b"IHDR", head))
    if sheet.pipeline:
        file.write(metadata.chunk(b"iTXt", metadata.carried(sheet.pipeline)))
    if sheet.exif:
        file.write(metadata.chunk(b"eXIf", sheet.exif.removeprefix(b"Exif\0\0")))
    step = channels * sheet.dtype.itemsize

    def encode(job: tuple[Band, Band]) -> tuple[NDArray[np.uint8], bytes]:
        filtered = _filtered(*job, step)
        packer = zlib.compressobj(PACKING, zlib.DEFLATED, -15)
        return filtered, packer.compress(filtered.data) + packer.flush(zlib.Z_SYNC_FLUSH)

    def jobs() -> Iterator[tuple[Band, Band]]:
        above = np.zeros((1, sheet.row_bytes), np.uint8)
        for block in _blocks(bands, sheet):
            rows = block.astype(sheet.dtype.newbyteorder(">"), copy=False).view(np.uint8).reshape(len(block), -1)
            yield above, rows
            above = rows[-1:]

    adler, crc, begin = 1, 0, b"\x78\x9c"
    for filtered, packed in _encoded(jobs(), encode):
        adler, crc = zlib.adler32(filtered.data, adler), zlib.crc32(filtered.data, crc)
        file.write(metadata.chunk(b"IDAT", begin + packed))
        begin = b""
    file.write(metadata.chunk(b"IDAT", b"\3\0" + struct.pack(">I", adler)) + metadata.chunk(b"IEND", b""))
    return crc, height * (sheet.row_bytes + 1)


def _filtered(above: Band, rows: Band, step: int) -> NDArray[np.uint8]:
    """Rows of bytes, each behind the number of its filter: none, Sub or Up, whichever leaves the smallest sum."""
    sub, up = rows.copy(), rows.copy()
    sub[:, step:] -= rows[:, :-step]
    up[0] -= above[0]
    up[1:] -= rows[:-1]
    found = np.empty((len(rows), rows.shape[1] + 1), np.uint8)
    sums = [np.minimum(way, -way).sum(axis=1, dtype=np.int64) for way in (rows, sub, up)]
    found[:, 0] = np.argmin(sums, axis=0)
    for number, way in enumerate((rows, sub, up)):
        chosen = found[:, 0] == number
        found[chosen, 1:] = way[chosen]
    return found


def read_png(path: Path, sheet: Sheet) -> Fingerprint:
    """Every chunk's checksum, and the fingerprint of the stream."""
    crc, size, stream = 0, 0, zlib.decompressobj()
    with path.open("rb") as file:
        for kind, data in metadata.chunks(file):
            if kind == b"IDAT":
                while data:
                    found = stream.decompress(data, READ_BYTES)
                    crc, size, data = zlib.crc32(found, crc), size + len(found), stream.unconsumed_tail  # noqa: PLW2901
    return (crc, size) if stream.eof else ()


def tiff(file: BinaryIO, sheet: Sheet, bands: Bands) -> Fingerprint:
    """Gray or RGB in strips, packed where the values are whole numbers; other numbers of maps as one page each."""
    channels, height, width = sheet.shape
    total = height * sheet.row_bytes
    with tifffile.TiffWriter(file, bigtiff=total > CLASSIC_TIFF_BYTES, byteorder="<") as writer:
        if sheet.is_stack:
            writer.write(None, shape=sheet.shape, dtype=sheet.dtype, photometric="minisblack", metadata=None,
                         **metadata.tiff_tags(sheet.exif))  # fmt: skip
        else:
            crc = 0

            def strips() -> Iterator[bytes]:
                nonlocal crc
                for block, packed in _encoded(_blocks(bands, sheet), lambda block: (block, _strip(block))):
                    crc = zlib.crc32(block.data, crc)
                    yield packed

            is_packed = sheet.dtype.kind == "u"
            writer.write(
                strips(), shape=(height, width, 3) if channels == 3 else (height, width), dtype=sheet.dtype,
                photometric="rgb" if channels == 3 else "minisblack", rowsperstrip=_block_rows(sheet), metadata=None,
                compression="zlib" if is_packed else None, predictor=True if is_packed else None,
                **metadata.tiff_tags(sheet.exif),
            )  # fmt: skip
            return (crc,)
    file.seek(0)
    with tifffile.TiffFile(file) as found:
        starts = [page.dataoffsets[0] for page in found.pages]
    return _planes(file, starts, sheet, bands)


def _strip(block: Band) -> bytes:
    if block.dtype.kind != "u":
        return block.tobytes()
    return zlib.compress(imagecodecs.delta_encode(block, axis=1).data, PACKING)


def read_tiff(path: Path, sheet: Sheet) -> Fingerprint:
    """The pixels of each page, strip by strip."""
    found = []
    with tifffile.TiffFile(path) as tif:
        for page in tif.pages:
            crc = 0
            for strip, *_ in page.segments(maxworkers=1, buffersize=READ_BYTES):
                crc = zlib.crc32(np.ascontiguousarray(strip).data, crc)
            found.append(crc)
    return tuple(found)


def npy(file: BinaryIO, sheet: Sheet, bands: Bands) -> Fingerprint:
    """The values as they are, (C, H, W)."""
    head = {"descr": np.lib.format.dtype_to_descr(sheet.dtype), "fortran_order": False, "shape": sheet.shape}
    np.lib.format.write_array_header_1_0(file, head)
    start, plane = file.tell(), sheet.shape[1] * sheet.shape[2] * sheet.dtype.itemsize
    return _planes(file, [start + channel * plane for channel in range(sheet.shape[0])], sheet, bands)


def read_npy(path: Path, sheet: Sheet) -> Fingerprint:
    """Each map by itself."""
    plane = sheet.shape[1] * sheet.shape[2] * sheet.dtype.itemsize
    with path.open("rb") as file:
        np.lib.format.read_magic(file)
        np.lib.format.read_array_header_1_0(file)
        return tuple(_crc_of(file, plane) for _ in range(sheet.shape[0]))


def _crc_of(file: BinaryIO, size: int) -> int:
    crc = 0
    while size > 0 and (data := file.read(min(size, READ_BYTES))):
        crc, size = zlib.crc32(data, crc), size - len(data)
    return crc


def _planes(file: BinaryIO, starts: list[int], sheet: Sheet, bands: Bands) -> Fingerprint:
    """Write every map to its own place, a band of each at a time."""
    crcs, row = [0] * len(starts), 0
    pitch = sheet.shape[2] * sheet.dtype.itemsize
    for band in bands:
        for channel, values in enumerate(band):
            data = np.ascontiguousarray(values).data
            file.seek(starts[channel] + row * pitch)
            file.write(data)
            crcs[channel] = zlib.crc32(data, crcs[channel])
        row += band.shape[1]
    return tuple(crcs)


def jpeg(file: BinaryIO, sheet: Sheet, bands: Bands) -> Fingerprint:
    """Gray or RGB, 8 bits, lossy, without subsampling. It is put together in memory first."""
    data = bytes(imagecodecs.jpeg8_encode(_whole(sheet, bands), level=JPEG_QUALITY, subsampling="444"))
    if sheet.exif:
        segment = b"\xff\xe1" + (len(sheet.exif) + 2).to_bytes(2) + sheet.exif
        data = data[:_JFIF_HEAD] + segment + data[_JFIF_HEAD:]
    file.write(data)
    return (data,)


def read_jpeg(path: Path, sheet: Sheet) -> Fingerprint:
    """Its bytes: the pixels are not those that went in."""
    return (path.read_bytes(),)


def webp(file: BinaryIO, sheet: Sheet, bands: Bands) -> Fingerprint:
    """RGB, 8 bits, lossless; WebP has no gray. It is put together in memory first."""
    picture = Image.fromarray(_whole(sheet, bands))
    more = {"exif": sheet.exif} if sheet.exif else {}
    picture.save(file, "WEBP", lossless=True, exact=True, **more)
    return (zlib.crc32(picture.convert("RGB").tobytes()),)


def read_webp(path: Path, sheet: Sheet) -> Fingerprint:
    """All its pixels."""
    with Image.open(path, formats=("WEBP",)) as picture:
        return (zlib.crc32(picture.convert("RGB").tobytes()),)


def _whole(sheet: Sheet, bands: Bands) -> Band:
    channels, height, width = sheet.shape
    whole, row = np.empty((height, width, channels), sheet.dtype), 0
    for band in bands:
        if band.shape[1] == height:
            whole = np.moveaxis(band, 0, 2).ravel().reshape(whole.shape)  # strides as expected, of single pixels too
            break
        whole[row : row + band.shape[1]] = np.moveaxis(band, 0, 2)
        row += band.shape[1]
    return whole[..., 0] if channels == 1 else whole


Writer = Callable[[BinaryIO, Sheet, Bands], Fingerprint]
Reader = Callable[[Path, Sheet], Fingerprint]

ENCODERS: dict[str, tuple[Writer, Reader]] = {
    "png": (png, read_png),
    "tiff": (tiff, read_tiff),
    "jpeg": (jpeg, read_jpeg),
    "webp": (webp, read_webp),
    "npy": (npy, read_npy),
}


def _block_rows(sheet: Sheet) -> int:
    return min(max(1, BLOCK_BYTES // sheet.row_bytes), sheet.shape[1])


def _blocks(bands: Bands, sheet: Sheet) -> Iterator[Band]:
    """The same rows, (h, W, C) each time of the same height, whatever the heights of the bands were."""
    rows, parts, held = _block_rows(sheet), [], 0
    for band in bands:
        start = 0
        while start < band.shape[1]:
            part = band[:, start : start + rows - held]
            parts.append(np.moveaxis(part, 0, 2))
            start, held = start + part.shape[1], held + part.shape[1]
            if held == rows:
                yield np.ascontiguousarray(np.concatenate(parts))
                parts, held = [], 0
    if parts:
        yield np.ascontiguousarray(np.concatenate(parts))


def _encoded(jobs: Iterable[Any], encode: Callable[[Any], Encoded]) -> Iterator[Encoded]:
    """Encode on all threads, a few jobs at a time; results come in order."""
    waiting: list[Any] = []

    def done() -> list[Encoded]:
        found: list[Any] = [None] * len(waiting)

        def work(index: int) -> None:
            found[index] = encode(waiting[index])

        threads.run(range(len(waiting)), work)
        waiting.clear()
        return found

    for job in jobs:
        waiting.append(job)
        if len(waiting) == 2 * threads.WORKERS:
            yield from done()
    yield from done()
