"""Sources: exact values where they are gathered, whatever the dtype and whichever rows are asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import LoadError
from workbench.sources import BareShape, NumberGrid, Photo, Tray
from workbench.trays import tray_of

POSITIONS = st.lists(st.integers(0, 10), min_size=1, max_size=11, unique=True).map(sorted).map(np.array)


@pytest.mark.parametrize(("dtype", "white"), [(np.uint8, 255), (np.uint16, 65535), (np.float32, 1)])
@pytest.mark.parametrize("channels", [None, 1, 3])
def test_own_white_gives_own_values(dtype, white, channels):
    shape = (5, 7) if channels is None else (5, 7, channels)
    pixels = (np.random.default_rng(1).random(shape) * white).astype(dtype)
    photo = Photo("p", pixels)
    assert photo.white == white
    assert photo.shape == (1, channels or 1, 5, 7)
    found = photo.region(np.arange(5), np.arange(7), white)
    assert found.dtype == np.float32
    assert (found[0] == np.moveaxis(pixels.reshape(5, 7, -1), 2, 0)).all()


@given(rows=POSITIONS, columns=POSITIONS)
def test_any_rows_and_columns(rows, columns):
    pixels = np.arange(11 * 11 * 3, dtype=np.uint16).reshape(11, 11, 3)
    found = Photo("p", pixels).region(rows, columns, 65535.0)
    assert (found[0] == np.moveaxis(pixels[np.ix_(rows, columns)], 2, 0)).all()


def test_white_is_scaled_by_one_rounding():
    levels = np.arange(256, dtype=np.uint8)[None]
    found = Photo("p", levels).region(np.arange(1), np.arange(256), 1.0)
    assert (found[0, 0, 0] == np.arange(256, dtype=np.float32) / np.float32(255)).all()
    deep = np.array([[0, 257, 65535]], np.uint16)
    assert Photo("p", deep).region(np.arange(1), np.arange(3), 255.0).tolist() == [[[[0.0, 1.0, 255.0]]]]
    bright = np.array([[0.0, 0.5, 1.0, 2.0]], np.float32)
    assert Photo("p", bright).region(np.arange(1), np.arange(4), 255.0).tolist() == [[[[0.0, 127.5, 255.0, 510.0]]]]


def test_a_photo_cannot_be_changed():
    pixels = np.zeros((2, 2), np.uint8)
    photo = Photo("p", pixels)
    with pytest.raises(ValueError, match="read-only"):
        photo.pixels[0, 0] = 1
    photo.region(np.arange(2), np.arange(2), 255.0)[...] = 9
    assert not pixels.any()
    pixels[0, 0] = 1  # the caller's own array is left as it was: writable


def test_keys_tell_sources_apart():
    pixels = np.zeros((2, 2), np.uint8)
    assert Photo("a", pixels).key != Photo("a", pixels).key
    assert BareShape(1, 3, 4, 5).key == BareShape(1, 3, 4, 5).key != BareShape(1, 3, 5, 4).key


@pytest.mark.parametrize("pixels", [np.zeros((2, 2), np.int32), np.zeros(4, np.uint8), np.zeros((0, 3), np.uint8)])
def test_what_is_no_picture_is_refused(pixels):
    with pytest.raises(ValueError, match="picture"):
        Photo("p", pixels)


def test_numbers_are_never_scaled():
    grid = NumberGrid(np.array([[1, 2], [3, 4]], np.float32))
    assert grid.shape == (1, 1, 2, 2)
    assert grid.white == 4
    assert grid.region(np.arange(2), np.array([1]), 255.0).tolist() == [[[[2.0], [4.0]]]]
    assert NumberGrid(np.zeros((3, 2, 2), np.float32)).shape == (1, 3, 2, 2)


def test_numbers_may_be_a_batch_or_a_table():
    values = np.arange(2 * 3 * 2 * 2, dtype=np.float32).reshape(2, 3, 2, 2)
    grid = NumberGrid(values)
    assert grid.shape == (2, 3, 2, 2)
    assert (grid.region(np.array([1]), np.array([0]), 1.0) == values[:, :, 1:, :1]).all()
    table = NumberGrid.table(np.array([[1, 2], [3, 6], [5, 10]]))
    assert table.shape == (3, 2, 1, 1)
    assert table.region(np.zeros(1, int), np.zeros(1, int), 255.0)[:, :, 0, 0].tolist() == [[1, 2], [3, 6], [5, 10]]
    with pytest.raises(ValueError, match="grid of numbers"):
        NumberGrid(np.zeros(3, np.float32))


def _photo(height, width, channels=3, dtype=np.uint8, seed=0):
    shape = (height, width) if channels == 1 else (height, width, channels)
    return Photo(f"{height}x{width}", np.random.default_rng(seed).integers(0, 250, shape).astype(dtype))


def test_a_tray_reads_as_a_batch():
    one, other = _photo(5, 7, seed=1), _photo(5, 7, seed=2)
    tray = Tray((one, other))
    assert tray.shape == (2, 3, 5, 7)
    rows, columns = np.array([0, 3]), np.array([1, 2, 6])
    found = tray.region(rows, columns, 1.0)
    assert (found[1:] == other.region(rows, columns, 1.0)).all()
    assert (found[:1] == one.region(rows, columns, 1.0)).all()
    with pytest.raises(ValueError, match="one shape"):
        Tray((one, _photo(5, 8)))


def test_cutting_keeps_the_middle_pixel_for_pixel():
    large, small = _photo(9, 11), _photo(4, 12, channels=1, seed=3)
    tray = tray_of([large, small])
    assert tray.shape == (2, 3, 4, 11)
    assert (tray.photos[0].pixels == large.pixels[2:6]).all()
    assert (tray.photos[1].pixels == small.pixels[:, 0:11, None]).all()
    assert tray_of(tray.originals, "fit").shape == (2, 3, 4, 11)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_fitting_makes_smaller_first(dtype):
    pixels = np.zeros((8, 16), dtype)
    pixels[:, 8:] = 200
    tray = tray_of([Photo("wide", pixels), Photo("small", np.zeros((4, 4), dtype))], "fit")
    assert tray.photos[0].pixels.dtype == dtype
    assert tray.photos[0].pixels.tolist() == [[0, 0, 200, 200]] * 4
    cut = tray_of([Photo("tall", np.full((40, 8), 7, dtype)), Photo("small", np.zeros((4, 4), dtype))], "fit")
    assert (cut.photos[0].pixels == 7).all()


def test_a_tray_holds_a_few_photos():
    with pytest.raises(LoadError, match="1 to 64 photos, not 0"):
        tray_of([])


def test_a_bare_shape_holds_zeros():
    bare = BareShape(10, 3, 224, 224)
    assert bare.shape == (10, 3, 224, 224)
    assert not bare.region(np.arange(2), np.arange(3), 255.0).any()
    assert bare.region(np.arange(2), np.arange(3), 255.0).shape == (10, 3, 2, 3)
