"""Lessons in the window: one is opened, its answers are checked against the pipeline of now, what it asks is hidden."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from filters.errors import FilterError
from ui import language, numbers
from ui.bridge import Bridge
from ui.display import cover
from ui.explanation.explaining import Explaining, Pin
from ui.files.saving import Saving
from ui.lessons.panel import printed
from ui.lessons.questions import RIGHT, SHOWN, WRONG
from ui.messages import NoticeBar
from ui.plots.activation_curves import is_curve
from ui.work import Work
from workbench.document import PHOTO
from workbench.errors import WorkbenchError
from workbench.evaluation.cache import Cache
from workbench.lessons.lesson import Lesson, load_lesson, read_lesson
from workbench.lessons.predictions import answer
from workbench.lessons.titles import headings
from workbench.session import COLOUR, Session, State
from workbench.sources import Source

OTHER_SHAPE = ("conv2d", "max_pool2d", "avg_pool2d", "linear")
"""Kinds whose output says little of the shape they read."""


class Lessons(QObject):
    """Holds the lesson that is open and which of its questions are answered."""

    def __init__(
        self,
        work: Work,
        session: Session,
        bridge: Bridge,
        saving: Saving,
        notices: NoticeBar,
        explaining: Explaining,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._work, self._session, self._bridge, self._saving, self._notices = work, session, bridge, saving, notices
        self._panel, self._explaining = work.lesson, explaining
        self.lesson: Lesson | None = None
        self._cache = Cache(64 << 20)
        self._place: int | None = None
        self._answered: set[int] = set()
        self._panel.answered.connect(self._on_panel_answered)
        self._panel.reveal_requested.connect(self._on_panel_reveal)
        self._panel.moved.connect(self._on_panel_moved)
        self._panel.closed.connect(self.close)

    def open_known(self, place: int) -> None:
        """Open a lesson by its place in the chapter."""
        self._saving.when_saved(partial(self._begin, partial(load_lesson, place), place))

    def open_file(self, path: Path) -> None:
        """Open a lesson that somebody saved."""
        self._saving.when_saved(partial(self._begin, partial(read_lesson, path), None))

    def _begin(self, read: Callable[[], Lesson], place: int | None) -> None:
        self._bridge.start(partial(_opened, read), partial(self._on_opened, place))

    def _on_opened(self, place: int | None, opened: object, error: Exception | None) -> None:
        if error is not None:
            self._notices.refuse(error)
            return
        lesson, source = opened
        self.lesson, self._place, self._answered = lesson, place, set()
        self._show(lesson)
        self._open(lesson, source)

    def _open(self, lesson: Lesson, source: Source) -> None:
        session = self._session
        self._hide()
        session.set_training(lesson.training)
        session.open_source(source)
        session.open_document(lesson.document)
        session.select(lesson.select, lesson.channel if lesson.channel != COLOUR else None)
        self._work.builder.list.show_from_top()
        if lesson.tab:
            self._work.show_page(lesson.tab)
        if lesson.at is not None:
            self._explaining.set_pin(Pin(lesson.select, max(lesson.channel, 0), *lesson.at))

    def _show(self, lesson: Lesson) -> None:
        tag = language.spoken()
        count = len(headings())
        place = "" if self._place is None else self.tr("{0} of {1}").format(self._place + 1, count)
        paragraphs = tuple(words.told(tag) for words in lesson.text)
        questions = tuple(question.words.told(tag) for question in lesson.questions)
        self._panel.set_lesson(lesson.title.told(tag), paragraphs, questions, place)
        self._panel.set_can_move(
            self._place is not None and self._place > 0, self._place is not None and self._place < count - 1
        )
        self._work.show_lesson(True, len(lesson.document.steps))

    @Slot()
    def close(self) -> None:
        """Take the lesson away; photo and pipeline stay, and nothing is hidden any more."""
        self.lesson = None
        self._work.show_lesson(False)
        self._session.hide(frozenset())

    def cover(self, state: State) -> None:
        """Cover what a lesson asks for, and pictures that have no values."""
        photo, result = cover(state, PHOTO), cover(state, state.selected)
        words = {numbers.NOTHING: self.tr("Only a shape: there are no values to see.")}
        self._work.photo_pane.canvas.set_cover(words.get(photo, photo))
        self._work.map_pane.canvas.set_cover(words.get(result, result))
        self._work.feature_maps.set_cover(result)
        self._work.batch.set_covers(photo, result)
        self._work.table.set_hidden(state.hidden)
        is_asked = any(is_curve(step) and state.hides("value", step.id) for step in state.document)
        self._work.curves.tell(set_covers=(is_asked, any(fact == "slope" for fact, _ in state.hidden)))

    def _hide(self) -> None:
        """Hide what is still asked for: a fact stays hidden until the last question about it is answered."""
        questions = self.lesson.questions if self.lesson is not None else ()
        hidden = {fact for i, q in enumerate(questions) if i not in self._answered for fact in q.hides}
        previous = PHOTO
        for step in self.lesson.document if self.lesson is not None else ():
            if step.kind not in OTHER_SHAPE and ("shape", step.input or previous) in hidden:
                hidden.add(("shape", step.id))  # of the same shape: it would give the other away
            previous = step.id
        self._session.hide(frozenset(hidden))

    # Answers

    @Slot(int, str)
    def _on_panel_answered(self, index: int, text: str) -> None:
        try:
            typed = read_answer(text)
        except numbers.NumberError as error:
            self._panel.set_verdict(index, WRONG, str(error))
            return
        self._ask(index, typed, text)

    @Slot(int)
    def _on_panel_reveal(self, index: int) -> None:
        self._ask(index, None, "")

    def _ask(self, index: int, typed: tuple[float, ...] | None, text: str) -> None:
        """Have the answer worked out beside the window, then compare it with what was typed; or show it."""
        state, lesson = self._session.state, self.lesson
        if state.plan is None or lesson is None:
            return
        self._panel.set_verdict(index, "", self.tr("Working it out…"))
        work = partial(
            answer, lesson.questions[index], state.plan, state.source, sample=state.sample, cache=self._cache
        )
        self._bridge.start(work, partial(self._on_answered, lesson, index, typed, text))

    def _on_answered(
        self, lesson: Lesson, index: int, typed: tuple[float, ...] | None, text: str, found: object,
        error: Exception | None,
    ) -> None:  # fmt: skip
        if lesson is not self.lesson:
            return  # another one was opened meanwhile
        if isinstance(error, FilterError | WorkbenchError):
            self._panel.set_verdict(index, WRONG, str(error))
            return
        if error is not None:
            raise error
        formula = printed(found.formula.told(language.spoken()))
        if typed is not None and not found.matches(typed):
            words = self.tr("Not {0}. Work out: {1}")
            self._panel.set_verdict(index, WRONG, words.format(text, formula))
            return
        self._answered.add(index)
        result = ", ".join(numbers.rounded(number, 12 if number == round(number) else 6) for number in found.numbers)
        self._panel.set_verdict(index, SHOWN if typed is None else RIGHT, f"{formula} = {result}", result)
        self._hide()

    @Slot(int)
    def _on_panel_moved(self, step: int) -> None:
        if self._place is not None and 0 <= self._place + step < len(headings()):
            self.open_known(self._place + step)


def _opened(read: Callable[[], Lesson]) -> tuple[Lesson, Source]:
    lesson = read()
    return lesson, lesson.opened()


def read_answer(text: str) -> tuple[float, ...]:
    """One number, or sizes apart by commas, spaces or ×; raises NumberError."""
    plain = text.strip()
    if plain.startswith("[") and plain.endswith("]"):
        plain = plain[1:-1]
    if not any(sign in plain for sign in ",，×"):
        if len(plain.split()) > 1 and all(part.isdigit() for part in plain.split()):
            return tuple(float(part) for part in plain.split())
        return (numbers.parse(plain),)
    parts = [part for part in plain.replace("，", ",").replace("×", ",").split(",") if part.strip()]
    return tuple(numbers.parse(part) for part in parts)
