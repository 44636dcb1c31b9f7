"""The list of steps: one painted row each, joined by a spine; click, switch, drag to another place, rename in place."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme
from ui.widgets.chrome import ALIGN_LEFT, ALIGN_RIGHT, dashed_place, draw_cover
from ui.widgets.inputs import draw_switch

ROW_HEIGHT = 52
THUMBNAIL = 40
TEXT_LEFT = 64
MARGIN = 12
DRAG_THRESHOLD = 6
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


class _StepModel(QAbstractListModel):
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


class _StepDelegate(QStyledItemDelegate):
    """Paints a row; every colour is read from the theme while painting."""

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
        view: StepList = self.parent()
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


class StepList(QListView):
    """Shows rows and says what was done to them; it never changes them itself.

    `moved(id, index)` gives the index in the new order of steps, the photo not counted.
    """

    selected = Signal(str)
    toggled = Signal(str)
    moved = Signal(str, int)
    renamed = Signal(str, str)
    add_requested = Signal(QPoint)
    removed = Signal(str)
    duplicated = Signal(str)
    menu_requested = Signal(str, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _StepModel(self)
        self.hovered = -1
        self._press: tuple[int, QPoint] | None = None
        self._drop: int | None = None
        self._renaming = ""
        self.setModel(self._model)
        self.setItemDelegate(_StepDelegate(self))
        self.setObjectName("step-list")
        self.setAccessibleName(self.tr("Steps"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._editor = QLineEdit(self.viewport())
        self._editor.setObjectName("step-rename")
        self._editor.setFont(theme.font(13, 600))
        self._editor.hide()
        self._editor.editingFinished.connect(self._on_editor_editing_finished)

    # --- told

    def set_rows(self, rows: tuple[Row, ...], selected: str) -> None:
        """Show the rows, the last of which is the place to add; one is selected."""
        before = self.rows()
        if rows != before:
            self._model.set_rows(rows)
        index = next((i for i, row in enumerate(rows) if row.id == selected and not row.is_place), 0)
        if index != self.currentIndex().row():
            super().setCurrentIndex(self._model.index(index))
        if [(row.id, row.refusal) for row in rows] != [(row.id, row.refusal) for row in before]:
            self.doItemsLayout()  # only a refusal makes a row higher, and laying out takes longer than all the rest
        if rows != before:
            self.viewport().update()

    def show_from_top(self) -> None:
        """Scroll up, as far as the selected step stays in sight."""
        self.scrollToTop()
        self.scrollTo(self.currentIndex())

    def rows(self) -> tuple[Row, ...]:
        return self._model.rows

    def row_rect(self, step_id: str) -> QRect:
        """Where the row of a step is drawn, in the viewport."""
        number = next(i for i, row in enumerate(self.rows()) if row.id == step_id)
        return self.visualRect(self._model.index(number))

    def switch_rect(self, step_id: str) -> QRect:
        """Where the row's switch is clicked."""
        place = self.row_rect(step_id)
        return QRect(place.right() - MARGIN - 30, place.y() + 22, 38, 26)

    # --- mouse

    def _row_at(self, place: QPoint) -> int:
        return self.indexAt(place).row()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        number = self._row_at(place)
        if number < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        row = self.rows()[number]
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if row.is_place:
            self.add_requested.emit(self.viewport().mapToGlobal(self.visualRect(self._model.index(number)).topLeft()))
        elif row.is_on is not None and self.switch_rect(row.id).contains(place):
            self.toggled.emit(row.id)
        else:
            self._press = (number, place)
            self.selected.emit(row.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._press is None:
            self._hover(self._row_at(place))
            return
        number, start = self._press
        if self._drop is None and (place - start).manhattanLength() <= DRAG_THRESHOLD:
            return
        if self.rows()[number].is_on is not None:
            self._drop = self._place_between(place.y())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, drop = self._press, self._drop
        self._press = self._drop = None
        self.unsetCursor()
        if press is not None and drop is not None:
            self.viewport().update()
            old = press[0] - 1
            new = drop if drop <= old else drop - 1
            if new != old:
                self.moved.emit(self.rows()[press[0]].id, new)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self._row_at(event.position().toPoint())
        if number >= 0 and self.rows()[number].is_on is not None:
            row = self.rows()[number]
            if self.switch_rect(row.id).contains(event.position().toPoint()):
                self.toggled.emit(row.id)
            else:
                self.rename(row.id)

    def _place_between(self, y: int) -> int:
        """The gap under the cursor: 0 before the first step."""
        steps = [row.id for row in self.rows() if row.is_on is not None]
        return sum(self.row_rect(step_id).center().y() < y for step_id in steps)

    def contextMenuEvent(self, event: QEvent) -> None:
        number = self._row_at(event.pos())
        if number >= 0 and self.rows()[number].is_on is not None:
            self.selected.emit(self.rows()[number].id)
            self.menu_requested.emit(self.rows()[number].id, event.globalPos())

    def _hover(self, number: int) -> None:
        if number != self.hovered:
            self.hovered = number
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = self.currentIndex().row()
        row = self.rows()[number] if 0 <= number < len(self.rows()) else None
        if row is None:
            return
        key, is_alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        is_step = row.is_on is not None
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and is_alt and is_step:
            new = number - 1 + (1 if key == Qt.Key.Key_Down else -1)
            if 0 <= new < len(self.rows()) - 2:
                self.moved.emit(row.id, new)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            new = min(max(number + (1 if key == Qt.Key.Key_Down else -1), 0), len(self.rows()) - 2)
            self.selected.emit(self.rows()[new].id)
        elif key == Qt.Key.Key_Space and is_step:
            self.toggled.emit(row.id)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and is_step:
            self.removed.emit(row.id)
        elif key == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier and is_step:
            self.duplicated.emit(row.id)
        elif key == Qt.Key.Key_F2 and is_step:
            self.rename(row.id)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    # --- renaming

    def rename(self, step_id: str) -> None:
        """Open the name of a step for typing."""
        self._renaming = step_id
        place = self.row_rect(step_id)
        name = next(row.name for row in self.rows() if row.id == step_id)
        self._editor.setText(name)
        self._editor.setGeometry(place.x() + TEXT_LEFT - 4, place.y() + 5, place.width() - TEXT_LEFT - MARGIN + 4, 24)
        self._editor.show()
        self._editor.setFocus()
        self._editor.selectAll()

    @Slot()
    def _on_editor_editing_finished(self) -> None:
        if self._renaming:
            step_id, self._renaming = self._renaming, ""
            self._editor.hide()
            self.setFocus()
            self.renamed.emit(step_id, self._editor.text().strip())

    # --- painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.doItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.color("panel"))
        painter.end()
        super().paintEvent(event)
        if self._drop is not None:
            steps = [row.id for row in self.rows() if row.is_on is not None]
            last = self.row_rect(steps[-1])
            y = self.row_rect(steps[self._drop]).y() if self._drop < len(steps) else last.bottom() + 1
            painter = QPainter(self.viewport())
            painter.fillRect(MARGIN, y - 1, self.viewport().width() - 2 * MARGIN, 2, theme.color("accent"))
