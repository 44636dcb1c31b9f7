"""What a step's convolution is: shape rule, windows, cost and function, and its ways where outputs lie far apart."""

from collections.abc import Sequence
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

import filters
from filters import blocks, sampled
from filters.composed import Bank, composed
from filters.errors import ShapeError
from filters.sliding import output_size, windows_of
from filters.windows import Gathering, Window
from workbench.document import Step
from workbench.operations import Array, Cost, Shape, bias_of, map_shape


def bank_of(step: Step, channels: int) -> tuple[Array, int]:
    """The 4-D weight (Cout, Cin/groups, kh, kw) and groups that a convolution uses on an input of `channels`."""
    weight: Array = step["weight"]
    if weight.ndim == 4:
        return weight, step["groups"]
    if step["channels"] == "each":
        return np.broadcast_to(weight, (channels, 1, *weight.shape)), channels
    return np.broadcast_to(weight, (1, channels, *weight.shape)), 1


def windows(step: Step, shape: Shape) -> tuple[Window, Window]:
    kernel = step["weight"].shape[-2:]
    return windows_of(
        kernel, step["stride"], step["padding"], step["dilation"], (shape[2], shape[3]), mode=step["padding_mode"]
    )


def shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    batch, channels, height, width = map_shape(shapes[0], name)
    weight, groups = step["weight"], step["groups"]
    if weight.ndim == 4:
        if channels % groups or weight.shape[0] % groups:
            raise ShapeError(
                "{0}: groups {1} must divide both the {2} input channels and the {3} filters.",
                name,
                groups,
                channels,
                weight.shape[0],
            )
        if weight.shape[1] * groups != channels:
            raise ShapeError(
                "{0}: its filters read {1} x {2} groups = {3} channels, but its input has {4}. Let the filters "
                "read {4}, or give it an input that has {3}.",
                name,
                weight.shape[1],
                groups,
                weight.shape[1] * groups,
                channels,
            )
    bank, _ = bank_of(step, channels)
    outputs = bank.shape[0]
    if isinstance(step["bias"], tuple) and len(step["bias"]) != outputs:
        raise ShapeError(
            "{0}: bias has {1} numbers, but there are {2} output channels.", name, len(step["bias"]), outputs
        )
    return (batch, outputs, *output_size(*windows(step, shapes[0]), (height, width), name))


def reading(weight: Array, channels: int) -> Array:
    """A bank (Cout, Cin, kh, kw) made to read other channels.

    One channel counts as what it would be in all of the old ones, one old channel as the mean of the new ones. Else
    the first keep their weights, and those that are new get 0.
    """
    old = weight.shape[1]
    if channels == 1:
        made: Array = weight.sum(1, keepdims=True)
    elif old == 1:
        made = np.repeat(weight / channels, channels, axis=1)
    else:
        made = np.pad(weight[:, :channels], ((0, 0), (0, max(channels - old, 0)), (0, 0), (0, 0)))
    return made


def cost(step: Step, shapes: Sequence[Shape], output: Shape) -> Cost:
    bank, _ = bank_of(step, shapes[0][1])
    taps, places = prod(bank.shape[1:]), prod(output)
    has_bias = step["bias"] is not None
    own = step["weight"].shape
    return Cost(
        weight_shape=bank.shape if len(own) == 4 or step["channels"] == "sum" else (1, 1, *own),
        bias_shape=(output[1],) if has_bias else None,
        multiplications=places * taps,
        additions=places * (taps - 1 + has_bias),
    )


def apply(step: Step, arrays: Sequence[Array], windows: tuple[Window, Window] | None) -> Array:
    assert windows is not None
    rows, columns = windows
    bank, groups = bank_of(step, arrays[0].shape[1])
    return filters.conv2d(
        arrays[0],
        bank,
        bias_of(step, bank.shape[0]),
        stride=(rows.stride, columns.stride),
        dilation=(rows.dilation, columns.dilation),
        groups=groups,
    )


def comes_in_blocks(step: Step, channels: int, rows: Gathering, columns: Gathering) -> bool:
    """Whether outputs of a convolution are best computed block by block."""
    if step.kind != "conv2d" or rows.blocks is None or columns.blocks is None:
        return False
    return blocks.suits(bank_of(step, channels)[0], rows.blocks, columns.blocks)


def at_blocks(step: Step, patch: NDArray[Any], rows: Gathering, columns: Gathering, scale: float) -> Array | None:
    """A convolution at outputs in blocks, of `scale` times a patch in phases; None where that is not finite."""
    assert rows.blocks is not None
    assert columns.blocks is not None
    bank, groups = bank_of(step, patch.shape[1])
    return blocks.conv2d(
        patch,
        bank,
        bias_of(step, bank.shape[0]),
        rows.blocks,
        columns.blocks,
        length=columns.take.size,
        dilation=step["dilation"],
        groups=groups,
        scale=scale,
    )


def _bank(step: Step, channels: int) -> Bank:
    weight, groups = bank_of(step, channels)
    return Bank(weight, bias_of(step, len(weight)), groups, step["dilation"])


def in_one(first: Step, second: Step, channels: int) -> Step:
    """The convolution that makes of `channels` maps what the two make one after the other, but for their padding."""
    inner = _bank(first, channels)
    both = composed(inner, _bank(second, len(inner.weight)), first["stride"])
    bias = None if both.bias is None else tuple(map(float, both.bias))
    stride = tuple(one * two for one, two in zip(first["stride"], second["stride"], strict=True))
    changed = {"weight": both.weight, "bias": bias, "groups": both.groups, "stride": stride, "dilation": (1, 1)}
    return replace(second, parameters={**second.parameters, **changed})


def lies_far_apart(step: Step, rows: Gathering, columns: Gathering) -> bool:
    """Whether outputs of a convolution are best computed with the columns of what it reads in phases."""
    return step.kind == "conv2d" and sampled.suits(rows.window, columns.window)


def phases_cost(step: Step, channels: int, rows: Gathering, columns: Gathering) -> int:
    """How many multiplications all filters take at one place, where outputs lie far apart."""
    return sampled.multiplications(bank_of(step, channels)[0], (rows.window.stride, columns.window.stride))


def at_phases(step: Step, patch: NDArray[Any], rows: Gathering, columns: Gathering, scale: float) -> Array:
    """A convolution at outputs far apart, of `scale` times a patch whose columns are in phases."""
    bank, groups = bank_of(step, patch.shape[1])
    return sampled.conv2d(
        patch,
        bank,
        bias_of(step, bank.shape[0]),
        stride=(rows.window.stride, columns.window.stride),
        length=columns.take.size,
        groups=groups,
        scale=scale,
    )
