"""A newcomer's whole walk, through the real window with mouse and keys: open, design, build, save, open again, run."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLineEdit

from ui.export.dialog import ExportDialog

CASES = {
    "chapter-case-1": np.array([[1, 0, -1]], np.float32),
    "chapter-case-2": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]], np.float32) / 8,
    "chapter-case-3": np.full((5, 5), 1 / 25, np.float32),
}


class Hand:
    """What a person does with the window, in mouse and keys."""

    def __init__(self, driver):
        self.driver, self.qtbot = driver, driver.qtbot

    @property
    def window(self):
        return self.driver.window

    def click(self, widget, place=None):
        if place is None:
            self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        else:
            self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)

    def answer_file_dialog(self, path):
        """Put a name into the file dialog that is open and choose it."""
        self.driver.until(lambda: self._dialogs(QFileDialog))
        dialog = self._dialogs(QFileDialog)[0]
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        field.setText(str(path))  # typing would leave it to Qt's completer, which is not what is tested
        choose = dialog.findChild(QDialogButtonBox).buttons()[0]
        self.driver.until(choose.isEnabled)
        self.click(choose)
        self.driver.until(lambda: not self._dialogs(QFileDialog))
        self.driver.settle()

    def _dialogs(self, kind):
        return [dialog for dialog in self.window.findChildren(kind) if dialog.isVisible()]

    def press(self, keys, modifiers=Qt.KeyboardModifier.ControlModifier):
        self.window.activateWindow()
        self.driver.until(self.window.isActiveWindow)
        self.qtbot.keyClick(self.window, keys, modifiers)

    def open(self, path):
        self.press(Qt.Key.Key_O)
        self.answer_file_dialog(path)

    def add_step(self, words):
        """Through the add button's list of kinds."""
        builder = self.window.work.builder
        self.click(builder.add_button)
        self.driver.until(builder.picker.isVisible)
        self.qtbot.keyClicks(builder.picker.search, words)
        self.qtbot.keyClick(builder.picker.search, Qt.Key.Key_Return)
        self.driver.settle()

    def type_weight(self, row, column, text):
        """Click a cell of the kernel, type a number, Enter."""
        grid = self.window.work.kernel_editor.grid
        self.click(grid, grid.cell_rect((row, column)).center())
        self.qtbot.keyClicks(grid, text[0])
        editor = grid.findChild(QLineEdit, "kernel-cell-editor")
        self.qtbot.keyClicks(editor, text[1:])
        self.qtbot.keyClick(editor, Qt.Key.Key_Return)
        self.driver.settle()

    def export(self, path, kind):
        """Ctrl+E, choose the kind of file, save."""
        self.press(Qt.Key.Key_E)
        self.driver.until(lambda: self._dialogs(ExportDialog))
        dialog = self._dialogs(ExportDialog)[0]
        rows = [dialog.kind.itemText(index) for index in range(dialog.kind.count())]
        wanted = next(index for index, text in enumerate(rows) if kind in text)
        dialog.kind.setFocus()
        for _ in range(wanted - dialog.kind.currentIndex()):
            self.qtbot.keyClick(dialog.kind, Qt.Key.Key_Down)
        facts = dialog.facts.text()
        self.click(dialog.save_button)
        self.answer_file_dialog(path)
        return facts


@pytest.fixture
def hand(driver):
    return Hand(driver)


@pytest.fixture
def photo(tmp_path):
    """A colour picture with edges, texture and odd sizes."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:83, 0:121]
    picture = np.stack([(x > 50) * 180 + 20, (y * 2) % 256, (x + y) % 256], axis=2) + rng.integers(0, 20, (83, 121, 3))
    path = tmp_path / "photo.png"
    Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(path)
    return path


def correlated(plane, kernel):
    """The obvious loop over the kernel's weights; no padding."""
    height, width = plane.shape[0] - kernel.shape[0] + 1, plane.shape[1] - kernel.shape[1] + 1
    total = np.zeros((height, width))
    for row in range(kernel.shape[0]):
        for column in range(kernel.shape[1]):
            total += kernel[row, column] * plane[row : row + height, column : column + width]
    return total


def test_the_whole_walk(hand, driver, photo, tmp_path):
    window = driver.window
    hand.open(photo)
    assert driver.state.source.name == "photo.png"
    assert window.work.photo_pane.canvas.frame is not None

    # the chapter's three cases, each from the palette
    for preset, kernel in CASES.items():
        hand.press(Qt.Key.Key_K)
        search = window.commands.palette.search
        hand.qtbot.keyClicks(search, f"preset case {preset[-1]}")
        hand.qtbot.keyClick(search, Qt.Key.Key_Return)
        driver.settle()
        step = driver.state.document.steps[0]
        assert step.kind == "conv2d"
        assert np.allclose(np.abs(step["weight"]).sum(), np.abs(kernel).sum(), rtol=1e-5)
        assert window.work.map_pane.canvas.frame.step == step.id
        assert driver.state.plan.refusal is None

    # a new pipeline by hand: one convolution, whose map follows its weights
    hand.press(Qt.Key.Key_N)
    driver.settle()
    hand.add_step("convolution")
    conv = driver.state.selected
    assert driver.state.document.step(conv)["weight"].shape == (3, 3)
    before = window.work.map_pane.canvas.frame.values.copy()
    hand.type_weight(0, 0, "-1/2")
    assert driver.state.document.step(conv)["weight"][0, 0] == -0.5
    after = window.work.map_pane.canvas.frame.values
    assert not np.array_equal(before, after)
    driver.do("one_to_one")
    driver.settle()
    pixels = np.asarray(Image.open(photo)).astype(np.float32)
    step = driver.state.document.step(conv)
    assert step["channels"] == "each"  # a colour photo stays one
    wanted = np.stack([correlated(pixels[..., channel], step["weight"]) for channel in range(3)], axis=2)
    frame = window.work.map_pane.canvas.frame
    assert frame.every == 1
    assert np.allclose(frame.values, wanted[: frame.values.shape[0], : frame.values.shape[1]], atol=1e-3)

    # letters in a cell are refused in words and change nothing
    document = driver.state.document
    hand.type_weight(1, 1, "abc")
    assert driver.state.document == document
    assert window.work.kernel_editor.message_label.isVisible()
    editor = window.work.kernel_editor.grid.findChild(QLineEdit, "kernel-cell-editor")
    hand.qtbot.keyClick(editor, Qt.Key.Key_Escape)

    for words in ("batchnorm", "relu", "max pool"):
        hand.add_step(words)
    kinds = [step.kind for step in driver.state.document]
    assert kinds == ["conv2d", "batch_norm", "relu", "max_pool2d"]
    assert driver.state.plan.refusal is None

    # save picture and pipeline
    pipeline = tmp_path / "mine.pipeline.json"
    hand.press(Qt.Key.Key_S)
    hand.answer_file_dialog(pipeline)
    assert pipeline.exists()
    assert not driver.state.is_modified
    picture = tmp_path / "map.tif"
    facts = hand.export(picture, "32 bit float")
    assert "as they are" in facts
    saved = tifffile.imread(picture)

    # open them again
    built = driver.state.document
    hand.press(Qt.Key.Key_N)
    driver.settle()
    assert not driver.state.document.steps
    hand.open(pipeline)
    assert driver.state.document == built
    hand.open(picture)
    assert driver.state.source.shape[2:] == saved.shape[:2]
    hand.open(photo)

    # the command gives the same pixels
    output = tmp_path / "out.npy"
    subprocess.run(
        [sys.executable, "-m", "workbench", "run", str(pipeline), str(photo), "-o", str(output), "--format", "npy"],
        check=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
    )
    result = np.load(output)
    assert np.array_equal(np.moveaxis(result, 0, 2), saved)


def test_bad_input_gives_one_sentence_and_loses_nothing(hand, driver, photo, tmp_path):
    window = driver.window
    hand.open(photo)
    hand.add_step("convolution")
    kept = driver.state
    whole = photo.read_bytes()
    bad = {
        "notes.png": b"these are not the bytes of a picture",
        "cut.png": whole[: len(whole) // 2],
        "wrong.pipeline.json": b'{"format": "filter-workbench/pipeline", "version": 1, "steps": [{"kind": "nope"}]}',
        "broken.json": b"{",
        "empty.jpg": b"",
    }
    for name, data in bad.items():
        path = tmp_path / name
        path.write_bytes(data)
        hand.open(path)
        assert window.notices.is_error, name
        assert window.notices.text.count("\n") == 0, name
        assert "Error" not in window.notices.text, name
        assert driver.state.source is kept.source
        assert driver.state.document == kept.document
    assert not [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def test_a_kernel_larger_than_the_photo_is_refused_at_its_step(hand, driver, tmp_path):
    window = driver.window
    small = tmp_path / "small.png"
    Image.fromarray(np.arange(20, dtype=np.uint8).reshape(4, 5) * 12).save(small)
    hand.open(small)
    hand.add_step("convolution")
    shown = window.work.map_pane.canvas.frame
    step = driver.state.document.steps[0]
    field = window.work.control_panel.findChild(QLineEdit, "weight-H")
    field.setFocus()
    field.selectAll()
    hand.qtbot.keyClicks(field, "7")
    hand.qtbot.keyClick(field, Qt.Key.Key_Return)
    driver.settle()
    refusal = driver.state.plan.refusal
    assert refusal is not None
    assert refusal.step == step.id
    assert "7" in refusal.message
    assert "4" in refusal.message
    assert window.work.map_pane.canvas.frame is shown
    assert window.work.map_pane.mark.text() == "last good"
    hand.press(Qt.Key.Key_Z)
    driver.settle()
    assert driver.state.plan.refusal is None
