"""The kernel editor under mouse and keys, on the real session."""

import numpy as np
import pytest
from panels_rig import LAPLACIAN, document_of, open_rig
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication

from filters import kernels
from ui import numbers, theme
from ui.kernel.changes import centred, normalised
from ui.kernel.text import dump_block, dump_numpy, parse_block
from workbench.layers import with_parameters

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def rig(qtbot):
    made = open_rig(qtbot, document_of("conv2d", "relu", weight=LAPLACIAN), "conv1")
    made.editor.grid.setFocus()
    return made


def weight(rig):
    return rig.step("conv1")["weight"]


def click(qtbot, rig, row, column, modifier=Qt.KeyboardModifier.NoModifier):
    place = rig.editor.grid.cell_rect((row, column)).center()
    qtbot.mouseClick(rig.editor.grid, Qt.MouseButton.LeftButton, modifier, place)


def cell_editor(rig):
    return rig.editor.grid.findChild(object, "kernel-cell-editor")


def test_typing_a_fraction_into_a_cell(qtbot, rig):
    click(qtbot, rig, 0, 2)
    qtbot.keyClick(rig.editor.grid, "1")
    qtbot.keyClicks(cell_editor(rig), "/9")
    assert rig.editor.value_label.text() == "1/9 = 0.11111111"
    assert rig.editor.place_label.text() == "row 0, column 2"
    qtbot.keyClick(cell_editor(rig), Qt.Key.Key_Return)
    assert weight(rig)[0, 2] == np.float32(1 / 9)
    assert np.count_nonzero(weight(rig) != LAPLACIAN) == 1
    rig.session.undo()
    assert np.array_equal(weight(rig), LAPLACIAN)


def test_letters_in_a_cell_say_one_sentence_and_lose_nothing(qtbot, rig):
    click(qtbot, rig, 1, 1)
    qtbot.keyClick(rig.editor.grid, "e")
    qtbot.keyClicks(cell_editor(rig), "ight")
    qtbot.keyClick(cell_editor(rig), Qt.Key.Key_Return)
    assert rig.editor.message_label.isVisible()
    assert "eight" in rig.editor.message_label.text()
    assert cell_editor(rig).text() == "eight"
    assert np.array_equal(weight(rig), LAPLACIAN)
    qtbot.keyClick(cell_editor(rig), Qt.Key.Key_Escape)
    assert not rig.editor.message_label.isVisible()
    assert rig.session.state.undo_title is None


def test_a_refused_cell_is_given_up_with_its_step(qtbot, rig):
    click(qtbot, rig, 1, 1)
    qtbot.keyClick(rig.editor.grid, "x")
    qtbot.keyClick(cell_editor(rig), Qt.Key.Key_Return)
    rig.session.select("relu1")
    rig.session.select("conv1")
    assert rig.editor.grid.typed() is None
    assert not rig.editor.message_label.isVisible()


def test_tab_and_arrows_walk_the_cells(qtbot, rig):
    grid = rig.editor.grid
    click(qtbot, rig, 0, 0)
    for key, wanted in (
        (Qt.Key.Key_Tab, (0, 1)), (Qt.Key.Key_Down, (1, 1)), (Qt.Key.Key_Right, (1, 2)), (Qt.Key.Key_Tab, (2, 0)),
        (Qt.Key.Key_Backtab, (1, 2)), (Qt.Key.Key_Home, (1, 0)), (Qt.Key.Key_End, (1, 2)),
    ):  # fmt: skip
        qtbot.keyClick(grid, key)
        assert grid.current == wanted
    qtbot.keyClick(grid, "5")
    qtbot.keyClick(cell_editor(rig), Qt.Key.Key_Tab)
    assert weight(rig)[1, 2] == 5
    assert grid.current == (2, 0)


def drag(qtbot, rig, climb):
    grid = rig.editor.grid
    start = grid.cell_rect((1, 1)).center()
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=start)
    for part in range(1, 5):
        qtbot.mouseMove(grid, start - QPoint(0, climb * part // 4))
    qtbot.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=start - QPoint(0, climb))


def test_a_drag_scrubs_and_is_one_undo_step(qtbot, rig):
    drag(qtbot, rig, 20)
    assert weight(rig)[1, 1] == 13
    drag(qtbot, rig, -8)
    assert weight(rig)[1, 1] == 11
    rig.session.undo()
    assert weight(rig)[1, 1] == 13
    rig.session.undo()
    assert np.array_equal(weight(rig), LAPLACIAN)
    assert rig.session.state.undo_title is None


def test_the_wheel_scrubs_the_current_cell(qtbot, rig):
    click(qtbot, rig, 1, 1)
    grid = rig.editor.grid
    place = QPointF(grid.cell_rect((1, 1)).center())
    for modifier, delta in ((Qt.KeyboardModifier.NoModifier, 1), (Qt.KeyboardModifier.ShiftModifier, 1)):
        event = QWheelEvent(
            place, grid.mapToGlobal(place), QPoint(), QPoint(0, 120 * delta), Qt.MouseButton.NoButton, modifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(grid, event)
    assert weight(rig)[1, 1] == 19
    rig.session.undo()
    assert np.array_equal(weight(rig), LAPLACIAN)


def test_blocks_travel_through_the_clipboard(qtbot, rig):
    grid = rig.editor.grid
    click(qtbot, rig, 0, 0)
    click(qtbot, rig, 1, 1, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "-1\t-1\n-1\t8"
    click(qtbot, rig, 1, 1)
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert weight(rig)[1:, 1:].tolist() == [[-1, -1], [-1, 8]]
    qtbot.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert not weight(rig).any()


def test_the_menu_of_the_grid_copies_as_numpy_and_imagej(rig):
    wanted_starts = ("np.array([[-1, -1, -1],", "-1 -1 -1\n-1 8 -1")
    for action, wanted in zip(rig.editor.grid.actions()[1:3], wanted_starts, strict=True):
        action.trigger()
        assert QGuiApplication.clipboard().text().startswith(wanted)
        assert np.array_equal(parse_block(QGuiApplication.clipboard().text()), LAPLACIAN)
    QGuiApplication.clipboard().setText("1 0\n0 1")
    rig.editor.grid.actions()[3].trigger()
    assert weight(rig)[1:, 1:].tolist() == [[1, 0], [0, 1]]


def test_a_block_that_does_not_fit_becomes_the_kernel(qtbot, rig):
    QGuiApplication.clipboard().setText("1 2 3 4\n5 6 7 8")
    qtbot.keyClick(rig.editor.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert weight(rig).shape == (2, 4)
    assert rig.editor.head.badge.text() == numbers.shape(2, 4)


def test_a_block_that_cannot_be_read_changes_nothing(qtbot, rig):
    QGuiApplication.clipboard().setText("1 2\n3")
    qtbot.keyClick(rig.editor.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert rig.editor.message_label.text() == ("Row 1 has 1 numbers but row 0 has 2; every row needs the same length.")
    assert np.array_equal(weight(rig), LAPLACIAN)


@pytest.mark.parametrize(
    "text",
    ["1\t2\n0.5\t-4", "1 2\r\n0.5 -4\r\n", "1,2\n1/2,-4", "[[1. 2.]\n [0.5 -4.]]",
     "np.array([[1, 2], [0.5, -4]], dtype=np.float32)", "array([[ 1. ,  2. ],\n       [ 0.5, -4. ]], dtype=float32)",
     'run("Convolve...", "text1=[1 2\n0.5 -4\n] normalize");', "1\t2\n0.5\t−4\n\n"],
)  # fmt: skip
def test_spreadsheets_numpy_and_imagej_are_read(text):
    assert parse_block(text).tolist() == [[1, 2], [0.5, -4]]


def test_what_is_written_reads_back_to_the_same_floats():
    block = np.random.default_rng(0).standard_normal((5, 4)).astype(np.float32)
    assert np.array_equal(parse_block(dump_block(block)), block)
    assert np.array_equal(parse_block(dump_numpy(block)), block)


@pytest.mark.parametrize("text", ["", "a\tb", "0,5\t1", "\t".join(["1"] * 64)])
def test_blocks_that_are_refused(text):
    with pytest.raises(numbers.NumberError):
        parse_block(text)


def test_tools_change_the_whole_kernel_and_undo(qtbot, rig):
    kernel = np.array([[1, 2, 3], [0, 0, 0], [-1, 0, 4]], np.float32)
    rig.start(document_of("conv2d", weight=kernel), "conv1")
    for name, wanted in (
        ("rotate", np.rot90(kernel, -1)), ("transpose", kernel.T), ("flip-horizontal", kernel[:, ::-1]),
        ("flip-vertical", kernel[::-1]), ("negate", -kernel), ("normalise", kernel / 9),
    ):  # fmt: skip
        qtbot.mouseClick(rig.editor.findChild(object, f"kernel-{name}"), Qt.MouseButton.LeftButton)
        assert np.allclose(weight(rig), wanted)
        rig.session.undo()
        assert np.array_equal(weight(rig), kernel)


def test_sum_and_range(rig):
    assert [rig.editor.bench.sums[name][1].text() for name in ("sum", "min", "max")] == ["0", "−1", "8"]


def test_filters_of_a_bank_are_chosen_and_edited_alone(qtbot, rig):
    bank = np.stack([np.stack([LAPLACIAN * (o + 1)]) for o in range(3)])
    rig.start(document_of("conv2d", weight=bank), "conv1")
    qtbot.mouseClick(rig.editor.chooser.next, Qt.MouseButton.LeftButton)
    assert rig.session.state.channel == 1
    assert rig.editor.chooser.count.text() == "2 of 3"
    click(qtbot, rig, 0, 0)
    qtbot.keyClick(rig.editor.grid, "7")
    qtbot.keyClick(cell_editor(rig), Qt.Key.Key_Return)
    assert weight(rig)[1, 0, 0, 0] == 7
    assert np.count_nonzero(weight(rig) != bank) == 1


def test_named_kernels_replace_the_weights(rig):
    action = next(a for a, name in rig.editor._presets.items() if name == "identity")
    action.trigger()
    assert rig.editor.chooser.filters.currentText().endswith("Identity")
    assert weight(rig).sum() == 1


def test_the_middle_stays_in_the_middle():
    grown = centred(LAPLACIAN, (5, 4))
    assert grown.shape == (5, 4)
    assert grown[2, 2] == 8
    assert np.array_equal(centred(grown, (3, 3)), LAPLACIAN)
    assert np.allclose(normalised(np.full((2, 2), 3, np.float32)), 0.25)
    assert np.array_equal(normalised(LAPLACIAN), LAPLACIAN / 8)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (5, 1), (2, 3), (4, 6), (7, 7), (9, 2), (63, 63)])
def test_any_size_is_drawn_in_both_themes(qtbot, rig, shape):
    kernel = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
    rig.start(document_of("conv2d", weight=kernel), "conv1", (80, 80))
    for name in (theme.LIGHT, theme.DARK):
        theme.apply(QApplication.instance(), name)
        assert not rig.editor.grab().isNull()


@pytest.mark.parametrize("is_compact", [False, True])
@pytest.mark.parametrize("shape", [(3, 3), (5, 5), (9, 9), (13, 13), (63, 63), (1, 63), (63, 1), (9, 15)])
def test_the_whole_kernel_is_in_sight(qtbot, rig, shape, is_compact):
    theme.set_compact(is_compact)
    rig.start(document_of("conv2d", weight=np.ones(shape, np.float32)), "conv1", (80, 80))
    grid, editor = rig.editor.grid, rig.editor
    corners = [grid.cell_rect((row, column)) for row in (0, shape[0] - 1) for column in (0, shape[1] - 1)]
    assert all(grid.rect().contains(corner) for corner in corners)
    assert grid.width() <= 280
    assert grid.height() <= (226 if is_compact else 280)
    qtbot.waitUntil(lambda: editor.rect().contains(grid.geometry().translated(editor.body.pos())))
    if shape[0] == shape[1]:
        assert corners[0].width() == corners[0].height()
    theme.set_compact(False)


def test_a_cell_too_small_to_read_is_typed_in_all_the_same(qtbot, rig):
    rig.start(document_of("conv2d", weight=np.zeros((63, 63), np.float32)), "conv1", (80, 80))
    click(qtbot, rig, 62, 0)
    qtbot.keyClick(rig.editor.grid, "1")
    editor = cell_editor(rig)
    assert editor.height() >= 24
    assert rig.editor.grid.rect().contains(editor.geometry())
    qtbot.keyClicks(editor, "/9")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert weight(rig)[62, 0] == np.float32(1 / 9)


def choose_named(rig, wanted):
    next(action for action, name in rig.editor._presets.items() if name == wanted).trigger()


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_named_kernel_is_shaped_by_its_parameters(qtbot, rig):
    choose_named(rig, "gaussian")
    assert rig.editor.recipe.isVisible()
    fields = rig.editor.recipe.fields
    type_into(qtbot, fields["sigma"], "2")
    assert np.array_equal(weight(rig), kernels.gaussian(sigma=2, size=5))
    qtbot.keyClick(fields["size"], Qt.Key.Key_Up)
    assert np.array_equal(weight(rig), kernels.gaussian(sigma=2, size=7))
    rig.session.undo()
    assert [fields[name].value() for name in ("sigma", "size")] == [2, 5]
    rig.session.undo()
    assert fields["sigma"].value() == 1
    assert rig.session.state.redo_title == "Change Gaussian blur"


def test_a_scrubbed_parameter_is_one_undo_step(qtbot, rig):
    choose_named(rig, "motion_blur")
    before = weight(rig).copy()
    field = rig.editor.recipe.fields["angle"]
    qtbot.mousePress(field, Qt.MouseButton.LeftButton, pos=QPoint(4, 8))
    for far in (8, 16, 24):
        qtbot.mouseMove(field, QPoint(4 + far, 8))
    qtbot.mouseRelease(field, Qt.MouseButton.LeftButton, pos=QPoint(28, 8))
    assert np.array_equal(weight(rig), kernels.motion_blur(angle=field.value()))
    assert field.value() > 0
    rig.session.undo()
    assert np.array_equal(weight(rig), before)


def test_a_parameter_half_typed_or_dragged_dies_with_its_kernel(qtbot, rig):
    choose_named(rig, "motion_blur")
    field = rig.editor.recipe.fields["angle"]
    qtbot.mousePress(field, Qt.MouseButton.LeftButton, pos=QPoint(4, 8))
    choose_named(rig, "gaussian")
    qtbot.mouseMove(field, QPoint(40, 8))
    qtbot.mouseRelease(field, Qt.MouseButton.LeftButton, pos=QPoint(40, 8))
    assert np.array_equal(weight(rig), kernels.gaussian())
    sigma = rig.editor.recipe.fields["sigma"]
    sigma.setFocus()
    sigma.selectAll()
    qtbot.keyClicks(sigma, "3")
    choose_named(rig, "sobel_x")
    assert np.array_equal(weight(rig), kernels.sobel_x())


def test_a_parameter_that_cannot_be_says_why_and_changes_nothing(qtbot, rig):
    choose_named(rig, "gaussian")
    before = weight(rig).copy()
    type_into(qtbot, rig.editor.recipe.fields["size"], "4")
    assert "odd" in rig.editor.message_label.text()
    assert rig.editor.recipe.fields["size"].is_refused()
    assert np.array_equal(weight(rig), before)
    type_into(qtbot, rig.editor.recipe.fields["size"], "3")
    assert not rig.editor.message_label.isVisible()
    assert weight(rig).shape == (3, 3)


def test_while_weights_are_changed_by_hand_the_grid_stays_in_its_place(qtbot, rig):
    choose_named(rig, "gaussian")
    place = rig.editor.grid.mapTo(rig, QPoint())
    click(qtbot, rig, 0, 0)
    qtbot.keyClick(rig.editor.grid, "5")
    qtbot.keyClick(cell_editor(rig), Qt.Key.Key_Return)
    assert rig.editor.chooser.filters.currentText().endswith(numbers.shape(5, 5))
    assert rig.editor.recipe.isVisible()
    assert rig.editor.grid.mapTo(rig, QPoint()) == place
    qtbot.keyClick(rig.editor.recipe.fields["sigma"], Qt.Key.Key_Up)
    assert np.array_equal(weight(rig), kernels.gaussian(1.1, 5))
    choose_named(rig, "sobel_x")
    assert not rig.editor.recipe.isVisible()
    rig.session.undo()
    assert rig.editor.recipe.isVisible()


def test_a_kernel_from_a_file_has_the_parameters_it_was_made_with(qtbot):
    bank = np.stack([kernels.gaussian(2.5, 13), kernels.unsharp(0.6, 3.0, 13), kernels.motion_blur(13, 20)])[:, None]
    rig = open_rig(qtbot, document_of("conv2d", "relu", weight=bank), "conv1")
    seen = []
    for channel in range(3):
        rig.session.select_channel(channel, 0)
        fields = rig.editor.recipe.fields if rig.editor.recipe.isVisible() else {}
        seen.append({name: field.value() for name, field in fields.items()})
    assert seen == [{"sigma": 2.5, "size": 13}, {"amount": 0.6, "sigma": 3, "size": 13}, {}]


def test_without_a_kernel_there_is_no_grid(rig):
    rig.session.select("relu1")
    assert not rig.editor.grid.isVisible()
    rig.session.select("photo")
    assert "gray.png" in rig.editor.facts.text()


class Painted(QObject):
    """Notes what a widget is asked to paint."""

    def __init__(self, widget):
        super().__init__(widget)
        self.areas = []
        widget.installEventFilter(self)

    def eventFilter(self, widget, event):
        if event.type() == QEvent.Type.Paint:
            self.areas.append(event.region().boundingRect())
        return False


def test_only_the_cells_that_changed_are_painted_anew(qtbot, rig):
    grid = rig.editor.grid
    painted = Painted(grid)
    for changed, wanted in (
        ({(0, 1): 0.5}, grid.cell_rect((0, 1))),
        ({(2, 2): 0.5, (2, 1): 0.25}, grid.cell_rect((2, 1)).united(grid.cell_rect((2, 2)))),
        ({(1, 1): 99.0}, grid.rect()),  # the largest: every tint is another
    ):
        kernel = grid.kernel().copy()
        for cell, value in changed.items():
            kernel[cell] = value
        qtbot.wait(20)
        painted.areas.clear()
        grid.set_kernel(kernel)
        qtbot.waitUntil(lambda: bool(painted.areas))
        assert painted.areas == [wanted]


def test_a_new_convolution_has_no_fields_over_its_kernel(rig):
    rig.start(document_of("conv2d"), "conv1")
    assert rig.editor.chooser.filters.currentText().endswith("Identity")
    assert not rig.editor.recipe.isVisible()
    choose_named(rig, "gaussian")
    assert rig.editor.recipe.isVisible()


def test_the_sums_keep_one_edge_whatever_they_were(rig):
    sums = [value for _, value in rig.editor.bench.sums.values()]
    for weight in (LAPLACIAN, LAPLACIAN / 7, LAPLACIAN * 0):
        turned = with_parameters(rig.step("conv1"), weight=weight)
        rig.session.edit(rig.session.state.document.with_step(turned), "Turn")
        QApplication.processEvents()
        assert len({value.geometry().right() for value in sums}) == 1
