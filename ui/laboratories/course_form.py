"""How a filter is to be learned: from what, and the course of the descent."""

from PySide6.QtCore import Signal, Slot

from ui.widgets.choices import Select, Switch
from ui.widgets.form import Form
from ui.widgets.number_field import NumberField
from workbench.laboratories.learning import Course

MOST_STEPS = 5000
WIDTH = 204


class CourseForm(Form):
    """`target` is filled and heard by its page; `course_changed` says that another course was chosen."""

    course_changed = Signal()

    def __init__(self) -> None:
        super().__init__(width=WIDTH)
        self.target = Select(
            tip=self.tr("The map that the filter should make: its own, an earlier one, or a picture of that size."),
            name="learn_target",
        )
        self.start = Select(
            [("noise", self.tr("Noise")), ("zero", self.tr("Zeros")), ("own", self.tr("Present weights"))],
            tip=self.tr("The weights before the first step."),
            name="learn_start",
        )
        self.rate = NumberField(
            low=0, high=4, step=0.05, name="learn_rate",
            tip=self.tr("Learning rate as a share of the largest one that settles; above 1 it runs away."),
        )  # fmt: skip
        self.momentum = NumberField(
            low=0, high=0.999, step=0.05, tip=self.tr("How much of its last step each step keeps."),
            name="learn_momentum",
        )  # fmt: skip
        self.batch = Select(
            [(0, self.tr("All")), *((count, str(count)) for count in (256, 32, 4, 1))],
            tip=self.tr("How many examples each step looks at; few make it tremble."),
            name="learn_batch",
        )
        self.steps = NumberField(
            integer=True, low=1, high=MOST_STEPS, step=100, tip=self.tr("How many steps it goes."), name="learn_steps"
        )
        self.centred = Switch(
            tip=self.tr("Take the means away first, as BatchNorm does: all directions are learned more alike."),
            name="learn_centred",
        )
        for field, value in ((self.rate, 0.9), (self.momentum, 0.0), (self.steps, 400)):
            field.set_value(value)
        self.add(self.tr("Target"), self.target)
        self.add(self.tr("Start"), self.start)
        self.add(self.tr("Rate"), self.rate)
        self.add(self.tr("Momentum"), self.momentum)
        self.add(self.tr("Batch"), self.batch)
        self.add(self.tr("Steps"), self.steps)
        self.add(self.tr("Centred"), self.centred)
        for control in (self.start, self.rate, self.momentum, self.batch, self.steps, self.centred):
            control.value_changed.connect(self._on_value_changed)

    def course(self) -> Course:
        """What the controls say."""
        return Course(
            self.start.value(), self.rate.value(), self.momentum.value(), self.batch.value(), self.steps.value(),
            self.centred.value(),
        )  # fmt: skip

    @Slot(object)
    def _on_value_changed(self, value: object) -> None:
        self.course_changed.emit()
