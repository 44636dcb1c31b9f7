"""How arrays enter and leave the engine: anything numeric is read as float32, and results go to `out` or are new."""

from operator import mul

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import ArrayLike, NDArray

from filters import memory
from filters.errors import ParameterError, ShapeError

Array = NDArray[np.float32]


def read(values: ArrayLike, name: str, operation: str) -> Array:
    """See `values` as float32 without changing them; complex numbers, text and objects are refused."""
    found = np.asarray(values)
    if found.dtype == np.float32:
        return found
    if found.dtype.kind not in "biuf":
        raise ParameterError("{0}: {1} must hold real numbers, not {2}.", operation, name, found.dtype)
    with np.errstate(over="ignore"):
        return found.astype(np.float32)


def read_maps(values: ArrayLike, name: str, operation: str, axes: str = "(N, C, H, W)") -> Array:
    """Read an array of four axes; `axes` says what they are."""
    found = read(values, name, operation)
    if found.ndim != 4:
        raise ShapeError(
            "{0}: {1} must be {2} with 4 axes, not {3} {4}.", operation, name, axes, found.ndim, found.shape
        )
    return found


def read_vector(values: ArrayLike, length: int, name: str, operation: str, *, of: str = "channels") -> Array:
    """Read one number for each of `length` channels."""
    found = read(values, name, operation)
    if found.shape != (length,):
        raise ShapeError(
            "{0}: {1} must have shape ({2},), one for each of {2} {3}, not {4}.",
            operation,
            name,
            length,
            of,
            found.shape,
        )
    return found


def strided(values: Array, at: tuple[int, ...], shape: tuple[int, ...], strides: tuple[int, ...]) -> Array:
    """See `values` from the place `at` on in another shape, with strides in bytes: overlapping, or with some left out.

    As NumPy's as_strided, which takes as long to make a view as to add up 30,000 values; where `values` is
    C-contiguous this takes a tenth of it, and what would reach outside is refused.
    """
    if values.flags.c_contiguous:
        return np.ndarray(shape, values.dtype, values, sum(map(mul, at, values.strides)), strides)
    return as_strided(values[tuple(slice(i, None) for i in at)], shape, strides)


def number(value: object, name: str, operation: str, low: float = -np.inf, high: float = np.inf) -> float:
    """Read a real parameter between `low` and `high`."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
        raise ParameterError("{0}: {1} must be a number, not {2!r}.", operation, name, value)
    if not low <= value <= high:
        raise ParameterError("{0}: {1} must be between {2:g} and {3:g}, not {4:g}.", operation, name, low, high, value)
    return float(value)


def flag(value: object, name: str, operation: str) -> bool:
    """Read a parameter that is true or false and nothing else."""
    if not isinstance(value, bool | np.bool_):
        raise ParameterError("{0}: {1} must be True or False, not {2!r}.", operation, name, value)
    return bool(value)


def axis_of(value: object, axes: int, name: str, operation: str) -> int:
    """Read an axis, counted from the end where negative."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ParameterError("{0}: {1} must be an integer, not {2!r}.", operation, name, value)
    if not -axes <= value < axes:
        raise ShapeError("{0}: {1} {2} is not one of the {3} axes of its input.", operation, name, value, axes)
    return int(value) % axes


class Target:
    """Where a result goes: `values` is C-contiguous and to be filled; `done()` hands over what the caller gets.

    `out` may be strided or overlap the input: the result is then made beside it and copied at the end, unless the
    operation can write over its own input element by element (`in_place`).
    """

    def __init__(self, out: Array | None, shape: tuple[int, ...], operation: str, x: Array, *, in_place: bool = False):
        self._out = out
        if out is not None:
            _check(out, shape, operation)
            is_same = in_place and out.strides == x.strides and out.ctypes.data == x.ctypes.data
            if out.flags.c_contiguous and (is_same or not np.may_share_memory(out, x)):
                self.values: Array = out
                return
        self.values = memory.result(shape)

    def done(self) -> Array:
        """Return `out` when it was given, else the new array."""
        if self._out is None:
            return self.values
        if self._out is not self.values:
            self._out[...] = self.values
        return self._out


def _check(out: Array, shape: tuple[int, ...], operation: str) -> None:
    if not isinstance(out, np.ndarray) or out.dtype != np.float32 or out.shape != shape:
        found = f"{out.dtype} of shape {out.shape}" if isinstance(out, np.ndarray) else type(out).__name__
        raise ShapeError("{0}: out must be float32 of shape {1}, not {2}.", operation, shape, found)
    if not out.flags.writeable:
        raise ParameterError("{0}: out must be writeable.", operation)
