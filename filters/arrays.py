"""How arrays come in and go out: float32, refused by shape before any work, `out` checked once and for all."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from filters.errors import ParameterError, ShapeError

Array = NDArray[np.float32]


def as_float32(x: ArrayLike, name: str, operation: str) -> Array:
    """The values as float32, not copied where they are already; complex and other kinds are refused."""
    array = np.asarray(x)
    if array.dtype == np.float32:
        return array
    if array.dtype.kind not in "buif":
        raise ParameterError(f"{operation}: {name} must hold real numbers, not {array.dtype}.")
    with np.errstate(over="ignore"):
        return array.astype(np.float32)


def as_maps(x: ArrayLike, operation: str) -> Array:
    """Feature maps (N, C, H, W) as float32."""
    array = as_float32(x, "x", operation)
    if array.ndim != 4:
        raise ShapeError(f"{operation}: x must be (N, C, H, W) with 4 axes, not {array.ndim} ({array.shape}).")
    return array


def result(shape: tuple[int, ...], out: Array | None, operation: str) -> Array:
    """`out` where it fits, else a new array."""
    if out is None:
        return np.empty(shape, np.float32)
    if not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != np.float32:
        found = f"{getattr(out, 'shape', None)} {getattr(out, 'dtype', type(out).__name__)}"
        raise ShapeError(f"{operation}: out must be float32 of shape {shape}, not {found}.")
    if not out.flags.writeable:
        raise ParameterError(f"{operation}: out must be writeable.")
    return out
