"""A teacher's form: the pipeline of now as a lesson, with a title, a text and the facts that it hides and asks for."""

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.chrome import Button, Label, section_label
from ui.widgets.fields import Field
from workbench.lesson_titles import ENGLISH, Words
from workbench.lessons import Lesson, LessonError, Question, source_data
from workbench.plan import StepPlan
from workbench.session import State


class TextField(Field):
    """One line of plain text."""

    def read(self, text: str) -> object:
        return text.strip()

    def write(self, value: object) -> str:
        return str(value or "")


class LessonDialog(QDialog):
    """Makes a Lesson of a state; `made` brings it."""

    made = Signal(object)

    def __init__(self, state: State, at: tuple[int, int] | None, tab: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Save as a lesson"))
        self._state, self._at, self._tab = state, at, tab
        self.title = TextField(name="lesson_title", tip=self.tr("What the lesson is called."))
        self.title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.title.set_value(state.document.name)
        self.text = QPlainTextEdit()
        self.text.setObjectName("lesson_text")
        self.text.setPlaceholderText(self.tr("The lesson's text; an empty line begins a paragraph."))
        self.text.setFixedHeight(140)
        self.boxes: list[tuple[QCheckBox, Question]] = []
        facts = QWidget()
        column = QVBoxLayout(facts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for question in self._offered():
            box = QCheckBox(question.words.told(ENGLISH))
            self.boxes.append((box, question))
            column.addWidget(box)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(facts)
        scroll.setFixedHeight(180)
        self.message = Label("", "red", px=12, wrap=True)
        self.message.hide()
        save = Button(self.tr("Save…"), primary=True, name="lesson_save")
        cancel = Button(self.tr("Cancel"), name="lesson_cancel")
        save.clicked.connect(self._on_save_clicked)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(save)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(8)
        for widget in (
            section_label(self.tr("Title")), self.title, section_label(self.tr("Text")), self.text,
            section_label(self.tr("Hide and ask")), scroll, self.message,
        ):  # fmt: skip
            whole.addWidget(widget)
        whole.addLayout(buttons)
        self.setFixedWidth(480)

    def _offered(self) -> list[Question]:
        """What can be asked of the pipeline of now."""
        found: list[Question] = []
        plan = self._state.plan
        for row in plan.steps if plan is not None else ():
            if row.shape is not None:
                found += self._of(row)
        return found

    def _of(self, row: StepPlan) -> list[Question]:
        name = row.id
        found = [self._question(self.tr("What is the shape of {0}?").format(name), "shape", step=name)]
        if row.windows is not None:
            words = self.tr("How many rows of the photo does a value of {0} see?")
            found.append(self._question(words.format(name), "field", step=name))
        counted = (
            ("weights", self.tr("How many weights has {0}?"), row.weight_parameters),
            ("biases", self.tr("How many biases has {0}?"), row.bias_parameters),
            ("multiplications", self.tr("How many multiplications does {0} take?"), row.multiplications),
        )
        for of, words, count in counted:
            if count:
                found.append(self._question(words.format(name), "count", step=name, of=of))
        if name == self._state.selected:
            y, x = self._at or (0, 0)
            channel = max(self._state.channel, 0)
            words = self.tr("What is the value of {0} at row {1}, column {2}, channel {3}?")
            found.append(
                self._question(words.format(name, y, x, channel), "value", step=name, at=[y, x], channel=channel)
            )
        return found

    def _question(self, words: str, asked: str, **which: object) -> Question:
        return Question(Words({ENGLISH: words}), asked, which)

    @Slot()
    def _on_save_clicked(self) -> None:
        state = self._state
        try:
            source = source_data(state.source)
        except LessonError as error:
            self.message.setText(str(error))
            self.message.show()
            return
        paragraphs = [part.strip() for part in self.text.toPlainText().split("\n\n") if part.strip()]
        lesson = Lesson(
            title=Words({ENGLISH: self.title.text().strip() or state.document.name}),
            text=tuple(Words({ENGLISH: part}) for part in paragraphs),
            document=state.document,
            source=source,
            questions=tuple(question for box, question in self.boxes if box.isChecked()),
            training=state.training,
            select=state.selected,
            channel=state.channel,
            at=self._at,
            tab=self._tab,
        )
        self.made.emit(lesson)
        self.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRectF(self.rect()), theme.color("panel"))
