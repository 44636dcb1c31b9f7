"""How a gradient enters: read as float32, and of the shape of the operation's result."""

from numpy.typing import ArrayLike

from filters.arrays import Array, read
from filters.errors import ShapeError


def read_gradient(grad: ArrayLike, shape: tuple[int, ...], operation: str) -> Array:
    """The gradient with respect to a result of `shape`."""
    found = read(grad, "grad", operation)
    if found.shape != shape:
        raise ShapeError("{0}: grad must have the shape of the result, {1}, not {2}.", operation, shape, found.shape)
    return found
