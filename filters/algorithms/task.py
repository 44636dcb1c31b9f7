"""What every algorithm is given: a convolution whose parameters have been checked and whose result is allocated."""

from collections.abc import Callable
from math import isfinite

import numpy as np

from filters.arrays import Array
from filters.records import dataclass
from filters.windows import Window


@dataclass(frozen=True, eq=False)
class Task:
    """x (N, C, H, W), weight (O, C/groups, kh, kw), bias (O,) or None; `out` (N, O, h, w) is to be filled."""

    x: Array
    weight: Array
    bias: Array | None
    rows: Window
    columns: Window
    groups: int
    out: Array

    @property
    def outputs(self) -> int:
        """Output channels of one group."""
        return int(self.weight.shape[0]) // self.groups

    @property
    def channels(self) -> int:
        """Input channels of one group."""
        return int(self.weight.shape[1])

    @property
    def height(self) -> int:
        """Rows of the result."""
        return int(self.out.shape[2])

    @property
    def width(self) -> int:
        """Columns of the result."""
        return int(self.out.shape[3])

    @property
    def strides(self) -> tuple[int, int]:
        """Down and across."""
        return self.rows.stride, self.columns.stride

    def planes(self, image: int | slice, group: int) -> Array:
        """The input channels (C/groups, H, W) that one group of one image reads; of several images with N before."""
        return self.x[image, group * self.channels : (group + 1) * self.channels]

    def group(self, group: int) -> slice:
        """The output channels of one group."""
        return slice(group * self.outputs, (group + 1) * self.outputs)

    def add_bias(self, part: Array, channels: slice) -> None:
        """Add the bias of `channels` to their part (channels, ...) of the result."""
        if self.bias is not None:
            part += self.bias[channels].reshape(-1, *(1,) * (part.ndim - 1))


Algorithm = Callable[[Task], None]


def is_finite(values: Array) -> bool:
    """Whether no value is NaN or infinite (nor so large that its square is: then the answer may be no)."""
    return isfinite(np.add.reduce(np.vecdot(values, values), axis=None))
