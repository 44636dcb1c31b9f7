"""A teacher's form: the pipeline of now as a lesson, with a title, a text and the facts that it hides and asks for."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from ui import language, theme
from ui.language import told
from ui.widgets.buttons import Button
from ui.widgets.choices import Segmented
from ui.widgets.field import Field
from ui.widgets.labels import Label, section_label
from workbench.errors import LessonError
from workbench.lessons.lesson import Lesson, Question
from workbench.lessons.sources import source_data
from workbench.lessons.titles import ENGLISH, Words
from workbench.plan import StepPlan
from workbench.session import State

CONTEXT = "LessonDialog"
SHAPE = QT_TRANSLATE_NOOP("LessonDialog", "What is the shape of {0}?")
FIELD = QT_TRANSLATE_NOOP("LessonDialog", "How many rows of the photo does a value of {0} see?")
VALUE = QT_TRANSLATE_NOOP("LessonDialog", "What is the value of {0} at row {1}, column {2}, channel {3}?")
VALUE_OF_PHOTO = QT_TRANSLATE_NOOP(
    "LessonDialog", "What is the value of {0} at row {1}, column {2}, channel {3}, photo {4} of the batch?"
)
CELL = QT_TRANSLATE_NOOP("LessonDialog", "What does {0} make of feature {1} of sample {2}?")
COUNTS = {
    "weights": QT_TRANSLATE_NOOP("LessonDialog", "How many weights has {0}?"),
    "biases": QT_TRANSLATE_NOOP("LessonDialog", "How many biases has {0}?"),
    "multiplications": QT_TRANSLATE_NOOP("LessonDialog", "How many multiplications does {0} take?"),
    "additions": QT_TRANSLATE_NOOP("LessonDialog", "How many additions does {0} take?"),
}
STATISTICS = {
    "mean": QT_TRANSLATE_NOOP("LessonDialog", "What is the mean of what {0} reads, channel {1}?"),
    "variance": QT_TRANSLATE_NOOP("LessonDialog", "What is the variance of what {0} reads, channel {1}?"),
}
RUNNING = {
    "mean": QT_TRANSLATE_NOOP("LessonDialog", "What mean does {0} remember of channel {1} after this batch?"),
    "variance": QT_TRANSLATE_NOOP("LessonDialog", "What variance does {0} remember of channel {1} after this batch?"),
}


def _question(asked: str, words: str, step: str, *more: int, **which: object) -> Question:
    """A question in every language that the window speaks."""
    texts = {tag: language.told_in(tag, CONTEXT, words).format(step, *more) for tag in language.NAMES}
    return Question(Words(texts), asked, {"step": step, **which})


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
        self._language = language.spoken()
        self._titles: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self.languages = Segmented(
            list(language.NAMES.items()), small=True, name="lesson_language",
            tip=self.tr("The language of the title and the text; write both and the lesson speaks both."),
        )  # fmt: skip
        self.languages.set_value(self._language)
        self.languages.value_changed.connect(self._on_language_changed)
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
            box = QCheckBox(question.words.told(self._language))
            self.boxes.append((box, question))
            column.addWidget(box)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(facts)
        scroll.setFixedHeight(180)
        begins = self.tr(
            "The lesson begins as the window is now: step, map, explained value, tab and page, training or inference."
        )
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
            self.languages, section_label(self.tr("Title")), self.title, section_label(self.tr("Text")), self.text,
            section_label(self.tr("Hide and ask")), scroll, Label(begins, "dim", px=12, wrap=True), self.message,
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
        name, kind = row.id, row.step.kind
        found = [_question("shape", SHAPE, name)]
        if row.windows is not None:
            found.append(_question("field", FIELD, name))
        for of, count in (
            ("weights", row.weight_parameters), ("biases", row.bias_parameters),
            ("multiplications", row.multiplications), ("additions", row.additions),
        ):  # fmt: skip
            if count:
                found.append(_question("count", COUNTS[of], name, of=of))
        if name != self._state.selected:
            return found
        channel = max(self._state.channel, 0)
        found.append(self._of_value(row, channel))
        if kind == "batch_norm":
            found += [
                _question("statistic", STATISTICS[of], name, channel, of=of, channel=channel) for of in STATISTICS
            ]
            found += [_question("running", RUNNING[of], name, channel, of=of, channel=channel) for of in RUNNING]
        return found

    def _of_value(self, row: StepPlan, channel: int) -> Question:
        """About the explained value, or the first one."""
        sample, (y, x) = self._state.sample, self._at or (0, 0)
        if len(row.shape) == 2 or self._state.plan.has_table(row.id):
            return _question("value", CELL, row.id, channel, sample, channel=channel, sample=sample)
        if row.shape[0] == 1:
            return _question("value", VALUE, row.id, y, x, channel, at=[y, x], channel=channel)
        which = {"at": [y, x], "channel": channel, "sample": sample}
        return _question("value", VALUE_OF_PHOTO, row.id, y, x, channel, sample, **which)

    def _keep_texts(self) -> None:
        """Remember what is typed in the language that is shown."""
        self._titles[self._language] = self.title.text().strip()
        self._texts[self._language] = self.text.toPlainText()

    @Slot(object)
    def _on_language_changed(self, tag: str) -> None:
        self._keep_texts()
        self._language = tag
        self.title.set_value(self._titles.get(tag, ""))
        self.text.setPlainText(self._texts.get(tag, ""))
        for box, question in self.boxes:
            box.setText(question.words.told(tag))

    def _paragraphs(self) -> tuple[Words, ...]:
        """The paragraphs with their like in every language; a language that has fewer leaves the rest to the others."""
        by_tag = {
            tag: [part.strip() for part in text.split("\n\n") if part.strip()] for tag, text in self._texts.items()
        }
        count = max(map(len, by_tag.values()), default=0)
        return tuple(Words({tag: parts[i] for tag, parts in by_tag.items() if i < len(parts)}) for i in range(count))

    @Slot()
    def _on_save_clicked(self) -> None:
        state = self._state
        try:
            source = source_data(state.source)
        except LessonError as error:
            self.message.setText(told(str(error)))
            self.message.show()
            return
        self._keep_texts()
        titles = {tag: title for tag, title in self._titles.items() if title}
        lesson = Lesson(
            title=Words(titles or {ENGLISH: state.document.name}),
            text=self._paragraphs(),
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
