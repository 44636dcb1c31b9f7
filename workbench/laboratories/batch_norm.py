"""BatchNorm under one's hands: feed it one batch after another and watch what it remembers."""

from dataclasses import replace

import numpy as np

import filters
from filters.norm import statistics
from filters.records import dataclass
from workbench.document import Step
from workbench.layers import Array, channel_vectors

KEPT = 400
"""How many batches are remembered for drawing."""


@dataclass(frozen=True, eq=False)
class Fed:
    """What one batch did: its own mean and biased variance and the running ones after it, a number for each channel."""

    mean: Array
    variance: Array
    running_mean: Array
    running_variance: Array


@dataclass(frozen=True, eq=False)
class Layer:
    """A BatchNorm layer: what it remembers of the batches fed so far, gamma and beta, momentum and eps."""

    running_mean: Array
    running_variance: Array
    gamma: Array
    beta: Array
    momentum: float = 0.9
    eps: float = 1e-5
    fed: tuple[Fed, ...] = ()

    @property
    def channels(self) -> int:
        """How many channels it normalises, each on its own."""
        return len(self.gamma)

    def feed(self, values: Array) -> "Layer":
        """The layer after a batch (N, K) or (N, C, H, W) in training: running = running * m + batch * (1 - m)."""
        _, mean, variance = self._run(values, training=True)
        own_mean, own_variance = batch_statistics(values)
        fed = Fed(own_mean, own_variance, mean, variance)
        return replace(self, running_mean=mean, running_variance=variance, fed=(*self.fed, fed)[-KEPT:])

    def normalise(self, values: Array, *, training: bool) -> Array:
        """The batch as the layer passes it on; nothing is remembered."""
        return self._run(values, training=training)[0]

    def _run(self, values: Array, *, training: bool) -> tuple[Array, Array, Array]:
        return filters.batch_norm(
            values, self.running_mean, self.running_variance, self.gamma, self.beta,
            training=training, momentum=self.momentum, eps=self.eps,
        )  # fmt: skip


def new_layer(channels: int, *, variance: float = 1.0) -> Layer:
    """A layer before its first batch: mean 0, gamma 1, beta 0; frameworks begin with variance 1, the chapter with 0."""
    zeros, ones = np.zeros(channels, np.float32), np.ones(channels, np.float32)
    return Layer(zeros, np.full(channels, variance, np.float32), ones, zeros)


def layer_of(step: Step, channels: int) -> Layer:
    """The layer that a step of the pipeline is."""
    mean, variance, gamma, beta = channel_vectors(step, channels)
    return Layer(mean, variance, gamma, beta, step["momentum"], step["eps"])


def batch_statistics(values: Array) -> tuple[Array, Array]:
    """Mean and biased variance of each channel of a batch."""
    mean, variance = statistics(values.reshape(*values.shape[:2], -1))
    return mean.astype(np.float32), variance.astype(np.float32)
