"""What crosses from the worker to the window: frozen, ready to draw, each with the generation it answers."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from numpy.typing import NDArray

from filters.records import dataclass

State = Literal["approximate", "sampled", "exact"]
Values = NDArray[Any]


@dataclass(frozen=True)
class Rect:
    """A rectangle in photo coordinates: photo pixel (y, x) covers y..y+1, x..x+1."""

    top: float
    left: float
    height: float
    width: float

    @classmethod
    def between(cls, top: float, left: float, bottom: float, right: float) -> "Rect":
        """The rectangle with these edges."""
        return cls(top, left, bottom - top, right - left)

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Top, left, bottom and right."""
        return self.top, self.left, self.top + self.height, self.left + self.width

    def lies_in(self, other: "Rect") -> bool:
        """Whether all of it is in the other one, but for what rounding makes of it."""
        mine, its = self.edges, other.edges
        least = 1e-6
        return all(a >= b - least for a, b in zip(mine[:2], its[:2], strict=True)) and all(
            a <= b + least for a, b in zip(mine[2:], its[2:], strict=True)
        )

    def within(self, other: "Rect") -> "Rect":
        """What both have in common, where there is some."""
        mine, its = self.edges, other.edges
        return Rect.between(*map(max, mine[:2], its[:2]), *map(min, mine[2:], its[2:]))

    def joined(self, other: "Rect") -> "Rect":
        """The smallest rectangle about both."""
        mine, its = self.edges, other.edges
        return Rect.between(*map(min, mine[:2], its[:2]), *map(max, mine[2:], its[2:]))


@dataclass(frozen=True)
class View:
    """What both picture panes show: a rectangle of the photo, drawn on `rows` x `columns` screen pixels: whole numbers
    only where no edge of the photo is in view."""

    rect: Rect
    rows: float
    columns: float


@dataclass(frozen=True, eq=False)
class PaneFrame:
    """One picture for a pane: every `every`-th value of a map, drawn over `rect`.

    `values` is (h, w) float32, or (h, w, 3) for a colour photo, in data units (never display units); an empty map part
    in view gives h or w of 0. `coarseness` is how many times coarser than the screen the samples lie: finer pictures
    follow until it is 1. `is_settled` says that each value is the mean of all that share its place. Where `of` is equal
    in two frames, and not None, they have the same values wherever both have some.
    """

    generation: int
    pane: Literal["photo", "map"]
    step: str
    channel: int
    values: Values
    rect: Rect
    every: int
    state: State
    coarseness: int = 1
    is_settled: bool = False
    of: object = None


@dataclass(frozen=True, eq=False)
class GalleryFrame:
    """All feature maps of the selected step at thumbnail size: `values` (C, h, w) float32; every map covers `rect`."""

    generation: int
    step: str
    values: Values
    rect: Rect
    state: State


@dataclass(frozen=True, eq=False)
class ThumbnailsFrame:
    """A small picture of each step, (h, w) float32, or (h, w, 3) for a colour photo, by step id."""

    generation: int
    pictures: Mapping[str, Values]


@dataclass(frozen=True)
class Statistics:
    """What is known of a map's values: over the whole map when `exact`, else over the samples on screen.

    `below` is the share under 0 and `above` the share over the display range, both 0..1; NaN are counted apart and
    left out of the rest.
    """

    low: float
    high: float
    mean: float
    deviation: float
    below: float
    above: float
    nans: int
    count: int
    exact: bool


@dataclass(frozen=True, eq=False)
class StatisticsFrame:
    """Statistics and histogram of the selected step, per channel and in all.

    `counts` (C, bins) over `edges` (bins + 1). `inputs` is a sample (at most 65,536 values, float32) of what the step
    of the curves reads: the selected step where it is an activation, else the first activation after it, else the
    selected step; its id is `inputs_step`.
    """

    generation: int
    step: str
    channels: tuple[Statistics, ...]
    whole: Statistics
    counts: Values
    edges: Values
    inputs: Values
    inputs_step: str


@dataclass(frozen=True, eq=False)
class SampleResult:
    """One photo of a batch and what became of it: both at thumbnail size, and what is known of the map's values."""

    photo: Values
    result: Values
    statistics: Statistics


@dataclass(frozen=True, eq=False)
class BatchFrame:
    """The selected map of every photo of a batch, in their order."""

    generation: int
    step: str
    channel: int
    samples: tuple[SampleResult, ...]


@dataclass(frozen=True)
class Reading:
    """The value of one step at the spot under the cursor; `values` is empty where the step has nothing there."""

    step: str
    index: tuple[int, int]
    values: tuple[float, ...]


@dataclass(frozen=True)
class ProbeFrame:
    """Every step's value at one photo pixel; `step` and `channel` are as in the request."""

    generation: int
    y: int
    x: int
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class FailureFrame:
    """The work stopped with an error nobody foresaw; `message` is one sentence for the user."""

    generation: int
    message: str
    detail: str = field(default="", repr=False)


@dataclass(frozen=True)
class IdleFrame:
    """All that this generation asked for has been delivered; `milliseconds` from request to first picture."""

    generation: int
    milliseconds: float


Frame = (
    PaneFrame | GalleryFrame | BatchFrame | ThumbnailsFrame | StatisticsFrame | ProbeFrame | FailureFrame | IdleFrame
)
