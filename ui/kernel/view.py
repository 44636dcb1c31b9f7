"""The kernel as cells, whole in sight whatever its size: tinted by sign and weight, with the numbers that have room."""

from collections import defaultdict

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import numbers, pixels, theme, tints
from ui.kernel.cells import Cell, Kernel, cell_font, cell_gap, cell_size, fitted, gaps, written
from ui.kernel.symmetry import partners
from ui.widgets.painting import smooth

ROOMY = 20
"""From this size on a cell wears its own ring inside; smaller ones are ringed from without."""


class KernelView(QWidget):
    """Shows a kernel and which block of it is chosen; `current_changed` follows the cell that the keys are at."""

    current_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kernel: Kernel = np.zeros((1, 1), np.float32)
        self.current: Cell = (0, 0)
        self._anchor: Cell = (0, 0)
        self._hovered: Cell | None = None
        self.symmetry = "none"
        self._is_low = False
        self.setMouseTracking(True)

    def kernel(self) -> Kernel:
        return self._kernel

    def set_kernel(self, kernel: Kernel) -> None:
        """Show a kernel (rows, columns); one of another size begins at its middle."""
        if kernel.shape != self._kernel.shape:
            self.current = self._anchor = (kernel.shape[0] // 2, kernel.shape[1] // 2)
        before, self._kernel = self._kernel, kernel
        if self.size() != self.sizeHint():  # another shape, or the theme's other density
            self.updateGeometry()
            self.resize(self.sizeHint())
        self._repaint(before)
        self.current_changed.emit()

    def _repaint(self, before: Kernel) -> None:
        """Paint the cells anew that are no longer as they were; all of them where the largest weight is another."""
        if before.shape != self._kernel.shape or np.abs(before).max() != np.abs(self._kernel).max():
            self.update()
            return
        for row, column in np.argwhere(before != self._kernel):
            self.update(self.cell_rect((int(row), int(column))))

    def set_symmetry(self, name: str) -> None:
        """Keep a symmetry of `SYMMETRIES` from now on: the partners of the current cell are ringed."""
        self.symmetry = name
        self.update()

    # --- the chosen block

    def select(self, cell: Cell, *, extend: bool = False) -> None:
        """Make a cell the current one."""
        rows, columns = self._kernel.shape
        self.current = (min(max(cell[0], 0), rows - 1), min(max(cell[1], 0), columns - 1))
        if not extend:
            self._anchor = self.current
        self.update()
        self.current_changed.emit()

    def select_all(self) -> None:
        """Choose the whole kernel."""
        self._anchor = (0, 0)
        self.select(self._kernel.shape, extend=True)

    def selection(self) -> tuple[slice, slice]:
        """Rows and columns of the chosen block."""
        (top, left), (bottom, right) = (
            tuple(map(min, self.current, self._anchor)),
            tuple(map(max, self.current, self._anchor)),
        )
        return slice(top, bottom + 1), slice(left, right + 1)

    # --- where cells are

    def set_low(self, is_low: bool) -> None:
        """Leave room beneath, or take it again."""
        self._is_low = is_low
        self.set_kernel(self._kernel)

    def _cell_size(self) -> tuple[int, int]:
        return cell_size(self._kernel.shape, is_low=self._is_low)

    def cell_rect(self, cell: Cell) -> QRect:
        """Where a cell is drawn."""
        height, width = self._cell_size()
        return QRect(cell[1] * width, cell[0] * height, width - cell_gap(width), height - cell_gap(height))

    def _cell_at(self, place: QPointF) -> Cell:
        height, width = self._cell_size()
        rows, columns = self._kernel.shape
        return min(max(int(place.y() // height), 0), rows - 1), min(max(int(place.x() // width), 0), columns - 1)

    def sizeHint(self) -> QSize:
        height, width = self._cell_size()
        rows, columns = self._kernel.shape
        return QSize(columns * width - cell_gap(width), rows * height - cell_gap(height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            words = self.tr("Row {0}, column {1}: {2}. Drag up or down to scrub.")
            self.setToolTip("" if cell is None else words.format(*cell, numbers.equation(float(self._kernel[cell]))))
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        if cell_gap(min(self._cell_size())):
            self._paint_cells(painter, event)
        else:
            painter.drawImage(QRectF(self.rect()), pixels.kernel_picture(self._kernel))
        self._paint_partners(painter)
        self._paint_selection(painter)

    def _paint_cells(self, painter: QPainter, event: QPaintEvent) -> None:
        """With few calls: beside a worker each may have to wait until it gets the interpreter back."""
        shape, (height, width) = self._kernel.shape, self._cell_size()
        radius, role = (0, "line") if min(height, width) < ROOMY else (3, "panel")
        largest = float(np.abs(self._kernel).max())
        grounds, picture = tints.cell_tints(self._kernel, largest), pixels.kernel_picture(self._kernel, largest)
        painter.drawImage(QRectF(0, 0, shape[1] * width, shape[0] * height), picture)
        between = theme.color(role).name()
        painter.drawPixmap(0, 0, gaps(shape, (height, width), radius, between, self.devicePixelRatioF()))
        painter.setPen(Qt.PenStyle.NoPen)
        if self._hovered is not None:
            row, column = self._hovered
            painter.setBrush(theme.color(tints.ink(grounds[row][column]), 22))
            painter.drawRoundedRect(self.cell_rect(self._hovered), radius, radius)
        self._write(painter, event.rect(), grounds)

    def _write(self, painter: QPainter, damage: QRect, grounds: list[list[str]]) -> None:
        """Write the weights that have room, all of one colour in turn."""
        (rows, columns), (height, width), first = self._kernel.shape, self._cell_size(), self.cell_rect((0, 0))
        font, room = cell_font((rows, columns), (height, width)), first.width() - (4 if first.width() > 24 else 1)
        if QFontMetrics(font).capHeight() + 4 > first.height():
            return
        painter.setFont(font)
        weights, texts = self._kernel.tolist(), defaultdict(list)
        for row in range(max(damage.top() // height, 0), min(damage.bottom() // height + 1, rows)):
            for column in range(max(damage.left() // width, 0), min(damage.right() // width + 1, columns)):
                value = weights[row][column]
                text, left, top = written(fitted(value, font, room), font)
                place = QPointF(column * width + first.width() / 2 + left, row * height + first.height() / 2 + top)
                texts[tints.ink(grounds[row][column]) if value else "dim"].append((place, text))
        for role, together in texts.items():
            painter.setPen(theme.color(role))
            for place, text in together:
                painter.drawStaticText(place, text)

    def _paint_partners(self, painter: QPainter) -> None:
        """Dotted, the cells that take the weight of the current one."""
        largest = float(np.abs(self._kernel).max())
        for cell in partners(self.current, self._kernel.shape, self.symmetry):
            ground = tints.cell_tint(float(self._kernel[cell]), largest)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color(tints.ink(ground)), 1.25, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(QRectF(self.cell_rect(cell)).adjusted(1.5, 1.5, -1.5, -1.5), 2, 2)

    def _paint_selection(self, painter: QPainter) -> None:
        rows, columns = self.selection()
        if min(self._cell_size()) >= ROOMY:
            for row in range(rows.start, rows.stop):
                for column in range(columns.start, columns.stop):
                    place = QRectF(self.cell_rect((row, column)))
                    self._paint_ring(painter, place, is_current=(row, column) == self.current)
            return
        first, last = self.cell_rect((rows.start, columns.start)), self.cell_rect((rows.stop - 1, columns.stop - 1))
        for place, is_current in ((first.united(last), False), (self.cell_rect(self.current), True)):
            self._paint_ring(painter, QRectF(place).adjusted(-3, -3, 3, 3), is_current=is_current)

    def _paint_ring(self, painter: QPainter, edge: QRectF, *, is_current: bool) -> None:
        """Accent while the keys go here, dim otherwise; a hairline inside keeps it readable on any tint."""
        is_dark = theme.current().name == theme.DARK
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("#000000" if is_dark else "#ffffff"), 1))
        painter.drawRoundedRect(edge.adjusted(2.5, 2.5, -2.5, -2.5), 1, 1)
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "dim"), 2 if is_current else 1))
        painter.drawRoundedRect(edge.adjusted(1, 1, -1, -1), 3, 3)
