"""Builds the objects and runs the event loop; everything else is told."""

import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from ui import icons, language, theme
from ui.bridge import Bridge
from ui.collector import Collector
from ui.main_window import MainWindow
from ui.messages import Faults
from ui.recovery import Recovery
from workbench.presets import PRESETS
from workbench.session import Session
from workbench.settings import load_settings

SWITCH_SECONDS = 0.0005
"""How long a thread keeps the interpreter while another waits: the worker asks for it after every operation, and at
Python's own 5 ms the picture of an edit would wait for the painting of the window again and again."""

PRESET_IDS = frozenset(preset.id for preset in PRESETS)


def build_window() -> MainWindow:
    """A window with a session of its own; the application must exist."""
    sys.setswitchinterval(SWITCH_SECONDS)
    np.seterr(all="ignore")  # what is shown may be NaN or infinite: values like others, as in the engine
    window = MainWindow(Session(), Bridge())
    window.furnished.connect(Collector(window).leave_out, Qt.ConnectionType.SingleShotConnection)
    return window


def main(argv: list[str] | None = None) -> int:
    """Open the window with the photos and pipelines named: files, or a preset's id."""
    QCoreApplication.setOrganizationName("filter-workbench")
    QCoreApplication.setApplicationName("Filter Workbench")
    app = QApplication([sys.argv[0]])
    faults = Faults()
    faults.install()
    settings, notice = load_settings()
    language.install(app)
    theme.apply(app, settings.theme)
    app.setWindowIcon(icons.program_icon())
    window = build_window()
    faults.happened.connect(window.show_fault)
    window.appear()
    recovery = Recovery(window.session, window.bridge, window.files.pipelines, window.notices, window)
    recovery.bring_back()
    if notice:
        window.notices.show_notice(notice)
    presets = [name for name in argv or [] if name in PRESET_IDS and not Path(name).exists()]
    window.files.open_paths([Path(name) for name in argv or [] if name not in presets])  # read while the window opens
    window.open_presets(tuple(presets))
    status = app.exec()
    recovery.close()
    faults.uninstall()
    return status
