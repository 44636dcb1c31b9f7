"""What surrounds the pictures: toned areas, heads, labels, badges, marks, rules and buttons."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from ui import icons, theme

HEAD_HEIGHT = 32
NARROW = 450
ALIGN_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
ALIGN_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
FIXED = QSizePolicy.Policy.Fixed


def smooth(widget: QWidget) -> QPainter:
    """A painter on the widget with antialiasing."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def draw_focus_ring(painter: QPainter, edge: QRectF, radius: float = 4) -> None:
    """Two accent pixels just inside `edge`: where the keys go."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("accent"), 2))
    painter.drawRoundedRect(edge.adjusted(1, 1, -1, -1), radius, radius)


def draw_cover(painter: QPainter, place: QRectF, text: str) -> None:
    """What stands in the place of a picture that must not be seen yet, or that has no values: a sign, or words."""
    painter.fillRect(place, theme.color("field"))
    painter.setPen(theme.color("dim"))
    painter.setFont(theme.font(22, 600) if len(text) == 1 else theme.font(13))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value, text)


class Area(QWidget):
    """A plain area of one tone; `line` is "top", "bottom" or nothing."""

    def __init__(self, role: str = "panel", line: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.role = role
        self.line = line

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(self.role))
        if self.line:
            y = 0 if self.line == "top" else self.height() - 1
            painter.fillRect(0, y, self.width(), 1, theme.color("line"))


class Cover(QWidget):
    """Stands in the place of something that a lesson asks for."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_cover(painter, QRectF(self.rect()), "?")


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


class StateMark(QWidget):
    """Glyph and word: "exact", "sampled", "approximate", "stale" or "refuse"; never colour alone."""

    def __init__(self, kind: str = "exact", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font(11))
        self.setSizePolicy(FIXED, FIXED)
        self.kind = kind
        self._text = text
        self._has_words = True
        self.setAccessibleName(text)

    def text(self) -> str:
        return self._text

    def set_state(self, kind: str, text: str) -> None:
        if (kind, text) != (self.kind, self._text):
            self.kind, self._text = kind, text
            self.setAccessibleName(text)
            self._lay_out()

    def show_words(self, has_words: bool) -> None:
        """Without words the text moves into the tooltip."""
        if has_words != self._has_words:
            self._has_words = has_words
            self._lay_out()

    def _lay_out(self) -> None:
        self.setToolTip("" if self._has_words else self._text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font()).horizontalAdvance(self._text) + 4 if self._has_words else 0
        return QSize(16 + words, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        role = {"exact": "text", "refuse": "red"}.get(self.kind, "dim")
        icons.paint(painter, self.kind, role, 0, 2)
        if self._has_words:
            painter.setPen(theme.color("red" if self.kind == "refuse" else "dim"))
            painter.drawText(self.rect().adjusted(18, 0, 0, 0), ALIGN_LEFT, self._text)


class LevelBar(QWidget):
    """The map of display levels, 40 x 7, with its range beside it."""

    BAR = 40

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font(11))
        self.setSizePolicy(FIXED, FIXED)
        self._is_signed = False
        self._text = ""

    def set_levels(self, is_signed: bool, text: str) -> None:
        if (is_signed, text) != (self._is_signed, self._text):
            self._is_signed, self._text = is_signed, text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font()).horizontalAdvance(self._text)
        return QSize(self.BAR + (6 + words if words else 0), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        gradient = QLinearGradient(0, 0, self.BAR, 0)
        for stop in range(21):
            t = stop / 20
            gradient.setColorAt(t, QColor(theme.tint(2 * t - 1)) if self._is_signed else QColor.fromRgbF(t, t, t))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(gradient)
        painter.drawRoundedRect(QRectF(0.5, 6.5, self.BAR - 1, 7), 2, 2)
        painter.setPen(theme.color("dim"))
        painter.drawText(self.rect().adjusted(self.BAR + 6, 0, 0, 0), ALIGN_LEFT, self._text)


class Rule(QWidget):
    """A short upright line between groups of tools."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(17, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        role = "line" if theme.current().name == theme.LIGHT else "track"
        QPainter(self).fillRect(8, 0, 1, self.height(), theme.color(role))


class ToolButton(QToolButton):
    """A flat button whose icon follows the theme; quiet ones are dim and square."""

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
        self._colour()

    def set_icon(self, icon: str) -> None:
        """Wear another icon."""
        if icon != self._icon:
            self._icon = icon
            self._colour()

    def _colour(self) -> None:
        worn = self._icon, theme.current().name
        if self._icon and worn != self._worn:  # a palette is changed in many small steps
            self._worn = worn
            self.setIcon(icons.icon(self._icon, self._role))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
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


def dashed_place(painter: QPainter, place: QRect, *, radius: float = 3, plus: bool = True) -> None:
    """A dashed place where something can be added."""
    pen = QPen(theme.color("track"), 1)
    pen.setDashPattern([3, 3])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    if plus:
        icons.paint(painter, "plus", "dim", place.center().x() - 7, place.center().y() - 7)
