"""Questions of a lesson: a strip of their numbers, and of one of them the words, the field and what is said of it."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.field import Field
from ui.widgets.labels import Label
from ui.widgets.marks import StateMark
from ui.widgets.painting import FIXED, draw_focus_ring, smooth

RIGHT, WRONG, SHOWN = "right", "wrong", "shown"
DONE = (RIGHT, SHOWN)

PITCH, HEIGHT, GAP = 28, 22, 3


class AnswerField(Field):
    """What is typed as an answer, as it is typed; reading it is the lesson's business."""

    def read(self, text: str) -> object:
        return text.strip()

    def write(self, value: object) -> str:
        return str(value or "")


class QuestionStrip(QWidget):
    """The numbers of the questions, each with its state; a click or the arrow keys choose one."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("questions")
        self.setAccessibleName(self.tr("Questions"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, FIXED)
        self._states: tuple[str, ...] = ()
        self.current = 0

    def set_states(self, states: tuple[str, ...], current: int) -> None:
        """Show the state of every question, and which of them is asked."""
        if (states, current) != (self._states, self.current):
            self._states, self.current = states, current
            self.updateGeometry()
            self.update()

    def place(self, index: int) -> QRectF:
        """Where a number stands."""
        pitch = min(PITCH, (self.width() + GAP) / max(len(self._states), 1))
        return QRectF(index * pitch, 0, pitch - GAP, HEIGHT)

    def _at(self, x: float) -> int | None:
        return next((i for i in range(len(self._states)) if self.place(i).left() <= x < self.place(i).right()), None)

    def sizeHint(self) -> QSize:
        return QSize(PITCH * len(self._states), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position().x())
        if index is not None:
            self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in moves:
            self.chosen.emit(min(max(self.current + moves[event.key()], 0), len(self._states) - 1))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index = self._at(event.pos().x())
            words = {
                "": self.tr("Question {0}."), RIGHT: self.tr("Question {0}: right."),
                WRONG: self.tr("Question {0}: not yet."), SHOWN: self.tr("Question {0}: shown."),
            }  # fmt: skip
            QToolTip.showText(
                event.globalPos(), "" if index is None else words[self._states[index]].format(index + 1), self
            )
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        for index, state in enumerate(self._states):
            self._paint(painter, self.place(index), state, str(index + 1), is_current=index == self.current)

    def _paint(self, painter: QPainter, place: QRectF, state: str, number: str, *, is_current: bool) -> None:
        """A number on its ground; a tick for what is right, a red edge for what is not."""
        painter.setPen(QPen(theme.color("red_line" if state == WRONG else "line"), 1))
        painter.setBrush(theme.color("sel" if state in DONE else "field"))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if is_current and self.hasFocus():
            draw_focus_ring(painter, place, 3)
        elif is_current:
            painter.fillRect(QRectF(place.left() + 3, place.bottom() - 2, place.width() - 6, 2), theme.color("accent"))
        painter.setPen(theme.color("text" if is_current or state == RIGHT else "dim"))
        painter.setFont(theme.font(11, 600 if is_current else 500))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "✓" if state == RIGHT else number)

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()


class QuestionRow(QWidget):
    """A question, its field, and what is said of the answer."""

    answered = Signal(int, str)
    reveal_requested = Signal(int)
    done_with = Signal(int)

    def __init__(self, index: int, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self.state = ""
        self.words = Label(words, px=13, wrap=True)
        self.field = AnswerField(
            tip=self.tr("Type the answer and press Enter; 8/3 and 2*3 will do."), name=f"answer{index}"
        )
        self.field.setAccessibleName(words)
        self.field.value_changed.connect(self._on_field_changed)
        self.field.returnPressed.connect(self._on_return_pressed)
        self.mark = StateMark("check", "")
        self.mark.hide()
        self.show_button = Button(self.tr("Show"), tip=self.tr("Give the answer away."), name=f"show{index}")
        self.show_button.clicked.connect(self._on_show_clicked)
        self.next_button = Button(
            self.tr("Next"), tip=self.tr("The next question; Enter does the same."), name=f"next{index}"
        )
        self.next_button.clicked.connect(self._on_next_clicked)
        self.verdict = Label("", "dim", px=12, wrap=True)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        for widget in (self.mark, self.show_button, self.next_button):
            widget.hide()
            line.addWidget(widget)
        self.verdict.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addLayout(line)
        column.addWidget(self.verdict)

    def set_verdict(self, state: str, said: str, answer: str = "") -> None:
        """Right, wrong or shown, or nothing yet; the sentence about it, and the answer where it is shown."""
        self.state = state
        if state == SHOWN:
            self.field.set_value(answer)
        self.field.set_refused(said if state == WRONG else "")
        self.field.setReadOnly(state in DONE)
        self.mark.setVisible(state in DONE)
        self.mark.set_state("check", self.tr("right") if state == RIGHT else self.tr("shown"))
        self.show_button.setVisible(state == WRONG)
        self.verdict.set_role("red" if state == WRONG else "dim")
        self.verdict.setText(said)
        self.verdict.setVisible(bool(said))

    def set_has_next(self, has_next: bool) -> None:
        """Whether there is another question to go on to."""
        self.next_button.setVisible(has_next and self.state in DONE)

    @Slot(object)
    def _on_field_changed(self, text: str) -> None:
        if text:
            self.answered.emit(self.index, text)

    @Slot()
    def _on_return_pressed(self) -> None:
        if self.state in DONE:
            self.done_with.emit(self.index)

    @Slot()
    def _on_show_clicked(self) -> None:
        self.reveal_requested.emit(self.index)

    @Slot()
    def _on_next_clicked(self) -> None:
        self.done_with.emit(self.index)
