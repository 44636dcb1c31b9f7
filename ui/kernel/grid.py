"""The grid of weights: painted cells that are typed in, scrubbed, wheeled, walked with the keys, copied and pasted.

The grid holds no document: it shows an array and says which array it should become.
"""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui import numbers, theme
from ui.kernel.cells import Cell, CellEditor, Kernel, cell_size, fitted, scrub_factor, scrub_step
from ui.kernel.text import dump_block, dump_imagej, dump_numpy, parse_block
from ui.widgets.chrome import smooth

GAP = 2
PIXELS_PER_STEP = 4
OWN_KEYS = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut, QKeySequence.StandardKey.Paste)


class KernelGrid(QWidget):
    """Shows a kernel; asks for another one through `kernel_edited(kernel, title, cell)`.

    `cell` is the (row, column) being scrubbed, so that a run of changes is one undo step, or None. `current_changed`
    also follows what is being typed; `refused` carries one sentence, empty when all is well again.
    """

    kernel_edited = Signal(object, str, object)
    scrub_finished = Signal()
    current_changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kernel: Kernel = np.zeros((1, 1), np.float32)
        self.current: Cell = (0, 0)
        self._anchor: Cell = (0, 0)
        self._press: QPointF | None = None
        self._start = 0.0
        self._step = 1.0
        self._is_scrubbing = False
        self._hovered: Cell | None = None
        self._editor = CellEditor(self)
        self._editor.hide()
        self._editor.installEventFilter(self)
        self._editor.textEdited.connect(self._on_editor_text_edited)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setObjectName("kernel-grid")
        self.setAccessibleName(self.tr("Kernel weights"))

    # --- what is shown

    def kernel(self) -> Kernel:
        return self._kernel

    def set_kernel(self, kernel: Kernel) -> None:
        """Show a kernel (rows, columns); a cell being typed in stays open while the size is the same."""
        if kernel.shape != self._kernel.shape:
            self.cancel()
            middle = (kernel.shape[0] // 2, kernel.shape[1] // 2)
            self.current = self._anchor = middle
        before, self._kernel = self._kernel, kernel
        if self.size() != self.sizeHint():  # another shape, or the theme's other density
            self.updateGeometry()
            self.resize(self.sizeHint())
        self._place_editor()
        self._repaint(before)
        self.current_changed.emit()

    def _repaint(self, before: Kernel) -> None:
        """Paint the cells anew that are no longer as they were; all of them where the largest weight is another."""
        if before.shape != self._kernel.shape or np.abs(before).max() != np.abs(self._kernel).max():
            self.update()
            return
        for row, column in np.argwhere(before != self._kernel):
            self.update(self.cell_rect((int(row), int(column))))

    def typed(self) -> str | None:
        """What stands in the cell being typed in, None while none is."""
        return self._editor.text() if self._editor.isVisible() else None

    def selection(self) -> tuple[slice, slice]:
        """Rows and columns of the selected block."""
        (top, left), (bottom, right) = (
            tuple(map(min, self.current, self._anchor)),
            tuple(map(max, self.current, self._anchor)),
        )
        return slice(top, bottom + 1), slice(left, right + 1)

    def cell_rect(self, cell: Cell) -> QRect:
        """Where a cell is drawn."""
        pitch = cell_size(self._kernel.shape)
        return QRect(cell[1] * pitch, cell[0] * pitch, pitch - GAP, pitch - GAP)

    def _cell_at(self, place: QPointF) -> Cell:
        pitch = cell_size(self._kernel.shape)
        rows, columns = self._kernel.shape
        return min(max(int(place.y() // pitch), 0), rows - 1), min(max(int(place.x() // pitch), 0), columns - 1)

    def sizeHint(self) -> QSize:
        pitch = cell_size(self._kernel.shape)
        rows, columns = self._kernel.shape
        return QSize(columns * pitch - GAP, rows * pitch - GAP)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _font_size(self) -> int:
        widest = max(self._kernel.shape)
        return 15 if widest <= 3 else 13 if widest <= 5 else 11

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        font = theme.font(self._font_size(), 500)
        painter.setFont(font)
        largest = float(np.abs(self._kernel).max())
        rows, columns = self.selection()
        damage = event.region()
        for row, column in np.ndindex(self._kernel.shape):
            place = self.cell_rect((row, column))
            if damage.intersects(place):
                value = float(self._kernel[row, column])
                ground = theme.cell_tint(value, largest)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(ground))
                painter.drawRoundedRect(place, 3, 3)
                if (row, column) == self._hovered:
                    painter.setBrush(theme.color(theme.ink(ground), 22))
                    painter.drawRoundedRect(place, 3, 3)
                painter.setPen(theme.color(theme.ink(ground)) if value else theme.color("dim"))
                text = fitted(value, font, place.width() - 4)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
                is_selected = rows.start <= row < rows.stop and columns.start <= column < columns.stop
                if is_selected:
                    self._paint_ring(painter, place, is_current=(row, column) == self.current)

    def _paint_ring(self, painter: QPainter, place: QRect, *, is_current: bool) -> None:
        """Accent while the keys go here, dim otherwise; a hairline inside keeps it readable on any tint."""
        is_dark = theme.current().name == theme.DARK
        edge = QRectF(place)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("#000000" if is_dark else "#ffffff"), 1))
        painter.drawRoundedRect(edge.adjusted(2.5, 2.5, -2.5, -2.5), 1, 1)
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "dim"), 2 if is_current else 1))
        painter.drawRoundedRect(edge.adjusted(1, 1, -1, -1), 3, 3)

    # --- moving and selecting

    def select(self, cell: Cell, *, extend: bool = False) -> None:
        """Make a cell the current one."""
        rows, columns = self._kernel.shape
        self.current = (min(max(cell[0], 0), rows - 1), min(max(cell[1], 0), columns - 1))
        if not extend:
            self._anchor = self.current
        self.update()
        self.current_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, column = self.current
        modifiers = event.modifiers()
        is_extending = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        moves = {Qt.Key.Key_Up: (row - 1, column), Qt.Key.Key_Down: (row + 1, column),
                 Qt.Key.Key_Left: (row, column - 1), Qt.Key.Key_Right: (row, column + 1),
                 Qt.Key.Key_Home: (row, 0), Qt.Key.Key_End: (row, self._kernel.shape[1] - 1)}  # fmt: skip
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self.clear()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_clipboard()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._anchor = (0, 0)
            self.select((self._kernel.shape[0] - 1, self._kernel.shape[1] - 1), extend=True)
        elif event.key() in moves and modifiers & Qt.KeyboardModifier.ControlModifier:
            sign = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(event.key(), 0)
            self._scrub_to(self._value() + sign * scrub_step(self._kernel) * scrub_factor(modifiers))
        elif event.key() in moves:
            self.select(moves[event.key()], extend=is_extending)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit()
        elif event.text().strip().isprintable() and event.text().strip():  # control characters are not printable
            self.edit(event.text())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and any(event.matches(keys) for keys in OWN_KEYS):
            event.accept()  # the window has these shortcuts too: here they mean weights
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if self._walk(1 if event.key() == Qt.Key.Key_Tab else -1):
                return True
            return super().event(event)
        if event.type() == QEvent.Type.ShortcutOverride and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            event.accept()  # Delete and letters are for the cell, not for a shortcut of the window
            return True
        return super().event(event)

    def _walk(self, steps: int) -> bool:
        """Go to the next cell in reading order; False beyond the first and last, where Tab leaves the grid."""
        rows, columns = self._kernel.shape
        place = self.current[0] * columns + self.current[1] + steps
        if not 0 <= place < rows * columns:
            return False
        self.select(divmod(place, columns))
        return True

    # --- typing

    def edit(self, text: str | None = None) -> None:
        """Open the current cell, with `text` or with its weight selected."""
        self._editor.setFont(theme.font(self._font_size(), 500))
        self._editor.is_refused = False
        self._editor.setText(numbers.typed(self._value()) if text is None else text)
        self._editor.show()
        self._place_editor()
        self._editor.setFocus()
        if text is None:
            self._editor.selectAll()
        self.refused.emit("")
        self.current_changed.emit()

    def cancel(self) -> None:
        """Close the open cell and keep its weight."""
        if self._editor.isVisible():
            had_focus = self._editor.hasFocus()
            self._editor.is_refused = False
            self._editor.hide()
            if had_focus:
                self.setFocus()
            self.refused.emit("")
            self.current_changed.emit()

    def _commit(self) -> bool:
        """Take what was typed; False, with the sentence told and the cell still open, where it is no number."""
        if not self._editor.isVisible():
            return True
        try:
            value = numbers.parse(self._editor.text())
        except numbers.NumberError as error:
            self._editor.is_refused = True
            self._editor.update()
            self.refused.emit(str(error))
            return False
        self.cancel()
        self._put(np.float32(value), self.tr("Change weight"), None)
        return True

    def _place_editor(self) -> None:
        if self._editor.isVisible():
            place = self.cell_rect(self.current)
            wanted = QFontMetrics(self._editor.font()).horizontalAdvance(self._editor.text()) + 20
            widened = max(place.width(), min(wanted, self.width()))
            left = min(max(place.center().x() - widened // 2, 0), max(self.width() - widened, 0))
            self._editor.setGeometry(left, place.y(), widened, place.height())

    @Slot(str)
    def _on_editor_text_edited(self, text: str) -> None:
        self._editor.is_refused = False
        self._place_editor()
        self.refused.emit("")
        self.current_changed.emit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is not self._editor:
            return False
        if event.type() == QEvent.Type.FocusOut:
            self._commit()
        elif event.type() == QEvent.Type.KeyPress:
            moves = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Return: (0, 0),
                     Qt.Key.Key_Enter: (0, 0)}  # fmt: skip
            if event.key() == Qt.Key.Key_Escape:
                self.cancel()
                return True
            if event.key() in moves:
                if self._commit():
                    down, across = moves[event.key()]
                    self.select((self.current[0] + down, self.current[1] + across))
                return True
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                if self._commit():
                    self._walk(1 if event.key() == Qt.Key.Key_Tab else -1)
                return True
        return super().eventFilter(watched, event)

    # --- blocks

    def _block(self) -> Kernel:
        """The selected block; a single cell stands for the whole kernel."""
        block = self._kernel[self.selection()]
        return block if block.size > 1 else self._kernel

    @Slot()
    def copy(self) -> None:
        """Put the selected block on the clipboard as a spreadsheet takes it."""
        QGuiApplication.clipboard().setText(dump_block(self._block()))

    @Slot()
    def copy_numpy(self) -> None:
        """Put the selected block on the clipboard as NumPy code."""
        QGuiApplication.clipboard().setText(dump_numpy(self._block()))

    @Slot()
    def copy_imagej(self) -> None:
        """Put the selected block on the clipboard as ImageJ's Convolve takes it."""
        QGuiApplication.clipboard().setText(dump_imagej(self._block()))

    @Slot()
    def paste_clipboard(self) -> None:
        """Put what is on the clipboard at the current cell."""
        self.paste(QGuiApplication.clipboard().text())

    def paste(self, text: str) -> None:
        """Put a block at the current cell; one that does not fit there becomes the kernel."""
        try:
            block = parse_block(text)
        except numbers.NumberError as error:
            self.refused.emit(str(error))
            return
        rows, columns = self.selection()
        bottom, right = rows.start + block.shape[0], columns.start + block.shape[1]
        fits = bottom <= self._kernel.shape[0] and right <= self._kernel.shape[1]
        if fits:
            changed = self._kernel.copy()
            changed[rows.start : bottom, columns.start : right] = block
        else:
            changed = block
        self.refused.emit("")
        self.kernel_edited.emit(changed, self.tr("Paste weights") if fits else self.tr("Paste kernel"), None)

    @Slot()
    def clear(self) -> None:
        """Set the selected block to 0."""
        self._put(np.float32(0), self.tr("Clear weights"), None)

    def _value(self) -> float:
        return float(self._kernel[self.current])

    def _put(self, value: np.float32, title: str, cell: Cell | None) -> None:
        changed = self._kernel.copy()
        changed[self.selection() if cell is None else cell] = value
        if not np.array_equal(changed, self._kernel):
            self.kernel_edited.emit(changed, title, cell)

    # --- scrubbing

    def _scrub_to(self, value: float) -> None:
        unit = scrub_step(self._kernel) / 1000
        self._put(np.float32(round(value / unit) * unit), self.tr("Scrub weight"), self.current)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self._commit():
            return
        is_extending = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.select(self._cell_at(event.position()), extend=is_extending)
        self._press, self._start, self._step = event.position(), self._value(), scrub_step(self._kernel)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            self._hover(self._cell_at(event.position()))
            return
        climbed = self._press.y() - event.position().y()
        if not self._is_scrubbing and abs(climbed) <= PIXELS_PER_STEP:
            return
        self._is_scrubbing = True
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        steps = int(climbed / PIXELS_PER_STEP)
        value = self._start + steps * self._step * scrub_factor(event.modifiers())
        self._put(np.float32(float(f"{value:.7g}")), self.tr("Scrub weight"), self.current)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._press = None
        self.unsetCursor()
        if self._is_scrubbing:
            self._is_scrubbing = False
            self.scrub_finished.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.edit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus() or self._cell_at(event.position()) != self.current:
            event.ignore()  # scroll; a weight changes only where the keys go
            return
        delta = event.angleDelta().y() or event.angleDelta().x()
        self._scrub_to(self._value() + delta / 120 * scrub_step(self._kernel) * scrub_factor(event.modifiers()))
        event.accept()

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            words = self.tr("Row {0}, column {1}: {2}. Drag up or down to scrub.")
            self.setToolTip("" if cell is None else words.format(*cell, numbers.equation(float(self._kernel[cell]))))
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.scrub_finished.emit()
        self.update()
