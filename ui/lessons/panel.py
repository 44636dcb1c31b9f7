"""A lesson at the left: its text, and beneath it one question at a time, always in sight."""

import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui import numbers
from ui.lessons.questions import DONE, QuestionRow, QuestionStrip
from ui.widgets.areas import Area
from ui.widgets.buttons import tool_button
from ui.widgets.heads import HEAD_HEIGHT, PaneHead
from ui.widgets.labels import Label, section_label

VERDICT = 40
"""Room for what is said of an answer."""


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
        whole.addWidget(self._questions())
        self.setMinimumHeight(160)

    def _questions(self) -> QWidget:
        """What stands under the text: which question, and the question."""
        self._asked = Area("panel", "top")
        self.strip = QuestionStrip()
        self.strip.chosen.connect(self._on_strip_chosen)
        self._place = QVBoxLayout(self._asked)
        self._place.setContentsMargins(12, 8, 12, 12)
        self._place.setSpacing(6)
        self._place.addWidget(section_label(self.tr("Predict, then reveal")))
        self._place.addWidget(self.strip)
        return self._asked

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
        column.addStretch(1)
        self._scroll.setWidget(body)  # the old one goes with its words
        body.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [QuestionRow(index, words) for index, words in enumerate(questions)]
        for row in self.rows:
            row.answered.connect(self.answered)
            row.reveal_requested.connect(self.reveal_requested)
            row.done_with.connect(self._on_done_with)
            row.hide()
            self._place.addWidget(row)
        self._asked.setVisible(bool(questions))
        if questions:
            self.show_question(0)

    def show_question(self, index: int) -> None:
        """Ask another question."""
        self._tell_strip(index)
        for row in self.rows:
            row.setVisible(row.index == index)

    @Slot(int)
    def _on_strip_chosen(self, index: int) -> None:
        self.show_question(index)
        if not self.strip.hasFocus():
            self.rows[index].field.setFocus()

    def _tell_strip(self, current: int) -> None:
        self.strip.set_states(tuple(row.state for row in self.rows), current)
        for row in self.rows:
            row.set_has_next(self._open_behind(row.index) is not None)

    def _open_behind(self, index: int) -> int | None:
        """The next question that is still open, from the first again behind the last."""
        behind = [*self.rows[index + 1 :], *self.rows[:index]]
        return next((row.index for row in behind if row.state not in DONE), None)

    @Slot(int)
    def _on_done_with(self, index: int) -> None:
        following = self._open_behind(index)
        if following is not None:
            self.show_question(following)
            self.rows[following].field.setFocus()

    def height_for(self, width: int) -> int:
        """How much height shows all of the text over a question, its answer and two lines about it."""
        text = self._scroll.widget().heightForWidth(width)
        asked = self._asked.heightForWidth(width) if self.rows else 0
        return HEAD_HEIGHT + text + asked + VERDICT

    def set_can_move(self, back: bool, on: bool) -> None:
        """Whether there is a lesson before and behind this one."""
        self.previous.setEnabled(back)
        self.next.setEnabled(on)

    def set_verdict(self, index: int, state: str, said: str, answer: str = "") -> None:
        """Say of an answer whether it is right, and how it comes about."""
        self.rows[index].set_verdict(state, said, answer)
        self._tell_strip(self.strip.current)

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
