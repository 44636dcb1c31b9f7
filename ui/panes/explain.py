"""Why a value is what it is: the tab of the ledger, what invites to ask for one, and its copies."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.explanation.ledger_view import LedgerView
from ui.pixels import Levels, photo_levels
from ui.widgets.areas import Area
from ui.widgets.buttons import tool_button
from ui.widgets.labels import Label
from workbench.explanation.ledger import Entry, Explanation
from workbench.plan import Plan


class ExplainPane(Area):
    """Told by `set_explanation`; `term_chosen(depth, term)` walks back, `depth_changed` tells which entry is shown."""

    term_chosen = Signal(int, int)
    depth_changed = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("explain")
        self._explanation: Explanation | None = None
        self._plan: Plan | None = None
        self._photo = photo_levels(255.0)
        self.depth = 0
        self.ledger = LedgerView()
        self._invitation = Label("", "dim", align=Qt.AlignmentFlag.AlignCenter, wrap=True)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.ledger)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().installEventFilter(self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._invitation)
        self._stack.addWidget(self._scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.side = self._side()
        self.ledger.term_chosen.connect(self._on_term_chosen)
        self.ledger.depth_chosen.connect(self.show_depth)
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.set_explanation(None, None, self._photo)

    def _side(self) -> QWidget:
        """What stands at the right of the tabs: what can be done with the ledger."""
        side = QWidget()
        self.copy_button = tool_button(
            "duplicate", tip=self.tr("Copy the ledger as text, CSV or LaTeX."), name="copy_ledger", role="dim"
        )
        menu = QMenu(self.copy_button)
        self.copy_text = QAction(self.tr("Copy as text"), menu)
        self.copy_csv = QAction(self.tr("Copy as CSV"), menu)
        self.copy_latex = QAction(self.tr("Copy as LaTeX"), menu)
        menu.addActions([self.copy_text, self.copy_csv, self.copy_latex])
        menu.triggered.connect(self._on_copy_triggered)
        self.copy_button.setMenu(menu)
        self.close_button = tool_button(
            "close", tip=self.tr("Explain nothing; the marks in the pictures go."), name="unpin", role="dim"
        )
        self.close_button.clicked.connect(self.closed)
        row = QHBoxLayout(side)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.copy_button, self.close_button):
            row.addWidget(widget)
        return side

    @property
    def explanation(self) -> Explanation | None:
        """What is explained now."""
        return self._explanation

    @property
    def shown(self) -> Entry | None:
        """The entry that is drawn."""
        return None if self._explanation is None else self._explanation.entries[self.depth]

    def set_explanation(self, explanation: Explanation | None, plan: Plan | None, photo: Levels) -> None:
        """Show a ledger; the entry shown stays where there is one as deep."""
        self._explanation, self._plan, self._photo = explanation, plan, photo
        for widget in (self.copy_button, self.close_button):
            widget.setEnabled(explanation is not None)
        if explanation is None:
            self.depth = 0
            self._invitation.setText(self.tr("Click a pixel in a picture to see where its value comes from."))
            self._stack.setCurrentWidget(self._invitation)
            return
        self._stack.setCurrentWidget(self._scroll)
        self.show_depth(min(self.depth, len(explanation.entries) - 1))

    def set_refusal(self, message: str) -> None:
        """Say why there is nothing to explain."""
        self.set_explanation(None, None, self._photo)
        self._invitation.setText(message)

    @Slot(int)
    def show_depth(self, depth: int) -> None:
        """Show another entry of the way back."""
        if self._explanation is None:
            return
        self.depth = depth
        self.ledger.set_told(self._explanation, depth, self._plan, self._photo)
        self.depth_changed.emit(depth)

    @Slot(int)
    def _on_term_chosen(self, term: int) -> None:
        depth = self.depth
        self.depth = depth + 1
        self.term_chosen.emit(depth, term)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            bar = QSize(self._scroll.verticalScrollBar().sizeHint().width(), 0)
            self.ledger.set_room(self._scroll.maximumViewportSize() - bar)
        return super().eventFilter(watched, event)

    @Slot("QAction*")
    def _on_copy_triggered(self, action: QAction) -> None:
        found = self._explanation
        if found is None:  # a menu that was dropped down outlived it
            return
        forms = {self.copy_text: found.as_text, self.copy_csv: found.as_csv, self.copy_latex: found.as_latex}
        QGuiApplication.clipboard().setText(forms[action]())

    @Slot()
    def _on_theme_changed(self) -> None:
        self._scroll.setStyleSheet(f"QScrollArea {{ background: {theme.current().panel}; }}")
