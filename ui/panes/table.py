"""The chapter's layer table, live, on the photo or any other shape."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QTableView, QVBoxLayout, QWidget

from ui import numbers, theme
from ui.language import told
from ui.table_model import TableModel
from ui.widgets.areas import Area
from ui.widgets.buttons import tool_button
from ui.widgets.choices import Switch
from ui.widgets.labels import Label
from ui.widgets.shape_field import ShapeField
from workbench.counting import Convention
from workbench.document import PHOTO
from workbench.plan import Plan
from workbench.plan import plan as plan_on

ROW_HEIGHT, HEAD_HEIGHT = 24, 28
BAR_HEIGHT = 36
SHAPE_WIDTH = 168
PADDING, TIGHT_PADDING = 3, 1
AROUND = 7
"""What Qt leaves free about the words of a cell, beside its padding."""

LOOSE = 3
"""How much more there is where there is room."""

KIND, LEAST_KIND = 1, 64
"""The column of the kinds, and how narrow it may become before the table scrolls."""


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
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # Qt would ask for every cell again and again
        header.setMinimumSectionSize(24)
        self.view.viewport().installEventFilter(self)
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
        self._is_old = False
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
        was, self._plan = self._plan, plan
        if was is None or plan is None or was.outline != plan.outline:
            self._renew()

    def set_hidden(self, hidden: frozenset[tuple[str, str]]) -> None:
        """Hide the facts that a lesson asks for."""
        if hidden != self.model.hidden:
            self.model.hidden = hidden
            self._renew()

    @Slot(object)
    def _on_choice_changed(self, value: object) -> None:
        self._show()

    def _renew(self) -> None:
        """Show what is told, now or when the table comes into sight."""
        self._is_old = not self.isVisible()
        if not self._is_old:
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_old:
            self._renew()

    def _show(self) -> None:
        shown, shape = self._plan, self.shape.value()
        if shown is not None:
            self.shape.setPlaceholderText(numbers.shape(*shown.shape))
            if shape is not None and shape != shown.shape:
                shown = plan_on(shown.document, shape, training=shown.training)
        self.shown = shown
        is_other = self.model.set_plan(shown, Convention(bias=self.bias.value(), padding=self.padding.value()))
        is_said = shown is not self._plan and shown.refusal is not None  # a refusal on the photo is said elsewhere
        said = numbers.with_times(told(shown.refusal.message)) if is_said else ""
        self.refusal.setText(said)
        self.refusal.setVisible(bool(said))
        if is_other:
            self._fit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """The kinds take what room is left, and are shortened for the others. Where that is not enough cells move
        together, then counts are shortened; at last all scroll.
        """
        room = self.view.viewport().width()
        for is_tight, loose in ((False, LOOSE), (False, 0), (True, 0)):
            around = AROUND + loose + 2 * (TIGHT_PADDING if is_tight else PADDING)
            widths = [width + around for width in self.model.widths(is_tight=is_tight)]
            least = min(widths[KIND], LEAST_KIND)
            widths[KIND] = max(room - sum(widths) + widths[KIND], least)
            if sum(widths) <= room:
                break
        if is_tight != self.model.is_tight:
            self.model.set_tight(is_tight)
            self._on_theme_changed()
        for column, width in enumerate(widths):
            self.view.setColumnWidth(column, width)

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
        self.view.setStyleSheet(theme.table_sheet(TIGHT_PADDING if self.model.is_tight else PADDING))
