"""Why a value is what it is: the ledger drawn as the chapter draws it, walked back by clicking what it was made of."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QToolTip, QVBoxLayout, QWidget

from ui import numbers, theme
from ui.explanation.cells import Cell, paint_cells
from ui.explanation.figure import lay_out
from ui.pixels import Levels, photo_levels
from ui.plots.activation_curves import curve, is_curve
from ui.widgets.areas import Area
from ui.widgets.buttons import tool_button
from ui.widgets.labels import Label
from ui.widgets.painting import draw_focus_ring, smooth
from workbench.explanation.ledger import Entry, Explanation
from workbench.plan import Plan

CURVE_SIZE = QSize(220, 112)
CURVE_POINTS = 121
BESIDE_FROM = 680
"""How wide the pane must be for the curve to stand beside the sum."""


class LedgerView(QWidget):
    """One entry, painted; arrows walk over what can be followed, Enter follows, Backspace goes back."""

    term_chosen = Signal(int)
    depth_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ledger")
        self.setAccessibleName(self.tr("Ledger"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.cells: list[Cell] = []
        self._told: tuple[Explanation, int, Plan, Levels] | None = None
        self._hovered: Cell | None = None
        self._current: int | None = None
        self._room = QSizeF()
        theme.notifier().changed.connect(self._on_theme_changed)

    def set_told(self, explanation: Explanation, depth: int, plan: Plan, photo: Levels) -> None:
        self._told = (explanation, depth, plan, photo)
        self._hovered = None
        self._lay_out()
        entry = explanation.entries[depth]
        self.setAccessibleDescription(f"{entry.step} = {numbers.exact(entry.value)}")

    def set_room(self, room: QSize) -> None:
        """Write sums no wider than this, and draw what fits."""
        if QSizeF(room) != self._room:
            self._room = QSizeF(room)
            self._lay_out()

    @property
    def entry(self) -> Entry | None:
        """The entry that is drawn."""
        return None if self._told is None else self._told[0].entries[self._told[1]]

    def cell_of_term(self, term: int) -> QRectF:
        """Where a term can be clicked first."""
        return next(cell.rect for cell in self.cells if cell.term == term)

    def _lay_out(self) -> None:
        if self._told is None:
            return
        self.cells, width, height = lay_out(*self._told, self._room)
        room = self._curve_place()
        if room is not None:
            height = max(height, room.bottom() + 8)
        self.setFixedSize(max(math.ceil(width), int(self._room.width())), max(math.ceil(height), 40))
        self.update()

    def _curve_place(self) -> QRectF | None:
        _, _, plan, _ = self._told
        if self.entry is None or not is_curve(plan[self.entry.step].step):
            return None
        if self._room.width() >= BESIDE_FROM:
            left = self._room.width() - CURVE_SIZE.width() - 140
            return QRectF(left, 44, CURVE_SIZE.width(), CURVE_SIZE.height())
        below = max(cell.rect.bottom() for cell in self.cells) + 12
        return QRectF(12, below, CURVE_SIZE.width(), CURVE_SIZE.height())

    def _links(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_link]

    def _at(self, place: QPointF) -> Cell | None:
        return next((cell for cell in reversed(self.cells) if cell.is_link and cell.rect.contains(place)), None)

    def _follow(self, cell: Cell | None) -> None:
        if cell is None:
            return
        if cell.term is not None:
            self.term_chosen.emit(cell.term)
        else:
            self.depth_chosen.emit(cell.depth)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._follow(self._at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not self._hovered:
            self._hovered = found
            self.setCursor(Qt.CursorShape.PointingHandCursor if found is not None else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            place = QPointF(event.pos())
            found = next((cell for cell in self.cells if cell.tip and cell.rect.contains(place)), None)
            QToolTip.showText(event.globalPos(), found.tip if found else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        links = self._links()
        moves = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if event.key() in moves and links:
            start = -1 if self._current is None and moves[event.key()] > 0 else self._current or 0
            self._current = (start + moves[event.key()]) % len(links)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self._follow(links[min(self._current, len(links) - 1)])
        elif event.key() == Qt.Key.Key_Backspace and self._told is not None and self._told[1] > 0:
            self.depth_chosen.emit(self._told[1] - 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self._current = None
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.fillRect(self.rect(), theme.color("panel"))
        if self._told is None:
            return
        links = self._links()
        is_walked = self._current is not None and self._current < len(links)
        current = links[self._current] if is_walked else None
        paint_cells(painter, self.cells, QRectF(event.rect()), self._hovered, current)
        place = self._curve_place()
        if place is not None:
            self._paint_curve(painter, place)
        if self.hasFocus() and not is_walked:
            draw_focus_ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_curve(self, painter: QPainter, place: QRectF) -> None:
        """The activation about the input, with the point, and its slope in words."""
        entry, step = self.entry, self._told[2][self.entry.step].step
        x = entry.terms[0].value
        if not math.isfinite(x):
            return
        half = max(4.0, 1.25 * abs(x))
        across = np.linspace(-half, half, CURVE_POINTS)
        values, _ = curve(step.kind, across, step.parameters)
        (y,), (slope,) = curve(step.kind, np.array([x]), step.parameters)
        low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
        span = high - low or 1.0

        def spot(a: float, b: float) -> QPointF:
            x = place.left() + (a + half) / (2 * half) * place.width()
            return QPointF(x, place.bottom() - (b - low) / span * place.height())

        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(spot(-half, 0), spot(half, 0))
        painter.drawLine(spot(0, low), spot(0, high))
        painter.setPen(QPen(theme.color("text"), 2))
        painter.drawPolyline([spot(float(a), float(b)) for a, b in zip(across, values, strict=True)])
        painter.setPen(QPen(theme.color("panel"), 1.5))
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(spot(x, y), 5, 5)
        painter.setPen(theme.color("dim"))
        painter.setFont(theme.font(12))
        lines = (f"x = {numbers.rounded(x, 6)}", f"y = {numbers.rounded(y, 6)}", f"y′ = {numbers.rounded(slope, 6)}")
        for number, line in enumerate(lines):
            painter.drawText(QPointF(place.right() + 16, place.top() + 16 + 20 * number), line)


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
