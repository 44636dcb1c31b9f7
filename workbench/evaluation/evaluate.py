"""Exact values of any step at any rows and columns, computed from no more of the photo than they need.

Window arithmetic tells which values of the earlier step a set of outputs reads; those are computed the same way, back
to the photo. The screen asks for every t-th value, an export for one band of rows after another: the path is the same.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import prod

import numpy as np

import filters
from filters import memory
from filters.bands import CancelToken
from filters.errors import Cancelled
from filters.windows import Positions
from workbench.document import PHOTO, Step
from workbench.evaluation.banded import Bands, widest
from workbench.evaluation.cache import STATISTICS, Cache, Passing
from workbench.evaluation.dropping import drop
from workbench.evaluation.fused import Chain, chain_of
from workbench.evaluation.held import Held, all_of, united
from workbench.evaluation.interleaved import Interleaved
from workbench.evaluation.keys import Keys
from workbench.evaluation.laid import gatherings, phased
from workbench.evaluation.moments import moments
from workbench.evaluation.patches import Patches
from workbench.layers import KINDS, Array, Shape, channel_vectors
from workbench.plan import Plan, StepPlan
from workbench.sources import Source

OVERVIEW = 160
"""Rows and columns of the samples whose statistics stand in for those of a whole map."""

BAND_BYTES = 32 << 20
"""About how many bytes the widest map of a pipeline may take in one band of rows."""


@dataclass(eq=False)
class Evaluation:
    """One plan on one source. `quick` allows statistics of an overview in place of those of the whole map.

    `is_approximate` tells afterwards whether such a stand-in was used. The widest map of a band takes `band_bytes`: the
    smaller, the sooner a cancelled pass ends. `parts` is how many calls of `at` together make what was asked for. About
    `held_bytes` of the steps on the way are held for calls of `at` that ask for some of what these read, step by step
    further back. A map whose statistics have been found is held whole, where it takes no more than `whole_bytes`, until
    those of a later one are: statistics of many steps then take one pass over each step in place of all before it.
    """

    plan: Plan
    source: Source
    cache: Cache
    cancel: CancelToken | None = None
    quick: bool = False
    is_approximate: bool = False
    band_bytes: int = BAND_BYTES
    parts: int = 1
    held_bytes: int = 0
    whole_bytes: int = 0

    def __post_init__(self) -> None:
        self._keys = Keys(self.plan, self.source)
        self.patches = Patches(self.plan, self._keys, self.source, self.cache, self.cancel, self.parts)
        self._held: dict[str, Held] = {}
        self._wholes: dict[str, Array] = {}

    def at(self, step_id: str, rows: Positions | None = None, columns: Positions | None = None) -> Array:
        """The values (N, C, rows, columns) of a step; None stands for all. Maps without rows come whole."""
        row = self.plan[step_id]
        self.plan.require(step_id)
        assert row.shape is not None
        whole = all_of(row.shape)
        rows = whole[0] if rows is None or len(row.shape) != 4 else rows
        columns = whole[1] if columns is None or len(row.shape) != 4 else columns
        if row.step is not None and not row.step.enabled:
            return self.at(row.inputs[0], rows, columns)
        held = self._held.get(step_id)
        part = None if held is None else held.part(rows, columns)
        if held is None or part is None:
            return self._computed(step_id, rows, columns)
        self.is_approximate |= held.is_approximate
        return part

    def _computed(self, step_id: str, rows: Positions, columns: Positions) -> Array:
        """The values of a step, computed in order from the photo on: no step twice, however many read it."""
        asked = self.asked(step_id, rows, columns)
        readers = Counter(name for other in asked for name in self.plan[other].inputs)
        staying = self._staying(step_id, asked) if self.held_bytes else set()
        outer, self._held = self._held, {}
        before = self.is_approximate
        try:
            for name, places in asked.items():
                self.is_approximate = False
                held = outer.get(name)
                part = None if held is None else held.part(*places)
                if held is None or part is None:
                    held = Held(*places, self._value(self.plan[name], *places), self.is_approximate)
                else:
                    held = Held(*places, part, held.is_approximate)
                self.is_approximate = held.is_approximate
                self._held[name], values = held, held.values
                if name in staying:
                    outer[name] = held
                for read in self.plan[name].inputs:
                    readers[read] -= 1
                    if not readers[read]:
                        self._held.pop(read, None)
        finally:
            self._held = outer
        self.is_approximate |= before
        return values

    def _staying(self, step_id: str, asked: dict[str, tuple[Positions, Positions]]) -> set[str]:
        """Which of the steps to hold: the one asked for and others evenly spread before it, in half of the room.

        What lies between two of these begins at the earlier one when it is asked for, and is held in the other half.
        What lies behind the step that is asked for now is let go of.
        """
        way = {row.id for row in self.plan.way(step_id)}
        self._held = {name: held for name, held in self._held.items() if name in way}
        room = self.held_bytes - sum(held.values.nbytes for held in self._held.values())
        size = sum(
            4 * prod((self.plan[name].shape or ())[:2]) * rows.size * columns.size
            for name, (rows, columns) in asked.items()
        )
        every = -(-2 * size // max(room, 1)) or 1
        return set(list(asked)[::-every])

    def _value(self, row: StepPlan, rows: Positions, columns: Positions) -> Array:
        """The values of one step, found or computed from those that are held of the steps that it reads."""
        if self.cancel is not None and self.cancel.is_set():
            raise Cancelled
        found = self.find(row, rows, columns)
        if found is not None:
            return found
        if row.step is None:
            values = self.source.region(rows, columns, self.plan.document.white)
        else:
            with np.errstate(all="ignore"):  # NaN and infinity are values like others
                values = self._compute(row, rows, columns)
        if not self.is_approximate:
            self.keep(row, rows, columns, values)
        return values

    def find(self, row: StepPlan, rows: Positions, columns: Positions) -> Array | None:
        """The values of a step that are kept, if they are."""
        found = self.cache.find(self._place(row, rows, columns))
        return None if found is None else found[0]

    def keep(self, row: StepPlan, rows: Positions, columns: Positions, values: Array) -> None:
        """Keep exact values of a step, which nobody will change."""
        self.cache.keep(self._place(row, rows, columns), values, parts=self.parts)

    def drop(self, row: StepPlan, rows: Positions, columns: Positions) -> None:
        """Keep them no longer."""
        self.cache.drop(self._place(row, rows, columns))

    def _place(self, row: StepPlan, rows: Positions, columns: Positions) -> tuple[bytes, ...]:
        return self._keys.of(row), rows.tobytes(), columns.tobytes()

    def asked(self, step_id: str, rows: Positions, columns: Positions) -> dict[str, tuple[Positions, Positions]]:
        """Which rows and columns of every step on the way are read for some values, from the photo on.

        A step that several read is asked once for all that they need, and nothing for what is kept already.
        """
        way = self.plan.way(step_id)
        asked = {step_id: (rows, columns)}
        for row in reversed(way):
            if row.id in asked and not self.is_kept(row, *asked[row.id]):
                for name, (down, across) in self._reads(row, *asked[row.id]):
                    before = asked.get(name, (down, across))
                    asked[name] = united(before[0], down), united(before[1], across)
        return {row.id: asked[row.id] for row in way if row.id in asked}

    def is_kept(self, row: StepPlan, rows: Positions, columns: Positions) -> bool:
        """Whether the values of a step need not be computed."""
        held = self._held.get(row.id)
        return (held is not None and held.covers(rows, columns)) or self.find(row, rows, columns) is not None

    def _reads(
        self, row: StepPlan, rows: Positions, columns: Positions
    ) -> Iterator[tuple[str, tuple[Positions, Positions]]]:
        """The steps that a step reads for some of its values, with the rows and columns; not what it reads whole of a
        large map, nor what a window takes from the photo by itself."""
        if row.windows is not None:
            both = self.patches.merged(row, rows, columns)
            if both is not None:
                row, rows, columns = both.row, rows[both.rows], columns[both.columns]
            down, across = gatherings(row, rows, columns)
            if row.inputs[0] != PHOTO and down.needed.size and across.needed.size:
                yield row.inputs[0], (down.needed, (phased(row, down, across) or across).needed)
            return
        for name in row.inputs:
            if not (row.is_whole and row.step is not None and row.step.kind != "batch_norm"):
                yield name, (rows, columns)
            elif row.step.kind == "softmax" and row.shape is not None and len(row.shape) == 4:
                whole = all_of(row.shape)
                yield name, (whole[0], columns) if row.step["axis"] % 4 == 2 else (rows, whole[1])
            elif self._is_small(name):
                yield name, all_of(self.plan[name].shape or ())

    def _compute(self, row: StepPlan, rows: Positions, columns: Positions) -> Array:
        step = row.step
        assert step is not None
        kind = KINDS[step.kind]
        if row.windows is not None and row.input_shape is not None:
            return self.patches.slide(row, rows, columns, self.at)
        if step.kind == "dropout":
            return drop(step, self.at(row.inputs[0], rows, columns), rows, columns, self.plan.training)
        if row.is_whole and step.kind == "batch_norm":
            values = self.at(row.inputs[0], rows, columns)
            mean, variance = self.batch_statistics(row)
            _, _, gamma, beta = channel_vectors(step, values.shape[1])
            return filters.batch_norm(values, mean, variance, gamma, beta, eps=step["eps"])[0]
        assert kind.apply is not None
        if row.is_whole:
            return self._from_whole(row, step, rows, columns)
        return kind.apply(step, [self.at(name, rows, columns) for name in row.inputs], None)

    def _from_whole(self, row: StepPlan, step: Step, rows: Positions, columns: Positions) -> Array:
        """Values that read more of a map than their own place: all of it, or its columns or rows that are asked for."""
        apply = KINDS[step.kind].apply
        assert apply is not None
        if step.kind == "softmax" and len(row.shape or ()) == 4:
            is_down = step["axis"] % 4 == 2
            lines = self.at(row.inputs[0], None if is_down else rows, columns if is_down else None)
            found = apply(step, [lines], None)
            return np.ascontiguousarray(found[:, :, rows] if is_down else found[..., columns])
        return apply(step, [self._whole(name) for name in row.inputs], None)

    def _whole(self, step_id: str) -> Array:
        """A whole map, in bands where those on its way are large."""
        shape = self.plan[step_id].shape
        if shape is None or self._is_small(step_id):
            return self.at(step_id)
        values = memory.result(shape)
        self.bands(step_id).fill(values)
        return values

    def _is_small(self, step_id: str) -> bool:
        """Whether a map, and all on its way, can be whole at once."""
        return len(self.plan[step_id].shape or ()) != 4 or widest(self.plan, step_id) <= self.band_bytes

    def estimate(self, step_id: str) -> None:
        """Find all statistics that are needed now, in order, before parts of the work would each do it."""
        for row in self.plan.way(step_id):
            if row.is_whole and row.step is not None and row.step.kind == "batch_norm" and row.step.enabled:
                self.batch_statistics(row)

    def batch_statistics(self, row: StepPlan) -> tuple[Array, Array]:
        """Mean and biased variance of each channel over the whole input; of an overview where quick and unknown."""
        key = (self._keys.of(row), STATISTICS[0])
        found = self.cache.find(key)
        if found is not None:
            return found[0], found[1]
        if self.quick:
            return self._overview_statistics(row)
        name, shape = row.inputs[0], row.input_shape or ()
        fits = len(shape) == 4 and 4 * prod(shape) <= self.whole_bytes
        whole = np.empty(shape, np.float32) if fits else None
        result = moments(self.bands(name), shape[1], whole)
        if whole is not None:
            self._wholes = {name: whole}
        self.cache.keep(key, *result)
        return result

    def _overview_statistics(self, row: StepPlan) -> tuple[Array, Array]:
        """Mean and variance of evenly spaced samples, the same for every view of the map."""
        self.is_approximate = True
        key = (self._keys.of(row), STATISTICS[1])
        found = self.cache.find(key)
        if found is None:
            shape = row.input_shape or ()
            values = self.at(row.inputs[0], *(_spread(length, OVERVIEW) for length in shape[2:4]))
            axes = (0, *range(2, values.ndim))
            mean, variance = values.mean(axes, np.float64), values.var(axes, np.float64)
            found = mean.astype(np.float32), variance.astype(np.float32)
            self.cache.keep(key, *found)
        return found[0], found[1]

    def bands(self, step_id: str) -> Bands:
        """The whole map of a step as one band of rows after another, in bounded memory."""
        unkept = replace(self, cache=Passing(self.cache), is_approximate=False, held_bytes=0)

        def at(rows: Positions | None) -> Array:
            if rows is None:
                return self.at(step_id)
            values = unkept.at(step_id, rows)
            self.is_approximate |= unkept.is_approximate
            return values

        chain = partial(self._chain, step_id)
        return Bands(self.plan, step_id, self.band_bytes, at, chain, self.cancel)

    def _chain(self, step_id: str) -> Chain | Interleaved | None:
        self.estimate(step_id)  # first, for it may leave a whole map to begin at
        return chain_of(self.plan, self.source, step_id, self.batch_statistics, self._wholes)

    def key(self, step_id: str) -> bytes:
        """A digest of all that the values of a step depend on."""
        return self._keys[step_id]


def _spread(length: int, count: int) -> Positions:
    """At most `count` positions, evenly spaced."""
    every = -(-length // count)
    return np.arange(every // 2, length, every)


def evaluate(
    plan: Plan,
    source: Source,
    step_id: str,
    *,
    cancel: CancelToken | None = None,
    progress: Callable[[float], None] | None = None,
) -> Array:
    """The exact values of a step, (N, C, H, W) float32 or (N, K) behind flatten, computed band by band.

    Raises PlanError where the step is refused, Cancelled where the token was set; `progress` gets 0 to 1.
    """
    evaluation = Evaluation(plan, source, Cache(), cancel, band_bytes=BAND_BYTES)
    plan.require(step_id)
    shape: Shape | None = plan[step_id].shape
    assert shape is not None
    whole = evaluation.bands(step_id)
    if whole.is_whole:
        return evaluation.at(step_id)
    result = np.empty(shape, np.float32)
    whole.fill(result, progress)
    return result
