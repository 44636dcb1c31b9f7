"""The dense end of a network: flatten a map into a row of numbers, and weigh them all."""

from math import prod

import numpy as np
from numpy.typing import ArrayLike

from filters.arrays import Array, Target, axis_of, read, read_vector
from filters.errors import ShapeError


def linear(x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None, *, out: Array | None = None) -> Array:
    """Multiply the last axis of x, (..., in), by weight (in, out) and add bias (out,)."""
    values, matrix = read(x, "x", "linear"), read(weight, "weight", "linear")
    if matrix.ndim != 2 or min(matrix.shape) < 1:
        raise ShapeError("linear: weight must have 2 axes (in, out) of at least 1, not shape {0}.", matrix.shape)
    inputs, outputs = matrix.shape
    if values.ndim < 1 or values.shape[-1] != inputs:
        last = values.shape[-1] if values.ndim else 0
        raise ShapeError("linear: weight has {0} inputs, but x has {1} along its last axis.", inputs, last)
    vector = None if bias is None else read_vector(bias, outputs, "bias", "linear", of="outputs")
    target = Target(out, (*values.shape[:-1], outputs), "linear", values)
    with np.errstate(all="ignore"):
        np.matmul(values, matrix, out=target.values)
        if vector is not None:
            np.add(target.values, vector, out=target.values)
    return target.done()


def flatten(x: ArrayLike, start_axis: int = 1, stop_axis: int = -1, *, out: Array | None = None) -> Array:
    """Lay the axes from `start_axis` to `stop_axis`, both included, into one."""
    values = read(x, "x", "flatten")
    shape: tuple[int, ...] = values.shape or (1,)
    start, stop = (axis_of(axis, len(shape), name, "flatten") if values.ndim else 0
                   for axis, name in ((start_axis, "start_axis"), (stop_axis, "stop_axis")))  # fmt: skip
    if start > stop:
        raise ShapeError(
            "flatten: axes {0} to {1} are not a range; start_axis must not lie behind stop_axis.", start_axis, stop_axis
        )
    target = Target(out, (*shape[:start], prod(shape[start : stop + 1]), *shape[stop + 1 :]), "flatten", values)
    np.copyto(target.values.reshape(shape), values)
    return target.done()
