"""The pipeline builder: add, switch, move, copy, rename and delete by mouse, keys and menu."""

import numpy as np
import pytest
from panels_rig import LAPLACIAN, document_of, open_rig
from PySide6.QtCore import QPoint, Qt

from ui import numbers
from ui.pixels import Levels
from workbench.evaluation.frames import ThumbnailsFrame
from workbench.layers import with_parameters

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def rig(qtbot):
    return open_rig(qtbot, document_of("conv2d", "relu", "max_pool2d", weight=LAPLACIAN), "conv1")


def press(qtbot, rig, key, modifier=Qt.KeyboardModifier.NoModifier):
    rig.builder.list.setFocus()
    qtbot.keyClick(rig.builder.list, key, modifier)


def place_of(rig, step_id):
    return rig.builder.list.row_rect(step_id).center()


def test_rows_say_what_the_steps_are(rig):
    photo, conv, _, pool, place = rig.builder.list.rows()
    assert (photo.kind, photo.shape) == ("gray.png", numbers.shape(1, 32, 32))
    assert (conv.name, conv.kind, conv.shape) == ("conv1", "Convolution 3\u202f×\u202f3", numbers.shape(1, 30, 30))
    assert pool.shape == numbers.shape(1, 15, 15)
    assert place.is_place


def test_totals(rig):
    values = [label.text() for label in rig.builder.totals._values]
    assert values[0] == "9"
    assert values[2:] == [numbers.shape(4, 4), "2"]


def test_a_click_selects(qtbot, rig):
    qtbot.mouseClick(rig.builder.list.viewport(), Qt.MouseButton.LeftButton, pos=place_of(rig, "relu1"))
    assert rig.session.state.selected == "relu1"
    press(qtbot, rig, Qt.Key.Key_Up)
    assert rig.session.state.selected == "conv1"


def test_the_switch_toggles_without_selecting(qtbot, rig):
    switch = rig.builder.list.switch_rect("relu1").center()
    qtbot.mouseClick(rig.builder.list.viewport(), Qt.MouseButton.LeftButton, pos=switch)
    assert not rig.step("relu1").enabled
    assert rig.session.state.selected == "conv1"
    press(qtbot, rig, Qt.Key.Key_Space)
    assert not rig.step("conv1").enabled
    rig.session.undo()
    rig.session.undo()
    assert all(step.enabled for step in rig.session.state.document)


def test_a_drag_that_outlives_its_step_moves_nothing(qtbot, rig):
    view = rig.builder.list.viewport()
    start = place_of(rig, "pool1")
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, start - QPoint(0, 30))
    rig.session.open_document(document_of("relu"))
    qtbot.mouseMove(view, start - QPoint(0, 60))
    rig.builder.grab()
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start - QPoint(0, 60))
    assert rig.ids() == ["relu1"]


def test_dragging_reorders(qtbot, rig):
    view = rig.builder.list.viewport()
    start, end = place_of(rig, "pool1"), place_of(rig, "conv1") - QPoint(0, 20)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, start - QPoint(0, 30))
    qtbot.mouseMove(view, end)
    rig.builder.grab()
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    assert rig.ids() == ["pool1", "conv1", "relu1"]
    assert rig.session.state.selected == "pool1"
    rig.session.undo()
    assert rig.ids() == ["conv1", "relu1", "pool1"]


def test_keys_move_copy_and_delete(qtbot, rig):
    press(qtbot, rig, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert rig.ids() == ["relu1", "conv1", "pool1"]
    press(qtbot, rig, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert rig.ids() == ["relu1", "conv1", "conv2", "pool1"]
    assert rig.session.state.selected == "conv2"
    press(qtbot, rig, Qt.Key.Key_Delete)
    assert rig.ids() == ["relu1", "conv1", "pool1"]


def test_a_menu_of_a_step_that_is_selected_no_more_closes(rig):
    rig.builder.menu.popup(rig.mapToGlobal(QPoint(20, 20)))
    assert rig.builder.menu.isVisible()
    rig.session.select("photo")
    assert not rig.builder.menu.isVisible()


def test_the_menu_does_the_same(rig):
    builder = rig.builder
    builder.menu.aboutToShow.emit()
    assert not builder.menu.up.isEnabled()
    builder.menu.down.trigger()
    builder.menu.duplicate.trigger()
    builder.menu.delete.trigger()
    assert rig.ids() == ["relu1", "conv1", "pool1"]


def test_a_copy_has_the_weights_of_now(rig):
    """The list is not drawn anew while weights are turned, but what it copies is the newest step."""
    for factor in (2, 3):
        turned = with_parameters(rig.step("conv1"), weight=factor * LAPLACIAN)
        rig.session.edit(rig.session.state.document.with_step(turned), "Turn")
    rig.builder.menu.aboutToShow.emit()
    rig.builder.menu.duplicate.trigger()
    assert np.array_equal(rig.step("conv2")["weight"], 3 * LAPLACIAN)


def test_adding_by_searching(qtbot, rig):
    place = rig.builder.list.row_rect("+").center()
    qtbot.mouseClick(rig.builder.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    picker = rig.builder.picker
    assert picker.isVisible()
    qtbot.keyClicks(picker.search, "sigm")
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert not picker.isVisible()
    assert rig.ids()[-1] == "sigmoid1"
    assert rig.session.state.selected == "sigmoid1"


def test_the_plus_adds_behind_the_selected_step(qtbot, rig):
    qtbot.mouseClick(rig.builder.add_button, Qt.MouseButton.LeftButton)
    picker = rig.builder.picker
    qtbot.keyClick(picker.search, Qt.Key.Key_Down)
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert rig.ids() == ["conv1", "pool2", "relu1", "pool1"]


@pytest.mark.parametrize("kind", ["linear", "add", "magnitude", "flatten", "conv2d"])
def test_what_is_added_fits(rig, kind):
    rig.builder.add(kind, 2)
    assert rig.session.state.plan[rig.ids()[2]].refusal is None


def test_renaming_in_place(qtbot, rig):
    press(qtbot, rig, Qt.Key.Key_F2)
    editor = rig.builder.list.findChild(object, "step-rename")
    qtbot.keyClicks(editor, "Edges")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert rig.step("conv1").label == "Edges"
    assert rig.builder.list.rows()[1].name == "Edges"
    rig.session.undo()
    assert rig.step("conv1").label == ""


def test_reading_another_step(rig):
    rig.session.select("pool1")
    rig.builder.menu.aboutToShow.emit()
    reads = {action.text(): action for action in rig.builder.menu.reads.actions()}
    assert list(reads) == ["The step before it", "photo", "conv1", "relu1"]
    assert [text for text, action in reads.items() if action.isChecked()] == ["The step before it"]
    reads["conv1"].trigger()
    assert rig.step("pool1").input == "conv1"
    assert "conv1" in rig.builder.list.rows()[3].kind
    rig.builder._on_step_moved("pool1", 0)
    assert rig.ids() == ["conv1", "relu1", "pool1"]
    assert rig.builder.message_label.isVisible()


def test_a_refused_step_says_why_and_grows(rig):
    height = rig.builder.list.row_rect("conv1").height()
    rig.start(document_of("relu", "conv2d", "max_pool2d"), "conv1", (2, 2))
    row = rig.builder.list.rows()[2]
    assert row.shape == "refused"
    assert "larger than its padded input" in row.refusal
    assert rig.builder.list.row_rect("conv1").height() > height
    assert not rig.builder.list.rows()[3].is_planned
    assert [label.text() for label in rig.builder.totals._values] == ["—"] * 4
    assert not rig.builder.grab().isNull()


def test_thumbnails_are_kept_until_better_ones_come(rig):
    picture = np.ones((8, 8), np.float32)
    rig.builder.set_thumbnails(ThumbnailsFrame(1, {"photo": picture, "conv1": picture}), Levels(0, 255))
    rig.builder.set_thumbnails(ThumbnailsFrame(2, {"photo": picture}), Levels(0, 255))
    assert rig.builder.list.rows()[1].picture is not None
    assert rig.builder.list.rows()[2].picture is None
    assert not rig.builder.grab().isNull()


def test_a_clip_that_is_added_keeps_what_can_be_seen(rig):
    for value_range, high in (("0-255", 255.0), ("0-1", 6.0)):
        rig.session.edit(rig.session.state.document.with_range(value_range), "Range")
        rig.builder.add("clip", 1)
        assert rig.step(rig.ids()[1])["high"] == high
