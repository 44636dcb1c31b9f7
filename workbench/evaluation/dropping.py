"""Which values a dropout step keeps: it depends on the seed and the place alone, so every view drops the same ones."""

import numpy as np
from numpy.typing import NDArray

from filters.windows import Positions
from workbench.document import Step
from workbench.layers import Array, Shape

Kept = NDArray[np.bool_]


def drop(step: Step, values: Array, rows: Positions, columns: Positions, training: bool, first: int = 0) -> Array:
    """The step's values at these rows and columns of images from `first` on; maps without rows come whole."""
    share, scales_up = step["p"], step["mode"] == "upscale_in_train"
    if not training:
        return values if scales_up else values * np.float32(1 - share)
    if share == 1:
        return np.zeros_like(values)
    scale = np.float32(1 / (1 - share)) if scales_up else np.float32(1)
    return np.asarray(values * (kept(step, values.shape, rows, columns, first) * scale), np.float32)


def kept(step: Step, shape: Shape, rows: Positions, columns: Positions, first: int = 0) -> Kept:
    """The mask in training, true where a value is kept; it broadcasts to values of `shape`, which have these rows."""
    places: list[NDArray[np.int64]] = [np.arange(n) for n in shape]
    places[0] += first
    if len(shape) == 4:
        places[2:] = [rows, columns]
    varying = step["axis"] if step["axis"] is not None else range(len(shape))
    state = np.full((1,) * len(shape), step["seed"] + 1, np.uint64)
    for axis, place in enumerate(places):
        if axis in varying:
            along = [1] * len(shape)
            along[axis] = place.size
            state = _mixed(state ^ (place.astype(np.uint64).reshape(along) + np.uint64(0x9E3779B97F4A7C15)))
    return np.asarray((state >> np.uint64(40)).astype(np.float32) >= np.float32(step["p"] * 2**24))


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread each bit over all (the finaliser of SplitMix64, Steele and others 2014)."""
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
