"""The window as a whole: it opens what it is given, follows the session, and says what it cannot do."""

import sys
from functools import partial

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QMessageBox

from ui import theme
from ui.app import build_window
from ui.main_window import LEAST, has_room
from ui.widgets.late import LATER
from workbench.document import Document
from workbench.layers import new_step


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "ramp.png"
    ramp = np.add.outer(np.arange(60), np.arange(90)).astype(np.uint8)
    Image.fromarray(np.stack([ramp, ramp[::-1], 255 - ramp], axis=2)).save(path)
    return path


def two_maps():
    weight = np.array([[[[-1, 0, 1]]], [[[1, 0, -1]]]], np.float32).repeat(3, axis=1)
    document = Document("Two")
    return document.inserted(0, new_step("conv2d", document, weight=weight))


def test_nothing_open_invites(driver):
    window = driver.window
    assert window.welcome.isVisible()
    assert not window.actions_["export"].isEnabled()
    assert window.welcome.open_button.hasFocus()


def test_a_photo_is_shown_in_both_panes_and_read_under_the_cursor(driver, photo):
    window = driver.window
    driver.open(photo)
    assert window.work.photo_pane.canvas.frame.values.shape[2] == 3
    window.session.open_document(two_maps())
    driver.settle()
    assert not window.notices.text
    assert window.work.map_pane.canvas.frame.step == "conv1"
    assert window.work.feature_maps.model.rowCount() == 2
    spot = window.viewport.area(window.work.map_pane.canvas.frame.rect, *_size(window.work.photo_pane.canvas)).center()
    driver.qtbot.mouseMove(window.work.photo_pane.canvas, QPoint(0, 0))
    driver.qtbot.mouseMove(window.work.photo_pane.canvas, spot.toPoint())
    driver.until(lambda: "conv1 " in window.status.chips.accessibleName())
    assert window.viewport.cursor is not None
    assert window.status.place.text().startswith("y ")


def _size(canvas):
    return canvas.width(), canvas.height()


def test_the_map_shows_exactly_what_the_engine_computes(driver, photo):
    window = driver.window
    driver.open(photo)
    window.session.open_document(two_maps())
    driver.settle()
    window.viewport.show_one_to_one()
    driver.settle()
    pixels = np.asarray(Image.open(photo)).astype(np.float32)
    total = pixels.sum(axis=2)
    wanted = total[:, 2:] - total[:, :-2]
    frame = window.work.map_pane.canvas.frame
    assert frame.every == 1
    assert np.array_equal(frame.values, wanted[: frame.values.shape[0], : frame.values.shape[1]])


def test_gallery_click_shows_that_map(driver, photo):
    window = driver.window
    driver.open(photo)
    window.session.open_document(two_maps())
    window.session.select("conv1", 0)
    driver.settle()
    view = window.work.feature_maps.view
    place = view.visualRect(window.work.feature_maps.model.index(1)).center()
    driver.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    driver.settle()
    assert driver.state.channel == 1
    assert window.work.map_pane.canvas.frame.channel == 1
    assert window.work.map_pane.channels.value() == 1


def test_wheel_zooms_both_panes_at_the_cursor(driver, photo):
    window = driver.window
    driver.open(photo)
    before = window.viewport.scale
    canvas = window.work.photo_pane.canvas
    spot = window.viewport.spot(QPointF(100, 80), *_size(canvas))
    driver.wheel(canvas, QPoint(100, 80), 4)
    driver.settle()
    assert window.viewport.scale == pytest.approx(4 * before)
    assert window.viewport.spot(QPointF(100, 80), *_size(canvas)) == pytest.approx(spot, abs=0.2)
    assert window.work.photo_pane.canvas.frame.rect.height < 60


def test_dragging_moves_both_panes_with_the_mouse(driver, photo):
    window = driver.window
    driver.open(photo)
    driver.wheel(window.work.map_pane.canvas, QPoint(100, 80), 6)
    driver.settle()
    before = window.viewport.centre
    surface = window.work.map_pane.canvas
    driver.qtbot.mousePress(surface, Qt.MouseButton.LeftButton, pos=QPoint(100, 80))
    driver.qtbot.mouseMove(surface, QPoint(60, 60))
    driver.qtbot.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    driver.settle()
    step = window.viewport.scale / window.viewport.ratio
    moved = [now - then for now, then in zip(window.viewport.centre, before, strict=True)]
    assert moved == pytest.approx([20 / step, 40 / step], abs=1e-6)
    places = [pane.canvas.place for pane in (window.work.photo_pane, window.work.map_pane)]
    assert places[0].left() == pytest.approx(places[1].left(), abs=step)
    assert places[0].top() == pytest.approx(places[1].top(), abs=step)


def test_a_refused_plan_keeps_the_last_good_picture_dimmed(driver, photo):
    window = driver.window
    driver.open(photo)
    document = two_maps()
    window.session.open_document(document)
    driver.settle()
    shown = window.work.map_pane.canvas.frame
    weight = np.ones((2, 3, 61, 61), np.float32)
    step = new_step("conv2d", Document(), weight=weight)
    window.session.edit(document.with_step(step), "Grow")
    driver.settle()
    assert driver.state.plan.refusal is not None
    assert window.work.map_pane.canvas.frame is shown
    assert window.work.map_pane.mark.text() == "last good"
    assert "last good" in window.status.state.text()
    driver.do("undo")
    driver.settle()
    assert window.work.map_pane.mark.text() == "exact"


def test_drop_opens_a_photo(driver, photo):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    event = QDropEvent(
        QPointF(100, 100), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    driver.window.dropEvent(event)
    driver.settle()
    assert driver.state.source.name == photo.name


def test_paste_opens_a_picture_or_says_what_is_missing(driver):
    picture = QImage(7, 5, QImage.Format.Format_RGB32)
    picture.fill(0xFF336699)
    QApplication.clipboard().setImage(picture)
    driver.do("paste")
    driver.settle()
    assert driver.state.source.shape == (1, 3, 5, 7)
    clipboard = QApplication.clipboard()
    for fill in (partial(clipboard.setText, "hello"), clipboard.clear):
        driver.window.notices.hide()
        fill()
        driver.do("paste")
        assert driver.window.notices.is_error
        assert driver.window.notices.isVisible()
        assert driver.state.source.shape == (1, 3, 5, 7)


def test_unsaved_changes_are_asked_about(driver, photo, qtbot):
    window = driver.window
    driver.open(photo)
    window.session.edit(two_maps(), "Add")
    window.close()
    box = window.findChild(QMessageBox, "unsaved")
    assert box is not None
    assert window.isVisible()
    qtbot.mouseClick(box.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert window.isVisible()
    assert driver.state.is_modified


def test_the_question_about_unsaved_changes_stands_once_and_answers_the_last_wish(driver, photo, qtbot):
    window = driver.window
    driver.open(photo)
    window.session.edit(two_maps(), "Add")
    window.close()
    box = window.findChild(QMessageBox, "unsaved")
    qtbot.mouseClick(box.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    window.close()
    window.files.pipelines.new()
    (box,) = [box for box in window.findChildren(QMessageBox, "unsaved") if box.isVisible()]
    qtbot.mouseClick(box.button(QMessageBox.StandardButton.Discard), Qt.MouseButton.LeftButton)
    assert window.isVisible()
    assert not driver.state.document.steps


def test_the_palette_finds_and_does(driver, photo, qtbot):
    window = driver.window
    driver.open(photo)
    driver.do("find")
    palette = window.commands.palette
    qtbot.keyClicks(palette.search, "layer tab")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.work.table.isVisible()


def test_theme_switches_everything(driver, photo):
    driver.open(photo)
    driver.do("theme")
    assert theme.current().name == theme.LIGHT
    background = driver.window.work.map_pane.canvas.grab().toImage().pixelColor(1, 1).name()
    assert background in (theme.current().canvas, theme.current().accent)


@pytest.mark.parametrize("size", [(1366, 768), (2560, 1440)])
def test_nothing_is_wider_than_the_window(driver, photo, size):
    window = driver.window
    window.resize(*size)
    driver.open(photo)
    assert window.size().width() == size[0]
    assert window.status.geometry().bottom() <= window.height()


@pytest.mark.parametrize("size", [(1366, 768), (1600, 1000)])
def test_a_kernel_of_any_size_leaves_the_columns_where_they_are(driver, photo, size):
    window, session = driver.window, driver.window.session
    window.resize(*size)
    driver.open(photo)
    window.place_splitters()
    places = window.work.sizes()
    for side in (1, 3, 4, 5, 6, 7, 9, 15):
        document = Document()
        weight = np.ones((12, driver.state.source.shape[1], side, side), np.float32)
        session.open_document(document.inserted(0, new_step("conv2d", document, weight=weight)))
        session.select("conv1", 10)
        driver.settle()
        assert window.work.sizes() == places, side


def test_panes_not_yet_looked_at_are_built_while_the_window_is_left_alone(driver, photo):
    driver.open(photo)
    loading = driver.window.working.loading
    driver.until(loading._quiet.isActive)
    driver.qtbot.wait(100)
    before = loading._quiet.remainingTime()
    driver.window.bridge.probe(3, 4)
    driver.until(lambda: loading._quiet.remainingTime() > before)  # a drag is not held up
    loading._quiet.start(0)
    loading._quiet.setInterval(0)
    panes = driver.window.work.late_panes()
    driver.until(lambda: all(pane._pane is not None for pane in panes))
    gradient, batch_norm = panes[2].pane, panes[3].pane
    driver.until(lambda: {"vanishing", "field"} <= vars(gradient).keys() and "spreads" in vars(batch_norm.views))
    assert not any(pane.prepare() for pane in panes)
    driver.until(lambda: not loading._later)  # then what dialogs need
    assert set(LATER) <= sys.modules.keys()
    assert driver.window.work.tabs.shown == "curves"


def test_nothing_is_built_while_the_picture_is_dragged(driver, photo):
    driver.open(photo)
    window, loading = driver.window, driver.window.working.loading
    driver.until(loading._quiet.isActive)
    window.viewport.set_scale(40)
    driver.until(lambda: not loading._quiet.isActive())
    driver.until(loading._quiet.isActive)
    window.viewport._rest.setInterval(1_000_000)  # it never lies still by itself
    with driver.qtbot.waitSignal(window.working.showing.rested):
        window.viewport.pan(-50, -50)
    assert not loading._quiet.isActive()
    window.viewport._on_rest_timeout()
    driver.until(loading._quiet.isActive)


def test_the_window_is_furnished_a_piece_in_a_turn_or_at_once_when_asked(qtbot):
    window = build_window()
    turns = 0
    while window.work is None:
        window._pieces.do_next()
        turns += 1
    assert turns > 8
    window.close_without_asking()
    other = build_window()
    other.furnish()
    work = other.work
    other.furnish()
    assert other.work is work
    other.close_without_asking()


def test_a_screen_too_small_for_the_usual_size_is_filled_and_a_size_once_chosen_comes_back(qtbot):
    first = build_window()
    first.appear()
    assert first.isMaximized()
    first.showNormal()
    first.resize(LEAST)
    first.close_without_asking()
    second = build_window()
    second.appear()
    assert not second.isMaximized()
    assert second.size() == LEAST
    second.close_without_asking()


@pytest.mark.parametrize(("width", "height", "has"), [(1600, 1000, False), (1600, 1200, False), (1920, 1040, True)])
def test_a_window_of_the_usual_size_needs_room_for_its_frame_too(width: int, height: int, has: bool) -> None:
    assert has_room(QSize(width, height)) is has


def test_what_needs_the_place_of_work_has_it_built(qtbot):
    window = build_window()
    window.actions_["histogram"].trigger()
    assert window.work.tabs.shown == "histogram"
    window.close_without_asking()


def test_a_closed_window_builds_nothing_more(driver, photo):
    driver.open(photo)
    loading = driver.window.working.loading
    driver.until(loading._quiet.isActive)
    driver.window.close_without_asking()
    assert not loading._quiet.isActive()
    assert not loading._timer.isActive()


def test_table_copies_for_spreadsheets_and_markdown(driver, photo):
    driver.open(photo)
    driver.window.session.open_document(two_maps())
    driver.window.work.tabs.show_named("table")
    text = driver.window.work.table.model.text("tab")
    assert text.splitlines()[0].split("\t")[0] == "Step"
    assert "2 × 3 × 1 × 3" in text
    assert driver.window.work.table.model.text("markdown").splitlines()[1].startswith("| ---")


def test_pasting_into_the_kernel_is_not_pasting_a_picture(driver, photo, qtbot):
    window = driver.window
    driver.open(photo)
    document = Document()
    window.session.open_document(document.inserted(0, new_step("conv2d", document)))
    driver.settle()
    QApplication.clipboard().setText("1\t2\n3\t4")
    grid = window.work.kernel_editor.grid
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell_rect((0, 0)).center())
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    driver.settle()
    assert not window.notices.text
    assert driver.state.document.steps[0]["weight"][:2, :2].tolist() == [[1, 2], [3, 4]]


def test_a_sample_brings_its_pipeline(driver):
    driver.qtbot.mouseClick(driver.window.welcome.cards["half-light"], Qt.MouseButton.LeftButton)
    driver.settle()
    assert driver.state.source.shape == (1, 1, 50, 50)
    assert driver.state.document.steps
    assert not driver.window.notices.is_error


def test_a_pipeline_alone_begins_on_a_sample(driver):
    driver.window.files.pipelines.open_preset("emboss")
    driver.settle()
    assert driver.state.source is not None
    assert driver.window.work.map_pane.isVisible()


def test_thousands_of_maps_are_listed_at_once(driver, photo):
    window = driver.window
    driver.open(photo)
    document = Document()
    weight = np.random.default_rng(0).normal(size=(2000, 3, 1, 1)).astype(np.float32)
    window.session.open_document(document.inserted(0, new_step("conv2d", document, weight=weight)))
    driver.settle()
    assert window.work.feature_maps.model.rowCount() == 2000
    window.work.feature_maps.view.scrollTo(window.work.feature_maps.model.index(1999))
    driver.settle()
    assert len(window.work.feature_maps.model._drawn) < 300


def test_a_photo_that_does_not_fit_is_shown_all_the_same(driver, photo):
    window = driver.window
    window.files.pipelines.open_preset("simplenet")
    driver.settle()
    driver.open(photo)
    assert driver.state.plan.refusal is not None
    assert window.work.photo_pane.canvas.frame.values.shape[2] == 3
    window.session.select(driver.state.document.steps[-1].id)
    driver.settle()
    assert window.work.map_pane.canvas.frame.step in driver.state.plan
    assert window.work.map_pane.mark.text() == "last good"
