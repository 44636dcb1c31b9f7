"""The kernel editor: which filter, its grid of weights among tools and sums, its response where that is asked for."""

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from filters.known_kernels import NAMED
from ui import numbers, theme
from ui.kernel.bench import Bench
from ui.kernel.changes import Kernel, centred
from ui.kernel.chooser import FilterChooser
from ui.kernel.facts import facts_of
from ui.kernel.recipe import RecipeForm, Recipes
from ui.kernel.response import ResponseView
from ui.language import translated
from ui.widgets.areas import Area
from ui.widgets.buttons import tool_button
from ui.widgets.heads import PaneHead
from ui.widgets.labels import Label
from ui.widgets.painting import ALIGN_RIGHT
from workbench.document import Step
from workbench.layers import with_parameters
from workbench.session import State


class KernelEditor(Area):
    """Edits the kernel of the selected step; told by `set_state`, asks through its signals."""

    edit_requested = Signal(object, str, object)
    merge_finished = Signal()
    channel_requested = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("kernel-editor")
        self._step: Step | None = None
        self._filter: tuple[int, int] = (0, 0)
        self._recipes = Recipes()
        self._presets: dict[QAction, str] = {}
        self._build_head()
        self._build_body()
        self.chooser.chosen.connect(self.channel_requested)
        self.bench.transform_requested.connect(self._ask)
        self.grid.kernel_edited.connect(self._ask)
        self.grid.scrub_finished.connect(self.merge_finished)
        self.grid.current_changed.connect(self._on_grid_current_changed)
        self.grid.refused.connect(self._show_message)
        self.recipe.kernel_asked.connect(self._ask)
        self.recipe.scrub_finished.connect(self.merge_finished)
        self.recipe.refused.connect(self._show_message)
        theme.notifier().density_changed.connect(self._on_density_changed)
        self._on_density_changed()

    # --- building

    def _build_head(self) -> None:
        self.head = PaneHead(self.tr("Kernel"), is_section=True)
        self.symmetry_button = tool_button(
            "symmetry", tip=self.tr("Keep a symmetry while weights are typed or scrubbed."), name="symmetry", role="dim"
        )
        self.response_button = tool_button(
            "response", tip=self.tr("Show which frequencies the kernel lets through."), name="kernel-response",
            role="dim",
        )  # fmt: skip
        self.response_button.setCheckable(True)
        self.presets_button = tool_button(
            text=self.tr("Presets"), tip=self.tr("Replace the kernel by a named one."), name="kernel-presets"
        )
        self.presets_button.setMenu(self._presets_menu())
        for button in (self.symmetry_button, self.response_button, self.presets_button):
            self.head.add_right(button)
        self.head.set_right_margin(6)

    def _build_body(self) -> None:
        self.chooser, self.recipe = FilterChooser(), RecipeForm(self._recipes)
        self.bench, self.response = Bench(), ResponseView()
        self.grid = self.bench.grid
        self.place_label = Label("", "dim", px=12)
        self.value_label = Label("", px=12, weight=500, align=ALIGN_RIGHT)
        self.message_label = Label("", "red", px=12, wrap=True)
        self.message_label.setObjectName("kernel-message")
        self.message_label.hide()
        self.response.hide()
        self.response_button.toggled.connect(self._on_response_toggled)
        spot = QHBoxLayout()
        spot.addWidget(self.place_label)
        spot.addStretch(1)
        spot.addWidget(self.value_label)
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setSpacing(8)
        column.addWidget(self.chooser)
        column.addWidget(self.recipe)
        column.addWidget(self.bench)
        column.addLayout(spot)
        column.addWidget(self.message_label)
        column.addWidget(self.response)
        self.facts = Label("", "dim", px=12, wrap=True)
        self.facts.setContentsMargins(12, 12, 12, 12)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for widget in (self.head, self.body, self.facts):
            whole.addWidget(widget)
            widget.hide()

    def _presets_menu(self) -> QMenu:
        menu = QMenu(self)
        groups: dict[str, QMenu] = {}
        for name, named in NAMED.items():
            group = groups.get(named.group)
            if group is None:
                group = groups[named.group] = menu.addMenu(translated(named.group))
            action = group.addAction(translated(named.title))
            action.triggered.connect(self._on_preset_triggered)
            self._presets[action] = name
        return menu

    # --- told

    def set_state(self, state: State) -> None:
        """Show the kernel of the selected step, the facts of the photo, or nothing where there is no kernel."""
        step = state.document.step(state.selected) if state.selected in state.document else None
        has_kernel = step is not None and step.kind == "conv2d"
        was = (self._step.id if self._step else None, self._filter)
        self._step = step if has_kernel else None
        if has_kernel:
            self._filter = self._fitting_filter(step, state)
            if was != (step.id, self._filter):
                self.grid.cancel()
                self._show_message("")
            self._show_kernel(step)
        else:
            self.grid.cancel()
            self.grid.clearFocus()
            self._show_facts(state, step)
        self.body.setHidden(not has_kernel)
        for button in (self.symmetry_button, self.response_button, self.presets_button):
            button.setHidden(not has_kernel)

    @staticmethod
    def _fitting_filter(step: Step, state: State) -> tuple[int, int]:
        weight = step["weight"]
        if weight.ndim == 2:
            return (0, 0)
        return min(max(state.channel, 0), weight.shape[0] - 1), min(max(state.input_channel, 0), weight.shape[1] - 1)

    def _show_kernel(self, step: Step) -> None:
        weight = step["weight"]
        kernel = weight if weight.ndim == 2 else weight[self._filter]
        self.head.set_title(self.tr("Kernel"))
        self.head.set_badge(numbers.shape(*kernel.shape))
        self.head.show()
        self.facts.hide()
        self.bench.set_kernel(kernel)
        self.response.set_kernel(kernel, step["dilation"])
        self.recipe.set_kernel(kernel, (step.id, self._filter))
        bank = weight[None, None] if weight.ndim == 2 else weight
        inputs = bank.shape[1]
        names = [self._recipes.title(one) for one in bank[:, min(self._filter[1], inputs - 1)]]
        self.chooser.set_filters(names, inputs, self._filter)

    def _show_facts(self, state: State, step: Step | None) -> None:
        found = facts_of(state, step)
        self.head.set_title(found.title)
        self.head.set_badge(found.badge)
        self.facts.setText(found.text)
        self.head.setHidden(not found.text)
        self.facts.setHidden(not found.text)

    # --- asking

    @Slot(object, str)
    @Slot(object, str, object)
    def _ask(self, kernel: Kernel, title: str, run: object = None) -> None:
        """Ask for the step with this kernel in place of the one shown; the other filters take its size.

        Changes of one `run` belong to one undo step.
        """
        step = self._step
        if step is None:
            return
        weight = step["weight"]
        if weight.ndim == 2:
            changed = kernel
        else:
            changed = centred(weight, kernel.shape) if kernel.shape != weight.shape[2:] else weight.copy()
            changed[self._filter] = kernel
        merge = None if run is None else ("weight", step.id, self._filter, run)
        self.edit_requested.emit(with_parameters(step, weight=np.ascontiguousarray(changed, np.float32)), title, merge)

    @Slot()
    def _on_grid_current_changed(self) -> None:
        row, column = self.grid.current
        self.place_label.setText(self.tr("row {0}, column {1}").format(row, column))
        typed = self.grid.typed()
        try:
            value = float(self.grid.kernel()[row, column]) if typed is None else numbers.parse(typed)
        except numbers.NumberError:
            self.value_label.hold("")
        else:
            self.value_label.hold(numbers.equation(value))

    @Slot(str)
    def _show_message(self, message: str) -> None:
        self.message_label.setText(message)
        self.message_label.setHidden(not message)

    @Slot()
    def _on_preset_triggered(self) -> None:
        name = self._presets[self.sender()]
        self._ask(self._recipes.make(name, NAMED[name].defaults), self.tr("Use a named kernel"))

    @Slot(bool)
    def _on_response_toggled(self, is_shown: bool) -> None:
        self.response.setVisible(is_shown)
        self.grid.set_low(is_shown)
        self.bench.arrange()

    @Slot()
    def _on_density_changed(self) -> None:
        """Another density has other cells."""
        self.grid.set_kernel(self.grid.kernel())
        self.response.updateGeometry()
        self.body.layout().setContentsMargins(12, theme.inset(), 12, theme.inset())
        self.bench.arrange()

    def set_symmetry(self, name: str) -> None:
        """Let the grid keep a symmetry; the button is lit while it keeps one."""
        self.grid.set_symmetry(name)
        self.symmetry_button.setProperty("lit", name != "none")
        self.symmetry_button.style().polish(self.symmetry_button)
