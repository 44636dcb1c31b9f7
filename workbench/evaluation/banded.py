"""Whole maps as bands of rows: what exports, settled pictures and exact statistics are made of."""

from collections.abc import Callable, Iterator
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.bands import CancelToken
from filters.chain import Finish, Part, See
from filters.windows import Positions
from workbench.evaluation.fused import Chain
from workbench.evaluation.interleaved import Interleaved
from workbench.layers import Array
from workbench.plan import Plan


class Bands:
    """An iterable of the bands of one step's map, top to bottom; `starts` are their first rows.

    `find_chain` gives the chain that its steps can run as, if any: no map between them is ever whole then. Others are
    asked for one band of rows after another, and what has no rows whole: at(None). The widest map of a band takes about
    `band_bytes`.
    """

    def __init__(
        self,
        plan: Plan,
        step_id: str,
        band_bytes: int,
        at: Callable[[Positions | None], Array],
        find_chain: Callable[[], Chain | Interleaved | None],
        cancel: CancelToken | None,
    ) -> None:
        shape = plan[step_id].shape
        assert shape is not None
        self._shape, self._at, self._find_chain, self._cancel = shape, at, find_chain, cancel
        self.is_whole = len(shape) != 4
        height = 1 if self.is_whole else shape[2]
        rows = max(1, min(height, band_bytes * height // max(widest(plan, step_id), 1)))
        self.starts = range(0, height, rows)

    def __iter__(self) -> Iterator[Array]:
        return self.through(None, np.dtype(np.float32))

    def through(self, finish: Finish | None, dtype: np.dtype[Any]) -> Iterator[NDArray[Any]]:
        """The bands through `finish`, which makes values of `dtype` of each by itself, whatever their order in memory.

        It is called on the thread that has just computed a few rows, while they are in its cache.
        """
        if self.is_whole:
            whole = self._at(None)
            yield whole if finish is None else finish(whole)
            return
        chain = self._find_chain()
        for start in self.starts:
            stop = min(start + self.starts.step, self._shape[2])
            room = (*self._shape[:2], stop - start, self._shape[3])
            band = chain.room(stop - start, dtype) if chain is not None else np.empty(room, dtype)
            self._write(chain, (start, stop), band, finish)
            yield band

    def each(self, see: See) -> None:
        """Let `see` have all values (N, C, rows, W), or (N, K) whole, in parts no larger than the bands.

        Where the steps are a chain it is called on the threads that have just computed a few rows, while they are in
        their caches.
        """
        everyone = slice(0, self._shape[0])
        if self.is_whole:
            see(Part(everyone, (0, 1)), self._at(None))
            return
        spans = [(start, min(start + self.starts.step, self._shape[2])) for start in self.starts]
        chain = self._find_chain()
        if chain is None:
            for span in spans:
                see(Part(everyone, span), self._at(np.arange(*span)))
            return
        with bands.cancelling(self._cancel):
            chain.each(spans, see)

    def fill(self, out: Array, progress: Callable[[float], None] | None = None) -> None:
        """Write the whole map (N, C, H, W) to out; `progress` gets 0 to 1."""
        chain = self._find_chain()
        for start in self.starts:
            stop = min(start + self.starts.step, self._shape[2])
            self._write(chain, (start, stop), out[:, :, start:stop], None)
            if progress is not None:
                progress(stop / self._shape[2])

    def _write(
        self, chain: Chain | Interleaved | None, rows: tuple[int, int], out: NDArray[Any], finish: Finish | None
    ) -> None:
        if chain is None:
            found = self._at(np.arange(*rows))
            np.copyto(out, found if finish is None else finish(found))
            return
        with bands.cancelling(self._cancel):
            chain.run(rows, out, finish)


def widest(plan: Plan, step_id: str) -> int:
    """Bytes of the largest map on the way to the step."""
    return max(4 * prod(row.shape or (0,)) for row in plan.way(step_id))
