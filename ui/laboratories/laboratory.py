"""What all laboratories have in common: they are told the state, ask for experiments, and show the newest result."""

from collections.abc import Callable, Hashable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from filters.errors import FilterError
from ui.experiments import Experiment
from ui.language import told
from ui.numbers import with_times
from ui.widgets.areas import Area
from ui.widgets.labels import Label
from workbench.document import Step
from workbench.errors import WorkbenchError
from workbench.evaluation.frames import View
from workbench.plan import StepPlan
from workbench.session import State

ROOMY = (560, 230)
"""Results less wide and higher than this stand beneath each other, where the laboratory allows it."""


class Laboratory(Area):
    """A page with controls at the left and results at the right, or one sentence where there is nothing to show.

    `experiment_requested` asks for work; `edit_requested` (step, title, None) for an edit of the document.
    """

    experiment_requested = Signal(object)
    edit_requested = Signal(object, str, object)
    gives_away: tuple[str, ...] = ()
    """Kinds of facts that its results would tell."""
    stacks = False
    """Whether its results may stand beneath each other."""

    def __init__(self, name: str, controls: QWidget, *parts: tuple[QWidget, int]) -> None:
        super().__init__("panel")
        self.setObjectName(name)
        self.state: State | None = None
        self._asked: Hashable = None
        self._said = ""
        self.sentence = Label("", "dim", wrap=True)
        self.sentence.setContentsMargins(16, 12, 16, 12)
        self._results = QWidget()
        self._line = results = QHBoxLayout(self._results)
        results.setContentsMargins(12, 8, 12, 4)
        results.setSpacing(16)
        for part, stretch in parts:
            results.addWidget(part, stretch)
        instead = QWidget()
        column = QVBoxLayout(instead)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sentence)
        column.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._results)
        self._pages.addWidget(instead)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(controls)
        row.addWidget(self._pages, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = self._pages.width(), self._pages.height()
        is_stacked = self.stacks and width < ROOMY[0] and height >= ROOMY[1]
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if is_stacked else QBoxLayout.Direction.LeftToRight)

    def set_state(self, state: State) -> None:
        """Show this state's experiment."""
        self.state = state
        self._show_page()
        self.refresh()

    def refresh(self) -> None:
        """Ask for what the state and the controls say now."""
        raise NotImplementedError

    def show_result(self, result: object) -> None:
        """Show what an experiment found."""
        raise NotImplementedError

    def ask(self, key: Hashable, run: Callable[[], object]) -> None:
        """Ask for an experiment, unless it is the one that was asked for last; `key` says what it depends on."""
        if key == self._asked:
            return
        self._asked = key
        tell, fail = partial(self._on_told, key), partial(self._on_failed, key)
        self.experiment_requested.emit(Experiment(self.objectName(), run, tell, fail))

    def give_up(self) -> None:
        """What was asked for last is not wanted any more, and may be asked for anew."""
        self._asked = None

    def say(self, sentence: str) -> None:
        """Say something in place of results; an empty sentence shows the results again."""
        if sentence:
            self.give_up()
        self._said = with_times(sentence)
        self._show_page()

    def _show_page(self) -> None:
        is_asked = self.state is not None and any(fact in self.gives_away for fact, _ in self.state.hidden)
        said = self.tr("The lesson asks for these values: answer first, then look.") if is_asked else self._said
        self.sentence.setText(said)
        self._pages.setCurrentIndex(1 if said else 0)

    def is_saying(self) -> bool:
        """Whether a sentence stands in place of results."""
        return self._pages.currentIndex() == 1

    def selected(self) -> tuple[StepPlan | None, Step | None]:
        """The selected row of the plan and its step; None where it is the photo or there is no plan."""
        state = self.state
        if state is None or state.plan is None or state.selected not in state.plan:
            return None, None
        row = state.plan[state.selected]
        return row, row.step

    def _on_told(self, key: Hashable, result: object) -> None:
        if key == self._asked:
            self.say("")
            self.show_result(result)

    def _on_failed(self, key: Hashable, error: Exception) -> None:
        if not isinstance(error, FilterError | WorkbenchError):
            raise error
        if key == self._asked:
            self.say(told(str(error)))


class ViewLaboratory(Laboratory):
    """A laboratory of what is in view: told another view, it asks anew, or when it is seen again."""

    _view: View | None = None

    def set_view(self, view: View | None) -> None:
        """Look at another part of the photo."""
        self._view = view
        if self.state is not None and self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.set_view(self._view)  # told before it was seen
