"""The place of work at work: every state on its way to the panes, their wishes on their way to the session."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui import display, numbers
from ui.explanation.explaining import Explaining
from ui.inputs import Inputs
from ui.lessons.tour import Lessons
from ui.parts import Parts
from ui.pictures import Pictures, drawn, keeps_place
from ui.showing import Showing
from ui.sliding import Sliding
from ui.widgets.late import Loading
from ui.work import Work
from workbench.document import PHOTO, Document, Step
from workbench.evaluation.frames import View
from workbench.session import State

if TYPE_CHECKING:
    from ui.export.exports import Exports


class Working(QObject):
    """Told by the window what is open."""

    def __init__(self, work: Work, pictures: Pictures, parts: Parts, window: QWidget) -> None:
        super().__init__(window)
        session, bridge, shown, files = parts.session, parts.bridge, parts.display, parts.files
        self.work, self._pictures, self._parts, self._window = work, pictures, parts, window
        self._session, self._bridge, self._viewport, self._status = session, bridge, parts.viewport, parts.status
        self._state = State()
        self._map_shape = ""
        self.explaining = Explaining(work, session, bridge, shown, self)
        self.lessons = Lessons(work, session, bridge, files.saving, parts.notices, self.explaining, self)
        self.sliding = Sliding(work, bridge, files.animations, shown, self.explaining, self)
        self.inputs = Inputs(work, session, files.sources, shown, self)
        self.showing = Showing(
            work, bridge, pictures, self.inputs, shown, parts.viewport, parts.status, parts.notices, self
        )
        # on this thread: to load Qt's classes beside a window that is at work has crashed
        self.loading = Loading(work.late_panes(), self)
        self._connect()

    def _connect(self) -> None:
        work, session = self.work, self._session
        self._viewport.view_changed.connect(self._on_view_changed)
        self._viewport.cursor_changed.connect(self._on_cursor_changed)
        self._pictures.asked.connect(self.loading.wait)
        self._bridge.frame_arrived.connect(self.loading.put_off)
        self.showing.rested.connect(self._on_rested)
        for pane in (work.photo_pane, work.map_pane):
            pane.canvas.hovered.connect(self._viewport.set_cursor)
        work.photo_pane.frame_requested.connect(self._parts.files.sources.open_frame)
        for pane in (work.map_pane, work.feature_maps, work.kernel_editor):
            pane.channel_requested.connect(session.select_channel)
        work.builder.step_selected.connect(self._on_step_selected)
        work.table.step_requested.connect(self._on_step_selected)
        work.builder.document_requested.connect(self._on_document_requested)
        for editor in (work.kernel_editor, work.control_panel):
            editor.edit_requested.connect(self._on_edit_requested)
            editor.merge_finished.connect(session.end_merge)
        work.control_panel.undo_requested.connect(session.undo)
        for laboratory in work.laboratories():
            laboratory.built.connect(self._on_laboratory_built)

    @cached_property
    def exports(self) -> "Exports":
        """What writes pictures; its encoders are loaded when the first is asked for."""
        from ui.export.exports import Exports  # noqa: PLC0415

        made = Exports(self._session, self._bridge, self._parts.notices, self._window)
        made.progress_changed.connect(self._status.progress.set_progress)
        self._status.progress.cancel_requested.connect(made.cancel)
        return made

    @property
    def is_exporting(self) -> bool:
        """Whether pictures are being written."""
        return "exports" in self.__dict__ and self.exports.is_busy

    # Told by the window

    def set_state(self, state: State) -> None:
        """Push a state into every pane."""
        before, self._state = self._state, state
        work, is_open = self.work, state.source is not None
        is_refused = is_open and state.plan[state.selected].shape is None
        self.showing.set_state(state)
        if state.source is not before.source and not keeps_place(before, state):
            self.showing.forget()
        for pane in (work.builder, work.kernel_editor, work.control_panel):
            pane.set_state(state)
        work.table.set_plan(state.plan)
        if not is_open:
            self._status.show_nothing_open()
            return
        if state.outline != before.outline:
            self._set_outline(state, before, is_refused=is_refused)
        self._set_names(state)
        for laboratory in work.laboratories():
            laboratory.tell(set_state=state)
        self.explaining.set_state(state)
        self.sliding.set_state(state)
        self._bridge.linger()

    def _set_outline(self, state: State, before: State, *, is_refused: bool) -> None:
        """Tell those who show no weights."""
        work = self.work
        self.lessons.cover(state)
        self._set_heads(state, is_refused=is_refused)
        for pane in (work.photo_pane, work.map_pane, work.feature_maps):
            pane.set_dimmed(is_refused)
        self._status.set_state(self.tr("Showing the last good result") if is_refused else "")
        work.histogram.tell(set_channel=state.channel)
        if state.hidden != before.hidden:
            self.showing.show_statistics()
        work.feature_maps.set_channel(state.channel)
        self.inputs.set_state(state)
        if self._viewport.cursor is None:
            self._status.show_idle_cursor((PHOTO, *(step.id for step in state.document)))

    def _set_heads(self, state: State, *, is_refused: bool) -> None:
        """Name the photo and the map; of a refused step the last good map keeps its name."""
        work, source = self.work, state.source
        name = source.name if source.shape[0] == 1 else ""
        work.photo_pane.set_head(PHOTO, name, display.shape_words(state.plan, PHOTO))
        work.photo_pane.set_frames(getattr(source, "frame", 0), getattr(source, "frames", 1))
        if is_refused and self.showing.gallery is not None:
            words = (self.showing.gallery.step, self._map_shape, self.tr("last good"))
            work.feature_maps.head.set_badge(" · ".join(words))
            work.map_pane.head.set_title(self.showing.gallery.step)
            return
        row = state.plan[display.shown_step(state)]
        self._map_shape = display.shape_words(state.plan, row.id)
        shape = numbers.HIDDEN if state.hides("shape", row.id) else self._map_shape
        work.map_pane.set_head(row.title, "", shape)
        work.feature_maps.head.set_badge(f"{row.title} · {shape}")

    def _set_names(self, state: State) -> None:
        """Name the maps, some by the weights that make them."""
        if state.plan[state.selected].shape is None and self.showing.gallery is not None:
            return
        state = drawn(state)
        self.work.map_pane.set_channels(display.map_options(state), state.channel)
        self.work.feature_maps.model.set_names(display.map_names(state))

    # Told by the hand

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        self.work.gradient.tell(set_view=view)
        if self._viewport.is_moving:
            self.loading.wait()
        elif not self._bridge.is_awaited:
            self.loading.begin()

    @Slot()
    def _on_rested(self) -> None:
        if not self._viewport.is_moving:
            self.loading.begin()
        self._on_cursor_changed()

    @Slot()
    def _on_cursor_changed(self) -> None:
        state, cursor = self._state, self._viewport.cursor
        self.work.gradient.tell(set_cursor=cursor)
        if cursor is not None and state.plan is not None and state.plan[state.selected].shape:
            self._bridge.probe(*cursor)

    @Slot(str)
    def _on_step_selected(self, step_id: str) -> None:
        self._session.select(step_id)

    @Slot(object, str)
    def _on_document_requested(self, document: Document, title: str) -> None:
        self._session.edit(document, title)

    @Slot(object, str, object)
    def _on_edit_requested(self, step: Step, title: str, merge: object) -> None:
        self._session.edit(self._state.document.with_step(step), title, merge=merge)

    @Slot(object)
    def _on_laboratory_built(self, pane: QWidget) -> None:
        pane.experiment_requested.connect(self._parts.experiments.ask)
        pane.edit_requested.connect(self._on_edit_requested)
