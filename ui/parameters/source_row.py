"""What a step reads in place of the step before it, or a join beside it: the row above a step's own parameters."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.parameters.row import LABEL_WIDTH
from ui.widgets.choices import Select
from ui.widgets.labels import Label
from workbench.document import Document, Step
from workbench.layers import KINDS

Choices = list[tuple[str | None, str]]


def choices_of_source(step: Step, document: Document) -> Choices:
    """What the step may read, by id and in words; a join's other half has to be named."""
    before = (None, QCoreApplication.translate("SourceRow", "The step before it"))
    named = [(source, document.title(source)) for source in document.sources(step.id)]
    return named if KINDS[step.kind].joins else [before, *named]


def reading(step: Step, source: str | None) -> tuple[Step, str]:
    """The step reading another source, and what the history calls the change."""
    title = QCoreApplication.translate("SourceRow", "Change what {0} reads").format(step.id)
    return replace(step, input=source), title


class SourceRow(QWidget):
    """Hidden where a step simply reads the one before it; `read_requested(step, title)` asks for another source."""

    read_requested = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step: Step | None = None
        self.label = Label("", "dim")
        self.label.setFixedWidth(LABEL_WIDTH)
        self.source = Select(tip=self.tr("The photo, or a step before this one."), name="source")
        self.source.value_changed.connect(self._on_value_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 4)
        row.setSpacing(4)
        row.addWidget(self.label)
        row.addWidget(self.source, 1)
        self.hide()

    def keep(self, step: Step) -> None:
        """Change this step from now on, which reads what is shown."""
        self._step = step

    def set_step(self, step: Step, document: Document) -> None:
        """Show what the step reads by name, if it does."""
        self.keep(step)
        self.setHidden(step.input is None)
        if step.input is not None:
            self.label.setText(self.tr("Joined with") if KINDS[step.kind].joins else self.tr("Reads"))
            self.source.setAccessibleName(self.label.text())
            self.source.set_options(choices_of_source(step, document))
            self.source.set_value(step.input)

    @Slot(object)
    def _on_value_changed(self, source: str | None) -> None:
        if self._step is not None:
            self.read_requested.emit(*reading(self._step, source))
