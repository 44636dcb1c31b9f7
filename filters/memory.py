"""Memory of results: what nobody holds any more is used again, for fresh pages cost more than many an operation.

The system clears every page of a new large array when it is first written. For a 48 MB result that takes as long as
the whole of a ReLU. Other engines keep an arena; here the memory of large results that were let go of waits for the
next result of the same size.
"""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALLEST = 1 << 20
"""Bytes from which memory is kept; NumPy's own allocator is as good for less."""

KEPT = 192 << 20
"""At most so many bytes wait to be used again."""

_free: dict[int, list[NDArray[np.float32]]] = {}
"""Memory by its number of values. A block may come back in any thread, so only single, atomic steps touch it."""


class _Loan:
    """What a result is a view of: when the result and all views of it are gone, its memory is free again."""

    def __init__(self, memory: NDArray[np.float32], shape: tuple[int, ...]) -> None:
        self._memory = memory
        self.__array_interface__: dict[str, Any] = {**memory.__array_interface__, "shape": shape}

    def __del__(self, free: dict[int, list[NDArray[np.float32]]] = _free) -> None:
        if _held() + self._memory.nbytes <= KEPT:
            free.setdefault(self._memory.size, []).append(self._memory)


def result(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """A new C-contiguous float32 array whose values are not set."""
    size = prod(shape)
    if 4 * size < SMALLEST:
        return np.empty(shape, np.float32)
    try:
        memory = _free[size].pop()
    except (KeyError, IndexError):
        if _held() + 4 * size > KEPT:
            _free.clear()
        memory = np.empty(size, np.float32)
    return np.asarray(_Loan(memory, shape))


def _held() -> int:
    return sum(4 * size * len(waiting) for size, waiting in list(_free.items()))
