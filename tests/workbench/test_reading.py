"""Reading a file can be followed, and given up at any piece."""

import threading

import numpy as np
import pytest
import tifffile
from PIL import Image

from filters.errors import Cancelled
from workbench import reading
from workbench.picture_files.photos import load_photo
from workbench.reading import followed


def write(path):
    pixels = np.random.default_rng(1).integers(0, 256, (700, 900, 3), np.uint8)
    if path.suffix == ".tif":
        tifffile.imwrite(path, pixels, photometric="rgb", rowsperstrip=16)
    else:
        Image.fromarray(pixels).save(path)
    return pixels


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.bmp", "a.jpg"])
def test_a_photo_that_is_followed_is_the_same_photo(tmp_path, name):
    write(tmp_path / name)
    heard = []
    with followed(threading.Event(), heard.append):
        found = load_photo(tmp_path / name)
    np.testing.assert_array_equal(found.pixels, load_photo(tmp_path / name).pixels)
    assert heard == sorted(heard)
    assert heard[-1] == 1
    assert len(heard) > 2


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.bmp"])
def test_opening_ends_at_the_next_piece_when_it_is_cancelled(tmp_path, name, monkeypatch):
    monkeypatch.setattr(reading, "PIECE", 1 << 16)
    write(tmp_path / name)
    token, heard = threading.Event(), []

    def progress(part):
        heard.append(part)
        if part > 0.2:
            token.set()

    with followed(token, progress), pytest.raises(Cancelled):
        load_photo(tmp_path / name)
    assert heard[-1] < 0.9
