"""The window that is measured: opened at its size, watched frame by frame, beside the photo it is given."""

import time
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop, QSettings, QSize, QStandardPaths, QTimer, Slot
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.app import build_window
from ui.main_window import MainWindow
from workbench.evaluation.frames import Frame, PaneFrame, StatisticsFrame
from workbench.sources import Photo

SIZES = {1: (816, 1224), 12: (2828, 4243), 24: (4000, 6000), 100: (8165, 12247)}
PANE = (800, 533)
"""Device pixels of the picture of the selected step."""

TIMEOUT_MS = 60_000
HEARTBEAT_MS = 2


@dataclass
class Times:
    """Milliseconds of one gesture, as often as it was made; a list stays empty where the picture cannot come."""

    first: list[float] = field(default_factory=list)
    exact: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)
    block: float = 0.0


class Watch:
    """Hears the frames after the panes have got them, and notes how long the event loop was held up."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._last_beat = time.perf_counter()
        self._begun = 0.0
        self.longest = 0.0
        self.first = self.exact = self.settled = 0.0
        self.generation = self._old = 0
        self._loop, self._awaited = QEventLoop(), ""
        self._patience = QTimer()
        self._patience.setSingleShot(True)
        self._patience.setInterval(TIMEOUT_MS)
        self._patience.timeout.connect(self._loop.quit)
        window.bridge.frame_arrived.connect(self._on_frame)
        self._timer = QTimer()
        self._timer.setInterval(HEARTBEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    def begin(self) -> None:
        self.first = self.exact = self.settled = self.longest = 0.0
        self._old = self.generation
        self._begun = self._last_beat = time.perf_counter()

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        self.generation = max(self.generation, frame.generation)
        if frame.generation <= self._old:
            return
        now = 1000 * (time.perf_counter() - self._begun)
        if isinstance(frame, PaneFrame) and frame.pane == "map":
            self.first = self.first or now
            if frame.coarseness == 1:
                self.exact = self.exact or now
        if isinstance(frame, StatisticsFrame) and frame.whole.exact:
            self.settled = self.settled or now
        if self._awaited and getattr(self, self._awaited):
            self._loop.quit()

    @Slot()
    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, 1000 * (now - self._last_beat) - HEARTBEAT_MS)
        self._last_beat = now

    def until(self, name: str) -> bool:
        """Run the event loop until "first", "exact" or "settled" has come; False where it does not."""
        self._awaited = name
        if not getattr(self, name):
            self._patience.start()
            self._loop.exec()
            self._patience.stop()
        self._awaited = ""
        return bool(getattr(self, name))


def application(name: str) -> QApplication:
    """An application for a benchmark of that name, dark, whose settings are nobody's."""
    QCoreApplication.setOrganizationName("filter-workbench-benchmark")
    QCoreApplication.setApplicationName(name)
    QStandardPaths.setTestModeEnabled(True)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    app = QApplication([name, *theme.FUSION])
    theme.apply(app, theme.DARK)
    return app


def open_window() -> MainWindow:
    """The window with the pane of the selected step at its measured size."""
    window = build_window()
    window.resize(2 * PANE[0] + 600, PANE[1] + 640)
    window.show()
    window.session.open_source(photo(1))  # only then the panes are laid out
    rest(window)
    canvas = window.work.map_pane.canvas
    for _ in range(2):
        window.place_splitters()
        QApplication.processEvents()
        window.resize(window.width() + 2 * (PANE[0] - canvas.width()), window.height() + PANE[1] - canvas.height())
    window.place_splitters()
    rest(window)
    if canvas.size() != QSize(*PANE):
        raise SystemExit(f"The picture should be {PANE[0]} x {PANE[1]}, not {canvas.width()} x {canvas.height()}.")
    return window


def rest(window: MainWindow) -> None:
    """Let all that was asked for be computed and shown."""
    quiet = 0
    while quiet < 3:
        QApplication.processEvents()
        time.sleep(0.01)
        is_still = not (window.bridge.is_busy or window.viewport.is_moving)
        is_quiet = is_still and window.bridge.wait_until_idle(TIMEOUT_MS / 1000)
        quiet = quiet + 1 if is_quiet else 0


def photo(megapixels: int) -> Photo:
    """Soft shapes and noise, the same every time."""
    height, width = SIZES[megapixels]
    rng = np.random.default_rng(megapixels)
    tile = rng.integers(0, 48, (512, 512, 3), np.uint8)
    pixels = np.tile(tile, (-(-height // 512), -(-width // 512), 1))[:height, :width].copy()
    pixels += (np.add.outer(np.arange(height) // 41, np.arange(width) // 23) % 200).astype(np.uint8)[..., None]
    return Photo(f"{megapixels} MP", pixels)
