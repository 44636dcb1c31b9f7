"""Saving pictures: mappings in words, every format read back, and a failed save that changes nothing."""

import errno
import os
import subprocess
import sys

import numpy as np
import pytest
import tifffile

from workbench import writing
from workbench.photos import load_photo
from workbench.pictures import FORMATS, MAPPINGS, SaveError, mapped, save_picture

VALUES = np.array([[[-300, -64, 0], [64, 127.5, 300]]], np.float32)
MAP = (np.random.default_rng(2).random((1, 9, 11), dtype=np.float32) * 400) - 70
COLOUR = (np.random.default_rng(3).random((3, 9, 11), dtype=np.float32) * 400) - 70


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
    assert mapped(VALUES, mapping).ravel().tolist() == shades
    assert set(MAPPINGS) == {"clip", "offset", "absolute", "min-max"}


def test_white_bits_and_odd_values():
    assert mapped(np.array([[[0, 0.5, 1]]], np.float32), "clip", white=1.0).ravel().tolist() == [0, 128, 255]
    assert mapped(np.array([[[0, 1, 255]]], np.float32), "clip", bits=16).ravel().tolist() == [0, 257, 65535]
    odd = np.array([[[np.nan, np.inf, -np.inf, 7]]], np.float32)
    assert mapped(odd, "clip").ravel().tolist() == [0, 255, 0, 7]
    assert mapped(np.full((1, 2, 2), 9, np.float32), "min-max").ravel().tolist() == [0] * 4


@pytest.mark.parametrize("values", [MAP, COLOUR], ids=["gray", "colour"])
@pytest.mark.parametrize("mapping", MAPPINGS)
@pytest.mark.parametrize(("form", "bits"), [("png", 8), ("png", 16), ("tiff", 8), ("tiff", 16), ("webp", 8)])
def test_what_is_saved_is_read_back(tmp_path, values, mapping, form, bits):
    path = tmp_path / f"a.{form}"
    save_picture(path, values, format=form, mapping=mapping, bits=bits)
    found = load_photo(path)
    wanted = mapped(values, mapping, bits=bits)
    assert found.notices == ()
    assert (found.region(np.arange(9), np.arange(11), found.white)[0] == wanted).all()
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("values", [MAP, COLOUR], ids=["gray", "colour"])
def test_raw_values(tmp_path, values):
    save_picture(tmp_path / "a.npy", values, format="npy", mapping="absolute")
    assert (np.load(tmp_path / "a.npy") == values).all()
    save_picture(tmp_path / "a.tif", values, format="tiff", bits=32)
    found = tifffile.imread(tmp_path / "a.tif")
    assert found.dtype == np.float32
    assert (found.reshape(9, 11, -1) == np.moveaxis(values, 0, 2)).all()


def test_many_maps_are_pages(tmp_path):
    maps = np.concatenate([MAP, COLOUR, MAP])
    save_picture(tmp_path / "a.tif", maps, format="tiff", bits=32)
    assert (tifffile.imread(tmp_path / "a.tif") == maps).all()
    with pytest.raises(SaveError, match="1 or 3 channels and the result has 5"):
        save_picture(tmp_path / "a.png", maps, format="png")


def test_jpeg_and_limits(tmp_path):
    flat = np.full((3, 16, 16), 100, np.float32)
    save_picture(tmp_path / "a.jpg", flat, format="jpeg")
    assert abs(load_photo(tmp_path / "a.jpg").pixels.astype(int) - 100).max() <= 1
    long = np.zeros((1, 1, 20000), np.float32)
    with pytest.raises(SaveError, match="at most 16383 pixels long, not 20000"):
        save_picture(tmp_path / "a.webp", long, format="webp")
    save_picture(tmp_path / "a.png", long, format="png")
    with pytest.raises(SaveError, match="jpeg holds 8 bits"):
        save_picture(tmp_path / "b.jpg", flat, format="jpeg", bits=16)
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
        monkeypatch.setattr("workbench.pictures.Image.Image.save", fail)
    with pytest.raises(SaveError, match=r"old\.png was not written: .*unchanged"):
        save_picture(path, MAP, format="png")
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from workbench.writing import write_atomically, write_bytes
write_atomically(sys.argv[1], lambda file: write_bytes(file, b"new" * 9999), lambda place: os.kill(os.getpid(), 9))
"""
FULL = """
import resource, sys
from workbench.writing import SaveError, write_atomically, write_bytes
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    write_atomically(sys.argv[1], lambda file: write_bytes(file, b"new" * 9999), lambda place: True)
except SaveError as error:
    sys.exit(f"refused: {error}")
"""


@pytest.mark.skipif(os.name != "posix", reason="signals and limits are of POSIX")
@pytest.mark.parametrize(("script", "left"), [(KILLED, 2), (FULL, 1)])
def test_killed_or_out_of_room_the_old_file_stays(tmp_path, script, left):
    path = tmp_path / "old.txt"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == (-9 if script is KILLED else 1)
    assert script is KILLED or done.stderr.startswith("refused: old.txt was not written")
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == left


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
            save_picture(tmp_path / place, MAP, format="png")


@pytest.mark.skipif(os.name != "posix", reason="modes and symlinks are of POSIX")
def test_mode_is_kept_and_symlinks_are_followed(tmp_path):
    real, link = tmp_path / "real.png", tmp_path / "link.png"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    save_picture(link, MAP, format="png")
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert load_photo(real).shape == (1, 1, 9, 11)


def test_old_leftovers_are_swept(tmp_path):
    left, fresh = tmp_path / ".workbench-dead.partial", tmp_path / ".workbench-live.partial"
    for path in (left, fresh):
        path.write_bytes(b"half")
    os.utime(left, (0, 0))
    save_picture(tmp_path / "a.png", MAP, format="png")
    assert not left.exists()
    assert fresh.exists()


def test_a_name_of_255_bytes(tmp_path):
    path = tmp_path / ("n" * 251 + ".png")
    save_picture(path, MAP, format="png")
    assert path.exists()
