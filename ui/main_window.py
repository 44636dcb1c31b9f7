"""The window: it places the panes, pushes states and frames into them, passes their wishes on, and decides nothing."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import display, numbers, theme
from ui.actions import Actions
from ui.bridge import Bridge
from ui.commands import Commands
from ui.display import Display
from ui.experiments import Experiments
from ui.files import Files
from ui.language import spoken, translated
from ui.messages import NoticeBar
from ui.reading import read_photo
from ui.status_bar import StatusBar
from ui.toolbar import Toolbar
from ui.viewport import Viewport
from ui.welcome import Welcome, card_picture
from ui.widgets.late import Loading
from workbench import presets
from workbench.document import PHOTO, Document, Step
from workbench.evaluation.frames import (
    View,
)
from workbench.lessons.titles import headings
from workbench.plan import extent
from workbench.session import Session, State
from workbench.sources import NumberGrid

if TYPE_CHECKING:
    from ui.export.exports import Exports
    from ui.work import Work
    from workbench.picture_files.contact_sheet import Captions

COMPACT_UNDER = 800
LEAST = (1120, 640)
WELCOME_SAMPLES, WELCOME_PRESETS = ("still-life", "half-light", "chart"), 3


FURNITURE = (
    "ui.explanation.marks", "ui.panes.picture", "ui.pipeline_builder", "ui.panes.feature_maps", "ui.kernel.editor",
    "ui.control_panel", "ui.numbers_editor", "ui.panes.explain", "ui.panes.slide", "ui.panes.table", "ui.panes.batch",
    "ui.explanation.explaining", "ui.lessons.tour", "ui.showing", "ui.sliding",
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
        self.experiments = Experiments(bridge, self)
        self.actions_ = Actions(self)
        self.display = Display()
        self._state = State()
        self._may_close = False
        self._busy = ""
        self._work: Work | None = None
        self._pieces, self._is_furnishing = self._furnishing(), False
        self._named: tuple[str, ...] = ()
        self._build()
        self.commands = Commands(self)
        self._connect()
        session.subscribe(self.set_state)
        self._restore()
        self.toolbar.set_state(session.state)
        self._set_titles(session.state)

    # Building: first what is seen with nothing open, then the rest

    def _build(self) -> None:
        bar = self.menuBar()
        bar.setFont(theme.font())
        self.actions_.fill(bar, self)
        bar.setFixedHeight(max(28, bar.sizeHint().height()))
        self.toolbar = Toolbar(self.actions_, self.viewport)
        self.welcome = Welcome(
            tuple(
                (sample.id, translated(sample.title)) for sample in presets.samples() if sample.id in WELCOME_SAMPLES
            ),
            tuple(
                (preset.id, translated(preset.title), translated(preset.description))
                for preset in presets.PRESETS[:WELCOME_PRESETS]
            ),
            _lesson_groups(),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self.status = StatusBar()
        whole = QWidget()
        whole.setLayout(_column(self.toolbar, self.notices, self._stack, self.status))
        whole.layout().setStretch(2, 1)
        self.setCentralWidget(whole)
        self.setMinimumSize(*LEAST)

    def _connect(self) -> None:
        self.viewport.view_changed.connect(self._on_view_changed)
        self.viewport.cursor_changed.connect(self._on_cursor_changed)
        self.files.busy_changed.connect(self._on_busy_changed)
        self.files.progress_changed.connect(self.status.progress.set_progress)
        self.status.progress.cancel_requested.connect(self.files.cancel_opening)
        self.toolbar.training_requested.connect(self.session.set_training)
        self.toolbar.range_requested.connect(self._on_range_requested)
        self.welcome.open_requested.connect(self.files.ask_open)
        self.welcome.paste_requested.connect(self.files.paste)
        self.welcome.numbers_requested.connect(self.files.new_numbers)
        self.welcome.sample_requested.connect(self.commands.open_sample)
        self.welcome.preset_requested.connect(self.files.open_preset)
        self.welcome.path_requested.connect(self._on_path_requested)
        self.welcome.lesson_requested.connect(self.open_lesson)
        self.files.lesson_opened.connect(self._on_lesson_opened)

    def open_presets(self, names: tuple[str, ...]) -> None:
        """Open pipelines that come with the program, by their ids, as soon as the place of work is there."""
        self._named = names
        if self._work is not None:
            self._open_named()

    @Slot()
    def _open_named(self) -> None:
        names, self._named = self._named, ()
        for name in names:
            self.files.open_preset(name)

    def furnish(self) -> None:
        """Build the place of work, unless it is there."""
        if self._work is None:
            for _ in self._pieces:
                pass

    @Slot()
    def _on_furnish_timeout(self) -> None:
        """Build the next piece: the window has a turn between each and the next."""
        if self._work is None and self.isVisible():
            next(self._pieces, None)
            QTimer.singleShot(0, self._on_furnish_timeout)

    def _furnishing(self) -> Iterator[None]:
        """Load and build the place of work in pieces; the window is painted before."""
        for name in FURNITURE:
            import_module(name)
            yield
        from ui.explanation.explaining import Explaining  # noqa: PLC0415
        from ui.inputs import Inputs  # noqa: PLC0415
        from ui.lessons.tour import Lessons  # noqa: PLC0415
        from ui.showing import Showing  # noqa: PLC0415
        from ui.sliding import Sliding  # noqa: PLC0415
        from ui.work import Work  # noqa: PLC0415

        work = Work(self.viewport, self._stack)
        self._stack.addWidget(work)
        yield from work.build()
        self.builder, self.tabs, self.table = work.builder, work.tabs, work.table
        self.photo_pane, self.map_pane, self.feature_maps = work.photo_pane, work.map_pane, work.feature_maps
        self.curves, self.histogram, self.explain = work.curves, work.histogram, work.explain
        self.gradient = work.gradient
        for laboratory in work.laboratories():
            laboratory.built.connect(self._on_laboratory_built)
        self.kernel_editor, self.control_panel = work.kernel_editor, work.control_panel
        self.numbers_editor, self.batch, self.slide = work.numbers_editor, work.batch, work.slide
        self.explaining = Explaining(work, self.session, self.bridge, self.display, self)
        self.lessons = Lessons(work, self.session, self.bridge, self.files, self.explaining, self)
        self.sliding = Sliding(work, self.bridge, self.files, self.display, self.explaining, self)
        self.inputs = Inputs(work, self.session, self.files, self.display, self)
        self.showing = Showing(
            work, self.bridge, self.inputs, self.display, self.viewport, self.status, self.notices, self
        )
        self.showing.rested.connect(self._on_rested)
        yield
        self._work = work
        if not work.restore(QSettings()):
            self.place_splitters()
        theme.notifier().changed.connect(self._on_theme_changed)
        for pane in (self.photo_pane, self.map_pane):
            pane.canvas.hovered.connect(self.viewport.set_cursor)
        self.photo_pane.frame_requested.connect(self.files.open_frame)
        self.map_pane.channel_requested.connect(self.session.select_channel)
        self.feature_maps.channel_requested.connect(self.session.select_channel)
        self.feature_maps.sharing_changed.connect(self._on_sharing_changed)
        self.builder.step_selected.connect(self._on_step_selected)
        self.table.step_requested.connect(self._on_step_selected)
        self.builder.document_requested.connect(self._on_document_requested)
        for editor in (self.kernel_editor, self.control_panel):
            editor.edit_requested.connect(self._on_edit_requested)
            editor.merge_finished.connect(self.session.end_merge)
        self.kernel_editor.channel_requested.connect(self.session.select_channel)
        self.control_panel.undo_requested.connect(self.session.undo)
        self.commands.take_tabs_and_kernel(self.tabs, self.kernel_editor)
        self._draw_cards()
        # on this thread: to load Qt's classes beside a window that is at work has crashed
        self._loading = Loading(work.late_panes(), self)
        self.bridge.frame_arrived.connect(self._loading.put_off)
        self.set_state(self.session.state)
        self.furnished.emit()
        QTimer.singleShot(0, self._open_named)  # a photo may be on its way to the panes: it gets there first

    @cached_property
    def exports(self) -> "Exports":
        """What writes pictures; its encoders are loaded when the first is asked for."""
        from ui.export.exports import Exports  # noqa: PLC0415

        made = Exports(self.session, self.bridge, self.notices, self)
        made.progress_changed.connect(self.status.progress.set_progress)
        self.status.progress.cancel_requested.connect(made.cancel)
        return made

    def tab_shown(self) -> tuple[QWidget, str | None]:
        """The pane of the tab in front, and as CSV the numbers it shows, where it has any."""
        from ui.export import figures  # noqa: PLC0415

        pane = self.tabs.stack.currentWidget()
        if pane is self.table:
            return pane, figures.table_csv(self._state.plan)
        if pane is self.histogram and self.showing.statistics is not None:
            return self.histogram.pane, figures.histogram_csv(self.showing.statistics)
        if pane is self.curves:
            drawn = self.curves.pane.drawn
            return self.curves.pane, figures.curves_csv(drawn.kinds, drawn.half_span)
        return getattr(pane, "pane", pane), None

    def captions(self) -> "Captions":
        """The words of a contact sheet of the selected step, and the levels where the gallery's were chosen."""
        from workbench.picture_files.contact_sheet import captions_of  # noqa: PLC0415

        state, maps = self._state, self.feature_maps.model
        found = replace(captions_of(state.plan, state.selected, state.source.name), names=display.map_names(state))
        if self.display.is_shared and self.display.held is None:
            return found
        count = (state.plan[state.selected].shape or (0, 0))[1]
        return replace(found, levels=tuple(maps.levels(channel) for channel in range(count)))

    @Slot(int)
    def open_lesson(self, place: int) -> None:
        """Begin one of the lessons that come with the program."""
        self.furnish()
        self.lessons.open_known(place)

    @Slot(object)
    def _on_lesson_opened(self, path: Path) -> None:
        self.furnish()
        self.lessons.open_file(path)

    def ask_save_lesson(self) -> None:
        """Ask what a lesson of the pipeline of now says and hides, then save it."""
        from ui.lessons.dialog import LessonDialog  # noqa: PLC0415

        pin = self.explaining.pin
        at = (pin.y, pin.x) if pin is not None and pin.step == self._state.selected else None
        dialog = LessonDialog(self._state, at, self._work.page_shown, self)
        dialog.made.connect(self.files.saving.ask_save_lesson)
        dialog.open()

    # Told by the session

    def set_state(self, state: State) -> None:
        """Push a state into every pane."""
        self.furnish()
        before, self._state = self._state, state
        is_open = state.source is not None
        is_retyped = isinstance(before.source, NumberGrid) and isinstance(state.source, NumberGrid)
        keeps_place = is_retyped and extent(state.source.shape) == extent(before.source.shape)
        self.showing.set_state(state)
        if state.source is not before.source and not keeps_place:
            self.bridge.forget()
            self.showing.forget()
            self.viewport.set_photo(*(extent(state.source.shape) if is_open else (0, 0)))
            self._stack.setCurrentWidget(self._work if is_open else self.welcome)
            if not is_retyped:
                (self.map_pane.canvas if is_open else self.welcome.open_button).setFocus()
        if is_open and state.plan is not before.plan:
            self.viewport.set_beyond(*display.beyond(state.plan))
        is_refused = is_open and state.plan[state.selected].shape is None
        if is_open and not is_refused and (
            state.plan, state.source, state.selected, state.channel, state.sample
        ) != (before.plan, before.source, before.selected, before.channel, before.sample):  # fmt: skip
            self._ask_for_pictures()  # first of all: the worker computes while the panes are told
        for pane in (self.toolbar, self.builder, self.kernel_editor, self.control_panel):
            pane.set_state(state)
        self.table.set_plan(state.plan)
        self._set_titles(state)
        if not is_open:
            self.bridge.forget()
            self.status.show_nothing_open()
            return
        self.lessons.cover(state)
        self._set_heads(state)
        for pane in (self.photo_pane, self.map_pane, self.feature_maps):
            pane.set_dimmed(is_refused)
        self._show_busy()
        if is_refused:
            self.bridge.forget()
            self._ask_for_pictures()
        self.histogram.tell(set_channel=state.channel)
        if state.hidden != before.hidden:
            self.showing.show_statistics()
        for laboratory in self._work.laboratories():
            laboratory.tell(set_state=state)
        self.feature_maps.set_channel(state.channel)
        self.explaining.set_state(state)
        self.sliding.set_state(state)
        self.inputs.set_state(state)
        if self.viewport.cursor is None:
            self.status.show_idle_cursor((PHOTO, *(step.id for step in state.document)))

    def _set_titles(self, state: State) -> None:
        name = state.path.name if state.path else translated(state.document.name)
        self.setWindowTitle(f"{name}[*] — Filter Workbench")
        self.setWindowModified(state.is_modified)
        self.commands.set_state(state)

    def _set_heads(self, state: State) -> None:
        source = state.source
        self.photo_pane.set_head(
            PHOTO, source.name if source.shape[0] == 1 else "", display.shape_words(state.plan, PHOTO)
        )
        self.photo_pane.set_frames(getattr(source, "frame", 0), getattr(source, "frames", 1))
        if state.plan[state.selected].shape is None:
            if self.showing.gallery is not None:
                words = (self.showing.gallery.step, self._map_shape, self.tr("last good"))
                self.feature_maps.head.set_badge(" · ".join(words))
                self.map_pane.head.set_title(self.showing.gallery.step)
                return
            state = replace(state, selected=display.shown_step(state), channel=0)
        row = state.plan[state.selected]
        self._map_shape = display.shape_words(state.plan, row.id)
        shape = numbers.HIDDEN if state.hides("shape", row.id) else self._map_shape
        name = state.selected if row.step is None else row.step.label or row.id
        self.map_pane.set_head(name, "", shape)
        self.map_pane.set_channels(display.map_options(state), state.channel)
        self.feature_maps.set_head(f"{name} · {shape}", display.map_names(state))

    def _ask_for_pictures(self) -> None:
        state, view = self._state, self.viewport.view
        if state.source is None or view is None:
            return
        if state.plan[state.selected].shape is None:
            if self.photo_pane.canvas.frame is not None:
                return  # the last good result stays
            state = replace(state, selected=display.shown_step(state), channel=0)
        self.bridge.show(state, view)

    # Told by the hand

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        self._work.gradient.tell(set_view=view)
        self._ask_for_pictures()

    @Slot()
    def _on_rested(self) -> None:
        self._loading.begin()
        self._on_cursor_changed()

    @Slot()
    def _on_cursor_changed(self) -> None:
        state = self._state
        self._work.gradient.tell(set_cursor=self.viewport.cursor)
        if self.viewport.cursor is not None and state.plan is not None and state.plan[state.selected].shape:
            self.bridge.probe(*self.viewport.cursor)

    @Slot(str)
    def _on_step_selected(self, step_id: str) -> None:
        self.session.select(step_id)

    @Slot(object, str)
    def _on_document_requested(self, document: Document, title: str) -> None:
        self.session.edit(document, title)

    @Slot(object, str, object)
    def _on_edit_requested(self, step: Step, title: str, merge: object) -> None:
        self.session.edit(self._state.document.with_step(step), title, merge=merge)

    @Slot(str)
    def _on_range_requested(self, value_range: str) -> None:
        self.session.edit(self._state.document.with_range(value_range), self.tr("Change the range"))

    @Slot(bool)
    def _on_sharing_changed(self, is_shared: bool) -> None:
        self.commands.set_shared(is_shared)

    @Slot(str)
    def _on_path_requested(self, name: str) -> None:
        self.files.open_path(Path(name))

    @Slot(str)
    def _on_busy_changed(self, text: str) -> None:
        self._busy = text
        self._show_busy()

    def _show_busy(self) -> None:
        state = self._state
        is_refused = state.plan is not None and state.plan[state.selected].shape is None
        self.status.set_state(self._busy or (self.tr("Showing the last good result") if is_refused else ""))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.showing.show_levels()

    @Slot(str)
    def show_fault(self, message: str) -> None:
        """Say that something failed that nobody foresaw."""
        self.notices.show_notice(message, is_error=True)

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

    # The window itself

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_furnishing:
            self._is_furnishing = True
            QTimer.singleShot(0, self._on_furnish_timeout)

    def _draw_cards(self) -> None:
        for sample in (sample for sample in presets.samples() if sample.id in WELCOME_SAMPLES):
            self.bridge.start(partial(card_picture, read_photo, sample.path), partial(self._on_card_drawn, sample.id))
        self.welcome.focus()

    @Slot(object)
    def _on_laboratory_built(self, pane: QWidget) -> None:
        pane.experiment_requested.connect(self.experiments.ask)
        pane.edit_requested.connect(self._on_edit_requested)

    def _on_card_drawn(self, sample_id: str, picture: object, error: Exception | None) -> None:
        if error is None:
            self.welcome.set_card(sample_id, picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        theme.set_compact(self.height() < COMPACT_UNDER)
        super().resizeEvent(event)

    def _restore(self) -> None:
        settings = QSettings()
        if not self.restoreGeometry(settings.value("geometry", b"")):
            self.resize(QSize(1600, 1000).boundedTo(self.screen().availableSize()))

    def place_splitters(self) -> None:
        """Give the panes their usual share of the window's size."""
        self._work.place(self.width(), self.height(), is_compact=self.height() < COMPACT_UNDER)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close and self._state.is_modified:
            event.ignore()
            self.files.when_saved(self.close_without_asking)
            return
        if not self._may_close and "exports" in self.__dict__ and self.exports.is_busy:
            event.ignore()
            self.exports.ask_stop(self.close_without_asking)
            return
        settings = QSettings()
        settings.setValue("geometry", self.saveGeometry())
        if self._work is not None:
            self._work.keep(settings)
            self._loading.stop()
        self.bridge.close()
        super().closeEvent(event)

    def close_without_asking(self) -> None:
        """Close, and let unsaved changes go."""
        self._may_close = True
        self.close()


def _lesson_groups() -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """Of each group of lessons the place of the first, its name and what its lessons are about."""
    tag = spoken()
    found: dict[str, tuple[int, list[str]]] = {}
    for place, heading in enumerate(headings()):
        _, about = found.setdefault(heading.group.told(tag), (place, []))
        about.append(heading.about.told(tag))
    return tuple((place, group, tuple(about)) for group, (place, about) in found.items())


def _column(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget)
    return column
