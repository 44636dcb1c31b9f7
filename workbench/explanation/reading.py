"""What an explanation reads: single values, whole axes, all that a window meets, and what lies around them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from filters.windows import Window
from workbench.evaluation.evaluate import Evaluation
from workbench.evaluation.padded import padded
from workbench.explanation.ledger import Index, Patch, Place, Term
from workbench.layers import KINDS
from workbench.plan import StepPlan

AROUND = 1
"""How many values are shown about a window and about a result."""

WIDEST_PATCH, MOST_CHANNELS = 13, 16
"""Where a window spans more than this, or reads more channels, what lies around it is not gathered."""


def index_of(place: Place, axes: int) -> Index:
    """Where the value of a place stands in an array of so many axes."""
    return {
        1: (place.channel,),
        2: (place.sample, place.channel),
        3: (place.sample, place.channel, place.x),
        4: (place.sample, place.channel, place.y, place.x),
    }[axes]


def place_at(step_id: str, index: Sequence[int]) -> Place:
    """The place that an index of an array stands for."""
    if len(index) == 1:
        return Place(step_id, channel=int(index[0]))
    sample, channel, *rest = (int(i) for i in index)
    y, x = rest if len(rest) == 2 else (0, *rest) if rest else (0, 0)
    return Place(step_id, y, x, channel, sample)


class Reader:
    """Reads values of one evaluation by their places; `surroundings` is whether what lies around is wanted."""

    def __init__(self, evaluation: Evaluation, surroundings: bool) -> None:
        self.evaluation = evaluation
        self._plan = evaluation.plan
        self._surroundings = surroundings

    def value(self, place: Place) -> float:
        """One value."""
        shape = self._plan[place.step].shape
        assert shape is not None
        if len(shape) != 4:
            return float(self.evaluation.at(place.step)[index_of(place, len(shape))])
        found = self.evaluation.at(place.step, np.array([place.y]), np.array([place.x]))
        return float(found[place.sample, place.channel, 0, 0])

    def same(self, row: StepPlan, place: Place, number: int = 0) -> Term:
        """What the step reads at its own place, of its input of that number."""
        read = Place(row.inputs[number], place.y, place.x, place.channel, place.sample)
        return Term(read, self.value(read))

    def axis(self, step_id: str, index: Sequence[int], axis: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """All values of a step along one axis, through an index of the others, in double precision."""
        wanted: list[int | slice] = list(index)
        wanted[axis] = slice(None)
        if len(index) != 4:
            return self.evaluation.at(step_id)[tuple(wanted)].astype(np.float64)
        rows, columns = (None if axis == n else np.array([index[n]]) for n in (2, 3))
        for n in (2, 3):
            if n != axis:
                wanted[n] = 0
        return self.evaluation.at(step_id, rows, columns)[tuple(wanted)].astype(np.float64)

    def outputs(self, row: StepPlan, place: Place) -> Patch | None:
        """The values about a result; None where they are not wanted, or there is no map."""
        shape = row.shape
        if not self._surroundings or shape is None or len(shape) != 4:
            return None
        rows, columns = (
            np.arange(max(at - AROUND, 0), min(at + AROUND + 1, length))
            for at, length in ((place.y, shape[2]), (place.x, shape[3]))
        )
        values = self.evaluation.at(row.id, rows, columns)[place.sample, place.channel : place.channel + 1]
        return Patch(row.id, place.channel, int(rows[0]), int(columns[0]), values, np.zeros(values.shape[1:], bool))

    def inputs(self, row: StepPlan, place: Place, channels: range) -> Patch | None:
        """The values about a window, padding included; None where they are not wanted, or too many."""
        assert row.windows is not None
        assert row.input_shape is not None
        spans = []
        for window, at, length in zip(row.windows, (place.y, place.x), row.input_shape[2:], strict=True):
            first = int(window.first_input(np.array([at]))[0])
            low = max(first - AROUND, -window.before)
            spans.append(np.arange(low, max(min(first + window.extent + AROUND, length + window.after), low + 1)))
        if not self._surroundings or max(map(len, spans)) > WIDEST_PATCH or len(channels) > MOST_CHANNELS:
            return None
        values, is_padding = padded(self.evaluation, row, *spans)
        values = values[place.sample, channels.start : channels.stop]
        return Patch(row.inputs[0], channels.start, int(spans[0][0]), int(spans[1][0]), values, is_padding)

    def window_terms(self, row: StepPlan, place: Place, channels: range) -> list[tuple[int, int, Term]]:
        """(u, v, term) for every tap of the window, weights still to be filled in."""
        assert row.windows is not None
        assert row.input_shape is not None
        assert row.step is not None
        down, across = (
            _taps(window, at, length)
            for window, at, length in zip(row.windows, (place.y, place.x), row.input_shape[2:], strict=True)
        )
        rows, columns = np.unique(down[1][down[1] >= 0]), np.unique(across[1][across[1] >= 0])
        values = None
        if rows.size and columns.size:
            values = self.evaluation.at(row.inputs[0], rows, columns)[place.sample]
        fill = KINDS[row.step.kind].fill
        found = []
        for c in channels:
            for u, (raw_y, own_y) in enumerate(zip(*down, strict=True)):
                for v, (raw_x, own_x) in enumerate(zip(*across, strict=True)):
                    padded = bool(own_y < 0 or own_x < 0)
                    value = fill
                    if not padded and values is not None:
                        value = float(values[c, np.searchsorted(rows, own_y), np.searchsorted(columns, own_x)])
                    at = (int(raw_y), int(raw_x)) if padded else (int(own_y), int(own_x))
                    found.append((u, v, Term(Place(row.inputs[0], *at, c, place.sample), value, is_padding=padded)))
        return found


def _taps(window: Window, place: int, length: int) -> tuple[Any, Any]:
    raw = window.taps(np.array([place]))[0]
    return raw, window.resolve(raw, length)
