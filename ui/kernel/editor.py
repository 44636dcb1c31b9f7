"""The kernel editor: which filter, its grid of weights, what to do with all of them, and its sum and range."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from filters.known_kernels import NAMED
from ui import display, numbers, theme
from ui.kernel.cells import ACROSS
from ui.kernel.changes import Kernel, centred, negated, normalised, rotated
from ui.kernel.grid import KernelGrid
from ui.kernel.recipe import RecipeForm, Recipes
from ui.language import translated
from ui.widgets.chrome import ALIGN_RIGHT, Area, Label, PaneHead, ToolButton, tool_button
from ui.widgets.inputs import Select
from workbench.document import PHOTO, Step
from workbench.layers import with_parameters
from workbench.session import State

BETWEEN, TOOL_GAP = 12, 4
"""Between the grid and the tools beside it, and between the tools."""

LONGEST_FACT = 6


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
        self.grid = KernelGrid()
        self._recipes = Recipes()
        self.recipe = RecipeForm(self._recipes)
        self._transforms: dict[ToolButton, tuple[str, Callable[[Kernel], Kernel]]] = {}
        self._presets: dict[QAction, str] = {}
        self._build()
        self._add_grid_menu()
        self.grid.kernel_edited.connect(self._ask)
        self.grid.scrub_finished.connect(self.merge_finished)
        self.grid.current_changed.connect(self._on_grid_current_changed)
        self.grid.refused.connect(self._show_message)
        self.recipe.kernel_asked.connect(self._ask)
        self.recipe.scrub_finished.connect(self.merge_finished)
        self.recipe.refused.connect(self._show_message)
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # --- building

    def _build(self) -> None:
        self.head = PaneHead(self.tr("Kernel"), is_section=True)
        self.presets_button = tool_button(
            text=self.tr("Presets"), tip=self.tr("Replace the kernel by a named one."), name="kernel-presets"
        )
        self.presets_button.setMenu(self._presets_menu())
        self.head.add_right(self.presets_button)
        self.head.set_right_margin(6)

        self.filter_select = Select(tip=self.tr("The filter being edited: one for each output channel."), name="filter")
        self.filter_count = Label("", "dim", px=12, align=ALIGN_RIGHT)
        self.previous_button = tool_button("left", tip=self.tr("Previous filter."), name="filter-previous", role="dim")
        self.next_button = tool_button("right", tip=self.tr("Next filter."), name="filter-next", role="dim")
        self.input_select = Select(tip=self.tr("The input channel whose weights are shown."), name="filter-input")
        self.filter_select.value_changed.connect(self._on_filter_selected)
        self.input_select.value_changed.connect(self._on_input_selected)
        self.previous_button.clicked.connect(self._on_previous_clicked)
        self.next_button.clicked.connect(self._on_next_clicked)
        self.input_select.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        chooser = _row(
            self.filter_select, self.input_select, self.filter_count, self.previous_button, self.next_button, spacing=4
        )

        self._tools = [
            self._tool("rotate", self.tr("Rotate by 90° clockwise."), self.tr("Rotate kernel"), rotated),
            self._tool("transpose", self.tr("Rows become columns."), self.tr("Transpose kernel"), np.transpose),
            self._tool("flip-horizontal", self.tr("Flip left to right."), self.tr("Flip kernel"), np.fliplr),
            self._tool("flip-vertical", self.tr("Flip top to bottom."), self.tr("Flip kernel"), np.flipud),
            self._tool("negate", self.tr("Negate every weight: w becomes −w."), self.tr("Negate kernel"), negated),
            self._tool("normalise", self.tr("Divide by the sum."), self.tr("Normalise kernel"), normalised),
        ]
        self._tool_box, self._tool_grid = _grid(TOOL_GAP, TOOL_GAP)
        self._stats = {
            name: (Label(title, "dim", px=12), Label("", px=12, weight=500, align=ALIGN_RIGHT))
            for name, title in (("sum", self.tr("Sum")), ("min", self.tr("Min")), ("max", self.tr("Max")))
        }
        self._stat_box, self._stat_grid = _grid(6, 4)
        self._side = QVBoxLayout()
        self._side.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(BETWEEN)
        middle.addWidget(self.grid, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        middle.addLayout(self._side)
        self._beneath = QVBoxLayout()
        self._beneath.setSpacing(8)
        self.place_label = Label("", "dim", px=12)
        self.value_label = Label("", px=12, weight=500, align=ALIGN_RIGHT)
        self.message_label = Label("", "red", px=12, wrap=True)
        self.message_label.setObjectName("kernel-message")
        self.message_label.hide()

        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setSpacing(8)
        column.addLayout(chooser)
        column.addWidget(self.recipe)
        column.addLayout(middle)
        column.addLayout(self._beneath)
        column.addLayout(_row(self.place_label, self.value_label, stretch=1))
        column.addWidget(self.message_label)
        self.facts = Label("", "dim", px=12, wrap=True)
        self.facts.setContentsMargins(12, 12, 12, 12)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for widget in (self.head, self.body, self.facts):
            whole.addWidget(widget)
            widget.hide()

    def _add_grid_menu(self) -> None:
        """What the right button offers on the grid; the grid itself answers to the keys, which are only named here."""
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for title, handler in (
            (self.tr("Copy\tCtrl+C"), self.grid.copy),
            (self.tr("Copy as NumPy"), self.grid.copy_numpy),
            (self.tr("Copy for ImageJ"), self.grid.copy_imagej),
            (self.tr("Paste\tCtrl+V"), self.grid.paste_clipboard),
            (self.tr("Set to 0\tDel"), self.grid.clear),
        ):
            action = QAction(title, self.grid)
            action.triggered.connect(handler)
            self.grid.addAction(action)

    def _tool(self, icon: str, tip: str, title: str, change: Callable[[Kernel], Kernel]) -> ToolButton:
        button = tool_button(icon, tip=tip, name=f"kernel-{icon}", role="dim")
        button.clicked.connect(self._on_transform_clicked)
        self._transforms[button] = (title, change)
        return button

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
        self.presets_button.show()
        self.facts.hide()
        is_other = kernel.shape != self.grid.kernel().shape
        self.grid.set_kernel(kernel)
        if is_other:
            self._arrange()
        self.recipe.set_kernel(kernel, (step.id, self._filter))
        self._show_filters(weight)
        for name, value in (("sum", kernel.sum(dtype=np.float64)), ("min", kernel.min()), ("max", kernel.max())):
            self._stats[name][1].setText(_fact(float(value)))

    def _show_filters(self, weight: Kernel) -> None:
        bank = weight[None, None] if weight.ndim == 2 else weight
        total, inputs = bank.shape[:2]
        names = [self._recipes.title(one) for one in bank[:, min(self._filter[1], inputs - 1)]]
        self.filter_select.set_options([(i, f"{i}  {name}") for i, name in enumerate(names)])
        self.filter_select.set_value(self._filter[0])
        self.filter_count.setText(self.tr("{0} of {1}").format(self._filter[0] + 1, total))
        self.previous_button.setEnabled(self._filter[0] > 0)
        self.next_button.setEnabled(self._filter[0] < total - 1)
        self.input_select.setHidden(inputs < 2)
        self.filter_count.setHidden(inputs >= 2)  # the names of the filters need the room
        words = self.tr("in {0}")
        self.input_select.set_options([(i, words.format(i)) for i in range(inputs)])
        self.input_select.set_value(self._filter[1])

    def _show_facts(self, state: State, step: Step | None) -> None:
        """The photo's own facts; the shape of a linear weight, which is no kernel."""
        self.presets_button.hide()
        text = title = ""
        if step is None and state.source is not None:
            title = self.tr("Photo")
            text = "\n".join(self._photo_facts(state))
            self.head.set_badge(display.shape_words(state.plan, PHOTO))
        elif step is not None and step.kind == "linear":
            inputs, outputs = step["weight"].shape
            title = self.tr("Weight")
            words = self.tr("{0} inputs to {1} outputs. A linear layer has no window, so there is no grid to edit.")
            text = words.format(inputs, outputs)
            self.head.set_badge(numbers.shape(inputs, outputs))
        self.head.set_title(title)
        self.facts.setText(text)
        self.head.setHidden(not text)
        self.facts.setHidden(not text)

    def _photo_facts(self, state: State) -> list[str]:
        source = state.source
        facts = [source.name]
        values = {255.0: self.tr("8 bit"), 65535.0: self.tr("16 bit"), 1.0: self.tr("32 bit float")}
        if getattr(source, "white", None) in values:
            words = self.tr("{0}; white is read as {1}")
            facts.append(words.format(values[source.white], numbers.rounded(state.document.white)))
        if getattr(source, "path", None) is not None:
            facts.append(str(source.path.parent))
        return [*facts, *getattr(source, "notices", ())]

    # --- arranging

    def _arrange(self) -> None:
        """Tools beside the grid in as many columns as its width leaves, beneath it where it leaves none."""
        size, tool = self.grid.sizeHint(), theme.control_height()
        columns = min((ACROSS - size.width() - BETWEEN + TOOL_GAP) // (tool + TOOL_GAP), 3)
        rows = -(-len(self._tools) // columns) if columns > 0 else 0
        is_beside = columns > 0 and rows * (tool + TOOL_GAP) <= max(size.height(), 2 * tool) + 2 * tool
        (self._side.insertWidget if is_beside else self._beneath.insertWidget)(0, self._tool_box)
        across = columns if is_beside else len(self._tools)
        for index, button in enumerate(self._tools):
            self._tool_grid.addWidget(button, index // across, index % across)
        self._tool_grid.setColumnStretch(across, 1)
        has_stats_beside = is_beside and columns == 3 and size.height() >= 4 * tool
        if has_stats_beside:
            self._side.addWidget(self._stat_box)
        else:
            self._beneath.addWidget(self._stat_box)
        for index, (title, value) in enumerate(self._stats.values()):
            self._stat_grid.addWidget(title, *((index, 0) if has_stats_beside else (0, 3 * index)))
            self._stat_grid.addWidget(value, *((index, 1) if has_stats_beside else (0, 3 * index + 1)))
        for column in range(9):
            self._stat_grid.setColumnStretch(column, 1 if column == (1 if has_stats_beside else 8) else 0)
            self._stat_grid.setColumnMinimumWidth(column, 8 if not has_stats_beside and column in (2, 5) else 0)

    # --- asking

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
            self.value_label.setText("")
        else:
            self.value_label.setText(numbers.equation(value))

    @Slot(str)
    def _show_message(self, message: str) -> None:
        self.message_label.setText(message)
        self.message_label.setHidden(not message)

    @Slot()
    def _on_transform_clicked(self) -> None:
        title, change = self._transforms[self.sender()]
        self._ask(change(self.grid.kernel()), title)

    @Slot()
    def _on_preset_triggered(self) -> None:
        name = self._presets[self.sender()]
        self._ask(self._recipes.make(name, NAMED[name].defaults), self.tr("Use a named kernel"))

    @Slot(object)
    def _on_filter_selected(self, index: int) -> None:
        self.channel_requested.emit(index, self._filter[1])

    @Slot(object)
    def _on_input_selected(self, index: int) -> None:
        self.channel_requested.emit(self._filter[0], index)

    @Slot()
    def _on_previous_clicked(self) -> None:
        self.channel_requested.emit(self._filter[0] - 1, self._filter[1])

    @Slot()
    def _on_next_clicked(self) -> None:
        self.channel_requested.emit(self._filter[0] + 1, self._filter[1])

    @Slot()
    def _on_theme_changed(self) -> None:
        """Another density has other cells."""
        self.grid.set_kernel(self.grid.kernel())
        self.body.layout().setContentsMargins(12, theme.inset(), 12, theme.inset())
        self._arrange()


def _fact(value: float) -> str:
    """A number as long as three in a row may be."""
    text = numbers.rounded(value if abs(value) > 1e-6 else 0.0, 4)
    return text if len(text) <= LONGEST_FACT else numbers.rounded(value, 3)


def _grid(across: int, down: int) -> tuple[QWidget, QGridLayout]:
    """An empty box with a grid in it."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(across)
    grid.setVerticalSpacing(down)
    return box, grid


def _row(*widgets: QWidget, spacing: int = 8, stretch: int = 0) -> QHBoxLayout:
    """Widgets side by side; the one at `stretch` takes what room is left."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    for index, widget in enumerate(widgets):
        row.addWidget(widget, 1 if index == stretch else 0)
    return row
