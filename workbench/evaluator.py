"""One worker thread that answers the newest request with frames: first the panes, then the rest, then the whole map."""

import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.errors import Cancelled
from filters.windows import Positions, ReceptiveField
from workbench.document import PHOTO
from workbench.evaluate import Cache, Evaluation
from workbench.frames import (
    BatchFrame,
    FailureFrame,
    Frame,
    GalleryFrame,
    IdleFrame,
    PaneFrame,
    ProbeFrame,
    Reading,
    Rect,
    SampleResult,
    State,
    StatisticsFrame,
    ThumbnailsFrame,
    View,
)
from workbench.layers import KINDS, Array
from workbench.plan import Plan, StepPlan
from workbench.session import COLOUR
from workbench.sources import Source
from workbench.statistics import Gatherer

THUMBNAIL = 80
GALLERY = 128
INPUT_SAMPLES = 1 << 16
FIRST_NANOSECONDS = 10e6
"""About how long the first picture of an edit may take."""

COARSEST, SOON = 16, 4
"""How many times coarser than the screen the first picture may be; up to SOON the next one follows at once."""

SETTLE_BAND_BYTES = 2 << 20
"""Bands of the pass over the whole map: small, so that the next edit need not wait for one to end."""

SETTLE_SECONDS = 0.15
"""How long nothing must be asked for before the pass over the whole map begins."""


@dataclass(frozen=True, eq=False)
class Request:
    """What the window shows: one step's map of one photo in a view. `step` must have a shape in the plan."""

    generation: int
    plan: Plan
    source: Source
    step: str
    channel: int
    view: View
    sample: int = 0


@dataclass(frozen=True)
class ProbeRequest:
    """Every step's value at one photo pixel of the newest request's plan."""

    generation: int
    y: int
    x: int


class Evaluator:
    """Owns the worker. Frames are delivered on its thread; what a newer request made stale is given up."""

    def __init__(self, deliver: Callable[[Frame], None]) -> None:
        self._deliver = deliver
        self._wake = threading.Condition()
        self._waiting: Request | None = None
        self._probe: ProbeRequest | None = None
        self._current: Request | None = None
        self._settling = False
        self._cancel = threading.Event()
        self._is_idle = True
        self._is_closed = False
        self._cache = Cache()
        self._thread = threading.Thread(target=self._run, name="evaluator", daemon=True)
        self._thread.start()

    def request(self, request: Request) -> None:
        """Ask for frames; an earlier request that is still being worked on is cancelled."""
        with self._wake:
            self._waiting = request
            self._is_idle = False
            self._cancel.set()
            self._wake.notify_all()

    def probe(self, request: ProbeRequest) -> None:
        """Ask for the values under the cursor; only the newest question is answered."""
        with self._wake:
            self._probe = request
            self._is_idle = False
            if self._settling:
                self._cancel.set()
            self._wake.notify_all()

    def wait_until_idle(self, timeout: float = 30.0) -> bool:
        """Wait until everything asked for is delivered; False where the time ran out."""
        with self._wake:
            return self._wake.wait_for(lambda: self._is_idle, timeout)

    def close(self) -> None:
        """Give up what is under way and end the thread."""
        with self._wake:
            self._is_closed = True
            self._cancel.set()
            self._wake.notify_all()
        self._thread.join()

    def _run(self) -> None:
        unsettled: Request | None = None
        while True:
            with self._wake:
                pause = SETTLE_SECONDS if unsettled is not None else None
                while not (self._is_closed or self._waiting or self._probe):
                    if unsettled is None:
                        self._is_idle = True
                        self._wake.notify_all()
                    if not self._wake.wait(pause) and unsettled is not None:
                        break
                if self._is_closed:
                    return
                request, probe = self._waiting, self._probe
                self._waiting = self._probe = None
                self._cancel = threading.Event()
                self._settling = request is None and probe is None
            if request is not None:
                self._current = unsettled = request
                if self._attempt(request.generation, lambda r=request: self._draw(r)) is False:  # type: ignore[misc]
                    unsettled = None
            if probe is not None and self._current is not None:
                self._attempt(probe.generation, lambda p=probe: self._answer(p))  # type: ignore[misc]
            if self._settling and unsettled is not None:
                settled = unsettled
                if self._attempt(settled.generation, lambda r=settled: self._settle(r)) is not None:  # type: ignore[misc]
                    unsettled = None

    def _attempt(self, generation: int, work: Callable[[], None]) -> bool | None:
        """True where the work was done, None where it was cancelled, False where it failed."""
        try:
            with bands.cancelling(self._cancel):
                work()
        except Cancelled:
            return None
        except MemoryError:
            message = "There is not enough memory for this step; use a smaller photo or fewer feature maps."
            self._deliver(FailureFrame(generation, message, traceback.format_exc()))
            return False
        except Exception as error:  # the thread must live on; the window shows what happened
            self._deliver(
                FailureFrame(generation, f"The picture could not be computed: {error}", traceback.format_exc())
            )
            return False
        return True

    def _evaluation(self, request: Request, *, quick: bool) -> Evaluation:
        return Evaluation(request.plan, request.source, self._cache, self._cancel, quick)

    def _draw(self, request: Request) -> None:
        """The panes, as fine as there is time for, then the overviews, then the panes up to the screen's resolution."""
        begun = time.perf_counter()
        evaluation = self._evaluation(request, quick=True)
        self._deliver(_pane(request, evaluation, PHOTO, COLOUR, "photo"))
        steps = _refinements(request, evaluation)
        soon = 2 if steps[0] <= SOON else 1
        self._refine(request, evaluation, steps[:1])
        first = time.perf_counter()
        self._refine(request, evaluation, steps[1:soon])
        self._deliver(ThumbnailsFrame(request.generation, _thumbnails(request, evaluation)))
        gallery = _gallery(request, evaluation)
        self._deliver(gallery)
        if request.plan.shape[0] > 1:
            self._deliver(_batch(request, evaluation))
        gatherer = Gatherer(gallery.values, request.plan.document.white)
        gatherer.add(gallery.values)
        self._deliver(_statistics(request, evaluation, gatherer, exact=False))
        self._refine(request, evaluation, steps[soon:])
        self._deliver(IdleFrame(request.generation, (first - begun) * 1000))

    def _refine(self, request: Request, evaluation: Evaluation, factors: Sequence[int]) -> None:
        for factor in factors:
            rough = replace(request, view=_coarser(request.view, factor))
            frame = _pane(rough, evaluation, request.step, request.channel, "map")
            self._deliver(replace(frame, coarseness=factor))

    def _settle(self, request: Request) -> None:
        """Pass over the whole map: statistics that are exact, and the picture again where it stood in for it."""
        quick = self._evaluation(request, quick=True)
        gallery = _gallery(request, quick)
        evaluation = self._evaluation(request, quick=False)
        evaluation.band_bytes = SETTLE_BAND_BYTES
        gatherer = Gatherer(gallery.values, request.plan.document.white)
        for values in evaluation.bands(request.step):
            gatherer.add(_maps(values, request.sample))
        if quick.is_approximate:
            self._deliver(_pane(request, evaluation, request.step, request.channel, "map"))
            self._deliver(ThumbnailsFrame(request.generation, _thumbnails(request, evaluation)))
            self._deliver(_gallery(request, evaluation))
            if request.plan.shape[0] > 1:
                self._deliver(_batch(request, evaluation))
        self._deliver(_statistics(request, evaluation, gatherer, exact=True))

    def _answer(self, probe: ProbeRequest) -> None:
        request = self._current
        assert request is not None
        readings = []
        evaluation = Evaluation(request.plan, request.source, self._cache, self._cancel, quick=True)
        for row in request.plan.rows:
            if row.shape is None or len(row.shape) != 4 or _needs_whole(request.plan, row):
                continue
            y, x = row.rows.index_at(probe.y + 0.5), row.columns.index_at(probe.x + 0.5)
            values: tuple[float, ...] = ()
            if 0 <= y < row.shape[2] and 0 <= x < row.shape[3]:
                found = evaluation.at(row.id, np.array([y]), np.array([x]))
                values = tuple(map(float, found[request.sample, :, 0, 0]))
            readings.append(Reading(row.id, (y, x), values))
        self._deliver(ProbeFrame(probe.generation, probe.y, probe.x, tuple(readings)))


def _needs_whole(plan: Plan, row: StepPlan) -> bool:
    """Whether one value costs the whole map (BatchNorm in training does not: its statistics are kept)."""
    own = row.is_whole and row.step is not None and row.step.kind != "batch_norm"
    return own or any(_needs_whole(plan, plan[name]) for name in row.inputs)


def _samples(field: ReceptiveField, length: int, start: float, extent: float, pixels: int) -> tuple[Positions, int]:
    """Which outputs to show for photo coordinates start .. start+extent on so many pixels, and every how many."""
    every = max(1, int(extent / max(pixels, 1) / field.jump))
    first = max(field.index_at(start), 0) // every
    last = min(field.index_at(start + extent), length - 1) // every
    positions = np.arange(first, last + 1) * every + every // 2
    if every > 1 and length <= every // 2:
        positions = np.zeros(1, np.int64)
    return positions[positions < length], every


def _extent(field: ReceptiveField, positions: Positions, every: int) -> tuple[float, float]:
    """Start and extent in photo coordinates of samples that stand for `every` outputs each."""
    if not positions.size:
        return 0.0, 0.0
    start = field.centre(int(positions[0]) // every * every) - field.jump / 2
    return start, positions.size * every * field.jump


def _coarser(view: View, factor: int) -> View:
    return View(view.rect, max(1, view.rows // factor), max(1, view.columns // factor))


def _refinements(request: Request, evaluation: Evaluation) -> tuple[int, ...]:
    """How many times coarser than the screen each picture is, the first within its budget and the last at 1."""
    row, factor = request.plan[request.step], 1
    while factor < COARSEST and len(row.shape or ()) == 4:
        rows, columns, _, _ = _places(row, _coarser(request.view, factor))
        if not rows.size or not columns.size or evaluation.effort(row.id, rows, columns) <= FIRST_NANOSECONDS:
            break
        factor *= 2
    factors = [factor]
    while factor > 1:
        factor = max(factor // 4, 1)
        factors.append(factor)
    return tuple(factors)


def _maps(values: Array, sample: int) -> Array:
    """One photo's maps as (C, h, w); what has no rows and columns is one row."""
    own: Array = values[sample]
    return own if own.ndim == 3 else own.reshape(-1, 1, own.shape[-1])


def _places(row: StepPlan, view: View) -> tuple[Positions, Positions, int, int]:
    assert row.shape is not None
    rows, every_row = _samples(row.rows, row.shape[2], view.rect.top, view.rect.height, view.rows)
    columns, every_column = _samples(row.columns, row.shape[3], view.rect.left, view.rect.width, view.columns)
    return rows, columns, every_row, every_column


def _look(evaluation: Evaluation, row: StepPlan, view: View, sample: int) -> tuple[Array, Rect, int]:
    assert row.shape is not None
    if len(row.shape) != 4:
        strip = _maps(evaluation.at(row.id), sample)
        every = max(1, strip.shape[-1] // max(view.columns, 1))
        return strip[..., every // 2 :: every], Rect(0, 0, row.rows.size, row.columns.size), every
    rows, columns, every_row, every_column = _places(row, view)
    top, height = _extent(row.rows, rows, every_row)
    left, width = _extent(row.columns, columns, every_column)
    if not rows.size or not columns.size:
        return np.zeros((row.shape[1], 0, 0), np.float32), Rect(top, left, 0, 0), 1
    maps = _maps(evaluation.at(row.id, rows, columns), sample)
    return maps, Rect(top, left, height, width), max(every_row, every_column)


def _state(evaluation: Evaluation, every: int) -> State:
    return "approximate" if evaluation.is_approximate else "sampled" if every > 1 else "exact"


def _picture(maps: Array, channel: int) -> NDArray[Any]:
    if channel == COLOUR and len(maps) == 3:
        return np.ascontiguousarray(np.moveaxis(maps, 0, -1))
    picture: NDArray[Any] = maps[max(channel, 0)]
    return picture


def _pane(request: Request, evaluation: Evaluation, step_id: str, channel: int, pane: Any) -> PaneFrame:
    evaluation.is_approximate = False
    maps, rect, every = _look(evaluation, request.plan[step_id], request.view, request.sample)
    picture = _picture(maps, channel)
    return PaneFrame(request.generation, pane, step_id, channel, picture, rect, every, _state(evaluation, every))


def _overview(
    request: Request, evaluation: Evaluation, row: StepPlan, size: int, sample: int | None = None
) -> tuple[Array, Rect, int]:
    shape = request.plan.shape
    height, width = shape[2:] if len(shape) == 4 else (1, 1)
    scale = size / max(height, width)
    view = View(Rect(0, 0, height, width), max(1, round(height * scale)), max(1, round(width * scale)))
    return _look(evaluation, row, view, request.sample if sample is None else sample)


def _thumbnails(request: Request, evaluation: Evaluation) -> dict[str, NDArray[Any]]:
    pictures = {}
    for row in request.plan.rows:
        if row.shape is not None:
            maps, _, _ = _overview(request, evaluation, row, THUMBNAIL)
            if maps.size:
                pictures[row.id] = _picture(maps, COLOUR if row.is_colour else 0)
    return pictures


def _gallery(request: Request, evaluation: Evaluation) -> GalleryFrame:
    evaluation.is_approximate = False
    maps, rect, every = _overview(request, evaluation, request.plan[request.step], GALLERY)
    return GalleryFrame(request.generation, request.step, maps, rect, _state(evaluation, every))


def _batch(request: Request, evaluation: Evaluation) -> BatchFrame:
    evaluation.is_approximate = False
    row, results = request.plan[request.step], []
    for sample in range(request.plan.shape[0]):
        photo, _, _ = _overview(request, evaluation, request.plan[PHOTO], GALLERY, sample)
        maps, _, every = _overview(request, evaluation, row, GALLERY, sample)
        own = maps[max(request.channel, 0)]
        gatherer = Gatherer(own[None], request.plan.document.white)
        gatherer.add(own[None])
        is_exact = every == 1 and not evaluation.is_approximate
        whole = gatherer.frame(0, row.id, own, row.id, exact=is_exact).whole
        results.append(SampleResult(_picture(photo, COLOUR), _picture(maps, request.channel), whole))
    return BatchFrame(request.generation, request.step, request.channel, tuple(results))


def _statistics(request: Request, evaluation: Evaluation, gatherer: Gatherer, *, exact: bool) -> StatisticsFrame:
    step_id = _curve_step(request.plan, request.step)
    row = request.plan[step_id]
    source = row.inputs[0] if row.inputs else row.id
    maps, _, _ = _overview(request, evaluation, request.plan[source], 2 * GALLERY)
    inputs = maps[max(request.channel, 0)] if request.channel < len(maps) else maps
    sample = inputs.ravel()[:: max(1, -(-inputs.size // INPUT_SAMPLES))]
    return gatherer.frame(request.generation, request.step, sample, step_id, exact=exact)


def _curve_step(plan: Plan, selected: str) -> str:
    """The selected step where it is an activation, else the first one behind it, else the selected step."""
    ids = [row.id for row in plan.rows]
    for row in plan.rows[ids.index(selected) :]:
        if row.step is not None and row.shape is not None and KINDS[row.step.kind].group == "Activate":
            return row.id
    return selected
