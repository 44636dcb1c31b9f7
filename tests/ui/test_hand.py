"""What whoever designs filters has at hand: the photo in the map's place, pictures and kernels for other programs."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from filters import kernels
from ui import pixels

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def outlines(driver):
    driver.window.files.sources.open_sample("half-light")
    driver.settle()
    driver.window.files.pipelines.open_preset("chapter-case-1")
    driver.settle()
    return driver


def weight(driver):
    return driver.state.document.steps[0]["weight"]


def middle(canvas):
    shown = canvas.grab().toImage()
    return shown.pixelColor(shown.width() // 3, shown.height() // 2).name()


def test_backslash_shows_the_photo_in_place_of_the_map_and_back(outlines):
    window = outlines.window
    own, photo = middle(window.work.map_pane.canvas), middle(window.work.photo_pane.canvas)
    assert own != photo
    window.work.kernel_editor.grid.setFocus()  # where one is when one wants to know what an edit did
    for wanted in (photo, own):
        outlines.qtbot.keyClick(window.work.kernel_editor.grid, Qt.Key.Key_Backslash)
        assert middle(window.work.map_pane.canvas) == wanted
    assert window.work.kernel_editor.grid.typed() is None


def column(canvas, share):
    """What is seen above the middle at a share of the width."""
    shown = canvas.grab().toImage()
    return shown.pixelColor(int(share * shown.width()), shown.height() // 3).name()


def test_a_divider_is_dragged_between_photo_and_map(outlines):
    window, qtbot = outlines.window, outlines.qtbot
    pane, canvas, photo = window.work.map_pane, window.work.map_pane.canvas, window.work.photo_pane.canvas
    own, other = column(canvas, 0.3), column(photo, 0.3)
    assert own != other
    qtbot.mouseClick(pane.compare, Qt.MouseButton.LeftButton)
    assert window.actions_["split"].isChecked()
    assert column(canvas, 0.3) == other
    centre, middle_row = window.viewport.centre, canvas.height() // 2
    divider = round(canvas.comparison.divider(canvas.width()))
    qtbot.mouseMove(canvas, QPoint(divider, middle_row))
    assert canvas.cursor().shape() == Qt.CursorShape.SplitHCursor
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(divider, middle_row))
    qtbot.mouseMove(canvas, QPoint(canvas.width() // 5, middle_row))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(canvas.width() // 5, middle_row))
    assert column(canvas, 0.3) == own
    assert window.viewport.centre == centre  # the picture was not dragged along
    assert window.work.tabs.shown == "curves"  # nor a value asked about
    qtbot.mouseMove(canvas, QPoint(2 * canvas.width() // 3, middle_row))
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor
    canvas.setFocus()
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    assert column(canvas, 0.3) == other
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(canvas.width() // 2, middle_row))
    assert canvas.comparison.share == 0.5
    outlines.do("split")
    assert not pane.compare.isChecked()
    assert column(canvas, 0.3) == own


def test_what_is_compared_with_follows_another_photo(outlines):
    window = outlines.window
    outlines.do("split")
    window.files.sources.open_sample("chart")
    outlines.settle()
    left = window.work.map_pane.canvas.grab().toImage().copy(20, 40, 60, 100)
    right = window.work.photo_pane.canvas.grab().toImage().copy(20, 40, 60, 100)
    assert np.abs(pixels.to_array(left).astype(int) - pixels.to_array(right)).mean() < 8


def test_what_is_shown_is_copied_as_a_picture(outlines):
    window = outlines.window
    window.viewport.set_cursor(20, 20)
    outlines.settle()
    outlines.do("copy_picture")
    copied = QGuiApplication.clipboard().image()
    canvas = window.work.map_pane.canvas
    assert (copied.width(), copied.height()) == canvas.place.toAlignedRect().size().toTuple()
    assert pixels.to_array(copied).min() < pixels.to_array(copied).max()  # the edge, and what is flat
    window.viewport.set_cursor(40, 5)
    outlines.settle()
    outlines.do("copy_picture")
    assert QGuiApplication.clipboard().image() == copied  # the cursor is no part of it


def test_a_hidden_map_is_not_copied(outlines):
    QGuiApplication.clipboard().setText("mine")
    outlines.window.work.map_pane.canvas.set_cover("?")
    outlines.do("copy_picture")
    assert QGuiApplication.clipboard().text() == "mine"


def test_kernels_travel_by_the_clipboard_from_anywhere(outlines):
    window = outlines.window
    window.work.map_pane.canvas.setFocus()
    outlines.do("copy_kernel")
    assert QGuiApplication.clipboard().text() == "1\t0\t-1"
    QGuiApplication.clipboard().setText("[[-1 -2 -1]\n [ 0  0  0]\n [ 1  2  1]]")
    outlines.do("paste_kernel")
    outlines.settle()
    assert np.array_equal(weight(outlines), kernels.sobel_y())
    assert outlines.state.undo_title == "Paste kernel"
    QGuiApplication.clipboard().setText("no numbers")
    outlines.do("paste_kernel")
    assert window.work.kernel_editor.message_label.isVisible()
    assert np.array_equal(weight(outlines), kernels.sobel_y())


def test_without_a_kernel_there_is_nothing_to_copy(outlines):
    outlines.window.session.select("photo")
    assert not outlines.window.actions_["copy_kernel"].isEnabled()
    assert not outlines.window.actions_["paste_kernel"].isEnabled()


def test_symmetry_and_response_are_one_thing_in_the_menu_and_in_the_head(outlines):
    window, editor = outlines.window, outlines.window.work.kernel_editor
    menu = window.actions_.menu("symmetry")
    assert editor.symmetry_button.menu() is menu
    next(action for action in menu.actions() if action.data() == "both").trigger()
    assert editor.grid.symmetry == "both"
    assert editor.symmetry_button.property("lit")
    outlines.do("kernel-response")
    assert editor.response.isVisible()
    outlines.qtbot.mouseClick(editor.response_button, Qt.MouseButton.LeftButton)
    assert not window.actions_["kernel-response"].isChecked()
