"""Many files from the window: names before work, every policy, pause, stop, retry, and the same job as a command."""

import errno
import shlex
from multiprocessing import active_children

import pytest
from pictures import noise
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

import workbench
from ui.batch.table import STATE
from workbench.__main__ import main
from workbench.batch import crew
from workbench.batch.recipe import Outcome


@pytest.fixture
def folder(tmp_path):
    for number in range(10):
        noise(tmp_path / "my photos" / f"p{number}.png", (30, 40), number)
    return tmp_path / "my photos"


@pytest.fixture
def dialog(driver, folder, tmp_path):
    driver.window.files.pipelines.open_preset("sharpen")
    driver.settle()
    driver.do("run_many")
    found = driver.window.findChild(object, "batch_dialog")
    found.form.set_paths([str(folder)], str(tmp_path / "out"))
    driver.until(lambda: found.table.rowCount() == 10)
    yield found
    found.close()


def states(dialog):
    return [dialog.table.index(row, STATE).data() for row in range(dialog.table.rowCount())]


def run(driver, dialog):
    dialog.start_button.click()
    driver.until(lambda: dialog.start_button.text() == "Start")


def test_a_folder_is_run_and_told_of(driver, dialog, folder, tmp_path):
    out = tmp_path / "out"
    assert states(dialog) == ["new"] * 10
    assert "10 photos, 10 to do" in dialog.facts.text()
    assert not out.exists()
    run(driver, dialog)
    assert all(state.startswith("done in ") for state in states(dialog))
    assert dialog.facts.text().startswith("Finished · 10 of 10")
    main_result = tmp_path / "cli"
    with pytest.raises(SystemExit) as left:
        main(["run", "sharpen", str(folder), "-o", str(main_result), "--jobs", "1"])
    assert left.value.code == 0
    for place in out.iterdir():
        assert place.read_bytes() == (main_result / place.name).read_bytes()


def test_how_long_each_took_is_told_in_plain_numbers(dialog):
    task = dialog.wanted[0]
    for seconds, words in ((0.0503, "done in 0.05 s"), (0.1, "done in 0.10 s"), (125.4, "done in 125 s")):
        dialog.table.set_outcome(Outcome(task, "", seconds))
        assert states(dialog)[0] == words


def test_policies_and_refusals_are_shown_before_work(driver, dialog, folder, tmp_path):
    run(driver, dialog)
    for value, state in (
        ("skip", "skipped: it is there already"),
        ("changed", "skipped: nothing changed"),
        ("number", "numbered"),
        ("overwrite", "replaces the old file"),
    ):
        dialog.form.existing.set_value(value)
        dialog.form.existing.value_changed.emit(value)
        driver.until(lambda state=state: states(dialog) == [state] * 10)
        assert dialog.start_button.isEnabled() == (not state.startswith("skipped"))
    dialog.form.set_paths([str(folder)], str(folder))
    driver.until(lambda: "would overwrite the input" in dialog.facts.text())
    assert not dialog.start_button.isEnabled()
    assert dialog.table.rowCount() == 0


def test_what_failed_is_named_and_tried_again(driver, dialog, folder):
    good = (folder / "p4.png").read_bytes()
    (folder / "p4.png").write_bytes(b"no picture")
    run(driver, dialog)
    failed = [state for state in states(dialog) if state.startswith("failed: ")]
    assert len(failed) == 1
    assert failed[0].startswith("failed: it is not a picture")
    assert "1 failed" in dialog.facts.text()
    (folder / "p4.png").write_bytes(good)
    dialog.retry_button.click()
    driver.until(lambda: dialog.start_button.text() == "Start" and "1 of 1" in dialog.facts.text())
    assert all(state.startswith("done in ") for state in states(dialog))
    assert not dialog.retry_button.isEnabled()


def test_a_batch_that_cannot_go_on_says_why(driver, dialog, monkeypatch):
    def none_left(*_):
        raise OSError(errno.EAGAIN, "no process can be started")

    monkeypatch.setattr(crew._Crew, "_hired", none_left)
    run(driver, dialog)
    assert "no process can be started" in dialog.facts.text()
    assert states(dialog) == ["new"] * 10
    assert not driver.window.notices.text
    monkeypatch.undo()
    run(driver, dialog)
    assert dialog.facts.text().startswith("Finished · 10 of 10")


def test_pause_and_stop(driver, dialog, tmp_path):
    dialog.start_button.click()
    dialog.pause_button.click()
    assert dialog.pause_button.text() == "Go on"
    dialog.pause_button.click()
    dialog.start_button.click()
    driver.until(lambda: dialog.start_button.text() == "Start")
    assert dialog.facts.text().startswith(("Stopped", "Finished"))
    assert not list((tmp_path / "out").glob(".*"))


def test_closing_asks_for_what_is_unsaved_and_then_for_the_batch(driver, dialog, tmp_path):
    window = driver.window
    dialog.start_button.click()
    dialog.pause_button.click()
    window.session.edit(window.session.state.document.renamed("Mine"), "Rename")
    for accepts in (False, True):
        window.close()
        unsaved = window.findChild(QMessageBox, "unsaved")
        unsaved.button(QMessageBox.StandardButton.Discard).click()
        driver.until(lambda: window.findChild(QMessageBox, "stop_batch"))
        asked = window.findChild(QMessageBox, "stop_batch")
        assert "of 10 files of the batch are done" in asked.text()
        assert window.isVisible()
        asked.accept() if accepts else asked.reject()
        asked.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not window.isVisible()
    driver.until(lambda: not active_children())
    assert not list((tmp_path / "out").glob(".*"))


def test_the_command_line_is_the_same_job(driver, dialog, folder, tmp_path):
    dialog.form.kind.set_value(("tiff", 16))
    dialog.form.mapping.set_value("absolute")
    dialog.form.existing.set_value("skip")
    dialog.copy_button.click()
    words = shlex.split(QGuiApplication.clipboard().text())
    assert words[:4] == ["workbench", "run", "sharpen", str(folder)]
    with pytest.raises(SystemExit) as left:
        main([*words[1:], "--jobs", "1"])
    assert left.value.code == 0
    run(driver, dialog)
    assert len(list((tmp_path / "out").glob("*.tiff"))) == 10


def test_a_pipeline_without_a_file_is_saved_before_it_is_named(driver, dialog, tmp_path):
    edited = driver.state.document
    driver.window.session.edit(edited.duplicated(edited.steps[0].id), "Duplicate")
    driver.do("run_many")
    dialog.copy_button.click()
    asked = driver.window.findChild(object, "file_dialog")
    asked.fileSelected.emit(str(tmp_path / "mine.pipeline.json"))
    asked.close()
    words = shlex.split(QGuiApplication.clipboard().text())
    assert words[2] == str(tmp_path / "mine.pipeline.json")
    assert workbench.load(words[2]) == driver.state.document


def test_differences_begin_about_middle_gray_and_what_is_lost_is_told(driver, dialog, folder, tmp_path):
    form = dialog.form

    def told():
        driver.until(lambda: form.facts.text().startswith("Counted in p0.png."))
        return form.facts.text()

    def choose(control, value):
        control.set_value(value)
        control.value_changed.emit(value)

    assert form.mapping.value() == "clip"
    assert "Cut off: " in told()
    dialog.close()
    driver.window.files.pipelines.open_preset("laplacian")
    driver.settle()
    driver.do("run_many")
    assert form.mapping.value() == "offset"
    assert not form.facts.text()
    assert " below −127.5" in told()
    choose(form.mapping, "absolute")
    assert " lose their minus sign." in told()
    choose(form.mapping, "min-max")
    assert "The least value of each photo becomes black" in told()
    choose(form.kind, ("npy", 32))
    assert told().endswith("They are written as they are; nothing is lost.")
    (folder / "p0.png").write_bytes(b"no picture")
    choose(form.step, driver.state.document.steps[0].id)
    driver.until(lambda: "p0.png cannot be opened" in form.facts.text())
    assert form.mapping.value() == "min-max"
