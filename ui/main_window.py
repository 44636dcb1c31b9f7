"""The window: it places its parts, has the place of work built, hands every state on, and decides nothing."""

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.actions import Actions
from ui.batch.batches import Batches
from ui.bridge import Bridge
from ui.commands import Commands
from ui.display import Display
from ui.experiments import Experiments
from ui.files.files import Files
from ui.files.reading import read_photo
from ui.language import translated
from ui.messages import NoticeBar
from ui.parts import Parts
from ui.status_bar import StatusBar
from ui.toolbar import Toolbar
from ui.viewport import Viewport
from ui.welcome.cards import card_picture
from ui.welcome.page import Welcome
from workbench.session import Session, State, is_retyped
from workbench.settings import to_path

if TYPE_CHECKING:
    from ui.work import Work
    from ui.working import Working

COMPACT_UNDER = 800
LEAST, USUAL = QSize(1120, 640), QSize(1600, 1000)

FURNITURE = (
    "ui.explanation.marks", "ui.panes.picture", "ui.pipeline.builder", "ui.panes.feature_maps", "ui.kernel.editor",
    "ui.parameters.control_panel", "ui.numbers_editor", "ui.panes.explain", "ui.panes.slide", "ui.panes.table",
    "ui.panes.batch", "ui.explanation.explaining", "ui.lessons.tour", "ui.showing", "ui.sliding", "ui.work_commands",
)  # fmt: skip
"""Modules of the place of work, loaded one by one."""


class MainWindow(QMainWindow):
    """Built by `app.py` from a session and a bridge. `furnished` says that the place of work is there."""

    furnished = Signal()

    def __init__(self, session: Session, bridge: Bridge) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.setAnimated(False)  # else every change of a layout makes animations of nothing
        self.session, self.bridge = session, bridge
        self.viewport = Viewport(self)
        self.notices = NoticeBar()
        self.files = Files(session, bridge, self.notices, self)
        self.batches = Batches(session, bridge, self.files.saving, self.notices, self)
        self.experiments = Experiments(bridge, self)
        self.actions_ = Actions(self)
        self.display = Display()
        self._state = State()
        self._may_close = False
        self._answered: frozenset[str] = frozenset()
        self.work: Work | None = None
        self.working: Working | None = None
        self._pieces, self._is_furnishing = self._furnishing(), False
        self._named: tuple[str, ...] = ()
        self._build()
        self.parts = Parts(
            session, bridge, self.viewport, self.display, self.files, self.batches, self.experiments, self.actions_,
            self.toolbar, self.notices, self.welcome, self.status,
        )  # fmt: skip
        self.commands = Commands(self.parts, self.furnish, self)
        self._connect()
        session.subscribe(self.set_state)
        self.toolbar.set_state(session.state)
        self._set_titles(session.state)

    # Building: first what is seen with nothing open, then the rest

    def _build(self) -> None:
        bar = self.menuBar()
        bar.setFont(theme.font())
        self.actions_.fill(bar, self)
        bar.setFixedHeight(max(28, bar.sizeHint().height()))
        self.toolbar = Toolbar(self.actions_, self.viewport)
        self.welcome = Welcome()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self.status = StatusBar()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.toolbar, self.notices, self._stack, self.status):
            column.addWidget(widget, 1 if widget is self._stack else 0)
        self.setCentralWidget(whole)
        self.setMinimumSize(LEAST)

    def _connect(self) -> None:
        self.files.busy_changed.connect(self.status.set_busy)
        self.files.opening.progress_changed.connect(self.status.progress.set_progress)
        self.status.progress.cancel_requested.connect(self.files.opening.cancel)
        self.toolbar.training_requested.connect(self.session.set_training)
        self.toolbar.range_requested.connect(self.commands.set_range)
        self.welcome.open_requested.connect(self.files.ask_open)
        self.welcome.paste_requested.connect(self.files.paste)
        self.welcome.numbers_requested.connect(self.files.sources.new_numbers)
        self.welcome.sample_requested.connect(self.commands.open_sample)
        self.welcome.preset_requested.connect(self.files.pipelines.open_preset)
        self.welcome.path_requested.connect(self._on_path_requested)
        self.welcome.lesson_requested.connect(self.open_lesson)
        self.files.lesson_opened.connect(self._on_lesson_opened)

    def furnish(self) -> None:
        """Build the place of work, unless it is there."""
        if self.working is None:
            for _ in self._pieces:
                pass

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is seen with nothing open is painted before the rest is built."""
        super().paintEvent(event)
        if not self._is_furnishing:
            self._is_furnishing = True
            QTimer.singleShot(0, self._on_furnish_timeout)

    @Slot()
    def _on_furnish_timeout(self) -> None:
        """Build the next piece: the window has a turn between each and the next."""
        if self.working is None and self.isVisible():
            next(self._pieces, None)
            QTimer.singleShot(0, self._on_furnish_timeout)

    def _furnishing(self) -> Iterator[None]:
        """Load and build the place of work in pieces."""
        for name in FURNITURE:
            import_module(name)
            yield
        from ui.work import Work  # noqa: PLC0415
        from ui.work_commands import WorkCommands  # noqa: PLC0415
        from ui.working import Working  # noqa: PLC0415

        work = Work(self.viewport, self._stack)
        self._stack.addWidget(work)
        yield from work.build()
        working = Working(work, self.parts, self)
        yield
        self.work, self.working = work, working
        if not work.restore(QSettings()):
            self.place_splitters()
        self.work_commands = WorkCommands(working, self.parts, self)
        self.commands.take(self.work_commands)
        self._draw_cards()
        self.set_state(self.session.state)
        self.furnished.emit()
        QTimer.singleShot(0, self._open_named)  # a photo may be on its way to the panes: it gets there first

    def _draw_cards(self) -> None:
        for sample_id, path in self.welcome.samples:
            self.bridge.start(partial(card_picture, read_photo, path), partial(self._on_card_drawn, sample_id))
        self.welcome.focus()

    def _on_card_drawn(self, sample_id: str, picture: object, error: Exception | None) -> None:
        if error is None:
            self.welcome.set_card(sample_id, picture)

    # Opening

    def open_presets(self, names: tuple[str, ...]) -> None:
        """Open pipelines that come with the program, by their ids, as soon as the place of work is there."""
        self._named = names
        if self.working is not None:
            self._open_named()

    @Slot()
    def _open_named(self) -> None:
        names, self._named = self._named, ()
        for name in names:
            self.files.pipelines.open_preset(name)

    @Slot(int)
    def open_lesson(self, place: int) -> None:
        """Begin one of the lessons that come with the program."""
        self.furnish()
        self.working.lessons.open_known(place)

    @Slot(object)
    def _on_lesson_opened(self, path: Path) -> None:
        self.furnish()
        self.working.lessons.open_file(path)

    @Slot(str)
    def _on_path_requested(self, name: str) -> None:
        self.files.open_path(to_path(name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.files.can_take(event.mimeData()):
            event.acceptProposedAction()
            self.welcome.set_lit(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.welcome.set_lit(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.welcome.set_lit(False)
        event.acceptProposedAction()
        self.files.take(event.mimeData())

    # Told by the session

    def set_state(self, state: State) -> None:
        """Show the welcome page or the place of work, and tell everyone."""
        self.furnish()
        before, self._state = self._state, state
        if state.source is not before.source:
            is_open = state.source is not None
            self._stack.setCurrentWidget(self.work if is_open else self.welcome)
            if not is_retyped(before, state):
                (self.work.map_pane.canvas if is_open else self.welcome.open_button).setFocus()
        self.working.set_state(state)
        self.commands.set_state(state)
        if state.outline != before.outline:
            self.toolbar.set_state(state)
            self._set_titles(state)

    def _set_titles(self, state: State) -> None:
        name = state.path.name if state.path else translated(state.document.name)
        self.setWindowTitle(f"{name}[*] — Filter Workbench")
        self.setWindowModified(state.is_modified)

    @Slot(str)
    def show_fault(self, message: str) -> None:
        """Say that something failed that nobody foresaw."""
        self.notices.refuse(message)

    # The window itself

    def resizeEvent(self, event: QResizeEvent) -> None:
        theme.set_compact(self.height() < COMPACT_UNDER)
        super().resizeEvent(event)

    def appear(self) -> None:
        """Show it as it was left; the first time at its usual size, or filling a screen that has no room for that."""
        if not self.restoreGeometry(QSettings().value("geometry", b"")):
            room = self.screen().availableSize()
            if USUAL.boundedTo(room) != USUAL:
                self.showMaximized()  # with its frame: of a window of the screen's size the last line would hang over
                return
            self.resize(USUAL)
        self.show()

    def place_splitters(self) -> None:
        """Give the panes their usual share of the window's size."""
        self.work.place(self.width(), self.height(), is_compact=self.height() < COMPACT_UNDER)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close and self._asks_before_closing():
            event.ignore()
            return
        settings = QSettings()
        settings.setValue("geometry", self.saveGeometry())
        if self.working is not None:
            self.work.keep(settings)
            self.working.loading.stop()
        self.bridge.close()
        super().closeEvent(event)

    def _asks_before_closing(self) -> bool:
        """Whether a question is open that has not been answered on the way here; its answer goes on with the next."""
        is_exporting = self.working is not None and self.working.is_exporting
        for name, is_open, ask in (
            ("unsaved", self._state.is_modified, self.files.saving.when_saved),
            ("export", is_exporting, self.working.exports.ask_stop if is_exporting else None),
            ("batch", self.batches.is_running, self.batches.ask_stop),
        ):
            if is_open and name not in self._answered:
                ask(partial(self._go_on_closing, self._answered | {name}))
                return True
        return False

    def _go_on_closing(self, answered: frozenset[str]) -> None:
        self._answered = answered
        self.close()
        self._answered = frozenset()

    def close_without_asking(self) -> None:
        """Close, and let unsaved changes go."""
        self._may_close = True
        self.close()
