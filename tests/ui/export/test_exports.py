"""Exports from the real window: the same bytes as the command, live meanwhile, stopped at a click, all or nothing."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from ui.export import exports
from ui.export.choice import ALL, COLOURS, SHEET, SHOWN, Choice
from ui.export.dialog import FLOAT, ExportDialog
from ui.progress import Progress, time_left
from workbench import running
from workbench.__main__ import main
from workbench.document import Document
from workbench.layers import new_step
from workbench.picture_files.maps import Maps
from workbench.picture_files.photos import load_photo
from workbench.picture_files.pictures import Saving
from workbench.presets import PRESETS, load_preset
from workbench.running import run_file

RGB = np.random.default_rng(3).integers(0, 256, (150, 170, 3), dtype=np.uint8)
WAYS = (
    ("png", 8, "min-max"),
    ("tiff", 16, "offset"),
    ("npy", 32, "clip"),
    ("png", 16, "absolute"),
    ("tiff", 32, "clip"),
)
IDS = [preset.id for preset in PRESETS]


@pytest.fixture
def photo(tmp_path, driver):
    path = tmp_path / "photo.png"
    Image.fromarray(RGB).save(path)
    driver.open(path)
    return path


def dialog_of(driver, kind):
    found = [widget for widget in driver.window.findChildren(kind) if widget.isVisible()]
    return found[0] if found else None


def export(driver, choose, target):
    """Through the dialogs as a person would: Ctrl+E, choices, Save, a name, Enter."""
    driver.do("export")
    dialog = driver.window.findChild(ExportDialog)
    driver.until(dialog.save_button.isEnabled)
    choose(dialog)
    driver.until(dialog.save_button.isEnabled)
    driver.qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    files = driver.window.findChild(QFileDialog, "file_dialog")
    files.fileSelected.emit(str(target))
    files.close()
    driver.settle()


def pick(control, value):
    control.set_value(value)
    control.value_changed.emit(value)


def test_window_and_command_write_the_same_bytes(driver, photo, tmp_path):
    """Every preset, in all formats that can hold it, while the window computes its own pictures beside."""
    large = tmp_path / "large.png"
    Image.fromarray(np.resize(RGB, (224, 224, 3))).save(large)
    for number, preset in enumerate(IDS):
        driver.window.session.open_document(load_preset(preset))
        source = large if preset == "simplenet" else photo
        if driver.state.source.path != source:
            driver.open(source)
        state = driver.state
        channels = state.plan[state.selected].shape[1]
        form, bits, mapping = WAYS[number % len(WAYS)]
        if form == "png" and channels not in (1, 3):
            form = "tiff"
        saving = Saving(form, bits, mapping, state.document.white)
        choice = Choice(COLOURS if channels == 3 else ALL, saving, tuple(range(channels)))
        window, command = (tmp_path / f"{where}-{preset}.{form}" for where in ("window", "command"))
        driver.window.working.exports.save(state, choice if channels > 1 else replace(choice, what=SHOWN), window)
        words = ["run", preset, source, "-o", command, "--bits", bits, "--map", mapping, "--step", state.selected]
        with pytest.raises(SystemExit) as done:
            main([str(word) for word in words])
        assert done.value.code == 0
    driver.settle()
    for path in tmp_path.glob("window-*"):
        assert path.read_bytes() == (tmp_path / path.name.replace("window", "command")).read_bytes(), path.name
    assert len(list(tmp_path.glob("window-*"))) == len(IDS)


def test_through_the_dialogs(driver, photo, tmp_path):
    driver.window.session.open_document(load_preset("sobel-magnitude"))
    driver.settle()

    def choose(dialog):
        assert "Nothing is cut off. Rounded to 256 shades." in dialog.facts.text()
        pick(dialog.kind, ("png", 16))
        pick(dialog.mapping, "min-max")
        dialog.carries.set_value(True)

    export(driver, choose, tmp_path / "out.png")
    assert driver.window.notices.text == "Saved out.png."
    assert load_photo(tmp_path / "out.png").pixels.max() == 65535
    assert not driver.window.status.progress.isVisible()


def test_differences_begin_about_middle_gray_and_others_with_black(driver, photo, tmp_path):
    """Each with the mapping that was chosen last for its like."""
    for number, (preset, begins, then) in enumerate((
        ("laplacian", "offset", "absolute"), ("sharpen", "clip", "clip"),
        ("sobel-magnitude", "clip", "min-max"), ("laplacian", "absolute", FLOAT), ("laplacian", FLOAT, "absolute"),
    )):  # fmt: skip
        driver.window.session.open_document(load_preset(preset))
        driver.settle()

        def choose(dialog, begins=begins, then=then):
            assert dialog.mapping.value() == begins
            pick(dialog.mapping, then)

        export(driver, choose, tmp_path / f"{number}.{'tif' if then == FLOAT else 'png'}")


def test_a_png_dropped_brings_its_pipeline_back(driver, photo, tmp_path):
    document = load_preset("unsharp-mask")
    driver.window.session.open_document(document)
    driver.settle()
    export(driver, lambda dialog: dialog.carries.set_value(True), tmp_path / "out.png")
    driver.window.session.open_document(Document())
    driver.open(tmp_path / "out.png")
    assert driver.state.document == document
    assert driver.state.source.name == "photo.png"
    assert "The pipeline that out.png carries is open." in driver.window.notices.text
    driver.qtbot.mouseClick(driver.window.notices.action, Qt.MouseButton.LeftButton)
    driver.settle()
    assert driver.state.source.name == "out.png"


def test_all_maps_ask_before_they_overwrite(driver, photo, tmp_path):
    bank = np.stack([np.eye(3), np.ones((3, 3))]).astype(np.float32)[:, None].repeat(3, axis=1)
    driver.window.session.open_document(Document().inserted(0, new_step("conv2d", Document(), weight=bank)))
    driver.settle()
    old = tmp_path / "maps-1.png"
    old.write_bytes(b"old")
    choice = Choice(ALL, Saving(), (0, 1))
    driver.window.working.exports.save(driver.state, choice, tmp_path / "maps.png")
    box = driver.window.findChild(QMessageBox, "overwrite")
    assert "1 of 2 files are already there, maps-1.png" in box.text()
    box.reject()
    driver.settle()
    assert old.read_bytes() == b"old"
    assert not (tmp_path / "maps-0.png").exists()
    driver.window.working.exports.save(driver.state, choice, tmp_path / "maps.png")
    box = next(found for found in driver.window.findChildren(QMessageBox, "overwrite") if found.isVisible())
    driver.qtbot.mouseClick(box.buttons()[0], Qt.MouseButton.LeftButton)
    driver.settle()
    assert load_photo(old).shape == (1, 1, 148, 168)
    assert driver.window.notices.text == "Saved 2 files, maps-0.png and on."


def test_the_photo_itself_is_never_overwritten(driver, photo):
    before = photo.read_bytes()
    driver.window.working.exports.save(driver.state, Choice(COLOURS, Saving(), (0, 1, 2)), photo)
    assert "photo.png would overwrite the photo it is made from" in driver.window.notices.text
    assert photo.read_bytes() == before


@pytest.fixture
def slow(monkeypatch):
    """Maps whose second band waits until it is let go."""
    reached, gate, real = threading.Event(), threading.Event(), running.maps_of

    def maps_of(*arguments, **options):
        maps = real(*arguments, **options)

        def bands():
            for whole in maps.bands():
                for row in range(0, whole.shape[1], 50):
                    if row:
                        reached.set()
                        assert gate.wait(20)
                    yield whole[:, row : row + 50]

        return Maps(maps.shape, bands)

    monkeypatch.setattr(exports, "maps_of", maps_of)
    yield reached, gate
    gate.set()


def test_live_and_stopped(driver, photo, tmp_path, slow):
    reached, gate = slow
    driver.window.session.open_document(load_preset("gaussian-blur"))
    driver.settle()
    (tmp_path / "out.tif").write_bytes(b"old")
    choice = Choice(COLOURS, Saving("tiff"), (0, 1, 2))
    driver.window.working.exports.save(driver.state, choice, tmp_path / "out.tif")
    driver.until(reached.is_set)
    progress = driver.window.status.progress
    driver.until(lambda: "Saving out.tif" in progress.label.text() and "33 %" in progress.label.text())
    before = driver.state.document
    driver.window.session.open_document(load_preset("emboss"))  # the window goes on while it is written
    driver.until(lambda: driver.window.work.map_pane.canvas.frame is not None)
    assert driver.state.document != before
    driver.qtbot.mouseClick(progress.cancel, Qt.MouseButton.LeftButton)
    gate.set()
    driver.settle()
    assert driver.window.notices.text == "Stopped; out.tif was not written."
    assert (tmp_path / "out.tif").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["out.tif", "photo.png"]
    assert not progress.isVisible()


def test_one_after_another(driver, photo, tmp_path, slow):
    reached, gate = slow
    choice = Choice(COLOURS, Saving(), (0, 1, 2))
    for name in ("a.png", "b.png"):
        driver.window.working.exports.save(driver.state, choice, tmp_path / name)
    driver.until(reached.is_set)
    assert not (tmp_path / "b.png").exists()
    gate.set()
    driver.settle()
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_closing_asks_and_stops(driver, photo, tmp_path, slow):
    reached, gate = slow
    driver.window.working.exports.save(driver.state, Choice(COLOURS, Saving(), (0, 1, 2)), tmp_path / "a.png")
    driver.until(reached.is_set)
    driver.window.close()
    box = driver.window.findChild(QMessageBox, "stop_export")
    assert "Saving a.png is not finished" in box.text()
    assert driver.window.isVisible()
    box.reject()
    gate.set()
    driver.settle()
    assert (tmp_path / "a.png").exists()


def test_what_fails_is_said_and_the_window_lives_on(driver, photo, tmp_path):
    driver.window.working.exports.save(driver.state, Choice(COLOURS, Saving(), (0, 1, 2)), tmp_path / "no" / "a.png")
    driver.settle()
    assert driver.window.notices.is_error
    assert "a.png was not written" in driver.window.notices.text
    assert not driver.window.working.exports.is_busy


def test_contact_sheet(driver, photo, tmp_path):
    bank = np.random.default_rng(0).normal(size=(6, 3, 3, 3)).astype(np.float32)
    driver.window.session.open_document(Document().inserted(0, new_step("conv2d", Document(), weight=bank)))
    driver.settle()
    export(driver, lambda dialog: pick(dialog.what, SHEET), tmp_path / "sheet.png")
    sheet = load_photo(tmp_path / "sheet.png")
    assert driver.window.notices.text == "Saved sheet.png."
    assert sheet.shape[1] == 3
    assert min(sheet.shape[2:]) > 300
    state, path = driver.state, tmp_path / "by-command.png"
    run_file(state.document, state.source.path, path, Saving(), sheet=192)
    assert path.read_bytes() == (tmp_path / "sheet.png").read_bytes()
    driver.window.work_commands.set_shared(False)  # each map in its own range: as the gallery shows them
    export(driver, lambda dialog: pick(dialog.what, SHEET), tmp_path / "own.png")
    assert (load_photo(tmp_path / "own.png").pixels != sheet.pixels).any()


def test_time_left():
    assert [time_left(seconds) for seconds in (0.2, 12, 100, 5000, 7500)] == [
        "1 s left", "12 s left", "2 min left", "83 min left", "2 h 5 min left"
    ]  # fmt: skip
    assert Progress("Saving a", 0.384).words == "Saving a   38 %"
    assert Progress("Saving a", 0.5, 12).words == "Saving a   50 %   12 s left"


def test_frames_are_picked_in_the_head(driver, tmp_path):
    frames = [Image.fromarray(np.full((6, 8, 3), value, np.uint8)) for value in (10, 20, 30)]
    frames[0].save(tmp_path / "three.tif", save_all=True, append_images=frames[1:])
    driver.open(tmp_path / "three.tif")
    chooser = driver.window.work.photo_pane.frames
    assert chooser.isVisible()
    assert chooser.currentText() == "1 / 3"
    assert "Frame 1 of 3." in driver.window.notices.text
    pick(chooser, 2)
    driver.settle()
    assert driver.state.source.frame == 2
    assert (driver.state.source.pixels == 30).all()
    assert chooser.currentText() == "3 / 3"
    Image.fromarray(RGB).save(tmp_path / "one.png")
    driver.open(tmp_path / "one.png")
    assert not chooser.isVisible()
