"""Text in the colours of the theme: labels that are shortened, names of sections, badges."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui import theme
from ui.widgets.painting import ALIGN_LEFT, FIXED, smooth


class Label(QLabel):
    """Text in a role's colour; what does not fit is shortened with an ellipsis, where `elide` says, unless it wraps."""

    elide = Qt.TextElideMode.ElideRight

    def __init__(
        self,
        text: str = "",
        role: str = "text",
        *,
        px: int = 13,
        weight: int = 400,
        align: Qt.AlignmentFlag = ALIGN_LEFT,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.role = role
        self.setFont(theme.font(px, weight))
        self.setAlignment(align)
        self.setWordWrap(wrap)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_role(self, role: str) -> None:
        if role != self.role:
            self.role = role
            self.update()

    def hold(self, text: str) -> None:
        """Show a text that changes again and again: the room of the longest stays, so that nothing is laid out anew."""
        self.setText(text)
        wanted = self.fontMetrics().horizontalAdvance(text) + 2
        if wanted > self.minimumWidth():
            self.setFixedSize(wanted, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint if self.wordWrap() else QSize(hint.width() + 2, hint.height())  # advances are fractional

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        is_shortened = not self.wordWrap() and self.sizePolicy().horizontalPolicy() != FIXED
        return QSize(min(hint.width(), 24), hint.height()) if is_shortened else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.color(self.role if self.isEnabled() else "off"))
        room = self.contentsRect()
        if self.wordWrap():
            painter.drawText(room, self.alignment().value | Qt.TextFlag.TextWordWrap.value, self.text())
        else:
            text = self.fontMetrics().elidedText(self.text(), self.elide, room.width())
            painter.drawText(room, self.alignment(), text)


def section_label(text: str, parent: QWidget | None = None) -> Label:
    """The dim semibold name of a section or panel."""
    return Label(text, "dim", px=12, weight=600, parent=parent)


class Badge(QWidget):
    """A shape or a small fact on its own ground."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font(11, 500))
        self.setSizePolicy(FIXED, FIXED)
        self._text = ""
        self.set_text(text)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        """Show the text; an empty badge takes no room."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()
        self.setVisible(bool(text) and self.parent() is not None)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self._text) + 12, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("badge"))
        painter.drawRoundedRect(self.rect(), 4, 4)
        painter.setPen(theme.color("dim"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
