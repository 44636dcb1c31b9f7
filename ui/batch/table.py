"""The files of a batch as a table: which photo becomes which file, and what became of it."""

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Slot
from PySide6.QtWidgets import QTableView, QWidget

from filters.words import Words
from ui import theme
from ui.language import told
from ui.widgets.painting import ALIGN_LEFT
from workbench.batch.names import Row
from workbench.batch.recipe import Outcome, Task
from workbench.errors import shown

PHOTO, RESULT, STATE = range(3)
ROW_HEIGHT = 24


class BatchTable(QAbstractTableModel):
    """Rows of photo, result and state; told by `set_rows` and `set_outcome`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Row] = ()
        self._index: dict[Task, int] = {}
        self._outcomes: dict[int, Outcome] = {}
        self._heads = self.tr("Photo"), self.tr("Result"), self.tr("State")
        self._actions = {
            "write": self.tr("new"), "replace": self.tr("replaces the old file"), "number": self.tr("numbered"),
            "skip": self.tr("skipped: it is there already"), "unchanged": self.tr("skipped: nothing changed"),
        }  # fmt: skip

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these files, none of them done."""
        self.beginResetModel()
        self._rows, self._outcomes = rows, {}
        self._index = {row.task: number for number, row in enumerate(rows)}
        self.endResetModel()

    def set_outcome(self, outcome: Outcome) -> None:
        """Show what became of one file."""
        number = self._index.get(outcome.task)
        if number is not None:
            self._outcomes[number] = outcome
            self.dataChanged.emit(self.index(number, STATE), self.index(number, STATE))

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        is_head = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if is_head else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, outcome = self._rows[index.row()], self._outcomes.get(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == STATE:
                return told(outcome.error) if outcome is not None else None
            return row.task.source if index.column() == PHOTO else row.task.target
        if role == Qt.ItemDataRole.FontRole:
            return theme.font(12)
        if role == Qt.ItemDataRole.ForegroundRole:
            is_dim = not row.is_wanted or index.column() == STATE
            failed = outcome is not None and bool(outcome.error) and index.column() == STATE
            return theme.color("red" if failed else "dim" if is_dim else "text")
        if role == Qt.ItemDataRole.BackgroundRole and outcome is not None and outcome.error:
            return theme.color("red_bg")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if index.column() == STATE:
            return self._state(row, outcome)
        return shown(PurePath(row.task.source if index.column() == PHOTO else row.task.target))

    def _state(self, row: Row, outcome: Outcome | None) -> str:
        if outcome is None:
            return self._actions[row.action]
        if outcome.error:
            name = shown(PurePath(row.task.source))
            why = outcome.error
            if isinstance(why, Words) and why.values[:1] == (name,):  # the row says already which file it is
                why = str(why.values[-1])
            return self.tr("failed: {0}").format(told(why))
        return self.tr("done in {0} s").format(f"{outcome.seconds:.{2 if outcome.seconds < 10 else 0}f}")


class BatchView(QTableView):
    """The table as it is seen: lines of one height, the state as wide as there is room."""

    def __init__(self, model: BatchTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setObjectName("batch_table")
        self.setAccessibleName(self.tr("Files of the batch"))
        self.setFrameShape(self.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionMode(self.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        header = self.horizontalHeader()
        header.setFixedHeight(ROW_HEIGHT + 2)
        header.setDefaultAlignment(ALIGN_LEFT)
        header.setFont(theme.font(11, 600))
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        for column, width in ((PHOTO, 230), (RESULT, 230)):
            self.setColumnWidth(column, width)
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.setStyleSheet(theme.table_sheet())
