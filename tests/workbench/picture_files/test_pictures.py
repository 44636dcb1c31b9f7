"""Saving pictures: mappings in words, every format read back, and a failed save that changes nothing."""

import errno
import os
import subprocess
import sys
import threading

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from filters.errors import Cancelled
from workbench import running, writing
from workbench.document import Document
from workbench.errors import WorkbenchError
from workbench.layers import new_step, with_parameters
from workbench.picture_files import encoders, pictures
from workbench.picture_files.maps import Maps
from workbench.picture_files.photos import load_photo
from workbench.picture_files.pictures import FORMATS, MAPPINGS, SaveError, Saving, mapped, save_maps, save_picture
from workbench.running import run_file

VALUES = np.array([[[-300, -64, 0], [64, 127.5, 300]]], np.float32)
MAP = (np.random.default_rng(2).random((1, 9, 11), dtype=np.float32) * 400) - 70
COLOUR = (np.random.default_rng(3).random((3, 9, 11), dtype=np.float32) * 400) - 70


def save(path, values, form="png", **how):
    save_picture(path, Maps.of(values), Saving(form, **how))


def banded(values, rows):
    """The same maps, a few rows at a time."""
    return Maps(values.shape, lambda: (values[:, y : y + rows] for y in range(0, values.shape[1], rows)))


@pytest.mark.parametrize(
    ("mapping", "shades"),
    [
        ("clip", [0, 0, 0, 64, 128, 255]),
        ("absolute", [255, 64, 0, 64, 128, 255]),
        ("offset", [0, 64, 128, 192, 255, 255]),
        ("min-max", [0, 100, 128, 155, 182, 255]),
    ],
)
def test_mappings(mapping, shades):
    assert mapped(VALUES, Saving(mapping=mapping)).ravel().tolist() == shades
    assert set(MAPPINGS) == {"clip", "offset", "absolute", "min-max"}


def test_white_bits_and_odd_values():
    assert mapped(np.array([[[0, 0.5, 1]]], np.float32), Saving(white=1.0)).ravel().tolist() == [0, 128, 255]
    assert mapped(np.array([[[0, 1, 255]]], np.float32), Saving(bits=16)).ravel().tolist() == [0, 257, 65535]
    odd = np.array([[[np.nan, np.inf, -np.inf, 7]]], np.float32)
    assert mapped(odd, Saving()).ravel().tolist() == [0, 255, 0, 7]
    assert mapped(np.full((1, 2, 2), 9, np.float32), Saving(mapping="min-max")).ravel().tolist() == [0] * 4


@pytest.mark.parametrize("values", [MAP, COLOUR], ids=["gray", "colour"])
@pytest.mark.parametrize("mapping", MAPPINGS)
@pytest.mark.parametrize(("form", "bits"), [("png", 8), ("png", 16), ("tiff", 8), ("tiff", 16), ("webp", 8)])
def test_what_is_saved_is_read_back(tmp_path, values, mapping, form, bits):
    path = tmp_path / f"a.{form}"
    how = Saving(form, bits, mapping)
    save_picture(path, banded(values, 4), how)
    found = load_photo(path)
    wanted = mapped(values, how)
    assert found.notices == ()
    assert (found.region(np.arange(9), np.arange(11), found.white)[0] == wanted).all()
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("values", [MAP, COLOUR], ids=["gray", "colour"])
def test_raw_values(tmp_path, values):
    save(tmp_path / "a.npy", values, "npy", mapping="absolute")
    assert (np.load(tmp_path / "a.npy") == values).all()
    save(tmp_path / "a.tif", values, "tiff", bits=32)
    found = tifffile.imread(tmp_path / "a.tif")
    assert found.dtype == np.float32
    assert (found.reshape(9, 11, -1) == np.moveaxis(values, 0, 2)).all()


def test_many_maps_are_pages(tmp_path):
    maps = np.concatenate([MAP, COLOUR, MAP])
    save(tmp_path / "a.tif", maps, "tiff", bits=32)
    assert (tifffile.imread(tmp_path / "a.tif") == maps).all()
    with pytest.raises(SaveError, match="1 or 3 channels and the result has 5"):
        save(tmp_path / "a.png", maps, "png")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("channels", [1, 3])
def test_a_single_pixel_in_every_format(tmp_path, form, channels):
    path = tmp_path / f"a{FORMATS[form][0]}"
    values = np.full((channels, 1, 1), 64, np.float32)
    save_picture(path, Maps(values.shape, lambda: [np.moveaxis(np.moveaxis(values, 0, 2).copy(), 2, 0)]), Saving(form))
    assert load_photo(path).pixels.ravel().tolist()[:1] == [64]


def test_jpeg_and_limits(tmp_path):
    flat = np.full((3, 16, 16), 100, np.float32)
    save(tmp_path / "a.jpg", flat, "jpeg")
    assert abs(load_photo(tmp_path / "a.jpg").pixels.astype(int) - 100).max() <= 1
    long = np.zeros((1, 1, 20000), np.float32)
    with pytest.raises(SaveError, match="at most 16383 pixels long, not 20000"):
        save(tmp_path / "a.webp", long, "webp")
    save(tmp_path / "a.png", long, "png")
    with pytest.raises(SaveError, match="jpeg holds 8 bits"):
        save(tmp_path / "b.jpg", flat, "jpeg", bits=16)
    assert set(FORMATS) == {"png", "tiff", "jpeg", "webp", "npy"}


@pytest.mark.parametrize("failure", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("call", ["fsync", "replace", "write"])
def test_a_failed_save_changes_nothing(tmp_path, monkeypatch, failure, call):
    path = tmp_path / "old.png"
    path.write_bytes(b"old")

    def fail(*_, **__):
        raise OSError(failure, os.strerror(failure))

    if call == "fsync":
        monkeypatch.setattr(writing.os, "fsync", fail)
    elif call == "replace":
        monkeypatch.setattr(writing.Path, "replace", fail)
    else:
        monkeypatch.setattr("workbench.picture_files.metadata.chunk", fail)
    with pytest.raises(SaveError, match=r"old\.png was not written: .*unchanged"):
        save(path, MAP, "png")
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from workbench import writing
target, step = Path(sys.argv[1]), sys.argv[2]

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def write(file):
    if step == "written half":
        file.write(b"new" * 5000)
        file.flush()
        die()
    file.write(b"new" * 9999)
    if step == "written":
        die()

real, calls = os.fsync, []
def fsync(descriptor):
    calls.append(descriptor)
    if step == ("synced", "folder synced")[len(calls) - 1]:
        die()
    real(descriptor)

os.fsync = fsync
if step == "opened":
    Path.open = lambda self, *how, opened=Path.open: (opened(self, *how), die())[0]
elif step in ("chmod", "replace"):
    setattr(Path, step, die)
writing.write_atomically(target, write, die if step == "checked" else lambda place: place.stat().st_size == 29997)
"""
STEPS = ("opened", "written half", "written", "synced", "checked", "chmod", "replace", "folder synced")
FULL = """
import resource, sys
from workbench.writing import SaveError, write_atomically, write_bytes
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    write_atomically(sys.argv[1], lambda file: write_bytes(file, b"new" * 9999), lambda place: True)
except SaveError as error:
    sys.exit(f"refused: {error}")
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_of_a_save_the_file_is_the_old_or_the_new(tmp_path, step):
    path = tmp_path / "old.txt"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), step], capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    is_there = step == "folder synced"
    assert path.read_bytes() == (b"new" * 9999 if is_there else b"old")
    left = [other for other in tmp_path.iterdir() if other != path]
    assert len(left) == (0 if is_there else 1)
    for other in left:
        os.utime(other, (0, 0))  # an hour later the next save takes it away
    writing.write_atomically(path, lambda file: writing.write_bytes(file, b"newer"), lambda place: True)
    assert [other.name for other in tmp_path.iterdir()] == ["old.txt"]


@pytest.mark.skipif(os.name != "posix", reason="limits are of POSIX")
def test_out_of_room_the_old_file_stays(tmp_path):
    path = tmp_path / "old.txt"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("refused: old.txt was not written")
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_reads_back_differently_is_not_kept(tmp_path):
    path = tmp_path / "old.txt"
    path.write_bytes(b"old")
    with pytest.raises(SaveError, match="reads back differently"):
        writing.write_atomically(path, lambda file: writing.write_bytes(file, b"new"), lambda place: False)
    assert path.read_bytes() == b"old"


def test_places_that_take_no_file(tmp_path):
    (tmp_path / "folder.png").mkdir()
    for place, words in (("folder.png", "a folder"), ("no/such/place.png", "no such file")):
        with pytest.raises(SaveError, match=words):
            save(tmp_path / place, MAP, "png")


@pytest.mark.skipif(os.name != "posix", reason="modes and symlinks are of POSIX")
def test_mode_is_kept_and_symlinks_are_followed(tmp_path):
    real, link = tmp_path / "real.png", tmp_path / "link.png"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    save(link, MAP, "png")
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert load_photo(real).shape == (1, 1, 9, 11)


def test_old_leftovers_are_swept(tmp_path):
    left, fresh = tmp_path / ".workbench-dead.partial", tmp_path / ".workbench-live.partial"
    for path in (left, fresh):
        path.write_bytes(b"half")
    os.utime(left, (0, 0))
    save(tmp_path / "a.png", MAP, "png")
    assert not left.exists()
    assert fresh.exists()


def test_a_name_of_255_bytes(tmp_path):
    path = tmp_path / ("n" * 251 + ".png")
    save(path, MAP, "png")
    assert path.exists()


# --- bands -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [MAP, COLOUR, np.concatenate([COLOUR, MAP])], ids=["gray", "colour", "stack"])
@pytest.mark.parametrize(
    ("form", "bits"), [("png", 8), ("png", 16), ("tiff", 8), ("tiff", 16), ("tiff", 32), ("npy", 32)]
)
def test_bytes_do_not_depend_on_the_bands(tmp_path, monkeypatch, values, form, bits):
    if form == "png" and len(values) == 4:
        values = values[:1]
    monkeypatch.setattr(encoders, "BLOCK_BYTES", 100)  # several pieces even here
    how = Saving(form, bits, "min-max")
    found = []
    for rows in (1, 4, 9):
        save_picture(tmp_path / "a", banded(values, rows), how)
        found.append((tmp_path / "a").read_bytes())
    assert found[0] == found[1] == found[2]


def test_png_is_read_the_same_by_others(tmp_path):
    """Every filter and piece, by libpng through another decoder."""
    noise = np.random.default_rng(8).integers(0, 65536, (3, 300, 701)).astype(np.float32)
    ramp = np.broadcast_to(np.linspace(0, 65535, 701, dtype=np.float32), (3, 300, 701))
    both = np.concatenate([noise, ramp, np.moveaxis(ramp, 2, 1)[:, :300, :300].repeat(3, axis=2)[:, :, :701]], axis=1)
    save(tmp_path / "a.png", both, bits=16, white=65535.0)
    found = imagecodecs.imread(tmp_path / "a.png")
    assert (np.moveaxis(found, 2, 0) == np.rint(both)).all()
    save(tmp_path / "b.png", both[:1], white=65535.0)
    with Image.open(tmp_path / "b.png") as picture:
        assert (np.asarray(picture) == mapped(both[:1], Saving(white=65535.0))[0]).all()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_identity_keeps_every_bit(tmp_path, dtype):
    every = np.arange(np.iinfo(dtype).max + 1, dtype=dtype).reshape(-1, 64)
    tifffile.imwrite(
        tmp_path / "in.tif", np.dstack([every, every[::-1], every.T.reshape(every.shape)]), photometric="rgb"
    )
    for value_range in ("0-255", "0-1"):
        document = Document("Same", value_range)
        one = with_parameters(new_step("conv2d", document), weight=np.ones((1, 1), np.float32), channels="each")
        document = document.inserted(0, one)
        for form in ("tiff", "png"):
            run_file(document, tmp_path / "in.tif", tmp_path / "out", Saving(form, 8 * np.dtype(dtype).itemsize))
            found, wanted = load_photo(tmp_path / "out").pixels, load_photo(tmp_path / "in.tif").pixels
            assert found.dtype == dtype
            assert (found == wanted).all()


@pytest.mark.parametrize("held", [1 << 30, 9 * 11 * 4 * 2])
def test_every_map_in_a_file_of_its_own(tmp_path, monkeypatch, held):
    maps = np.concatenate([COLOUR, MAP, COLOUR])
    monkeypatch.setattr(pictures, "MEMORY_FOR_MAPS", held)
    seen = []
    paths = [tmp_path / f"{channel}.png" for channel in range(7)]
    save_maps(paths, banded(maps, 2), Saving(), progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    for path, values in zip(paths, maps, strict=True):
        assert (load_photo(path).pixels == mapped(values[None], Saving())[0]).all()


@pytest.mark.parametrize("mapping", ["clip", "min-max"])
def test_progress_and_cancel(tmp_path, mapping):
    seen, token = [], threading.Event()
    save_picture(tmp_path / "a.png", banded(MAP, 1), Saving(mapping=mapping), cancel=token, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    before = (tmp_path / "a.png").read_bytes()

    def stop(part):
        if part > 0.7:
            token.set()

    with pytest.raises(Cancelled):
        save_picture(tmp_path / "a.png", banded(MAP * 2, 1), Saving(mapping=mapping), cancel=token, progress=stop)
    assert (tmp_path / "a.png").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


RUN = """
import resource, sys
from pathlib import Path
from workbench import load
from workbench.picture_files.pictures import Saving
from workbench.running import run_file
def peak(): return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
run_file(load(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), Saving(sys.argv[4]))
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read as Linux tells it")
@pytest.mark.parametrize("form", ["tiff", "npy", "png"])
def test_memory_holds_the_photo_and_a_few_bands(tmp_path, form):
    """A gray photo of 8 bits costs its byte a pixel; the float32 maps, four bytes each, are never there as a whole."""
    rows = np.random.default_rng(0).integers(0, 256, (250, 4000), dtype=np.uint8)
    pixels = np.tile(rows, (48, 1))
    tifffile.imwrite(tmp_path / "in.tif", pixels, metadata=None)
    words = [sys.executable, "-c", RUN, "unsharp-mask", tmp_path / "in.tif", tmp_path / "out", form]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert int(done.stdout) - pixels.nbytes < 4 * pixels.size


def test_a_step_that_needs_all_at_once_is_refused_before_work(tmp_path, monkeypatch):
    document = Document()
    for kind in ("flatten", "sigmoid"):
        document = document.inserted(len(document.steps), new_step(kind, document))
    tifffile.imwrite(tmp_path / "in.tif", np.zeros((40, 40), np.uint8))
    monkeypatch.setattr(running, "available_memory", lambda: 5000)
    with pytest.raises(WorkbenchError, match="GB of memory"):
        run_file(document, tmp_path / "in.tif", tmp_path / "out.npy", Saving("npy"))
    monkeypatch.setattr(pictures, "available_memory", lambda: 10)
    with pytest.raises(SaveError, match=r"jpeg needs about .* Save it as png or tiff"):
        save(tmp_path / "a.jpg", COLOUR, "jpeg")
