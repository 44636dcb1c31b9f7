"""Arrays that are kept by all that they depend on, within a budget of bytes."""

import threading
from collections import OrderedDict
from typing import Any

from numpy.typing import NDArray

from workbench.memory import available_memory

LEAST_BUDGET, MOST_BUDGET = 256 << 20, 1 << 30


def usual_budget() -> int:
    """An eighth of the memory that is free now, within 256 MB and 1 GB."""
    return min(max(available_memory() // 8, LEAST_BUDGET), MOST_BUDGET)


class Cache:
    """Arrays by key within `budget` bytes; the least recently used go first. Any thread may find and keep."""

    def __init__(self, budget: int = LEAST_BUDGET) -> None:
        self._budget = budget
        self._held = 0
        self._arrays: OrderedDict[object, tuple[NDArray[Any], ...]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes of all that is kept."""
        return self._held

    @property
    def budget(self) -> int:
        """How many bytes may be kept."""
        return self._budget

    def has_room_for(self, size: int) -> bool:
        """Whether so many bytes that are asked for together can be kept."""
        return 2 * size <= self._budget

    def set_budget(self, budget: int) -> None:
        """Keep no more than so many bytes from now on."""
        with self._lock:
            self._budget = budget
            self._shrink()

    def find(self, key: object) -> tuple[NDArray[Any], ...] | None:
        """What was kept under the key, or None."""
        with self._lock:
            found = self._arrays.get(key)
            if found is not None:
                self._arrays.move_to_end(key)
            return found

    def keep(self, key: object, *arrays: NDArray[Any], parts: int = 1) -> None:
        """Keep arrays that nobody will change, one of `parts` of like size that are asked for together.

        What with its other parts takes over half the budget is not kept: it would push itself out before it is used.
        """
        size = sum(array.nbytes for array in arrays)
        with self._lock:
            if not self.has_room_for(size * parts) or key in self._arrays:
                return
            self._arrays[key] = arrays
            self._held += size
            self._shrink()

    def drop(self, key: object) -> None:
        """Keep nothing under the key."""
        with self._lock:
            self._held -= sum(array.nbytes for array in self._arrays.pop(key, ()))

    def _shrink(self) -> None:
        while self._held > self._budget:
            _, gone = self._arrays.popitem(last=False)
            self._held -= sum(array.nbytes for array in gone)


STATISTICS = ("statistics", "overview")
"""What the keys of a map's statistics end with: those of all its values, and of samples that stand for them."""


PIXELS = "raw"
"""What the keys of the photo's pixels begin with."""


class Gathered(Cache):
    """Of the cache it stands for the photo's pixels and statistics alone, as they are after an edit of any weight."""

    def __init__(self, outer: Cache) -> None:
        super().__init__(0)
        self._outer = outer

    def has_room_for(self, size: int) -> bool:
        return self._outer.has_room_for(size)

    def find(self, key: object) -> tuple[NDArray[Any], ...] | None:
        return self._outer.find(key) if _is_of_no_result(key) else None

    def keep(self, key: object, *arrays: NDArray[Any], parts: int = 1) -> None:
        if _is_of_no_result(key):
            self._outer.keep(key, *arrays, parts=parts)


def _is_of_no_result(key: object) -> bool:
    return isinstance(key, tuple) and (key[0] == PIXELS or key[-1] in STATISTICS)


class Passing(Cache):
    """Keeps statistics in the cache it stands for, and parts of maps nowhere: nobody asks for them twice."""

    def __init__(self, outer: Cache) -> None:
        super().__init__(0)
        self._outer = outer

    def find(self, key: object) -> tuple[NDArray[Any], ...] | None:
        return self._outer.find(key)

    def keep(self, key: object, *arrays: NDArray[Any], parts: int = 1) -> None:
        if isinstance(key, tuple) and key[-1] in STATISTICS:
            self._outer.keep(key, *arrays)
