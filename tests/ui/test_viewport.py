"""All panes follow one place: zoom keeps the spot, resizing keeps the centre, views cover what is on screen."""

import pytest
from PySide6.QtCore import QPointF

from ui.viewport import MARGIN, Viewport


@pytest.fixture
def viewport(qapp):
    made = Viewport()
    made.set_pane("map", 400, 300, 1.0)
    made.set_photo(1000, 2000)
    return made


def test_a_new_photo_fits(viewport):
    assert viewport.scale == pytest.approx((400 - 2 * MARGIN) / 2000)
    assert viewport.centre == (500, 1000)
    assert viewport.view.rows == round(1000 * viewport.scale)


def test_zoom_keeps_the_spot_under_the_cursor(viewport):
    place = QPointF(120, 80)
    spot = viewport.spot(place, 400, 300)
    viewport.zoom_at(8, *spot)
    assert viewport.spot(place, 400, 300) == pytest.approx(spot, abs=1 / viewport.scale)


def test_resizing_keeps_the_centre_and_a_fit_stays_a_fit(viewport):
    viewport.set_pane("map", 800, 600, 1.0)
    assert viewport.scale == pytest.approx((800 - 2 * MARGIN) / 2000)
    viewport.show_one_to_one()
    centre = viewport.centre
    viewport.set_pane("map", 500, 200, 1.0)
    assert viewport.centre == centre
    assert viewport.scale == 1


def test_one_to_one_is_one_device_pixel(viewport):
    viewport.set_pane("map", 800, 600, 2.0)
    viewport.show_one_to_one()
    assert viewport.view.columns == viewport.view.rect.width == 800


def test_panning_stops_at_the_photo_s_edge(viewport):
    viewport.show_one_to_one()
    viewport.pan(1e6, -1e6)
    assert viewport.centre == (0, 2000)


def test_many_moves_ask_for_one_view(viewport, qtbot):
    views = []
    viewport.view_changed.connect(views.append)
    viewport.pan(1, 1)
    qtbot.waitUntil(lambda: bool(views) and views[-1] == viewport.view)
    heard = len(views)
    for _ in range(20):
        viewport.pan(1, 1)
    assert len(views) == heard
    qtbot.waitUntil(lambda: len(views) == heard + 1)
    assert views[-1] == viewport.view


def test_the_cursor_stays_on_the_photo(viewport):
    viewport.set_cursor(-5, 99999)
    assert viewport.cursor == (0, 1999)
