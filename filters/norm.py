"""BatchNorm: each channel shifted and scaled by its own mean and variance.

The variance is the mean of squared deviations from the mean, never E[x^2] - E[x]^2, which in float32 has no digit left
on a bright flat photo. Each block finds its own mean and deviations while it is in cache; blocks are then joined in
float64 (Chan and others 1979), so the input is read from memory once for the statistics and once for the result.
"""

from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from filters import bands
from filters.arrays import Array, Target, flag, number, read, read_vector
from filters.errors import ShapeError

BLOCK = 1 << 19
SAMPLES = 1 << 10
"""About how many values of a block tell where its mean lies."""
FAR = 4.0
"""How many times its variance the squared distance of that guess from the mean may be: a digit is lost at most."""
PIECE = 1 << 15
FOLDED = 16.0
"""Up to this many standard deviations from 0 a running mean is folded into the shift, at the loss of a digit."""
Box = tuple[slice, slice, slice]
Vector = NDArray[np.float64]
_NONE: Vector = np.zeros(0)


def batch_norm(
    x: ArrayLike,
    running_mean: ArrayLike,
    running_var: ArrayLike,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    *,
    training: bool = False,
    momentum: float = 0.9,
    eps: float = 1e-5,
) -> tuple[Array, Array, Array]:
    """Normalise x, (N, K) or (N, C, ...) of up to 5 axes, by channel: (x - mean) / sqrt(var + eps) * weight + bias.

    In training mean and variance are the batch's own (biased: a single value has variance 0), and the second and third
    results are `running * momentum + batch * (1 - momentum)`; otherwise they are the running ones, returned as copies.
    An empty batch leaves them as they are.
    """
    name = "batch_norm"
    values = read(x, "x", name)
    if not 2 <= values.ndim <= 5:
        raise ShapeError("{0}: x must have 2 to 5 axes (N, C, ...), not {1}.", name, values.ndim)
    channels = values.shape[1]
    if min(values.shape[1:]) < 1:
        raise ShapeError(
            "{0}: the input is empty; every axis but the batch must be at least 1, not {1}.", name, values.shape
        )
    mean = read_vector(running_mean, channels, "running_mean", name)
    variance = read_vector(running_var, channels, "running_var", name)
    gamma = np.ones(channels, np.float32) if weight is None else read_vector(weight, channels, "weight", name)
    beta = np.zeros(channels, np.float32) if bias is None else read_vector(bias, channels, "bias", name)
    momentum = number(momentum, "momentum", name, 0, 1)
    eps = number(eps, "eps", name, 0)
    source = values.reshape(values.shape[0], channels, prod(values.shape[2:]))
    if flag(training, "training", name) and values.size:
        batch_mean, batch_variance = statistics(source)
        new_mean = (mean * momentum + batch_mean * (1 - momentum)).astype(np.float32)
        new_variance = (variance * momentum + batch_variance * (1 - momentum)).astype(np.float32)
    else:
        batch_mean, batch_variance = mean.astype(np.float64), variance.astype(np.float64)
        new_mean, new_variance = mean.copy(), variance.copy()
    target = Target(None, values.shape, name, values)
    with np.errstate(all="ignore"):
        scale = gamma / np.sqrt(batch_variance + eps)
        y = target.values.reshape(source.shape)
        if not training and (np.square(batch_mean) <= FOLDED**2 * (batch_variance + eps)).all():
            _scale(source, scale, beta - batch_mean * scale, y)
        else:
            _normalise(source, batch_mean, scale, beta, y)
    return target.done(), new_mean, new_variance


def statistics(x: Array) -> tuple[Vector, Vector]:
    """Mean and biased variance of each channel of x (N, C, L), which must not be empty."""
    boxes = list(_boxes(x.shape))
    parts: list[tuple[Vector, Vector, Vector]] = [(_NONE, _NONE, _NONE)] * len(boxes)

    def work(index: int) -> None:
        block = x[boxes[index]]
        count = block.shape[0] * block.shape[2]
        middle = _middle(block[:, :, :: max(1, block.shape[2] // SAMPLES)])
        rest, squares = _deviations(block, middle)
        if (np.square(rest) * count > FAR * squares).any():  # the samples were no good guide to the mean
            middle = _middle(block)
            rest, squares = _deviations(block, middle)
        parts[index] = np.full(rest.size, float(count)), middle + rest, squares - count * np.square(rest)

    bands.run(range(len(boxes)), work)
    counts, means, spreads = (np.concatenate(column) for column in zip(*parts, strict=True))
    channels = np.arange(x.shape[1])
    own = np.concatenate([channels[box[1]] for box in boxes])
    with np.errstate(all="ignore"):
        total = np.bincount(own, counts)
        mean = np.bincount(own, counts * means) / total
        spread = np.bincount(own, spreads + counts * np.square(means - mean[own]))
        return mean, np.maximum(spread / total, 0)


def _middle(values: Array) -> Array:
    """The mean of each channel, in float32."""
    count = values.shape[0] * values.shape[2]
    return np.asarray(values.sum(axis=2).sum(axis=0, dtype=np.float64) / count, np.float32)


def _deviations(block: Array, middle: Array) -> tuple[Vector, Vector]:
    """Each channel's mean deviation from `middle`, and the sum of the squared ones."""
    deviation = bands.scratch("deviation", block.shape)
    np.subtract(block, middle[None, :, None], out=deviation)
    total = deviation.sum(axis=2).sum(axis=0, dtype=np.float64)
    squares = np.zeros(middle.size)
    for first in range(0, block.shape[2], PIECE):  # float32 sums of products stay short
        piece = deviation[:, :, first : first + PIECE]
        squares += np.vecdot(piece, piece).sum(axis=0, dtype=np.float64)
    return total / (block.shape[0] * block.shape[2]), squares


def _scale(x: Array, scale: Vector, shift: Vector, y: Array) -> None:
    """y = x * scale + shift, channel by channel."""
    factor, term = (vector.astype(np.float32)[None, :, None] for vector in (scale, shift))

    def work(box: Box) -> None:
        own = (slice(None), box[1])
        target = y[box]
        np.multiply(x[box], factor[own], out=target)
        np.add(target, term[own], out=target)

    bands.run(list(_boxes(x.shape)), work)


def _normalise(x: Array, mean: Vector, scale: Vector, shift: Array, y: Array) -> None:
    """y = (x - mean) * scale + shift, where the mean's digits beyond float32 go into the shift."""
    near = mean.astype(np.float32)
    rest = (shift - (mean - near) * scale).astype(np.float32)[None, :, None]
    factor = scale.astype(np.float32)[None, :, None]
    middle = near[None, :, None]

    def work(box: Box) -> None:
        own = (slice(None), box[1])
        target = y[box]
        np.subtract(x[box], middle[own], out=target)
        np.multiply(target, factor[own], out=target)
        np.add(target, rest[own], out=target)

    bands.run(list(_boxes(x.shape)), work)


def _boxes(shape: tuple[int, ...]) -> list[Box]:
    """Cut (N, C, L) into boxes of about BLOCK values: within a channel, then of channels, then of the batch."""
    batch, channels, length = shape
    lengths = bands.split(length, BLOCK)
    some = bands.split(channels, BLOCK // length)
    images = bands.split(batch, BLOCK // (length * channels))
    return [(slice(*n), slice(*c), slice(*at)) for n in images for c in some for at in lengths]
