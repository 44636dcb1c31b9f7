"""The grouped, searchable list of kinds from which a step is added."""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui import theme
from ui.language import translated
from workbench.layers import KINDS

KIND_ROLE = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 26
WIDTH = 232


class StepPicker(QFrame):
    """A popup: type to narrow, arrows to move, Enter or a click to choose."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("step-picker")
        self.setProperty("popup", True)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search kinds of steps"))
        self.search.setObjectName("step-search")
        self.search.setFont(theme.font())
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._on_search_text_changed)
        self.list = QListWidget()
        self.list.setObjectName("step-kinds")
        self.list.setFont(theme.font())
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_item_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self._fill("")

    def open_at(self, place: QPoint) -> None:
        """Show the list with its top left corner at a global place, moved up where the screen ends."""
        self.search.clear()
        self._fill("")
        rows = self.list.count()
        screen = self.screen().availableGeometry()
        height = min(rows * ROW_HEIGHT + 60, 520, screen.height() - 16)
        self.resize(WIDTH, height)
        self.move(place.x(), min(place.y(), max(screen.bottom() - height, screen.top())))
        self.show()
        self.search.setFocus()

    def _fill(self, wanted: str) -> None:
        self.list.clear()
        group = None
        for kind in KINDS.values():
            title = translated(kind.title)
            if wanted.casefold() not in f"{title} {kind.title} {kind.name} {kind.group}".casefold():
                continue
            if kind.group != group:
                group = kind.group
                heading = QListWidgetItem(translated(group))
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                heading.setFont(theme.font(12, 600))
                heading.setForeground(theme.color("dim"))
                heading.setSizeHint(QSize(0, ROW_HEIGHT))
                self.list.addItem(heading)
            item = QListWidgetItem(title)
            item.setData(KIND_ROLE, kind.name)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            self.list.addItem(item)
        self._move(1, start=-1)

    def _move(self, direction: int, start: int | None = None) -> None:
        row = (self.list.currentRow() if start is None else start) + direction
        while 0 <= row < self.list.count():
            if self.list.item(row).data(KIND_ROLE):
                self.list.setCurrentRow(row)
                return
            row += direction

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(KIND_ROLE):
            self.hide()
            self.chosen.emit(item.data(KIND_ROLE))

    @Slot(str)
    def _on_search_text_changed(self, text: str) -> None:
        self._fill(text.strip())

    @Slot(QListWidgetItem)
    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        self._choose(item)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.search and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._move(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)
