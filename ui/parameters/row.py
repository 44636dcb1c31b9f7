"""A row of the control panel: a title, and the controls of one parameter of a step."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.language import translated
from ui.widgets.field import Field
from ui.widgets.labels import Label
from ui.widgets.number_field import NumberField
from workbench.document import Step
from workbench.parameters import Parameter
from workbench.plan import StepPlan

LABEL_WIDTH = 92
WIDEST_LABEL = 128
LARGEST = 1 << 20


class ParameterRow(QWidget):
    """A titled row; `changed(name, value)` asks, `finished` closes a run of changes, `refused` says why not."""

    changed = Signal(str, object)
    finished = Signal()
    refused = Signal(str)

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.parameter = parameter
        self._help = translated(parameter.help)
        self._fields: list[QWidget] = []
        self._step: Step | None = None
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self.label = Label(translated(parameter.title), "dim")
        self.label.setFixedWidth(LABEL_WIDTH)
        self.label.setToolTip(self._help)
        self._layout.addWidget(self.label)
        self.build()
        for field in self._fields:
            if isinstance(field, Field):
                field.name_after(self.label.text())

    def build(self) -> None:
        """Make the controls."""
        raise NotImplementedError

    def show_value(self, value: object, step: Step, planned: StepPlan | None) -> None:
        """Put the value into the controls."""
        raise NotImplementedError

    def set_step(self, step: Step, planned: StepPlan | None) -> None:
        """Show the parameter of a step; another step's half-typed text is given up."""
        if self._step is not None and self._step.id != step.id:
            for field in self._fields:
                if isinstance(field, Field):
                    field.forget()
        self.keep(step)
        self.show_value(step[self.parameter.name], step, planned)

    def keep(self, step: Step) -> None:
        """Change this step from now on, of which the same is to be shown."""
        self._step = step

    def set_refused(self, reason: str) -> None:
        """Outline the controls; an empty reason takes it back."""
        for field in self._fields:
            if isinstance(field, Field) and not field.isModified():
                field.set_refused(reason)

    def set_label_width(self, width: int) -> None:
        """All rows of a form start their controls at one edge."""
        self.label.setFixedWidth(width)

    def join(self, other: "ParameterRow") -> None:
        """Put another row's controls behind this one's, on one line."""
        other.label.hide()
        self._layout.addWidget(other, 1)
        QWidget.setTabOrder(self._fields[-1], other._fields[0])

    def _add(self, field: QWidget) -> QWidget:
        field.value_changed.connect(self._on_value_changed)
        if isinstance(field, Field):
            field.refused.connect(self.refused)
        if isinstance(field, NumberField):
            field.scrub_finished.connect(self.finished)
        self._fields.append(field)
        self._layout.addWidget(field, 1)
        return field

    def _number(self, axis: str = "", *, low: float, high: float, integer: bool, **options: object) -> NumberField:
        name = f"{self.parameter.name}-{axis}".rstrip("-")
        field = NumberField(
            axis, low=low if low > -LARGEST else None, high=high if high < LARGEST else None, integer=integer,
            tip=self._help, name=name, **options,
        )  # fmt: skip
        return self._add(field)

    def _ask(self, value: object) -> None:
        self.refused.emit("")
        self.changed.emit(self.parameter.name, value)

    def value(self) -> object:
        """What the controls say."""
        return self._fields[0].value()

    @Slot(object)
    def _on_value_changed(self, value: object) -> None:
        self._ask(self.value())
