"""What outputs of a step read of the map before it, and how it is laid out for their windows."""

from functools import lru_cache

import numpy as np

from filters import bands
from filters.windows import Gathering, Positions, Window, gather
from workbench.convolution import comes_in_blocks, lies_far_apart
from workbench.layers import Array
from workbench.plan import StepPlan

TAKE_VALUES = 1 << 17
"""How many values one thread lays out at a time, so that they stay in its cache."""

MOST_RUNS = 32
"""So many evenly spaced runs are copied one by one; more are taken index by index."""


def gatherings(row: StepPlan, rows: Positions, columns: Positions) -> tuple[Gathering, Gathering]:
    """`gather` down and across, remembered: all bands and parts of a picture ask for the same columns."""
    assert row.windows is not None
    assert row.input_shape is not None
    in_blocks = row.step is not None and row.step.kind == "conv2d"
    return (
        _gathered(row.windows[0], rows.tobytes(), row.input_shape[2], in_blocks),
        _gathered(row.windows[1], columns.tobytes(), row.input_shape[3], in_blocks),
    )


def phased(row: StepPlan, down: Gathering, across: Gathering) -> Gathering | None:
    """`across` in the order in which a convolution reads columns for outputs far apart or in blocks, else None."""
    assert row.step is not None
    assert row.input_shape is not None
    if across.blocks is not None and comes_in_blocks(row.step, row.input_shape[1], down, across):
        return _in_phases(across, across.blocks.pitch)
    return _in_phases(across, across.window.stride) if lies_far_apart(row.step, down, across) else None


@lru_cache(maxsize=256)
def _in_phases(across: Gathering, pitch: int) -> Gathering:
    return across.in_phases(pitch)


@lru_cache(maxsize=256)
def _gathered(window: Window, outputs: bytes, length: int, in_blocks: bool) -> Gathering:
    return gather(window, np.frombuffer(outputs, np.int64), length, in_blocks=in_blocks)


def take(values: Array, rows: Positions, columns: Positions, fill: float) -> Array:
    """The patch values[..., rows, columns], with `fill` where an index is -1."""
    if _is_all(rows, values.shape[-2]) and _is_all(columns, values.shape[-1]):
        return values
    patch = np.empty((*values.shape[:-2], rows.size, columns.size), np.float32)
    runs = _runs(columns)
    spans = bands.split(rows.size, max(1, TAKE_VALUES // max(columns.size, 1)))

    def work(job: tuple[int, int, tuple[int, int]]) -> None:
        n, c, (start, stop) = job
        lines = rows[start:stop]
        block, into = values[n, c], patch[n, c, start:stop]
        evenly = lines[0] >= 0 and _is_ramp(lines)
        block = block[lines[0] : lines[-1] + 1] if evenly else np.take(block, lines, axis=0, mode="clip")
        for target, source in runs:
            into[:, target] = block[:, source]
        if not runs:
            np.take(block, columns, axis=1, out=into, mode="clip")

    bands.run([(n, c, span) for n in range(values.shape[0]) for c in range(values.shape[1]) for span in spans], work)
    if (rows < 0).any():
        patch[..., rows < 0, :] = fill
    if (columns < 0).any():
        patch[..., columns < 0] = fill
    return patch


def _runs(places: Positions) -> list[tuple[slice, slice]]:
    """Where evenly spaced runs of indices go and come from: one dense span, or phases; none where there are many."""
    inside = np.flatnonzero(places >= 0)
    own = places[inside]
    if own.size < 2 or own[1] <= own[0]:
        return []
    step = int(own[1] - own[0])
    ends = np.append(np.flatnonzero((np.diff(inside) != 1) | (np.diff(own) != step)) + 1, own.size)
    if ends.size > MOST_RUNS:
        return []
    return [
        (slice(inside[start], inside[end - 1] + 1), slice(own[start], own[end - 1] + 1, step))
        for start, end in zip((0, *ends), ends, strict=False)
    ]


def _is_all(places: Positions, length: int) -> bool:
    return places.size == length and _is_ramp(places) and places[0] == 0


def _is_ramp(places: Positions) -> bool:
    return bool((np.diff(places) == 1).all())
