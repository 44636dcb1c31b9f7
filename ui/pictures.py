"""Photo and map: asked for as soon as there is a state, and shown before what stands around them is built."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from ui import display
from ui.bridge import Bridge
from ui.display import Display
from ui.pixels import Levels
from ui.viewport import Viewport
from ui.work import Work
from workbench.evaluation.frames import Frame, PaneFrame, StatisticsFrame, View
from workbench.plan import extent
from workbench.session import State, is_retyped


class Pictures(QObject):
    """Told every state first: the worker is at the pictures of it while the panes are told. `asked` says so."""

    asked = Signal()

    def __init__(self, work: Work, bridge: Bridge, shown: Display, viewport: Viewport, parent: QObject) -> None:
        super().__init__(parent)
        self.work, self._bridge, self._display, self._viewport = work, bridge, shown, viewport
        self._state = State()
        self._asked: View | None = None
        self.statistics: StatisticsFrame | None = None
        bridge.frame_arrived.connect(self._on_frame_arrived)
        viewport.view_changed.connect(self._on_view_changed)

    def set_state(self, state: State) -> None:
        """Ask for the pictures of a state; another photo begins anew, statistics of another map are let go of."""
        before, self._state = self._state, state
        is_open = state.source is not None
        if (state.source, state.selected, state.document.white) != (
            before.source, before.selected, before.document.white
        ):  # fmt: skip
            self.statistics = None
        if state.source is not before.source and not keeps_place(before, state):
            self._bridge.forget()
            self._forget()
            self._viewport.set_photo(*(extent(state.source.shape) if is_open else (0, 0)))
        if not is_open:
            self._bridge.forget()
            return
        is_other = state.outline != before.outline
        if is_other:
            self._viewport.set_beyond(*display.beyond(state.plan))
        if state.plan[state.selected].shape is None:
            if is_other:
                self._bridge.forget()
                self.ask()
        elif _seen(state) != _seen(before):
            self.ask()

    def ask(self) -> None:
        """Ask for the pictures of the state in the view. Of a refused step the last good result stays."""
        state, view = self._state, self._viewport.view
        if state.source is None or view is None:
            return
        if state.plan[state.selected].shape is None and self.work.photo_pane.canvas.frame is not None:
            return
        self.asked.emit()
        self._asked = view
        self._bridge.show(drawn(state), view)

    def show_levels(self) -> Levels | None:
        """Draw the map again with the levels as they are now, which are the answer; None where there is no map."""
        frame = self.work.map_pane.canvas.frame
        if frame is None:
            return None
        levels = self._display.map(self._state, frame, self.statistics)
        self.work.map_pane.set_frame(frame, levels)
        return levels

    def _forget(self) -> None:
        levels = self._display.photo(self._state)
        self.work.photo_pane.set_frame(None, levels)
        self.work.map_pane.set_frame(None, levels)

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        if view != self._asked:  # an edit that changed the view has asked for it already
            self.ask()

    @Slot(object)
    def _on_frame_arrived(self, frame: Frame) -> None:
        if isinstance(frame, PaneFrame):
            if frame.pane == "photo":
                self.work.photo_pane.set_frame(frame, self._display.photo(self._state))
            else:
                self.work.map_pane.set_frame(frame, self._display.map(self._state, frame, self.statistics))


def keeps_place(before: State, state: State) -> bool:
    """Whether only numbers of a grid were typed anew: what is looked at stays in its place."""
    return is_retyped(before, state) and extent(state.source.shape) == extent(before.source.shape)


def drawn(state: State) -> State:
    """The state with a step that has a map: in place of a refused one the last before it."""
    if state.plan[state.selected].shape is not None:
        return state
    return replace(state, selected=display.shown_step(state), channel=0)


def _seen(state: State) -> tuple[object, ...]:
    """What the pictures are made of."""
    return state.plan, state.source, state.selected, state.channel, state.sample
