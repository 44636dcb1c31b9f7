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
        print("bare", time.monotonic(), flush=True)
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
    seen = set()
    def tell(self, name):
        if name not in self.seen:
            self.seen.add(name)
            print(name, time.monotonic(), flush=True)
    def paintEvent(self, event):
        super().paintEvent(event)
        self.tell("painted")
    def join(self, session, bridge):
        super().join(session, bridge)
        bridge.frame_arrived.connect(self.on_frame)
    def on_frame(self, frame):
        if getattr(frame, "pane", "") in ("photo", "map"):
            QTimer.singleShot(0, self.on_shown)  # when the panes have it
    def on_shown(self):
        work = self._pictures.work
        for name, pane in (("photo", work.photo_pane), ("map", work.map_pane)):
            if pane.canvas.frame is not None:
                pane.canvas.repaint()
                self.tell(name)
        if len(self.seen) == 3 and not self._may_close:
            self.close_without_asking()
app.MainWindow = Window
app.main(sys.argv[1:])
"""


def start_up(rounds: int) -> dict[str, float]:
    """How many times a bare window's time it takes until ours is painted, and until it shows a sample and its map."""
    sample = Path(__file__).parents[1] / "assets" / "samples" / "still-life-small.png"
    ours = [sys.executable, "-c", OURS, "laplacian", str(sample)]
    _opened(ours)  # compiles, and fills the system's caches
    found = [_opened([sys.executable, "-c", BARE]) | _opened(ours) for _ in range(rounds)]
    middle = {name: statistics.median(own[name] for own in found) for name in found[0]}
    return {
        "startup_ratio": middle["map"] / middle["bare"],
        "startup_photo_ratio": middle["photo"] / middle["bare"],
        "startup_painted_ratio": middle["painted"] / middle["bare"],
        "startup_bare_ms": 1000 * middle["bare"],
        "startup_shown_ms": 1000 * middle["map"],
    }


def _opened(command: list[str]) -> dict[str, float]:
    """Seconds from the start of the process to each thing that it tells."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program was compiled once
    begun = time.monotonic()
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, timeout=60).stdout
    return {name: float(at) - begun for name, at in (line.split() for line in said.splitlines())}
