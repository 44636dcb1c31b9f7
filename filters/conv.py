"""conv2d: refuse what does not fit, choose an algorithm, run it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from filters.algorithms import fft, im2col, passes, separable, toeplitz
from filters.algorithms.task import Algorithm, Task
from filters.arrays import Array, Target, read_maps, read_vector
from filters.errors import ParameterError, ShapeError
from filters.sliding import IntPair, Padding, output_size, read_windows
from filters.windows import PaddingMode, Window


def conv2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
    padding_mode: PaddingMode = "zeros",
    out: Array | None = None,
) -> Array:
    """Slide every kernel over x (N, C, H, W) and add up the products: cross-correlation, as in CNNs.

    weight is (O, C/groups, kh, kw), bias (O,); the result (N, O, h, w). padding is an int, (height, width), (top,
    bottom, left, right), "valid" or "same": as many outputs as ceil(input / stride), the odd pixel at the bottom and
    right. Raises ShapeError or ParameterError. Beyond x and the result it takes at most 32 MB for each thread.
    """
    task, target = prepare(x, weight, bias, stride, padding, dilation, groups, padding_mode, out)
    if task.out.size:
        choose(task)(task)
    return target.done()


TABLE: tuple[tuple[Algorithm, Callable[[Task], float]], ...] = (
    # few different weights: a few passes of additions; a column times a row: one after the other
    (passes.run, passes.cost),
    # one column times one row, wide: k + k products in place of k * k
    (separable.run, separable.cost),
    # a large kernel: the cost of an FFT does not grow with it
    (fft.run, fft.cost),
    # rows long enough for a product each: no copying for the kernel's height
    (toeplitz.run, toeplitz.cost),
    # everything else, and always right
    (im2col.run, im2col.cost),
)
"""Each way and what a place of the output costs with it, infinite where it does not fit: the cheapest is taken."""


def choose(task: Task) -> Algorithm:
    """The fastest algorithm for the task, by the table above."""
    return min(TABLE, key=lambda way: way[1](task))[0]


def fastest(weight: Array, rows: Window, columns: Window, size: tuple[int, int]) -> tuple[float, Algorithm]:
    """The same for one kernel (kh, kw) and a result of that size: first, about how many nanoseconds a place takes."""
    nothing = np.broadcast_to(np.float32(0), (1, 1, *size))
    task = Task(nothing, weight[None, None], None, rows, columns, 1, nothing)
    cost, number = min((cost(task), number) for number, (_, cost) in enumerate(TABLE))
    return cost, TABLE[number][0]


def prepare(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    stride: IntPair,
    padding: Padding,
    dilation: IntPair,
    groups: int,
    padding_mode: PaddingMode,
    out: Array | None,
) -> tuple[Task, Target]:
    """Check every parameter against the shapes, and make room for the result."""
    name = "conv2d"
    values, kernels = read_maps(x, "x", name), read_maps(weight, "weight", name, "(Cout, Cin/groups, kh, kw)")
    if min(kernels.shape) < 1:
        raise ShapeError("{0}: weight must be at least 1 along every axis, not {1}.", name, kernels.shape)
    if isinstance(groups, bool) or not isinstance(groups, int | np.integer) or groups < 1:
        raise ParameterError("{0}: groups must be an integer of at least 1, not {1!r}.", name, groups)
    outputs, channels = kernels.shape[:2]
    if values.shape[1] % groups or outputs % groups:
        raise ShapeError(
            "{0}: groups {1} must divide the {2} input and {3} output channels.", name, groups, values.shape[1], outputs
        )
    if values.shape[1] != channels * groups:
        raise ShapeError(
            "{0}: weight reads {1} channels in each of {2} groups, {3} in all, but x has {4}.",
            name,
            channels,
            groups,
            channels * groups,
            values.shape[1],
        )
    vector = None if bias is None else read_vector(bias, outputs, "bias", name, of="output channels")
    kernel, size = (kernels.shape[2], kernels.shape[3]), (values.shape[2], values.shape[3])
    rows, columns = read_windows(name, kernel, stride, padding, dilation, size, mode=padding_mode)
    height, width = output_size(rows, columns, size, name)
    target = Target(out, (values.shape[0], outputs, height, width), name, values)
    return Task(values, kernels, vector, rows, columns, int(groups), target.values), target
