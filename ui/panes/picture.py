"""A picture under its head: which step, file or map it is, its shape, its levels and how exact it is."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.picture_canvas import PictureCanvas
from ui.pixels import Levels
from ui.viewport import Viewport
from ui.widgets.buttons import tool_button
from ui.widgets.choices import Select
from ui.widgets.heads import PaneHead
from ui.widgets.marks import LevelBar, StateMark
from workbench.evaluation.frames import PaneFrame

LEAST_WIDTH = 240
MOST_CHANNELS_LISTED = 4096


class PicturePane(QWidget):
    """A canvas under its head: step, file or channel, shape, levels and state.

    `channel_requested` asks for a map, `frame_requested` for a frame of the photo's file.
    """

    channel_requested = Signal(int)
    frame_requested = Signal(int)

    def __init__(self, viewport: Viewport, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.head = PaneHead("", parent=self)
        self.head.title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # it gives way
        self.setMinimumWidth(LEAST_WIDTH)
        self.canvas = PictureCanvas(viewport, f"{name}_canvas", self)
        self.canvas.setAccessibleName(self.tr("Picture"))
        self.levels = self.head.add_right(LevelBar(self.head))
        self.levels.setToolTip(self.tr("Values from the darkest to the brightest shown; the data itself is unchanged."))
        self.mark = self.head.add_right(StateMark("exact", self.tr("exact"), self.head))
        self.channels: Select | None = None
        self.frames: Select | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.canvas, 1)

    def add_chooser(self, tip: str) -> None:
        """Give the head a chooser, of feature maps or of photos."""
        self.channels = Select(flat=True, tip=tip, name=f"{self.objectName()}_channels", parent=self.head)
        self.channels.value_changed.connect(self._on_channel_value_changed)
        self.channels.hide()
        self.head.add_left(self.channels, before_badge=True)

    def add_frame_chooser(self) -> None:
        """Give the head a chooser of frames and pages, shown where a file has several."""
        tip = self.tr("Which frame, or page, of the file is shown.")
        self.frames = Select(flat=True, tip=tip, name=f"{self.objectName()}_frames", parent=self.head)
        self.frames.value_changed.connect(self._on_frame_value_changed)
        self.frames.hide()
        self.head.add_left(self.frames, before_badge=True)

    def add_comparison(self, other: "PicturePane") -> None:
        """Give the head a button that shows another pane's picture left of a divider, and this one's right of it."""
        tip = self.tr("Photo left, map right of a divider to drag (Ctrl+\\); \\ shows the photo alone.")
        self.canvas.compare_with(other.canvas)
        self.compare = tool_button("compare", tip=tip, name="compare", role="dim", parent=self.head)
        self.compare.setCheckable(True)
        self.compare.toggled.connect(self._on_compare_toggled)
        self.head.add_right(self.compare)

    def set_frames(self, frame: int, frames: int) -> None:
        """Say which of how many frames is shown, counted from 0."""
        self.frames.setVisible(frames > 1)
        listed = range(frames if frames > 1 else 0)[:MOST_CHANNELS_LISTED]
        self.frames.set_options([(index, f"{index + 1} / {frames}") for index in listed])
        self.frames.set_value(frame)

    def set_head(self, title: str, detail: str, shape: str) -> None:
        self.head.set_title(title)
        self.head.set_detail(detail)
        self.head.set_badge(shape)

    def set_channels(self, options: tuple[tuple[int, str], ...], channel: int) -> None:
        """List the maps by channel and name, and say which is shown."""
        self.channels.set_options(options[:MOST_CHANNELS_LISTED])
        self.channels.setVisible(bool(options))
        self.channels.set_value(channel)
        if self.channels.sizeHint().width() != self.channels.width():
            self.head.fit()

    def set_frame(self, frame: PaneFrame | None, levels: Levels) -> None:
        self.canvas.set_frame(frame, levels)
        self.levels.setVisible(frame is not None)
        self.mark.setVisible(frame is not None)
        is_difference = levels.is_signed and frame is not None and frame.values.ndim == 3
        self.levels.set_levels(levels.is_signed and not is_difference, levels.words)
        words = self.tr("Colours of differences, that lie above and below 0: middle gray is 0.")
        self.levels.setToolTip(words if is_difference else "")
        if self.levels.sizeHint().width() != self.levels.width():
            self.head.fit()
        if frame is not None:
            self._mark(frame)

    def set_dimmed(self, is_dimmed: bool) -> None:
        """Show the picture as the last good one."""
        self.canvas.set_dimmed(is_dimmed)
        if self.canvas.frame is not None:
            self._mark(self.canvas.frame)

    def _mark(self, frame: PaneFrame) -> None:
        if self.canvas.is_dimmed:
            self.mark.set_state("stale", self.tr("last good"))
        elif frame.state == "approximate":
            self.mark.set_state("approximate", self.tr("approximate"))
        elif frame.state == "sampled" and frame.every > 1:
            self.mark.set_state("sampled", f"1:{frame.every}")
        else:
            self.mark.set_state("exact", self.tr("exact"))

    def switch_whole(self) -> None:
        """Show the other pane's picture in all of this one's place, and back."""
        self.canvas.comparison.is_whole = not self.canvas.comparison.is_whole
        self.canvas.update()

    @Slot(bool)
    def _on_compare_toggled(self, is_on: bool) -> None:
        self.canvas.comparison.is_split = is_on
        self.canvas.update()

    @Slot(object)
    def _on_frame_value_changed(self, frame: int) -> None:
        self.frame_requested.emit(frame)

    @Slot(object)
    def _on_channel_value_changed(self, channel: int) -> None:
        self.channel_requested.emit(channel)
