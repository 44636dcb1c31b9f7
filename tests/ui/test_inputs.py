"""What a pipeline reads, in the window: typed and pasted numbers, and batches of photos."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui import numbers
from ui.kernel.text import parse_numbers
from workbench.document import Document
from workbench.layers import new_step
from workbench.sources import NumberGrid, Tray


def conv(*weight, **more):
    document = Document()
    return document.inserted(0, new_step("conv2d", document, weight=list(weight), **more))


def type_cell(driver, cell, text):
    grid = driver.window.work.numbers_editor.grid
    driver.qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell_rect(cell).center())
    driver.qtbot.keyClicks(grid, text[:1])
    driver.qtbot.keyClicks(grid._editor, text[1:])
    driver.qtbot.keyClick(grid._editor, Qt.Key.Key_Return)
    driver.settle()


def test_new_from_numbers_is_figure_7_and_is_typed_over(driver):
    window = driver.window
    driver.qtbot.mouseClick(window.welcome.numbers_button, Qt.MouseButton.LeftButton)
    driver.settle()
    assert driver.state.source.values.tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert window.work.numbers_editor.isVisible()
    assert not window.work.kernel_editor.isVisible()
    window.session.edit(conv([0, 1], [2, 3]), "Add")
    driver.settle()
    type_cell(driver, (0, 0), "-2.5")
    assert driver.state.source.planes[0, 0, 0, 0] == -2.5
    assert window.work.numbers_editor.grid.hasFocus()
    window.session.select("conv1", 0)
    driver.settle()
    assert window.work.map_pane.canvas.frame.values.tolist() == [[25, 31], [43, 49]]
    assert not window.work.numbers_editor.isVisible()
    driver.do("undo")
    driver.settle()
    assert driver.state.source.planes[0, 0, 0, 0] == 1
    driver.do("redo")
    assert driver.state.source.planes[0, 0, 0, 0] == -2.5
    driver.do("undo")
    driver.do("undo")
    assert not driver.state.document.steps


def test_numbers_change_their_size_and_become_a_table(driver):
    window = driver.window
    driver.do("new_numbers")
    driver.settle()
    editor = window.work.numbers_editor
    for field, text in ((editor.rows, "2"), (editor.columns, "4"), (editor.samples, "2")):
        driver.qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
        driver.qtbot.keyClicks(field, text)
        driver.qtbot.keyClick(field, Qt.Key.Key_Return)
    driver.settle()
    assert driver.state.source.shape == (2, 1, 2, 4)
    assert driver.state.source.planes[0, 0].tolist() == [[1, 2, 3, 0], [4, 5, 6, 0]]
    assert window.work.photo_pane.channels.isVisible()
    place = editor.layout_switch.segment("table").center().toPoint()
    driver.qtbot.mouseClick(editor.layout_switch, Qt.MouseButton.LeftButton, pos=place)
    driver.settle()
    assert driver.state.source.shape == (2, 4, 1, 1)
    type_cell(driver, (1, 3), "9")
    assert driver.state.source.planes[:, :, 0, 0].tolist() == [[1, 2, 3, 0], [4, 5, 6, 9]]


def test_pasted_numbers_open_as_a_source(driver):
    QApplication.clipboard().setText("array([[[1., 2.],\n        [3., 4.]],\n\n       [[5., 6.],\n        [7., 8.]]])")
    driver.do("paste")
    driver.settle()
    assert isinstance(driver.state.source, NumberGrid)
    assert driver.state.source.shape == (1, 2, 2, 2)
    QApplication.clipboard().setText("1\t2\n3\t4")
    driver.do("paste")
    assert driver.state.source.values.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(("text", "shape"), [
    ("1 2 3", (1, 3)), ("[1, 2, 3]", (1, 3)), ("1,2\n3,4", (2, 2)), ("1 2\n3 4\n\n5 6\n7 8\n", (2, 2, 2)),
    ("np.array([[[[1, 1/2]]], [[[3, 4]]]], dtype=np.float32)", (2, 1, 1, 2)), ("[[ 1.  2.]\n [ 3.  4.]]", (2, 2)),
])  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, shape):
    assert parse_numbers(text).shape == shape


@pytest.mark.parametrize("text", ["hello", "", "[[1, 2], [3]]", "[[1, 2", "1 2\n\n1 2 3", "[[[[[1]]]]]", "1 2\n3"])
def test_what_are_no_numbers_is_refused(text):
    with pytest.raises(numbers.NumberError):
        parse_numbers(text)


@pytest.fixture
def photos(tmp_path):
    paths = []
    for i, size in enumerate(((40, 60), (50, 50), (44, 80))):
        path = tmp_path / f"photo{i}.png"
        pixels = np.random.default_rng(i).integers(0, 256, (*size, 3), np.uint8)
        Image.fromarray(pixels).save(path)
        paths.append(path)
    return paths


def test_several_photos_are_a_batch(driver, photos):
    window = driver.window
    window.files.open_paths(photos)
    driver.settle()
    assert isinstance(driver.state.source, Tray)
    assert driver.state.source.shape == (3, 3, 40, 50)
    window.session.open_document(conv([1, -1]))
    window.session.select("conv1", 0)
    driver.settle()
    window.work.tabs.show_named("table")
    assert "3 × 1 × 40 × 49" in window.work.table.model.text("tab").replace("\u2009", " ")
    window.work.tabs.show_named("batch")
    driver.settle()
    assert window.work.batch.model.rowCount() == 3
    place = window.work.batch.view.visualRect(window.work.batch.model.index(2)).center()
    driver.qtbot.mouseClick(window.work.batch.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    driver.settle()
    assert driver.state.sample == 2
    window.viewport.show_one_to_one()
    driver.settle()
    pixels = np.asarray(Image.open(photos[2])).astype(np.float32)[2:42, 15:65].sum(axis=2)
    wanted = pixels[:, :-1] - pixels[:, 1:]
    shown = window.work.map_pane.canvas.frame.values
    assert np.array_equal(shown, wanted[: shown.shape[0], : shown.shape[1]])
    result = window.work.batch.model.samples[2]
    assert result.statistics.mean == pytest.approx(wanted.mean(), abs=1e-3)
    window.working.explaining.explain_at(20, 20)
    driver.settle()
    at = window.work.explain.shown.place
    assert (at.sample, window.work.explain.shown.value) == (2, wanted[at.y, at.x])


def test_looking_through_the_batch_by_keys_and_chooser(driver, photos):
    window = driver.window
    window.files.open_paths(photos)
    driver.settle()
    driver.do("next_photo")
    driver.settle()
    assert (driver.state.sample, window.work.photo_pane.channels.value()) == (1, 1)
    for _ in range(5):
        driver.do("next_photo")
    assert driver.state.sample == 2
    driver.do("previous_photo")
    assert driver.state.sample == 1
    window.work.photo_pane.channels.activated.emit(0)
    driver.settle()
    assert driver.state.sample == 0
    white = np.asarray(Image.open(photos[0]))[:, 5:55]
    window.viewport.show_one_to_one()
    driver.settle()
    shown = window.work.photo_pane.canvas.frame.values
    assert np.array_equal(shown, white[: shown.shape[0], : shown.shape[1]])


def test_a_batch_is_fitted_taken_from_and_added_to(driver, photos):
    window = driver.window
    window.files.open_paths(photos[:2])
    driver.settle()
    window.work.tabs.show_named("batch")
    place = window.work.batch.how.segment("fit").center().toPoint()
    driver.qtbot.mouseClick(window.work.batch.how, Qt.MouseButton.LeftButton, pos=place)
    driver.settle()
    assert (driver.state.source.how, driver.state.source.shape) == ("fit", (2, 3, 40, 50))
    window.files.sources.open_tray(photos[2:], driver.state.source.originals)
    driver.settle()
    assert (driver.state.source.how, driver.state.source.shape) == ("fit", (3, 3, 40, 50))
    for left in (2, 1):
        driver.qtbot.mouseClick(window.work.batch.remove_button, Qt.MouseButton.LeftButton)
        driver.settle()
        assert driver.state.source.shape[0] == left
    assert not window.work.batch.remove_button.isEnabled()
    assert not window.work.photo_pane.channels.isVisible()
