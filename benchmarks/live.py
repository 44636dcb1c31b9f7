"""Measure the window: `python benchmarks/live.py [--preset ID]... [--megapixels N]... [--repeats N] [--json FILE]`.

It drives the real window, drawn offscreen, through gestures on every preset and takes the time from the session's edit
to the frame handed to the pane: the first one, the one that is exact at the screen's resolution, and the settled one.
Beside them the plain way (filter the whole photo, convert it, hand it to an image item) and the time that a bare window
takes to open.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _slowing in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # before NumPy is loaded: they choose a slower kernel
    os.environ.pop(_slowing, None)

import numpy as np  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEventLoop, QSettings, QSize, QStandardPaths, QTimer, Slot  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from ui import theme  # noqa: E402
from ui.app import build_window  # noqa: E402
from ui.main_window import MainWindow  # noqa: E402
from workbench.document import Document, Step  # noqa: E402
from workbench.frames import Frame, PaneFrame, StatisticsFrame  # noqa: E402
from workbench.layers import with_parameters  # noqa: E402
from workbench.presets import PRESETS, load_preset  # noqa: E402
from workbench.sources import Photo  # noqa: E402

SIZES = {1: (816, 1224), 12: (2828, 4243), 24: (4000, 6000), 100: (8165, 12247)}
MEASURED = (12, 24, 100)
PANE = (800, 533)
"""Device pixels of the picture of the selected step."""

TIMEOUT_MS = 60_000
HEARTBEAT_MS = 2


# --- the window and what it delivers ----------------------------------------------------------------------------------


@dataclass
class Times:
    """Milliseconds of one gesture, as often as it was made; a list stays empty where the picture cannot come."""

    first: list[float] = field(default_factory=list)
    exact: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)
    block: float = 0.0
    peak_mib: float = 0.0


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
            QTimer.singleShot(TIMEOUT_MS, self._loop, self._loop.quit)
            self._loop.exec()
        self._awaited = ""
        return bool(getattr(self, name))


def open_window() -> MainWindow:
    """The window with the pane of the selected step at its measured size."""
    window = build_window()
    window.resize(2 * PANE[0] + 600, PANE[1] + 640)
    window.show()
    window.session.open_source(photo(1))  # only then the panes are laid out
    rest(window)
    canvas = window.map_pane.canvas
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
        is_quiet = not window.bridge.is_busy and window.bridge.wait_until_idle(TIMEOUT_MS / 1000)
        quiet = quiet + 1 if is_quiet else 0


def photo(megapixels: int) -> Photo:
    """Soft shapes and noise, the same every time."""
    height, width = SIZES[megapixels]
    rng = np.random.default_rng(megapixels)
    tile = rng.integers(0, 48, (512, 512, 3), np.uint8)
    pixels = np.tile(tile, (-(-height // 512), -(-width // 512), 1))[:height, :width].copy()
    pixels += (np.add.outer(np.arange(height) // 41, np.arange(width) // 23) % 200).astype(np.uint8)[..., None]
    return Photo(f"{megapixels} MP", pixels)


# --- gestures ---------------------------------------------------------------------------------------------------------

Gesture = Callable[[MainWindow, int], None]


def edit_weight(window: MainWindow, turn: int) -> None:
    """Another weight in the first convolution, as a drag in the kernel's grid gives it."""
    step = first_of(window.session.state.document, "conv2d")
    weight = step["weight"].copy()
    weight.flat[(turn * 7) % weight.size] += 0.125
    replaced(window, with_parameters(step, weight=weight))


def edit_last(window: MainWindow, turn: int) -> None:
    """Another parameter of the last step that has one to change."""
    step = next(step for step in reversed(window.session.state.document.steps) if change_of(step, turn))
    replaced(window, with_parameters(step, **change_of(step, turn)))


def spin_stride(window: MainWindow, turn: int) -> None:
    """Stride 1, 2, 1, 2 in the first step that slides a window."""
    document = window.session.state.document
    step = next(step for step in document.steps if "stride" in step.parameters)
    replaced(window, with_parameters(step, stride=3 if step["stride"] in ((2, 2), None) else 2))


def switch(window: MainWindow, turn: int) -> None:
    """The first step off, and on again."""
    step = window.session.state.document.steps[0]
    replaced(window, replace(step, enabled=not step.enabled))


def pan(window: MainWindow, turn: int) -> None:
    """A small move at half the fitting size's detail."""
    viewport = window.viewport
    if viewport.is_fitted:
        viewport.set_scale(4 * viewport.scale)
    viewport.pan(9.0 * (1 if turn % 8 < 4 else -1), 14.0 * (1 if turn % 8 < 4 else -1))


def first_of(document: Document, kind: str) -> Step:
    return next(step for step in document.steps if step.kind == kind)


def change_of(step: Step, turn: int) -> dict[str, object]:
    """A change that keeps every shape."""
    if step.kind == "conv2d":
        return {"weight": step["weight"] * np.float32(1.01 if turn % 2 else 1 / 1.01)}
    if step.kind == "max_pool2d":
        return {"dilation": 1 if step["dilation"] == (2, 2) else 2}
    if step.kind == "avg_pool2d":
        return {"count_include_pad": not step["count_include_pad"], "padding": 1 - step["padding"][0]}
    if step.kind == "batch_norm":
        return {"eps": 1e-5 * (1 + turn)}
    return {}


def replaced(window: MainWindow, step: Step) -> None:
    session = window.session
    session.edit(session.state.document.with_step(step), "Measure", merge="measure")


GESTURES: dict[str, tuple[Gesture, Callable[[Document], bool]]] = {
    "weight": (edit_weight, lambda document: any(step.kind == "conv2d" for step in document)),
    "last step": (edit_last, lambda document: any(change_of(step, 0) for step in document)),
    "stride": (spin_stride, lambda document: any("stride" in step.parameters for step in document)),
    "switch": (switch, lambda document: True),
    "pan": (pan, lambda document: True),
}


def measure(window: MainWindow, watch: Watch, gesture: Gesture, repeats: int, settling: int) -> Times:
    """Make a gesture again and again, each time when the picture of the one before is exact; some until all settles."""
    found = Times()
    forget_peak()
    for turn in range(repeats + 1):
        watch.begin()
        gesture(window, turn)
        if not (watch.until("first") and watch.until("exact")):
            break
        if turn < settling:
            watch.until("settled")
        pause = time.perf_counter() + 0.01
        while time.perf_counter() < pause:
            QApplication.processEvents()
        if turn:  # the first one fills the caches
            found.first.append(watch.first)
            found.exact.append(watch.exact)
            found.block = max(found.block, watch.longest)
        if watch.settled:
            found.settled.append(watch.settled)
    found.peak_mib = peak_mib()
    return found


def forget_peak() -> None:
    """Let the peak of memory begin anew, where the system can."""
    place = Path("/proc/self/clear_refs")
    if place.exists():
        place.write_text("5", "ascii")


def peak_mib() -> float:
    """The most memory in use since then."""
    place = Path("/proc/self/status")
    if place.exists():
        line = next(line for line in place.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource  # noqa: PLC0415 - not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


# --- the plain way ----------------------------------------------------------------------------------------------------


def plain_ms(pixels: np.ndarray, kernel: np.ndarray, repeats: int = 3) -> float | None:
    """Median time to filter the whole photo with OpenCV, convert it and draw it as a pyqtgraph image; None without."""
    try:
        import cv2  # noqa: PLC0415
    except ImportError:
        return None
    import pyqtgraph as pg  # noqa: PLC0415

    pg.setConfigOptions(imageAxisOrder="row-major")
    view = pg.GraphicsView()
    item = pg.ImageItem()
    view.setCentralItem(plot := pg.ViewBox(lockAspect=True, enableMenu=False))
    plot.addItem(item)
    view.resize(*PANE)
    view.show()
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        result = cv2.filter2D(pixels, cv2.CV_32F, kernel)
        item.setImage(cv2.convertScaleAbs(result), autoLevels=False, levels=(0, 255))
        view.grab()
        times.append(1000 * (time.perf_counter() - begun))
    view.close()
    return statistics.median(times)


# --- start-up ---------------------------------------------------------------------------------------------------------

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
from PySide6.QtCore import QTimer
from ui import app, main_window
class Window(main_window.MainWindow):
    is_painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.is_painted:
            self.is_painted = True
            print(time.monotonic(), flush=True)
    def furnish(self):
        super().furnish()
        self.bridge.frame_arrived.connect(self.on_frame)
    def on_frame(self, frame):
        if getattr(frame, "pane", "") == "map" and frame.values.size and not self._may_close:
            self.map_pane.canvas.repaint()
            print(time.monotonic(), flush=True)
            QTimer.singleShot(0, self.close_without_asking)
app.MainWindow = Window
app.main(sys.argv[1:])
"""


def start_up(rounds: int) -> dict[str, float]:
    """How many times a bare window's time it takes until ours is painted, and until it shows a sample's feature map."""
    sample = Path(__file__).parents[1] / "assets" / "samples" / "still-life-small.png"
    times: dict[str, list[float]] = {"bare": [], "painted": [], "shown": []}
    _opened([sys.executable, "-c", OURS, "laplacian", str(sample)])  # compiles, and fills the system's caches
    for _ in range(rounds):
        times["bare"].append(_opened([sys.executable, "-c", BARE])[0])
        painted, shown = _opened([sys.executable, "-c", OURS, "laplacian", str(sample)])[:2]
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
    begun = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program was compiled once
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, timeout=60).stdout
    return [float(line) - begun for line in said.split()]


# --- the whole run ----------------------------------------------------------------------------------------------------


def main() -> int:
    """Measure what is asked for, print a Markdown table, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", action="append", help="measure this preset only; may be given several times")
    parser.add_argument("--megapixels", action="append", type=int, choices=MEASURED, help="only photos of this size")
    parser.add_argument("--gesture", action="append", choices=GESTURES, help="only this gesture")
    parser.add_argument("--repeats", type=int, default=12, help="how often each gesture is made (12)")
    parser.add_argument("--settling", type=int, default=1, help="how often one waits until all has settled (1)")
    parser.add_argument("--no-startup", action="store_true", help="leave the start-up out")
    parser.add_argument("--json", type=Path, help="write a list of one object for each row here")
    arguments = parser.parse_args()
    QCoreApplication.setOrganizationName("filter-workbench-benchmark")
    QCoreApplication.setApplicationName("live")
    QStandardPaths.setTestModeEnabled(True)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    app = QApplication([])
    theme.apply(app, theme.DARK)
    rows: list[dict[str, object]] = []
    if not arguments.no_startup:
        found = start_up(5)
        rows.append(found)
        painted, shown, bare = (found[f"startup_{name}"] for name in ("painted_ratio", "ratio", "bare_ms"))
        print(f"Start-up: painted {painted:.2f}, sample shown {shown:.2f} times a bare window's {bare:.0f} ms.\n")
    window = open_window()
    watch = Watch(window)
    print(
        "| preset | MP | gesture | first p50 / p95 / worst | exact p50 / p95 / worst | settled | block | MiB | plain |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for megapixels in arguments.megapixels or MEASURED:
        window.session.open_source(photo(megapixels))
        rest(window)
        for preset in arguments.preset or [preset.id for preset in PRESETS]:
            rows += measured(window, watch, preset, megapixels, arguments)
    window.close_without_asking()
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def measured(
    window: MainWindow, watch: Watch, preset: str, megapixels: int, arguments: argparse.Namespace
) -> list[dict[str, object]]:
    """The rows of one preset on the photo that is open."""
    rows: list[dict[str, object]] = []
    for name in arguments.gesture or GESTURES:
        gesture, suits = GESTURES[name]
        document = load_preset(preset)
        if not suits(document):
            continue
        window.session.open_document(document)
        window.viewport.fit()
        watch.begin()
        watch.until("exact")
        times = measure(window, watch, gesture, arguments.repeats, arguments.settling)
        if not times.first:
            continue
        plain = None
        if name == "weight":
            weight = first_of(document, "conv2d")["weight"]
            source = window.session.state.source
            plain = plain_ms(source.pixels, weight.reshape(-1, *weight.shape[-2:])[0])
        row = {
            "preset": preset,
            "megapixels": megapixels,
            "gesture": name,
            "first_paint_p50_ms": share(times.first, 0.5),
            "first_paint_p95_ms": share(times.first, 0.95),
            "first_paint_worst_ms": max(times.first),
            "screen_exact_p50_ms": share(times.exact, 0.5),
            "screen_exact_p95_ms": share(times.exact, 0.95),
            "screen_exact_worst_ms": max(times.exact),
            "settled_p50_ms": share(times.settled, 0.5) if times.settled else None,
            "longest_block_ms": times.block,
            "peak_mib": times.peak_mib,
            "plain_ms": plain,
        }
        rows.append(row)
        shown = [preset, str(megapixels), name]
        for kind, digits in (("first_paint", 1), ("screen_exact", 0)):
            shown.append(" / ".join(f"{row[f'{kind}_{part}_ms']:.{digits}f}" for part in ("p50", "p95", "worst")))
        shown += ["" if row["settled_p50_ms"] is None else f"{row['settled_p50_ms']:.0f}", f"{times.block:.0f}"]
        shown += [f"{times.peak_mib:.0f}", "" if plain is None else f"{plain:.0f}"]
        print("|", " | ".join(shown), "|", flush=True)
    return rows


def share(values: list[float], part: float) -> float:
    """The value that `part` of all do not exceed."""
    return float(np.quantile(values, part))


if __name__ == "__main__":
    sys.exit(main())
