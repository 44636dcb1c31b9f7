"""The one place that tells the user something: notices in the window, and faults nobody caught, without a dialog."""

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import icons, theme
from ui.language import told
from ui.widgets.buttons import Button, tool_button
from ui.widgets.labels import Label

LOG = logging.getLogger("workbench")
SHOWN_MS = 6000


class NoticeBar(QWidget):
    """A line across the top of the work: what happened, in words; errors stay until closed, news go by themselves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._is_error = False
        self._act: Callable[[], None] | None = None
        self.label = Label("", wrap=True, parent=self)
        self.label.setObjectName("notice_text")
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.action = Button("", name="notice_action", parent=self)
        self.action.clicked.connect(self._on_action_clicked)
        self.close_button = tool_button(
            "close", tip=self.tr("Close this message."), name="notice_close", role="dim", parent=self
        )
        self.close_button.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(40, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self.label, 1)
        row.addWidget(self.action)
        row.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; empty when nothing is."""
        return self.label.text() if not self.isHidden() else ""

    @property
    def is_error(self) -> bool:
        """Whether it is a refusal."""
        return self._is_error and not self.isHidden()

    def show_notice(
        self, text: str, *, is_error: bool = False, stays: bool = False, action: str = "", act: Callable | None = None
    ) -> None:
        """Say one sentence; `action` names a button that calls `act`. News that `stays` waits to be closed too."""
        self._is_error, self._act = is_error, act
        text = told(text)
        self.label.setText(text)
        self.label.set_role("red" if is_error else "text")
        self.label.setAccessibleName(text)
        self.action.setText(action)
        self.action.updateGeometry()
        self.action.setVisible(bool(action))
        self.show()
        self.update()
        if is_error or stays:
            self._timer.stop()
        else:
            self._timer.start(SHOWN_MS)

    def refuse(self, error: Exception | str) -> None:
        """Say in one sentence what failed."""
        self.show_notice(str(error), is_error=True)

    @Slot()
    def clear(self) -> None:
        """Say nothing."""
        self._timer.stop()
        self._act = None
        self.hide()

    @Slot()
    def _on_action_clicked(self) -> None:
        act = self._act
        self.clear()
        if act is not None:
            act()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("red_bg" if self._is_error else "sel"))
        painter.fillRect(0, 0, 2, self.height(), theme.color("red_line" if self._is_error else "accent"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
        icon = "refuse" if self._is_error else "check"
        icons.paint(painter, icon, "red" if self._is_error else "text", 14, (self.height() - 16) / 2)


class Faults(QObject):
    """Catches what no one caught, on any thread and from Qt, and says it once in words; the program lives on."""

    happened = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept = (sys.excepthook, threading.excepthook)
        self._qt_handler = None
        self._logged: set[str] = set()

    def install(self) -> None:
        """Take over the hooks of Python and Qt."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        self._qt_handler = qInstallMessageHandler(self._on_qt_message)
        if sys.stderr is not None and not faulthandler.is_enabled():
            faulthandler.enable()

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._kept
        qInstallMessageHandler(self._qt_handler)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._kept[0](kind, error, trace)
            return
        report = "".join(traceback.format_exception(kind, error, trace))
        if report not in self._logged:  # a widget that fails to paint does so again and again
            self._logged.add(report)
            LOG.error("Uncaught error\n%s", report)
        self.happened.emit(_sentence(error))

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        levels = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}
        LOG.log(levels.get(kind, logging.WARNING), "Qt: %s", text)


def _sentence(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return QCoreApplication.translate("messages", "There is not enough memory for that; nothing was changed.")
    words = QCoreApplication.translate(
        "messages", "Something went wrong inside the program ({0}). Your work is unchanged."
    )
    return words.format(f"{type(error).__name__}: {error}")
