"""The real window for tests: settings kept apart, waiting on conditions, and nothing left behind."""

import gc
import time
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QSettings, QStandardPaths, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from ui import language, theme
from ui.app import build_window

PATIENCE = 60
"""Seconds after which what is waited for is taken to hang, on a machine however busy."""


@pytest.fixture(scope="session")
def qapp_args():
    """The application is made as the program makes it."""
    return ["tests", *theme.FUSION]


@pytest.fixture(autouse=True)
def settings_apart(tmp_path, qapp, monkeypatch):
    """QSettings and standard paths lie in the test's own folder; the theme is dark, the language English."""
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(tmp_path / "settings"))
    QStandardPaths.setTestModeEnabled(True)
    QCoreApplication.setOrganizationName("filter-workbench-tests")
    QCoreApplication.setApplicationName("tests")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    theme.apply(qapp, theme.DARK)
    theme.set_compact(False)
    language.install(qapp, language.ENGLISH)


@pytest.fixture
def chinese(qapp):
    """What is built from now on speaks Chinese."""
    installed = language.install(qapp, language.CHINESE)
    yield installed
    for translator in installed:
        qapp.removeTranslator(translator)


@pytest.fixture(autouse=True)
def faults_of_numbers_apart():
    """A window silences NumPy's faults of floating point on its thread; tests of the engine hear them again."""
    with np.errstate():
        yield


@pytest.fixture(autouse=True)
def collected_on_this_thread():
    """What only the garbage collector finds goes here, as in the program: widgets must not go on a worker's thread."""
    gc.disable()
    yield
    gc.collect(1)


class Driver:
    """A window and the ways to wait for it."""

    def __init__(self, window, qtbot):
        self.window, self.qtbot = window, qtbot

    @property
    def state(self):
        return self.window.session.state

    def settle(self):
        """Wait until all work is done and all frames are shown."""
        bridge = self.window.bridge
        quiet = 0
        end = time.monotonic() + PATIENCE
        while quiet < 3:
            assert time.monotonic() < end, "the window does not come to rest"
            self.qtbot.wait(25)
            is_still = not (bridge.is_busy or self.window.viewport.is_moving)
            is_quiet = is_still and bridge.wait_until_idle(PATIENCE)
            quiet = quiet + 1 if is_quiet else 0
        QApplication.processEvents()

    def until(self, condition):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=1000 * PATIENCE)

    def do(self, action_id):
        self.window.actions_[action_id].trigger()

    def wheel(self, canvas, place, turns):
        """Turn the wheel over a place of a canvas; upwards where `turns` is above 0."""
        event = QWheelEvent(
            QPointF(place), QPointF(canvas.mapToGlobal(place)), QPoint(0, 0), QPoint(0, 120 * turns),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)

    def every_tab(self):
        """Bring one tab after the other to the front, its pane built, and tell its name."""
        tabs = self.window.work.tabs
        for name in tabs.names:
            tabs.show_named(name)
            pane = tabs.stack.currentWidget()
            if hasattr(pane, "build"):
                pane.build()
            self.settle()
            yield name

    def open(self, path):
        self.window.files.open_path(path)
        self.settle()


@pytest.fixture
def driver(qtbot, request):
    window = build_window()
    window.resize(1366, 768)
    window.show()
    made = Driver(window, qtbot)
    made.until(lambda: made.window.work is not None)
    made.settle()
    yield made
    kept = weakref.ref(window)
    window.close_without_asking()
    window.deleteLater()
    made.window = None
    del window
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    gc.unfreeze()
    gc.collect()
    assert kept() is None or request.session.testsfailed, "something keeps the closed window alive"
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
