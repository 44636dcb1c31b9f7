"""The foot of the control panel, always in sight: the size that follows, what mends a refusal, what the step costs."""

from math import prod

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import display, numbers, theme
from ui.language import fix_title, told
from ui.widgets.areas import Area
from ui.widgets.buttons import Button
from ui.widgets.formula import Formula
from ui.widgets.labels import Badge, Label, section_label
from ui.widgets.marks import StateMark
from ui.widgets.painting import ALIGN_RIGHT
from workbench.document import Step
from workbench.layers import KINDS
from workbench.plan import StepPlan
from workbench.refusals import Refusal
from workbench.session import State

DASH = "—"
WEIGHED, WORKED = ("weights", "biases"), ("multiplications", "additions")
"""The facts that the counts under the size would give away."""


class OutputSize(Area):
    """Told a step by `set_step`; `fix_requested` brings the step that mends it, and what that is called."""

    fix_requested = Signal(object, str)
    undo_requested = Signal()

    def __init__(self) -> None:
        super().__init__("panel", "top")
        self._hidden: frozenset[tuple[str, str]] = frozenset()
        self._refusal: Refusal | None = None
        self.shape_badge = Badge()
        self.refused_mark = StateMark("refuse", "")
        self.refused_mark.hide()
        top = QHBoxLayout()
        top.addWidget(section_label(self.tr("Output size")), 1)
        top.addWidget(self.shape_badge)
        top.addWidget(self.refused_mark)
        self.formula = Formula()
        self.sentence = Label("", "dim", px=12, wrap=True)
        self.sentence.setObjectName("output-sentence")
        self._fix_box = QWidget()
        self._fix_row = QHBoxLayout(self._fix_box)
        self._fix_row.setContentsMargins(0, 0, 0, 0)
        self._fix_row.setSpacing(8)
        self.fix_buttons = [Button("", name=f"fix-{index}") for index in range(3)]
        for button in self.fix_buttons:
            button.clicked.connect(self._on_fix_clicked)
            self._fix_row.addWidget(button)
        self.undo_button = Button(self.tr("Undo"), tip=self.tr("Take the last edit back."), name="fix-undo")
        self.undo_button.clicked.connect(self.undo_requested)
        self._fix_row.addWidget(self.undo_button)
        self._fix_row.addStretch(1)
        costs = QGridLayout()
        costs.setVerticalSpacing(4)
        self.parameters_label = Label("", px=12, weight=500, align=ALIGN_RIGHT)
        self.operations_label = Label("", px=12, weight=500, align=ALIGN_RIGHT)
        for row, (title, value) in enumerate(
            ((self.tr("Parameters"), self.parameters_label), (self.tr("Multiply–adds"), self.operations_label))
        ):
            costs.addWidget(Label(title, "dim", px=12), row, 0)
            costs.addWidget(value, row, 1)
        costs.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.formula)
        column.addWidget(self.sentence)
        column.addWidget(self._fix_box)
        column.addLayout(costs)
        theme.notifier().density_changed.connect(self._on_density_changed)
        self._on_density_changed()

    @Slot()
    def _on_density_changed(self) -> None:
        self.layout().setContentsMargins(12, 8, 12, theme.inset())
        self.layout().setSpacing(theme.inset() // 2)

    def keep(self, planned: StepPlan | None) -> None:
        """Take a step of which only the weights are others: nothing that is seen, but what mends it keeps these."""
        self._refusal = planned.refusal if planned is not None else None

    def set_step(self, state: State, step: Step, planned: StepPlan | None) -> None:
        """Show a step of a state as it is planned."""
        self._hidden = state.hidden
        self.keep(planned)
        self._show_size(state, step, planned)
        self._show_fixes(state)
        self._show_cost(step, planned)

    def _show_size(self, state: State, step: Step, planned: StepPlan | None) -> None:
        kind = KINDS[step.kind]
        shape = planned.shape if planned is not None else None
        given = planned.input_shape if planned is not None else None
        slides = kind.windows is not None and given is not None and len(given) == 4 and step.enabled
        if slides:
            self.formula.set_windows(kind.windows(step, given), given[2:])
        is_asked = self._hides("shape", step)
        self.formula.setHidden(not slides or is_asked)
        is_below = slides and self.formula.is_refused()
        said = display.shape_words(state.plan, step.id) if shape is not None else DASH
        known = numbers.HIDDEN if is_asked else said
        self.shape_badge.set_text("" if self._refusal and shape is None else known)
        self.refused_mark.setHidden(self._refusal is None)
        self.refused_mark.set_state("refuse", self.tr("below 1") if is_below else self.tr("refused"))
        if self._refusal is not None and not is_below:
            sentence, role = numbers.with_times(told(self._refusal.message)), "red"
        elif is_asked:
            sentence, role = self.tr("Hidden until the lesson's question is answered."), "dim"
        elif slides or planned is None:
            sentence, role = "" if slides else self.tr("Open a photo to see the size."), "dim"
        elif not step.enabled:
            sentence, role = self.tr("Switched off: its input passes through."), "dim"
        elif shape is None:
            sentence, role = self.tr("An earlier step is refused."), "dim"
        else:
            sentence, role = self._sentence(step, given, shape), "dim"
        self.sentence.setText(sentence)
        self.sentence.set_role(role)
        self.sentence.setHidden(not sentence)

    def _sentence(self, step: Step, given: tuple[int, ...], shape: tuple[int, ...]) -> str:
        """How the size comes about where no window slides."""
        if step.kind == "flatten":
            joined = given[1:]
            return f"{'·'.join(map(str, joined))} = {prod(joined)}"
        if step.kind == "linear":
            return self.tr("{0} inputs to {1} outputs.").format(given[-1], shape[-1])
        return self.tr("The same size as its input.")

    def _show_fixes(self, state: State) -> None:
        fixes = self._refusal.fixes if self._refusal is not None else ()
        for index, button in enumerate(self.fix_buttons):
            button.setHidden(index >= len(fixes))
            if index < len(fixes):
                button.setText(fix_title(fixes[index].title))
                button.updateGeometry()
        self.undo_button.setEnabled(state.undo_title is not None)
        self._fix_box.setHidden(self._refusal is None)

    def _show_cost(self, step: Step, planned: StepPlan | None) -> None:
        is_known = planned is not None and planned.shape is not None
        hides = [any(self._hides(fact, step) for fact in facts) for facts in (WEIGHED, WORKED)]
        known = (_parameters(planned), numbers.count(planned.multiplications)) if is_known else (DASH, DASH)
        for label, text, is_asked in zip((self.parameters_label, self.operations_label), known, hides, strict=True):
            label.setText(numbers.HIDDEN if is_asked else text)

    def _hides(self, fact: str, step: Step) -> bool:
        return (fact, step.id) in self._hidden

    @Slot()
    def _on_fix_clicked(self) -> None:
        fix = self._refusal.fixes[self.fix_buttons.index(self.sender())]
        self.fix_requested.emit(fix.step, fix_title(fix.title))


def _parameters(planned: StepPlan) -> str:
    """8·3·3·3 + 8 = 224."""
    terms = ["·".join(map(str, shape)) for shape in (planned.weight_shape, planned.bias_shape) if shape]
    total = numbers.count(planned.weight_parameters + planned.bias_parameters)
    return f"{' + '.join(terms)} = {total}" if terms else "0"
