"""Gradients of what maps each value alone: the value's slope times the gradient.

SLOPES is the one home of these derivatives, whatever they are for: they keep the precision of what they are given, so
that curves drawn in float64 are the same functions.
"""

from collections.abc import Callable
from math import pi, sqrt
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from filters.activation import gelu as gelu_of
from filters.arrays import Array, flag, number, read
from filters.errors import ParameterError
from filters.gradients.given import read_gradient

Values = NDArray[Any]


def _logistic(x: Values) -> Values:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)))


def _relu(x: Values) -> Values:
    return np.where(x <= 0, 0, np.ones_like(x))


def _sigmoid(x: Values) -> Values:
    tail = np.exp(-np.abs(x))
    return np.asarray(tail / np.square(1 + tail))


def _tanh(x: Values) -> Values:
    return np.asarray(1 - np.square(np.tanh(x)))


def _silu(x: Values) -> Values:
    share = _logistic(x)
    return np.asarray(share * (1 + x * (1 - share)))


def _hardswish(x: Values) -> Values:
    return np.where(x <= -3, 0, np.where(x >= 3, np.ones_like(x), (2 * x + 3) / 6))


def _clip(x: Values, low: float = 0.0, high: float = 6.0) -> Values:
    return np.where((x <= low) | (x >= high), 0, np.ones_like(x))


def _leaky_relu(x: Values, negative_slope: float = 0.01) -> Values:
    return np.where(x > 0, np.ones_like(x), x.dtype.type(negative_slope))


def _elu(x: Values, alpha: float = 1.0) -> Values:
    return np.where(x > 0, np.ones_like(x), x.dtype.type(alpha) * np.exp(np.minimum(x, 0)))


def _gelu(x: Values, approximate: Literal["none", "tanh"] = "none") -> Values:
    if approximate == "tanh":
        root = sqrt(2 / pi)
        bent = np.tanh(root * (x + 0.044715 * x**3))
        slope = 0.5 * (1 + bent) + 0.5 * x * (1 - np.square(bent)) * root * (1 + 3 * 0.044715 * np.square(x))
        return np.asarray(slope)
    share = np.full_like(x, 0.5)  # of a normal distribution below x
    np.divide(gelu_of(x), x.astype(np.float32), out=share, where=x != 0)
    return np.asarray(share + x * np.exp(-0.5 * np.square(x)) / sqrt(2 * pi))


SLOPES: dict[str, Callable[..., Values]] = {
    "relu": _relu, "sigmoid": _sigmoid, "tanh": _tanh, "silu": _silu, "hardswish": _hardswish, "clip": _clip,
    "softplus": _logistic, "leaky_relu": _leaky_relu, "elu": _elu, "gelu": _gelu,
}  # fmt: skip
"""The derivative of each activation, by its name, at every value of an array of float32 or float64."""


def relu(grad: ArrayLike, x: ArrayLike) -> Array:
    """The gradient where x is above 0, else 0."""
    return _each("relu", grad, x)


def sigmoid(grad: ArrayLike, x: ArrayLike) -> Array:
    """The gradient times s(1 - s) with s = sigmoid(x): at most a quarter of it."""
    return _each("sigmoid", grad, x)


def tanh(grad: ArrayLike, x: ArrayLike) -> Array:
    """The gradient times 1 - tanh(x)^2."""
    return _each("tanh", grad, x)


def silu(grad: ArrayLike, x: ArrayLike) -> Array:
    """The gradient times s(1 + x(1 - s)) with s = sigmoid(x)."""
    return _each("silu", grad, x)


def hardswish(grad: ArrayLike, x: ArrayLike) -> Array:
    """The gradient times (2x + 3) / 6 between -3 and 3; below it is 0, above unchanged."""
    return _each("hardswish", grad, x)


def clip(grad: ArrayLike, x: ArrayLike, low: float = 0.0, high: float = 6.0) -> Array:
    """The gradient where x is between `low` and `high`, else 0."""
    return _each("clip", grad, x, number(low, "low", "clip"), number(high, "high", "clip"))


def softplus(grad: ArrayLike, x: ArrayLike) -> Array:
    """The gradient times sigmoid(x)."""
    return _each("softplus", grad, x)


def leaky_relu(grad: ArrayLike, x: ArrayLike, negative_slope: float = 0.01) -> Array:
    """The gradient where x is above 0, else `negative_slope` times it."""
    return _each("leaky_relu", grad, x, number(negative_slope, "negative_slope", "leaky_relu"))


def elu(grad: ArrayLike, x: ArrayLike, alpha: float = 1.0) -> Array:
    """The gradient where x is above 0, else alpha * exp(x) times it."""
    return _each("elu", grad, x, number(alpha, "alpha", "elu"))


def gelu(grad: ArrayLike, x: ArrayLike, approximate: Literal["none", "tanh"] = "none") -> Array:
    """The gradient times P(x) + x p(x), with P and p a normal distribution's share and density."""
    if approximate not in ("none", "tanh"):
        raise ParameterError('gelu: approximate must be "none" or "tanh", not {0!r}.', approximate)
    return _each("gelu", grad, x, approximate)


def dropout(
    grad: ArrayLike,
    x: ArrayLike,
    p: float = 0.5,
    *,
    mode: Literal["upscale_in_train", "downscale_in_infer"] = "upscale_in_train",
    training: bool,
    mask: ArrayLike | None = None,
) -> Array:
    """The gradient where `mask` kept the value, scaled as the values were.

    `mask` says which values training kept, true or 1, in the shape of x or one that broadcasts to it; in inference
    nothing was dropped.
    """
    shape = read(x, "x", "dropout").shape
    given = read_gradient(grad, shape, "dropout")
    p = number(p, "p", "dropout", 0, 1)
    if not flag(training, "training", "dropout"):
        return given * np.float32(1 if mode == "upscale_in_train" else 1 - p)
    if mask is None:
        raise ParameterError("dropout: mask is needed in training; it says which values were kept.")
    if p == 1:
        return np.zeros(shape, np.float32)
    scale = np.float32(1 / (1 - p) if mode == "upscale_in_train" else 1)
    return np.where(np.broadcast_to(np.asarray(mask) != 0, shape), given * scale, np.float32(0))


def _each(name: str, grad: ArrayLike, x: ArrayLike, *parameters: object) -> Array:
    values = read(x, "x", name)
    given = read_gradient(grad, values.shape, name)
    with np.errstate(all="ignore"):
        return np.asarray(given * SLOPES[name](values, *parameters), np.float32)
