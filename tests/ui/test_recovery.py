"""Unsaved work survives the end of the program, and nothing is kept of what is saved or let go of."""

import os
import signal
import subprocess
import sys

import pytest

from ui.recovery import KEEPING_MS, Recovery
from workbench.document import Document
from workbench.layers import new_step
from workbench.pipeline_file import write_pipeline
from workbench.pipeline_text import dump
from workbench.recovery import Unsaved, find, keep, place_of

DIES = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ui import app
from workbench.layers import new_step
from workbench.recovery import place_of
join = app.join
def joined(window):
    join(window)
    timer = QTimer(window)
    def look():
        if place_of(0).exists():
            os.kill(os.getpid(), signal.SIGKILL)
        elif window.session.state.path is not None and not window.session.state.is_modified:
            document = window.session.state.document
            window.session.edit(document.inserted(0, new_step("relu", document)), "Add")
    timer.timeout.connect(look)
    timer.start(20)
app.join = joined
app.main([sys.argv[1]])
"""


def one_step(kind="relu"):
    return Document(name="Mine").inserted(0, new_step(kind, Document()))


def following(window):
    return Recovery(window.session, window.bridge, window.files.pipelines, window.notices, window)


@pytest.fixture
def recovery(driver):
    """What follows the session of the window; called, for a fixture's value would outlive the window."""
    following(driver.window)
    yield lambda: driver.window.findChild(Recovery)
    driver.window.findChild(Recovery).close()


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
def test_work_of_a_program_that_was_killed_is_back(driver, tmp_path):
    file = tmp_path / "mine.pipeline.json"
    write_pipeline(one_step("sigmoid"), file)
    before = file.read_bytes()
    ended = subprocess.run([sys.executable, "-c", DIES, str(file)], timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL
    window = driver.window
    recovery = following(window)
    recovery.bring_back()
    driver.settle()
    assert [step.kind for step in driver.state.document.steps] == ["relu", "sigmoid"]
    assert (driver.state.is_modified, driver.state.path) == (True, file)
    assert "unsaved changes to Mine are back" in window.notices.text
    assert file.read_bytes() == before
    recovery.close()
    assert not list(place_of(0).parent.glob("*.json"))


@pytest.mark.usefixtures("recovery")
def test_work_is_kept_while_it_is_edited_and_forgotten_when_it_is_saved(driver, tmp_path):
    driver.window.session.edit(one_step(), "Add")
    driver.until(place_of(0).exists)
    driver.window.session.edit(one_step("tanh"), "Change")
    driver.until(lambda: b"tanh" in place_of(0).read_bytes())
    driver.window.session.mark_saved(tmp_path / "mine.pipeline.json")
    driver.until(lambda: not place_of(0).exists())
    driver.settle()
    assert find(place_of(0)) == (None, "")


@pytest.mark.usefixtures("recovery")
def test_two_programs_have_a_place_each(driver):
    window = driver.window
    other = following(window)
    window.session.edit(one_step(), "Add")
    driver.until(place_of(1).exists)
    other.close()
    assert not place_of(1).exists()
    driver.until(place_of(0).exists)
    driver.settle()


@pytest.mark.parametrize(
    "text", ["", "{", '{"version":9,"path":null,"pipeline":""}', '{"version":1,"path":null,"pipeline":"[]"}']
)
def test_what_cannot_be_read_is_told_and_put_aside(driver, recovery, text):
    place_of(0).write_text(text)
    recovery().bring_back()
    assert driver.window.notices.is_error
    assert "could not be read" in driver.window.notices.text
    assert place_of(0).with_suffix(".found.json").read_text() == text
    assert driver.state.document == Document()


def test_work_that_ends_the_program_at_once_is_brought_back_once(tmp_path):
    keep(place_of(0), Unsaved(one_step(), tmp_path / "a%b.json"))
    assert find(place_of(0)) == (Unsaved(one_step(), tmp_path / "a%b.json"), "")
    assert find(place_of(0)) == (None, "")


def test_a_folder_that_takes_nothing_costs_no_edit(driver, monkeypatch, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(blocked))
    window = driver.window
    recovery = following(window)
    recovery.bring_back()
    window.session.edit(one_step(), "Add")
    driver.qtbot.wait(KEEPING_MS + 100)
    driver.settle()
    assert window.notices.text == ""
    assert dump(driver.state.document) == dump(one_step())
    recovery.close()
