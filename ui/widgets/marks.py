"""What heads say of a picture: how exact it is, and which range of values is drawn."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import icons, theme, tints
from ui.widgets.painting import ALIGN_LEFT, FIXED, smooth


class StateMark(QWidget):
    """Glyph and word: "exact", "sampled", "approximate", "stale" or "refuse"; never colour alone."""

    def __init__(self, kind: str = "exact", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font(11))
        self.setSizePolicy(FIXED, FIXED)
        self.kind = kind
        self._text = self._usual = text
        self.has_words = True
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
        if has_words != self.has_words:
            self.has_words = has_words
            self._lay_out()

    def words_width(self) -> int:
        """Room for the usual words and a number of samples too: what changes with every picture lays out nothing."""
        metrics = QFontMetrics(self.font())
        return 4 + max(map(metrics.horizontalAdvance, (self._text, self._usual, "1:000")))

    def _lay_out(self) -> None:
        self.setToolTip("" if self.has_words else self._text)
        if self.sizeHint() != self.size():
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(16 + (self.words_width() if self.has_words else 0), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        role = {"exact": "text", "refuse": "red"}.get(self.kind, "dim")
        icons.paint(painter, self.kind, role, 0, 2)
        if self.has_words:
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
            gradient.setColorAt(t, QColor(tints.tint(2 * t - 1)) if self._is_signed else QColor.fromRgbF(t, t, t))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(gradient)
        painter.drawRoundedRect(QRectF(0.5, 6.5, self.BAR - 1, 7), 2, 2)
        painter.setPen(theme.color("dim"))
        painter.drawText(self.rect().adjusted(self.BAR + 6, 0, 0, 0), ALIGN_LEFT, self._text)
