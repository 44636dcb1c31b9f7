"""The vanishing gradient: one block stacked n deep, with Sigmoid and with another activation, side by side."""

from functools import partial

import numpy as np
from PySide6.QtCore import Slot

from ui import numbers
from ui.laboratories.laboratory import Laboratory
from ui.laboratories.pipeline_gradient import gray
from ui.plots.activation_curves import CURVES, NAMES
from ui.plots.logarithmic import Line, LogPlot
from ui.widgets.choices import Segmented, Select, Switch
from ui.widgets.form import Form
from ui.widgets.number_field import NumberField
from ui.widgets.tile import Tile
from workbench.document import Step
from workbench.laboratories.vanishing_gradient import DEEPEST, Block, Vanishing, compare
from workbench.layers import Array, bank_of

ALONE, BLUR, OWN = "alone", "blur", "own"
MEAN = np.full((3, 3), 1 / 9, np.float32)
SHARED, EACH = "shared", "own"


class VanishingGradient(Laboratory):
    """Told the state for its photo and its kernel; all else is chosen here."""

    gives_away = ("slope",)

    def __init__(self) -> None:
        form = Form()
        self.block = Select(tip=self.tr("What is repeated: the activation alone, or a kernel before it."), name="block")
        self.depth = NumberField(
            integer=True, low=1, high=DEEPEST, tip=self.tr("How many blocks are stacked."), name="depth"
        )
        self.depth.set_value(8)
        self.other = Select(
            [(kind, NAMES[kind]) for kind in CURVES if kind != "sigmoid"],
            tip=self.tr("What Sigmoid is compared with."),
            name="against",
        )
        self.norm = Switch(tip=self.tr("BatchNorm before each activation, as in training."), name="stack_norm")
        self.white = Segmented(
            [(1.0, "0–1"), (255.0, "0–255")],
            small=True,
            tip=self.tr("What the first block reads a white pixel as; large values saturate a Sigmoid at once."),
            name="stack_range",
        )
        self.scale = Segmented(
            [(EACH, self.tr("Own")), (SHARED, self.tr("Shared"))],
            small=True,
            tip=self.tr("Let each picture glow as far as it can, or both by one measure."),
            name="stack_scale",
        )
        form.add(self.tr("Block"), self.block)
        form.add(self.tr("Depth n"), self.depth)
        form.add(self.tr("Against"), self.other)
        form.add(self.tr("BatchNorm"), self.norm)
        form.add(self.tr("Photo"), self.white)
        form.add(self.tr("Glow"), self.scale)
        self.plot = LogPlot(form, "vanishing_norms", 3)
        self.plot.setToolTip(
            self.tr(
                "What is left of a gradient of 1 after each block on its way back; dashed, the most Sigmoid can leave."
            )
        )
        self.tiles = tuple(
            Tile(name=f"vanishing_{index}", tip=self.tr("What each pixel still gets after n blocks."))
            for index in (0, 1)
        )
        super().__init__("vanishing", form, (self.plot, 4), *((tile, 2) for tile in self.tiles))
        self._found: Vanishing | None = None
        for control in (self.block, self.depth, self.other, self.norm, self.white):
            control.value_changed.connect(self._on_value_changed)
        self.scale.value_changed.connect(self._on_scale_value_changed)

    @Slot(object)
    def _on_value_changed(self, value: object) -> None:
        self.refresh()

    @Slot(object)
    def _on_scale_value_changed(self, value: object) -> None:
        if self._found is not None:
            self.show_result(self._found)

    def refresh(self) -> None:
        state = self.state
        if state is None or state.source is None or state.plan is None:
            return
        name, kernel = self._own_kernel()
        options = [(ALONE, self.tr("Activation alone")), (BLUR, self.tr("Mean of 3 × 3"))]
        self.block.set_options(options + ([(OWN, self.tr("Kernel of {0}").format(name))] if kernel is not None else []))
        chosen = {BLUR: MEAN, OWN: kernel}.get(self.block.value())
        block = Block(chosen, bool(self.norm.value()))
        depth, white = self.depth.value(), self.white.value()
        activations = ("sigmoid", self.other.value())
        key = (
            state.source,
            state.sample,
            None if chosen is None else chosen.tobytes(),
            block.has_norm,
            depth,
            white,
            activations,
        )
        self.ask(
            key, partial(compare, state.source, block, depth, white=white, activations=activations, sample=state.sample)
        )

    def _own_kernel(self) -> tuple[str, Array | None]:
        """The kernel shown: of the selected convolution, else of the first one."""
        state = self.state
        rows = [state.plan[state.selected], *state.plan.rows]
        for row in rows:
            step: Step | None = row.step
            if step is not None and step.kind == "conv2d" and row.shape is not None and row.input_shape is not None:
                bank, _ = bank_of(step, row.input_shape[1])
                channel = state.channel if row.id == state.selected and 0 <= state.channel < len(bank) else 0
                inputs = state.input_channel if state.input_channel < bank.shape[1] else 0
                return row.id, np.ascontiguousarray(bank[channel, inputs])
        return "", None

    def show_result(self, result: object) -> None:
        found: Vanishing = result
        self._found = found
        first, second = found.stacks
        gain = found.bounds[1] * 4
        bound = "(1/4)ⁿ" if abs(gain - 1) < 1e-6 else f"({numbers.rounded(gain, 3)}/4)ⁿ"
        self.plot.set_lines((
            Line(NAMES[first.activation], first.norms, is_strong=True),
            Line(NAMES[second.activation], second.norms),
            Line(bound, found.bounds, is_dashed=True),
        ))  # fmt: skip
        picture = gray(found.values)
        largest = [float(stack.sizes.max()) for stack in found.stacks]
        for tile, stack, own in zip(self.tiles, found.stacks, largest, strict=True):
            top = own if self.scale.value() == EACH else max(largest)
            tile.set_title(NAMES[stack.activation])
            tile.set_glow(picture, self.white.value(), stack.sizes, top, f"≤ {numbers.rounded(own, 3)}")
