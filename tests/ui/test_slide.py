"""The sliding window, played, stepped, scrubbed and saved with mouse and keys."""

import numpy as np
import pytest
from documents import document_of
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from workbench.errors import SaveError
from workbench.evaluation.frames import Rect
from workbench.picture_files.animation import save_animation
from workbench.sources import NumberGrid


def show(driver, grid, document, step):
    session = driver.window.session
    session.open_source(NumberGrid(np.asarray(grid, np.float32)))
    session.open_document(document)
    session.select(step, 0)
    driver.do("slide")
    driver.settle()
    return driver.window.work.slide


@pytest.fixture
def seven(driver):
    document = document_of(("conv2d", {"weight": [[0, 1], [2, 3]]}))
    return show(driver, np.arange(1, 10).reshape(3, 3), document, "conv1")


def said(pane):
    return pane.view.accessibleDescription()


def test_figure_7_step_by_step(driver, seven):
    window = driver.window
    told = [said(seven)]
    for _ in range(3):
        driver.qtbot.mouseClick(seven.forward, Qt.MouseButton.LeftButton)
        told.append(said(seven))
    assert told == [
        "0×1 + 1×2 + 2×4 + 3×5 = 25", "0×2 + 1×3 + 2×5 + 3×6 = 31",
        "0×4 + 1×5 + 2×7 + 3×8 = 43", "0×5 + 1×6 + 2×8 + 3×9 = 49",
    ]  # fmt: skip
    assert window.work.photo_pane.canvas.marks[0].rect == Rect(1, 1, 2, 2)
    driver.qtbot.mouseClick(seven.back, Qt.MouseButton.LeftButton)
    assert said(seven).endswith("= 43")
    seven.setFocus()
    driver.qtbot.keyClick(seven, Qt.Key.Key_Up)
    assert said(seven).endswith("= 25")
    driver.qtbot.keyClick(seven, Qt.Key.Key_Right)
    assert said(seven).endswith("= 31")
    seven.slider.setValue(2)
    assert said(seven).endswith("= 43")
    assert seven.view.grab().width() > 100


def test_it_plays_to_the_end_and_pauses(driver, seven):
    seven.speed.setCurrentIndex(4)
    seven.speed.activated.emit(4)
    driver.qtbot.mouseClick(seven.play, Qt.MouseButton.LeftButton)
    assert seven.is_playing
    driver.until(lambda: not seven.is_playing)
    assert seven.position == 3
    driver.qtbot.keyClick(seven, Qt.Key.Key_Space)
    assert seven.is_playing
    assert seven.position == 0
    driver.qtbot.keyClick(seven, Qt.Key.Key_Space)
    assert not seven.is_playing
    driver.qtbot.keyClick(seven, Qt.Key.Key_Space)
    driver.do("table")
    assert not seven.is_playing


@pytest.mark.parametrize(("parameters", "padded", "places", "facts"), [
    ({"padding": 1}, 6, 16, "padding 1"), ({"padding": 2}, 8, 36, "padding 2"),
    ({"padding": 1, "stride": 2}, 6, 4, "stride 2"),
])  # fmt: skip
def test_figures_8_and_9_draw_padding_and_stride(driver, parameters, padded, places, facts):
    document = document_of(("conv2d", {"weight": np.ones((3, 3)), **parameters}))
    pane = show(driver, np.ones((4, 4)), document, "conv1")
    slide = pane.view.slide
    assert slide.inputs[0].values.shape == (padded, padded)
    assert slide.inputs[0].is_padding[0].all()
    assert slide.places == places
    assert str(slide.stride[0]) in facts or str(slide.padding[0]) in facts


def test_figures_10_and_11_from_the_photo(driver):
    document = document_of(*[("conv2d", {"weight": np.ones((3, 3))})] * 2)
    pane = show(driver, np.ones((8, 8)), document, "conv2")
    assert [panel.seen(0, 0)[2:] for panel in pane.view.slide.inputs] == [(3, 3)]
    place = pane.span.segment("way").center().toPoint()
    driver.qtbot.mouseClick(pane.span, Qt.MouseButton.LeftButton, pos=place)
    driver.settle()
    assert [panel.seen(0, 0)[2:] for panel in pane.view.slide.inputs] == [(5, 5), (3, 3)]


@pytest.mark.parametrize(("kind", "first"), [
    ("avg_pool2d", "(1 + 2 + 5 + 6) ÷ 4 = 3.5"), ("max_pool2d", "max(1, 2, 5, 6) = 6"),
])  # fmt: skip
def test_figure_15_pools(driver, kind, first):
    pane = show(driver, np.arange(1, 17).reshape(4, 4), document_of((kind, {})), document_of((kind, {})).steps[0].id)
    assert said(pane) == first
    assert pane.view.slide.places == 4


def test_an_edit_is_followed_and_what_has_no_rows_is_said(driver, seven):
    window = driver.window
    window.session.edit(document_of(("conv2d", {"weight": [[1, 1], [1, 1]]}), ("flatten", {})), "Edit")
    driver.settle()
    assert said(seven) == "1×1 + 1×2 + 1×4 + 1×5 = 12"
    window.session.select("flat1", 0)
    driver.settle()
    assert seven.view.slide is None
    assert "no rows and columns" in seven.view.message


@pytest.mark.parametrize("ending", ["gif", "webp"])
def test_the_way_is_saved_as_an_animation(driver, seven, tmp_path, ending):
    target = tmp_path / f"way.{ending}"
    driver.qtbot.mouseClick(seven.export, Qt.MouseButton.LeftButton)
    dialog = driver.window.findChild(QFileDialog, "file_dialog")
    dialog.fileSelected.emit(str(target))
    dialog.close()
    driver.settle()
    with Image.open(target) as found:
        assert found.format == ending.upper()
        assert (found.n_frames, found.size) == (4, (960, 480))
        pictures = []
        for frame in range(4):
            found.seek(frame)
            pictures.append(np.asarray(found.convert("RGB")))
    assert len({picture.tobytes() for picture in pictures}) == 4
    assert "Saved" in driver.window.notices.text
    QApplication.processEvents()


def test_other_endings_and_no_frames_are_refused(tmp_path):
    frame = np.zeros((4, 4, 3), np.uint8)
    with pytest.raises(SaveError, match=r"\.gif or \.webp, not \.png"):
        save_animation(tmp_path / "a.png", [frame], 4)
    with pytest.raises(SaveError, match="no frames"):
        save_animation(tmp_path / "a.gif", [], 4)
    assert not list(tmp_path.iterdir())
