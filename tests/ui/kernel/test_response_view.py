"""The frequency response beside the weights: drawn when asked for, true to the kernel shown."""

import numpy as np
import pytest
from panels_rig import LAPLACIAN, document_of, open_rig
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt

from filters.response import gain
from ui.app import build_window
from workbench.layers import with_parameters


@pytest.fixture
def rig(qtbot):
    return open_rig(qtbot, document_of("conv2d", weight=LAPLACIAN), "conv1")


def ask(qtbot, rig):
    qtbot.mouseClick(rig.editor.response_button, Qt.MouseButton.LeftButton)
    rig.editor.response.grab()
    return rig.editor.response


def test_it_is_computed_only_when_it_is_seen(qtbot, rig):
    view = rig.editor.response
    assert not view.isVisible()
    assert view._response is None
    ask(qtbot, rig)
    assert view.isVisible()
    assert view._response is not None
    assert view.words() == "at 0: 0   most: 12"
    qtbot.mouseClick(rig.editor.response_button, Qt.MouseButton.LeftButton)
    assert not view.isVisible()


def test_it_follows_the_weights_and_the_dilation(qtbot, rig):
    view = ask(qtbot, rig)
    rig.editor.grid.select((1, 1))
    qtbot.keyClicks(rig.editor.grid, "9")
    qtbot.keyClick(rig.editor.grid.findChild(object, "kernel-cell-editor"), Qt.Key.Key_Return)
    assert view.words() == "at 0: 1   most: 13"
    finest = view.response.across[-1]
    assert finest == pytest.approx(13)
    step = rig.step("conv1")
    rig.session.edit(rig.session.state.document.with_step(with_parameters(step, dilation=(2, 2))), "Dilate")
    assert view.response.across[-1] == pytest.approx(1)  # the wave of period 2 meets every tap in the same phase


def test_picture_and_curves_are_those_of_the_kernel(qtbot):
    upright = np.float32([[1, 0, -1]] * 3)
    rig = open_rig(qtbot, document_of("conv2d", weight=upright), "conv1")
    view = ask(qtbot, rig)
    found = view.response
    assert not found.is_even_handed
    assert found.across == pytest.approx(gain(upright, [0], np.linspace(0, 0.5, found.across.size))[0])
    assert not found.down.round(9).any()
    picture = found.picture
    row, column = np.unravel_index(found.gains.argmax(), found.gains.shape)
    assert picture.pixelColor(int(column), int(row)).value() == 255
    assert picture.pixelColor(picture.width() // 2, 0).value() == 0


def test_the_frequency_under_the_mouse_is_read(qtbot, rig):
    view = ask(qtbot, rig)
    place = view.picture_place()
    qtbot.mouseMove(view, place.center().toPoint())
    qtbot.mouseMove(view, QPoint(int(place.left()) + 1, int(place.center().y())))
    at = QPointF(QPoint(int(place.left()) + 1, int(place.center().y())))
    x, y = (at.x() - place.left()) / place.width() - 0.5, (at.y() - place.top()) / place.height() - 0.5
    wanted = gain(LAPLACIAN, [y], [x])[0, 0]
    assert float(view.words().split()[-1]) == pytest.approx(wanted, rel=0.01)
    qtbot.mouseMove(view, QPoint(view.width() - 2, 1))
    assert view.words().startswith("at 0")


@pytest.mark.parametrize("name", ["laplacian-of-gaussian", "motion-blur", "chapter-case-1"])
def test_the_kernel_stays_whole_beside_it_in_a_short_window(driver, name):
    window = driver.window
    driver.window.files.sources.open_sample("half-light")
    driver.settle()
    window.files.pipelines.open_preset(name)
    window.session.select(driver.state.document.steps[0].id)
    driver.do("kernel-response")
    driver.settle()
    editor, panel = window.work.kernel_editor, window.work.control_panel
    grid = editor.grid
    assert grid.visibleRegion().boundingRect() == grid.rect()
    assert grid.mapTo(window, grid.rect().bottomLeft()).y() < editor.response.mapTo(window, QPoint()).y()
    assert editor.response.visibleRegion().boundingRect() == editor.response.rect()
    assert panel.mapTo(window, panel.rect().bottomLeft()).y() < window.height()


def test_it_is_shown_again_in_the_next_window(driver):
    driver.window.work.kernel_editor.response_button.click()
    driver.window.work.keep(QSettings())
    window = build_window()
    window.furnish()
    assert window.work.kernel_editor.response_button.isChecked()
    assert window.actions_["kernel-response"].isChecked()
    window.work.kernel_editor.response_button.click()
    assert not window.actions_["kernel-response"].isChecked()
    assert window.bridge.wait_until_idle(20)
    window.close_without_asking()
    window.deleteLater()
