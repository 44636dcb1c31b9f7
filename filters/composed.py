"""Two convolutions, one after the other, as one: every tap of the second brings all taps of the first with it."""

from math import gcd
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Array


class Bank(NamedTuple):
    """What a convolution multiplies with: weight (O, C/groups, kh, kw) and bias (O,)."""

    weight: Array
    bias: Array | None = None
    groups: int = 1
    dilation: tuple[int, int] = (1, 1)

    @property
    def extent(self) -> tuple[int, int]:
        """How many inputs it spans, down and across."""
        height, width = self.weight.shape[2:]
        return self.dilation[0] * (height - 1) + 1, self.dilation[1] * (width - 1) + 1


def composed(first: Bank, second: Bank, stride: tuple[int, int]) -> Bank:
    """What `second` makes of the outputs of `first`, which takes such strides, read from the inputs of `first`."""
    groups = gcd(first.groups, second.groups)
    inner, outer = _in_groups(first, groups), _in_groups(second, groups)
    steps = second.dilation[0] * stride[0], second.dilation[1] * stride[1]
    height, width = ((count - 1) * step for count, step in zip(outer.shape[3:], steps, strict=True))
    (down, across), extent = first.dilation, first.extent
    found = np.zeros((*outer.shape[:2], inner.shape[2], height + extent[0], width + extent[1]))
    flat = inner.reshape(*inner.shape[:2], -1)
    for row, column in np.ndindex(outer.shape[3:]):
        top, left = row * steps[0], column * steps[1]
        taps = found[..., top : top + extent[0] : down, left : left + extent[1] : across]
        taps += (outer[..., row, column] @ flat).reshape(taps.shape)
    bias = second.bias
    if first.bias is not None:
        moved = outer.sum((3, 4)) @ first.bias.reshape(groups, -1, 1).astype(np.float64)
        bias = (moved.ravel() + (0 if bias is None else bias)).astype(np.float32)
    return Bank(found.reshape(-1, *found.shape[2:]).astype(np.float32), bias, groups)


def _in_groups(bank: Bank, groups: int) -> NDArray[np.float64]:
    """Its weight (groups, O/groups, C/groups, kh, kw) for fewer groups, zeros where a filter does not read."""
    own, (outputs, channels) = bank.groups // groups, bank.weight.shape[:2]
    parts = bank.weight.reshape(groups, own, outputs // bank.groups, *bank.weight.shape[1:])
    found = np.zeros((*parts.shape[:3], own, *parts.shape[3:]))
    for group in range(own):
        found[:, group, :, group] = parts[:, group]
    return found.reshape(groups, outputs // groups, own * channels, *bank.weight.shape[2:])
