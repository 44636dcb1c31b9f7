"""Dropout: lose a random share of the values in training, and keep the expected sum the same in both modes."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from filters.arrays import Array, Target, axis_of, flag, number, read
from filters.errors import ParameterError

BLOCK = 1 << 16


def dropout(
    x: ArrayLike,
    p: float = 0.5,
    *,
    axis: int | tuple[int, ...] | list[int] | None = None,
    mode: Literal["upscale_in_train", "downscale_in_infer"] = "upscale_in_train",
    training: bool,
    rng: "np.random.Generator | None",
    out: Array | None = None,
) -> Array:
    """Set each value to 0 with probability `p` while training.

    "upscale_in_train" divides the kept values by 1-p in training; "downscale_in_infer" multiplies all by 1-p in
    inference instead. `axis` names the axes along which the mask varies; along the others it is repeated. `rng` is
    read in training only.
    """
    values = read(x, "x", "dropout")
    p = number(p, "p", "dropout", 0, 1)
    if mode not in ("upscale_in_train", "downscale_in_infer"):
        raise ParameterError('dropout: mode must be "upscale_in_train" or "downscale_in_infer", not {0!r}.', mode)
    shape = _mask_shape(axis, values.shape)
    if flag(training, "training", "dropout") and not isinstance(rng, np.random.Generator):
        raise ParameterError("dropout: rng must be a numpy.random.Generator in training, not {0!r}.", rng)
    target = Target(out, values.shape, "dropout", values, in_place=True)
    y = target.values
    scales = training == (mode == "upscale_in_train")
    if training and p == 1:
        y[...] = 0
        return target.done()
    factor = np.float32((1 / (1 - p) if training else 1 - p) if scales else 1)
    np.multiply(values, factor, out=y)
    if training and rng is not None and p > 0:
        if shape == values.shape:
            flat = y.reshape(-1)
            for start in range(0, flat.size, BLOCK):
                piece = flat[start : start + BLOCK]
                np.copyto(piece, np.float32(0), where=rng.random(piece.size, np.float32) < p)
        else:
            np.copyto(y, np.float32(0), where=rng.random(shape, np.float32) < p)
    return target.done()


def _mask_shape(axis: int | tuple[int, ...] | list[int] | None, shape: tuple[int, ...]) -> tuple[int, ...]:
    if axis is None:
        return shape
    wanted = axis if isinstance(axis, tuple | list) else (axis,)
    varying = {axis_of(one, len(shape), "axis", "dropout") for one in wanted}
    return tuple(length if i in varying else 1 for i, length in enumerate(shape))
