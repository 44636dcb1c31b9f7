"""Gradients of what slides a window: convolution and the two pools.

Each is the operation read backwards: where an output read an input, that input gets a share of the output's gradient.
A padded place passes its share on to the input it stood for, or, where it held a fill value, to nobody.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from filters.arrays import Array, flag, read, read_maps
from filters.conv import conv2d as convolve
from filters.errors import ShapeError
from filters.gradients.given import read_gradient
from filters.sliding import IntPair, Padding, output_size, read_windows
from filters.windows import PaddingMode, Positions, Window


def conv2d(
    grad: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
    padding_mode: PaddingMode = "zeros",
) -> Array:
    """The gradient (N, C, H, W) behind a convolution: each kernel is laid back over what it read.

    That is itself a convolution: of the gradient, with stride - 1 zeros between its values, by the kernels turned about
    and with their input and output channels exchanged.
    """
    name = "conv2d"
    kernels = read(weight, "weight", name)
    if kernels.ndim != 4 or groups < 1 or kernels.shape[0] % groups:
        raise ShapeError(
            "{0}: weight must be (Cout, Cin/groups, kh, kw) for {1} groups, not {2}.", name, groups, kernels.shape
        )
    size = (kernels.shape[2], kernels.shape[3])
    values, rows, columns, shape = _windows(name, x, size, stride, padding, dilation, mode=padding_mode)
    outputs, channels = kernels.shape[0] // groups, kernels.shape[1]
    if values.shape[1] != channels * groups:
        raise ShapeError(
            "{0}: weight reads {1} x {2} channels, but x has {3}.", name, channels, groups, values.shape[1]
        )
    given = read_gradient(grad, (values.shape[0], kernels.shape[0], *shape), name)
    if not values.size:
        return np.zeros(values.shape, np.float32)
    turned = kernels.reshape(groups, outputs, channels, *size)[..., ::-1, ::-1].swapaxes(1, 2)
    found = convolve(
        _spread_out(given, rows.stride, columns.stride),
        np.ascontiguousarray(turned).reshape(groups * channels, outputs, *size),
        padding=(rows.extent - 1, columns.extent - 1),
        dilation=(rows.dilation, columns.dilation),
        groups=groups,
    )
    for axis, window in ((2, rows), (3, columns)):
        first = int(window.first_input(np.zeros(1, np.int64))[0])
        read_places = np.arange(first, first + found.shape[axis])
        length = values.shape[axis]
        found = put_back(found, window.resolve(read_places, length), length, axis)
    return found


def max_pool2d(
    grad: ArrayLike,
    x: ArrayLike,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: Padding = 0,
    dilation: IntPair = 1,
    ceil_mode: bool = False,
) -> Array:
    """The gradient behind max pooling: all of it goes to the winner of each window, the first of equal ones.

    Where a window holds NaN its last NaN is the winner, as in PyTorch.
    """
    name = "max_pool2d"
    values, rows, columns, shape = _windows(
        name, x, kernel_size, kernel_size if stride is None else stride, padding, dilation, ceil_mode=ceil_mode
    )
    given = read_gradient(grad, (*values.shape[:2], *shape), name)
    height, width = values.shape[2:]
    down, across = _sources(rows, shape[0], height), _sources(columns, shape[1], width)
    planes = values.reshape(-1, height, width)
    best = np.full((len(planes), *shape), -np.inf, np.float32)
    winner = np.full(best.shape, -1, np.int64)
    for own_rows in down.T:
        for own_columns in across.T:
            tap = planes[:, own_rows[:, None], own_columns]
            place = np.where((own_rows[:, None] < 0) | (own_columns < 0), -1, own_rows[:, None] * width + own_columns)
            wins = ((tap > best) | np.isnan(tap) | (winner < 0)) & (place >= 0)
            np.copyto(best, tap, where=wins)
            np.copyto(winner, place, where=wins)
    found = np.zeros((len(planes), height * width), np.float32)
    for index, (places, share) in enumerate(zip(winner, given.reshape(best.shape), strict=True)):
        is_won = places >= 0
        found[index] = np.bincount(places[is_won], share[is_won], height * width)
    return found.reshape(values.shape)


def avg_pool2d(
    grad: ArrayLike,
    x: ArrayLike,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = False,
) -> Array:
    """The gradient behind average pooling: divided evenly among what each window averaged."""
    name = "avg_pool2d"
    values, rows, columns, shape = _windows(
        name, x, kernel_size, kernel_size if stride is None else stride, padding, 1, ceil_mode=ceil_mode
    )
    found = read_gradient(grad, (*values.shape[:2], *shape), name)
    include = flag(count_include_pad, "count_include_pad", name)
    for axis, window in ((2, rows), (3, columns)):
        outputs, length = np.arange(shape[axis - 2]), values.shape[axis]
        counts = window.count_inside(outputs, length, include_pad=include).astype(np.float32)
        found = found / (counts[:, None] if axis == 2 else counts)
        taps = _sources(window, outputs.size, length)
        found = put_back(np.repeat(found, window.size, axis), taps.ravel(), length, axis)
    return found


def put_back(values: Array, places: Positions, length: int, axis: int) -> Array:
    """Add values up where they were taken from: the transpose of `take` along an axis of `length`.

    `places` says for each index along `axis` where it was read, -1 for a fill value, whose share is dropped.
    """
    shape = list(values.shape)
    shape[axis] = length
    found = np.zeros(shape, np.float32)
    before: tuple[Any, ...] = (slice(None),) * axis
    kept = np.flatnonzero(places >= 0)
    if not kept.size:
        return found
    order = kept[np.argsort(places[kept], kind="stable")]
    targets = places[order]
    starts = np.flatnonzero(np.concatenate(([True], np.diff(targets) > 0)))
    if order[-1] - order[0] == order.size - 1 and (np.diff(order) == 1).all():
        sorted_values = values[(*before, slice(order[0], order[-1] + 1))]
    else:
        sorted_values = np.take(values, order, axis)
    sums = sorted_values if starts.size == order.size else np.add.reduceat(sorted_values, starts, axis)
    found[(*before, targets[starts])] = sums
    return found


def _windows(
    name: str,
    x: ArrayLike,
    kernel: IntPair,
    stride: IntPair,
    padding: Padding,
    dilation: IntPair,
    *,
    mode: PaddingMode = "zeros",
    ceil_mode: bool = False,
) -> tuple[Array, Window, Window, tuple[int, int]]:
    """The input, its two windows and the size of the result."""
    values = read_maps(x, "x", name)
    size = (values.shape[2], values.shape[3])
    rows, columns = read_windows(name, kernel, stride, padding, dilation, size, mode=mode, ceil_mode=ceil_mode)
    return values, rows, columns, output_size(rows, columns, size, name)


def _sources(window: Window, outputs: int, length: int) -> Positions:
    """What each output reads, (outputs, size), -1 where it is a fill value."""
    return window.resolve(window.taps(np.arange(outputs)), length)


def _spread_out(grad: Array, down: int, across: int) -> Array:
    """The gradient with its values `down` rows and `across` columns apart, zeros between."""
    if (down, across) == (1, 1):
        return grad
    height, width = grad.shape[2:]
    found = np.zeros((*grad.shape[:2], (height - 1) * down + 1, (width - 1) * across + 1), np.float32)
    found[:, :, ::down, ::across] = grad
    return found
