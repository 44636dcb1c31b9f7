"""Measure how long the window is ever held up: `python benchmarks/tour.py [--json FILE]`.

It walks through all of the real window, drawn offscreen: its opening, every tab and page, every preset and each step of
it, pans and zooms, lessons, every kind of step, dialogs, the theme. Of each stage it tells the longest time for which
the event loop did not turn.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["WORKBENCH_SETTINGS"] = tempfile.mkdtemp()

from gestures import edit_weight
from live_window import HEARTBEAT_MS, application
from PySide6.QtCore import QEventLoop, QObject, QTimer, Slot
from PySide6.QtWidgets import QDialog

from ui.app import build_window
from ui.main_window import MainWindow
from workbench.layers import KINDS, new_step
from workbench.presets import PRESETS

TARGET_MS = 50
MOST_SECONDS = 20
QUIET_SECONDS = 40
"""How long the window is left alone, until all that nobody has looked at is built."""

PAGES = {"gradient": ("vanishing", "field", "learning", "pipeline"), "batch_norm": ("spreads", "values", "partners")}
DIALOGS = ("export", "run_many", "save_lesson", "find", "about")
LESSONS = 24

Stage = tuple[str, Callable[[], object], float]
"""A name, what is done, and for how many seconds at least the window is watched then."""


class Heart(QObject):
    """Beats with the event loop, and knows its longest pause."""

    def __init__(self) -> None:
        super().__init__()
        self._last, self.longest = time.perf_counter(), 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start(HEARTBEAT_MS)

    @Slot()
    def _on_timeout(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, 1000 * (now - self._last) - HEARTBEAT_MS)
        self._last = now


def stages(window: MainWindow) -> Iterator[Stage]:
    """All that a person could do, in an order that a person could do it in."""
    yield "opening", window.show, 2.0
    yield "sample", partial(window.commands.open_sample, "still-life"), 1.0
    for turn in range(4):
        yield "first edits", partial(edit_weight, window, turn), 0.1
    yield "left alone", window.viewport.fit, QUIET_SECONDS
    for round_ in ("first", "second"):
        for name in window.work.tabs.names:
            yield f"{round_} visit of {name}", partial(window.work.tabs.show_named, name), 0.5
            for page in PAGES.get(name, ()):
                yield f"{round_} visit of {name}/{page}", partial(window.work.show_page, f"{name}/{page}"), 0.5
        yield "explained", partial(window.working.explaining.explain_at, 300.0, 400.0), 0.5
    for preset in PRESETS:
        yield f"preset {preset.id}", partial(window.files.pipelines.open_preset, preset.id), 0.3
        for step in window.session.state.document.steps:
            yield f"steps of {preset.id}", partial(window.session.select, step.id), 0.2
    for factor in (2.0,) * 6:
        yield "zoom", partial(window.viewport.zoom_at, factor, 300.0, 300.0), 0.2
    for _ in range(20):
        yield "pan", partial(window.viewport.pan, 9.0, 14.0), 0.03
    yield "fit", window.viewport.fit, 0.3
    for kind in KINDS:
        document = window.session.state.document
        added = document.inserted(len(document.steps), new_step(kind, document))
        yield f"add {kind}", partial(window.session.edit, added, "Add"), 0.2
        yield "undo", window.session.undo, 0.2
    for name in ("training", "training", "duplicate", "undo", "redo", "undo", *DIALOGS, "theme", "theme"):
        yield f"action {name}", window.actions_[name].trigger, 0.5
    for size in ((1366, 768), (1600, 1000)):
        yield f"resize to {size[0]} x {size[1]}", partial(window.resize, *size), 0.3
    for place in range(LESSONS):
        yield f"lesson {place + 1}", partial(window.open_lesson, place), 0.5


def main() -> int:
    """Walk, print a Markdown table of the stages with the longest blocks, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="write {stage: milliseconds} here")
    arguments = parser.parse_args()
    _app = application("tour")  # it lives as long as its name
    window = build_window()
    window.resize(1600, 1000)
    heart, found = Heart(), dict[str, float]()
    for name, act, seconds in stages(window):
        heart.longest = 0.0
        QTimer.singleShot(0, act)
        watched(window, seconds)
        for dialog in window.findChildren(QDialog):
            dialog.hide()
        found[name] = max(found.get(name, 0.0), heart.longest)
    window.close_without_asking()
    over = {name: own for name, own in found.items() if own > TARGET_MS}
    print(f"{len(found) - len(over)} of {len(found)} stages stay within {TARGET_MS} ms.\n\n| stage | ms |\n|---|---|")
    for name, own in sorted(over.items(), key=lambda item: -item[1]):
        print(f"| {name} | {own:.0f} |")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def watched(window: MainWindow, seconds: float) -> None:
    """Let the event loop run for so long, then until nothing is under way."""
    end = time.perf_counter() + MOST_SECONDS
    while True:
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()
        is_at_rest = not window.bridge.is_busy and window.experiments.is_idle
        if is_at_rest or time.perf_counter() > end:
            return
        seconds = 0.03


if __name__ == "__main__":
    sys.exit(main())
