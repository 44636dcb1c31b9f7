"""Exact values of any step at any rows and columns, computed from no more of the photo than they need.

Window arithmetic tells which values of the earlier step a set of outputs reads; those are computed the same way, back
to the photo. The screen asks for every t-th value, an export for one band of rows after another: the path is the same.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

import filters
from filters import bands, memory
from filters.bands import CancelToken
from filters.errors import Cancelled
from filters.windows import Gathering, Positions, distinct
from workbench.document import PHOTO, Step
from workbench.evaluation.banded import Bands, widest
from workbench.evaluation.cache import Cache
from workbench.evaluation.dropping import drop
from workbench.evaluation.effort import Effort, effort_of
from workbench.evaluation.fused import averaged
from workbench.evaluation.keys import Keys
from workbench.evaluation.laid import gatherings, phased, take
from workbench.evaluation.moments import moments
from workbench.layers import KINDS, Array, Shape, channel_vectors
from workbench.operations import comes_in_blocks, conv_blocks, conv_phases
from workbench.plan import Plan, StepPlan
from workbench.sources import Source

PART_BYTES, PART_ROWS = 16 << 20, 8
"""Samples are computed in parts whose widest map takes about so many bytes, but no fewer rows than these."""

OVERVIEW = 160
"""Rows and columns of the samples whose statistics stand in for those of a whole map."""

BAND_BYTES = 32 << 20
"""About how many bytes the widest map of a pipeline may take in one band of rows."""


Reader = Callable[[Positions, Positions, float], tuple[NDArray[Any], ...]]
"""Reads rows and columns of the photo, white as a number, and what belongs to them."""


@dataclass(eq=False)
class Evaluation:
    """One plan on one source. `quick` allows statistics of an overview in place of those of the whole map.

    `is_approximate` tells afterwards whether such a stand-in was used. The widest map of a band takes `band_bytes`: the
    smaller, the sooner a cancelled pass ends. `parts` is how many calls of `at` together make what was asked for. About
    `held_bytes` of the steps on the way are held for calls of `at` that ask for some of what these read, step by step
    further back.
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

    def __post_init__(self) -> None:
        self._keys = Keys(self.plan, self.source)
        self._held: dict[str, _Held] = {}

    def at(self, step_id: str, rows: Positions | None = None, columns: Positions | None = None) -> Array:
        """The values (N, C, rows, columns) of a step; None stands for all. Maps without rows come whole."""
        row = self.plan[step_id]
        self.plan.require(step_id)
        assert row.shape is not None
        whole = _all_of(row.shape)
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
                    held = _Held(*places, self._value(self.plan[name], *places), self.is_approximate)
                else:
                    held = _Held(*places, part, held.is_approximate)
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
        key = (self._keys.of(row), rows.tobytes(), columns.tobytes())
        found = self.cache.find(key)
        if found is not None:
            return found[0]
        if row.step is None:
            values = self.source.region(rows, columns, self.plan.document.white)
        else:
            with np.errstate(all="ignore"):  # NaN and infinity are values like others
                values = self._compute(row, rows, columns)
        if not self.is_approximate:
            self.cache.keep(key, values, parts=self.parts)
        return values

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
                    asked[name] = _united(before[0], down), _united(before[1], across)
        return {row.id: asked[row.id] for row in way if row.id in asked}

    def is_kept(self, row: StepPlan, rows: Positions, columns: Positions) -> bool:
        """Whether the values of a step need not be computed."""
        held = self._held.get(row.id)
        return (held is not None and held.covers(rows, columns)) or self.cache.find(
            (self._keys.of(row), rows.tobytes(), columns.tobytes())
        ) is not None

    def _reads(
        self, row: StepPlan, rows: Positions, columns: Positions
    ) -> Iterator[tuple[str, tuple[Positions, Positions]]]:
        """The steps that a step reads for some of its values, with the rows and columns; not what it reads whole of a
        large map, nor what a window takes from the photo by itself."""
        if row.windows is not None:
            down, across = gatherings(row, rows, columns)
            if row.inputs[0] != PHOTO and down.needed.size and across.needed.size:
                yield row.inputs[0], (down.needed, (phased(row, down, across) or across).needed)
            return
        for name in row.inputs:
            if not (row.is_whole and row.step is not None and row.step.kind != "batch_norm"):
                yield name, (rows, columns)
            elif row.step.kind == "softmax" and row.shape is not None and len(row.shape) == 4:
                whole = _all_of(row.shape)
                yield name, (whole[0], columns) if row.step["axis"] % 4 == 2 else (rows, whole[1])
            elif self._is_small(name):
                yield name, _all_of(self.plan[name].shape or ())

    def samples(self, step_id: str, rows: Positions, columns: Positions) -> Array:
        """As `at`, for a screen: where much is read for few outputs, in parts on threads, each within their caches."""
        row = self.plan[step_id]
        self.plan.require(step_id)
        effort = self.effort(step_id, rows, columns)
        parts = min(-(-effort.widest // PART_BYTES), rows.size // PART_ROWS)
        if parts < 2 or effort.is_whole or row.shape is None:
            return self.at(step_id, rows, columns)
        key = (self._keys.of(row), rows.tobytes(), columns.tobytes())
        found = self.cache.find(key)
        if found is not None:
            return found[0]
        self._estimate(step_id)
        values = np.empty((*row.shape[:2], rows.size, columns.size), np.float32)
        stand_ins: list[bool] = []

        def work(span: tuple[int, int]) -> None:
            own = replace(self, is_approximate=False, parts=len(spans))
            values[:, :, slice(*span)] = own.at(step_id, rows[slice(*span)], columns)
            stand_ins.append(own.is_approximate)

        spans = bands.split(rows.size, -(-rows.size // parts))
        bands.run(spans, work, self.cancel)
        if any(stand_ins):
            self.is_approximate = True
        else:
            self.cache.keep(key, values)
        return values

    def _compute(self, row: StepPlan, rows: Positions, columns: Positions) -> Array:
        step = row.step
        assert step is not None
        kind = KINDS[step.kind]
        if row.windows is not None and row.input_shape is not None:
            return self._slide(row, step, rows, columns)
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

    def strip(self, step_id: str, places: Positions) -> Array:
        """Some values (N, places) of a step whose maps have no rows. Behind flatten no more of the maps is computed."""
        row = self.plan[step_id]
        self.plan.require(step_id)
        read = self.plan[row.inputs[0]]
        assert row.step is not None
        assert read.shape is not None
        if not row.step.enabled:
            return self.strip(read.id, places)
        if not row.is_one_row:
            return self.at(step_id)[..., places]
        channels, rows, columns = np.unravel_index(places, read.shape[1:])
        down, across = distinct(rows), distinct(columns)
        found = self.samples(read.id, down, across)
        return found[:, channels, np.searchsorted(down, rows), np.searchsorted(across, columns)]

    def _slide(self, row: StepPlan, step: Step, rows: Positions, columns: Positions) -> Array:
        kind = KINDS[step.kind]
        assert row.input_shape is not None
        assert kind.apply is not None
        down, across = gatherings(row, rows, columns)
        ordered = phased(row, down, across)
        if ordered is not None:
            raw, scale = self._raw(row, down, ordered)
            if not comes_in_blocks(step, row.input_shape[1], down, across):
                return conv_phases(step, raw, down, across, scale)[:, :, down.keep][..., across.keep]
            blocks = conv_blocks(step, raw, down, across, scale)
            if blocks is not None:
                return blocks
        patch = self._patch(row, down, across, kind.fill)
        found = kind.apply(step, [patch], (down.window, across.window))[:, :, down.keep][..., across.keep]
        return averaged(row, found, rows, columns)

    def _raw(self, row: StepPlan, down: Gathering, across: Gathering) -> tuple[NDArray[Any], float]:
        """What the windows of a convolution read, laid out for them, and by what to multiply it. Of the photo it is
        kept in the pixels' own few bytes, so that an edit of the first kernel gathers nothing."""
        if row.inputs[0] != PHOTO or not (down.needed.size and across.needed.size):
            return self._patch(row, down, across, 0.0), 1.0

        def read(rows: Positions, columns: Positions, white: float) -> tuple[NDArray[Any], ...]:
            pixels, scale = self.source.raw(rows, columns, white)
            return pixels, np.array(scale)

        patch, scale = self._of_photo(self.raw_key(row, down, across), down, across, 0.0, read)
        return patch, float(scale)

    def _patch(self, row: StepPlan, down: Gathering, across: Gathering, fill: float) -> Array:
        """What the windows read, laid out for them; of the photo it is kept, unless it is as soon converted again."""
        assert row.input_shape is not None
        if not (down.needed.size and across.needed.size):  # nothing but padding is read
            return np.full((*row.input_shape[:2], down.take.size, across.take.size), fill, np.float32)
        name = row.inputs[0]
        if name != PHOTO:
            return take(self.at(name, down.needed, across.needed), down.take, across.take, fill)

        def read(rows: Positions, columns: Positions, white: float) -> tuple[Array]:
            return (self.source.region(rows, columns, white),)

        key = (self._keys[name], down.places.tobytes(), across.places.tobytes(), fill)
        return self._of_photo(key, down, across, fill, read, is_kept=not across.is_dense)[0]

    def _of_photo(
        self, key: object, down: Gathering, across: Gathering, fill: float, read: Reader, *, is_kept: bool = True
    ) -> tuple[NDArray[Any], ...]:
        """What `read` gives of the photo at the places of a patch, with `fill` where there is none."""
        found = self.cache.find(key)
        if found is not None:
            return found
        if self.cancel is not None and self.cancel.is_set():
            raise Cancelled
        found = read(np.maximum(down.places, 0), np.maximum(across.places, 0), self.plan.document.white)
        found[0][..., down.places < 0, :] = fill
        found[0][..., across.places < 0] = fill
        if is_kept:
            self.cache.keep(key, *found, parts=self.parts)
        return found

    def _estimate(self, step_id: str) -> None:
        """Find all statistics that `quick` needs now, before parts of the work would each do it."""
        for row in self.plan.way(step_id):
            if row.is_whole and row.step is not None and row.step.enabled:
                self.batch_statistics(row)

    def batch_statistics(self, row: StepPlan) -> tuple[Array, Array]:
        """Mean and biased variance of each channel over the whole input; of an overview where quick and unknown."""
        key = (self._keys.of(row), "statistics")
        found = self.cache.find(key)
        if found is not None:
            return found[0], found[1]
        if self.quick:
            return self._overview_statistics(row)
        result = moments(self.bands(row.inputs[0]))
        self.cache.keep(key, *result)
        return result

    def _overview_statistics(self, row: StepPlan) -> tuple[Array, Array]:
        """Mean and variance of evenly spaced samples, the same for every view of the map."""
        self.is_approximate = True
        key = (self._keys.of(row), "overview")
        found = self.cache.find(key)
        if found is None:
            shape = row.input_shape or ()
            values = self.at(row.inputs[0], *(_spread(length, OVERVIEW) for length in shape[2:4]))
            axes = (0, *range(2, values.ndim))
            mean, variance = values.mean(axes, np.float64), values.var(axes, np.float64)
            found = mean.astype(np.float32), variance.astype(np.float32)
            self.cache.keep(key, *found)
        return found[0], found[1]

    def effort(self, step_id: str, rows: Positions, columns: Positions) -> Effort:
        """About what `at` takes now."""
        return effort_of(self, step_id, rows, columns)

    def raw_key(self, row: StepPlan, down: Gathering, across: Gathering) -> tuple[object, ...]:
        """Under what the pixels that a step reads are kept, as they are laid out."""
        return "raw", self._keys.of(self.plan[row.inputs[0]]), down.places.tobytes(), across.places.tobytes()

    def bands(self, step_id: str) -> Bands:
        """The whole map of a step as one band of rows after another, in bounded memory."""
        return Bands(self, step_id)

    def key(self, step_id: str) -> bytes:
        """A digest of all that the values of a step depend on."""
        return self._keys[step_id]


@dataclass(frozen=True, eq=False)
class _Held:
    """Values of a step at some rows and columns, held for the steps that read it."""

    rows: Positions
    columns: Positions
    values: Array
    is_approximate: bool

    def part(self, rows: Positions, columns: Positions) -> Array | None:
        """The values at some of its rows and columns, None where it lacks one of them."""
        if np.array_equal(rows, self.rows) and np.array_equal(columns, self.columns):
            return self.values
        if not self.covers(rows, columns):
            return None
        return take(self.values, np.searchsorted(self.rows, rows), np.searchsorted(self.columns, columns), 0.0)

    def covers(self, rows: Positions, columns: Positions) -> bool:
        """Whether these are among its rows and columns."""
        return _are_among(rows, self.rows) and _are_among(columns, self.columns)


def _are_among(wanted: Positions, values: Positions) -> bool:
    places = np.searchsorted(values, wanted)
    return bool(values.size) and bool((values[np.minimum(places, values.size - 1)] == wanted).all())


def _spread(length: int, count: int) -> Positions:
    """At most `count` positions, evenly spaced."""
    every = -(-length // count)
    return np.arange(every // 2, length, every)


_ALL: Positions = np.zeros(0, np.int64)


def _all_of(shape: Shape) -> tuple[Positions, Positions]:
    """All rows and columns of a map, none of what has no rows."""
    return (np.arange(shape[2]), np.arange(shape[3])) if len(shape) == 4 else (_ALL, _ALL)


def _united(one: Positions, other: Positions) -> Positions:
    """The positions that either has, in order."""
    return one if one is other or np.array_equal(one, other) else distinct(np.concatenate([one, other]))


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
