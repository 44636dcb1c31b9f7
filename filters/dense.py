"""Fully connected layers: linear and the flatten before it."""

from math import prod

import numpy as np
from numpy.typing import ArrayLike

from filters.arrays import Array, as_float32, result
from filters.errors import ShapeError


def linear(x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None, *, out: Array | None = None) -> Array:
    """x (..., in) times weight (in, out), plus bias (out,). Raises ShapeError where the numbers of inputs differ."""
    x = as_float32(x, "x", "linear")
    weight = as_float32(weight, "weight", "linear")
    if weight.ndim != 2:
        raise ShapeError(f"linear: weight must be (in, out) with 2 axes, not {weight.ndim} ({weight.shape}).")
    if x.ndim < 1 or x.shape[-1] != weight.shape[0]:
        given = x.shape[-1] if x.ndim else 0
        raise ShapeError(f"linear: weight has {weight.shape[0]} inputs, but x has {given} along its last axis.")
    found = result((*x.shape[:-1], weight.shape[1]), out, "linear")
    own = None
    if bias is not None:
        own = as_float32(bias, "bias", "linear")
        if own.shape != (weight.shape[1],):
            raise ShapeError(f"linear: bias must have shape ({weight.shape[1]},), not {own.shape}.")
    found[...] = np.matmul(x, weight)
    if own is not None:
        found += own
    return found


def flatten(x: ArrayLike, start_axis: int = 1, stop_axis: int = -1, *, out: Array | None = None) -> Array:
    """Join the axes start_axis to stop_axis into one; a 0-d x becomes (1,). Raises ShapeError."""
    x = as_float32(x, "x", "flatten")
    if x.ndim == 0:
        shape: tuple[int, ...] = (1,)
    else:
        start, stop = (axis + x.ndim if axis < 0 else axis for axis in (start_axis, stop_axis))
        if not 0 <= start <= stop < x.ndim:
            raise ShapeError(f"flatten: axes {start_axis} to {stop_axis} are not a range of the {x.ndim} axes of x.")
        shape = (*x.shape[:start], prod(x.shape[start : stop + 1]), *x.shape[stop + 1 :])
    found = result(shape, out, "flatten")
    found[...] = x.reshape(shape)
    return found
