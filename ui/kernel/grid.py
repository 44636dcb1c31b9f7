"""The grid of weights: cells that are typed in, scrubbed, wheeled, walked with the keys, copied and pasted.

The grid holds no document: it shows an array and says which array it should become.
"""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui import numbers
from ui.kernel.cells import Cell, CellEditor, Kernel, cell_font, scrub_factor, scrub_step
from ui.kernel.symmetry import Region, mirrored
from ui.kernel.text import dump_block, dump_imagej, dump_numpy, parse_block
from ui.kernel.view import KernelView

PIXELS_PER_STEP = 4
MOST_WALKED = 81
"""Tab walks the weights of a kernel with no more; it leaves a larger one at once, where the arrows walk."""
SHIFT = Qt.KeyboardModifier.ShiftModifier
OWN_KEYS = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut, QKeySequence.StandardKey.Paste)


class KernelGrid(KernelView):
    """Asks for another kernel through `kernel_edited(kernel, title, cell)`.

    `cell` is the (row, column) being scrubbed, so that a run of changes is one undo step, or None. `current_changed`
    also follows what is being typed; `refused` carries one sentence, empty when all is well again.
    """

    kernel_edited = Signal(object, str, object)
    scrub_finished = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press: QPointF | None = None
        self._start = 0.0
        self._step = 1.0
        self._is_scrubbing = False
        self._editor = CellEditor(self)
        self._editor.hide()
        self._editor.textEdited.connect(self._on_editor_text_edited)
        self._editor.finished.connect(self._on_editor_finished)
        self._editor.given_up.connect(self.cancel)
        self._editor.left.connect(self._commit)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("kernel-grid")
        self.setAccessibleName(self.tr("Kernel weights"))

    def set_kernel(self, kernel: Kernel) -> None:
        """Show a kernel (rows, columns); a cell being typed in stays open while the size is the same."""
        if kernel.shape != self._kernel.shape:
            self.cancel()
        super().set_kernel(kernel)
        self._place_editor()

    def typed(self) -> str | None:
        """What stands in the cell being typed in, None while none is."""
        return self._editor.text() if self._editor.isVisible() else None

    # --- the keys

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
            self.select_all()
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
            if self._kernel.size <= MOST_WALKED and self._walk(1 if event.key() == Qt.Key.Key_Tab else -1):
                return True
            return super().event(event)
        is_plain = event.type() == QEvent.Type.ShortcutOverride and not event.modifiers() & ~SHIFT
        if is_plain and event.key() != Qt.Key.Key_Backslash:
            event.accept()  # Delete and letters are for the cell; no number has a backslash
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
        self._editor.setFont(cell_font(self._kernel.shape, self._cell_size()))
        self._editor.set_refused(False)
        self._editor.setText(numbers.typed(self._value()) if text is None else text)
        self._editor.show()
        self._place_editor()
        self._editor.setFocus()
        if text is None:
            self._editor.selectAll()
        self.refused.emit("")
        self.current_changed.emit()

    @Slot()
    def cancel(self) -> None:
        """Close the open cell and keep its weight."""
        if self._editor.isVisible():
            had_focus = self._editor.hasFocus()
            self._editor.set_refused(False)
            self._editor.hide()
            if had_focus:
                self.setFocus()
            self.refused.emit("")
            self.current_changed.emit()

    @Slot()
    def _commit(self) -> bool:
        """Take what was typed; False, with the sentence told and the cell still open, where it is no number."""
        if not self._editor.isVisible():
            return True
        try:
            value = numbers.parse(self._editor.text())
        except numbers.NumberError as error:
            self._editor.set_refused(True)
            self.refused.emit(str(error))
            return False
        self.cancel()
        self._put(np.float32(value), self.tr("Change weight"), None)
        return True

    def _place_editor(self) -> None:
        if self._editor.isVisible():
            self._editor.place_over(self.cell_rect(self.current))

    @Slot(str)
    def _on_editor_text_edited(self, text: str) -> None:
        self._editor.set_refused(False)
        self._place_editor()
        self.refused.emit("")
        self.current_changed.emit()

    @Slot(int, int)
    def _on_editor_finished(self, down: int, on: int) -> None:
        if not self._commit():
            return
        if on:
            self._walk(on)
        else:
            self.select((self.current[0] + down, self.current[1]))

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

    @Slot()
    def copy_kernel(self) -> None:
        """Put the whole kernel on the clipboard as a spreadsheet takes it."""
        QGuiApplication.clipboard().setText(dump_block(self._kernel))

    @Slot()
    def paste_kernel(self) -> None:
        """Take what is on the clipboard for the kernel, whatever its size."""
        block = self._read(QGuiApplication.clipboard().text())
        if block is not None:
            self.kernel_edited.emit(block, self.tr("Paste kernel"), None)

    def _read(self, text: str) -> Kernel | None:
        """A block of numbers; None, with the sentence told, where it is none."""
        try:
            block = parse_block(text)
        except numbers.NumberError as error:
            self.refused.emit(str(error))
            return None
        self.refused.emit("")
        return block

    def paste(self, text: str) -> None:
        """Put a block at the current cell; one that does not fit there becomes the kernel."""
        block = self._read(text)
        if block is None:
            return
        rows, columns = self.selection()
        bottom, right = rows.start + block.shape[0], columns.start + block.shape[1]
        fits = bottom <= self._kernel.shape[0] and right <= self._kernel.shape[1]
        place = slice(rows.start, bottom), slice(columns.start, right)
        changed = self._changed(place, block) if fits else block
        self.kernel_edited.emit(changed, self.tr("Paste weights") if fits else self.tr("Paste kernel"), None)

    @Slot()
    def clear(self) -> None:
        """Set the selected block to 0."""
        self._put(np.float32(0), self.tr("Clear weights"), None)

    def _value(self) -> float:
        return float(self._kernel[self.current])

    def _put(self, value: np.float32, title: str, cell: Cell | None) -> None:
        changed = self._changed(self.selection() if cell is None else cell, value)
        if not np.array_equal(changed, self._kernel):
            self.kernel_edited.emit(changed, title, cell)

    def _changed(self, region: Region, weights: Kernel | np.float32) -> Kernel:
        """The kernel with other weights in a region, and at its mirror images where a symmetry is kept."""
        changed = self._kernel.copy()
        changed[region] = weights
        return mirrored(changed, region, self.symmetry)

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

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.scrub_finished.emit()
        self.update()
