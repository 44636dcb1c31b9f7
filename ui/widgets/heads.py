"""The one head of everything that can be named."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.areas import Area
from ui.widgets.labels import Badge, Label, section_label
from ui.widgets.marks import StateMark

HEAD_HEIGHT = 32


class PaneHead(Area):
    """The one head of everything that can be named: what, which, shape ... levels, state.

    What there is no room for gives way whole: first the detail, then the badge, then the words of state marks. Widgets
    are added with `add_left` and `add_right`.
    """

    def __init__(self, title: str = "", *, is_section: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("head", "bottom", parent)
        self.setFixedHeight(HEAD_HEIGHT)
        self.title = section_label(title, self) if is_section else Label(title, px=13, weight=600, parent=self)
        self.detail = Label("", "dim", px=12, parent=self)
        self.badge = Badge("", self)
        self.detail.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 1)
        self._row.setSpacing(8)
        self._row.addWidget(self.title)
        self._row.addWidget(self.detail)
        self._row.addWidget(self.badge)
        self._row.addStretch(1)
        self._left = 3

    def set_title(self, text: str) -> None:
        self._change(self.title.setText, self.title.text(), text)

    def set_detail(self, text: str) -> None:
        """A file name or the like, dim behind the title."""
        self._change(self.detail.setText, self.detail.text(), text)

    def set_badge(self, text: str) -> None:
        self._change(self.badge.set_text, self.badge.text(), text)

    def _change(self, write: Callable[[str], None], before: str, text: str) -> None:
        if text != before:
            write(text)
            self.fit()

    def add_left(self, widget: QWidget, *, before_badge: bool = False) -> QWidget:
        """Put a widget behind the title and badge, or between them."""
        self._row.insertWidget(self._left - 1 if before_badge else self._left, widget)
        self._left += 1
        return widget

    def add_right(self, widget: QWidget) -> QWidget:
        """Put a widget at the right edge, behind those already there."""
        self._row.addWidget(widget)
        return widget

    def set_right_margin(self, margin: int) -> None:
        self._row.setContentsMargins(12, 0, margin, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()
        super().resizeEvent(event)

    def fit(self) -> None:
        """Show as much as there is room for; to be called when another widget of the head wants another width."""
        own = self.findChildren(StateMark, options=Qt.FindChildOption.FindDirectChildrenOnly)
        marks = [mark for mark in own if not mark.isHidden()]
        room = self.width() - self._row.sizeHint().width()
        room += sum(self._width(one) for one in (self.detail, self.badge) if not one.isHidden())
        room += sum(mark.words_width() for mark in marks if mark.has_words)
        room -= sum(mark.words_width() for mark in marks)
        for mark in marks:
            mark.show_words(room >= 0)
        for one in (self.badge, self.detail):
            room -= self._width(one)
            one.setVisible(bool(one.text()) and room >= 0)

    def _width(self, widget: QWidget) -> int:
        return widget.sizeHint().width() + self._row.spacing() if widget.text() else 0
