"""The start of the program, in a process of its own: nothing is loaded before it is needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
STARTED = """
import builtins, gc, json, sys
own_import = builtins.__import__
from ui import app, main_window, pieces
from PySide6.QtCore import QTimer
def loaded():
    return [name for name in sys.modules if sys.modules[name] is not None]
class Window(main_window.MainWindow):
    found = {}
    def paintEvent(self, event):
        super().paintEvent(event)
        self.found.setdefault("painted", loaded())
    def join(self, session, bridge):
        super().join(session, bridge)
        bridge.frame_arrived.connect(self.on_frame)
    def on_frame(self, frame):
        if getattr(frame, "pane", "") == "map" and "map" not in self.found:
            self.found |= {"map": loaded(), "step": frame.step, "is_collecting": gc.isenabled()}
            self.found["is_own_import"] = builtins.__import__ is own_import
            QTimer.singleShot(0, self.close_without_asking)
app.MainWindow, pieces.FIRST_SECONDS = Window, 60
status = app.main(sys.argv[1:])
print(json.dumps(Window.found))
"""
AFTER_PAINTING = {"numpy", "PIL", "threadpoolctl", "workbench.session", "workbench.layers", "ui.commands", "ui.work"}
AFTER_THE_MAP = {
    "pyqtgraph", "tifffile", "rich", "click", "csv", "workbench.explanation.ledger", "ui.work_commands", "ui.gallery",
    "ui.pipeline.builder", "ui.kernel.editor", "ui.parameters.control_panel", "ui.welcome.page", "ui.palette",
    "ui.submenus", "ui.batch.dialog", "ui.export.exports", "workbench.export", "workbench.imports",
    "workbench.batch",
}  # fmt: skip
NEVER = {"msgspec", "platformdirs", "hmac"}


def test_the_window_is_painted_then_the_map_is_shown_and_nothing_is_loaded_before_it_is_needed(tmp_path):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment |= {"WORKBENCH_SETTINGS": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    sample = ROOT / "assets" / "samples" / "still-life-small.png"
    command = [sys.executable, "-c", STARTED, "laplacian", str(sample)]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True).stdout
    found = json.loads(said.splitlines()[-1])
    assert found["step"] == "conv1"
    assert not (AFTER_PAINTING | AFTER_THE_MAP | NEVER) & set(found["painted"])
    assert set(found["map"]) >= AFTER_PAINTING
    assert not (AFTER_THE_MAP | NEVER) & set(found["map"])
    assert not found["is_collecting"]
    assert found["is_own_import"]
