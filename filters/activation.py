"""Activations, value by value, in bands small enough to stay in cache."""

from collections.abc import Callable
from math import erf, pi, sqrt

import numpy as np
from numpy.typing import ArrayLike

from filters import bands
from filters.arrays import Array, as_float32, result
from filters.errors import ParameterError, ShapeError

BAND_FLOATS = 1 << 16
Values = Array


def _each(x: ArrayLike, out: Array | None, operation: str, compute: Callable[[Values, Values], object]) -> Array:
    """Apply compute(values, into) to bands of x; `into` never overlaps other bands."""
    x = as_float32(x, "x", operation)
    found = result(x.shape, out, operation)
    if not found.flags.c_contiguous or np.may_share_memory(found, x) or not x.flags.c_contiguous:
        own = np.ascontiguousarray(x)
        fresh = np.empty(x.shape, np.float32)
        _bands(own.reshape(-1), fresh.reshape(-1), compute)
        found[...] = fresh
    else:
        _bands(x.reshape(-1), found.reshape(-1), compute)
    return found


def _bands(x: Values, out: Values, compute: Callable[[Values, Values], object]) -> None:
    def work(part: slice) -> None:
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            compute(x[part], out[part])

    bands.run(bands.slices(x.size, BAND_FLOATS), work)


def relu(x: ArrayLike, *, out: Array | None = None) -> Array:
    """max(x, 0); NaN stays NaN."""
    return _each(x, out, "relu", lambda v, o: np.maximum(v, np.float32(0), out=o))


def _sigmoid(v: Values, o: Values) -> Values:
    """0.5 tanh(x/2) + 0.5 where that keeps its digits, exp(x) far below 0, where it would be 0."""
    np.multiply(v, np.float32(0.5), out=o)
    np.tanh(o, out=o)
    np.multiply(o, np.float32(0.5), out=o)
    np.add(o, np.float32(0.5), out=o)
    low = v < -4
    if low.any():
        small = np.exp(v[low])
        o[low] = small / (1 + small)
    return o


def sigmoid(x: ArrayLike, *, out: Array | None = None) -> Array:
    """1 / (1 + e^-x), 0 to 1."""
    return _each(x, out, "sigmoid", _sigmoid)


def tanh(x: ArrayLike, *, out: Array | None = None) -> Array:
    """The hyperbolic tangent, -1 to 1."""
    return _each(x, out, "tanh", lambda v, o: np.tanh(v, out=o))


def silu(x: ArrayLike, *, out: Array | None = None) -> Array:
    """x sigmoid(x); -inf gives NaN, as x times 0 does."""
    return _each(x, out, "silu", lambda v, o: np.multiply(_sigmoid(v, o), v, out=o))


def hardswish(x: ArrayLike, *, out: Array | None = None) -> Array:
    """x clip(x + 3, 0, 6) / 6."""
    return _each(x, out, "hardswish", lambda v, o: np.multiply(np.clip(v + 3, 0, 6), v / np.float32(6), out=o))


def softplus(x: ArrayLike, *, out: Array | None = None) -> Array:
    """log(1 + e^x), without overflow."""
    return _each(x, out, "softplus", lambda v, o: np.logaddexp(v, np.float32(0), out=o))


def leaky_relu(x: ArrayLike, negative_slope: float = 0.01, *, out: Array | None = None) -> Array:
    """x above 0, negative_slope x below."""
    slope = np.float32(negative_slope)
    return _each(x, out, "leaky_relu", lambda v, o: np.copyto(o, np.where(v > 0, v, v * slope)))


def elu(x: ArrayLike, alpha: float = 1.0, *, out: Array | None = None) -> Array:
    """x above 0, alpha (e^x - 1) below."""
    scale = np.float32(alpha)
    return _each(x, out, "elu", lambda v, o: np.copyto(o, np.where(v > 0, v, scale * np.expm1(np.minimum(v, 0)))))


_erf = np.frompyfunc(erf, 1, 1)
_ERF_TABLE = np.array(_erf(np.arange(0, 6.001, 1 / 512)), np.float64)


def _erf_of(x: Values) -> Values:
    """erf in float32 accuracy: a table of it and the first four terms of its Taylor series about the nearest entry."""
    a = np.minimum(np.abs(x.astype(np.float64)), 5.999)
    a = np.where(np.isnan(a), 0.0, a)
    index = np.rint(a * 512).astype(np.int64)
    t = index / 512
    h = a - t
    slope = 2 / sqrt(pi) * np.exp(-t * t)
    value = _ERF_TABLE[index] + slope * h * (1 - t * h + (2 * t * t - 1) / 3 * h * h)
    signed: Values = np.where(np.isnan(x), np.nan, np.copysign(value, x)).astype(np.float32)
    return signed


def gelu(x: ArrayLike, approximate: str = "none", *, out: Array | None = None) -> Array:
    """x times the normal distribution's share below x; approximate="tanh" takes the usual tanh form of it."""
    if approximate == "none":
        half = np.float32(0.5)
        return _each(x, out, "gelu", lambda v, o: np.multiply(v * half, 1 + _erf_of(v * np.float32(sqrt(0.5))), out=o))
    if approximate != "tanh":
        raise ParameterError(f'gelu: approximate must be "none" or "tanh", not {approximate!r}.')
    scale = np.float32(sqrt(2 / pi))

    def compute(v: Values, o: Values) -> object:
        inner = scale * (v + np.float32(0.044715) * v * v * v)
        return np.multiply(np.float32(0.5) * v, 1 + np.tanh(inner), out=o)

    return _each(x, out, "gelu", compute)


def softmax(x: ArrayLike, axis: int = 1, *, out: Array | None = None) -> Array:
    """e^x shared out along an axis, so that it adds up to 1 there; the largest value is taken off first."""
    x = as_float32(x, "x", "softmax")
    if isinstance(axis, bool) or not isinstance(axis, int | np.integer) or not -x.ndim <= axis < x.ndim:
        raise ShapeError(f"softmax: axis {axis!r} is not one of the {x.ndim} axes of x.")
    found = result(x.shape, out, "softmax")
    if x.size:
        with np.errstate(invalid="ignore", under="ignore"):
            np.subtract(x, x.max(axis, keepdims=True), out=found)
            np.exp(found, out=found)
            found /= found.sum(axis, keepdims=True)
    return found
