"""How long the window takes to open, beside a bare one."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

BARE = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.monotonic(), flush=True)
        QTimer.singleShot(0, app.quit)
app = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""
OURS = """
import sys, time
from ui import app, main_window
from PySide6.QtCore import QTimer
class Window(main_window.MainWindow):
    is_painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.is_painted:
            self.is_painted = True
            print(time.monotonic(), flush=True)
    def join(self, session, bridge):
        super().join(session, bridge)
        bridge.frame_arrived.connect(self.on_frame)
    def on_frame(self, frame):
        if getattr(frame, "pane", "") == "map" and frame.step != "photo" and not self._may_close:
            self._may_close = True
            QTimer.singleShot(0, self.on_shown)  # when the panes have it
    def on_shown(self):
        self._pictures.work.map_pane.canvas.repaint()
        print(time.monotonic(), flush=True)
        self.close_without_asking()
app.MainWindow = Window
app.main(sys.argv[1:])
"""


def start_up(rounds: int) -> dict[str, float]:
    """How many times a bare window's time it takes until ours is painted, and until it shows a sample's feature map."""
    sample = Path(__file__).parents[1] / "assets" / "samples" / "still-life-small.png"
    times: dict[str, list[float]] = {"bare": [], "painted": [], "shown": []}
    ours = [sys.executable, "-c", OURS, "laplacian", str(sample)]
    _opened(ours)  # compiles, and fills the system's caches
    for _ in range(rounds):
        times["bare"].append(_opened([sys.executable, "-c", BARE])[0])
        painted, shown = _opened(ours)
        times["painted"].append(painted)
        times["shown"].append(shown)
    middle = {name: statistics.median(own) for name, own in times.items()}
    return {
        "startup_ratio": middle["shown"] / middle["bare"],
        "startup_painted_ratio": middle["painted"] / middle["bare"],
        "startup_bare_ms": 1000 * middle["bare"],
        "startup_shown_ms": 1000 * middle["shown"],
    }


def _opened(command: list[str]) -> list[float]:
    """Seconds from the start of the process to each time that it prints."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program was compiled once
    begun = time.monotonic()
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, timeout=60).stdout
    return [float(line) - begun for line in said.split()]
