"""Tables (N, K) in the window: drawn as tables, read and explained cell by cell."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from workbench.document import Document
from workbench.evaluation.frames import Rect
from workbench.layers import new_step
from workbench.sources import NumberGrid

VALUES = np.array([[1, 2], [3, 6], [5, 10]], np.float32)
NORMALISED = (VALUES - VALUES.mean(0)) / VALUES.std(0)


@pytest.fixture
def table(driver):
    session = driver.window.session
    session.set_training(True)
    session.open_source(NumberGrid.table(VALUES))
    document = Document()
    document = document.inserted(0, new_step("batch_norm", document))
    document = document.inserted(1, new_step("flatten", document))
    weight = np.array([[1, 0, 1], [0, 1, 1]], np.float32)
    session.open_document(document.inserted(2, new_step("linear", document, weight=weight)))
    session.select(document.steps[0].id, 0)
    driver.settle()
    return driver


def click_cell(driver, row, column, columns=2):
    canvas, viewport = driver.window.work.map_pane.canvas, driver.window.viewport
    place = Rect(row, column * 2 / columns, 1, 2 / columns)
    spot = viewport.area(place, canvas.width(), canvas.height()).center().toPoint()
    driver.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=spot)
    driver.settle()


def test_both_pictures_show_the_whole_table(table):
    window = table.window
    assert window.work.photo_pane.canvas.frame.values.tolist() == VALUES.tolist()
    assert window.work.map_pane.canvas.frame.values == pytest.approx(NORMALISED, abs=1e-4)
    assert window.work.map_pane.canvas.frame.rect == Rect(0, 0, 3, 2)
    assert window.viewport.photo == (3, 2)
    assert window.work.map_pane.head.badge.text().replace("\u2009", "") == "3×2"
    assert not window.work.photo_pane.channels.isVisible()
    assert window.work.feature_maps.model.rowCount() == 2
    assert window.work.feature_maps.model._frame.values[1, :, 0] == pytest.approx(NORMALISED[:, 1], abs=1e-4)
    assert [sample.photo.tolist() for sample in window.work.batch.model.samples] == VALUES[:, None].tolist()


def test_a_cell_is_read_and_explained(table):
    window = table.window
    window.viewport.set_cursor(2, 1)
    table.settle()
    assert [chip[1] for chip in window.status.chips._chips[:2]] == ["10", "1.225"]
    click_cell(table, 2, 1)
    shown = window.work.explain.shown
    assert (shown.place.sample, shown.place.channel) == (2, 1)
    assert shown.value == pytest.approx(NORMALISED[2, 1], abs=1e-4)
    assert shown.parameter("mean") == 6
    assert (table.state.sample, table.state.channel) == (2, 1)
    assert window.work.photo_pane.canvas.marks[0].rect == Rect(2, 1, 1, 1)


def test_a_table_of_another_width_lies_over_the_same_place(table):
    window = table.window
    window.session.select("fc1", 0)
    table.settle()
    assert window.work.map_pane.canvas.frame.values.shape == (3, 3)
    assert window.work.map_pane.canvas.frame.rect == Rect(0, 0, 3, 2)
    click_cell(table, 1, 2, columns=3)
    shown = window.work.explain.shown
    assert (shown.step, shown.place.sample, shown.place.channel) == ("fc1", 1, 2)
    assert shown.value == pytest.approx(NORMALISED[1].sum(), abs=1e-4)


def test_the_laboratory_normalises_the_whole_table(table):
    window = table.window
    window.work.show_page("batch_norm/values")
    laboratory = window.work.batch_norm.pane
    table.until(lambda: laboratory.table.item(1, 1) is not None)
    assert [laboratory.table.item(row, 1).text() for row in (0, 1)] == ["3", "6"]
    assert laboratory.views.tiles[1].values == pytest.approx(NORMALISED, abs=1e-4)
    assert laboratory.views.tiles[1]._font() is not None


def test_a_column_in_the_gallery_explains_its_cell(table):
    gallery = table.window.work.feature_maps.view
    first = gallery.visualRect(gallery.model().index(1, 0))
    box = table.window.work.feature_maps.model.box(table.window.work.feature_maps.delegate.size)
    spot = first.topLeft() + QPoint(4 + box.width() // 2, 2 + box.height() * 5 // 6)  # the last of three samples
    table.qtbot.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    table.settle()
    assert table.window.work.explain.explanation is None
    assert table.state.channel == 1
    table.qtbot.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    table.settle()
    assert (table.window.work.explain.shown.place.sample, table.window.work.explain.shown.place.channel) == (2, 1)


def columns_in_sight(pane):
    return sum(pane.view.columnWidth(column) for column in range(pane.model.columnCount()))


def test_where_there_is_little_room_counts_are_shortened_and_nothing_scrolls(driver):
    window = driver.window
    window.open_lesson(23)
    driver.settle()
    pane = window.work.table
    window.session.hide(frozenset())
    driver.settle()
    last = pane.model.columnCount() - 1
    assert pane.model.is_tight
    assert columns_in_sight(pane) <= pane.view.viewport().width()
    total = pane.model.index(len(pane.model.rows) - 1, 7)
    assert total.data() == "559 M"
    assert len(total.data(Qt.ItemDataRole.ToolTipRole).replace("\u202f", "")) == 9
    assert "559 M" not in pane.model.text("tab")
    assert pane.model.headerData(last, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == "Receptive field"
    window.resize(2000, 900)
    driver.settle()
    assert not pane.model.is_tight
    assert columns_in_sight(pane) == pane.view.viewport().width()
