"""A run of operations band by band: what lies between them never leaves the cache, and only the last result is kept.

For a band of the last result, window arithmetic tells which rows each earlier operation must give. One thread takes the
band through all of them before it begins the next, so a map between two operations exists a few rows at a time. Small
images of a batch are bands of their own, several at once, and share no rows.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.arrays import Array
from filters.patches import Span, padded_band
from filters.records import dataclass
from filters.windows import Window

VALUES = 1 << 20
"""About how many values the largest map of a band has: 4 MB, some of every thread's share of the outer cache."""
TOGETHER = 1 << 21
"""As many where a band is several small images: each of them fits the cache."""


class Finish(Protocol):
    """What makes other values of a band's, each by itself, in `out` where it is given: of any rows, in any order in
    memory."""

    def __call__(self, band: NDArray[Any], *, out: NDArray[Any] | None = None) -> NDArray[Any]: ...


class Part(NamedTuple):
    """Some rows of some images of a batch."""

    images: slice
    rows: Span


See = Callable[[Part, Array], None]
"""What looks at the values of a part, which are gone afterwards: on several threads, the parts in any order."""


@dataclass(frozen=True, eq=False)
class Stage:
    """One operation: `work(patch, part)` makes that part of the output from a patch (N, C, h, w).

    Where it slides windows the patch holds all that the rows read, padding too; else it has the rows themselves. A
    stage that `writes_over` its patch is given one of its own. `size` is (C, H, W) of the whole result. A window padded
    circularly reads both ends of a map at once and cannot be in a chain.
    """

    work: Callable[[Array, Part], Array]
    size: tuple[int, int, int]
    rows: Window | None = None
    columns: Window | None = None
    fill: float = 0.0
    writes_over: bool = False


def run(
    read: Callable[[Part], Array], height: int, stages: Sequence[Stage], images: int, span: Span, out: Array
) -> None:
    """Write the rows `span` of the last stage's result to out (N, C, rows, W), on threads; else as `each`."""

    def write(part: Part, values: Array) -> None:
        np.copyto(out[part.images, :, part.rows[0] - span[0] : part.rows[1] - span[0]], values)

    each(read, height, stages, images, [span], write)


def each(
    read: Callable[[Part], Array],
    height: int,
    stages: Sequence[Stage],
    images: int,
    spans: Sequence[Span],
    see: See,
) -> None:
    """Let `see` have all parts that make up the rows `spans` of the last stage's result, on threads.

    `read(part)` gives rows of the chain's input, which has `height` of them and so many images; it too is called from
    several threads. Each holds a band of two maps at a time, of about 4 MB or of a receptive field's rows. What is seen
    lies in the cache of the thread that has just computed it. Each of the spans is cut as if it were the only one.
    """
    heights = [height, *(stage.size[1] for stage in stages)]
    widest = max(channels * rows * columns for channels, rows, columns in (stage.size for stage in stages))
    least = 2 * sum(stage.rows.extent for stage in stages if stage.rows is not None)
    tall = max(VALUES * heights[-1] // max(widest, 1), least, 1)

    def cut(span: Span) -> Iterator[Part]:
        together = min(TOGETHER // max(widest, 1), -(-images // bands.WORKERS)) if tall >= span[1] - span[0] else 1
        for some in bands.split(images, max(1, together)):
            for first, last in bands.split(span[1] - span[0], tall):
                yield Part(slice(*some), (span[0] + first, span[0] + last))

    def work(part: Part) -> None:
        spans = [part.rows]
        for stage, length in zip(reversed(stages), reversed(heights[:-1]), strict=True):
            spans.append(spans[-1] if stage.rows is None else reads(stage.rows, spans[-1], length))
        spans.reverse()
        patch = read(Part(part.images, spans[0]))
        if stages[0].writes_over:
            patch = patch.copy()
        for stage, length, before, own in zip(stages, heights, spans, spans[1:], strict=False):
            bands.check()
            if stage.rows is not None and stage.columns is not None:
                across = (0, stage.size[2])
                patch = padded_band(patch, stage.rows, stage.columns, own, across, stage.fill,
                                    origin=before[0], height=length, name="patch")  # fmt: skip
            patch = stage.work(patch, Part(part.images, own))
        bands.check()
        see(part, patch)

    bands.run([part for span in spans for part in cut(span)], work)


def reads(window: Window, outputs: Span, length: int) -> Span:
    """The rows of a map of `length` that outputs of a window read, at least one; raises ValueError where it wraps."""
    found = window.span(outputs, length)
    if found is None:
        raise ValueError("A window padded circularly cannot be in a chain.")
    first = min(found[0], length - 1)
    return first, max(found[1], first + 1)  # where nothing but padding is read, a row that nobody looks at
