"""The rows of the pipeline's list: what each says, and how it is painted."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from filters.records import dataclass
from ui import theme
from ui.widgets.choices import draw_switch
from ui.widgets.painting import ALIGN_LEFT, ALIGN_RIGHT, dashed_place, draw_cover

ROW_HEIGHT = 52
THUMBNAIL = 40
TEXT_LEFT = 64
MARGIN = 12
ROW_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Row:
    """What one row says. `is_on` is None where there is nothing to switch; `refusal` is its sentence or empty.

    `cover` is a sign that stands in place of its picture.
    """

    id: str
    name: str = ""
    kind: str = ""
    shape: str = ""
    is_on: bool | None = None
    refusal: str = ""
    is_planned: bool = True
    is_place: bool = False
    picture: QPixmap | None = None
    cover: str = ""


class StepModel(QAbstractListModel):
    """The rows as Qt's lists take them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        is_same_list = [row.id for row in rows] == [row.id for row in self.rows]
        if not is_same_list:
            self.beginResetModel()
        self.rows = rows
        if not is_same_list:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (row.name, row.kind, row.shape, row.refusal) if part)
        if role == Qt.ItemDataRole.ToolTipRole and not row.is_place:
            return row.refusal or f"{row.name}\n{row.kind}"
        return None


class RowView(QListView):
    """A list of rows that knows which one the mouse is over."""

    hovered = -1


class StepDelegate(QStyledItemDelegate):
    """Paints a row of a `RowView`; every colour is read from the theme while painting."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        row = index.data(ROW_ROLE)
        view = self.parent()
        height = ROW_HEIGHT
        if row.refusal:
            room = QRect(0, 0, view.viewport().width() - TEXT_LEFT - MARGIN, 4000)
            metrics = QFontMetrics(theme.font(12))
            height += metrics.boundingRect(room, Qt.TextFlag.TextWordWrap.value, row.refusal).height() + 8
        return QSize(0, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        row: Row = index.data(ROW_ROLE)
        view: RowView = self.parent()
        place = option.rect
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_current = view.currentIndex() == index
        self._paint_ground(painter, place, row, is_current=is_current, is_hovered=view.hovered == index.row())
        self._paint_spine(painter, place, is_first=index.row() == 0, is_last=row.is_place)
        picture = QRect(place.x() + MARGIN, place.y() + 6, THUMBNAIL, THUMBNAIL)
        text_left, right = place.x() + TEXT_LEFT, place.right() + 1 - MARGIN
        if row.is_place:
            dashed_place(painter, picture)
            painter.setFont(theme.font())
            painter.setPen(theme.color("text" if view.hovered == index.row() else "dim"))
            painter.drawText(QRect(text_left, picture.y(), right - text_left, THUMBNAIL), ALIGN_LEFT, row.name)
        else:
            self._paint_picture(painter, picture, row)
            self._paint_words(painter, QRect(text_left, place.y(), right - text_left, place.height()), row)
        if is_current and view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5))

    @staticmethod
    def _paint_ground(painter: QPainter, place: QRect, row: Row, *, is_current: bool, is_hovered: bool) -> None:
        if row.refusal:
            painter.fillRect(place, theme.color("red_bg"))
            painter.fillRect(place.x(), place.y(), 2, place.height(), theme.color("red_line"))
        elif is_current and not row.is_place:
            painter.fillRect(place, theme.color("sel"))
            painter.fillRect(place.x(), place.y(), 2, place.height(), theme.color("accent"))
        elif is_hovered:
            painter.fillRect(place, theme.color("head" if theme.current().name == theme.DARK else "badge"))

    @staticmethod
    def _paint_spine(painter: QPainter, place: QRect, *, is_first: bool, is_last: bool) -> None:
        middle = place.x() + MARGIN + THUMBNAIL // 2
        if not is_first:
            painter.fillRect(middle, place.y(), 1, 6, theme.color("track"))
        if not is_last:
            painter.fillRect(middle, place.y() + 46, 1, place.height() - 46, theme.color("track"))

    @staticmethod
    def _paint_picture(painter: QPainter, place: QRect, row: Row) -> None:
        if row.picture is None or not row.is_planned:
            dashed_place(painter, place, plus=False)
            return
        path = QPainterPath()
        path.addRoundedRect(QRectF(place), 3, 3)
        painter.save()
        painter.setClipPath(path)
        painter.setOpacity(0.35 if row.is_on is False else 0.45 if row.refusal else 1)
        if row.cover:
            draw_cover(painter, QRectF(place), row.cover)
        else:
            painter.drawPixmap(place, row.picture)
        painter.restore()

    @staticmethod
    def _paint_words(painter: QPainter, place: QRect, row: Row) -> None:
        is_dim = row.is_on is False or not row.is_planned
        shape_font, name_font = theme.font(11, 500), theme.font(13, 600)
        shape_room = QFontMetrics(shape_font).horizontalAdvance(row.shape) + 8
        top = QRect(place.x(), place.y() + 7, place.width(), 20)
        painter.setFont(shape_font)
        painter.setPen(theme.color("red" if row.refusal else "dim"))
        painter.drawText(top, ALIGN_RIGHT, row.shape)
        painter.setFont(name_font)
        painter.setPen(theme.color("red" if row.refusal else "dim" if is_dim else "text"))
        name = QFontMetrics(name_font).elidedText(
            row.name, Qt.TextElideMode.ElideRight, max(place.width() - shape_room, 40)
        )
        painter.drawText(top, ALIGN_LEFT, name)
        room = place.width() - (34 if row.is_on is not None else 0)
        kind_font = theme.font(12)
        painter.setFont(kind_font)
        painter.setPen(theme.color("dim"))
        kind = QFontMetrics(kind_font).elidedText(row.kind, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(place.x(), place.y() + 26, room, 18), ALIGN_LEFT, kind)
        if row.is_on is not None:
            draw_switch(painter, QRectF(place.right() + 1 - 26, place.y() + 28, 26, 14), row.is_on)
        if row.refusal:
            painter.setPen(theme.color("red"))
            sentence = QRect(place.x(), place.y() + 50, place.width(), place.height() - 54)
            painter.drawText(sentence, Qt.TextFlag.TextWordWrap.value, row.refusal)
