"""Gradients of what mixes many values: BatchNorm, softmax, linear and flatten."""

from math import prod

import numpy as np
from numpy.typing import ArrayLike

from filters.activation import softmax as softmax_of
from filters.arrays import Array, axis_of, flag, number, read, read_vector
from filters.errors import ShapeError
from filters.gradients.given import read_gradient
from filters.norm import statistics


def batch_norm(
    grad: ArrayLike,
    x: ArrayLike,
    running_mean: ArrayLike,
    running_var: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    training: bool = False,
    eps: float = 1e-5,
) -> Array:
    """The gradient behind BatchNorm, (N, K) or (N, C, ...).

    In inference each channel's gradient is only scaled. In training mean and variance come from x and move with it:
    what all values of a channel have in common, and what grows with the normalised value, is taken out of the gradient.
    """
    name = "batch_norm"
    values = read(x, "x", name)
    if not 2 <= values.ndim <= 5:
        raise ShapeError("{0}: x must have 2 to 5 axes (N, C, ...), not {1}.", name, values.ndim)
    channels = values.shape[1]
    given = read_gradient(grad, values.shape, name).reshape(values.shape[0], channels, prod(values.shape[2:]))
    read_vector(running_mean, channels, "running_mean", name)
    variance = read_vector(running_var, channels, "running_var", name).astype(np.float64)
    gamma = np.ones(channels, np.float32) if weight is None else read_vector(weight, channels, "weight", name)
    eps = number(eps, "eps", name, 0)
    if not flag(training, "training", name) or not values.size:
        scale = gamma / np.sqrt(variance + eps)
        return (given * scale.astype(np.float32)[:, None]).reshape(values.shape)
    source = values.reshape(given.shape)
    mean, variance = statistics(source)
    root = np.sqrt(variance + eps)
    normal = (source - mean[:, None]) / root[:, None]
    common = given.mean((0, 2), np.float64)[:, None]
    growing = (given * normal).mean((0, 2), np.float64)[:, None]
    found = (gamma / root)[:, None] * (given - common - normal * growing)
    return np.asarray(found, np.float32).reshape(values.shape)


def softmax(grad: ArrayLike, x: ArrayLike, axis: int = 1) -> Array:
    """The gradient behind softmax: y * (grad - the sum of grad * y along `axis`)."""
    values = read(x, "x", "softmax")
    given = read_gradient(grad, values.shape, "softmax")
    along = axis_of(axis, values.ndim, "axis", "softmax")
    y = softmax_of(values, axis)
    return np.asarray(y * (given - (given * y).sum(along, keepdims=True)), np.float32)


def linear(grad: ArrayLike, x: ArrayLike, weight: ArrayLike) -> Array:
    """The gradient (..., in) behind a linear layer: grad (..., out) times the weight (in, out) transposed."""
    values, matrix = read(x, "x", "linear"), read(weight, "weight", "linear")
    if matrix.ndim != 2 or values.ndim < 1 or values.shape[-1] != matrix.shape[0]:
        raise ShapeError("linear: weight {0} must be (in, out) for x of shape {1}.", matrix.shape, values.shape)
    given = read_gradient(grad, (*values.shape[:-1], matrix.shape[1]), "linear")
    with np.errstate(all="ignore"):
        return np.asarray(given @ matrix.T, np.float32)


def flatten(grad: ArrayLike, x: ArrayLike, start_axis: int = 1, stop_axis: int = -1) -> Array:
    """The gradient behind flatten: the same numbers in the shape of x."""
    values = read(x, "x", "flatten")
    shape: tuple[int, ...] = values.shape or (1,)
    start = axis_of(start_axis, len(shape), "start_axis", "flatten")
    stop = axis_of(stop_axis, len(shape), "stop_axis", "flatten")
    flat = (*shape[:start], prod(shape[start : stop + 1]), *shape[stop + 1 :])
    return read_gradient(grad, flat, "flatten").reshape(values.shape).copy()
