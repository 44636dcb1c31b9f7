"""A list of all feature maps of a step. Thousands are listed, and only those in sight are drawn."""

from collections import OrderedDict

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import pixels, theme
from ui.pixels import Levels
from ui.widgets.painting import ALIGN_LEFT, draw_cover
from workbench.evaluation.frames import GalleryFrame

SIZE, COMPACT_SIZE = 100, 60
LEAST_PITCH = 84
DRAWN_KEPT = 256
NARROWEST = 0.6
WIDEST = {SIZE: 114, COMPACT_SIZE: 90}
"""A thumbnail has the proportions of its map, no narrower to its height than this; a wide one is lower instead, so that
eight stand side by side.
"""

LOWEST = 40

PICTURE_AT = (4, 2)
"""Where in its item a thumbnail begins."""

LAST_GOOD_OPACITY = 0.35


class MapsModel(QAbstractListModel):
    """The maps by channel; a picture is drawn when it is first asked for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._frame: GalleryFrame | None = None
        self._names: tuple[str, ...] = ()
        self._count = 0
        self._shared = Levels(0.0, 1.0)
        self._own: dict[int, Levels] = {}
        self._is_shared = True
        self._drawn: OrderedDict[tuple[int, int, float], QPixmap] = OrderedDict()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else self._count

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(index.row())
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) and self._frame is not None:
            channel = index.row()
            facts = f"{channel}  {self.name(channel)}".rstrip() + f"  {self.levels(channel).words}"
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return facts
            return facts + "\n" + self.tr("Click the map that is shown to explain a value of it.")
        return None

    def name(self, channel: int) -> str:
        return self._names[channel] if channel < len(self._names) else ""

    def set_frame(self, frame: GalleryFrame | None) -> None:
        count, before = 0 if frame is None else frame.values.shape[0], self.box(SIZE)
        if count != self._count:
            self.beginResetModel()
            self._count = count
            self.endResetModel()
        self._frame = frame
        if self.box(SIZE) != before:
            self.layoutChanged.emit()
        self._own.clear()
        self.redraw()

    def set_names(self, names: tuple[str, ...]) -> None:
        if names != self._names:
            self._names = names
            self.layoutChanged.emit()
            self.redraw()

    def set_levels(self, shared: Levels, is_shared: bool) -> None:
        if (shared, is_shared) != (self._shared, self._is_shared):
            self._shared, self._is_shared = shared, is_shared
            self.redraw()

    def levels(self, channel: int) -> Levels:
        """The levels a map is drawn with."""
        if self._is_shared or self._frame is None:
            return self._shared
        if channel not in self._own:
            self._own[channel] = pixels.auto_levels(self._frame.values[channel])
        return self._own[channel]

    def _size(self) -> tuple[int, int]:
        return self._frame.values.shape[1:] if self._frame is not None else (0, 0)

    def box(self, height: int) -> QSize:
        """The size of thumbnails that are at most so high."""
        rows, columns = self._size()
        aspect = max(columns / rows if rows and columns else 1.0, NARROWEST)
        width = min(height * aspect, WIDEST[height])
        return QSize(round(width), max(round(width / aspect), LOWEST))

    def place(self, spot: QPointF, box: QSize) -> tuple[float, float] | None:
        """The spot of the photo, (y, x), that is drawn at a spot of a thumbnail; None beside the map."""
        height, width = self._size()
        if not height or not width:
            return None
        scale = max(box.toTuple()) / max(height, width)
        down = (spot.y() - (box.height() - height * scale) / 2) / (height * scale)
        across = (spot.x() - (box.width() - width * scale) / 2) / (width * scale)
        if not (0 <= down < 1 and 0 <= across < 1):
            return None
        rect = self._frame.rect
        return rect.top + down * rect.height, rect.left + across * rect.width

    def redraw(self) -> None:
        self._drawn.clear()
        if self._count:
            self.dataChanged.emit(self.index(0), self.index(self._count - 1))

    def picture(self, channel: int, size: int, ratio: float) -> QPixmap:
        """The map at thumbnail size; the most recent ones are kept."""
        key = (channel, size, ratio)
        if key not in self._drawn:
            values = self._frame.values[channel]
            self._drawn[key] = pixels.thumbnail(values, size, ratio, levels=self.levels(channel), is_whole=True)
            if len(self._drawn) > DRAWN_KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(key)
        return self._drawn[key]


class MapDelegate(QStyledItemDelegate):
    """A thumbnail with its number and name beneath, ringed when it is the one shown."""

    is_dimmed = False
    cover = ""
    size = SIZE

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """As wide as the picture, and where all maps have room for it, as the longest of their names."""
        model = index.model()
        least = max(model.box(self.size).width() + 8, LEAST_PITCH)
        count = model.rowCount()
        room = self.parent().maximumViewportSize().width() // count
        longest = max(map(_caption_width, range(count), map(model.name, range(count)))) if room > least else 0
        return QSize(max(least, min(longest + 12, room)), self.size + 24)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = index.model().box(self.size)
        place = QRect(option.rect.topLeft() + QPoint(*PICTURE_AT), box)
        ratio = painter.device().devicePixelRatioF()
        painter.setOpacity(LAST_GOOD_OPACITY if self.is_dimmed else 1.0)
        if self.cover:
            draw_cover(painter, QRectF(place), self.cover)
        else:
            square = QRect(QPoint(), QSize(*2 * (max(box.toTuple()),)))
            square.moveCenter(place.center())
            painter.setClipRect(place)
            painter.drawPixmap(square.topLeft(), index.model().picture(index.row(), square.width(), ratio))
            painter.setClipping(False)
        painter.setOpacity(1.0)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent" if is_chosen else "track"), 2))
            painter.drawRoundedRect(QRectF(place).adjusted(-1, -1, 1, 1), 2, 2)
        painter.setPen(theme.color("text" if is_chosen else "dim"))
        painter.setFont(theme.font(11, 600))
        caption = QRect(place.x(), place.bottom() + 4, option.rect.width() - 8, 18)
        painter.drawText(caption, ALIGN_LEFT, str(index.row()))
        caption.adjust(_number_width(index.row()), 0, 0, 0)
        painter.setFont(theme.font(11, 500 if is_chosen else 400))
        name = QFontMetrics(painter.font()).elidedText(index.data(), Qt.TextElideMode.ElideRight, caption.width())
        painter.drawText(caption, ALIGN_LEFT, name)
        painter.restore()


def _number_width(channel: int) -> int:
    """Where a name begins behind its number."""
    return QFontMetrics(theme.font(11, 600)).horizontalAdvance(str(channel)) + 6


def _caption_width(channel: int, name: str) -> int:
    return _number_width(channel) + QFontMetrics(theme.font(11, 500)).horizontalAdvance(name)


class Gallery(QListView):
    """The list; `spot_clicked` brings where the current item was clicked again: its row and the spot in it."""

    spot_clicked = Signal(int, QPointF)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pressed: QModelIndex | None = None
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(8, 8, 8, 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_again = index.isValid() and index == self.currentIndex() and event.button() == Qt.MouseButton.LeftButton
        self._pressed = index if is_again else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if self._pressed is not None and index == self._pressed:
            self.spot_clicked.emit(index.row(), event.position() - QPointF(self.visualRect(index).topLeft()))
        self._pressed = None
