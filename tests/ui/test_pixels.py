"""Values become the right colours at any width, and levels are steady and honest."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from ui import pixels, theme, tints
from ui.pixels import Levels


def pixel(picture, y, x):
    color = picture.pixelColor(x, y)
    return color.red(), color.green(), color.blue()


@pytest.mark.parametrize("width", [1, 2, 3, 5, 7, 8, 127])
def test_odd_widths_are_not_sheared(qapp, width):
    values = np.arange(3 * width, dtype=np.float32).reshape(3, width) % 256
    picture = pixels.image(values, Levels(0, 255))
    assert [pixel(picture, 2, x)[0] for x in range(width)] == [int(v) for v in values[2]]
    colours = np.stack([values, values * 0, 255 - values], axis=2)
    picture = pixels.image(colours, Levels(0, 255))
    assert pixel(picture, 1, width - 1) == tuple(int(v) for v in colours[1, width - 1])


def test_a_picture_owns_its_pixels(qapp):
    values = np.full((4, 4), 200, np.float32)
    picture = pixels.image(values, Levels(0, 255))
    values[:] = 0
    assert pixel(picture, 3, 3) == (200, 200, 200)


def test_signed_maps_are_neutral_at_zero_and_even_about_it(qapp):
    picture = pixels.image(np.array([[-9.0, 0.0, 9.0, 100.0]], np.float32), Levels(-9, 9))
    table = tints.diverging()
    assert pixel(picture, 0, 0) == tuple(table[0])
    assert pixel(picture, 0, 1) == tuple(table[255])
    assert pixel(picture, 0, 2) == pixel(picture, 0, 3) == tuple(table[510])


@pytest.mark.parametrize("levels", [Levels(0, 10), Levels(-10, 10)])
def test_nan_has_a_colour_of_its_own(qapp, levels):
    picture = pixels.image(np.array([[np.nan, 3.0]], np.float32), levels)
    assert "#{:02x}{:02x}{:02x}".format(*pixel(picture, 0, 0)) == pixels.NAN_COLOR
    assert "#{:02x}{:02x}{:02x}".format(*pixel(picture, 0, 1)) != pixels.NAN_COLOR


@pytest.mark.parametrize("colours", [(), (3,)])
@pytest.mark.parametrize("levels", [Levels(0, 10), Levels(-10, 10)])
def test_a_large_picture_is_that_of_its_rows(qapp, monkeypatch, levels, colours):
    values = np.random.default_rng(0).uniform(-12, 12, (29, 13, *colours)).astype(np.float32)
    values[7, 5] = values[28, 0] = np.nan
    whole = pixels.image(values, levels)
    for most in (1, 4 * values[0].size):
        monkeypatch.setattr(pixels, "AT_A_TIME", most)
        assert pixels.image(values, levels) == whole
    assert pixel(whole, 28, 0) == pixel(whole, 7, 5) != pixel(whole, 7, 6)


@pytest.mark.parametrize(("levels", "colours"), [(Levels(-99, 99), ()), (Levels(0, 200), ()), (Levels(0, 200), (3,))])
def test_a_picture_that_moved_is_that_of_its_values(qapp, levels, colours):
    rng = np.random.default_rng(0)
    whole = rng.normal(0, 90, (90, 120, *colours)).astype(np.float32)
    whole[rng.random(whole.shape) < 0.01] = np.nan
    before = pixels.image(whole[30:60, 40:80], levels)
    for top, left, height, width in [(33, 42, 30, 40), (20, 30, 30, 60), (40, 50, 9, 9), (70, 2, 9, 9)]:
        values = whole[top : top + height, left : left + width]
        assert pixels.moved(values, levels, before, 30 - top, 40 - left) == pixels.image(values, levels)


def test_empty_maps_give_no_picture(qapp):
    assert pixels.image(np.zeros((0, 5), np.float32), Levels(0, 1)).isNull()
    assert not pixels.thumbnail(np.zeros((0, 5), np.float32), 40, 1.0, levels=Levels(0, 1)).isNull()


def test_auto_levels_are_symmetric_where_values_are_signed():
    rng = np.random.default_rng(1)
    signed = pixels.auto_levels(rng.normal(0, 100, 10_000).astype(np.float32))
    assert signed.low == -signed.high
    assert 200 < signed.high < 240
    assert pixels.auto_levels(np.array([0, 5, 10], np.float32)) == Levels(0, 9.9)
    assert pixels.auto_levels(np.array([np.nan], np.float32)) == Levels(0, 1)
    assert pixels.auto_levels(np.zeros(9, np.float32)) == Levels(0, 1)


def test_counted_levels_agree_with_those_of_the_values():
    values = np.random.default_rng(2).normal(0, 100, 50_000).astype(np.float32)
    counts, edges = np.histogram(values, 512)
    counted = pixels.counted_levels(counts, edges, float(values.min()), float(values.max()))
    assert counted.high == pytest.approx(pixels.auto_levels(values).high, rel=0.05)


def test_levels_stay_through_small_changes():
    assert pixels.steadied(Levels(-600, 600), Levels(-700, 700)) == Levels(-600, 600)
    assert pixels.steadied(Levels(-600, 600), Levels(-900, 900)) == Levels(-900, 900)
    assert pixels.steadied(Levels(-600, 600), Levels(0, 600)) == Levels(0, 600)


def test_means_are_drawn_in_levels_as_much_narrower_as_they_are():
    wanted, own = Levels(-600, 600), Levels(-100, 100)
    assert pixels.levels_of_means(wanted, own, Levels(-25, 25)) == Levels(-150, 150)
    assert pixels.levels_of_means(Levels(0, 8), Levels(0, 8), Levels(0, 2)) == Levels(0, 2)
    for means in (Levels(0, 20), Levels(-120, 120)):  # of another kind; wider than what they are means of
        assert pixels.levels_of_means(wanted, own, means) == wanted


def test_pasted_pictures_come_back_as_bytes(qapp):
    made = QImage(3, 2, QImage.Format.Format_RGB32)
    made.fill(0xFF102030)
    found = pixels.to_array(made)
    assert found.shape == (2, 3, 3)
    assert found[1, 2].tolist() == [0x10, 0x20, 0x30]


def test_thumbnails_are_square_at_any_ratio(qapp):
    made = pixels.thumbnail(np.ones((10, 30), np.float32), 40, 2.0, levels=Levels(0, 1))
    assert (made.width(), made.devicePixelRatio()) == (80, 2.0)


def test_a_glow_is_nothing_at_zero_and_strongest_at_the_top(qapp):
    glow = pixels.heat(np.array([[0, 1, 2, np.nan, 9]], np.float32), 2.0)
    opacities = [glow.pixelColor(x, 0).alpha() for x in range(5)]
    assert opacities[0] == opacities[3] == 0
    assert 0 < opacities[1] < opacities[2] == opacities[4]
    warm = glow.pixelColor(2, 0)
    assert warm.red() > warm.blue()
    assert pixels.heat(np.full((1, 1), np.inf, np.float32), np.inf).pixelColor(0, 0).alpha() == 0


@pytest.mark.parametrize("low", [0.0, -5.0])
def test_values_in_any_order_of_memory_are_drawn(low):
    values = np.arange(-3, 9, dtype=np.float32).reshape(3, 4)
    made = pixels.image(np.asfortranarray(values), Levels(low, 9))
    assert made == pixels.image(values, Levels(low, 9))
    assert made.width() == 4


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT])
def test_a_kernel_as_a_picture_has_the_tints_of_its_cells(qapp, look):
    theme.apply(qapp, look)
    weights = np.array([[0, 0.5, -3], [2, -0.01, 3]], np.float32)
    picture = pixels.kernel_picture(weights)
    for row, column in np.ndindex(weights.shape):
        assert picture.pixelColor(column, row).name() == tints.cell_tint(float(weights[row, column]), 3)
    assert pixels.kernel_picture(np.zeros((1, 1), np.float32)).pixelColor(0, 0) == theme.color("cell")
    lonely = np.array([[0.02, 1.6, -0.01]], np.float32)
    assert pixels.kernel_picture(lonely).pixelColor(0, 0).name() == tints.cell_tint(1, 1)
    assert pixels.kernel_picture(lonely).pixelColor(2, 0).name() == tints.cell_tint(-1, 2)
