"""The control panel: the parameters of the selected step, and at its foot, always in sight, the size that follows.

Rows come from the table of layers. A refusal outlines the fields that caused it and offers what would mend it.
"""

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.language import told, translated
from ui.parameters.definitions import DEFINITIONS
from ui.parameters.output_size import OutputSize
from ui.parameters.row import LABEL_WIDTH, WIDEST_LABEL, ParameterRow
from ui.parameters.rows import is_used, make_rows
from ui.parameters.source_row import SourceRow
from ui.parameters.weight_rows import FiltersRow
from ui.widgets.areas import Area
from ui.widgets.buttons import tool_button
from ui.widgets.heads import PaneHead
from ui.widgets.labels import Label
from workbench.document import Step
from workbench.layers import KINDS, checked, with_parameters
from workbench.parameters import LayerError
from workbench.session import State

PREPARE_MS = 300
"""How long after an edit the forms of other steps are made, one at a time, so that selecting a step need not wait."""


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
        self.source_row = SourceRow()
        self.source_row.read_requested.connect(self._on_step_requested)
        self._forms_column.addWidget(self.source_row)
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
        self.foot = OutputSize()
        self.foot.fix_requested.connect(self._on_step_requested)
        self.foot.undo_requested.connect(self.undo_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, self.scroll, self.message_label, self.foot):
            column.addWidget(widget, 1 if widget is self.scroll else 0)
            widget.hide()
        theme.notifier().density_changed.connect(self._on_density_changed)
        self._on_density_changed()

    @Slot()
    def _on_density_changed(self) -> None:
        inset = theme.inset()
        self._forms_column.setContentsMargins(12, inset, 12, inset - 4)

    # --- told

    def set_state(self, state: State) -> None:
        """Show the selected step; nothing while the photo is selected."""
        step = state.document.step(state.selected) if state.selected in state.document else None
        if self._step is not None and (step is None or step.id != self._step.id):
            self._on_row_refused("")
        self._step = step
        planned = state.plan[step.id] if step is not None and state.plan is not None else None
        was, self._outline = self._outline, state.outline
        if step is not None and was == state.outline:  # weights alone are others, and they are not shown here
            for row in (self.source_row, *self._page(step.kind)[1]):
                row.keep(step)
            self.foot.keep(planned)
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
        self.source_row.set_step(step, state.document)
        self.source_row.label.setFixedWidth(rows[0].label.minimumWidth() if rows else LABEL_WIDTH)
        page.setHidden(False)
        self.scroll.show()
        self._reset.setEnabled(bool(rows))
        refusal = planned.refusal if planned is not None else None
        for row in rows:
            row.setHidden(not is_used(row.parameter, step))
            row.set_step(step, planned)
            is_to_blame = refusal is not None and row.parameter.name in refusal.fields
            row.set_refused(told(refusal.message) if is_to_blame else "")
        self.foot.set_step(state, step, planned)

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
            for words in self._definition(kind):
                column.addWidget(Label(words, "dim", px=12, wrap=True))
            self._forms_column.insertWidget(self._forms_column.count() - 1, page)
            self._walk_behind_menu(page)
            self._pages[kind] = page, rows
        return self._pages[kind]

    def _definition(self, kind: str) -> list[str]:
        """What a step of that kind computes, and what the letters are where the form does not say."""
        joined = [self.tr("a is the step before it, b the one it is joined with.")] if KINDS[kind].joins else []
        return [DEFINITIONS[kind], *joined] if kind in DEFINITIONS else []

    def _walk_behind_menu(self, page: QWidget) -> None:
        """Let Tab come to a form from the head, however late it was made; the lists of its fields are windows of their
        own."""
        takes_keys = [one for one in page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        inside = [one for one in takes_keys if one.window() is self.window()]
        for before, after in pairwise([self.menu_button, *inside]):
            QWidget.setTabOrder(before, after)

    # --- asking

    @Slot(str, object)
    def _on_row_changed(self, name: str, value: object) -> None:
        step = self._step
        if step is None or self.sender() not in self._page(step.kind)[1]:  # a list or a drag that outlived its step
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

    @Slot(object, str)
    def _on_step_requested(self, step: Step, title: str) -> None:
        self.edit_requested.emit(step, title, None)

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
