"""Faults nobody caught become one sentence in the window, from any thread, and the program lives on."""

import sys
import threading

from ui.messages import Faults, NoticeBar


def test_notices_are_shown_and_go(qtbot):
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.show_notice("Saved edges.pipeline.json.")
    assert bar.text == "Saved edges.pipeline.json."
    assert not bar.is_error
    done = []
    bar.show_notice("It cannot be opened.", is_error=True, action="Try again", act=lambda: done.append(1))
    assert bar.is_error
    bar.action.click()
    assert done == [1]
    assert bar.text == ""


def test_faults_are_told_from_any_thread(qtbot):
    faults = Faults()
    said = []
    faults.happened.connect(said.append)
    faults.install()
    try:
        sys.excepthook(ValueError, ValueError("odd"), None)

        def fail():
            raise KeyError("lost")

        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: len(said) == 2)
    finally:
        faults.uninstall()
    assert "ValueError: odd" in said[0]
    assert "lost" in said[1]
    assert all("Your work is unchanged." in words for words in said)
