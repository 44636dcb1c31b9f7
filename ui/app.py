"""Builds the objects and runs the event loop; everything else is told."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.messages import Faults
from workbench.session import Session

NO_DISPLAY = (
    "workbench: there is no display to open a window on; set DISPLAY or WAYLAND_DISPLAY, or QT_QPA_PLATFORM=vnc, "
    "or use the headless commands (workbench --help)."
)


def has_display() -> bool:
    """Whether a window can be opened here; Qt itself would abort."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def build_window() -> MainWindow:
    """A window with a session of its own; the application must exist."""
    session = Session()
    return MainWindow(session, Bridge())


def main(argv: list[str] | None = None) -> int:
    """Open the window with the photos and pipelines named; 2 where there is no display."""
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)  # noqa: T201 - a command's answer
        return 2
    QCoreApplication.setOrganizationName("filter-workbench")
    QCoreApplication.setApplicationName("Filter Workbench")
    app = QApplication([sys.argv[0]])
    faults = Faults()
    faults.install()
    theme.apply(app, str(QSettings().value("theme", theme.SYSTEM)))
    window = build_window()
    faults.happened.connect(window.show_fault)
    window.show()
    for name in argv or []:
        window.files.open_path(Path(name))
    status = app.exec()
    faults.uninstall()
    return status
