"""The control panel: the parameters of the selected step, and at its foot, always in sight, the size that follows.

Rows come from the table of layers. A refusal outlines the fields that caused it and offers what would mend it.
"""

from math import prod

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from ui import display, numbers, theme
from ui.language import fix_title, told, translated
from ui.parameters.row import LABEL_WIDTH, WIDEST_LABEL, ParameterRow
from ui.parameters.rows import is_used, make_rows
from ui.parameters.weight_rows import FiltersRow
from ui.widgets.areas import Area
from ui.widgets.buttons import Button, tool_button
from ui.widgets.formula import Formula
from ui.widgets.heads import PaneHead
from ui.widgets.labels import Badge, Label, section_label
from ui.widgets.marks import StateMark
from ui.widgets.painting import ALIGN_RIGHT
from workbench.document import Step
from workbench.layers import KINDS, checked, with_parameters
from workbench.parameters import LayerError
from workbench.plan import StepPlan
from workbench.refusals import Refusal
from workbench.session import State

DASH = "—"
PREPARE_MS = 300
"""How long after an edit the forms of other steps are made, one at a time, so that selecting a step need not wait."""

WEIGHED, WORKED = ("weights", "biases"), ("multiplications", "additions")
"""The facts that the counts under the size would give away."""


class ControlPanel(Area):
    """Edits the parameters of the selected step; told by `set_state`, asks through its signals."""

    edit_requested = Signal(object, str, object)
    merge_finished = Signal()
    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("control-panel")
        self._step: Step | None = None
        self._outline: object = None
        self._hidden: frozenset[tuple[str, str]] = frozenset()
        self._refusal: Refusal | None = None
        self._pages: dict[str, tuple[QWidget, list[ParameterRow]]] = {}
        self._kinds: frozenset[str] = frozenset()
        self._preparing = QTimer(self)
        self._preparing.setSingleShot(True)
        self._preparing.setInterval(PREPARE_MS)
        self._preparing.timeout.connect(self._on_preparing_timeout)
        self.head = PaneHead("", is_section=True)
        self.head.set_right_margin(4)
        self.menu_button = tool_button(
            "more", tip=self.tr("What can be done to all parameters."), name="control-menu", role="dim"
        )
        menu = QMenu(self)
        self._reset = menu.addAction(self.tr("Reset to defaults"))
        self._reset.triggered.connect(self._on_reset_triggered)
        self.menu_button.setMenu(menu)
        self.head.add_right(self.menu_button)
        self._forms = Area("panel")
        self._forms_column = QVBoxLayout(self._forms)
        self._forms_column.setSpacing(0)
        self._forms_column.addStretch(1)
        self.scroll = QScrollArea()
        self.scroll.setWidget(self._forms)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.message_label = Label("", "red", px=12, wrap=True)
        self.message_label.setObjectName("control-message")
        self.message_label.setContentsMargins(12, 0, 12, 8)
        self.message_label.hide()
        self.foot = self._build_foot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, self.scroll, self.message_label, self.foot):
            column.addWidget(widget, 1 if widget is self.scroll else 0)
            widget.hide()
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _build_foot(self) -> Area:
        foot = Area("panel", "top")
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
        column = QVBoxLayout(foot)
        column.addLayout(top)
        column.addWidget(self.formula)
        column.addWidget(self.sentence)
        column.addWidget(self._fix_box)
        column.addLayout(costs)
        return foot

    @Slot()
    def _on_theme_changed(self) -> None:
        inset = theme.inset()
        self._forms_column.setContentsMargins(12, inset, 12, inset - 4)
        self.foot.layout().setContentsMargins(12, 8, 12, inset)
        self.foot.layout().setSpacing(inset // 2)

    # --- told

    def set_state(self, state: State) -> None:
        """Show the selected step; nothing while the photo is selected."""
        step = state.document.step(state.selected) if state.selected in state.document else None
        if self._step is not None and (step is None or step.id != self._step.id):
            self._on_row_refused("")
        self._step, self._hidden = step, state.hidden
        planned = state.plan[step.id] if step is not None and state.plan is not None else None
        self._refusal = planned.refusal if planned is not None else None
        was, self._outline = self._outline, state.outline
        if step is not None and was == state.outline:  # weights alone are others, and they are not shown here
            for row in self._page(step.kind)[1]:
                row.keep(step)
            return
        self._kinds = frozenset(one.kind for one in state.document)
        self._prepare()
        for widget in (self.head, self.foot):
            widget.setHidden(step is None)
        for kind, (page, _) in self._pages.items():
            page.setHidden(step is None or kind != step.kind)  # never hide the shown form: its focus would be lost
        if step is None:
            self.scroll.hide()
            return
        self.head.set_title(translated(KINDS[step.kind].title))
        page, rows = self._page(step.kind)
        page.setHidden(False)
        self.scroll.show()
        self._reset.setEnabled(bool(rows))
        for row in rows:
            row.setHidden(not is_used(row.parameter, step))
            row.set_step(step, planned)
            row.set_refused(told(self._refusal.message) if self._is_to_blame(row) else "")
        self._show_size(state, step, planned)
        self._show_fixes(state)
        self._show_cost(planned)

    def _is_to_blame(self, row: ParameterRow) -> bool:
        return self._refusal is not None and row.parameter.name in self._refusal.fields

    def _prepare(self) -> None:
        """Make the forms of the other steps when nothing else is asked for."""
        if not self._kinds <= self._pages.keys():
            self._preparing.start()

    @Slot()
    def _on_preparing_timeout(self) -> None:
        kind = min(self._kinds - self._pages.keys(), default=None)
        if kind is not None:
            self._page(kind)
            self._prepare()

    def _page(self, kind: str) -> tuple[QWidget, list[ParameterRow]]:
        """The rows of a kind, made once and hidden."""
        if kind not in self._pages:
            page = QWidget()
            page.hide()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(4)
            rows = [row for parameter in _ordered(kind) for row in make_rows(kind, parameter)]
            widest = max((row.label.fontMetrics().horizontalAdvance(row.label.text()) + 4 for row in rows), default=0)
            for row in rows:
                row.changed.connect(self._on_row_changed)
                row.finished.connect(self.merge_finished)
                row.refused.connect(self._on_row_refused)
                row.set_label_width(min(max(widest, LABEL_WIDTH), WIDEST_LABEL))
                if row.parameter.name == "groups":
                    next(other for other in rows if isinstance(other, FiltersRow)).join(row)
                else:
                    column.addWidget(row)
            if not rows:
                joins = self.tr("Joins the step before it with another one. Choose which in its menu, under Read from.")
                nothing = joins if KINDS[kind].joins else self.tr("Nothing to set.")
                column.addWidget(Label(nothing, "dim", px=12, wrap=True))
            self._forms_column.insertWidget(self._forms_column.count() - 1, page)
            self._pages[kind] = page, rows
        return self._pages[kind]

    def _show_size(self, state: State, step: Step, planned: StepPlan | None) -> None:
        kind = KINDS[step.kind]
        shape = planned.shape if planned is not None else None
        given = planned.input_shape if planned is not None else None
        slides = kind.windows is not None and given is not None and len(given) == 4 and step.enabled
        if slides:
            self.formula.set_windows(kind.windows(step, given), given[2:])
        is_asked = self._state_hides("shape", step)
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

    def _show_cost(self, planned: StepPlan | None) -> None:
        is_known = planned is not None and planned.shape is not None
        hides = [any(self._state_hides(fact, self._step) for fact in facts) for facts in (WEIGHED, WORKED)]
        known = (_parameters(planned), numbers.count(planned.multiplications)) if is_known else (DASH, DASH)
        for label, text, is_asked in zip((self.parameters_label, self.operations_label), known, hides, strict=True):
            label.setText(numbers.HIDDEN if is_asked else text)

    def _state_hides(self, fact: str, step: Step) -> bool:
        return (fact, step.id) in self._hidden

    # --- asking

    @Slot(str, object)
    def _on_row_changed(self, name: str, value: object) -> None:
        step = self._step
        if step is None:  # a list that was dropped down outlived it
            return
        changes = {name: value}
        if name == "weight" and isinstance(step["bias"], tuple):  # as many biases as filters or outputs
            count = value.shape[1 if step.kind == "linear" else 0]
            changes["bias"] = (*step["bias"], *(step["bias"][-1:] * count))[:count]
        try:
            changed = with_parameters(step, **changes)
        except LayerError as error:
            self._on_row_refused(told(str(error)))
            return
        title = translated(self.sender().parameter.title)
        title = self.tr("Change {0}").format(title[:1].lower() + title[1:])
        self.edit_requested.emit(changed, title, ("parameter", step.id, name))

    @Slot(str)
    def _on_row_refused(self, message: str) -> None:
        self.message_label.setText(message)
        self.message_label.setHidden(not message)

    @Slot()
    def _on_fix_clicked(self) -> None:
        fix = self._refusal.fixes[self.fix_buttons.index(self.sender())]
        self.edit_requested.emit(fix.step, fix_title(fix.title), None)

    @Slot()
    def _on_reset_triggered(self) -> None:
        step = self._step
        kept = {"weight": step["weight"]} if step.kind in ("conv2d", "linear") else {}
        changed = with_parameters(step, **checked(step.kind, kept))
        self.edit_requested.emit(changed, self.tr("Reset parameters"), None)


def _ordered(kind: str) -> list:
    """The parameters in the order of the form: channels and size first, the bias last."""
    order = {"channels": -2, "weight": -1, "padding_mode": 3, "dilation": 4, "groups": 5, "bias": 6}
    if kind != "conv2d":
        return list(KINDS[kind].parameters)
    return sorted(KINDS[kind].parameters, key=lambda parameter: order.get(parameter.name, 0))


def _parameters(planned: StepPlan) -> str:
    """8·3·3·3 + 8 = 224."""
    terms = ["·".join(map(str, shape)) for shape in (planned.weight_shape, planned.bias_shape) if shape]
    total = numbers.count(planned.weight_parameters + planned.bias_parameters)
    return f"{' + '.join(terms)} = {total}" if terms else "0"
