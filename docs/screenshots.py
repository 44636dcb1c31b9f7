"""Draw the window offscreen into docs/images: `screenshots.py [--only NAME] [--to FOLDER] [--photo FILE]`."""

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QApplication

from filters import kernels
from ui import theme
from ui.app import build_window
from ui.main_window import MainWindow
from ui.widgets.late import Late
from workbench.document import Document
from workbench.layers import new_step

IMAGES = Path(__file__).parent / "images"
LARGE, SMALL = (1600, 1000), (1366, 768)
QUIET_ROUNDS = 5


def edges() -> Document:
    """Eight edge filters, BatchNorm, ReLU, max pool and a blur."""
    document = Document("Edge bank")
    bank = np.stack([
        kernels.edge_detector(), kernels.sobel_x(), kernels.sobel_y(), kernels.scharr_x(), kernels.scharr_y(),
        kernels.laplacian(), kernels.prewitt_x(), kernels.emboss(),
    ])  # fmt: skip
    maps = len(bank)
    weight = np.repeat(bank[:, None], 3, axis=1)
    document = document.inserted(0, new_step("conv2d", document, weight=weight))
    spread = {"running_mean": (0.0,) * maps, "running_var": (4e4,) * maps}
    for kind, parameters in (
        ("batch_norm", spread),
        ("relu", {}),
        ("max_pool2d", {"kernel_size": 2}),
        ("conv2d", {"weight": np.full((maps, 1, 5, 5), 1 / 25, np.float32), "groups": maps}),
        ("sigmoid", {}),
    ):
        document = document.inserted(len(document.steps), new_step(kind, document, **parameters))
    return document


def refused(document: Document) -> Document:
    """The same with so coarse a pooling before its last convolution that the kernel no longer fits."""
    small = new_step("avg_pool2d", document, kernel_size=64)
    return document.inserted(document.index("conv2"), small)


def rest(window: MainWindow) -> None:
    """Let everything that was asked for be drawn."""
    quiet = 0
    while quiet < QUIET_ROUNDS:
        time.sleep(0.02)
        QApplication.processEvents()
        is_quiet = not window.bridge.is_busy and window.experiments.is_idle and window.bridge.wait_until_idle(60)
        quiet = quiet + 1 if is_quiet else 0
    QApplication.processEvents()


def draw(folder: Path, photo: Path | None, only: str | None) -> None:
    """Draw every picture, or only one."""
    app = QApplication.instance() or QApplication([])
    folder.mkdir(parents=True, exist_ok=True)

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
        for pane in window.findChildren(Late):
            if pane.isVisible():
                pane.build()
        rest(window)
        window.grab().save(str(folder / f"{name}.png"))

    for name, look, size in (
        ("main-dark", theme.DARK, LARGE), ("main-light", theme.LIGHT, LARGE), ("main-dark-1366", theme.DARK, SMALL),
    ):  # fmt: skip
        if only not in (None, name):
            continue
        window = open_window(look, size)
        show(window, photo)
        keep(window, name)
        if name == "main-dark" and only is None:
            window.session.select("conv2", 0)
            rest(window)
            window.tabs.show_named("table")
            window.session.edit(refused(window.session.state.document), "Add")
            keep(window, "refused-dark")
        window.close_without_asking()
    if only in (None, "vanishing-dark"):
        window = open_window(theme.DARK, LARGE)
        show(window, photo)
        window.session.select("relu1", 0)
        window.tabs.show_named("gradient")
        rest(window)
        window.gradient.pane.show_page("vanishing")
        keep(window, "vanishing-dark")
        window.close_without_asking()
    if only in (None, "welcome-light"):
        window = open_window(theme.LIGHT, LARGE)
        keep(window, "welcome-light")
        window.close_without_asking()


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
    """Draw what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="the one picture to draw, such as main-dark")
    parser.add_argument("--to", type=Path, default=IMAGES, help="the folder to draw into")
    parser.add_argument("--photo", type=Path, help="the photo to draw with; by default our own sample")
    wanted = parser.parse_args(argv)
    QCoreApplication.setOrganizationName("filter-workbench-screenshots")
    QCoreApplication.setApplicationName("screenshots")
    draw(wanted.to, wanted.photo, wanted.only)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
