"""A large photo is opened under a bar that stops it; the photo that is open stays until another one is there."""

import threading

import pytest
from pictures import noise
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from filters.errors import Cancelled
from ui.app import build_window, join
from ui.files.reading import read_photo
from ui.main_window import MainWindow


def large(path):
    return noise(path, (2400, 3200), compress_level=1)


@pytest.fixture
def photo(tmp_path):
    return noise(tmp_path / "small.png")


def test_opening_is_followed_and_ends_without_a_bar(driver, tmp_path):
    files, heard = driver.window.files, []
    files.opening._patience.setInterval(0)
    files.opening.progress_changed.connect(heard.append)
    driver.open(large(tmp_path / "large.png"))
    assert driver.state.source.shape == (1, 3, 2400, 3200)
    parts = [progress.part for progress in heard if progress is not None]
    assert parts == sorted(parts)
    assert "large.png" in next(progress.title for progress in heard if progress is not None)
    assert heard[-1] is None
    assert driver.window.status.progress.isHidden()


def test_the_cross_of_the_bar_stops_opening_and_the_last_photo_stays(driver, photo, tmp_path, monkeypatch):
    window, gate, ended = driver.window, threading.Event(), []
    driver.open(photo)
    before, path = driver.state.source, large(tmp_path / "large.png")

    def read(place):
        assert gate.wait(20)  # the disk is slow
        try:
            return read_photo(place)
        except Cancelled:
            ended.append("cancelled")
            raise

    monkeypatch.setattr("ui.files.sources.read_either", read)
    window.files.opening._patience.setInterval(0)
    window.files.open_path(path)
    driver.until(window.status.progress.isVisible)
    QTest.mouseClick(window.status.progress.cancel, Qt.MouseButton.LeftButton)
    assert window.status.progress.isHidden()
    gate.set()
    driver.settle()
    assert ended == ["cancelled"]
    assert driver.state.source is before


def test_a_window_closes_while_a_photo_and_a_model_are_opened(driver, photo, tmp_path, monkeypatch):
    window, gate, reading = driver.window, threading.Event(), threading.Semaphore(0)
    driver.open(photo)
    before = driver.state

    def stuck(*_):
        reading.release()
        assert gate.wait(30)  # the disk hangs

    monkeypatch.setattr("ui.bridge.CLOSING_SECONDS", 0.05)
    monkeypatch.setattr("ui.files.sources.read_either", stuck)
    monkeypatch.setattr("ui.files.models._read_model", stuck)
    window.files.open_path(tmp_path / "large.png")
    window.files.open_path(tmp_path / "net.onnx")
    for _ in range(2):
        assert reading.acquire(timeout=30)
    window.close()
    assert not window.isVisible()
    assert not gate.is_set()
    gate.set()
    QCoreApplication.processEvents()
    assert window.session.state is before


def test_a_photo_opened_meanwhile_is_the_one_that_counts(driver, photo, tmp_path):
    driver.window.files.open_path(large(tmp_path / "large.png"))
    driver.open(photo)
    assert driver.state.source.path == photo


def test_a_photo_named_with_a_preset_is_shown_before_the_place_of_work_is_built(qtbot, photo):
    window = MainWindow()
    window.resize(1366, 768)
    shown = []

    def begin():
        join(window)
        window.bridge.frame_arrived.connect(lambda frame: shown.append((frame, window.work)))
        window.files.open_named(["sharpen", str(photo)])

    window.painted.connect(begin)
    window.show()
    qtbot.waitUntil(lambda: window.work is not None, timeout=15_000)
    rect, work = next((frame.rect, work) for frame, work in shown if getattr(frame, "step", "") == "conv1")
    assert work is None
    qtbot.waitUntil(lambda: window.working.showing.gallery is not None, timeout=15_000)  # asked for again, for the rest
    assert [row.id for row in window.work.builder.list.rows()][:2] == ["photo", "conv1"]
    assert window.work.map_pane.head.title.text() == "conv1"
    assert window.work.map_pane.canvas.frame.rect == rect  # at the size that the panes have in the end
    assert window.bridge.wait_until_idle(20)
    window.close_without_asking()
    window.deleteLater()


def test_a_preset_named_on_the_command_line_brings_a_sample(qtbot):
    window = build_window()
    window.show()
    window.files.open_named(["sharpen"])
    qtbot.waitUntil(lambda: window.work is not None and window.session.state.source is not None, timeout=15_000)
    assert window.session.state.document.name == "Sharpen"
    assert window.bridge.wait_until_idle(20)
    window.close_without_asking()
    window.deleteLater()
