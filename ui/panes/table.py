"""The chapter's layer table, live: what every step weighs, makes, costs and sees. It copies into spreadsheets."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView, QVBoxLayout, QWidget

from ui import numbers, theme
from ui.language import described
from ui.widgets.chrome import Area
from workbench.document import PHOTO
from workbench.plan import Plan, StepPlan

NONE = "—"
ROW_HEIGHT, HEAD_HEIGHT = 24, 28
LEFT_COLUMNS = 2
TOTAL = "total"


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
        self.headers = (
            self.tr("Step"), self.tr("Kind"), self.tr("Weight"), self.tr("Weights"), self.tr("Bias"),
            self.tr("Biases"), self.tr("Output shape"), self.tr("Multiply–adds"), self.tr("Jump"),
            self.tr("Receptive field"),
        )  # fmt: skip

    def set_plan(self, plan: Plan | None) -> None:
        rows = () if plan is None else (*(self._row(row) for row in plan.rows), self._total(plan))
        if rows == self.rows:
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def _row(self, row: StepPlan) -> Row:
        kind = self.tr("Photo") if row.step is None else described(row.step)
        name = row.id if row.step is None else row.step.label or row.id
        if row.shape is None:
            shape = self.tr("refused") if row.refusal else NONE
            return Row(row.id, (name, kind, *[NONE] * 4, shape, *[NONE] * 3), row.refusal is not None)
        return Row(
            row.id,
            (
                name,
                kind,
                numbers.shape(*row.weight_shape) if row.weight_shape else NONE,
                numbers.count(row.weight_parameters),
                numbers.shape(*row.bias_shape) if row.bias_shape else NONE,
                numbers.count(row.bias_parameters),
                numbers.shape(*row.shape[1:]),
                numbers.count(row.multiplications),
                _pair(row.rows.jump, row.columns.jump),
                numbers.shape(row.rows.size, row.columns.size),
            ),
        )

    def _total(self, plan: Plan) -> Row:
        if plan.refusal is not None:
            return Row(TOTAL, (self.tr("Total"), *[NONE] * 9), is_total=True)
        return Row(
            TOTAL,
            (
                self.tr("Total"),
                f"{plan.parameters:,} ".replace(",", "\u202f") + self.tr("parameters"),
                "",
                numbers.count(sum(row.weight_parameters for row in plan.rows)),
                "",
                numbers.count(sum(row.bias_parameters for row in plan.rows)),
                "",
                numbers.count(plan.multiplications),
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
            return self.headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.rows[index.row()], index.column()
        text = row.cells[column]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
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

    def text(self, separator: str) -> str:
        """The whole table for the clipboard: tab-separated, or with "|" as Markdown."""
        lines = [self.headers, *(row.cells for row in self.rows)]
        plain = [[cell.replace(numbers.THIN, " ").replace("\u202f", " ") for cell in line] for line in lines]
        if separator == "\t":
            return "\n".join("\t".join(line) for line in plain)
        marks = ["---" if column < LEFT_COLUMNS else "---:" for column in range(len(self.headers))]
        return "\n".join("| " + " | ".join(line) + " |" for line in (plain[0], marks, *plain[1:]))


class TablePane(Area):
    """The table; a click on a row asks for its step."""

    step_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("table")
        self.model = TableModel(self)
        self.view = QTableView(self)
        self.view.setObjectName("layer_table")
        self.view.setAccessibleName(self.tr("Layer table"))
        self.view.setModel(self.model)
        self.view.setShowGrid(False)
        self.view.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setMinimumSectionSize(20)
        self.view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.view.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        header = self.view.horizontalHeader()
        header.setFixedHeight(HEAD_HEIGHT)
        header.setHighlightSections(False)
        header.setFont(theme.font(11, 600))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(40)
        self.view.clicked.connect(self._on_view_clicked)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_menu_requested)
        self.copy_text = QAction(self.tr("Copy for a spreadsheet"), self)
        self.copy_text.triggered.connect(self._on_copy_text)
        self.copy_markdown = QAction(self.tr("Copy as Markdown"), self)
        self.copy_markdown.triggered.connect(self._on_copy_markdown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_plan(self, plan: Plan | None) -> None:
        self.model.set_plan(plan)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The kinds take what room is left; where there is none the table scrolls."""
        header = self.view.horizontalHeader()
        wanted = sum(max(self.view.sizeHintForColumn(i), header.sectionSizeHint(i)) for i in range(header.count()))
        has_room = wanted <= self.view.viewport().width()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch if has_room else header.sectionResizeMode(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._on_copy_text()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.model.text("\t"))

    @Slot()
    def _on_copy_markdown(self) -> None:
        QGuiApplication.clipboard().setText(self.model.text("|"))

    @Slot(QModelIndex)
    def _on_view_clicked(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()]
        if not row.is_total:
            self.step_requested.emit(row.id or PHOTO)

    @Slot(QPoint)
    def _on_menu_requested(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.copy_text, self.copy_markdown])
        menu.popup(self.view.viewport().mapToGlobal(place))

    @Slot()
    def _on_theme_changed(self) -> None:
        look = theme.current()
        self.view.setStyleSheet(
            f"QTableView {{ background: {look.panel}; }} QTableView::item {{ padding: 0 3px; border: none; }}"
            f" QHeaderView, QHeaderView::section {{ background: {look.panel};"
            f" color: {look.dim}; border: none; border-bottom: 1px solid {look.line}; padding: 0 4px;"
            " font-size: 11px; font-weight: 600; }"
        )


def _pair(down: int, across: int) -> str:
    return str(down) if down == across else numbers.shape(down, across)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column < LEFT_COLUMNS else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
