"""A line that opens something: a lesson, a pipeline or a file."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui import theme
from ui.widgets.painting import ALIGN_LEFT, ALIGN_RIGHT, draw_focus_ring, smooth

ROW_HEIGHT = 36
USUAL_WIDTH = 504


class ListRow(QAbstractButton):
    """A line that opens something: a number or nothing, a name, and what it is about: as many of the texts as fit."""

    def __init__(self, key: str, title: str, *about: str, number: str = "", name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.key = key
        self._about, self._number, self._comma = about, number, self.tr(", ")
        self.setText(title)
        self.setAccessibleDescription(self._comma.join(about))
        self.setToolTip(self._comma.join(about) or title)
        self.setFixedHeight(ROW_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(USUAL_WIDTH, ROW_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        if self.underMouse():
            painter.fillRect(self.rect(), theme.color("sel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
        left = 4
        if self._number:
            painter.setFont(theme.font(12, 500))
            painter.setPen(theme.color("dim"))
            painter.drawText(QRect(left, 0, 20, ROW_HEIGHT - 1), ALIGN_LEFT, self._number)
            left = 28
        painter.setFont(theme.font(13, 500))
        painter.setPen(theme.color("text"))
        width = min(QFontMetrics(painter.font()).horizontalAdvance(self.text()), self.width() - left - 8)
        painter.drawText(QRect(left, 0, width + 1, ROW_HEIGHT - 1), ALIGN_LEFT, self.text())
        painter.setFont(theme.font(12))
        painter.setPen(theme.color("dim"))
        room = QRect(left + width + 16, 0, self.width() - left - width - 20, ROW_HEIGHT - 1)
        painter.drawText(room, ALIGN_RIGHT, self._fitting(QFontMetrics(painter.font()), room.width()))
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()))

    def _fitting(self, metrics: QFontMetrics, room: int) -> str:
        heads = (self._comma.join(self._about[:count]) for count in range(len(self._about), 1, -1))
        whole = next((text for text in heads if metrics.horizontalAdvance(text) <= room), None)
        return whole or metrics.elidedText("".join(self._about[:1]), Qt.TextElideMode.ElideRight, room)
