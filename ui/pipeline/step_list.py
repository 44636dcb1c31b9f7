"""The list of steps: one row each, joined by a spine; click, switch, drag to another place, rename in place."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from ui import theme
from ui.pipeline.step_rows import MARGIN, TEXT_LEFT, Row, RowView, StepDelegate, StepModel

DRAG_THRESHOLD = 6


class StepList(RowView):
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
        self._model = StepModel(self)
        self._press: tuple[str, QPoint] | None = None
        self._drop: int | None = None
        self._renaming = ""
        self.setModel(self._model)
        self.setItemDelegate(StepDelegate(self))
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
        if [row.id for row in rows] != [row.id for row in before]:
            self._give_up_drag()  # what it was about to move lies elsewhere now
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
            self._press = (row.id, place)
            self.selected.emit(row.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._press is None:
            self._hover(self._row_at(place))
            return
        step_id, start = self._press
        if self._drop is None and (place - start).manhattanLength() <= DRAG_THRESHOLD:
            return
        if step_id in self._steps():
            self._drop = self._place_between(place.y())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, drop = self._press, self._drop
        self._give_up_drag()
        if press is not None and drop is not None:
            old = self._steps().index(press[0])
            new = drop if drop <= old else drop - 1
            if new != old:
                self.moved.emit(press[0], new)

    def _give_up_drag(self) -> None:
        if self._drop is not None:
            self.unsetCursor()
            self.viewport().update()
        self._press = self._drop = None

    def _steps(self) -> list[str]:
        return [row.id for row in self.rows() if row.is_on is not None]

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
        return sum(self.row_rect(step_id).center().y() < y for step_id in self._steps())

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
            steps = self._steps()
            last = self.row_rect(steps[-1])
            y = self.row_rect(steps[self._drop]).y() if self._drop < len(steps) else last.bottom() + 1
            painter = QPainter(self.viewport())
            painter.fillRect(MARGIN, y - 1, self.viewport().width() - 2 * MARGIN, 2, theme.color("accent"))
