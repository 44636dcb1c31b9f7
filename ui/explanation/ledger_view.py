"""One entry of the ledger, painted as the chapter writes it, and the ways on and back from it."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from ui import numbers, theme
from ui.explanation.cells import Cell, paint_cells
from ui.explanation.figure import lay_out
from ui.pixels import Levels
from ui.plots.activation_curves import curve, is_curve
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
