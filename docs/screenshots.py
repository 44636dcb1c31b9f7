"""Draw the window offscreen into docs/images: `screenshots.py [--only NAME] [--to FOLDER] [--photo FILE]`."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSettings
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QDialog

from filters import kernels
from ui import theme
from ui.app import build_window
from ui.main_window import MainWindow
from ui.widgets.late import Late
from workbench.document import Document
from workbench.layers import new_step
from workbench.presets import load_preset

IMAGES = Path(__file__).parent / "images"
LARGE, SMALL = (1600, 1000), (1366, 768)
QUIET_ROUNDS = 5
LESSON = 3
"""Of the lessons, counted from 0, the one that is drawn."""


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


def show(window: MainWindow, photo: Path | None) -> None:
    """Open the photo and the edge bank, the cursor on something."""
    if photo is None:
        window.files.sources.open_sample("still-life-small")
    else:
        window.files.open_path(photo)
    rest(window)
    window.session.open_document(edges())
    window.session.select(window.session.state.document.steps[0].id, 0)
    rest(window)
    height, width = window.viewport.photo
    window.viewport.set_cursor(int(height * 0.62), int(width * 0.55))


def show_preset(window: MainWindow, name: str) -> None:
    """Open a pipeline that comes with the program, on our own sample, and select its first step."""
    window.files.sources.open_sample("still-life-small")
    rest(window)
    window.session.open_document(load_preset(name))
    window.session.select(window.session.state.document.steps[0].id)
    rest(window)


def refuse(window: MainWindow, photo: Path | None) -> None:
    show(window, photo)
    window.session.select("conv2", 0)
    rest(window)
    window.work.tabs.show_named("table")
    window.session.edit(refused(window.session.state.document), "Add")


def vanish(window: MainWindow, photo: Path | None) -> None:
    show(window, photo)
    window.session.select("relu1", 0)
    window.work.tabs.show_named("gradient")
    rest(window)
    window.work.gradient.pane.show_page("vanishing")


def blur(window: MainWindow, photo: Path | None) -> None:
    show_preset(window, "gaussian-blur")
    window.work.tabs.show_named("histogram")


def design(window: MainWindow, photo: Path | None) -> None:
    """A kernel drawn by hand in eight-fold symmetry, its response beneath, the photo beside its map in one pane."""
    show_preset(window, "laplacian-of-gaussian")
    window.session.select("conv1", 0)
    editor = window.work.kernel_editor
    editor.set_symmetry("eightfold")
    editor.grid.select((2, 3))
    editor.response_button.click()
    window.work.map_pane.compare.click()
    window.work.tabs.show_named("histogram")


def explain(window: MainWindow, photo: Path | None) -> None:
    show_preset(window, "chapter-case-2")
    window.working.explaining.explain_at(247.0, 330.0)
    window.work.tabs.show_named("explain")


def slide(window: MainWindow, photo: Path | None) -> None:
    show_preset(window, "chapter-case-2")
    window.work.tabs.show_named("slide")


def drop(window: MainWindow, photo: Path | None) -> None:
    show(window, photo)
    window.work.tabs.show_named("dropout")


def learn(window: MainWindow, photo: Path | None) -> None:
    """A convolution behind a blur that learns to make the photo again."""
    show_preset(window, "gaussian-blur")
    document = window.session.state.document
    step = new_step("conv2d", document, weight=kernels.identity(), channels="each", padding="same")
    window.session.open_document(document.inserted(1, step))
    window.session.select(step.id)
    window.work.tabs.show_named("gradient")
    rest(window)
    page = window.work.gradient.pane
    page.show_page("learning")
    rest(window)
    page.learning.form.target.set_value("photo")
    page.learning.refresh()


def teach(window: MainWindow, photo: Path | None) -> None:
    window.working.lessons.open_known(LESSON)


def export(window: MainWindow, photo: Path | None) -> None:
    show_preset(window, "sobel-magnitude")
    window.session.select("magnitude1")
    rest(window)
    window.actions_["export"].trigger()


@dataclass(frozen=True)
class Scene:
    """One picture: what is to be seen, in which colours, how large."""

    show: Callable[[MainWindow, Path | None], None]
    look: str = theme.DARK
    size: tuple[int, int] = SMALL


SCENES = {
    "main-dark": Scene(show, size=LARGE),
    "main-light": Scene(show, theme.LIGHT, LARGE),
    "main-dark-1366": Scene(show),
    "refused-dark": Scene(refuse, size=LARGE),
    "vanishing-dark": Scene(vanish, size=LARGE),
    "welcome-light": Scene(lambda window, photo: None, theme.LIGHT, LARGE),
    "kernel": Scene(blur),
    "design": Scene(design, theme.LIGHT),
    "explain": Scene(explain),
    "slide": Scene(slide, theme.LIGHT),
    "learning": Scene(learn),
    "dropout": Scene(drop),
    "lesson": Scene(teach, theme.LIGHT),
    "export": Scene(export),
}


def draw(scene: Scene, target: Path, photo: Path | None) -> None:
    """Draw one scene in a window of its own."""
    theme.apply(QApplication.instance(), scene.look)
    QSettings().clear()
    window = build_window()
    window.resize(*scene.size)
    window.show()
    window.furnish()
    rest(window)
    window.place_splitters()
    scene.show(window, photo)
    rest(window)
    for pane in window.findChildren(Late):
        if pane.isVisible():
            pane.build()
    rest(window)
    picture = window.grab()
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            painter = QPainter(picture)
            place = dialog.rect().translated(window.mapFromGlobal(dialog.mapToGlobal(QPoint())))
            painter.drawPixmap(place, dialog.grab())
            painter.setPen(theme.color("track"))
            painter.drawRect(place)
            painter.end()
            dialog.close()
    picture.save(str(target))
    window.close_without_asking()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main(argv: list[str]) -> int:
    """Draw what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=SCENES, help="the one picture to draw")
    parser.add_argument("--to", type=Path, default=IMAGES, help="the folder to draw into")
    parser.add_argument("--photo", type=Path, help="the photo to draw with; by default our own sample")
    wanted = parser.parse_args(argv)
    QCoreApplication.setOrganizationName("filter-workbench-screenshots")
    QCoreApplication.setApplicationName("screenshots")
    app = QApplication([sys.argv[0], *theme.FUSION])
    wanted.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as settings:  # what was chosen and opened on this machine is not drawn
        os.environ["WORKBENCH_SETTINGS"] = settings
        for name, scene in SCENES.items():
            if wanted.only in (None, name):
                draw(scene, wanted.to / f"{name}.png", wanted.photo)
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
