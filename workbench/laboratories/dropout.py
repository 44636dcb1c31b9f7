"""Dropout under one's hands: one draw, many draws, and inference, by both ways of making up for the loss."""

import numpy as np
from numpy.typing import NDArray

from filters.records import dataclass
from workbench.document import Step
from workbench.evaluation.dropping import Kept, drop, kept
from workbench.laboratories.samples import Piece
from workbench.layers import Array, with_parameters

MODES = ("upscale_in_train", "downscale_in_infer")


@dataclass(frozen=True, eq=False)
class Draws:
    """What a dropout step makes of values x, all in the shape of x.

    `mask` and `one` are the draw of the step's own seed; `mean` and `deviation` are over `count` draws, with the seeds
    that follow it; `means` is the mean over all values of the first, the first two, ... draws.
    """

    mode: str
    count: int
    mask: Kept
    one: Array
    mean: Array
    deviation: Array
    inference: Array
    means: NDArray[np.float64]

    @property
    def kept_share(self) -> float:
        """The share of values that the one draw kept."""
        return float(self.mask.mean())


def draws(step: Step, piece: Piece, mode: str, count: int) -> Draws:
    """Draw `count` masks for the step's share, axes and seed, scaled by `mode`."""
    x = piece.values
    total, squares = np.zeros(x.shape), np.zeros(x.shape)
    sums = np.zeros(count)
    for index in range(count):
        one = with_parameters(step, mode=mode, seed=(step["seed"] + index) % 2**31)
        y = drop(one, x, piece.rows, piece.columns, True).astype(np.float64)
        total += y
        squares += np.square(y)
        sums[index] = y.mean() if y.size else 0.0
    mean = total / count
    own = with_parameters(step, mode=mode)
    return Draws(
        mode,
        count,
        np.broadcast_to(kept(own, x.shape, piece.rows, piece.columns), x.shape),
        drop(own, x, piece.rows, piece.columns, True),
        mean.astype(np.float32),
        np.sqrt(np.maximum(squares / count - np.square(mean), 0)).astype(np.float32),
        drop(own, x, piece.rows, piece.columns, False),
        np.cumsum(sums) / np.arange(1, count + 1),
    )
