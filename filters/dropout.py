"""Dropout in both of Paddle's modes."""

import numpy as np
from numpy.typing import ArrayLike

from filters.arrays import Array, as_float32, result
from filters.errors import ParameterError

MODES = ("upscale_in_train", "downscale_in_infer")


def dropout(
    x: ArrayLike,
    p: float = 0.5,
    *,
    axis: int | tuple[int, ...] | None = None,
    mode: str = "upscale_in_train",
    training: bool,
    rng: np.random.Generator,
    out: Array | None = None,
) -> Array:
    """Set each value to 0 with chance p in training; scale so that the expectation is the same in both modes.

    "upscale_in_train" divides what is kept by 1 - p and leaves inference alone; "downscale_in_infer" leaves training
    alone and multiplies by 1 - p in inference. `axis` names the axes that the mask varies along; it is the same along
    all others. p = 1 gives zeros in training. Raises ParameterError.
    """
    x = as_float32(x, "x", "dropout")
    if not 0 <= p <= 1:
        raise ParameterError(f"dropout: p must be from 0 to 1, not {p}.")
    if mode not in MODES:
        raise ParameterError(f"dropout: mode must be one of {', '.join(MODES)}, not {mode!r}.")
    axes = range(x.ndim) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    for own in axes:
        if not 0 <= own < x.ndim:
            raise ParameterError(f"dropout: axis {own} is not one of the {x.ndim} axes of x.")
    found = result(x.shape, out, "dropout")
    if not training:
        factor = np.float32(1 if mode == "upscale_in_train" else 1 - p)
        np.multiply(x, factor, out=found)
        return found
    if p == 1:
        found[...] = 0
        return found
    shape = [x.shape[a] if a in axes else 1 for a in range(x.ndim)]
    kept = rng.random(shape, np.float32) >= np.float32(p)
    scale = np.float32(1 / (1 - p) if mode == "upscale_in_train" else 1)
    np.multiply(np.where(kept, x, np.float32(0)), scale, out=found)
    return found
