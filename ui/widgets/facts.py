"""Names and numbers, one under the other."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.painting import ALIGN_LEFT, ALIGN_RIGHT, smooth

LINE, COMPACT_LINE = 22, 19
GAP = 16


class Facts(QWidget):
    """Told by `set_rows`; numbers stand at the right."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.rows: tuple[tuple[str, str], ...] = ()

    def set_rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        """Show titles with their values."""
        if rows != self.rows:
            self.rows = rows
            self.setAccessibleName("; ".join(" ".join(row) for row in rows))
            self.updateGeometry()
            self.update()

    def value(self, title: str) -> str:
        """What stands behind a title."""
        return dict(self.rows)[title]

    def _line(self) -> int:
        return COMPACT_LINE if theme.is_compact() else LINE

    def sizeHint(self) -> QSize:
        dim, strong = QFontMetrics(theme.font(12)), QFontMetrics(theme.font(12, 500))
        widths = [dim.horizontalAdvance(title) + GAP + strong.horizontalAdvance(value) for title, value in self.rows]
        return QSize(max(widths, default=120) + 4, self._line() * max(len(self.rows), 1))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        line = self._line()
        for index, (title, value) in enumerate(self.rows):
            place = self.rect().adjusted(0, index * line, 0, 0)
            place.setHeight(line)
            painter.setFont(theme.font(12))
            painter.setPen(theme.color("dim"))
            painter.drawText(place, ALIGN_LEFT, title)
            painter.setFont(theme.font(12, 500))
            painter.setPen(theme.color("text"))
            painter.drawText(place, ALIGN_RIGHT, value)
