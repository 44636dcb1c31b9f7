"""Steps that slide a window, over a patch of what it meets: of the photo that is gathered once and kept."""

from collections.abc import Callable
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import memory
from filters.algorithms.task import is_finite
from filters.bands import CancelToken
from filters.errors import Cancelled
from filters.records import dataclass
from filters.windows import Gathering, Positions, around
from workbench.convolution import at_blocks, at_phases, comes_in_blocks
from workbench.document import PHOTO
from workbench.evaluation.cache import PIXELS, Cache
from workbench.evaluation.fused import averaged
from workbench.evaluation.keys import Keys
from workbench.evaluation.laid import gatherings, phased, take
from workbench.evaluation.merged import Merged, merged
from workbench.layers import KINDS, Array
from workbench.plan import Plan, StepPlan
from workbench.sources import Source

Values = Callable[[str, Positions, Positions], Array]
"""Computes a step at rows and columns."""


@dataclass(frozen=True, eq=False)
class Patches:
    """The patches of one plan on one source. `parts` is how many like this one are asked for together."""

    plan: Plan
    keys: Keys
    source: Source
    cache: Cache
    cancel: CancelToken | None
    parts: int
    _merged: dict[object, Merged | None] = field(default_factory=dict)

    def merged(self, row: StepPlan, rows: Positions, columns: Positions) -> Merged | None:
        """The step in one with the convolution before it, where that is less work: asked for again and again."""
        key = row.id, rows.tobytes(), columns.tobytes()
        if key not in self._merged:
            self._merged[key] = merged(self.plan, row, rows, columns)
        return self._merged[key]

    def slide(self, row: StepPlan, rows: Positions, columns: Positions, at: Values) -> Array:
        """The values of a step that slides a window, in the way that suits how far apart they lie."""
        both = self.merged(row, rows, columns)
        if both is None:
            return self._slide(row, rows, columns, at)
        found = self._slide(both.row, rows[both.rows], columns[both.columns], at)
        if not is_finite(found):  # two infinities of the map between may make NaN
            return self._slide(row, rows, columns, at)
        if found.shape[2:] == (rows.size, columns.size):
            return found
        values = memory.result((*found.shape[:2], rows.size, columns.size))
        values[:, :, both.rows, both.columns] = found
        for own in around(both.rows, both.columns):
            if rows[own[0]].size and columns[own[1]].size:
                values[:, :, own[0], own[1]] = self._slide(row, rows[own[0]], columns[own[1]], at)
        return values

    def _slide(self, row: StepPlan, rows: Positions, columns: Positions, at: Values) -> Array:
        step = row.step
        assert step is not None
        kind = KINDS[step.kind]
        assert row.input_shape is not None
        assert kind.apply is not None
        down, across = gatherings(row, rows, columns)
        ordered = phased(row, down, across)
        if ordered is not None:
            raw, scale = self._raw(row, down, ordered, at)
            if not comes_in_blocks(step, row.input_shape[1], down, across):
                return at_phases(step, raw, down, across, scale)[:, :, down.keep][..., across.keep]
            blocks = at_blocks(step, raw, down, across, scale)
            if blocks is not None:
                return blocks
        patch = self._patch(row, down, across, kind.fill, at)
        found = kind.apply(step, [patch], (down.window, across.window))[:, :, down.keep][..., across.keep]
        return averaged(row, found, rows, columns)

    def _raw(self, row: StepPlan, down: Gathering, across: Gathering, at: Values) -> tuple[NDArray[Any], float]:
        """What a convolution reads, and by what to multiply it. Of the photo it stays in the pixels' own few bytes, so
        that an edit of the first kernel gathers nothing."""
        if row.inputs[0] != PHOTO or not _reads_any(down, across):
            return self._patch(row, down, across, 0.0, at), 1.0
        return self._pixels(down, across)

    def _pixels(self, down: Gathering, across: Gathering) -> tuple[NDArray[Any], float]:
        def read(rows: Positions, columns: Positions) -> tuple[NDArray[Any], ...]:
            pixels, scale = self.source.raw(rows, columns, self.plan.document.white)
            return pixels, np.array(scale)

        patch, scale = self._of_photo(PIXELS, down, across, 0.0, read)
        return patch, float(scale)

    def gather(self, row: StepPlan, rows: Positions, columns: Positions) -> None:
        """Gather what values of a step read of the photo at samples far apart, where that is not kept yet."""
        if row.windows is None:
            return
        both = self.merged(row, rows, columns)
        if both is not None:
            row, rows, columns = both.row, rows[both.rows], columns[both.columns]
        down, across = gatherings(row, rows, columns)
        ordered = phased(row, down, across) if row.inputs[0] == PHOTO and _reads_any(down, across) else None
        if ordered is None:
            return
        pixel, _ = self.source.raw(*(np.zeros(1, np.int64),) * 2, self.plan.document.white)
        if self.cache.has_room_for(self.parts * pixel.nbytes * down.take.size * ordered.take.size):
            self._pixels(down, ordered)

    def has_raw(self, down: Gathering, across: Gathering) -> bool:
        """Whether the photo's pixels at these places are kept."""
        return self.cache.find(self._key(PIXELS, down, across, 0.0)) is not None

    def _patch(self, row: StepPlan, down: Gathering, across: Gathering, fill: float, at: Values) -> Array:
        """What the windows read, as numbers; of the photo it is kept, unless it is as soon converted again."""
        assert row.input_shape is not None
        if not _reads_any(down, across):
            return np.full((*row.input_shape[:2], down.take.size, across.take.size), fill, np.float32)
        if row.inputs[0] != PHOTO:
            return take(at(row.inputs[0], down.needed, across.needed), down.take, across.take, fill)

        def read(rows: Positions, columns: Positions) -> tuple[Array]:
            return (self.source.region(rows, columns, self.plan.document.white),)

        return self._of_photo("numbers", down, across, fill, read, is_kept=not across.is_dense)[0]

    def _of_photo(
        self,
        form: str,
        down: Gathering,
        across: Gathering,
        fill: float,
        read: Callable[[Positions, Positions], tuple[NDArray[Any], ...]],
        *,
        is_kept: bool = True,
    ) -> tuple[NDArray[Any], ...]:
        """What `read` gives of the photo at the places of a patch, with `fill` where there is none."""
        key = self._key(form, down, across, fill)
        found = self.cache.find(key)
        if found is not None:
            return found
        if self.cancel is not None and self.cancel.is_set():
            raise Cancelled
        found = read(np.maximum(down.places, 0), np.maximum(across.places, 0))
        found[0][..., down.places < 0, :] = fill
        found[0][..., across.places < 0] = fill
        if is_kept:
            self.cache.keep(key, *found, parts=self.parts)
        return found

    def _key(self, form: str, down: Gathering, across: Gathering, fill: float) -> tuple[object, ...]:
        return form, self.keys[PHOTO], down.places.tobytes(), across.places.tobytes(), fill


def _reads_any(down: Gathering, across: Gathering) -> bool:
    """Whether anything but padding is read."""
    return bool(down.needed.size and across.needed.size)
