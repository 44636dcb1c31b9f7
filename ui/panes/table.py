"""The chapter's layer table, live: what every step weighs, makes, costs and sees, on the photo or any other shape."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QTableView, QVBoxLayout, QWidget

from ui import numbers, theme
from ui.language import described
from ui.widgets.chrome import Area, Label, tool_button
from ui.widgets.inputs import Switch
from ui.widgets.shape_field import ShapeField
from workbench import tables
from workbench.counting import Convention, Operations, operations, total
from workbench.document import PHOTO
from workbench.plan import Plan, StepPlan
from workbench.plan import plan as plan_on

NONE = "—"
ROW_HEIGHT, HEAD_HEIGHT = 24, 28
LEFT_COLUMNS = (0, 1)
BAR_HEIGHT = 36
SHAPE_WIDTH = 168
TOTAL = "total"
FACTS = {
    "weights": (2, 3, 7, 8), "biases": (4, 5), "shape": (6,), "multiplications": (7,), "additions": (8,),
    "field": (10,),
}  # fmt: skip
"""The columns that tell each fact; how often a weight is multiplied tells how many there are."""


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
        self.headers = (
            self.tr("Step"), self.tr("Kind"), self.tr("Weight"), self.tr("Weights"), self.tr("Bias"),
            self.tr("Biases"), self.tr("Output shape"), self.tr("Multiplications"), self.tr("Additions"),
            self.tr("Jump"), self.tr("Receptive field"),
        )  # fmt: skip

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
        name = row.id if row.step is None else row.step.label or row.id
        if row.shape is None:
            shape = self.tr("refused") if row.refusal else NONE
            return Row(row.id, (name, kind, *[NONE] * 4, shape, *[NONE] * 4), row.refusal is not None)
        return Row(
            row.id,
            (
                name,
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

    def text(self, form: str) -> str:
        """The whole table for the clipboard: "tab" for spreadsheets, "csv", "markdown" or "latex"."""
        lines = [self.headers, *(row.cells for row in self.rows)]
        is_plain = form in ("tab", "csv")
        group = "" if is_plain else " "
        plain = [[cell.replace(numbers.THIN, " ").replace("\u202f", group) for cell in line] for line in lines]
        return tables.render(plain, form, LEFT_COLUMNS)


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
        self.copies = QMenu(self)
        for form, words in (
            ("tab", self.tr("Copy for a spreadsheet")), ("markdown", self.tr("Copy as Markdown")),
            ("csv", self.tr("Copy as CSV")), ("latex", self.tr("Copy as LaTeX")),
        ):  # fmt: skip
            self.copies.addAction(words).setData(form)
        self.copies.triggered.connect(self._on_copies_triggered)
        self._plan: Plan | None = None
        self.shown: Plan | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.refusal = Label("", "red", px=12, wrap=True)
        self.refusal.setContentsMargins(12, 4, 12, 4)
        column.addWidget(self._bar())
        column.addWidget(self.refusal)
        column.addWidget(self.view)
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _bar(self) -> Area:
        bar = Area("panel", "bottom")
        bar.setFixedHeight(BAR_HEIGHT)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 0, 12, 1)
        row.setSpacing(8)
        self.shape = ShapeField(
            tip=self.tr("Any input shape N, C, H, W, such as 10, 3, 224, 224; empty is the photo's own."),
            name="what_if",
        )
        self.shape.setFixedWidth(SHAPE_WIDTH)
        self.bias = Switch(tip=self.tr("Count the addition of the bias."), name="count_bias")
        self.padding = Switch(tip=self.tr("Count products with the zeros of padding."), name="count_padding")
        copy = tool_button(text=self.tr("Copy"), tip=self.tr("Copy the table to the clipboard."), name="copy_table")
        copy.setMenu(self.copies)
        row.addWidget(Label(self.tr("Input"), "dim", px=12))
        row.addWidget(self.shape)
        for title, switch in ((self.tr("Bias"), self.bias), (self.tr("Padded zeros"), self.padding)):
            switch.set_value(True)
            switch.value_changed.connect(self._on_choice_changed)
            row.addSpacing(4)
            row.addWidget(Label(title, "dim", px=12))
            row.addWidget(switch)
        row.addStretch(1)
        row.addWidget(copy)
        self.shape.value_changed.connect(self._on_choice_changed)
        return bar

    def set_plan(self, plan: Plan | None) -> None:
        """Show a plan, or its document on the shape that was typed."""
        self._plan = plan
        self._show()

    def set_hidden(self, hidden: frozenset[tuple[str, str]]) -> None:
        """Hide the facts that a lesson asks for."""
        if hidden != self.model.hidden:
            self.model.hidden = hidden
            self._show()

    @Slot(object)
    def _on_choice_changed(self, value: object) -> None:
        self._show()

    def _show(self) -> None:
        shown, shape = self._plan, self.shape.value()
        if shown is not None:
            self.shape.setPlaceholderText(numbers.shape(*shown.shape))
            if shape is not None and shape != shown.shape:
                shown = plan_on(shown.document, shape, training=shown.training)
        self.shown = shown
        is_other = self.model.set_plan(shown, Convention(bias=self.bias.value(), padding=self.padding.value()))
        is_said = shown is not self._plan and shown.refusal is not None  # a refusal on the photo is said elsewhere
        said = numbers.with_times(shown.refusal.message) if is_said else ""
        self.refusal.setText(said)
        self.refusal.setVisible(bool(said))
        if is_other:
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
            self._copy("tab")
        else:
            super().keyPressEvent(event)

    def _copy(self, form: str) -> None:
        QGuiApplication.clipboard().setText(self.model.text(form))

    @Slot("QAction*")
    def _on_copies_triggered(self, action: QAction) -> None:
        self._copy(action.data())

    @Slot(QModelIndex)
    def _on_view_clicked(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()]
        if not row.is_total:
            self.step_requested.emit(row.id or PHOTO)

    @Slot(QPoint)
    def _on_menu_requested(self, place: QPoint) -> None:
        self.copies.popup(self.view.viewport().mapToGlobal(place))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.view.setStyleSheet(theme.table_sheet())


def _pair(down: int, across: int) -> str:
    return str(down) if down == across else numbers.shape(down, across)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in LEFT_COLUMNS else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _exact(count: int) -> str:
    """A whole number in groups of three."""
    return f"{count:,}".replace(",", "\u202f")
