"""The toolbar: open, save, undo, zoom and mode at the left; the photo's range, search and theme at the right."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from ui import icons, theme
from ui.actions import Actions
from ui.widgets.areas import Area, Rule
from ui.widgets.buttons import ToolButton
from ui.widgets.choices import Segmented, Select
from ui.widgets.painting import ALIGN_LEFT, ALIGN_RIGHT, FIXED, draw_focus_ring, smooth
from workbench.ranges import RANGES

if TYPE_CHECKING:
    from ui.viewport import Viewport
    from workbench.session import State

HEIGHT = 44
INFERENCE, TRAINING = "inference", "training"
WIDEST = "00000 %"
"""As wide as any zoom in words."""

ZOOMS = (0.0625, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)


class ActionButton(ToolButton):
    """A tool button that follows an action: enabled with it, named and explained by it."""

    def __init__(self, action: QAction, icon: str = "", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(icon, text, parent=parent)
        self._action = action
        self.setObjectName(f"tool_{action.objectName()}")
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    @Slot()
    def _on_action_changed(self) -> None:
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
        self.setAccessibleName(self._action.text().replace("&", ""))


class SearchBox(QAbstractButton):
    """Looks like a field and opens the palette."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_actions")
        self.setToolTip(action.toolTip())
        self.setAccessibleName(self.tr("Search actions"))
        self.setSizePolicy(FIXED, FIXED)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(action.trigger)

    def sizeHint(self) -> QSize:
        return QSize(200 if self.window().width() >= 1500 else 176, theme.control_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        edge = QRectF(self.rect())
        painter.setPen(QPen(theme.color("track" if self.underMouse() else "line"), 1))
        painter.setBrush(theme.color("field"))
        painter.drawRoundedRect(edge.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        icons.paint(painter, "search", "dim", 8, (self.height() - 16) / 2)
        painter.setPen(theme.color("dim"))
        painter.setFont(theme.font(12))
        painter.drawText(edge.adjusted(30, 0, -8, 0), ALIGN_LEFT, self.tr("Search actions"))
        painter.setFont(theme.font(11))
        painter.drawText(edge.adjusted(0, 0, -8, 0), ALIGN_RIGHT, "Ctrl K")
        if self.hasFocus():
            draw_focus_ring(painter, edge)


class Toolbar(Area):
    """Follows the state and the viewport; what changes the document goes out as signals."""

    training_requested = Signal(bool)
    range_requested = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__("head", "bottom", parent)
        self.setObjectName("toolbar")
        self.setFixedHeight(HEIGHT)
        self.zoom = Select(
            [(zoom, _percent(zoom)) for zoom in ZOOMS], tip=self.tr("Screen pixels for each photo pixel."), name="zoom"
        )
        self.zoom.setFixedWidth(self.zoom.fontMetrics().horizontalAdvance(WIDEST) + 40)
        self.zoom.value_changed.connect(self._on_zoom_value_changed)
        self.mode = Segmented(
            [(INFERENCE, self.tr("Inference")), (TRAINING, self.tr("Training"))],
            tip=self.tr("In training, BatchNorm uses the picture's own statistics and Dropout drops values."),
            name="mode",
        )
        self.mode.value_changed.connect(self._on_mode_value_changed)
        self.range = Select(
            [(name, self.tr("Range") + " " + name.replace("-", "–")) for name in RANGES],
            tip=self.tr("What a white photo pixel is worth to the first step."),
            name="value_range",
        )
        self.range.setFixedWidth(124)
        self.range.value_changed.connect(self._on_range_value_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 6, 1)
        row.setSpacing(4)
        for item in (
            ActionButton(actions["open"], "open", self.tr("Open")),
            ActionButton(actions["save"], "save", self.tr("Save")),
            Rule(),
            ActionButton(actions["undo"], "undo"),
            ActionButton(actions["redo"], "redo"),
            Rule(),
            ActionButton(actions["fit"], "fit"),
            ActionButton(actions["one_to_one"], "", "1:1"),
            self.zoom,
            Rule(),
            self.mode,
        ):
            row.addWidget(item)
        row.addStretch(1)
        for item in (
            self.range, SearchBox(actions["find"]), ActionButton(actions["theme"], "theme"),
        ):  # fmt: skip
            row.addWidget(item)
        self._close()

    def follow(self, viewport: "Viewport") -> None:
        """Show this viewport's zoom from now on, and change it."""
        self._viewport = viewport
        viewport.changed.connect(self._on_viewport_changed)

    def _close(self) -> None:
        """Nothing is open."""
        for control in (self.zoom, self.mode, self.range):
            control.setEnabled(False)
        self.zoom.set_options([(0.0, "— %")])

    def set_state(self, state: "State") -> None:
        is_open = state.source is not None
        for control in (self.zoom, self.mode, self.range):
            control.setEnabled(is_open)
        self.mode.set_value(TRAINING if state.training else INFERENCE)
        self.range.set_value(state.document.value_range)
        self._on_viewport_changed()

    @Slot()
    def _on_viewport_changed(self) -> None:
        if not self.zoom.isEnabled():
            self.zoom.set_options([(0.0, "— %")])
            return
        scale = self._viewport.scale
        zooms = sorted({*ZOOMS, scale})
        if self.zoom.value() != scale or self.zoom.count() != len(zooms):
            self.zoom.set_options([(zoom, _percent(zoom)) for zoom in zooms])
            self.zoom.set_value(scale)

    @Slot(object)
    def _on_zoom_value_changed(self, scale: float) -> None:
        if scale > 0:
            self._viewport.set_scale(scale)

    @Slot(object)
    def _on_mode_value_changed(self, mode: str) -> None:
        self.training_requested.emit(mode == TRAINING)

    @Slot(object)
    def _on_range_value_changed(self, value_range: str) -> None:
        self.range_requested.emit(value_range)


def _percent(scale: float) -> str:
    percent = 100 * scale
    return f"{percent:.3g} %" if percent < 100 else f"{percent:.0f} %"
