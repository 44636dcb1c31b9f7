"""All panes follow one place: zoom keeps the spot, resizing keeps the centre, views cover what is on screen."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from ui.viewport import MARGIN, Viewport
from workbench.document import PHOTO, Document
from workbench.evaluation.frames import Rect
from workbench.evaluation.looks import places
from workbench.plan import plan


@pytest.fixture
def viewport(qapp):
    made = Viewport()
    made.set_pane("map", 400, 300, 1.0)
    made.set_photo(1000, 2000)
    return made


def test_a_new_photo_fits(viewport):
    assert viewport.scale == pytest.approx((400 - 2 * MARGIN) / 2000)
    assert viewport.centre == (500, 1000)
    assert viewport.view.rows == pytest.approx(1000 * viewport.scale)


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


def test_a_move_looks_ahead_until_the_picture_lies_still(viewport, qtbot):
    viewport.set_scale(0.5)
    seen = viewport.view.rect
    viewport.pan(-3, 2)  # what is below and left comes into view
    wide = viewport.view
    assert Rect(seen.top + 6, seen.left - 4, seen.height, seen.width).lies_in(wide.rect)
    assert wide.rect.edges == pytest.approx((seen.top + 6, seen.left - 4 - 100, seen.top + 606 + 75, seen.left + 796))
    for _ in range(9):  # to and fro, and not far
        viewport.pan(-2, 2)
        viewport.pan(1, -1)
    both = viewport.view
    for _ in range(5):
        viewport.pan(-1, 2)
        viewport.pan(1, -1)
        assert viewport.view == both
    viewport.pan(-40, 0)
    assert viewport.view != both
    qtbot.waitUntil(lambda: not viewport.is_moving)
    assert (viewport.view.rect.height, viewport.view.rect.width) == (600, 800)


@pytest.mark.parametrize("scale", [1.0, 1 / 2, 1 / 3, 1 / 5])
def test_all_views_of_a_scale_take_one_of_as_many_values(viewport, scale):
    row, rng = plan(Document(), (1, 1, 1000, 2000))[PHOTO], np.random.default_rng(0)
    viewport.set_scale(scale)
    for _ in range(50):
        viewport.pan(*rng.normal(0, 60, 2))
        *_, down, across = places(row, viewport.view)
        assert (down, across) == (round(1 / scale), round(1 / scale))


def test_the_cursor_stays_on_the_photo(viewport):
    viewport.set_cursor(-5, 99999)
    assert viewport.cursor == (0, 1999)
