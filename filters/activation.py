"""Activation functions, element by element, in blocks that stay in cache; NaN goes through all of them."""

from collections.abc import Callable
from math import pi, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from filters import bands
from filters.arrays import Array, Target, axis_of, number, read
from filters.errors import ParameterError

BLOCK = 1 << 18
_ZEROS = np.zeros(1 << 12, np.float32)


def relu(x: ArrayLike, *, out: Array | None = None) -> Array:
    """Clip negative values to 0."""
    return _each(x, "relu", _relu, out)


def sigmoid(x: ArrayLike, *, out: Array | None = None) -> Array:
    """Squash to 0..1: 1 / (1 + exp(-x))."""
    return _each(x, "sigmoid", _sigmoid, out)


def tanh(x: ArrayLike, *, out: Array | None = None) -> Array:
    """Squash to -1..1."""
    return _each(x, "tanh", lambda a, y: np.tanh(a, out=y), out)


def silu(x: ArrayLike, *, out: Array | None = None) -> Array:
    """Weigh each value by its own sigmoid: x * sigmoid(x)."""

    def work(a: Array, y: Array) -> None:
        gate = bands.scratch("gate", a.shape)
        _sigmoid(a, gate)
        np.multiply(a, gate, out=y)

    return _each(x, "silu", work, out)


def hardswish(x: ArrayLike, *, out: Array | None = None) -> Array:
    """Weigh each value by a straight-line sigmoid: x * clip(x + 3, 0, 6) / 6."""

    def work(a: Array, y: Array) -> None:
        gate = bands.scratch("gate", a.shape)
        np.add(a, np.float32(3), out=gate)
        np.clip(gate, np.float32(0), np.float32(6), out=gate)
        np.divide(gate, np.float32(6), out=gate)
        np.multiply(a, gate, out=y)

    return _each(x, "hardswish", work, out)


def clip(x: ArrayLike, low: float = 0.0, high: float = 6.0, *, out: Array | None = None) -> Array:
    """Cut off what lies below `low` or above `high`: ReLU6 where they are 0 and 6."""
    least, most = (np.float32(number(value, name, "clip")) for name, value in (("low", low), ("high", high)))
    if not least < most:
        raise ParameterError("clip: low must be below high, not {0:g} and {1:g}.", low, high)
    return _each(x, "clip", lambda a, y: np.clip(a, least, most, out=y), out)


def softplus(x: ArrayLike, *, out: Array | None = None) -> Array:
    """Bend smoothly from 0 to x: log(1 + exp(x)), never overflowing."""

    def work(a: Array, y: Array) -> None:
        tail = bands.scratch("gate", a.shape)
        np.abs(a, out=tail)
        np.negative(tail, out=tail)
        np.exp(tail, out=tail)
        np.log1p(tail, out=tail)
        np.maximum(a, np.float32(0), out=y)
        np.add(y, tail, out=y)

    return _each(x, "softplus", work, out)


def leaky_relu(x: ArrayLike, negative_slope: float = 0.01, *, out: Array | None = None) -> Array:
    """Multiply negative values by `negative_slope`."""
    slope = np.float32(number(negative_slope, "negative_slope", "leaky_relu"))

    def work(a: Array, y: Array) -> None:
        low = bands.scratch("gate", a.shape)
        np.multiply(a, slope, out=low)
        np.copyto(low, a, where=a > 0)
        np.copyto(y, low)

    return _each(x, "leaky_relu", work, out)


def elu(x: ArrayLike, alpha: float = 1.0, *, out: Array | None = None) -> Array:
    """Bend negative values towards -alpha: alpha * (exp(x) - 1)."""
    scale = np.float32(number(alpha, "alpha", "elu"))

    def work(a: Array, y: Array) -> None:
        low = bands.scratch("gate", a.shape)
        np.minimum(a, np.float32(0), out=low)
        np.expm1(low, out=low)
        np.multiply(low, scale, out=low)
        np.copyto(low, a, where=a > 0)
        np.copyto(y, low)

    return _each(x, "elu", work, out)


def gelu(x: ArrayLike, approximate: Literal["none", "tanh"] = "none", *, out: Array | None = None) -> Array:
    """Weigh each value by the share of a normal distribution below it, exactly or by the "tanh" formula."""
    if approximate not in ("none", "tanh"):
        raise ParameterError('gelu: approximate must be "none" or "tanh", not {0!r}.', approximate)
    share = _normal_share if approximate == "none" else _normal_share_by_tanh
    return _each(x, "gelu", lambda a, y: np.multiply(a, share(a), out=y), out)


def softmax(x: ArrayLike, axis: int = 1, *, out: Array | None = None) -> Array:
    """Share 1 among the values along `axis`, in proportion to exp(x)."""
    values = read(x, "x", "softmax")
    shape = values.shape or (1,)  # a single number has one axis here, as in PyTorch
    along = axis_of(axis, len(shape), "axis", "softmax")
    target = Target(out, values.shape, "softmax", values, in_place=True)
    if not values.size:
        return target.done()
    length, outer, inner = shape[along], int(np.prod(shape[:along])), int(np.prod(shape[along + 1 :]))
    source, result = (array.reshape(outer, length, inner) for array in (values, target.values))

    def work(job: tuple[tuple[int, int], tuple[int, int]]) -> None:
        (start, stop), (left, right) = job
        a, y = source[start:stop, :, left:right], result[start:stop, :, left:right]
        np.subtract(a, a.max(axis=1, keepdims=True), out=y)
        np.exp(y, out=y)
        np.divide(y, y.sum(axis=1, keepdims=True), out=y)

    columns = bands.split(inner, BLOCK // length)
    rows = bands.split(outer, BLOCK // (length * inner) if len(columns) == 1 else 1)
    bands.run([(span, piece) for span in rows for piece in columns], work)
    return target.done()


def _each(x: ArrayLike, operation: str, work: Callable[[Array, Array], object], out: Array | None) -> Array:
    """Run `work(a, y)` on block after block of the flattened input and result."""
    values = read(x, "x", operation)
    target = Target(out, values.shape, operation, values, in_place=True)
    source, result = values.reshape(-1), target.values.reshape(-1)

    def one(job: tuple[int, int]) -> None:
        work(source[job[0] : job[1]], result[job[0] : job[1]])

    bands.run(bands.split(source.size, BLOCK), one)
    return target.done()


def _relu(a: Array, y: Array) -> None:
    """Beside an array of zeros, for NumPy compares with a single number one value at a time."""
    whole = a.size // _ZEROS.size * _ZEROS.size
    rows = (-1, _ZEROS.size)
    np.maximum(a[:whole].reshape(rows), _ZEROS, out=y[:whole].reshape(rows))
    np.maximum(a[whole:], _ZEROS[: a.size - whole], out=y[whole:])


def _sigmoid(a: Array, y: Array) -> None:
    np.negative(a, out=y)
    np.exp(y, out=y)
    np.add(y, np.float32(1), out=y)
    np.divide(np.float32(1), y, out=y)


def _normal_share_by_tanh(a: Array) -> Array:
    """The share in scratch memory: 0.5 + 0.5 tanh(sqrt(2/pi) (a + 0.044715 a^3))."""
    share = bands.scratch("gate", a.shape)
    np.square(a, out=share)
    np.multiply(share, np.float32(0.044715 * sqrt(2 / pi)), out=share)
    np.add(share, np.float32(sqrt(2 / pi)), out=share)
    np.multiply(share, a, out=share)
    np.tanh(share, out=share)
    np.multiply(share, np.float32(0.5), out=share)
    return np.add(share, np.float32(0.5), out=share)


_ERFC = (0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
         1.00002368, -1.26551223)  # fmt: skip


def _normal_share(a: Array) -> Array:
    """The normal distribution's share below a, by the fit of erfc to 1.2e-7 of Press and others, section 6.2.

    In scratch memory, and in float32 throughout: a * share is then right to 2e-6.
    """
    t, share, rest = (bands.scratch(name, a.shape) for name in ("gate", "share", "rest"))
    np.abs(a, out=t)
    np.multiply(t, np.float32(0.5 / sqrt(2)), out=t)
    np.add(t, np.float32(1), out=t)
    np.reciprocal(t, out=t)
    np.multiply(t, np.float32(_ERFC[0]), out=share)
    for weight in _ERFC[1:-1]:
        np.add(share, np.float32(weight), out=share)
        np.multiply(share, t, out=share)
    np.add(share, np.float32(_ERFC[-1]), out=share)
    np.square(a, out=rest)
    np.multiply(rest, np.float32(0.5), out=rest)
    np.subtract(share, rest, out=share)
    np.exp(share, out=share)
    np.multiply(share, t, out=share)
    np.multiply(share, np.float32(0.5), out=share)
    np.subtract(np.float32(1), share, out=rest)
    np.copyto(share, rest, where=a > 0)
    return share
