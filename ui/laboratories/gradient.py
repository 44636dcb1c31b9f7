"""The gradient tab: of this pipeline, of a stack of blocks, of one value within its field, and a descent along it."""

from functools import cached_property

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.laboratories.field import ReceptiveFieldPage
from ui.laboratories.laboratory import Laboratory
from ui.laboratories.learning import LearningPage
from ui.laboratories.pipeline_gradient import PipelineGradient
from ui.laboratories.vanishing import VanishingGradient
from ui.widgets.areas import Area
from ui.widgets.choices import Select
from workbench.evaluation.frames import View
from workbench.session import State


class GradientPane(Area):
    """Four pages, each made when it is first shown; the one in sight is told the state and asks for its experiment."""

    experiment_requested = Signal(object)
    edit_requested = Signal(object, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("gradient")
        self._state: State | None = None
        self._cursor: tuple[int, int] | None = None
        self._view: View | None = None
        self.side = Select(
            [
                ("pipeline", self.tr("Of this pipeline")),
                ("vanishing", self.tr("Vanishing gradient")),
                ("field", self.tr("Receptive field")),
                ("learning", self.tr("Learning")),
            ],
            flat=True,
            tip=self.tr("Of this pipeline, of a stack of blocks, of one value within its field, or learning along it."),
            name="gradient_page",
        )
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.pipeline = self._made(PipelineGradient())
        self.side.value_changed.connect(self.show_page)

    def _made(self, page: Laboratory) -> Laboratory:
        self._stack.addWidget(page)
        page.experiment_requested.connect(self.experiment_requested)
        page.edit_requested.connect(self.edit_requested)
        return page

    @cached_property
    def vanishing(self) -> Laboratory:
        """The page of a stack of blocks."""
        return self._made(VanishingGradient())

    @cached_property
    def field(self) -> Laboratory:
        """The page of one value within its receptive field."""
        made = self._made(ReceptiveFieldPage())
        made.set_cursor(self._cursor)
        return made

    @cached_property
    def learning(self) -> Laboratory:
        """The page on which a filter is learned."""
        made = self._made(LearningPage())
        made.set_view(self._view)
        return made

    def prepare(self) -> bool:
        """Make a page that nobody has looked at; False where all are made."""
        name = next((name for name in ("vanishing", "field", "learning") if name not in self.__dict__), "")
        return bool(name and getattr(self, name))

    @property
    def page(self) -> str:
        """The page in front, as `show_page` takes it."""
        return self.side.value()

    @Slot(object)
    def show_page(self, name: str) -> None:
        """Bring a page to the front and tell it the state: "pipeline", "vanishing", "field" or "learning"."""
        self.side.set_value(name)
        self._stack.setCurrentWidget(getattr(self, name))
        if self._state is not None:
            self._stack.currentWidget().set_state(self._state)

    def set_state(self, state: State) -> None:
        self._state = state
        self._stack.currentWidget().set_state(state)

    def set_view(self, view: View | None) -> None:
        """What part of the photo is in sight."""
        self._view = view
        self.pipeline.set_view(view)
        if "learning" in self.__dict__:
            self.learning.set_view(view)

    def set_cursor(self, cursor: tuple[int, int] | None) -> None:
        """The photo pixel pointed at."""
        self._cursor = cursor
        if "field" in self.__dict__:
            self.field.set_cursor(cursor)
