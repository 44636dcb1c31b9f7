"""Rows that change the shape of a weight: its kernels' size, how many filters it has, its inputs and outputs."""

import numpy as np

from filters import kernels
from ui.kernel.changes import centred
from ui.parameters.row import ParameterRow
from workbench.document import Step
from workbench.layers import fitted
from workbench.plan import StepPlan

AXES = ("H", "W")
LARGEST_BANK = 512
LARGEST_INPUTS = 1 << 19


class KernelSizeRow(ParameterRow):
    """Height and width of the weight; another size keeps the weights centred."""

    def build(self) -> None:
        self.label.setText(self.tr("Kernel size"))
        for axis in AXES:
            self._number(axis, low=1, high=kernels.LARGEST, integer=True)

    def show_value(self, value: object, step: Step, planned: StepPlan | None) -> None:
        for field, length in zip(self._fields, value.shape[-2:], strict=True):
            field.set_value(length)

    def value(self) -> object:
        return centred(self._step["weight"], tuple(field.value() for field in self._fields))


class FiltersRow(ParameterRow):
    """How many filters the convolution has; more than one make its kernel a bank, new ones being copies of the last.

    Each filter of a bank reads all channels, also where the kernel went over every channel alone.
    """

    def build(self) -> None:
        self.label.setText(self.tr("Filters"))
        self.label.setToolTip(self.tr("Each filter makes one output channel from all input channels of its group."))
        self._number(low=1, high=LARGEST_BANK, integer=True)
        self._inputs = 1

    def show_value(self, value: object, step: Step, planned: StepPlan | None) -> None:
        shape = planned.input_shape if planned is not None else None
        self._inputs = shape[1] if shape is not None and len(shape) == 4 else 1
        self._fields[0].setEnabled(value.ndim == 4 or shape is not None)
        self._fields[0].set_value(value.shape[0] if value.ndim == 4 else 1)

    def value(self) -> object:
        weight, wanted = self._step["weight"], self._fields[0].value()
        if weight.ndim == 2 and wanted == 1:
            return weight
        bank = weight if weight.ndim == 4 else np.broadcast_to(weight, (1, self._inputs, *weight.shape))
        copies = np.repeat(bank[-1:], max(wanted - bank.shape[0], 0), axis=0)
        return np.concatenate([bank[:wanted], copies])

    def set_refused(self, reason: str) -> None:
        """How many there are is never what a refusal of the weight is about."""


class WeightShapeRow(ParameterRow):
    """Inputs and outputs of a linear weight; more of either begin with weights of 0."""

    def build(self) -> None:
        self.label.setText(self.tr("Inputs, outputs"))
        self._number(self.tr("in"), low=1, high=LARGEST_INPUTS, integer=True)
        self._number(self.tr("out"), low=1, high=LARGEST_BANK, integer=True)

    def show_value(self, value: object, step: Step, planned: StepPlan | None) -> None:
        for field, length in zip(self._fields, value.shape, strict=True):
            field.set_value(length)

    def value(self) -> object:
        return fitted(self._step["weight"], tuple(field.value() for field in self._fields))
