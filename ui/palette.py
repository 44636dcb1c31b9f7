"""The searchable palette: type a few letters of what is wanted, Enter does it."""

import re

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QSize, QStringListModel, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.widgets.painting import ALIGN_LEFT, ALIGN_RIGHT

WIDTH, ROWS, ROW_HEIGHT = 420, 10, 32


class _Rows(QStyledItemDelegate):
    """Name at the left, shortcut at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(WIDTH // 2, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, theme.color("sel" if is_chosen else "panel"))
        if is_chosen:
            painter.fillRect(QRect(option.rect.topLeft(), QSize(2, ROW_HEIGHT)), theme.color("accent"))
        name, _, shortcut = index.data().partition("\t")
        painter.setFont(theme.font())
        painter.setPen(theme.color("text"))
        painter.drawText(option.rect.adjusted(12, 0, -110, 0), ALIGN_LEFT, name)
        painter.setFont(theme.font(11))
        painter.setPen(theme.color("dim"))
        painter.drawText(option.rect.adjusted(12, 0, -12, 0), ALIGN_RIGHT, shortcut)


class Palette(QFrame):
    """Opens over the window; Up and Down choose, Enter does, Escape closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("palette")
        self.setProperty("popup", True)
        self._offered: list[QAction] = []
        self._found: list[QAction] = []
        self.search = QLineEdit(self)
        self.search.setObjectName("palette_search")
        self.search.setPlaceholderText(self.tr("Search actions"))
        self.search.setAccessibleName(self.tr("Search actions"))
        self.search.setFont(theme.font(15))
        self.search.setFrame(False)
        self.search.setTextMargins(12, 10, 12, 10)
        self.search.textChanged.connect(self._on_search_text_changed)
        self.search.installEventFilter(self)
        self.view = QListView(self)
        self.view.setObjectName("palette_list")
        self.view.setAccessibleName(self.tr("Actions found"))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setItemDelegate(_Rows(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.clicked.connect(self._on_view_clicked)
        self._model = QStringListModel(self)
        self.view.setModel(self._model)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.search)
        column.addWidget(self.view)
        self.setFixedWidth(WIDTH)

    def open(self, offered: list[QAction], right: int, top: int) -> None:
        """Offer actions, with the palette's top right corner at a place of the screen."""
        self._offered = offered
        self.search.clear()
        self._on_search_text_changed("")
        self.move(right - WIDTH, top)
        self.show()
        self.search.setFocus()

    @Slot(str)
    def _on_search_text_changed(self, text: str) -> None:
        parts = text.casefold().split()
        self._found = [action for action in self._offered if all(part in _searched(action) for part in parts)]
        native = QKeySequence.SequenceFormat.NativeText
        self._model.setStringList([f"{_name(action)}\t{action.shortcut().toString(native)}" for action in self._found])
        self.view.setCurrentIndex(self._model.index(0))
        self.view.setFixedHeight(ROW_HEIGHT * min(max(len(self._found), 1), ROWS))
        self.adjustSize()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key, row = event.key(), self.view.currentIndex().row()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                moved = row + (1 if key == Qt.Key.Key_Down else -1)
                self.view.setCurrentIndex(self._model.index(min(max(moved, 0), len(self._found) - 1)))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._do(row)
                return True
        return super().eventFilter(watched, event)

    @Slot(QModelIndex)
    def _on_view_clicked(self, index: QModelIndex) -> None:
        self._do(index.row())

    def _do(self, row: int) -> None:
        self.hide()
        if 0 <= row < len(self._found):
            self._found[row].trigger()


def _name(action: QAction) -> str:
    menu = action.property("path")
    text = re.sub("&(.)", r"\1", action.text())
    return f"{menu}: {text}" if menu else text


def _searched(action: QAction) -> str:
    return f"{_name(action)} {action.statusTip()}".casefold()
