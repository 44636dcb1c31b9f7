"""Batch normalisation, in training with the batch's own statistics, in inference with those kept from training."""

import numpy as np
from numpy.typing import ArrayLike

from filters import bands
from filters.arrays import Array, as_float32, result
from filters.errors import ParameterError, ShapeError


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
    out: Array | None = None,
) -> tuple[Array, Array, Array]:
    """(x - mean) / sqrt(variance + eps) * weight + bias for each channel of x (N, C) or (N, C, ...) up to 5 axes.

    Returns y, the new running mean and the new running variance (both (C,); unchanged in inference). In training
    running = running * momentum + batch * (1 - momentum), with the biased variance, as in Paddle.
    Raises ShapeError or ParameterError.
    """
    x = as_float32(x, "x", "batch_norm")
    if not 2 <= x.ndim <= 5:
        raise ShapeError(f"batch_norm: x must have 2 to 5 axes, (N, C) or (N, C, ...), not {x.ndim}.")
    channels = x.shape[1]
    mean = _vector(running_mean, channels, "running_mean")
    variance = _vector(running_var, channels, "running_var")
    scale = np.ones(channels, np.float32) if weight is None else _vector(weight, channels, "weight")
    shift = np.zeros(channels, np.float32) if bias is None else _vector(bias, channels, "bias")
    if not 0 <= momentum <= 1:
        raise ParameterError(f"batch_norm: momentum must be from 0 to 1, not {momentum}.")
    if not eps >= 0:
        raise ParameterError(f"batch_norm: eps must be at least 0, not {eps}.")
    found = result(x.shape, out, "batch_norm")
    new_mean, new_variance = mean.copy(), variance.copy()
    if training:
        if not x.size:
            raise ShapeError(f"batch_norm: training needs at least one value for each channel, not {x.shape}.")
        mean, variance = _statistics(x)
        new_mean = (new_mean * momentum + mean * (1 - momentum)).astype(np.float32)
        new_variance = (new_variance * momentum + variance * (1 - momentum)).astype(np.float32)
    factor = (scale / np.sqrt(variance.astype(np.float64) + eps)).astype(np.float32)
    jobs = [(n, c) for n in range(x.shape[0]) for c in range(channels)]
    centre = mean.astype(np.float32)

    def work(job: tuple[int, int]) -> None:
        own, into = x[job], found[job]
        c = job[1]
        into[...] = (own - centre[c]) * factor[c] + shift[c]

    if x.ndim == 2:
        found[...] = (x - centre) * factor + shift
    else:
        bands.run(jobs, work)
    return found, new_mean, new_variance


def _statistics(x: Array) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Mean and biased variance of each channel, in two passes: E[x^2] - E[x]^2 loses its digits on real data."""
    axes = (0, *range(2, x.ndim))
    mean = x.mean(axes, np.float64)
    variance = np.empty_like(mean)
    for c in range(x.shape[1]):
        deviation = x[:, c] - mean[c]
        variance[c] = np.mean(np.square(deviation), dtype=np.float64)
    return mean, variance


def _vector(values: ArrayLike, channels: int, name: str) -> Array:
    array = as_float32(values, name, "batch_norm")
    if array.shape != (channels,):
        raise ShapeError(f"batch_norm: {name} must have shape ({channels},), one for each channel, not {array.shape}.")
    return array
