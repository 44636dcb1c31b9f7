"""A window on its way over a map: what it reads at every place, and what comes out, over a part small enough to see."""

import numpy as np
from numpy.typing import NDArray

from filters.bands import CancelToken
from filters.errors import FilterError
from filters.records import dataclass
from filters.windows import Positions
from workbench.document import PHOTO
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation
from workbench.evaluation.padded import padded
from workbench.explanation.fields import Fields, fields_on
from workbench.layers import bank_of
from workbench.plan import Plan, StepPlan
from workbench.sources import Source

MOST_OUTPUTS = 16
"""How many outputs are shown down and across, about the place that is looked at."""

MOST_INPUTS = 3
"""How many input channels are shown beside each other."""


@dataclass(frozen=True, eq=False)
class Panel:
    """A part of one map, from row `top` and column `left` on, padding included; both may be below 0.

    `fields` say which rows and columns of this map an output of the sliding step sees.
    """

    step: str
    channel: int
    top: int
    left: int
    values: NDArray[np.float32]
    is_padding: NDArray[np.bool_]
    fields: Fields

    def seen(self, y: int, x: int) -> tuple[int, int, int, int]:
        """Row, column, height and width, within the part, of what the output (y, x) sees."""
        (top, bottom), (left, right) = self.fields[0].span(y), self.fields[1].span(x)
        return top - self.top, left - self.left, bottom - top, right - left


@dataclass(frozen=True, eq=False)
class Slide:
    """The maps that are read, the output, and how the window goes over them.

    The panels from `first_read` on are read by the step itself; those before lie further back. `weights` (panels read,
    kh, kw) are those of a convolution; a bank may read more `channels` than are shown. `divisors`, of the output's
    shape, are those of an average pool.
    """

    step: str
    kind: str
    inputs: tuple[Panel, ...]
    output: Panel
    size: tuple[int, int] = (1, 1)
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    padding: tuple[int, int, int, int] = (0, 0, 0, 0)
    weights: NDArray[np.float32] | None = None
    bias: float = 0.0
    channels: int = 1
    first_read: int = 0
    divisors: Positions | None = None

    @property
    def places(self) -> int:
        """How many outputs there are to go over."""
        return self.output.values.size

    def output_at(self, position: int) -> tuple[int, int]:
        """The output's own row and column at a position, row by row."""
        i, j = divmod(position, self.output.values.shape[1])
        return self.output.top + i, self.output.left + j

    def products(self, position: int) -> list[tuple[float, float]]:
        """Weight and value of every tap that the panels show; a pool's weights are 1."""
        y, x = self.output_at(position)
        found = []
        for number, panel in enumerate(self.inputs[self.first_read :]):
            top, left, _, _ = panel.seen(y, x)
            for u, v in np.ndindex(*self.size):
                value = panel.values[top + u * self.dilation[0], left + v * self.dilation[1]]
                weight = 1.0 if self.weights is None else float(self.weights[number, u, v])
                found.append((weight, float(value)))
        return found


def slide(
    plan: Plan,
    source: Source,
    step_id: str,
    *,
    channel: int = 0,
    sample: int = 0,
    centre: tuple[int, int] | None = None,
    from_photo: bool = False,
    cache: Cache | None = None,
    cancel: CancelToken | None = None,
) -> Slide:
    """Gather what a step's window meets about the output `centre`, or about the middle of its map.

    With `from_photo` the panels are the photo and every map on the way that a window reads, not the step's own inputs.
    Raises FilterError where the step is refused or has no map.
    """
    plan.require(step_id)
    row = plan.computed(step_id)
    if row.shape is None or len(row.shape) != 4:
        raise FilterError("{0} has no rows and columns to slide over; choose a step before flatten.", step_id)
    evaluation = Evaluation(plan, source, cache or Cache(), cancel)
    middle = centre or (row.shape[2] // 2, row.shape[3] // 2)
    rows, columns = (_about(at, length) for at, length in zip(middle, row.shape[2:], strict=True))
    channel = min(channel, row.shape[1] - 1)
    values = evaluation.at(row.id, rows, columns)[sample, channel]
    own = fields_on(plan, row.id, row.id)
    assert own is not None
    output = Panel(row.id, channel, int(rows[0]), int(columns[0]), values, np.zeros(values.shape, bool), own)
    maker = _Maker(evaluation, row, channel, sample, rows, columns)
    if row.step is None:
        return Slide(row.id, PHOTO, (output,), output)
    inputs = maker.way() if from_photo else maker.inputs()
    return maker.slide(inputs, output, is_own=not from_photo)


def _about(middle: int, length: int) -> Positions:
    """At most MOST_OUTPUTS places about the middle."""
    count = min(length, MOST_OUTPUTS)
    first = min(max(middle - count // 2, 0), length - count)
    return np.arange(first, first + count)


class _Maker:
    """Makes the panels of one slide."""

    def __init__(
        self, evaluation: Evaluation, row: StepPlan, channel: int, sample: int, rows: Positions, columns: Positions
    ) -> None:
        self._evaluation, self._plan, self._row = evaluation, evaluation.plan, row
        self._channel, self._sample = channel, sample
        self._rows, self._columns = rows, columns

    def _channels(self) -> range:
        """The input channels that the output channel is made of."""
        step, shape = self._row.step, self._row.input_shape
        assert step is not None
        assert shape is not None
        if step.kind != "conv2d":
            return range(self._channel, self._channel + 1)
        bank, groups = bank_of(step, shape[1])
        first = self._channel // (bank.shape[0] // groups) * bank.shape[1]
        return range(first, first + bank.shape[1])

    def inputs(self) -> tuple[Panel, ...]:
        """What the step itself reads: the first few of its channels."""
        channels = self._channels()[:MOST_INPUTS]
        return tuple(self._panel(self._row, self._row.inputs[0], channel) for channel in channels)

    def way(self) -> tuple[Panel, ...]:
        """The photo, and every map that a window reads on the way to the step."""
        rows = [self._row]
        while rows[-1].inputs:
            rows.append(self._plan[rows[-1].inputs[0]])
        found: list[Panel] = []
        for row in rows[:-1]:
            if row.windows is not None or row.inputs[0] == PHOTO:
                shape = row.input_shape
                assert shape is not None
                channel = self._channels()[0] if row is self._row else min(self._channel, shape[1] - 1)
                found.insert(0, self._panel(row, row.inputs[0], channel))
        return tuple(found)

    def _panel(self, reader: StepPlan, step_id: str, channel: int) -> Panel:
        """The part of a map that the shown outputs see, with the padding that its reader puts about it."""
        fields = fields_on(self._plan, self._row.id, step_id)
        shape = self._plan[step_id].shape
        assert fields is not None
        assert shape is not None
        places = []
        for axis, (field, outputs) in enumerate(zip(fields, (self._rows, self._columns), strict=True)):
            window = None if reader.windows is None else reader.windows[axis]
            before, after = (0, 0) if window is None else (window.before, window.after)
            low, high = field.span(int(outputs[0]))[0], field.span(int(outputs[-1]))[1]
            is_whole = outputs.size == self._row.shape[2 + axis]  # type: ignore[index]
            length = shape[2 + axis]
            low, high = (min(low, -before), max(high, length + after)) if is_whole else (low, high)
            places.append(np.arange(min(low, high - 1), high))
        values, is_padding = padded(self._evaluation, reader, *places)
        return Panel(
            step_id, channel, int(places[0][0]), int(places[1][0]), values[self._sample, channel], is_padding, fields
        )

    def slide(self, inputs: tuple[Panel, ...], output: Panel, *, is_own: bool) -> Slide:
        row, step = self._row, self._row.step
        assert step is not None
        first_read = 0 if is_own else len(inputs) - 1
        if row.windows is None:
            return Slide(row.id, step.kind, inputs, output, first_read=first_read)
        down, across = row.windows
        weights, bias, channels = None, 0.0, 1
        if step.kind == "conv2d":
            assert row.input_shape is not None
            bank, _ = bank_of(step, row.input_shape[1])
            weights = np.ascontiguousarray(bank[self._channel, : len(inputs) if is_own else 1])
            given = step["bias"]
            bias = 0.0 if given is None else float(given if isinstance(given, float) else given[self._channel])
            channels = bank.shape[1]
        divisors = row.divisors(self._rows, self._columns) if step.kind == "avg_pool2d" else None
        return Slide(
            row.id, step.kind, inputs, output, (down.size, across.size), (down.stride, across.stride),
            (down.dilation, across.dilation), (down.before, down.after, across.before, across.after), weights, bias,
            channels, first_read, divisors,
        )  # fmt: skip
