"""What a named kernel is made of: its width, angle or amount as fields, and the kernel that follows from them."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from filters.known_kernels import NAMED, Parameters, Range, recognised
from ui import numbers
from ui.kernel.cells import Kernel
from ui.language import translated
from ui.widgets.number_field import NumberField

REMEMBERED = 500
"""How many kernels are known again by the parameters they were made from, after an undo, say."""

Recipe = tuple[str, Parameters]
"""The name of a kernel and the parameters it was made with."""


class Recipes:
    """Knows kernels again that were made from a name and parameters, also when they come back."""

    def __init__(self) -> None:
        self._made: dict[tuple[tuple[int, ...], bytes], Recipe] = {}

    def make(self, name: str, parameters: Parameters) -> Kernel:
        """The kernel."""
        kernel = NAMED[name].function(**parameters)
        self._made[_key(kernel)] = name, parameters
        if len(self._made) > REMEMBERED:
            del self._made[next(iter(self._made))]
        return kernel

    def of(self, kernel: Kernel) -> Recipe | None:
        """What the kernel was made from: here, or as its weights tell."""
        return self._made.get(_key(kernel)) or recognised(kernel)

    def title(self, kernel: Kernel) -> str:
        """The name under which the kernel is known, else its size."""
        found = self.of(kernel)
        return numbers.shape(*kernel.shape) if found is None else translated(NAMED[found[0]].title)


def _key(kernel: Kernel) -> tuple[tuple[int, ...], bytes]:
    return kernel.shape, kernel.tobytes()


class RecipeForm(QWidget):
    """The parameters of one named kernel, also while some of its weights are changed by hand.

    `kernel_asked(kernel, title, parameter)` asks for another kernel; `refused` carries one sentence, empty when all is
    well again.
    """

    kernel_asked = Signal(object, str, object)
    scrub_finished = Signal()
    refused = Signal(str)

    def __init__(self, recipes: Recipes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipes = recipes
        self._filter: object = None
        self._name = ""
        self._fields: dict[str, NumberField] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self.hide()

    @property
    def fields(self) -> Mapping[str, NumberField]:
        """The fields by the names of their parameters."""
        return self._fields

    def set_kernel(self, kernel: Kernel, place: object) -> None:
        """Show what the kernel of a filter, told apart by `place`, was made from; nothing where that is not known.

        What a hand then changes in it came from there: the fields stay, and the grid beneath does not move.
        """
        found = self._recipes.of(kernel)
        came_from = (place, kernel.shape)
        if found is None and came_from == self._filter:
            return
        self._filter = came_from
        name, parameters = found or ("", {})
        if name != self._name:
            self._rebuild(name)
        for parameter, value in parameters.items():
            self._fields[parameter].set_value(value)
        self.setHidden(parameters.keys() <= {"size"})  # a size alone is changed beneath, among the step's parameters

    def _rebuild(self, name: str) -> None:
        for field in self._fields.values():
            self._grid.removeWidget(field)
            field.forget()  # what is half typed was meant for the kernel before
            field.hide()
            field.deleteLater()
        self._name = name
        self._fields = {one.name: self._field(one) for one in NAMED[name].parameters} if name else {}
        across = 3 if len(self._fields) == 3 else 2
        for index, field in enumerate(self._fields.values()):
            self._grid.addWidget(field, index // across, index % across)

    def _field(self, one: Range) -> NumberField:
        title = translated(one.title)
        words = self.tr("{0} of the kernel, {1:g} to {2:g}. Typing in a cell makes the kernel your own.")
        made = (OddField if one.name == "size" else NumberField)(
            title, integer=one.is_integer, low=one.low, high=one.high, name=f"recipe-{one.name}", step=one.step,
            tip=words.format(title, one.low, one.high),
        )  # fmt: skip
        made.value_changed.connect(self._on_field_value_changed)
        made.scrub_finished.connect(self.scrub_finished)
        made.refused.connect(self.refused)
        return made

    @Slot(object)
    def _on_field_value_changed(self, value: object) -> None:
        changed = next((name for name, field in self._fields.items() if field is self.sender()), None)
        if changed is None:  # a drag that outlived its field
            return
        kernel = self._recipes.make(self._name, {name: field.value() for name, field in self._fields.items()})
        self.refused.emit("")
        self.kernel_asked.emit(kernel, self.tr("Change {0}").format(translated(NAMED[self._name].title)), changed)


class OddField(NumberField):
    """A size that has a middle."""

    def read(self, text: str) -> object:
        value = super().read(text)
        if value % 2 == 0:
            raise numbers.NumberError(self.tr("{0} is even; a kernel with a middle has an odd size.").format(value))
        return value

    def _move_to(self, value: float) -> None:
        super()._move_to(2 * round((value - 1) / 2) + 1)
