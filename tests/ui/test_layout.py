"""Panes keep their places: whatever tab was looked at, whatever the size of the window."""

import numpy as np
import pytest
from documents import document_of
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from ui import theme
from ui.gallery import LEAST_PITCH, NARROWEST
from ui.main_window import LEAST
from ui.widgets.choices import Segmented


def open_steps(driver, *steps):
    document = document_of(*steps)
    driver.window.files.sources.open_sample("still-life-small")
    driver.settle()
    driver.window.session.open_document(document)
    driver.window.session.select(document.steps[0].id, 0)
    driver.settle()


def test_tabs_looked_at_take_nothing_from_the_pictures(driver):
    open_steps(driver, ("conv2d", {}), ("relu", {}))
    window = driver.window
    middle = window.work._middle
    before = middle.sizes()
    assert len(list(driver.every_tab())) == 9
    window.work.tabs.show_named("curves")
    driver.settle()
    assert middle.sizes() == before
    window.work.tabs.show_named("histogram")
    driver.settle()
    assert middle.sizes() == before


def hanging_over(window):
    """Controls that stand in the window's side panels or heads, but not wholly in the window."""
    kinds = (QAbstractButton, QComboBox, QLineEdit, Segmented)
    seen = [widget for widget in window.findChildren(QWidget) if isinstance(widget, kinds) and widget.isVisible()]
    return [
        widget.objectName()
        for widget in seen
        if widget.mapTo(window, widget.rect().topLeft()).x() < 0
        or widget.mapTo(window, widget.rect().topRight()).x() >= window.width()
    ]


@pytest.mark.parametrize("lesson", [None, 17])
def test_nothing_hangs_over_the_edge_of_the_smallest_window(driver, lesson):
    window = driver.window
    window.resize(LEAST)
    assert not hanging_over(window)
    if lesson is None:
        open_steps(driver, ("conv2d", {"weight": np.ones((8, 3, 5, 5), np.float32)}), ("batch_norm", {}))
    else:
        window.open_lesson(lesson)
        driver.settle()
    window.place_splitters()
    for name in window.work.tabs.names:
        window.work.tabs.show_named(name)
        driver.settle()
        assert window.width() == LEAST.width()
        assert not hanging_over(window), name
    assert all(width > 0 for width in window.work.sizes())


def test_lessons_are_described_in_whole_phrases(driver):
    row = driver.window.welcome.lessons.rows[1]
    metrics = row.fontMetrics()
    said = [row._fitting(metrics, room) for room in (1000, metrics.horizontalAdvance(", ".join(row._about)) - 1)]
    assert said == [", ".join(row._about), ", ".join(row._about[:-1])]
    assert row.accessibleDescription() == ", ".join(row._about)


def test_the_first_sample_shows_what_a_small_kernel_does(driver):
    driver.qtbot.mouseClick(driver.window.welcome.cards["still-life"], Qt.MouseButton.LeftButton)
    driver.settle()
    assert driver.state.document.steps[0]["weight"].shape == (3, 3)
    assert driver.window.work.map_pane.canvas.frame.values.ndim == 2


@pytest.mark.parametrize(("kernel", "wide"), [((5, 5), True), ((1, 595), False)])
def test_thumbnails_are_as_wide_as_their_maps(driver, kernel, wide):
    open_steps(driver, ("max_pool2d", {"kernel_size": kernel, "stride": (1, 1)}))  # 396 x 596, and 400 x 6
    maps = driver.window.work.feature_maps
    height, width = driver.window.working.showing.gallery.values.shape[1:]
    box = maps.model.box(maps.delegate.size)
    assert box.width() == round(maps.delegate.size * (width / height if wide else NARROWEST))
    assert maps.view.visualRect(maps.model.index(0)).width() >= box.width()


def test_maps_stand_as_far_apart_as_their_names_need_where_there_is_room(driver):
    open_steps(driver, ("max_pool2d", {"kernel_size": (1, 595), "stride": (1, 1)}))  # narrow maps
    maps = driver.window.work.feature_maps
    long = "A name that needs room"

    def pitch():
        return maps.view.visualRect(maps.model.index(0)).width()

    maps.model.set_names(("a", "b", "c"))
    assert pitch() == LEAST_PITCH
    maps.model.set_names(("a", long, "c"))
    needed = QFontMetrics(theme.font(11, 500)).horizontalAdvance(long)
    assert needed + 14 < pitch() < needed + 48
    maps.model.set_names(("a", 20 * long, "c"))
    assert maps.view.maximumViewportSize().width() - 3 < 3 * pitch() <= maps.view.maximumViewportSize().width()
    driver.window.resize(LEAST)
    driver.settle()
    assert 3 * pitch() <= maps.view.maximumViewportSize().width()


def test_a_head_gives_up_the_shape_before_it_cuts_a_name(driver):
    open_steps(driver, ("conv2d", {}))
    pane = driver.window.work.map_pane
    for width in (380, 420, 460, 550):
        driver.window.work.photo_pane.parentWidget().setSizes([900 - width, width])
        pane.set_head("magnitude1", "", "3 × 512 × 512")
        driver.settle()
        assert pane.channels.width() >= pane.channels.sizeHint().width()
    assert pane.head.badge.isVisible()
