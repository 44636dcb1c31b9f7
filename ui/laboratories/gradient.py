"""The gradient tab: of this pipeline, of a stack of blocks, and of one value within its receptive field."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.laboratories.field import ReceptiveFieldPage
from ui.laboratories.pipeline_gradient import PipelineGradient
from ui.laboratories.vanishing import VanishingGradient
from ui.widgets.chrome import Area
from ui.widgets.inputs import Select
from workbench.frames import View
from workbench.session import State


class GradientPane(Area):
    """Three pages; the one in sight is told the state and asks for its experiment."""

    experiment_requested = Signal(object)
    edit_requested = Signal(object, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("gradient")
        self.pipeline, self.vanishing, self.field = PipelineGradient(), VanishingGradient(), ReceptiveFieldPage()
        self._pages = {"pipeline": self.pipeline, "vanishing": self.vanishing, "field": self.field}
        self._state: State | None = None
        self.side = Select(
            [
                ("pipeline", self.tr("Of this pipeline")),
                ("vanishing", self.tr("Vanishing gradient")),
                ("field", self.tr("Receptive field")),
            ],
            flat=True,
            tip=self.tr("Of this pipeline, of a stack of blocks, or of one value within its receptive field."),
            name="gradient_page",
        )
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
            page.experiment_requested.connect(self.experiment_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.side.value_changed.connect(self.show_page)

    @property
    def page(self) -> str:
        """The page in front, as `show_page` takes it."""
        return self.side.value()

    @Slot(object)
    def show_page(self, name: str) -> None:
        """Bring a page to the front and tell it the state: "pipeline", "vanishing" or "field"."""
        self.side.set_value(name)
        self._stack.setCurrentWidget(self._pages[name])
        if self._state is not None:
            self._pages[name].set_state(self._state)

    def set_state(self, state: State) -> None:
        self._state = state
        self._stack.currentWidget().set_state(state)

    def set_view(self, view: View | None) -> None:
        """What part of the photo is in sight."""
        self.pipeline.set_view(view)

    def set_cursor(self, cursor: tuple[int, int] | None) -> None:
        """The photo pixel pointed at."""
        self.field.set_cursor(cursor)
