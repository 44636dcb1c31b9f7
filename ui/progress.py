"""How far a long piece of work is: what it is, a bar, per cent, the time left, and a way to stop it."""

import time

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from filters.records import dataclass
from ui import theme
from ui.widgets.buttons import tool_button
from ui.widgets.labels import Label
from ui.widgets.painting import ALIGN_RIGHT, FIXED, smooth

SURE_AFTER = 1.0
"""Seconds before the time left is guessed at."""

BAR = QSize(96, 4)


@dataclass(frozen=True)
class Progress:
    """Work under way: what it is, 0 to 1, and the seconds it will still take where that can be said."""

    title: str
    part: float = 0.0
    seconds: float | None = None

    @property
    def words(self) -> str:
        """The title with per cent and time left."""
        words = f"{self.title}   {100 * self.part:.0f} %"
        return words if self.seconds is None else f"{words}   {time_left(self.seconds)}"


class Stopwatch:
    """Guesses the time left from the time that the part done has taken."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def left(self, part: float) -> float | None:
        """Seconds; None as long as it would be a guess."""
        taken = time.monotonic() - self._began
        return taken * (1 - part) / part if taken >= SURE_AFTER and part > 0 else None


def time_left(seconds: float) -> str:
    """12 s left, 3 min left, 2 h 5 min left."""
    whole = max(round(seconds), 1)
    minutes = round(whole / 60)
    if whole < 90:
        return QCoreApplication.translate("progress", "{0} s left").format(whole)
    if minutes < 90:
        return QCoreApplication.translate("progress", "{0} min left").format(minutes)
    return QCoreApplication.translate("progress", "{0} h {1} min left").format(minutes // 60, minutes % 60)


class ProgressLine(QWidget):
    """Stands in the status bar while there is something to follow; `cancel_requested` asks to stop it."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.label = Label("", px=12, align=ALIGN_RIGHT)
        self.label.setObjectName("progress_words")
        self._bar = ProgressBar(self)
        self.cancel = tool_button("close", tip=self.tr("Stop; nothing is left half written."), name="progress_cancel",
                                  role="dim", parent=self)  # fmt: skip
        self.cancel.clicked.connect(self.cancel_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.label, self._bar, self.cancel):
            row.addWidget(widget)
        self.hide()

    def set_progress(self, progress: Progress | None) -> None:
        """Show how far it is, or nothing."""
        self.setVisible(progress is not None)
        if progress is not None:
            self.label.setText(progress.words)
            self.setAccessibleName(progress.words)
            self._bar.set_part(progress.part)


class ProgressBar(QWidget):
    """A thin bar, filled as far as `set_part` says."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._part = 0.0
        self.setSizePolicy(FIXED, FIXED)

    def set_part(self, part: float) -> None:
        self._part = min(max(part, 0.0), 1.0)
        self.update()

    def sizeHint(self) -> QSize:
        return BAR

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.setPen(Qt.PenStyle.NoPen)
        for role, width in (("track", self.width()), ("accent", self.width() * self._part)):
            painter.setBrush(theme.color(role))
            painter.drawRoundedRect(QRectF(0, 0, width, self.height()), 2, 2)
