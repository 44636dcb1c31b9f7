"""Whole maps as bands of rows: what exports, settled pictures and exact statistics are made of."""

from collections.abc import Callable, Iterator
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.chain import Finish
from workbench.evaluation.cache import Cache
from workbench.evaluation.fused import Chain, chain_of
from workbench.evaluation.interleaved import Interleaved
from workbench.layers import Array
from workbench.plan import Plan

if TYPE_CHECKING:
    from workbench.evaluation.evaluate import Evaluation


class Bands:
    """An iterable of the bands of one step's map, top to bottom; `starts` are their first rows.

    Steps that can run as one chain do, and no map between them is ever whole; others are asked for one by one.
    """

    def __init__(self, evaluation: "Evaluation", step_id: str) -> None:
        self._evaluation = evaluation
        self._step_id = step_id
        shape = evaluation.plan[step_id].shape
        assert shape is not None
        self._shape = shape
        self.is_whole = len(shape) != 4
        height = 1 if self.is_whole else shape[2]
        rows = max(1, min(height, evaluation.band_bytes * height // max(widest(evaluation.plan, step_id), 1)))
        self.starts = range(0, height, rows)

    def __iter__(self) -> Iterator[Array]:
        return self.through(None, np.dtype(np.float32))

    def through(self, finish: Finish | None, dtype: np.dtype[Any]) -> Iterator[NDArray[Any]]:
        """The bands through `finish`, which makes values of `dtype` of each by itself, whatever their order in memory.

        It is called on the thread that has just computed a few rows, while they are in its cache.
        """
        if self.is_whole:
            whole = self._evaluation.at(self._step_id)
            yield whole if finish is None else finish(whole)
            return
        chain, fill = self._filler()
        for start in self.starts:
            stop = min(start + self.starts.step, self._shape[2])
            room = (*self._shape[:2], stop - start, self._shape[3])
            band = chain.room(stop - start, dtype) if chain is not None else np.empty(room, dtype)
            fill((start, stop), band, finish)
            yield band

    def fill(self, out: Array, progress: Callable[[float], None] | None = None) -> None:
        """Write the whole map (N, C, H, W) to out; `progress` gets 0 to 1."""
        _, fill = self._filler()
        for start in self.starts:
            stop = min(start + self.starts.step, self._shape[2])
            fill((start, stop), out[:, :, start:stop], None)
            if progress is not None:
                progress(stop / self._shape[2])

    def _filler(self) -> tuple[Chain | Interleaved | None, Callable[..., None]]:
        """What writes rows to an array, and the chain that does where there is one."""
        evaluation = self._evaluation
        chain = chain_of(evaluation.plan, evaluation.source, self._step_id, evaluation.batch_statistics)

        def by_chain(rows: tuple[int, int], out: NDArray[Any], finish: Finish | None) -> None:
            assert chain is not None
            with bands.cancelling(evaluation.cancel):
                chain.run(rows, out, finish)

        def by_steps(rows: tuple[int, int], out: NDArray[Any], finish: Finish | None) -> None:
            outer = evaluation.cache
            evaluation.cache = _Passing(outer)
            try:
                found = evaluation.at(self._step_id, np.arange(*rows))
            finally:
                evaluation.cache = outer
            np.copyto(out, found if finish is None else finish(found))

        return chain, by_steps if chain is None else by_chain


class _Passing(Cache):
    """Keeps statistics in the cache it stands for, and bands of rows nowhere: nobody asks for them twice."""

    def __init__(self, outer: Cache) -> None:
        super().__init__(0)
        self._outer = outer

    def find(self, key: object) -> tuple[Array, ...] | None:
        return self._outer.find(key)

    def keep(self, key: object, *arrays: Array, parts: int = 1) -> None:
        if isinstance(key, tuple) and key[-1] == "statistics":
            self._outer.keep(key, *arrays)


def widest(plan: Plan, step_id: str) -> int:
    """Bytes of the largest map on the way to the step."""
    return max(4 * prod(row.shape or (0,)) for row in plan.way(step_id))
