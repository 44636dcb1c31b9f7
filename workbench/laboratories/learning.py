"""Learning a filter: the weights that turn one map into another, by gradient descent and by least squares.

With no activation behind it, the mean square error of a convolution is a quadratic in its weights. The matrix of that
quadratic, the mean products of the values that the weights multiply, says at which rate descent runs away, how slowly
the last of the error goes, and where it all ends.
"""

from typing import Literal

import numpy as np

from filters.records import dataclass
from workbench.laboratories.examples import Examples, LearningError, Numbers
from workbench.layers import Array

TRIFLE = 1e-10
"""Directions in which the values vary by less than this share of the strongest are not told apart."""
RUNAWAY = 1e12
"""Weights as large as this have run away."""


@dataclass(frozen=True)
class Course:
    """How to descend: from where, at which share of the largest stable rate, over how many examples a step (0: all).

    `is_centred` takes the means from what is read and answered first; the bias follows from them.
    """

    start: Literal["noise", "zero", "own"] = "noise"
    rate: float = 0.9
    momentum: float = 0.0
    batch: int = 0
    steps: int = 400
    is_centred: bool = False
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Learned:
    """A descent: weights (steps + 1, ...) and biases (steps + 1,), and the root mean square error over all examples.

    It ends sooner where it runs away. `best` and `best_bias` are the least squares answer and `least` its error;
    `limit` is the largest rate at which descent over all examples settles; `condition` how much faster the fastest part
    of the error goes than the slowest.
    """

    weights: Array
    biases: Numbers
    errors: Numbers
    best: Array
    best_bias: float
    least: float
    limit: float
    condition: float


def descend(given: Examples, how: Course) -> Learned:
    """Descend from the start that `how` names towards the least error over all examples."""
    x, y = given.windows.reshape(-1, given.weight.size), given.answers.ravel()
    x_mean, y_mean = (x.mean(axis=0), float(y.mean())) if how.is_centred else (np.zeros(x.shape[1]), given.bias)
    x, y = x - x_mean, y - y_mean
    matrix, slope = x.T @ x / len(x), x.T @ y / len(x)
    strengths, directions = np.linalg.eigh(matrix)
    strongest = float(strengths[-1])
    if not strongest > 0:
        raise LearningError("All that the filter reads is 0, so nothing can be learned from it.")
    told = strengths > TRIFLE * strongest
    best = directions[:, told] @ (directions[:, told].T @ slope / strengths[told])
    least = float(np.sqrt(np.square(x @ best - y).mean()))
    limit = (1 + how.momentum) / strongest
    draw = np.random.default_rng(how.seed)
    weight = {
        "zero": np.zeros(x.shape[1]), "own": given.weight.ravel().astype(np.float64),
        "noise": draw.normal(0, x.shape[1] ** -0.5, x.shape[1]),
    }[how.start]  # fmt: skip
    path, speed = [weight], np.zeros_like(weight)
    for _ in range(how.steps):
        if how.batch:
            some = draw.integers(len(x), size=how.batch)
            gradient = 2 * x[some].T @ (x[some] @ weight - y[some]) / how.batch
        else:
            gradient = 2 * (matrix @ weight - slope)
        speed = how.momentum * speed - how.rate * limit * gradient
        weight = weight + speed
        if not np.abs(weight).max() < RUNAWAY:
            break
        path.append(weight)
    weights = np.array(path)
    apart = weights - best
    errors = np.sqrt(np.maximum(np.vecdot(apart @ matrix, apart), 0) + least**2)
    return Learned(
        weights.astype(np.float32).reshape(-1, *given.weight.shape),
        y_mean - weights @ x_mean,
        errors,
        best.astype(np.float32).reshape(given.weight.shape),
        y_mean - float(best @ x_mean),
        least,
        limit,
        strongest / float(strengths[told][0]),
    )
