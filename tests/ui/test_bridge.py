"""Late frames are dropped, the newest request waits for the picture under way, and work that fails says so."""

import threading

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication

from ui.bridge import Bridge
from workbench.document import Document
from workbench.evaluation.frames import IdleFrame, PaneFrame, Rect, View
from workbench.layers import new_step
from workbench.session import Session
from workbench.sources import Photo


@pytest.fixture
def bridge(qtbot):
    made = Bridge()
    yield made
    made.close()


@pytest.fixture
def state():
    session = Session()
    session.open_source(Photo("ramp", np.arange(600, dtype=np.uint8).reshape(20, 30)))
    document = Document()
    session.open_document(document.inserted(0, new_step("conv2d", document)))
    return session.state


VIEW = View(Rect(0, 0, 20, 30), 20, 30)


def test_frames_arrive_in_order_and_in_this_thread(bridge, state, qtbot):
    frames = []
    bridge.frame_arrived.connect(frames.append)
    bridge.show(state, VIEW)
    qtbot.waitUntil(lambda: any(isinstance(frame, IdleFrame) for frame in frames))
    panes = [frame.pane for frame in frames if isinstance(frame, PaneFrame)]
    assert panes[:2] == ["photo", "map"]


def test_what_was_forgotten_never_arrives(bridge, state, qtbot):
    frames = []
    bridge.frame_arrived.connect(frames.append)
    bridge.show(state, VIEW)
    bridge.wait_until_idle()
    bridge.forget()
    qtbot.wait(50)
    assert frames == []


def test_stale_frames_are_dropped(bridge, qtbot):
    frames = []
    bridge.frame_arrived.connect(frames.append)
    for generation in (1, 3, 2, 3):
        bridge._deliver(IdleFrame(generation, 1.0))
    qtbot.waitUntil(lambda: len(frames) == 3)
    assert [frame.generation for frame in frames] == [1, 3, 3]


def test_what_was_asked_for_before_the_picture_under_way_is_dropped(bridge, state, qtbot, monkeypatch):
    monkeypatch.setattr(bridge._evaluator, "request", lambda request: None)
    frames = []
    bridge.frame_arrived.connect(frames.append)
    bridge.show(state, VIEW)
    bridge._deliver(IdleFrame(bridge._generation - 1, 1.0))
    bridge._deliver(IdleFrame(bridge._generation, 1.0))
    qtbot.waitUntil(lambda: bool(frames))
    assert [frame.generation for frame in frames] == [bridge._generation]


def test_many_changes_become_few_requests(bridge, state, qtbot):
    frames = []
    bridge.frame_arrived.connect(frames.append)
    for _ in range(50):
        bridge.show(state, VIEW)
    qtbot.waitUntil(lambda: any(isinstance(frame, IdleFrame) and frame.generation == 2 for frame in frames))
    assert {frame.generation for frame in frames} <= {1, 2}  # the first at once, of the others only the last


def test_work_comes_back_with_its_result_or_its_error(bridge, qtbot):
    ended = []

    def work():
        raise OSError("no such disk")

    bridge.start(lambda: 42, lambda result, error: ended.append((result, error)))
    bridge.start(work, lambda result, error: ended.append((result, str(error))))
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert ended == [(42, None), (None, "no such disk")]
    assert not bridge.is_busy


def test_closing_waits_for_no_disk_that_hangs_and_what_it_gives_in_the_end_is_dropped(qtbot, monkeypatch, caplog):
    bridge = Bridge()
    monkeypatch.setattr("ui.bridge.CLOSING_SECONDS", 0.05)
    gate, begun, ended, told = threading.Event(), threading.Semaphore(0), [], []

    def stuck(*_):
        begun.release()
        gate.wait(30)
        ended.append("stuck")

    bridge.start(stuck, lambda *found: told.append(found))
    bridge.start(lambda: ended.append("next"), lambda *found: told.append(found))
    task = bridge.start_long(stuck, lambda *found: told.append(found), lambda part: None)
    assert begun.acquire(timeout=20)
    assert begun.acquire(timeout=20)
    bridge.close()
    assert ended == []
    threads = bridge._files, task.thread
    shiboken6.delete(bridge)  # as at the end of the program: what comes back then finds nobody
    gate.set()
    for thread in threads:
        thread.join(20)
    assert ended == ["stuck", "stuck"]
    assert caplog.records == []
    QCoreApplication.processEvents()
    assert told == []
