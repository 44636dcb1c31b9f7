"""Buttons: flat ones with an icon, and those with a body."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ui import icons, theme
from ui.widgets.painting import FIXED, draw_focus_ring, smooth


class ToolButton(QToolButton):
    """A flat button whose icon follows the theme, drawn when it is seen; quiet ones are dim and square."""

    def __init__(self, icon: str = "", text: str = "", role: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._role = role
        self._worn = ("", "")
        self.setText(text)
        self.setFont(theme.font())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(22 if text else 16, 16))  # room between icon and words
        self.setProperty("quiet", not text)
        if icon and text:
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        elif text:
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setSizePolicy(FIXED, FIXED)

    def set_icon(self, icon: str) -> None:
        """Wear another icon."""
        if icon != self._icon:
            self._icon = icon
            if self.isVisible():
                self.dress()

    def dress(self) -> None:
        """Draw the icon in the colours of the theme, unless it is; shown buttons do so by themselves."""
        worn = self._icon, theme.current().name
        if self._icon and worn != self._worn:  # a palette is changed in many small steps
            self._worn = worn
            self.setIcon(icons.icon(self._icon, self._role))

    def showEvent(self, event: QShowEvent) -> None:
        self.dress()
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self.dress()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        height = theme.control_height()
        return QSize(super().sizeHint().width() if self.text() else height, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def tool_button(
    icon: str = "", text: str = "", *, tip: str, name: str, role: str = "text", parent: QWidget | None = None
) -> ToolButton:
    """A tool with its one-sentence tooltip and object name."""
    button = ToolButton(icon, text, role, parent)
    button.setToolTip(tip)
    button.setAccessibleName(text or tip.rstrip("."))
    button.setObjectName(name)
    return button


class Button(QPushButton):
    """A button with a body; the one main button of a screen is `primary` and wears its focus ring outside."""

    GAP = 3

    def __init__(
        self, text: str, *, primary: bool = False, tip: str = "", name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._is_primary = primary
        self.setFont(theme.font(13 if primary else 12, 600 if primary else 500))
        self.setToolTip(tip)
        self.setObjectName(name)
        self.setSizePolicy(FIXED, FIXED)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        gap = 2 * self.GAP if self._is_primary else 0
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(words + 24 + gap, theme.control_height() + gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        gap = self.GAP if self._is_primary else 0
        body = QRectF(self.rect()).adjusted(gap, gap, -gap, -gap)
        if self._is_primary and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent").lighter(108) if self.underMouse() else theme.color("accent"))
            painter.drawRoundedRect(body, 4, 4)
        else:
            is_lit = self.underMouse() or self.isDown()
            painter.setPen(QPen(theme.color("dim" if is_lit and self.isEnabled() else "track"), 1))
            painter.setBrush(theme.color("raised" if not self.isDown() else "badge"))
            painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        ink = "off" if not self.isEnabled() else "on_accent" if self._is_primary else "text"
        painter.setPen(theme.color(ink))
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), 6 if self._is_primary else 4)
