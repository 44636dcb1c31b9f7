"""What a named kernel is made of: its width, angle or amount as fields, and the kernel that follows from them."""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from filters import kernels
from filters.errors import ParameterError
from filters.kernels import Named, Range
from ui import numbers
from ui.kernel.cells import Kernel
from ui.language import translated
from ui.widgets.fields import NumberField

REMEMBERED = 500
"""How many kernels are known again by the parameters they were made from, after an undo, say."""

STEPS = {"size": 2.0, "angle": 5.0, "diameter": 1.0}
"""How far a step of the wheel moves a parameter where neither 1 nor a tenth is meant: sizes stay odd."""

Parameters = Mapping[str, float]


class Recipes:
    """Knows kernels again that were made from a name and parameters, also when they come back."""

    def __init__(self) -> None:
        self._made: dict[tuple[tuple[int, ...], bytes], tuple[Named, Parameters]] = {}

    def make(self, named: Named, parameters: Parameters) -> Kernel:
        """The kernel; raises ParameterError."""
        kernel = np.asarray(named.function(**parameters), np.float32)
        self._made[_key(kernel)] = named, parameters
        while len(self._made) > REMEMBERED:
            del self._made[next(iter(self._made))]
        return kernel

    def of(self, kernel: Kernel) -> tuple[Named, Parameters] | None:
        """What the kernel was made from: here, or with a name's own defaults."""
        name = kernels.name_of(kernel)
        known = None if name is None else (kernels.NAMED[name], defaults(kernels.NAMED[name]))
        return self._made.get(_key(kernel), known)

    def title(self, kernel: Kernel) -> str:
        """The name under which the kernel is known, else its size."""
        found = self.of(kernel)
        return numbers.shape(*kernel.shape) if found is None else translated(found[0].title)


def defaults(named: Named) -> dict[str, float]:
    """The parameters by which the name is known."""
    return {one.name: one.default for one in named.parameters}


def _key(kernel: Kernel) -> tuple[tuple[int, ...], bytes]:
    return kernel.shape, (kernel + np.float32(0)).tobytes()


class RecipeForm(QWidget):
    """The parameters of one named kernel. `kernel_asked(kernel, title, parameter)` asks for another kernel;
    `refused` carries one sentence, empty when all is well again.
    """

    kernel_asked = Signal(object, str, str)
    scrub_finished = Signal()
    refused = Signal(str)

    def __init__(self, recipes: Recipes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipes = recipes
        self._named: Named | None = None
        self._parameters: Parameters = {}
        self._fields: dict[str, NumberField] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self.hide()

    @property
    def fields(self) -> Mapping[str, NumberField]:
        """The fields by the names of their parameters."""
        return self._fields

    def set_kernel(self, kernel: Kernel) -> None:
        """Show what the kernel was made from; nothing where that is not known."""
        found = self._recipes.of(kernel)
        if found is None or not found[0].parameters:
            self.hide()
            return
        named, self._parameters = found
        if named is not self._named:
            self._rebuild(named)
        for name, value in self._parameters.items():
            self._fields[name].set_value(value)
        self.show()

    def _rebuild(self, named: Named) -> None:
        for field in self._fields.values():
            self._grid.removeWidget(field)
            field.deleteLater()
        self._named = named
        self._fields = {one.name: self._field(one) for one in named.parameters}
        across = 3 if len(self._fields) == 3 else 2
        for index, field in enumerate(self._fields.values()):
            self._grid.addWidget(field, index // across, index % across)

    def _field(self, one: Range) -> NumberField:
        title = translated(one.title)
        words = self.tr("{0} of the kernel, {1:g} to {2:g}. Typing in a cell makes the kernel your own.")
        made = NumberField(
            title, integer=one.is_integer, low=one.low, high=one.high, name=f"recipe-{one.name}",
            step=STEPS.get(one.name, 1.0 if one.is_integer else 0.1), tip=words.format(title, one.low, one.high),
        )  # fmt: skip
        made.value_changed.connect(self._on_field_value_changed)
        made.scrub_finished.connect(self.scrub_finished)
        made.refused.connect(self.refused)
        return made

    @Slot(object)
    def _on_field_value_changed(self, value: object) -> None:
        changed = next(name for name, field in self._fields.items() if field is self.sender())
        try:
            kernel = self._recipes.make(self._named, {**self._parameters, changed: value})
        except ParameterError as error:
            self._fields[changed].set_refused(str(error))
            self.refused.emit(str(error))
            return
        self.refused.emit("")
        self.kernel_asked.emit(kernel, self.tr("Change {0}").format(translated(self._named.title)), changed)
