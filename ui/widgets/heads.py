"""The one head of everything that can be named."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.areas import Area
from ui.widgets.labels import Badge, Label, section_label
from ui.widgets.marks import StateMark

HEAD_HEIGHT = 32
NARROW = 450


class PaneHead(Area):
    """The one head of everything that can be named: what, which, shape ... levels, state.

    Under 450 wide the detail gives way first, then the words of the state mark. Widgets are added with `add_left` and
    `add_right`.
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
        self.title.setText(text)

    def set_detail(self, text: str) -> None:
        """A file name or the like, dim behind the title."""
        self.detail.setText(text)
        self._fit()

    def set_badge(self, text: str) -> None:
        self.badge.set_text(text)

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
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        self.detail.setVisible(bool(self.detail.text()) and self.width() >= NARROW)
        for mark in self.findChildren(StateMark):
            mark.show_words(self.width() >= NARROW - 90)
