"""Explain this pixel, with the mouse: from a click in a picture back to the photo, and out to the clipboard."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

from workbench.document import Document
from workbench.evaluation.frames import Rect
from workbench.layers import new_step, with_parameters
from workbench.sources import NumberGrid


def figure_7(bias=None):
    document = Document()
    document = document.inserted(0, new_step("conv2d", document, weight=[[0, 1], [2, 3]], bias=bias))
    return document.inserted(1, new_step("relu", document))


@pytest.fixture
def seven(driver):
    session = driver.window.session
    session.open_source(NumberGrid(np.arange(1, 10, dtype=np.float32).reshape(3, 3)))
    session.open_document(figure_7())
    session.select("conv1", 0)
    driver.settle()
    return driver


def click(driver, pane, y, x):
    """Click the photo pixel (y, x) in a picture pane."""
    canvas, viewport = pane.canvas, driver.window.viewport
    spot = viewport.area(Rect(y, x, 1, 1), canvas.width(), canvas.height()).center().toPoint()
    driver.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=spot)
    driver.settle()


def follow(driver, term):
    ledger = driver.window.work.explain.ledger
    driver.qtbot.mouseClick(ledger, Qt.MouseButton.LeftButton, pos=ledger.cell_of_term(term).center().toPoint())
    driver.settle()


def texts(driver):
    return [cell.text for cell in driver.window.work.explain.ledger.cells]


@pytest.mark.parametrize(("y", "x", "sum_", "value"), [
    (0, 0, "0×1 1×2 2×4 3×5", "25"), (0, 1, "0×2 1×3 2×5 3×6", "31"),
    (1, 0, "0×4 1×5 2×7 3×8", "43"), (1, 1, "0×5 1×6 2×8 3×9", "49"),
])  # fmt: skip
def test_figure_7_by_clicks(seven, y, x, sum_, value):
    window = seven.window
    click(seven, window.work.map_pane, y + 0.5, x + 0.5)
    assert window.work.tabs.shown == "explain"
    shown = window.work.explain.shown
    assert (shown.place.y, shown.place.x, shown.value) == (y, x, float(value))
    assert [text for text in texts(seven) if "×" in text and len(text) == 3] == sum_.split()
    assert value in texts(seven)
    assert window.work.photo_pane.canvas.marks[0].rect == Rect(y, x, 2, 2)
    assert window.work.map_pane.canvas.marks[0].rect == Rect(y + 0.5, x + 0.5, 1, 1)


def test_a_click_in_the_photo_asks_the_selected_step(seven):
    click(seven, seven.window.work.photo_pane, 2, 2)
    assert (seven.window.work.explain.shown.step, seven.window.work.explain.shown.value) == ("conv1", 49)
    assert "9" in texts(seven)


def test_walking_back_by_clicking_terms(seven):
    window = seven.window
    window.session.select("relu1", 0)
    seven.settle()
    click(seven, window.work.map_pane, 0.5, 0.5)
    assert [entry.step for entry in window.work.explain.explanation.entries] == ["relu1", "conv1", "photo"]
    follow(seven, 0)
    assert window.work.explain.shown.step == "conv1"
    follow(seven, 1)
    assert (window.work.explain.shown.step, window.work.explain.shown.value) == ("photo", 2)
    assert (window.work.explain.shown.place.y, window.work.explain.shown.place.x) == (0, 1)
    solid, faint = sorted(window.work.photo_pane.canvas.marks, key=lambda mark: mark.is_faint)
    assert (solid.rect, faint.rect) == (Rect(0, 1, 1, 1), Rect(0, 0, 2, 2))
    window.work.explain.ledger.setFocus()
    seven.qtbot.keyClick(window.work.explain.ledger, Qt.Key.Key_Backspace)
    assert window.work.explain.shown.step == "conv1"


def test_keys_walk_and_follow(seven):
    window = seven.window
    click(seven, window.work.map_pane, 0.5, 0.5)
    ledger = window.work.explain.ledger
    ledger.setFocus()
    while window.work.explain.depth == 0:
        seven.qtbot.keyClick(ledger, Qt.Key.Key_Right)
        if ledger._links()[ledger._current].term == 2:
            seven.qtbot.keyClick(ledger, Qt.Key.Key_Return)
    seven.settle()
    assert window.work.explain.shown.value == 4


def test_an_edit_explains_again_and_keeps_the_place(seven):
    window = seven.window
    click(seven, window.work.map_pane, 0.5, 0.5)
    step = with_parameters(seven.state.document.steps[0], bias=1.0)
    window.session.edit(seven.state.document.with_step(step), "Bias")
    seven.settle()
    assert window.work.explain.shown.value == 26
    assert "Bias" in texts(seven)
    window.session.edit(seven.state.document.removed("conv1").removed("relu1"), "Delete")
    seven.settle()
    assert window.work.explain.explanation is None
    assert window.work.map_pane.canvas.marks == ()


def test_intermediate_steps_show_what_the_value_sees_of_them(driver):
    window = driver.window
    document = Document()
    for _ in range(2):
        document = document.inserted(len(document.steps), new_step("conv2d", document, weight=np.ones((3, 3))))
    window.session.open_source(NumberGrid(np.ones((9, 9), np.float32)))
    window.session.open_document(document)
    driver.settle()
    click(driver, window.work.map_pane, 4, 4)
    assert window.work.photo_pane.canvas.marks[0].rect == Rect(2, 2, 5, 5)
    window.session.select("conv1", 0)
    driver.settle()
    assert window.work.map_pane.canvas.marks[0].rect == Rect(3, 3, 3, 3)


def test_copies_as_text_csv_and_latex(seven):
    window = seven.window
    click(seven, window.work.map_pane, 0.5, 0.5)
    window.work.explain.copy_text.trigger()
    assert "0 x 1 + 1 x 2 + 2 x 4 + 3 x 5 = 25" in QApplication.clipboard().text()
    window.work.explain.copy_csv.trigger()
    assert "conv1,conv2d,0,0,0,25,photo,0,1,1,3,5,15,0" in QApplication.clipboard().text().splitlines()
    window.work.explain.copy_latex.trigger()
    assert r"\mathrm{conv1}_{0}[0,0] &= 0 \times 1 + 1 \times 2 + 2 \times 4 + 3 \times 5 = 25" in (
        QApplication.clipboard().text()
    )


def test_a_list_of_copies_that_outlives_what_was_explained_copies_nothing(seven):
    window = seven.window
    click(seven, window.work.map_pane, 0.5, 0.5)
    QApplication.clipboard().setText("kept")
    window.working.explaining.set_pin(None)
    seven.settle()
    window.work.explain.copy_text.trigger()
    assert QApplication.clipboard().text() == "kept"


def test_closing_takes_the_marks_away(seven):
    window = seven.window
    click(seven, window.work.map_pane, 0.5, 0.5)
    seven.qtbot.mouseClick(window.work.explain.close_button, Qt.MouseButton.LeftButton)
    seven.settle()
    assert window.work.explain.explanation is None
    assert window.work.photo_pane.canvas.marks == ()


def test_a_drag_is_no_click(seven):
    window = seven.window
    window.viewport.set_scale(30.0)
    surface = window.work.map_pane.canvas
    middle = QPointF(surface.rect().center()).toPoint()
    seven.qtbot.mousePress(surface, Qt.MouseButton.LeftButton, pos=middle)
    seven.qtbot.mouseMove(surface, middle + QPoint(9, 0))
    seven.qtbot.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=middle + QPoint(9, 0))
    seven.settle()
    assert window.work.explain.explanation is None


@pytest.mark.parametrize("kind", ["batch_norm", "sigmoid", "max_pool2d", "avg_pool2d", "dropout", "softmax"])
def test_every_kind_is_drawn_with_its_value(seven, kind):
    window = seven.window
    document = seven.state.document
    window.session.edit(document.inserted(1, new_step(kind, document)), "Add")
    step = seven.state.document.steps[1].id
    window.session.select(step, 0)
    seven.settle()
    click(seven, window.work.map_pane, 0.5, 0.5)
    shown = window.work.explain.shown
    assert shown.step == step
    assert any(cell.ring == "accent" and cell.text for cell in window.work.explain.ledger.cells)
    assert window.work.explain.ledger.grab().width() > 100


def test_a_second_click_in_the_gallery_explains_the_pixel(seven):
    window = seven.window
    gallery, size = window.work.feature_maps.view, window.work.feature_maps.delegate.size
    corner = gallery.visualRect(gallery.model().index(0, 0)).topLeft() + QPoint(4, 2)
    seven.qtbot.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=corner + QPoint(3 * size // 4, size // 4))
    seven.settle()
    assert window.work.tabs.shown == "explain"
    shown = window.work.explain.shown
    assert (shown.place.y, shown.place.x, shown.value) == (0, 1, 31)


def test_the_figure_fits_a_small_window(seven):
    window = seven.window
    click(seven, window.work.map_pane, 0.5, 0.5)
    room = window.work.explain._scroll.viewport()
    assert window.work.explain.ledger.height() <= room.height()
    assert window.work.explain.ledger.width() <= room.width()
    assert {"kernel", "products"} <= set(texts(seven))
    window.work.tabs.show_named("curves")
    assert window.work.feature_maps.isVisible()


@pytest.mark.parametrize(("channels", "size"), [(3, 3), (1, 5), (1, 7), (1, 9)])
def test_figures_of_many_values_fit_a_small_window_and_are_readable(driver, channels, size):
    window = driver.window
    document = Document()
    weight = np.full((1, channels, size, size), -0.125, np.float32)
    photo = np.random.default_rng(0).integers(100, 256, (channels, 20, 20))
    window.session.open_source(NumberGrid(photo.astype(np.float32)))
    window.session.open_document(document.inserted(0, new_step("conv2d", document, weight=weight)))
    driver.settle()
    click(driver, window.work.map_pane, 10, 10)
    ledger, room = window.work.explain.ledger, window.work.explain._scroll.viewport()
    assert ledger.height() <= room.height()
    assert ledger.width() <= room.width()
    assert len([cell for cell in ledger.cells if cell.px in (9, 10) and cell.term is not None]) >= channels * size**2
    assert "…" not in texts(driver)


def test_long_sums_are_told_channel_by_channel_first(seven):
    window = seven.window
    channels = np.stack([np.arange(9, dtype=np.float32).reshape(3, 3) + n for n in range(3)])
    document = Document()
    weight = np.tile(np.array([[0, 1], [2, 3]], np.float32), (1, 3, 1, 1))
    window.session.open_source(NumberGrid(channels))
    window.session.open_document(document.inserted(0, new_step("conv2d", document, weight=weight)))
    seven.settle()
    click(seven, window.work.map_pane, 0.5, 0.5)
    said = texts(seven)
    first = said.index("19")
    assert [said[first + n] for n in (0, 2, 4, 6)] == ["19", "25", "31", "75"]
    assert said.count("75") == 3  # in short, in the figure, and in full


def test_values_of_a_photo_are_no_fractions_but_weights_are(driver):
    window = driver.window
    document = Document()
    window.session.open_source(NumberGrid(np.full((5, 5), 45 / 255, np.float32)))  # 3/17
    weight = np.full((3, 3), 1 / 9, np.float32)
    window.session.open_document(document.inserted(0, new_step("conv2d", document, weight=weight)))
    driver.settle()
    click(driver, window.work.map_pane, 2, 2)
    said = texts(driver)
    assert "1/9" in said
    assert "3/17" not in said
