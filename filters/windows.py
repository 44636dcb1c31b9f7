"""The only home of window arithmetic: output sizes, padding, receptive fields, and what outputs read.

Convolution and pooling slide a window along each axis. Everything that follows from that alone is here, one axis at a
time: the shape table, the receptive field drawn on the photo, the rows that a band must read, and the sampled view.
"""

from dataclasses import replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from filters.records import dataclass

PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]
PADDING_MODES: tuple[PaddingMode, ...] = ("zeros", "reflect", "replicate", "circular")
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Window:
    """A window of `size` taps, `dilation` apart, moved by `stride` along one axis that is padded by `before`, `after`.

    `mode` says what a padded place holds: "zeros" stands for the operation's own fill value (0 for convolution and
    average pooling, -inf for max pooling); the other modes read the axis itself at another index.
    """

    size: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1
    mode: PaddingMode = "zeros"
    ceil_mode: bool = False

    @property
    def extent(self) -> int:
        """How many inputs the window spans: d(k-1)+1."""
        return self.dilation * (self.size - 1) + 1

    def output_length(self, length: int) -> int:
        """How many places the window has on an axis of `length`; less than 1 where it does not fit."""
        room = length + self.before + self.after - self.extent
        if not self.ceil_mode:
            return room // self.stride + 1
        count = -(-room // self.stride) + 1
        if (count - 1) * self.stride >= length + self.before:  # the last window would start in the end padding
            count -= 1
        return count

    def first_input(self, outputs: Positions) -> Positions:
        """The first index that each output reads; below 0 in the start padding."""
        return outputs * self.stride - self.before

    def taps(self, outputs: Positions) -> Positions:
        """Every index that each output reads, (outputs, size); outside 0 .. length-1 it is padding."""
        return self.first_input(outputs)[:, None] + np.arange(self.size) * self.dilation

    def resolve(self, indices: Positions, length: int) -> Positions:
        """Follow the padding mode: the index that a place really reads, or -1 where it holds the fill value."""
        inside = (indices >= 0) & (indices < length)
        if self.mode == "zeros":
            return np.where(inside, indices, -1)
        if self.mode == "replicate":
            return np.minimum(np.maximum(indices, 0), length - 1)  # np.clip looks up limits first
        if self.mode == "circular":
            return indices % length
        period = max(2 * (length - 1), 1)
        folded = np.abs(indices) % period
        mirrored: Positions = np.where(inside, indices, np.minimum(folded, period - folded))
        return mirrored

    def span(self, outputs: tuple[int, int], length: int) -> tuple[int, int] | None:
        """The run of indices (first, one past last) that outputs first .. last - 1 read, padding resolved.

        Empty where they read nothing but padding, None where they read both ends and not what lies between.
        """
        first = outputs[0] * self.stride - self.before
        last = (outputs[1] - 1) * self.stride - self.before + self.extent - 1
        low, high = max(first, 0), min(last, length - 1)
        if self.mode == "circular" and (low, high) != (first, last):
            return None
        if self.mode == "replicate":
            low, high = min(low, length - 1), max(high, 0)
        if self.mode == "reflect":
            ends = self.resolve(np.array([first, last]), length)
            low, high = min(low, int(ends.min())), max(high, int(ends.max()))
        low = min(low, length)
        return low, max(high + 1, low)

    def inside(self, outputs: Positions, length: int) -> slice:
        """Which of `outputs` (sorted) read nothing but the axis itself: one run of them."""
        last = (length + self.before - self.extent) // self.stride
        low, high = np.searchsorted(outputs, (-(-self.before // self.stride), last + 1))
        return slice(int(low), max(int(low), int(high)))

    def over(self, first: "Window") -> "Window":
        """The window on what `first` reads that reads all that this one does of its outputs, those in no padding."""
        size = (self.extent - 1) * first.stride + first.extent
        return Window(size, self.stride * first.stride, self.before * first.stride + first.before, mode=first.mode)

    def count_inside(self, outputs: Positions, length: int, *, include_pad: bool) -> Positions:
        """How many taps of each output count for an average: those on the axis, or also those in declared padding."""
        taps = self.taps(outputs)
        low, high = (-self.before, length + self.after) if include_pad else (0, length)
        return np.asarray(((taps >= low) & (taps < high)).sum(axis=1))


@dataclass(frozen=True)
class ReceptiveField:
    """What outputs see along one axis of the photo: output i reads inputs offset + i*jump ... + size - 1."""

    size: int = 1
    jump: int = 1
    offset: int = 0

    def through(self, window: Window) -> "ReceptiveField":
        """The field one window deeper."""
        return ReceptiveField(
            size=self.size + (window.extent - 1) * self.jump,
            jump=self.jump * window.stride,
            offset=self.offset - window.before * self.jump,
        )

    def joined(self, other: "ReceptiveField") -> "ReceptiveField":
        """The field of two maps read at the same index; where the jumps differ the wider one is kept."""
        low = min(self.offset, other.offset)
        high = max(self.offset + self.size, other.offset + other.size)
        return ReceptiveField(size=high - low, jump=max(self.jump, other.jump), offset=low)

    def centre(self, index: float) -> float:
        """The middle of what output `index` sees, in photo coordinates (pixel 0 covers 0 to 1)."""
        return self.offset + index * self.jump + self.size / 2

    def index_at(self, place: float) -> int:
        """The output that is drawn at `place` in photo coordinates: each is one jump wide about its centre."""
        return int(np.floor((place - self.offset - self.size / 2) / self.jump + 0.5))

    def span(self, index: int) -> tuple[int, int]:
        """First and one-past-last input that output `index` sees; outside the photo it is padding."""
        start = self.offset + index * self.jump
        return start, start + self.size


@dataclass(frozen=True, eq=False)
class Blocks:
    """Outputs that come in `count` equal blocks: each is computed from `length` places of the patch, `pitch` further on
    than those of the block before it. `offsets` are the places at which the windows of a block begin."""

    count: int
    pitch: int
    length: int
    offsets: Positions


@dataclass(frozen=True, eq=False)
class Gathering:
    """How to compute some outputs of a window from no more inputs than they need, along one axis.

    Compute the earlier map at `needed`, lay it out as `take` says (-1: the fill value), run `window`, which has no
    padding left, over that patch, and keep the outputs `keep`. Where `blocks` says so the same outputs can be computed
    block by block, and none that is not kept.
    """

    needed: Positions
    take: Positions
    window: Window
    keep: slice | Positions
    blocks: Blocks | None = None

    @cached_property
    def places(self) -> Positions:
        """The indices of the earlier map in the order of the patch; -1 where the fill value is."""
        return np.where(self.take < 0, -1, self.needed[self.take])

    def in_phases(self, pitch: int) -> "Gathering":
        """The same with the patch in another order: every place that is a multiple of `pitch`, then those that come one
        after them, and so on; each phase is as long as the first, filled up with padding."""
        filled = np.concatenate((self.take, np.full(-self.take.size % pitch, -1)))
        return replace(self, take=filled.reshape(-1, pitch).T.ravel())

    @property
    def is_dense(self) -> bool:
        """Whether it is one run of neighbours."""
        return bool(self.needed.size) and int(self.needed[-1] - self.needed[0]) == self.needed.size - 1


def gather(window: Window, outputs: Positions, length: int, *, in_blocks: bool = False) -> Gathering:
    """Plan the computation of `outputs` (sorted, unique, not empty) of a window over an axis of `length`.

    Outputs whose windows overlap or touch share one dense run of inputs; where they lie further apart only the windows
    themselves are read. The patch is at most twice as long as the distinct inputs, however far the outputs are spread.
    With `in_blocks`, outputs that lie in equal blocks are laid out so that they can be computed block by block.
    """
    gaps = np.diff(outputs)
    step = int(np.gcd.reduce(gaps)) if gaps.size else 1
    stride = step * window.stride
    begins = np.concatenate(([True], gaps * window.stride > window.extent))
    first = np.flatnonzero(begins)
    last = np.append(first[1:], outputs.size) - 1
    lengths = (outputs[last] - outputs[first]) * window.stride + window.extent
    pitches = -(-lengths // stride) * stride
    pitches[-1] = lengths[-1]
    blocks = _blocks(window, outputs, first.size, int(pitches[0])) if in_blocks else None
    side_by_side = blocks is None and _lies_apart(window, outputs, first, pitches)
    if side_by_side:  # windows that hardly meet: the taps of each, one after the other
        raw = window.taps(outputs).ravel()
        moved = Window(window.size, stride=window.size)
        keep: slice | Positions = slice(None)
    else:
        starts = np.concatenate(([0], np.cumsum(pitches)[:-1]))
        run_of = np.cumsum(begins) - 1
        raw = np.arange(pitches.sum()) + np.repeat(window.first_input(outputs[first]) - starts, pitches)
        moved = Window(window.size, stride=stride, dilation=window.dilation)
        places = starts[run_of] // stride + (outputs - outputs[first][run_of]) // step
        dense = places.size == moved.output_length(raw.size)
        keep = slice(None) if dense else places
    sources = window.resolve(raw, length)
    if not side_by_side and first.size > 1:  # the gap between two runs is read by nobody: do not ask for it
        read = np.zeros(raw.size, bool)
        read[(np.repeat(starts, lengths) + _ramp(lengths))] = True
        sources[~read] = -1
    inside = sources >= 0
    needed = distinct(sources[inside])
    take = np.where(inside, np.searchsorted(needed, sources), -1)
    return Gathering(needed, take, moved, keep, blocks)


def _lies_apart(window: Window, outputs: Positions, first: Positions, pitches: Positions) -> bool:
    """Whether the taps of every output laid out alone take hardly more room than runs of windows that meet."""
    is_alone = first.size == outputs.size
    return is_alone or (first.size > 1 and bool(outputs.size * window.size <= 2 * pitches.sum()))


def _blocks(window: Window, outputs: Positions, runs: int, pitch: int) -> Blocks | None:
    """The blocks that outputs come in: those between two of their widest gaps, if all are alike. Their inputs lie in so
    many runs, `pitch` apart where there are several."""
    gaps = np.diff(outputs)
    if not gaps.size or gaps.max() == gaps.min():
        return None
    size = int(np.argmax(gaps)) + 1
    if outputs.size % size or outputs.size == size:
        return None
    table = outputs.reshape(-1, size)
    period = int(table[1, 0] - table[0, 0])
    if runs not in (1, len(table)) or (table - table[0] != period * np.arange(len(table))[:, None]).any():
        return None
    offsets = (table[0] - table[0, 0]) * window.stride
    pitch = period * window.stride if runs == 1 else pitch
    return Blocks(len(table), pitch, int(offsets[-1]) + window.extent, offsets)


def distinct(values: Positions) -> Positions:
    """The values, each once, in order; as np.unique, which imports masked arrays first."""
    ordered = np.sort(values)
    return ordered[np.append(np.diff(ordered) > 0, True)] if ordered.size else ordered


def shared(one: Positions, other: Positions) -> tuple[slice, slice] | None:
    """Which run of each of two sorted axes the other has, too; None where it is no run, or nothing."""
    if not (one.size and other.size):
        return None
    low, high = max(one[0], other[0]), min(one[-1], other[-1])
    runs = [slice(int(np.searchsorted(own, low)), int(np.searchsorted(own, high, "right"))) for own in (one, other)]
    own = one[runs[0]]
    return (runs[0], runs[1]) if own.size and np.array_equal(own, other[runs[1]]) else None


def around(rows: slice, columns: slice) -> tuple[tuple[slice, slice], ...]:
    """What lies about a part of a map: above, below, left and right of it."""
    return (
        (slice(0, rows.start), slice(None)),
        (slice(rows.stop, None), slice(None)),
        (rows, slice(0, columns.start)),
        (rows, slice(columns.stop, None)),
    )


def _ramp(lengths: Positions) -> Positions:
    """0, 1, .. n-1 for every n in `lengths`, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
