"""The strip of tabs under the pictures: text only, the chosen one underlined as wide as its word."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.areas import Area
from ui.widgets.heads import HEAD_HEIGHT
from ui.widgets.painting import FIXED, draw_focus_ring, smooth

PADDING, LEAST_PADDING = 12, 5


class TabStrip(QWidget):
    """The words; Left and Right choose."""

    chosen = Signal(int)

    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self.index = 0
        self._hovered = -1
        self.setObjectName("tabs")
        self.setAccessibleName(self.tr("Tabs"))
        self.setToolTip(self.tr("What is shown under the pictures."))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, FIXED)

    def _text_widths(self) -> list[int]:
        metrics = QFontMetrics(theme.font(13, 600))
        return [metrics.horizontalAdvance(name) for name in self._names]

    def _padding(self) -> float:
        """Either side of a word: less where there is little room."""
        free = (self.width() - sum(self._text_widths())) / (2 * len(self._names))
        return min(max(free, LEAST_PADDING), PADDING)

    def place(self, index: int) -> QRectF:
        """Where a tab stands."""
        widths, padding = self._text_widths(), self._padding()
        return QRectF(sum(widths[:index]) + 2 * padding * index, 0, widths[index] + 2 * padding, HEAD_HEIGHT)

    def choose(self, index: int) -> None:
        """Choose a tab and tell."""
        index = min(max(index, 0), len(self._names) - 1)
        if index != self.index:
            self.index = index
            self.update()
            self.chosen.emit(index)

    def sizeHint(self) -> QSize:
        return QSize(sum(self._text_widths()) + 2 * PADDING * len(self._names), HEAD_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(sum(self._text_widths()) + 2 * LEAST_PADDING * len(self._names), HEAD_HEIGHT)

    def _at(self, x: float) -> int:
        return next((i for i in range(len(self._names)) if self.place(i).left() <= x < self.place(i).right()), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (index := self._at(event.position().x())) >= 0:
            self.choose(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._at(event.position().x())
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.choose(self.index + (1 if event.key() == Qt.Key.Key_Right else -1))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        for index, name in enumerate(self._names):
            place = self.place(index)
            is_chosen = index == self.index
            painter.setFont(theme.font(13, 600 if is_chosen else 500))
            painter.setPen(theme.color("text" if is_chosen or index == self._hovered else "dim"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
            if is_chosen:
                line = QRectF(place.left() + self._padding(), HEAD_HEIGHT - 2, place.width() - 2 * self._padding(), 2)
                painter.fillRect(line, theme.color("accent"))
                if self.hasFocus():
                    draw_focus_ring(painter, place.adjusted(4, 3, -4, -4))


class Tabs(Area):
    """Pages under the strip: (name, title, page, and what stands at the right of the strip while it is in front)."""

    def __init__(
        self, pages: tuple[tuple[str, str, QWidget, QWidget | None], ...], parent: QWidget | None = None
    ) -> None:
        super().__init__("panel", parent=parent)
        head = Area("head", "bottom")
        head.setFixedHeight(HEAD_HEIGHT)
        self.names = tuple(name for name, _, _, _ in pages)
        self.strip = TabStrip(tuple(title for _, title, _, _ in pages))
        self.stack = QStackedWidget()
        self._sides = [side for _, _, _, side in pages]
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self.strip)
        row.addStretch(1)
        for _, _, page, side in pages:
            self.stack.addWidget(page)
            if side is not None:
                row.addWidget(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.stack, 1)
        self.strip.chosen.connect(self.show_page)
        self.show_page(0)

    @Slot()
    def order_sides(self) -> None:
        """Let Tab go from the strip to what stands beside it, and then into the page."""
        before = self.strip
        for control in (one for side in self._sides if side is not None for one in side.findChildren(QWidget)):
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.window() is self.window():  # no list of one
                QWidget.setTabOrder(before, control)
                before = control

    @property
    def shown(self) -> str:
        """The name of the page in front."""
        return self.names[self.stack.currentIndex()]

    def show_named(self, name: str) -> None:
        """Bring the page of that name to the front."""
        self.show_page(self.names.index(name))

    def show_page(self, index: int) -> None:
        """Bring a page to the front."""
        self.strip.choose(index)
        self.stack.setCurrentIndex(index)
        for number, side in enumerate(self._sides):
            if side is not None:
                side.setVisible(number == index)
