"""What goes wrong in the world, met by the real window: one clear message, the last good state, and it lives on."""

import errno
import io
import json
import os
import sys
import threading
import zlib
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QTimer, QUrl
from PySide6.QtWidgets import QWidget

from ui.app import build_window
from ui.export.exports import Exports
from ui.messages import Faults
from workbench.document import Document
from workbench.errors import shown
from workbench.export import exported
from workbench.layers import new_step
from workbench.picture_files import photos
from workbench.picture_files.metadata import PNG_SIGNATURE, chunk
from workbench.pipeline_text import dump
from workbench.presets import load_preset
from workbench.settings import settings_path

RGB = np.random.default_rng(3).integers(0, 256, (40, 50, 3), np.uint8)


def encoded(form: str, **options) -> bytes:
    file = io.BytesIO()
    Image.fromarray(RGB).save(file, form, **options)
    return file.getvalue()


def header(width: int, height: int, bits: int = 1) -> bytes:
    """A PNG that claims a size and holds next to nothing."""
    size = width.to_bytes(4) + height.to_bytes(4) + bytes((bits, 0, 0, 0, 0))
    return PNG_SIGNATURE + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def no_photos(folder: Path) -> dict[Path, str]:
    """Paths that are no photos, each with a word of what is said of it."""
    data = {
        "empty.png": (b"", "empty"), "random.jpg": (np.random.default_rng(1).bytes(4000), ""),
        "text.png": (b"only words", ""), "cut.jpg": (encoded("JPEG")[:700], "cut off"),
        "cut.gif": (encoded("GIF")[:900], ""), "cut.webp": (encoded("WEBP")[:600], ""),
        "cut.tif": (encoded("TIFF")[:3000], "cut off"), "cut.png": (encoded("PNG")[:2000], "cut off"),
        "bomb.png": (header(60_000, 60_000), "3,600 million"), "none.png": (header(0, 5), ""),
    }  # fmt: skip
    found = {}
    for name, (held, word) in data.items():
        (folder / name).write_bytes(held)
        found[folder / name] = word
    (folder / "folder.png").mkdir()
    found |= {folder / "folder.png": "a folder", folder / "missing.png": "no such file"}
    found[folder / f"{'x' * 300}.png"] = ""
    if os.name == "posix":
        os.mkfifo(folder / "fifo.png")
        (folder / "zero.png").symlink_to("/dev/zero")
        (folder / "loop.png").symlink_to("loop.png")
        (folder / "gone.png").symlink_to("nowhere.png")
        found |= {folder / "fifo.png": "not a regular file", folder / "zero.png": "not a regular file"}
        found |= {folder / "loop.png": "", folder / "gone.png": "no such file"}
    return found


def dropped(driver, urls: list[QUrl]) -> None:
    data = QMimeData()
    data.setUrls(urls)
    driver.window.files.take(data)
    driver.settle()


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "good.png"
    Image.fromarray(RGB).save(path)
    return path


def refused(driver, name: str, word: str = "") -> None:
    """One sentence that names the file and the reason is said, and goes before the next."""
    notices = driver.window.notices
    assert notices.is_error, name
    assert name[:60] in notices.text
    assert word in notices.text
    assert len(notices.text.splitlines()) == 1
    notices.clear()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "no").mkdir()
    return tmp_path / "no"


@pytest.fixture
def good(driver, photo):
    """The state of a photo and a pipeline that are open."""
    driver.open(photo)
    driver.window.files.pipelines.open_preset("emboss")
    driver.settle()
    return driver.state


def test_what_is_no_photo_leaves_the_one_that_is_open(driver, good, folder):
    for path, word in no_photos(folder).items():
        driver.open(path)
        refused(driver, path.name, word)
        assert driver.state is good
    dropped(driver, [QUrl.fromLocalFile(str(folder / "text.png"))])
    refused(driver, "text.png")
    assert driver.window.work.map_pane.canvas.frame.step == "conv1"


def test_a_batch_is_all_its_photos_or_none(driver, photo):
    driver.open(photo)
    good = driver.state
    driver.window.files.open_paths([photo, photo.with_name("missing.png")])
    driver.settle()
    refused(driver, "missing.png", "no such file")
    assert driver.state is good


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (700, 1), (3, 33_000), (97, 101)])
def test_photos_of_any_shape_are_shown(driver, tmp_path, size):
    Image.new("L", size[::-1], 7).save(tmp_path / "odd.png")
    driver.window.files.pipelines.open_preset("gaussian-blur")  # its kernel is larger than most of them
    driver.open(tmp_path / "odd.png")
    assert driver.state.source.shape[2:] == size
    assert driver.window.work.map_pane.canvas.frame.values.size
    assert not driver.window.notices.is_error


def no_pipelines(folder: Path) -> dict[Path, str]:
    """Paths that are no pipelines, models or lessons, each with a word of what is said of it."""
    text = dump(load_preset("emboss")).decode()
    model = exported(load_preset("emboss"), "onnx")
    data = {
        "a.pipeline.json": ("", "empty"), "b.pipeline.json": ("nothing", "not JSON"),
        "nan.json": (text.replace("-2.0", "NaN"), ""),
        "huge.json": (text.replace("-2.0", "1e999"), "$.steps[0].weight"),
        "deep.json": ("[" * 100_000, "nested too deeply"), "bom.json": ("\ufeff" + text, "BOM"),
        "twice.json": (text.replace('"name"', '"version": 1, "name"'), "twice"),
        "kind.json": (text.replace("conv2d", "exec"), "$.steps[0].kind"),
        "new.json": (text.replace(": 1,", ": 99,"), "version 99"),
        "up.json": (text.replace('"channels"', '"input": "../x", "channels"'), "$.steps[0].input"),
        "a.onnx": ("", "empty"), "b.onnx": ("words", "not an ONNX model"), "c.onnx": (model[:-400], "damaged"),
        "a.lesson.json": ("", "empty."), "b.lesson.json": ("{}", "no lesson"),
    }  # fmt: skip
    for name, (held, _) in data.items():
        (folder / name).write_bytes(held if isinstance(held, bytes) else held.encode())
    with (folder / "sparse.json").open("wb") as file:
        file.truncate(1 << 30)
    found = {folder / name: word for name, (_, word) in data.items()}
    found[folder / "sparse.json"] = "more than the limit"
    for ending in ("json", "onnx", "lesson.json"):
        found[folder / f"missing.{ending}"] = "no such file"
        if os.name == "posix":
            os.mkfifo(folder / f"fifo.{ending}")
            found[folder / f"fifo.{ending}"] = "not a regular file"
    return found


def test_what_is_no_pipeline_leaves_the_one_that_is_open(driver, good, folder):
    for path, word in no_pipelines(folder).items():
        driver.open(path)
        refused(driver, path.name, word)
        assert driver.state is good


STRANGE = ["cafe\u0301 \U0001f600.png", "-dash & more.png", " 100%20 #?.png", "n" * 251 + ".png"]


@pytest.mark.parametrize("name", [*STRANGE, *([os.fsdecode(b"\xff\xe9\n.png")] if os.name == "posix" else [])])
def test_names_of_any_bytes_can_be_dropped_and_are_found_again(driver, photo, name):
    strange = photo.rename(photo.with_name(name))
    url = QUrl.fromEncoded(b"file://" + quote(os.fsencode(strange)).encode())
    dropped(driver, [url])
    assert driver.state.source.path == strange
    driver.window.files.sources.new_numbers()
    menu = driver.window.actions_.menu("recent")
    driver.until(menu.actions)
    (entry,) = menu.actions()
    assert entry.text() == shown(strange).replace("&", "&&")
    entry.trigger()
    driver.settle()
    assert driver.state.source.path == strange
    assert not driver.window.notices.is_error


def test_values_that_are_no_numbers_are_shown_as_what_they_are(driver, tmp_path):
    values = np.array([[np.nan, 1, 2], [np.inf, -np.inf, 3e38], [4, 5, 6]], np.float32)
    np.save(tmp_path / "odd.npy", values)
    document = Document("Huge")
    weight = np.array([[3e38, -3e38]], np.float32)
    driver.window.session.open_document(document.inserted(0, new_step("conv2d", document, weight=weight)))
    driver.open(tmp_path / "odd.npy")
    for _ in driver.every_tab():
        assert not driver.window.notices.is_error, driver.window.notices.text
    driver.do("training")
    driver.settle()
    assert np.isnan(driver.window.work.map_pane.canvas.frame.values).any()
    assert not driver.window.notices.is_error


def test_a_full_disk_leaves_the_file_and_the_mark_of_what_is_unsaved(driver, photo, monkeypatch):
    driver.open(photo)
    driver.window.files.pipelines.open_preset("emboss")
    target = photo.with_name("own.pipeline.json")
    driver.window.session.mark_saved(target)
    target.write_text("old")
    document = driver.state.document
    driver.window.session.edit(document.inserted(1, new_step("relu", document)), "Add")

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        driver.do("save")
    refused(driver, "own.pipeline.json", "no space left")
    assert driver.state.is_modified
    assert target.read_text() == "old"
    assert not list(photo.parent.glob(".workbench*"))
    driver.do("save")
    assert not driver.state.is_modified


def test_a_photo_beyond_memory_is_refused_before_it_is_decoded(driver, photo, monkeypatch):
    monkeypatch.setattr(photos, "available_memory", lambda: 1000)
    driver.open(photo)
    refused(driver, "good.png", "of memory")
    assert driver.state.source is None


BROKEN = [b"", b"{", b"\xff", b'{"version": 99}', b"[" * 100_000, b'{"cache_mib": 1e99}']
RECENT = json.dumps({"recent": ["a" * 300, "", "%00", "/x\0", "%ff", "none.png"], "language": "xx", "cache_mib": -5})


@pytest.mark.parametrize("data", [*BROKEN, RECENT.encode()])
def test_broken_settings_keep_no_window_from_opening(qtbot, data):
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_bytes(data)
    window = build_window()
    window.show()
    qtbot.waitUntil(lambda: window.work is not None)
    assert all(path.exists() for path in window.files.recent.paths())
    window.close_without_asking()
    window.deleteLater()
    if data in BROKEN:
        assert settings_path().with_suffix(".broken.json").read_bytes() == data


def _in_a_slot(driver, monkeypatch, fail):
    monkeypatch.setattr(Exports, "ask", fail)
    driver.do("export")


class _Unpaintable(QWidget):
    def paintEvent(self, event):
        self.fail()


def _in_a_paint_event(driver, monkeypatch, fail):
    widget = _Unpaintable(driver.window)
    widget.fail = fail
    widget.show()
    for _ in range(3):
        widget.update()
        driver.qtbot.wait(20)
    widget.hide()
    widget.deleteLater()


def _in_a_timer(driver, monkeypatch, fail):
    QTimer.singleShot(0, fail)


def _in_a_thread(driver, monkeypatch, fail):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def test_a_fault_anywhere_is_told_and_logged_once_and_the_window_lives_on(driver, good, monkeypatch, caplog):
    window, before = driver.window, driver.state
    faults = Faults()
    faults.happened.connect(window.show_fault)
    faults.install()
    try:
        for cause in (_in_a_slot, _in_a_paint_event, _in_a_timer, _in_a_thread):
            words = f"a fault made {cause.__name__}"

            def fail(*_, words=words):
                raise LookupError(words)

            cause(driver, monkeypatch, fail)
            driver.until(lambda words=words: f"LookupError: {words}" in window.notices.text)
            assert window.notices.text.endswith("Your work is unchanged.")
            assert len([record for record in caplog.records if words in record.getMessage()]) == 1
    finally:
        faults.uninstall()
        for name in ("last_type", "last_value", "last_traceback"):  # Python keeps the last one, with all that it ran in
            vars(sys).pop(name, None)
    assert driver.state is before
    window.session.edit(before.document.renamed("Lives on"), "Rename")
    driver.settle()
    assert driver.state.document.name == "Lives on"
