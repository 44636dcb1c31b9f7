"""Builds the objects and runs the event loop; everything else is told."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

from ui import icons, language, theme
from ui.main_window import MainWindow
from ui.messages import Faults
from workbench.settings import load_settings

if TYPE_CHECKING:
    from ui.recovery import Recovery

SWITCH_SECONDS = 0.0005
"""How long a thread keeps the interpreter while another waits: the worker asks for it after every operation, and at
Python's own 5 ms the picture of an edit would wait for the painting of the window again and again."""


def build_window() -> MainWindow:
    """A window with a session of its own; the application must exist."""
    window = MainWindow()
    join(window)
    return window


def join(window: MainWindow) -> None:
    """Give a window a session of its own. NumPy and all that computes are loaded here."""
    import numpy as np  # noqa: PLC0415

    from ui.bridge import Bridge  # noqa: PLC0415
    from ui.collector import Collector  # noqa: PLC0415
    from workbench.session import Session  # noqa: PLC0415

    sys.setswitchinterval(SWITCH_SECONDS)
    np.seterr(all="ignore")  # what is shown may be NaN or infinite: values like others, as in the engine
    window.join(Session(), Bridge())
    window.furnished.connect(Collector(window).begin, Qt.ConnectionType.SingleShotConnection)


class _Start(QObject):
    """What follows when the window has been painted: the work itself, what was left unsaved, and what is named."""

    def __init__(self, window: MainWindow, names: Sequence[str], notice: str) -> None:
        super().__init__(window)
        self._window, self._names, self._notice = window, names, notice
        self.recovery: Recovery | None = None
        window.painted.connect(self._on_painted)
        window.furnished.connect(self._on_furnished)

    @Slot()
    def _on_painted(self) -> None:
        from ui.recovery import Recovery  # noqa: PLC0415

        window = self._window
        join(window)
        if self._names:
            window.files.open_named(self._names)  # read while the rest is built
        else:
            window.offer()
        self.recovery = Recovery(window.session, window.bridge, window.files.pipelines, window.notices, window)
        self.recovery.bring_back()
        if self._notice:
            window.notices.show_notice(self._notice)

    @Slot()
    def _on_furnished(self) -> None:
        QApplication.setWindowIcon(icons.program_icon())


def main(argv: list[str] | None = None) -> int:
    """Open the window with the photos and pipelines named: files, or a preset's id."""
    QCoreApplication.setOrganizationName("filter-workbench")
    QCoreApplication.setApplicationName("Filter Workbench")
    app = QApplication([sys.argv[0], *theme.FUSION])
    faults = Faults()
    faults.install()
    settings, notice = load_settings()
    language.install(app)
    theme.apply(app, settings.theme)
    window = MainWindow()
    faults.happened.connect(window.show_fault)
    start = _Start(window, argv or (), notice)
    window.appear()
    status = app.exec()
    if start.recovery is not None:
        start.recovery.close()
    faults.uninstall()
    return status
