"""The kernel sliding over the map: play, pause, step and scrub, and save the way as an animation."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from ui import slide_drawing, theme
from ui.pixels import Levels, photo_levels
from ui.widgets.areas import Area
from ui.widgets.buttons import tool_button
from ui.widgets.choices import Segmented, Select
from ui.widgets.labels import Label
from ui.widgets.painting import draw_focus_ring, smooth
from workbench.explanation.sliding import Slide

SPEEDS = (1, 2, 4, 8, 16)
LEAST_WIDTH, SPEED_FROM = 470, 580
"""How narrow the pane may become, and from where on there is room to choose a speed."""

OWN, WAY = "own", "way"


class SlideView(QWidget):
    """The drawing; a click on the output goes there, the wheel steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("slide_view")
        self.setMinimumSize(200, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.slide: Slide | None = None
        self.position = 0
        self.photo = photo_levels(255.0)
        self.names: dict[str, str] = {}
        self.message = ""

    def sizeHint(self) -> QSize:
        return QSize(400, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        if self.slide is not None:
            slide_drawing.paint(painter, QRectF(self.rect()), self.slide, self.position, self.photo, self.names)
            return
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.setFont(theme.font())
        painter.setPen(theme.color("dim"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value, self.message)


class SlidePane(Area):
    """Told by `set_slide`; tells where the window is, and asks for the other panels or for an animation."""

    position_changed = Signal(int)
    way_requested = Signal(bool)
    export_requested = Signal(int)
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("slide")
        self.setAccessibleName(self.tr("Slide"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view = SlideView()
        self.view.names = {
            "products": self.tr("sum of {0} products"), "kernel": self.tr("kernel"), "stride": self.tr("stride"),
            "padding": self.tr("padding"), "dilation": self.tr("dilation"),
        }  # fmt: skip
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timer)
        self.play = tool_button("play", tip=self.tr("Play or pause (Space)."), name="slide_play")
        self.back = tool_button("left", tip=self.tr("One place back (Left)."), name="slide_back")
        self.forward = tool_button("right", tip=self.tr("One place forward (Right)."), name="slide_forward")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("slide_slider")
        self.slider.setToolTip(self.tr("Drag the window over the map."))
        self.slider.setAccessibleName(self.tr("Place of the window"))
        self.place = Label("", px=12, weight=500)
        self.place.setMinimumWidth(112)
        words = self.tr("{0} a second")
        self.speed = Select(
            [(speed, words.format(speed)) for speed in SPEEDS], flat=True, name="slide_speed",
            tip=self.tr("How many places the window goes in a second."),
        )  # fmt: skip
        self.speed.set_value(4)
        self.span = Segmented(
            [(OWN, self.tr("This step")), (WAY, self.tr("From the photo"))], small=True, name="slide_span",
            tip=self.tr("Show what the step reads, or every map from the photo on with what one value sees of it."),
        )  # fmt: skip
        self.export = tool_button("export", tip=self.tr("Save the way as an animation."), name="slide_export")
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(4)
        for widget in (self.play, self.back, self.forward):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        for widget in (self.place, self.speed, self.span, self.export):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addLayout(row)
        self.play.clicked.connect(self.toggle)
        self.back.clicked.connect(self._on_back_clicked)
        self.forward.clicked.connect(self._on_forward_clicked)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.speed.value_changed.connect(self._on_speed_changed)
        self.span.value_changed.connect(self._on_span_changed)
        self.export.clicked.connect(self._on_export_clicked)
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.set_slide(None, self.view.photo, "")

    @property
    def page(self) -> str:
        """What is shown of the way, as `show_page` takes it."""
        return self.span.value()

    def show_page(self, span: str) -> None:
        """Show what the step reads (OWN), or every map from the photo on (WAY)."""
        self.span.set_value(span)
        self.way_requested.emit(span == WAY)

    @property
    def position(self) -> int:
        """Which output the window stands at, row by row."""
        return self.view.position

    @property
    def is_playing(self) -> bool:
        """Whether the window moves by itself."""
        return self._timer.isActive()

    def set_slide(self, slide: Slide | None, photo: Levels, message: str) -> None:
        """Show a way; the place stays where there is one as far. Without a way, say why."""
        before = self.view.slide
        self.view.slide, self.view.photo, self.view.message = slide, photo, message
        for widget in (self.play, self.back, self.forward, self.slider, self.export):
            widget.setEnabled(slide is not None)
        if slide is None:
            self.pause()
            self.place.setText("")
            self.view.update()
            return
        is_same = before is not None and (before.step, before.output.values.shape) == (
            slide.step, slide.output.values.shape
        )  # fmt: skip
        self.slider.blockSignals(True)
        self.slider.setRange(0, slide.places - 1)
        self.slider.blockSignals(False)
        self.go(min(self.position, slide.places - 1) if is_same else 0)

    def go(self, position: int) -> None:
        """Put the window at another place."""
        slide = self.view.slide
        if slide is None:
            return
        self.view.position = min(max(position, 0), slide.places - 1)
        self.slider.blockSignals(True)
        self.slider.setValue(self.view.position)
        self.slider.blockSignals(False)
        y, x = slide.output_at(self.view.position)
        self.place.setText(f"y {y}  x {x}   {self.view.position + 1}/{slide.places}")
        self.view.setAccessibleDescription(slide_drawing.sums(slide, self.view.position)[0])
        self.view.update()
        self.position_changed.emit(self.view.position)

    def pause(self) -> None:
        """Stop where the window is."""
        self._timer.stop()
        self.play.set_icon("play")

    @Slot()
    def toggle(self) -> None:
        """Play on, from the beginning if the window is at the end; or pause."""
        if self.is_playing:
            self.pause()
        elif self.view.slide is not None:
            if self.position == self.view.slide.places - 1:
                self.go(0)
            self._timer.start(round(1000 / self.speed.value()))
            self.play.set_icon("pause")

    @Slot()
    def _on_timer(self) -> None:
        slide = self.view.slide
        self.go(self.position + 1)
        if slide is None or self.position == slide.places - 1:
            self.pause()

    @Slot()
    def _on_back_clicked(self) -> None:
        self.pause()
        self.go(self.position - 1)

    @Slot()
    def _on_forward_clicked(self) -> None:
        self.pause()
        self.go(self.position + 1)

    @Slot(int)
    def _on_slider_moved(self, position: int) -> None:
        self.pause()
        self.go(position)

    @Slot(object)
    def _on_speed_changed(self, speed: int) -> None:
        self._timer.setInterval(round(1000 / speed))

    @Slot(object)
    def _on_span_changed(self, span: str) -> None:
        self.way_requested.emit(span == WAY)

    @Slot()
    def _on_export_clicked(self) -> None:
        self.pause()
        self.export_requested.emit(self.speed.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        slide = self.view.slide
        if slide is not None:
            across = slide.output.values.shape[1]
            moves |= {Qt.Key.Key_Down: across, Qt.Key.Key_Up: -across}
        if event.key() == Qt.Key.Key_Space:
            self.toggle()
        elif event.key() in moves:
            self.pause()
            self.go(self.position + moves[event.key()])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.speed.setVisible(self.width() >= SPEED_FROM)

    def showEvent(self, event: QEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QEvent) -> None:
        super().hideEvent(event)
        self.pause()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            draw_focus_ring(smooth(self), QRectF(self.rect()))

    @Slot()
    def _on_theme_changed(self) -> None:
        look = theme.current()
        self.slider.setStyleSheet(
            f"QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {look.field}; }}"
            f"QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {look.track}; }}"
            f"QSlider::handle:horizontal {{ width: 14px; margin: -5px 0; border-radius: 7px; background: {look.dim}; }}"
            f"QSlider::handle:horizontal:focus {{ background: {look.accent}; }}"
        )
