"""The control panel: every kind has its form, refusals are outlined where they begin, fixes are one click."""

from dataclasses import replace

import numpy as np
import pytest
from panels_rig import LAPLACIAN, document_of, open_rig
from PySide6.QtCore import QPoint, Qt

from workbench.layers import KINDS, new_step, with_parameters

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def rig(qtbot):
    return open_rig(qtbot, document_of("conv2d", "relu", weight=LAPLACIAN), "conv1")


def field(rig, name):
    """The control of that name in the form that is shown."""
    return next(found for found in rig.panel.findChildren(object, name) if found.isVisible())


def enter(qtbot, rig, name, text):
    control = field(rig, name)
    control.setFocus()
    control.selectAll()
    qtbot.keyClicks(control, text)
    qtbot.keyClick(control, Qt.Key.Key_Return)


def test_stride_changes_the_size_in_sight(qtbot, rig):
    enter(qtbot, rig, "stride-H", "2")
    assert rig.step("conv1")["stride"] == (2, 1)
    assert rig.panel.foot.formula.lines()[0] == ("H", "⌊(32 + 0 + 0 − 3) ÷ 2⌋ + 1 =", "15")
    assert rig.panel.foot.shape_badge.text().startswith("1")
    assert rig.session.state.undo_title == "Change stride"


def test_weights_that_were_turned_are_kept_by_what_else_is_changed(qtbot, rig):
    """The panel shows no weights and is not drawn anew for them, but what it changes is always the newest step."""
    turned = with_parameters(rig.step("conv1"), weight=2 * LAPLACIAN)
    rig.session.edit(rig.session.state.document.with_step(turned), "Turn")
    again = with_parameters(turned, weight=3 * LAPLACIAN)
    rig.session.edit(rig.session.state.document.with_step(again), "Turn")  # nothing but weights is another now
    enter(qtbot, rig, "stride-H", "2")
    assert np.array_equal(rig.step("conv1")["weight"], 3 * LAPLACIAN)
    enter(qtbot, rig, "weight-H", "5")
    assert np.array_equal(rig.step("conv1")["weight"][1:4], 3 * LAPLACIAN)


def test_what_a_join_reads_is_chosen_in_the_panel(qtbot, rig):
    document = document_of("conv2d", "relu", "magnitude", weight=LAPLACIAN)
    first, join = document.steps[0], document.steps[2]
    document = document.with_step(replace(first, label="Edges")).with_step(replace(join, input="photo"))
    rig.start(document, join.id)
    source = field(rig, "source")
    assert [source.itemText(index) for index in range(source.count())] == ["photo", "Edges", "relu1"]
    assert source.value() == "photo"
    source.setFocus()
    qtbot.keyClick(source, Qt.Key.Key_Down)
    assert rig.step(join.id).input == first.id
    assert rig.session.state.undo_title == f"Change what {join.id} reads"
    assert rig.builder.list.rows()[3].kind == "Magnitude with Edges"
    rig.session.select("relu1")
    assert not source.isVisible()


def test_a_fix_keeps_the_weights_of_now(qtbot, rig):
    enter(qtbot, rig, "dilation-H", "40")
    for factor in (2, 3):
        turned = with_parameters(rig.step("conv1"), weight=factor * LAPLACIAN)
        rig.session.edit(rig.session.state.document.with_step(turned), "Turn")
    qtbot.mouseClick(rig.panel.foot.fix_buttons[0], Qt.MouseButton.LeftButton)
    assert rig.session.state.plan.refusal is None
    assert np.array_equal(rig.step("conv1")["weight"], 3 * LAPLACIAN)


def test_a_list_that_outlives_its_step_changes_nothing(qtbot, rig):
    modes = field(rig, "padding_mode")
    before = rig.session.state.document
    modes.showPopup()
    rig.session.select("photo")
    qtbot.keyClick(modes.view(), Qt.Key.Key_Down)
    qtbot.keyClick(modes.view(), Qt.Key.Key_Return)
    assert rig.session.state.document is before


def test_a_drag_that_outlives_its_step_changes_nothing(qtbot, rig):
    size = field(rig, "weight-W")
    middle = size.rect().center()
    qtbot.mousePress(size, Qt.MouseButton.LeftButton, pos=middle)
    rig.session.select("relu1")
    before = rig.session.state.document
    qtbot.mouseMove(size, middle + QPoint(40, 0))
    qtbot.mouseRelease(size, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 0))
    assert rig.session.state.document is before


def test_another_kernel_size_keeps_the_weights_centred(qtbot, rig):
    enter(qtbot, rig, "weight-H", "5")
    enter(qtbot, rig, "weight-W", "5")
    weight = rig.step("conv1")["weight"]
    assert weight.shape == (5, 5)
    assert np.array_equal(weight[1:4, 1:4], LAPLACIAN)
    assert rig.editor.grid.kernel().shape == (5, 5)


def test_scrubbing_a_field_is_one_undo_step(qtbot, rig):
    control = field(rig, "padding-T")
    control.setFocus()
    for _ in range(3):
        qtbot.keyClick(control, Qt.Key.Key_Up)
    assert rig.step("conv1")["padding"] == (3, 0, 0, 0)
    rig.panel.setFocus()
    rig.session.undo()
    assert rig.step("conv1")["padding"] == (0, 0, 0, 0)


def test_same_padding_shows_what_it_means(qtbot, rig):
    choice = field(rig, "padding-choice")
    qtbot.mouseClick(choice, Qt.MouseButton.LeftButton, pos=choice.segment("same").center().toPoint())
    assert rig.step("conv1")["padding"] == "same"
    assert field(rig, "padding-B").value() == 1
    assert rig.session.state.plan["conv1"].shape == (1, 1, 32, 32)
    qtbot.mouseClick(choice, Qt.MouseButton.LeftButton, pos=choice.segment("hand").center().toPoint())
    assert rig.step("conv1")["padding"] == (1, 1, 1, 1)


def test_letters_are_refused_beside_the_field(qtbot, rig):
    enter(qtbot, rig, "stride-H", "two")
    assert rig.panel.message_label.isVisible()
    assert "two" in rig.panel.message_label.text()
    assert field(rig, "stride-H").is_refused()
    assert rig.step("conv1")["stride"] == (1, 1)
    enter(qtbot, rig, "stride-H", "2")
    assert not rig.panel.message_label.isVisible()


def test_bias_one_number_many_or_none(qtbot, rig):
    for text, wanted in (("1/2", 0.5), ("", None), ("3", 3.0)):
        enter(qtbot, rig, "bias", text or " ")
        assert rig.step("conv1")["bias"] == wanted
    assert rig.panel.foot.parameters_label.text() == "1·1·3·3 + 1 = 10"


def test_more_filters_make_a_bank(qtbot, rig):
    enter(qtbot, rig, "weight", "4")
    assert rig.step("conv1")["weight"].shape == (4, 1, 3, 3)
    assert rig.session.state.plan["conv1"].shape == (1, 4, 30, 30)
    assert rig.editor.chooser.count.text() == "1 of 4"
    enter(qtbot, rig, "bias", "1 2 3 4")
    enter(qtbot, rig, "weight", "2")
    assert rig.step("conv1")["bias"] == (1.0, 2.0)


def test_more_filters_read_all_channels_also_where_the_kernel_went_over_each_alone(qtbot, rig):
    document = document_of("conv2d", weight=np.ones((3, 3), np.float32), channels="each")
    rig.start(document, "conv1", (32, 32, 3))
    assert rig.session.state.plan["conv1"].shape == (1, 3, 30, 30)
    enter(qtbot, rig, "weight", "2")
    assert rig.step("conv1")["weight"].shape == (2, 3, 3, 3)
    assert rig.session.state.plan["conv1"].shape == (1, 2, 30, 30)


def test_a_kernel_too_large_is_refused_here_and_mended_by_a_click(qtbot, rig):
    rig.start(document_of("conv2d", weight=np.ones((7, 7), np.float32)), "conv1", (5, 5))
    panel = rig.panel
    assert panel.foot.formula.is_refused()
    assert panel.foot.formula.lines()[0][2] == "−1"
    assert panel.foot.refused_mark.isVisible()
    assert field(rig, "weight-H").is_refused()
    assert not field(rig, "stride-H").is_refused()
    assert panel.foot.fix_buttons[0].text() == "Pad by 1"
    qtbot.mouseClick(panel.foot.fix_buttons[0], Qt.MouseButton.LeftButton)
    assert rig.step("conv1")["padding"] == (1, 1, 1, 1)
    assert not panel.foot.formula.is_refused()
    assert not field(rig, "weight-H").is_refused()
    rig.session.undo()
    qtbot.mouseClick(panel.foot.fix_buttons[1], Qt.MouseButton.LeftButton)
    assert rig.step("conv1")["weight"].shape == (5, 5)


def test_undo_stands_beside_the_fixes(qtbot, rig):
    enter(qtbot, rig, "dilation-H", "40")
    assert rig.session.state.plan.refusal is not None
    qtbot.mouseClick(rig.panel.foot.undo_button, Qt.MouseButton.LeftButton)
    assert rig.session.state.plan.refusal is None
    assert rig.step("conv1")["dilation"] == (1, 1)


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_has_a_form(rig, kind):
    rig.start(document_of("conv2d", kind, weight=LAPLACIAN), "conv1")
    step_id = rig.ids()[1]
    rig.session.select(step_id)
    assert rig.panel.head.title.text() == KINDS[kind].title
    assert not rig.panel.grab().isNull()
    _, rows = rig.panel._page(kind)
    assert {row.parameter.name for row in rows} == {parameter.name for parameter in KINDS[kind].parameters}


def test_pool_stride_may_be_left_to_its_window(qtbot, rig):
    rig.start(document_of("max_pool2d"), "pool1")
    enter(qtbot, rig, "stride-H", "1")
    assert rig.step("pool1")["stride"] == (1, 2)
    enter(qtbot, rig, "stride-H", " ")
    assert rig.step("pool1")["stride"] is None
    qtbot.mouseClick(field(rig, "ceil_mode"), Qt.MouseButton.LeftButton)
    assert rig.step("pool1")["ceil_mode"] is True


def test_batch_norm_takes_a_number_for_each_channel(qtbot, rig):
    rig.start(document_of("batch_norm"), "norm1")
    enter(qtbot, rig, "running_mean", "0.5 1")
    assert rig.step("norm1")["running_mean"] == (0.5, 1.0)
    assert rig.session.state.plan.refusal is not None
    assert "channels" in rig.panel.foot.sentence.text()
    enter(qtbot, rig, "momentum", "2")
    assert rig.step("norm1")["momentum"] == 0.9
    assert field(rig, "momentum").is_refused()


def test_reset_keeps_the_weights(qtbot, rig):
    enter(qtbot, rig, "stride-H", "3")
    rig.panel._reset.trigger()
    assert rig.step("conv1")["stride"] == (1, 1)
    assert np.array_equal(rig.step("conv1")["weight"], LAPLACIAN)


def test_the_forms_of_steps_not_yet_selected_are_made_meanwhile(qtbot, rig):
    document = rig.session.state.document
    rig.session.edit(document.inserted(len(document.steps), new_step("softmax", document)), "Add")
    assert "softmax" not in rig.panel._pages
    qtbot.waitUntil(lambda: "softmax" in rig.panel._pages)
    assert not rig.panel._pages["softmax"][0].isVisible()


def test_nothing_is_shown_for_the_photo(rig):
    rig.session.select("photo")
    assert not rig.panel.foot.isVisible()
    assert not rig.panel.scroll.isVisible()
