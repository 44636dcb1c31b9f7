"""A lesson at the left: its text, and questions that are answered by typing; a wrong answer meets the formula."""

import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import numbers
from ui.widgets.chrome import Area, Button, Label, PaneHead, StateMark, section_label, tool_button
from ui.widgets.fields import Field

RIGHT, WRONG, SHOWN = "right", "wrong", "shown"


class AnswerField(Field):
    """What is typed as an answer, as it is typed; reading it is the lesson's business."""

    def read(self, text: str) -> object:
        return text.strip()

    def write(self, value: object) -> str:
        return str(value or "")


class QuestionRow(QWidget):
    """A question, its field, and what is said of the answer."""

    answered = Signal(int, str)
    reveal_requested = Signal(int)

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
        self.mark = StateMark("check", "")
        self.mark.hide()
        self.show_button = Button(self.tr("Show"), tip=self.tr("Give the answer away."), name=f"show{index}")
        self.show_button.clicked.connect(self._on_show_clicked)
        self.show_button.hide()
        self.verdict = Label("", "dim", px=12, wrap=True)
        self.verdict.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(self.mark)
        line.addWidget(self.show_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addLayout(line)
        column.addWidget(self.verdict)

    def set_verdict(self, state: str, said: str, answer: str = "") -> None:
        """Right, wrong or shown, or nothing yet; the sentence about it, and the answer where it is shown."""
        self.state = state
        if state == SHOWN:
            self.field.set_value(answer)
        self.field.set_refused(said if state == WRONG else "")
        self.field.setReadOnly(state in (RIGHT, SHOWN))
        self.mark.setVisible(state in (RIGHT, SHOWN))
        self.mark.set_state("check", self.tr("right") if state == RIGHT else self.tr("shown"))
        self.show_button.setVisible(state == WRONG)
        self.verdict.set_role("red" if state == WRONG else "dim")
        self.verdict.setText(said)
        self.verdict.setVisible(bool(said))

    @Slot(object)
    def _on_field_changed(self, text: str) -> None:
        if text:
            self.answered.emit(self.index, text)

    @Slot()
    def _on_show_clicked(self) -> None:
        self.reveal_requested.emit(self.index)


class LessonPanel(Area):
    """Told by `set_lesson` and `set_verdict`; asks through its signals."""

    answered = Signal(int, str)
    reveal_requested = Signal(int)
    moved = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("lesson")
        self.rows: list[QuestionRow] = []
        self.head = PaneHead(self.tr("Lesson"), is_section=True)
        self.previous = tool_button("left", tip=self.tr("Previous lesson."), name="lesson_previous", role="dim")
        self.next = tool_button("right", tip=self.tr("Next lesson."), name="lesson_next", role="dim")
        closing = self.tr("Close the lesson; photo and pipeline stay.")
        self.close_button = tool_button("close", tip=closing, name="lesson_close", role="dim")
        self.previous.clicked.connect(self._on_previous_clicked)
        self.next.clicked.connect(self._on_next_clicked)
        self.close_button.clicked.connect(self.closed)
        for button in (self.previous, self.next, self.close_button):
            self.head.add_right(button)
        self.head.set_right_margin(6)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(self._scroll, 1)
        self.setMinimumHeight(160)

    def set_lesson(self, title: str, paragraphs: tuple[str, ...], questions: tuple[str, ...], place: str) -> None:
        """Show a lesson from its beginning."""
        self.head.set_badge(place)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(Label(title, px=15, weight=600, wrap=True))
        for text in paragraphs:
            column.addWidget(Label(text, px=13, wrap=True))
        if questions:
            column.addWidget(section_label(self.tr("Predict, then reveal")))
        self.rows = []
        for index, words in enumerate(questions):
            row = QuestionRow(index, words)
            row.answered.connect(self.answered)
            row.reveal_requested.connect(self.reveal_requested)
            self.rows.append(row)
            column.addWidget(row)
        column.addStretch(1)
        self._scroll.setWidget(body)  # the old one goes with its rows
        body.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)

    def set_can_move(self, back: bool, on: bool) -> None:
        """Whether there is a lesson before and behind this one."""
        self.previous.setEnabled(back)
        self.next.setEnabled(on)

    def set_verdict(self, index: int, state: str, said: str, answer: str = "") -> None:
        """Say of an answer whether it is right, and how it comes about."""
        self.rows[index].set_verdict(state, said, answer)

    @Slot()
    def _on_previous_clicked(self) -> None:
        self.moved.emit(-1)

    @Slot()
    def _on_next_clicked(self) -> None:
        self.moved.emit(1)


def printed(formula: str) -> str:
    """A formula of the engine as the window writes numbers: × ÷ − and brackets that round down."""
    text = re.sub(r"floor\(((?:[^()]|\([^()]*\))*)\)", r"⌊\1⌋", formula)
    text = text.replace(" x ", " × ").replace(" / ", " ÷ ").replace("sqrt(", "√(")
    return re.sub(r"(?<![\w.])-(?=[\d(.])|(?<= )-(?= )", numbers.MINUS, text)
