"""One row of controls for each form of parameter; the control panel lays them out from the table of layers."""

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from filters.windows import Window
from ui.language import translated
from ui.parameters.row import LARGEST, ParameterRow
from ui.parameters.weight_rows import AXES, FiltersRow, KernelSizeRow, WeightShapeRow
from ui.widgets.choices import Segmented, Select, Switch
from ui.widgets.vector_field import VectorField
from workbench.document import Step
from workbench.layers import NORM_DEFAULTS
from workbench.parameters import Parameter
from workbench.plan import StepPlan

SIDES = ("T", "B", "L", "R")


def _choice_title(choice: str) -> str:
    """A choice in words."""
    titles = {
        "sum": QCoreApplication.translate("Choice", "Summed"),
        "each": QCoreApplication.translate("Choice", "Each alone"),
        "zeros": QCoreApplication.translate("Choice", "Zeros"),
        "reflect": QCoreApplication.translate("Choice", "Reflect"),
        "replicate": QCoreApplication.translate("Choice", "Replicate"),
        "circular": QCoreApplication.translate("Choice", "Circular"),
        "upscale_in_train": QCoreApplication.translate("Choice", "Upscale in training"),
        "downscale_in_infer": QCoreApplication.translate("Choice", "Downscale in inference"),
        "none": QCoreApplication.translate("Choice", "Exact"),
        "tanh": QCoreApplication.translate("Choice", "Tanh"),
    }
    return titles.get(choice, choice)


class PairRow(ParameterRow):
    """Height and width; where the parameter may be absent, empty fields mean the window's own size."""

    def build(self) -> None:
        self._is_optional = self.parameter.default is None and not self.parameter.required
        for axis in AXES:
            self._number(
                axis, low=self.parameter.low, high=self.parameter.high, integer=True, optional=self._is_optional
            )

    def show_value(self, value: object, step: Step, planned: StepPlan | None) -> None:
        for index, field in enumerate(self._fields):
            if self._is_optional:
                field.setPlaceholderText(str(step["kernel_size"][index]))
            field.set_value(value[index] if value is not None else None)

    def value(self) -> object:
        values = [field.value() for field in self._fields]
        if None not in values:
            return tuple(values)
        window = self._step["kernel_size"]
        filled = tuple(window[i] if value is None else value for i, value in enumerate(values))
        return None if filled == window else filled


class PadsRow(ParameterRow):
    """By hand, or the same size as the input; then the fields show what that means today."""

    def build(self) -> None:
        self._layout.removeWidget(self.label)
        self._choice = Segmented(
            [("hand", self.tr("By hand")), ("same", self.tr("Same"))], small=True, name="padding-choice",
            tip=self.tr("By hand, or as much as makes the output as large as the input ÷ stride."),
        )  # fmt: skip
        self._choice.value_changed.connect(self._on_choice_changed)
        top = QHBoxLayout()
        top.addWidget(self.label)
        top.addWidget(self._choice)
        top.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(4)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(sides)
        self._layout.addLayout(column)
        self._indent = QWidget()
        sides.addWidget(self._indent)
        for side in SIDES:
            sides.addWidget(self._number(side, low=0, high=LARGEST, integer=True), 1)

    def show_value(self, value: object, step: Step, planned: StepPlan | None) -> None:
        is_same = value == "same"
        self._choice.set_value("same" if is_same else "hand")
        shown = _resolved(planned) if is_same else value
        for field, number in zip(self._fields, shown, strict=True):
            field.setEnabled(not is_same)
            field.set_value(number)

    def set_label_width(self, width: int) -> None:
        super().set_label_width(width)
        self._indent.setFixedWidth(width)

    def value(self) -> object:
        return tuple(field.value() for field in self._fields)

    @Slot(object)
    def _on_choice_changed(self, choice: object) -> None:
        self._ask("same" if choice == "same" else self.value())


def _resolved(planned: StepPlan | None) -> tuple[int, ...]:
    windows: tuple[Window, ...] | None = planned.windows if planned is not None else None
    return tuple(n for w in windows for n in (w.before, w.after)) if windows else (0, 0, 0, 0)


class NumberRow(ParameterRow):
    """One whole or real number."""

    def build(self) -> None:
        default = self.parameter.default
        step = 1.0 if self.parameter.kind == "int" else 0.01 if 0 < abs(default) < 1 else 0.1
        if self.parameter.name == "eps":
            step = 1e-5
        stands_behind = self.parameter.name == "groups"  # behind the filters, with no title of its own
        axis = translated(self.parameter.title) if stands_behind else ""
        self._number(
            axis, low=self.parameter.low, high=self.parameter.high, integer=self.parameter.kind == "int", step=step
        )

    def show_value(self, value: object, step: Step, planned: StepPlan | None) -> None:
        self._fields[0].set_value(value)


class ChoiceRow(ParameterRow):
    """One of several words."""

    def build(self) -> None:
        self._add(Select(tip=self._help, name=self.parameter.name))
        self._show_options("")

    def _show_options(self, count: str) -> None:
        titles = {choice: _choice_title(choice) for choice in self.parameter.choices}
        if count and "sum" in titles:
            titles["sum"] = self.tr("Summed over {0}").format(count)
        self._fields[0].set_options(list(titles.items()))

    def show_value(self, value: object, step: Step, planned: StepPlan | None) -> None:
        shape = planned.input_shape if planned is not None else None
        self._show_options(str(shape[1]) if shape is not None and len(shape) == 4 else "")
        self._fields[0].set_value(value)


class SwitchRow(ParameterRow):
    """On or off."""

    def build(self) -> None:
        self._add(Switch(tip=self._help, name=self.parameter.name))
        self._layout.insertStretch(1, 1)

    def show_value(self, value: object, step: Step, planned: StepPlan | None) -> None:
        self._fields[0].set_value(value)


class VectorRow(ParameterRow):
    """A number for each channel; empty for the default."""

    def build(self) -> None:
        is_bias, is_axes = self.parameter.kind == "bias", self.parameter.kind == "axes"
        default = f"{NORM_DEFAULTS.get(self.parameter.name, 0):g}"
        placeholder = self.tr("none") if is_bias else self.tr("all") if is_axes else default
        low = self.parameter.low if self.parameter.low > -LARGEST else None
        self._add(
            VectorField(single=is_bias, low=low, tip=self._help, name=self.parameter.name, placeholder=placeholder)
        )

    def show_value(self, value: object, step: Step, planned: StepPlan | None) -> None:
        if value is None and self._fields[0].value() is not None:
            self._fields[0].clear()
        self._fields[0].set_value(value)

    def value(self) -> object:
        found = self._fields[0].value()
        if self.parameter.kind == "axes" and found is not None:
            return tuple(int(axis) if axis == int(axis) else axis for axis in found)
        return found


ROWS: dict[str, type[ParameterRow]] = {
    "pair": PairRow, "pads": PadsRow, "int": NumberRow, "float": NumberRow, "bool": SwitchRow, "choice": ChoiceRow,
    "vector": VectorRow, "axes": VectorRow, "bias": VectorRow,
}  # fmt: skip


def make_rows(kind: str, parameter: Parameter) -> list[ParameterRow]:
    """The rows for one parameter of a kind of layer."""
    if parameter.kind == "weight":
        return [FiltersRow(parameter), KernelSizeRow(parameter)] if kind == "conv2d" else [WeightShapeRow(parameter)]
    return [ROWS[parameter.kind](parameter)]


def is_used(parameter: Parameter, step: Step) -> bool:
    """Whether the parameter means anything to this step: one kernel has no groups, a bank is always summed."""
    if step.kind != "conv2d":
        return True
    is_bank = step["weight"].ndim == 4
    return {"channels": not is_bank, "groups": is_bank}.get(parameter.name, True)
