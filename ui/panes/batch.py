"""Every photo of a batch beside what became of it: the same kernel runs over all, and each has a result of its own."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import numbers, pixels, theme
from ui.pixels import Levels
from ui.widgets.areas import Area
from ui.widgets.buttons import tool_button
from ui.widgets.choices import Segmented
from ui.widgets.labels import Label
from ui.widgets.painting import ALIGN_LEFT, draw_cover
from workbench.evaluation.frames import BatchFrame, SampleResult
from workbench.trays import CROP, FIT

PICTURE = 92
FACTS_WIDTH = 88
"""How much of the batch's shape is shown even where the tabs need the room."""

GAP, CARD_GAP = 6, 16
LINES = 52


class BatchModel(QAbstractListModel):
    """The photos by number."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.samples: tuple[SampleResult, ...] = ()
        self.levels = (Levels(0.0, 255.0), Levels(0.0, 255.0))
        self.covers = ("", "")

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.samples)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{index.row()}  {self.name(index.row())}".rstrip()
        return None

    def name(self, sample: int) -> str:
        return self.names[sample] if sample < len(self.names) else ""

    def set_frame(self, frame: BatchFrame | None) -> None:
        samples = () if frame is None else frame.samples
        if len(samples) != len(self.samples):
            self.beginResetModel()
            self.samples = samples
            self.endResetModel()
            return
        self.samples = samples
        self.redraw()

    def redraw(self) -> None:
        if self.samples:
            self.dataChanged.emit(self.index(0), self.index(len(self.samples) - 1))


class BatchDelegate(QStyledItemDelegate):
    """A photo and its result side by side, with the name and the mean and range of the result."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(2 * PICTURE + GAP + CARD_GAP, PICTURE + LINES)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        model: BatchModel = index.model()
        sample, ratio = model.samples[index.row()], painter.device().devicePixelRatioF()
        left, top = option.rect.x() + 4, option.rect.y() + 4
        for number, (values, levels) in enumerate(zip((sample.photo, sample.result), model.levels, strict=True)):
            if values.ndim == 3:
                levels = model.levels[0]  # noqa: PLW2901 - colours are drawn as the photo is
            if model.covers[number]:
                place = QRectF(left + number * (PICTURE + GAP), top, PICTURE, PICTURE)
                draw_cover(painter, place, model.covers[number])
                continue
            picture = pixels.thumbnail(values, PICTURE, ratio, levels=levels, is_whole=True)
            painter.drawPixmap(left + number * (PICTURE + GAP), top, picture)
        card = QRectF(left - 3, top - 3, 2 * PICTURE + GAP + 6, PICTURE + 6)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent" if is_chosen else "track"), 2))
            painter.drawRoundedRect(card, 3, 3)
        self._write(painter, index, sample, QRect(left, top + PICTURE + 6, 2 * PICTURE + GAP, 18), is_chosen)
        painter.restore()

    def _write(self, painter: QPainter, index: QModelIndex, sample: SampleResult, line: QRect, is_chosen: bool) -> None:
        painter.setFont(theme.font(11, 600 if is_chosen else 400))
        painter.setPen(theme.color("text" if is_chosen else "dim"))
        name = QFontMetrics(painter.font()).elidedText(index.data(), Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, ALIGN_LEFT, name)
        if index.model().covers[1]:
            return
        known = sample.statistics
        words = f"x̄ {numbers.rounded(known.mean)}   {numbers.rounded(known.low)} … {numbers.rounded(known.high)}"
        painter.setFont(theme.font(11))
        painter.setPen(theme.color("dim"))
        painter.drawText(line.translated(0, 18), ALIGN_LEFT, words)


class BatchPane(Area):
    """Told by `set_frame`; asks for another photo to look at, for other photos, and how to bring them to one size."""

    sample_requested = Signal(int)
    how_requested = Signal(str)
    add_requested = Signal()
    remove_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("batch")
        self.model = BatchModel(self)
        self.view = QListView()
        self.view.setObjectName("batch_photos")
        self.view.setAccessibleName(self.tr("Photos of the batch"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(BatchDelegate(self.view))
        self.view.setFlow(QListView.Flow.LeftToRight)
        self.view.setWrapping(True)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setViewportMargins(8, 8, 8, 0)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self._invitation = Label(
            self.tr("Open several photos at once to run them as one batch."), "dim",
            align=Qt.AlignmentFlag.AlignCenter, wrap=True,
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._stack.addWidget(self._invitation)
        self._stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.side = self._side()
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _side(self) -> QWidget:
        side = QWidget()
        self.facts = Label("", "dim", px=12)
        self.how = Segmented(
            [(CROP, self.tr("Crop")), (FIT, self.tr("Fit"))], small=True, name="batch_how",
            tip=self.tr("Crop keeps the middle of each photo, pixel for pixel; fit makes it smaller first."),
        )  # fmt: skip
        self.how.value_changed.connect(self._on_how_changed)
        self.add_button = tool_button("plus", tip=self.tr("Add photos to the batch."), name="batch_add", role="dim")
        self.remove_button = tool_button(
            "trash", tip=self.tr("Take the photo out of the batch."), name="batch_remove", role="dim"
        )
        self.add_button.clicked.connect(self.add_requested)
        self.remove_button.clicked.connect(self.remove_requested)
        row = QHBoxLayout(side)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.facts, self.how, self.add_button, self.remove_button):
            row.addWidget(widget)
        return side

    def set_photos(self, names: tuple[str, ...], shape: tuple[int, ...], how: str | None) -> None:
        """The photos' names, the batch's shape, and how they were brought to one size; None where they are no tray."""
        self.model.names = names
        self.facts.setText(numbers.shape(*shape) if shape else "")
        self.facts.setMinimumWidth(min(self.facts.sizeHint().width(), FACTS_WIDTH))
        self.how.setVisible(how is not None)
        self.add_button.setEnabled(bool(shape))
        self.remove_button.setEnabled(how is not None and len(names) > 1)
        if how is not None:
            self.how.set_value(how)
        if len(names) < 2:
            self.model.set_frame(None)
        self._stack.setCurrentWidget(self.view if len(names) > 1 else self._invitation)

    def set_frame(self, frame: BatchFrame | None) -> None:
        self.model.set_frame(frame)

    def set_covers(self, photo: str, result: str) -> None:
        """Show a sign in place of every photo, and of every result; an empty one shows them again."""
        if (photo, result) != self.model.covers:
            self.model.covers = photo, result
            self.model.redraw()

    def set_levels(self, photo: Levels, result: Levels) -> None:
        """The ranges that photos and results are drawn with, the same for all."""
        if (photo, result) != self.model.levels:
            self.model.levels = (photo, result)
            self.model.redraw()

    def set_sample(self, sample: int) -> None:
        """Mark the photo that is looked at, without telling."""
        index = self.model.index(sample) if 0 <= sample < self.model.rowCount() else QModelIndex()
        if index.row() != self.view.currentIndex().row():
            chosen = self.view.selectionModel()
            chosen.blockSignals(True)
            self.view.setCurrentIndex(index)
            chosen.blockSignals(False)
            self.view.viewport().update()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, index: QModelIndex, previous: QModelIndex) -> None:
        if index.isValid():
            self.sample_requested.emit(index.row())

    @Slot(object)
    def _on_how_changed(self, how: str) -> None:
        self.how_requested.emit(how)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.view.setStyleSheet(f"QListView {{ background: {theme.current().panel}; }}")
        self.model.redraw()
