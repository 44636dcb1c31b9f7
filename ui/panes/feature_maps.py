"""The gallery of all feature maps of the selected step."""

from PySide6.QtCore import QModelIndex, QPointF, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.gallery import COMPACT_SIZE, PICTURE_AT, SIZE, Gallery, MapDelegate, MapsModel
from ui.pixels import Levels
from ui.widgets.choices import Segmented
from ui.widgets.heads import PaneHead
from ui.widgets.marks import LevelBar
from workbench.evaluation.frames import GalleryFrame

SHARED, OWN = "shared", "own"


class FeatureMapsPane(QWidget):
    """All maps, and whether they share levels. `channel_requested` asks to show one; `sharing_changed` tells panes.

    `value_requested` asks about a value of a map: its channel, and the spot of the photo where it is drawn.
    """

    channel_requested = Signal(int)
    value_requested = Signal(int, float, float)
    sharing_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feature_maps")
        self.head = PaneHead(self.tr("Feature maps"), is_section=True, parent=self)
        self.levels = self.head.add_right(LevelBar(self.head))
        self.sharing = self.head.add_right(
            Segmented(
                [(SHARED, self.tr("Shared levels")), (OWN, self.tr("Each its own"))],
                small=True,
                tip=self.tr("Draw all maps with one range of values, so that they compare, or each with its own."),
                name="gallery_levels",
                parent=self.head,
            )
        )
        self.sharing.value_changed.connect(self._on_sharing_value_changed)
        self.model = MapsModel(self)
        self.view = Gallery(self)
        self.delegate = MapDelegate(self.view)
        self.view.setObjectName("gallery")
        self.view.setAccessibleName(self.tr("Feature maps"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(self.delegate)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view.spot_clicked.connect(self._on_spot_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.view, 1)
        theme.notifier().changed.connect(self._on_theme_changed)
        theme.notifier().density_changed.connect(self._on_density_changed)
        self._on_theme_changed()
        self._on_density_changed()

    @property
    def is_shared(self) -> bool:
        """Whether all maps share one range."""
        return self.sharing.value() == SHARED

    def set_frame(self, frame: GalleryFrame | None) -> None:
        self.model.set_frame(frame)

    def set_levels(self, shared: Levels) -> None:
        """The range that shared maps are drawn with."""
        self.model.set_levels(shared, self.is_shared)
        self.levels.set_levels(shared.is_signed, shared.words)
        self.levels.setVisible(self.is_shared and self.model.rowCount() > 0)

    def set_channel(self, channel: int) -> None:
        """Mark the map that is shown, without telling."""
        index = self.model.index(channel) if 0 <= channel < self.model.rowCount() else QModelIndex()
        if index.row() == self.view.currentIndex().row():
            return
        chosen = self.view.selectionModel()
        chosen.blockSignals(True)
        self.view.setCurrentIndex(index)
        chosen.blockSignals(False)
        self.view.viewport().update()

    def set_dimmed(self, is_dimmed: bool) -> None:
        if is_dimmed != self.delegate.is_dimmed:
            self.delegate.is_dimmed = is_dimmed
            self.view.viewport().update()

    def set_cover(self, sign: str) -> None:
        """Show a sign in place of every map; an empty one shows the maps again."""
        if sign != self.delegate.cover:
            self.delegate.cover = sign
            self.view.viewport().update()

    @Slot(object)
    def _on_sharing_value_changed(self, value: str) -> None:
        self.sharing_changed.emit(value == SHARED)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, index: QModelIndex, previous: QModelIndex) -> None:
        if index.isValid():
            self.channel_requested.emit(index.row())

    @Slot(int, QPointF)
    def _on_spot_clicked(self, channel: int, spot: QPointF) -> None:
        place = self.model.place(spot - QPointF(*PICTURE_AT), self.model.box(self.delegate.size))
        if place is not None:
            self.value_requested.emit(channel, *place)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.view.setStyleSheet(f"QListView {{ background: {theme.current().canvas}; }}")
        self.model.redraw()

    @Slot()
    def _on_density_changed(self) -> None:
        self.delegate.size = COMPACT_SIZE if theme.is_compact() else SIZE
        self.view.setMinimumHeight(self.delegate.size + 44)
        self.view.scheduleDelayedItemsLayout()
