"""The loader: exact values from good files, one sentence from bad ones, and never half a picture."""

import io
import os
import struct
import sys
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pillow_heif
import pytest
import tifffile
from PIL import Image, ImageCms

from workbench.picture_files.photos import LoadError, load_photo, photo_of

RNG = np.random.default_rng(0)
RGB = RNG.integers(0, 256, (13, 17, 3), dtype=np.uint8)
GRAY = RNG.integers(0, 256, (13, 17), dtype=np.uint8)
DEEP = RNG.integers(0, 65536, (13, 17, 3), dtype=np.uint16)


def encoded(pixels, form, mode=None, **options):
    file = io.BytesIO()
    Image.fromarray(pixels, mode).save(file, form, **options) if mode is None else Image.frombytes(
        mode, (pixels.shape[1], pixels.shape[0]), pixels.tobytes()
    ).save(file, form, **options)
    return file.getvalue()


def tiff(pixels, **options):
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, metadata=None, **options)
    return file.getvalue()


def array(values):
    file = io.BytesIO()
    np.save(file, values)
    return file.getvalue()


def opened(folder, data, name="picture.bin"):
    path = folder / name
    path.write_bytes(data)
    return load_photo(path)


def refusal(folder, data, name="picture.png"):
    with pytest.raises(LoadError) as caught:
        opened(folder, data, name)
    message = str(caught.value)
    assert message.startswith(name)
    assert message.endswith(".")
    assert "\n" not in message
    return message


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, bits, kind):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def gif(screen):
    """One frame of 65535 x 65535 on a screen that may say less."""
    frame = b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\2\2\x4c\1\0;"
    return b"GIF89a" + struct.pack("<HHBBB", screen, screen, 0, 0, 0) + frame


# --- exact values ----------------------------------------------------------------------------------------------------

EXACT = {
    "png": (encoded(RGB, "PNG"), RGB),
    "gray png": (encoded(GRAY, "PNG"), GRAY),
    "bmp": (encoded(RGB, "BMP"), RGB),
    "ppm": (encoded(RGB, "PPM"), RGB),
    "webp": (encoded(RGB, "WEBP", lossless=True), RGB),
    "gif": (encoded(GRAY, "GIF"), GRAY),
    "tiff": (tiff(RGB), RGB),
    "big-endian tiff": (tiff(DEEP, byteorder=">"), DEEP),
    "BigTIFF": (tiff(DEEP, bigtiff=True), DEEP),
    "planar tiff": (tiff(np.moveaxis(DEEP, 2, 0), planarconfig="separate", photometric="rgb"), DEEP),
    "tiled tiff": (tiff(DEEP, tile=(16, 16), compression="zlib"), DEEP),
    "float tiff": (tiff(GRAY.astype(np.float32) / 255), GRAY.astype(np.float32) / 255),
    "half tiff": (tiff(np.float16(GRAY) / np.float16(256)), np.float32(GRAY) / 256),
    "16-bit png": (imagecodecs.png_encode(DEEP), DEEP),
    "16-bit gray png": (imagecodecs.png_encode(DEEP[..., 0].copy()), DEEP[..., 0]),
    "16-bit ppm": (b"P6 # words\n17 13\n65535\n" + DEEP.astype(">u2").tobytes(), DEEP),
    "16-bit pgm": (b"P5\n17 13 65535\n" + DEEP[..., 0].astype(">u2").tobytes(), DEEP[..., 0]),
    "npy": (array(RGB), RGB),
    "channels first npy": (array(np.moveaxis(DEEP, 2, 0)), DEEP),
}


@pytest.mark.parametrize("kind", EXACT)
def test_values_are_exact(tmp_path, kind):
    data, wanted = EXACT[kind]
    photo = opened(tmp_path, data)
    pixels = photo.pixels if wanted.ndim == photo.pixels.ndim else photo.pixels[..., 0]
    assert pixels.dtype == wanted.dtype
    assert (pixels == wanted).all()


def test_jpeg_is_decoded(tmp_path):
    smooth = np.tile(np.arange(0, 160, 10, dtype=np.uint8), (16, 1))
    photo = opened(tmp_path, encoded(smooth, "JPEG", quality=100))
    assert abs(photo.pixels.astype(int) - smooth).max() <= 2


NOTICED = {
    "1 bit": (encoded(GRAY > 99, "PNG"), "Black and white", lambda p: (p == (GRAY > 99) * 255).all()),
    "alpha": (encoded(np.dstack([RGB, GRAY]), "PNG"), "Transparency", lambda p: (p == RGB).all()),
    "gray and alpha": (
        encoded(np.dstack([GRAY, RGB[..., 0]]), "PNG", "LA"), "Transparency", lambda p: (p == GRAY).all()),
    "CMYK": (encoded(np.dstack([255 - RGB, GRAY * 0]), "TIFF", "CMYK"), "CMYK", lambda p: (p == RGB).all()),
    "minus": (tiff(RGB[..., 0].astype(np.float32) - 99), "Values reach from", lambda p: p.min() < 0),
    "NaN": (tiff(np.array([[np.nan, 1, np.inf]], np.float32)), "NaN or infinite", lambda p: np.isnan(p[0, 0])),
    "double": (tiff(GRAY / 255.0), "rounded to 32 bits", lambda p: p.dtype == np.float32),
    "five bands": (
        tiff(np.dstack([RGB, RGB[..., :2]]), photometric="rgb", extrasamples=(0, 0)),
        "5 bands", lambda p: (p == RGB).all()),
    "12 bits": (b"P5 3 1 4095\n" + np.array([0, 2048, 4095], ">u2").tobytes(), "spread",
                lambda p: p.tolist() == [[0, 32776, 65535]]),
    "white of 100": (b"P6 1 1 100\n" + bytes((0, 50, 100)), "from 0 to 100", lambda p: p.tolist() == [[[0, 128, 255]]]),
    "all over white": (tiff(np.full((2, 2), 9, np.float32)), "from 9 to 9", lambda p: (p == 9).all()),
    "int16": (array(np.array([[0, 32767]], np.int16)), "divided by", lambda p: p.tolist() == [[0, 1]]),
}  # fmt: skip


@pytest.mark.parametrize("kind", NOTICED)
def test_what_is_changed_is_told(tmp_path, kind):
    data, words, holds = NOTICED[kind]
    photo = opened(tmp_path, data)
    assert any(words in notice for notice in photo.notices), photo.notices
    assert holds(photo.pixels)


def test_palette_is_written_out(tmp_path):
    flat = np.repeat(RGB[:1], 4, axis=0)
    picture = Image.fromarray(flat).quantize(64)
    file = io.BytesIO()
    picture.save(file, "PNG", transparency=0)
    photo = opened(tmp_path, file.getvalue())
    assert (photo.pixels == np.asarray(picture.convert("RGB"))).all()
    assert len(photo.notices) == 2


def test_white_is_zero_is_turned_round(tmp_path):
    photo = opened(tmp_path, tiff(GRAY, photometric="miniswhite"))
    assert (photo.pixels == 255 - GRAY).all()


@pytest.mark.parametrize("turn", [1, 2, 3, 4, 5, 6, 7, 8, 0, 99])
@pytest.mark.parametrize("form", ["PNG", "TIFF", "deep"])
def test_upright_once(tmp_path, turn, form):
    upright = DEEP if form == "deep" else RGB
    undo = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}.get(turn, 1)
    stored = {
        1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1], 5: upright.swapaxes(0, 1),
        6: np.rot90(upright, -1), 7: np.rot90(upright, 2).swapaxes(0, 1), 8: np.rot90(upright),
    }[undo]  # fmt: skip
    if form == "PNG":
        exif = Image.Exif()
        exif[274] = turn
        data = encoded(np.ascontiguousarray(stored), "PNG", exif=exif)
    else:
        data = tiff(np.ascontiguousarray(stored), photometric="rgb", extratags=[(274, 3, 1, turn, False)])
    assert (opened(tmp_path, data).pixels == upright).all()


def test_profiles(tmp_path):
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert (opened(tmp_path, encoded(RGB, "PNG", icc_profile=srgb)).pixels == RGB).all()
    wide = imagecodecs.cms_profile("adobergb")
    for data in (encoded(RGB, "PNG", icc_profile=wide), tiff(DEEP, photometric="rgb", iccprofile=wide)):
        photo = opened(tmp_path, data)
        assert "into sRGB" in photo.notices[0]
        assert photo.pixels.shape == RGB.shape
    broken = opened(tmp_path, encoded(RGB, "PNG", icc_profile=b"no profile at all" * 20))
    assert "broken" in broken.notices[0]
    assert (broken.pixels == RGB).all()


@pytest.mark.parametrize("form", ["GIF", "TIFF", "PNG", "WEBP"])
def test_every_frame(tmp_path, form):
    file = io.BytesIO()
    frames = [Image.fromarray(np.full((4, 4), v, np.uint8)) for v in (0, 100, 200)]
    options = {"lossless": True} if form == "WEBP" else {}
    frames[0].save(file, form, save_all=True, append_images=frames[1:], **options)
    photo = opened(tmp_path, file.getvalue())
    assert (photo.frame, photo.frames) == (0, 3)
    for frame, value in enumerate((0, 100, 200)):
        photo = load_photo(tmp_path / "picture.bin", frame)
        assert f"Frame {frame + 1} of 3." in photo.notices
        assert (photo.pixels == value).all()
    for frame in (3, -1):
        with pytest.raises(LoadError, match=f"it has 3 frames and no frame {frame + 1}"):
            load_photo(tmp_path / "picture.bin", frame)


@pytest.mark.parametrize("size", [(1, 1), (1, 9973), (9973, 1), (1, 40000)])
def test_odd_sizes(tmp_path, size):
    pixels = RNG.integers(0, 256, size, dtype=np.uint8)
    assert (opened(tmp_path, encoded(pixels, "PNG")).pixels == pixels).all()


# --- refusals --------------------------------------------------------------------------------------------------------


HEIC = b"\0\0\0\x18ftypheic" + bytes(99)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Dear diary, this is no picture.\n", "not a picture"),
        (bytes(range(256)) * 9, "not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
        (png(60000, 60000, 1, 0), "3,600 million pixels; the limit is 400 million"),
        (png(25000, 20000, 1, 0), "500 million pixels; the limit"),
        (png(60000, 60000, 16, 2), "60000 × 60000 is 3,600 million pixels"),
        (HEIC, "not a picture, or of a format that is not read here"),
        (gif(65535), "million pixels; the limit"),
        (gif(9), "million pixels; the limit"),
        (b"P6 99999 99999 65535\n" + bytes(100), "million pixels; the limit"),
        (array(np.zeros((2, 2), complex)), "complex128 values"),
        (array(np.zeros(4, np.uint8)), "its shape"),
        (array(np.array([[{}]], object)), "object values"),
    ],
)
def test_refused_in_words(tmp_path, data, words):
    assert words in refusal(tmp_path, data)


def test_what_is_no_file(tmp_path):
    for make, words in ((lambda p: p.mkdir(), "folder"), (lambda p: None, "no such file")):
        path = tmp_path / words.replace(" ", "")
        make(path)
        with pytest.raises(LoadError, match=words):
            load_photo(path)


@pytest.mark.skipif(os.name != "posix", reason="FIFOs and devices are of POSIX")
def test_pipes_and_devices_do_not_hang(tmp_path):
    fifo = tmp_path / "pipe.png"
    os.mkfifo(fifo)
    for path in (fifo, Path("/dev/zero")):
        with pytest.raises(LoadError, match="not a regular file"):
            load_photo(path)


def test_forbidden(tmp_path, monkeypatch):
    path = tmp_path / "secret.png"
    path.write_bytes(EXACT["png"][0])

    def forbid(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbid)
    with pytest.raises(LoadError, match=r"secret\.png cannot be opened: you may not read"):
        load_photo(path)


@pytest.mark.parametrize("kind", [*EXACT, "jpeg", "progressive", "lzw tiff", "deflate tiff"])
def test_every_truncation(tmp_path, kind):
    more = {
        "jpeg": lambda: encoded(RGB, "JPEG"),
        "progressive": lambda: encoded(RGB, "JPEG", progressive=True),
        "lzw tiff": lambda: encoded(RGB, "TIFF", compression="tiff_lzw"),
        "deflate tiff": lambda: encoded(RGB, "TIFF", compression="tiff_deflate"),
    }
    data = EXACT[kind][0] if kind in EXACT else more[kind]()
    whole = opened(tmp_path, data).pixels
    ends = range(0, len(data), max(1, len(data) // 120))
    for end in (*ends, *range(len(data) - 12, len(data))):
        try:
            found = opened(tmp_path, data[:end]).pixels
        except LoadError:
            continue
        assert found.shape == whole.shape
        assert (found == whole).all()


@pytest.mark.parametrize("kind", ["png", "gif", "webp", "tiff", "tiled tiff", "16-bit png", "bmp", "ppm", "npy"])
def test_flipped_bits_raise_nothing_else(tmp_path, kind):
    draw = np.random.default_rng(7)
    for _ in range(60):
        data = bytearray(EXACT[kind][0])
        for _ in range(draw.integers(1, 6)):
            data[draw.integers(min(len(data), 300))] ^= 1 << draw.integers(8)
        try:
            photo = opened(tmp_path, bytes(data))
        except LoadError:
            continue
        assert photo.pixels.size < 100_000_000


@pytest.mark.parametrize(
    "name", ["Å Å.png", "📷 (1).png", "n" * 251 + ".png", ".hidden.png", "two\nlines.png", b"bytes\xff\xfe.png"]
)
def test_names(tmp_path, name):
    path = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), os.fsencode(name))))  # noqa: PTH118 - bytes
    path.write_bytes(EXACT["png"][0])
    photo = load_photo(path)
    assert (photo.pixels == RGB).all()
    photo.name.encode()
    assert "\n" not in photo.name
    path.write_bytes(b"no picture")
    with pytest.raises(LoadError) as caught:
        load_photo(path)
    str(caught.value).encode()
    assert "\n" not in str(caught.value)


def test_arrays():
    assert photo_of(RGB).shape == (1, 3, 13, 17)
    with pytest.raises(LoadError, match="int64"):
        photo_of(np.zeros((2, 2), np.int64))


# --- pieces that are missing or far too large ------------------------------------------------------------------------


def patched(data, code, value):
    """A little-endian classic TIFF with the first value of one tag changed."""
    changed = bytearray(data)
    (start,) = struct.unpack_from("<I", changed, 4)
    (count,) = struct.unpack_from("<H", changed, start)
    for place in range(start + 2, start + 2 + 12 * count, 12):
        if struct.unpack_from("<H", changed, place)[0] == code:
            kind = struct.unpack_from("<H", changed, place + 2)[0]
            struct.pack_into("<H" if kind == 3 else "<I", changed, place + 8, value)
    return bytes(changed)


@pytest.mark.parametrize(
    ("data", "code", "value", "words"),
    [
        (tiff(GRAY, rowsperstrip=4, compression="zlib"), 257, 400, "cut off"),  # more rows than strips
        (tiff(GRAY), 257, 14, "cut off"),  # one row more than bytes
        (tiff(GRAY), 279, 5, "cut off"),
        (tiff(DEEP, tile=(16, 16), compression="zlib"), 322, 65520, "damaged|million pixels|memory|cut off"),
        (tiff(RGB, photometric="rgb", compression="zlib"), 256, 60000, "damaged|cut off"),
    ],
)
def test_a_tiff_that_lacks_pieces_is_no_half_picture(tmp_path, data, code, value, words):
    path = tmp_path / "a.tif"
    path.write_bytes(patched(data, code, value))
    with pytest.raises(LoadError, match=words):
        load_photo(path)


def test_a_jpeg_of_thousands_of_scans_is_refused_before_it_takes_minutes(tmp_path):
    data = encoded(np.zeros((8, 8), np.uint8), "JPEG")
    size = data.index(b"\xff\xc0") + 5
    large = data[:size] + struct.pack(">HH", 8000, 8000) + data[size + 4 :]
    scan = data[data.index(b"\xff\xda") : -2]
    assert "scans" in refusal(tmp_path, large[:-2] + 600 * scan + b"\xff\xd9")


def deep_png(width, height, *ends):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 0, *ends))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


FAX = encoded(GRAY > 99, "TIFF", compression="group4")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (deep_png(9, 9, 1, 0, 0), "damaged"),
        (deep_png(9, 9, 0, 1, 0), "damaged"),
        (deep_png(9, 9, 0, 0, 2), "damaged"),
        (deep_png(2_000_000, 2, 0, 0, 0), "read up to 1,000,000 on a side"),
        (FAX.replace(FAX[8:20], bytes(12)), "damaged"),
    ],
)
def test_decoders_say_nothing_beside_the_one_sentence(tmp_path, capfd, data, words):
    assert words in refusal(tmp_path, data, "a.tif")
    assert capfd.readouterr() == ("", "")


def test_a_16_bit_png_with_gigabytes_behind_it_is_refused(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(EXACT["16-bit png"][0])
    os.truncate(path, 3 << 30)  # sparse: it takes no room
    with pytest.raises(LoadError, match="far larger than its picture"):
        load_photo(path)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP", "GIF", "PPM", "TIFF"])
def test_a_damaged_file_is_opened_knowingly(tmp_path, form):
    smooth = np.tile(np.arange(1, 241, dtype=np.uint8)[:, None, None], (1, 160, 3))
    noise = RNG.integers(0, 256, smooth.shape, np.uint8) if form == "PNG" else smooth
    data = encoded(noise, form)
    path = tmp_path / "half"
    path.write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(LoadError) as caught:
        load_photo(path)
    assert caught.value.is_damaged
    photo = load_photo(path, damaged=True)
    assert any("damaged" in notice for notice in photo.notices)
    whole = opened(tmp_path, data).pixels
    assert photo.pixels.shape[:2] == whole.shape[:2] == (240, 160)
    same = (photo.pixels.reshape(240, -1) == whole.reshape(240, -1)).all(axis=1)
    assert 0.3 < same.mean() < 0.9
    path.write_bytes(b"no picture at all")
    with pytest.raises(LoadError) as caught:
        load_photo(path)
    assert not caught.value.is_damaged


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"subsampling": 2, "quality": 30}])
@pytest.mark.parametrize("pixels", [RGB, GRAY])
def test_jpeg_has_the_pixels_that_pillow_finds(tmp_path, pixels, options):
    large = np.kron(pixels, np.ones((5, 7) + (1,) * (pixels.ndim - 2), np.uint8))
    data = encoded(large, "JPEG", **options)
    assert (opened(tmp_path, data).pixels == np.asarray(Image.open(io.BytesIO(data)))).all()
    if "progressive" not in options:
        without_end = data[:-2] + bytes(40)  # some cameras write no end, but all pixels
        assert (opened(tmp_path, without_end).pixels == opened(tmp_path, data).pixels).all()


@pytest.mark.parametrize(("compression", "name"), [("jpeg2000", "JPEG 2000"), ("webp", "WebP"), ("jpegxl", "JPEG XL")])
def test_a_tiff_packed_as_another_format_is_refused_by_name(tmp_path, compression, name):
    data = tiff(np.kron(RGB, np.ones((4, 4, 1), np.uint8)), compression=compression)
    message = refusal(tmp_path, data, "a.tif")
    assert f"packed as {name}" in message
    assert "save it with LZW" in message


def test_heic_without_its_extra_is_refused_with_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    monkeypatch.setattr(Image, "OPEN", {form: how for form, how in Image.OPEN.items() if form != "HEIF"})
    assert "pip install filter-workbench[heif]" in refusal(tmp_path, HEIC)


def test_heic_is_read_upright_with_its_exif(tmp_path):
    smooth = np.zeros((48, 64, 3), np.uint8)
    smooth[:, :32], smooth[:, 32:] = (200, 40, 40), (40, 40, 200)
    path = tmp_path / "shot.heic"
    exif = Image.Exif()
    exif[271] = "Maker"
    pillow_heif.from_pillow(Image.fromarray(smooth)).save(path, quality=95, exif=exif.tobytes())
    photo = load_photo(path)
    assert photo.shape == (1, 3, 48, 64)
    assert np.abs(photo.pixels.astype(int) - smooth).mean() < 4
    assert b"Maker" in photo.exif
    data = path.read_bytes()
    refusal(tmp_path, data[: len(data) // 2], "half.heic")


def test_a_camera_s_raw_file_is_developed_in_16_bits(tmp_path):
    """A minimal DNG: bright on the left, dark on the right, under a Bayer mosaic."""
    mosaic = np.full((128, 192), 4000, np.uint16)
    mosaic[:, 96:] = 500
    ratios = (1, 1) * 9
    matrix = tuple(number for one in (1, 0, 0, 0, 1, 0, 0, 0, 1) for number in (one, 1))
    tags = [
        (33421, "H", 2, (2, 2), True), (33422, "B", 4, (0, 1, 1, 2), True),  # the pattern of the mosaic: R G / G B
        (50706, "B", 4, (1, 4, 0, 0), True), (50708, "s", 0, "Test camera", True), (50714, "H", 1, 0, True),
        (50717, "H", 1, 4095, True), (50721, 10, 9, matrix, True), (50728, 5, 3, ratios[:6], True),
        (50778, "H", 1, 21, True), (271, "s", 0, "Test", True), (272, "s", 0, "Camera", True),
    ]  # fmt: skip
    path = tmp_path / "shot.dng"
    tifffile.imwrite(path, mosaic, photometric=32803, metadata=None, extratags=tags)
    photo = load_photo(path)
    assert photo.pixels.dtype == np.uint16
    assert photo.shape[1:] == (3, 128, 192)
    assert any("raw" in notice for notice in photo.notices)
    left, right = photo.pixels[32:96, 16:80].mean(), photo.pixels[32:96, 112:176].mean()
    assert left > 2 * right > 0
    refusal(tmp_path, path.read_bytes()[:300], "half.dng")
