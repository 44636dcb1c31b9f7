"""What the worker delivers beside the two pictures, on its way to the panes: thumbnails, statistics, values."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from ui import display
from ui.bridge import Bridge
from ui.display import Display
from ui.inputs import Inputs
from ui.messages import LOG, NoticeBar
from ui.pictures import Pictures
from ui.plots.activation_curves import is_curve
from ui.status_bar import StatusBar
from ui.viewport import Viewport
from ui.work import Work
from workbench.evaluation.frames import (
    BatchFrame,
    FailureFrame,
    Frame,
    GalleryFrame,
    IdleFrame,
    ProbeFrame,
    StatisticsFrame,
    ThumbnailsFrame,
)
from workbench.session import State


class Showing(QObject):
    """Passes every frame to the panes that show it. `rested` says that all that was asked for is there."""

    rested = Signal()

    def __init__(
        self,
        work: Work,
        bridge: Bridge,
        pictures: Pictures,
        inputs: Inputs,
        shown: Display,
        viewport: Viewport,
        status: StatusBar,
        notices: NoticeBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._work, self._pictures, self._inputs, self._display = work, pictures, inputs, shown
        self._viewport = viewport
        self._status, self._notices = status, notices
        self._state = State()
        self.gallery: GalleryFrame | None = None
        bridge.frame_arrived.connect(self._on_frame_arrived)

    def set_state(self, state: State) -> None:
        """Take the state that frames are read by."""
        self._state = state

    @property
    def statistics(self) -> StatisticsFrame | None:
        """What is known of the map that is shown."""
        return self._pictures.statistics

    def forget(self) -> None:
        """Show nothing of what was delivered."""
        self.gallery = None
        self._work.feature_maps.set_frame(None)
        self._work.histogram.tell(set_frame=None)
        self._work.curves.tell(set_frame=None, set_point=None)

    def show_levels(self) -> None:
        """Draw the maps again with the levels as they are now."""
        state, work = self._state, self._work
        levels = self._pictures.show_levels()
        if levels is not None:
            shared = levels if self.statistics is None else self._display.shared(state, self.statistics)
            work.feature_maps.set_levels(shared)
            work.batch.set_levels(self._display.photo(state), levels)

    def show_statistics(self) -> None:
        """Show histogram and curves what is known, but for what a lesson asks for."""
        state, frame = self._state, self.statistics
        if frame is None or frame.inputs_step not in state.plan:
            return
        self._work.histogram.tell(set_frame=None if state.hides("value", frame.step) else frame)
        row = state.plan[frame.inputs_step]
        read = row.inputs[0] if row.inputs else row.id
        self._work.curves.tell(
            set_step=row.step if is_curve(row.step) else None,
            set_frame=None if state.hides("value", read) else frame,
        )

    @Slot(object)
    def _on_frame_arrived(self, frame: Frame) -> None:
        state, work = self._state, self._work
        if isinstance(frame, ThumbnailsFrame):
            work.builder.set_thumbnails(frame, self._display.photo(state))
        elif isinstance(frame, GalleryFrame):
            self.gallery = frame
            work.feature_maps.set_frame(frame)
            work.feature_maps.set_channel(state.channel)
        elif isinstance(frame, BatchFrame):
            self._inputs.set_frame(frame, state)
        elif isinstance(frame, StatisticsFrame):
            self._pictures.statistics = frame
            self.show_levels()
            self.show_statistics()
        elif isinstance(frame, ProbeFrame):
            self._set_reading(frame)
        elif isinstance(frame, IdleFrame):
            self._status.set_milliseconds(frame.milliseconds)
            self.rested.emit()
        elif isinstance(frame, FailureFrame):
            LOG.error("%s\n%s", frame.message, frame.detail)
            self._notices.refuse(frame.message)

    def _set_reading(self, frame: ProbeFrame) -> None:
        state = self._state
        if state.plan is None:
            return
        seen = tuple(reading for reading in frame.readings if not state.hides("value", reading.step))
        frame = replace(frame, readings=seen)
        self._status.set_reading(frame.y, frame.x, self._viewport.photo, display.chips(state, frame))
        point = None
        if self.statistics is not None and self.statistics.inputs_step in state.plan:
            row = state.plan[self.statistics.inputs_step]
            read = row.inputs[0] if row.inputs else row.id
            values = next((reading.values for reading in frame.readings if reading.step == read), ())
            if values:
                point = values[min(max(state.channel, 0), len(values) - 1)]
        self._work.curves.tell(set_point=point)
