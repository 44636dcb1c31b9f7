"""The window: it places its parts, has the place of work built, hands every state on, and decides nothing."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.actions import Actions
from ui.language import translated
from ui.messages import NoticeBar
from ui.pieces import Pieces
from ui.status_bar import StatusBar
from ui.toolbar import Toolbar
from ui.widgets.areas import Area
from ui.widgets.buttons import ToolButton

if TYPE_CHECKING:
    from ui.bridge import Bridge
    from ui.pictures import Pictures
    from ui.welcome.page import Welcome
    from ui.work import Work
    from ui.working import Working
    from workbench.session import Session, State

COMPACT_UNDER = 800
LEAST, USUAL = QSize(1120, 640), QSize(1600, 1000)
FRAME = QSize(16, 40)
"""What the system draws around a window, at most."""

FURNITURE = (
    "ui.pipeline.builder", "ui.panes.feature_maps", "ui.kernel.editor",
    "ui.parameters.control_panel", "ui.numbers_editor", "ui.panes.explain", "ui.panes.slide", "ui.panes.table",
    "ui.panes.batch", "ui.explanation.explaining", "ui.lessons.tour", "ui.showing", "ui.sliding", "ui.work_commands",
)  # fmt: skip
"""Modules of what stands around the pictures, loaded one by one."""


def has_room(available: QSize) -> bool:
    """Whether a screen shows the window whole at its usual size, the last line too, with its frame around it."""
    return (USUAL + FRAME).boundedTo(available) == USUAL + FRAME


class MainWindow(QMainWindow):
    """Painted with nothing behind it; `join` gives it a session and a bridge, from which all else is built in turns.

    `painted` comes with its first picture, `furnished` says that the place of work is there.
    """

    painted = Signal()
    furnished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setAnimated(False)  # else every change of a layout makes animations of nothing
        self._is_known = self.restoreGeometry(QSettings().value("geometry", b""))
        if not self._is_known:
            self.resize(USUAL.boundedTo(self.screen().availableSize()))
        theme.set_compact(self._is_compact)  # once anything is built it would have to be laid out again
        self.notices = NoticeBar()
        self.actions_ = Actions(self)
        self.bridge: Bridge | None = None
        self._may_close = False
        self._pictures: Pictures | None = None
        self.work: Work | None = None
        self.working: Working | None = None
        self._pieces = Pieces(self._furnishing(), self._is_expecting, self)
        self._is_painted = False
        self._build()

    def join(self, session: "Session", bridge: "Bridge") -> None:
        """Take what the window works with, and follow it."""
        from ui.closing import Closing  # noqa: PLC0415
        from ui.commands import Commands  # noqa: PLC0415 - the window is painted before these are loaded
        from ui.parts import Parts  # noqa: PLC0415
        from ui.welcome.welcoming import Welcoming  # noqa: PLC0415

        self.session, self.bridge = session, bridge
        self._state = session.state
        parts = self.parts = Parts.made(
            self, session, bridge,
            actions=self.actions_, toolbar=self.toolbar, notices=self.notices, status=self.status,
        )  # fmt: skip
        self.viewport, self.display, self.files = parts.viewport, parts.display, parts.files
        self.batches, self.experiments = parts.batches, parts.experiments
        self.commands = Commands(parts, self.furnish, self)
        self._welcoming = Welcoming(parts, self.commands, self._stack, self)
        self._closing = Closing(self, parts)
        self._connect()
        self.setAcceptDrops(True)
        session.subscribe(self.set_state)
        self.toolbar.set_state(session.state)
        self._set_titles(session.state)

    # Building: first what is always seen, or offered with nothing open, then the pictures, then the rest

    def _build(self) -> None:
        bar = self.menuBar()
        bar.setFont(theme.font())
        self.actions_.fill(bar, self)
        bar.setFixedHeight(max(28, bar.sizeHint().height()))
        self.toolbar = Toolbar(self.actions_)
        self._stack = QStackedWidget()
        self._stack.addWidget(Area("panel"))
        self.status = StatusBar()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.toolbar, self.notices, self._stack, self.status):
            column.addWidget(widget, 1 if widget is self._stack else 0)
        self.setCentralWidget(whole)
        self.setMinimumSize(LEAST)
        self._stack.setFocus()  # else the first button has it, and shows it

    def _connect(self) -> None:
        self.toolbar.follow(self.viewport)
        self.files.busy_changed.connect(self.status.set_busy)
        self.files.opening.progress_changed.connect(self.status.progress.set_progress)
        self.status.progress.cancel_requested.connect(self.files.opening.cancel)
        self.toolbar.training_requested.connect(self.session.set_training)
        self.toolbar.range_requested.connect(self.commands.set_range)
        self.files.lesson_opened.connect(self._on_lesson_opened)
        self._welcoming.lesson_requested.connect(self.open_lesson)
        self.furnished.connect(self._welcoming.draw_cards)

    @property
    def welcome(self) -> "Welcome":
        """What is offered with nothing open, built when it is to be seen."""
        return self._welcoming.page

    def furnish(self) -> None:
        """Build the place of work, unless it is there."""
        if self.working is None:
            self._pieces.finish()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window is painted before the rest is built."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self._on_painted_timeout)

    @Slot()
    def _on_painted_timeout(self) -> None:
        if self.isVisible():
            self.painted.emit()
            self._pieces.begin()

    def _is_expecting(self) -> bool:
        """Whether the first picture may come at any moment."""
        if self._pictures is None:
            return False
        is_missing = self.session.state.source is not None and self._pictures.work.map_pane.canvas.frame is None
        return is_missing or self.files.sources.is_opening

    def _furnishing(self) -> Iterator[None]:
        """Load and build the place of work in pieces: first the pictures, of which one may be asked for already."""
        import_module("ui.panes.picture")
        yield
        from ui.pictures import Pictures  # noqa: PLC0415
        from ui.work import Work  # noqa: PLC0415

        work = Work(self.viewport, self._stack)
        self._stack.addWidget(work)
        settings = QSettings()
        if not work.restore(settings):
            work.share(self.width(), self.height(), is_compact=self._is_compact)
        pictures = self._pictures = Pictures(work, self.bridge, self.display, self.viewport, self)
        if self._is_painted:
            self.set_state(self.session.state)
        yield
        for name in FURNITURE:
            import_module(name)
            yield
        yield from work.build()
        self.actions_.draw_icons()
        yield
        for button in work.findChildren(ToolButton):
            button.dress()  # or all would be drawn when the first photo is opened
        yield
        from ui.work_commands import WorkCommands  # noqa: PLC0415
        from ui.working import Working  # noqa: PLC0415

        self.work, self.working = work, Working(work, pictures, self.parts, self)
        if not work.restore(settings):
            self.place_splitters()
        self.work_commands = WorkCommands(self.working, self.parts, self)
        self.commands.take(self.work_commands)
        self.set_state(self.session.state)  # in the same turn: no frame may meet panes that know of nothing
        pictures.ask()  # what came before was told to nobody else
        self.furnished.emit()

    # Opening

    def offer(self) -> None:
        """Show what can be opened."""
        self._stack.setCurrentWidget(self.welcome)

    @Slot(int)
    def open_lesson(self, place: int) -> None:
        """Begin one of the lessons that come with the program."""
        self.furnish()
        self.working.lessons.open_known(place)

    @Slot(object)
    def _on_lesson_opened(self, path: Path) -> None:
        self.furnish()
        self.working.lessons.open_file(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.files.can_take(event.mimeData()):
            event.acceptProposedAction()
            self._welcoming.set_lit(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._welcoming.set_lit(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._welcoming.set_lit(False)
        event.acceptProposedAction()
        self.files.take(event.mimeData())

    # Told by the session

    def set_state(self, state: "State") -> None:
        """Show the welcome page or the place of work, and tell everyone; while that is being built, the pictures."""
        is_open = state.source is not None
        if self.working is None:
            if not self._is_painted:
                self.furnish()
            elif self._pictures is not None:
                if is_open:
                    self._stack.setCurrentWidget(self._pictures.work)
                self._pictures.set_state(state)
            return
        from workbench.session import is_retyped  # noqa: PLC0415

        before, self._state = self._state, state
        if state.source is not before.source or before.plan is None:
            self._stack.setCurrentWidget(self.work if is_open else self.welcome)
            if not is_retyped(before, state):
                (self.work.map_pane.canvas if is_open else self.welcome.open_button).setFocus()
        self._pictures.set_state(state)
        self.working.set_state(state)
        self.commands.set_state(state)
        if state.outline != before.outline:
            self.toolbar.set_state(state)
            self._set_titles(state)

    def _set_titles(self, state: "State") -> None:
        name = state.path.name if state.path else translated(state.document.name)
        self.setWindowTitle(f"{name}[*] — Filter Workbench")
        self.setWindowModified(state.is_modified)

    @Slot(str)
    def show_fault(self, message: str) -> None:
        """Say that something failed that nobody foresaw."""
        self.notices.refuse(message)

    # The window itself

    def resizeEvent(self, event: QResizeEvent) -> None:
        theme.set_compact(self._is_compact)
        super().resizeEvent(event)

    @property
    def _is_compact(self) -> bool:
        return self.height() < COMPACT_UNDER

    def appear(self) -> None:
        """Show it as it was left; the first time at its usual size, or filling a screen that has no room for that."""
        if self._is_known or has_room(self.screen().availableSize()):
            self.show()
        else:
            self.showMaximized()

    def place_splitters(self) -> None:
        """Give the panes their usual share of the window's size."""
        self.work.place(self.width(), self.height(), is_compact=self._is_compact)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.bridge is None:
            return
        is_exporting = self.working is not None and self.working.is_exporting
        if not self._may_close and self._closing.asks(self.working.exports if is_exporting else None):
            event.ignore()
            return
        self.files.recent.keep()
        settings = QSettings()
        settings.setValue("geometry", self.saveGeometry())
        if self.working is not None:
            self.work.keep(settings)
            self.working.loading.stop()
        self.bridge.close()
        super().closeEvent(event)

    def close_without_asking(self) -> None:
        """Close, and let unsaved changes go."""
        self._may_close = True
        self.close()
