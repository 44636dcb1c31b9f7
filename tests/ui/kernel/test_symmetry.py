"""Symmetries that edits by hand keep, on plain arrays and on the real session."""

import numpy as np
import pytest
from panels_rig import LAPLACIAN, document_of, open_rig
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from ui.kernel.symmetry import SYMMETRIES, mirrored, partners

ZEROS = np.zeros((5, 5), np.float32)


@pytest.fixture
def rig(qtbot):
    made = open_rig(qtbot, document_of("conv2d", weight=ZEROS), "conv1")
    made.editor.grid.setFocus()
    return made


def weight(rig):
    return rig.step("conv1")["weight"]


@pytest.mark.parametrize(
    ("symmetry", "wanted"),
    [("none", 0), ("left-right", 1), ("up-down", 1), ("both", 3), ("eightfold", 7)],
)
def test_a_cell_off_all_axes_has_as_many_partners_as_there_are_turns(symmetry, wanted):
    assert len(partners((0, 1), (5, 5), symmetry)) == wanted
    assert not partners((2, 2), (5, 5), symmetry)


@pytest.mark.parametrize("symmetry", SYMMETRIES)
@pytest.mark.parametrize("shape", [(5, 5), (4, 4), (3, 6)])
def test_what_is_drawn_cell_by_cell_has_the_symmetry(symmetry, shape):
    kernel = np.zeros(shape, np.float32)
    rng = np.random.default_rng(5)
    for _ in range(12):
        cell = tuple(int(rng.integers(size)) for size in shape)
        kernel[cell] = rng.normal()
        kernel = mirrored(kernel, cell, symmetry)
    turned = [turn(kernel) for turn in SYMMETRIES[symmetry]]
    assert all(np.array_equal(other, kernel) for other in turned if other.shape == shape)
    assert np.count_nonzero(kernel) > 4


def test_a_block_that_meets_its_own_image_stays_as_it_was_put():
    kernel = np.arange(9, dtype=np.float32).reshape(3, 3)
    assert np.array_equal(mirrored(kernel, (slice(0, 3), slice(0, 3)), "eightfold"), kernel)
    made = mirrored(kernel, (slice(0, 1), slice(0, 2)), "left-right")
    assert made.tolist() == [[0, 1, 0], [3, 4, 5], [6, 7, 8]]


def test_typing_and_scrubbing_keep_the_symmetry_and_are_undone_as_one(qtbot, rig):
    grid = rig.editor.grid
    rig.editor.set_symmetry("both")
    grid.select((0, 1))
    qtbot.keyClicks(grid, "2")
    qtbot.keyClick(grid.findChild(object, "kernel-cell-editor"), Qt.Key.Key_Return)
    assert sorted(map(tuple, np.argwhere(weight(rig) == 2).tolist())) == [(0, 1), (0, 3), (4, 1), (4, 3)]
    start = grid.cell_rect((1, 2)).center()
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=start)
    for climb in (8, 16, 24):
        qtbot.mouseMove(grid, start - QPoint(0, climb))
    qtbot.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=start - QPoint(0, 24))
    assert weight(rig)[1, 2] == weight(rig)[3, 2] > 0
    rig.session.undo()
    assert np.count_nonzero(weight(rig)) == 4
    rig.session.undo()
    assert not weight(rig).any()


def test_a_block_that_is_pasted_is_mirrored_and_one_without_symmetry_is_not(qtbot, rig):
    QGuiApplication.clipboard().setText("1 2")
    grid = rig.editor.grid
    grid.select((0, 0))
    grid.paste_clipboard()
    assert np.count_nonzero(weight(rig)) == 2
    rig.editor.set_symmetry("left-right")
    grid.paste_clipboard()
    assert weight(rig)[0].tolist() == [1, 2, 0, 2, 1]


def test_a_rectangle_keeps_both_ways_of_the_eight(qtbot):
    rig = open_rig(qtbot, document_of("conv2d", weight=np.zeros((3, 5), np.float32)), "conv1")
    rig.editor.set_symmetry("eightfold")
    rig.editor.grid.select((0, 0))
    qtbot.keyClicks(rig.editor.grid, "3")
    qtbot.keyClick(rig.editor.grid.findChild(object, "kernel-cell-editor"), Qt.Key.Key_Return)
    assert np.count_nonzero(weight(rig) == 3) == 4


def test_tools_change_the_whole_kernel_whatever_symmetry_is_kept(qtbot):
    rig = open_rig(qtbot, document_of("conv2d", weight=np.float32([[1, 2], [3, 4]])), "conv1")
    rig.editor.set_symmetry("both")
    rig.editor.bench.transform_requested.emit(LAPLACIAN, "Rotate kernel")
    assert np.array_equal(weight(rig), LAPLACIAN)
