"""Sources: exact values where they are gathered, whatever the dtype and whichever rows are asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.sources import BareShape, NumberGrid, Photo

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


def test_a_bare_shape_holds_zeros():
    bare = BareShape(10, 3, 224, 224)
    assert bare.shape == (10, 3, 224, 224)
    assert not bare.region(np.arange(2), np.arange(3), 255.0).any()
    assert bare.region(np.arange(2), np.arange(3), 255.0).shape == (10, 3, 2, 3)
