"""The rows of the layer table in words: what every step weighs, makes, costs and sees; some may be hidden."""

from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from filters.records import dataclass
from ui import numbers, theme
from ui.language import described
from workbench import tables
from workbench.counting import Convention, Operations, operations, total
from workbench.plan import Plan, StepPlan

NONE, GROUP = "—", "\u202f"
LEFT_COLUMNS = (0, 1)
TOTAL = "total"
FACTS = {
    "weights": (2, 3, 7, 8), "biases": (4, 5), "shape": (6,), "multiplications": (7,), "additions": (8,),
    "field": (10,),
}  # fmt: skip
"""The columns that tell each fact; how often a weight is multiplied tells how many there are."""

BESIDE_NAMES = 3
"""How much more room the name of a column needs than what its cells hold."""

COUNTED, FIELD = (7, 8), 10
"""The columns whose long numbers are shortened where there is little room, and one whose name is."""


@dataclass(frozen=True)
class Row:
    """One line of the table, in words."""

    id: str
    cells: tuple[str, ...]
    is_refused: bool = False
    is_total: bool = False


class TableModel(QAbstractTableModel):
    """Rows made from a plan."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self.hidden: frozenset[tuple[str, str]] = frozenset()
        self.is_tight = False
        self.headers = (
            self.tr("Step"), self.tr("Kind"), self.tr("Weight"), self.tr("Weights"), self.tr("Bias"),
            self.tr("Biases"), self.tr("Output shape"), self.tr("Multiplications"), self.tr("Additions"),
            self.tr("Jump"), self.tr("Receptive field"),
        )  # fmt: skip

    def widths(self, *, is_tight: bool) -> list[int]:
        """How wide the texts of every column are, its name included; with `is_tight` counts are in three figures."""
        light, bold, small = (QFontMetrics(theme.font(px, weight)) for px, weight in ((12, 400), (12, 600), (11, 600)))
        names = [self._header(column, is_tight=is_tight) for column in range(len(self.headers))]
        found = [small.horizontalAdvance(name) + BESIDE_NAMES for name in names]
        for row in self.rows:
            for column in range(len(row.cells)):
                metrics = bold if column == 0 or row.is_total else light
                text = self._cell(row, column, is_tight=is_tight)
                found[column] = max(found[column], metrics.horizontalAdvance(text))
        return found

    def set_tight(self, is_tight: bool) -> None:
        """Shorten counts, or write them out; the tooltip and copies always do."""
        if is_tight != self.is_tight:
            self.is_tight = is_tight
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, COUNTED[0], FIELD)
            if self.rows:
                self.dataChanged.emit(self.index(0, COUNTED[0]), self.index(len(self.rows) - 1, COUNTED[1]))

    def _header(self, column: int, *, is_tight: bool) -> str:
        short = {COUNTED[0]: self.tr("Mult."), COUNTED[1]: self.tr("Add."), FIELD: self.tr("Field")}
        return short.get(column, self.headers[column]) if is_tight else self.headers[column]

    def _cell(self, row: Row, column: int, *, is_tight: bool) -> str:
        text = row.cells[column]
        digits = text.replace(GROUP, "")
        return numbers.count(int(digits)) if is_tight and column in COUNTED and digits.isdigit() else text

    def set_plan(self, plan: Plan | None, convention: Convention) -> bool:
        """Show the plan's rows; answers whether they are others than before."""
        rows: tuple[Row, ...] = ()
        if plan is not None:
            rows = (*(self._row(row, operations(row, convention)) for row in plan.rows), self._total(plan, convention))
        rows = tuple(self._masked(row) for row in rows)
        if rows == self.rows:
            return False
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True

    def _row(self, row: StepPlan, counted: Operations) -> Row:
        kind = self.tr("Photo") if row.step is None else described(row.step)
        if row.shape is None:
            shape = self.tr("refused") if row.refusal else NONE
            return Row(row.id, (row.title, kind, *[NONE] * 4, shape, *[NONE] * 4), row.refusal is not None)
        return Row(
            row.id,
            (
                row.title,
                kind,
                numbers.shape(*row.weight_shape) if row.weight_shape else NONE,
                _exact(row.weight_parameters),
                numbers.shape(*row.bias_shape) if row.bias_shape else NONE,
                _exact(row.bias_parameters),
                numbers.shape(*row.shape),
                _exact(counted.multiplications),
                _exact(counted.additions),
                _pair(row.rows.jump, row.columns.jump),
                numbers.shape(row.rows.size, row.columns.size),
            ),
        )

    def _masked(self, row: Row) -> Row:
        """The row without the facts that a lesson asks for; a total hides what would give one of its column away."""
        columns = {
            column for fact, step in self.hidden if step == row.id or row.is_total for column in FACTS.get(fact, ())
        }
        if not columns:
            return row
        if row.is_total and columns & {3, 5}:
            columns.add(1)  # weights and biases together
        return replace(row, cells=tuple(numbers.HIDDEN if i in columns else c for i, c in enumerate(row.cells)))

    def _total(self, plan: Plan, convention: Convention) -> Row:
        if plan.refusal is not None:
            return Row(TOTAL, (self.tr("Total"), *[NONE] * 10), is_total=True)
        counted = total(plan, convention)
        return Row(
            TOTAL,
            (
                self.tr("Total"),
                f"{_exact(plan.parameters)} " + self.tr("parameters"),
                "",
                _exact(sum(row.weight_parameters for row in plan.rows)),
                "",
                _exact(sum(row.bias_parameters for row in plan.rows)),
                "",
                _exact(counted.multiplications),
                _exact(counted.additions),
                _pair(*plan.jump),
                numbers.shape(*plan.receptive_field),
            ),
            is_total=True,
        )

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._header(section, is_tight=self.is_tight)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.rows[index.row()], index.column()
        text = row.cells[column]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(row, column, is_tight=self.is_tight)
        if role == Qt.ItemDataRole.ToolTipRole:
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.FontRole:
            return theme.font(12, 600 if column == 0 or row.is_total else 400)
        if role == Qt.ItemDataRole.ForegroundRole:
            if row.is_refused:
                return theme.color("red")
            return theme.color("dim" if text == NONE or column == 1 else "text")
        if role == Qt.ItemDataRole.BackgroundRole and (row.is_refused or row.is_total):
            return theme.color("red_bg" if row.is_refused else "head")
        return None

    def text(self, form: str) -> str:
        """The whole table for the clipboard: "tab" for spreadsheets, "csv", "markdown" or "latex"."""
        lines = [self.headers, *(row.cells for row in self.rows)]
        is_plain = form in ("tab", "csv")
        group = "" if is_plain else " "
        plain = [[cell.replace(numbers.THIN, " ").replace(GROUP, group) for cell in line] for line in lines]
        return tables.render(plain, form, LEFT_COLUMNS)


def _pair(down: int, across: int) -> str:
    return str(down) if down == across else numbers.shape(down, across)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in LEFT_COLUMNS else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _exact(count: int) -> str:
    """A whole number in groups of three."""
    return f"{count:,}".replace(",", GROUP)
