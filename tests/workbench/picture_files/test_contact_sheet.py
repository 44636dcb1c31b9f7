"""Contact sheets: maps averaged down, every size and number of maps drawn, words cut short, NaN seen."""

import numpy as np
import pytest

from workbench.diverging import NAN_COLOR, diverging_map
from workbench.levels import Levels
from workbench.picture_files import contact_sheet
from workbench.picture_files.contact_sheet import Captions, captions_of, draw
from workbench.picture_files.maps import Maps
from workbench.plan import plan
from workbench.presets import load_preset


@pytest.mark.parametrize(("height", "width", "rows"), [(10, 7, 3), (9, 9, 9), (64, 50, 13), (1, 30, 1)])
def test_maps_are_averaged_down(height, width, rows):
    values = np.random.default_rng(1).normal(size=(2, height, width)).astype(np.float32)
    banded = Maps(values.shape, lambda: (values[:, y : y + rows] for y in range(0, height, rows)))
    small, survey = contact_sheet.reduced(banded, 4, 255.0)
    every = -(-max(height, width) // 4)
    for channel in range(2):
        for row in range(small.shape[1]):
            for column in range(small.shape[2]):
                part = values[channel, row * every : (row + 1) * every, column * every : (column + 1) * every]
                assert small[channel, row, column] == pytest.approx(part.mean(), abs=1e-5)
    assert survey.limits((1,)) == (values[1].min(), values[1].max())


def sheet(values, size=96, **captions):
    small, survey = contact_sheet.reduced(Maps.of(values.astype(np.float32)), size, 255.0)
    return draw(small, survey, size, Captions(**{"title": "conv1", "facts": "facts", **captions}))


@pytest.mark.parametrize("shape", [(1, 1, 1), (40, 3, 5), (300, 8, 8), (2, 500, 7)])
def test_a_sheet_of_tiny_and_of_many_maps(shape):
    drawn = sheet(np.zeros(shape))
    assert drawn.dtype == np.uint8
    assert drawn.shape[2] == 3
    assert max(drawn.shape[:2]) < 4000


def test_values_have_the_colours_of_the_window():
    signed = np.full((1, 4, 4), -3.0)
    signed[0, :2] = 3.0
    signed[0, 3, 3] = np.nan
    drawn = sheet(signed)
    left, top = contact_sheet.MARGIN, contact_sheet.MARGIN + contact_sheet.HEAD
    table = diverging_map(is_dark=False)
    assert drawn[top + 10, left + 10].tolist() == table[510].tolist()
    assert drawn[top + 60, left + 10].tolist() == table[0].tolist()
    assert "#{:02x}{:02x}{:02x}".format(*drawn[top + 90, left + 90]) == NAN_COLOR
    chosen = sheet(np.full((1, 4, 4), 51.0), levels=(Levels(0, 255),))
    assert drawn.shape == chosen.shape
    assert chosen[top + 10, left + 10].tolist() == [51] * 3


def test_long_words_end_where_there_is_room():
    plain, long = (sheet(np.zeros((2, 9, 9)), names=("a" * count,) * 2) for count in (3, 300))
    assert plain.shape == long.shape
    left = contact_sheet.MARGIN + 96
    assert (long[:, left : left + contact_sheet.GAP // 2] == 255).all()


def test_what_a_sheet_says_by_itself():
    planned = plan(load_preset("line-bank"), (1, 3, 9, 11))
    found = captions_of(planned, "lines", "photo.jpg")
    assert (found.title, found.facts) == ("Level, upright, rising, falling", "4 x 9 x 11 · photo.jpg")
    assert captions_of(planned, "photo", "photo.jpg").names == ("Red", "Green", "Blue")
