"""A table of numbers that follows the theme; a row can be chosen, and some columns can be typed in."""

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui import numbers, theme

ROW, HEAD = 22, 24
EDGE, MOST_NEEDED = 4, 420
"""As wide as its columns ask for a table will be, up to here; wider ones may have to scroll."""


class _Typing(QStyledItemDelegate):
    """Typed text becomes a number before it is told; what is not a number changes nothing."""

    def setModelData(self, editor: QWidget, model: object, index: QModelIndex) -> None:
        try:
            value = numbers.parse(editor.text())
        except numbers.NumberError:
            return
        self.parent().typed.emit(index.row(), index.column(), value)


class Grid(QTableWidget):
    """Told by `set_cells`; `row_chosen` and `typed` (row, column, number) are what the hand asks for."""

    row_chosen = Signal(int)
    typed = Signal(int, int, float)

    def __init__(self, name: str, headers: tuple[str, ...], typed_columns: tuple[int, ...] = ()) -> None:
        super().__init__(0, len(headers))
        self.setObjectName(name)
        self._typed_columns = typed_columns
        self._wanted: list[int] = []
        self.setHorizontalHeaderLabels(headers)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegate(_Typing(self))
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setFixedHeight(HEAD)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(28)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.currentCellChanged.connect(self._on_current_cell_changed)
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_cells(self, rows: list[tuple[str, ...]]) -> None:
        """Show the texts of every row."""
        self.blockSignals(True)
        self.setRowCount(len(rows))
        for y, row in enumerate(rows):
            for x, text in enumerate(row):
                item = self.item(y, x)
                if item is None:
                    item = QTableWidgetItem()
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    item.setFont(theme.font(12, 600 if x == 0 else 400))
                    if x not in self._typed_columns:
                        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                    self.setItem(y, x, item)
                if item.text() != text:
                    item.setText(text)
        self.blockSignals(False)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(min(sum(self._wanted) + EDGE, MOST_NEEDED), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Columns are as wide as what they hold and share the room that is left; where none is the table scrolls."""
        header, columns = self.horizontalHeader(), range(self.columnCount())
        wanted = [max(self.sizeHintForColumn(i), header.sectionSizeHint(i)) + 8 for i in columns]
        if wanted != self._wanted:
            self._wanted = wanted
            self.updateGeometry()
        share = max(self.viewport().width() - sum(wanted), 0) // max(len(wanted) - 1, 1)
        for column, width in enumerate(wanted):
            header.resizeSection(column, width + share * (column > 0))

    def choose(self, row: int) -> None:
        """Mark a row, without telling."""
        if row != self.currentRow():
            self.blockSignals(True)
            self.selectRow(row)
            self.blockSignals(False)

    @Slot(int, int, int, int)
    def _on_current_cell_changed(self, row: int, column: int, old_row: int, old_column: int) -> None:
        if row >= 0 and row != old_row:
            self.row_chosen.emit(row)

    @Slot()
    def _on_theme_changed(self) -> None:
        look = theme.current()
        chosen = f"QTableView {{ selection-background-color: {look.sel}; selection-color: {look.text}; }}"
        self.setStyleSheet(theme.table_sheet() + chosen)
