"""Draw the window offscreen into docs/images: `screenshots.py [PHOTO or -] [FOLDER]`, by default on our own sample."""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.app import build_window
from ui.main_window import MainWindow
from workbench import presets
from workbench.document import Document, Step
from workbench.layers import new_step, with_parameters

IMAGES = Path(__file__).parent / "images"
LARGE, SMALL = (1600, 1000), (1366, 768)
REST_SECONDS = 0.3


def edges() -> Document:
    """Eight edge filters, BatchNorm, ReLU, max pool and a blur."""
    document = presets.load_preset("edge-bank").renamed("Edge bank")
    bank = document.steps[0]
    weight = bank["weight"]
    colours = np.repeat(weight, 3, axis=1) / 3 if weight.ndim == 4 and weight.shape[1] == 1 else weight
    document = document.with_step(with_parameters(bank, weight=colours.astype(np.float32)))
    maps = colours.shape[0]
    spread = {"running_mean": (0.0,) * maps, "running_var": (1e4,) * maps}
    for kind, parameters in (
        ("batch_norm", spread),
        ("relu", {}),
        ("max_pool2d", {"kernel_size": 2}),
        ("conv2d", {"weight": np.full((maps, 1, 5, 5), 1 / 25, np.float32), "groups": maps}),
        ("sigmoid", {}),
    ):
        document = document.inserted(len(document.steps), new_step(kind, document, **parameters))
    return document


def refused(document: Document) -> tuple[Document, Step]:
    """The same with a step whose kernel is larger than its input."""
    small = new_step("avg_pool2d", document, kernel_size=64)
    index = len(document.steps) - 2
    document = document.inserted(index, small)
    return document, document.steps[index + 1]


def rest(window: MainWindow) -> None:
    """Let everything that was asked for be drawn."""
    quiet_from = time.monotonic()
    while time.monotonic() - quiet_from < REST_SECONDS:
        QApplication.processEvents()
        if window.bridge.is_busy or not window.bridge.wait_until_idle(60):
            quiet_from = time.monotonic()
        time.sleep(0.01)


def draw(folder: Path, photo: Path | None) -> list[Path]:
    """Draw every picture; returns their paths."""
    app = QApplication.instance() or QApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    drawn: list[Path] = []

    def open_window(name: str, size: tuple[int, int]) -> MainWindow:
        theme.apply(app, name)
        QSettings().clear()
        window = build_window()
        window.resize(*size)
        window.show()
        rest(window)
        window.place_splitters()
        return window

    def keep(window: MainWindow, name: str) -> None:
        rest(window)
        path = folder / f"{name}.png"
        window.grab().save(str(path))
        drawn.append(path)

    for name, look, size in (
        ("main-dark", theme.DARK, LARGE), ("main-light", theme.LIGHT, LARGE), ("main-dark-1366", theme.DARK, SMALL),
    ):  # fmt: skip
        window = open_window(look, size)
        show(window, photo)
        keep(window, name)
        if name == "main-dark":
            document, step = refused(edges())
            window.session.select(step.id, 0)
            rest(window)
            window.tabs.show_page(1)
            window.session.edit(document, "Add")
            window.session.select(step.id, 0)
            keep(window, "refused-dark")
        window.close_without_asking()
    window = open_window(theme.LIGHT, LARGE)
    keep(window, "welcome-light")
    window.close_without_asking()
    return drawn


def show(window: MainWindow, photo: Path | None) -> None:
    """Open the photo and the edge bank, the cursor on something."""
    if photo is None:
        window.files.open_sample("still-life-small")
    else:
        window.files.open_path(photo)
    rest(window)
    window.session.open_document(edges())
    window.session.select(window.session.state.document.steps[0].id, 0)
    rest(window)
    height, width = window.viewport.photo
    window.viewport.set_cursor(int(height * 0.62), int(width * 0.55))


def main(argv: list[str]) -> int:
    """Draw; the first argument is a photo to draw with, the second a folder."""
    QCoreApplication.setOrganizationName("filter-workbench-screenshots")
    QCoreApplication.setApplicationName("screenshots")
    draw(Path(argv[1]) if len(argv) > 1 else IMAGES, Path(argv[0]) if argv and argv[0] != "-" else None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
