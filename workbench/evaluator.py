"""One worker thread that answers the newest request with frames: first the panes, then the rest, then the whole map."""

import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.errors import Cancelled
from filters.windows import Positions, ReceptiveField
from workbench.average import Average
from workbench.cache import Cache, usual_budget
from workbench.document import PHOTO
from workbench.evaluate import Evaluation
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
from workbench.narrowed import narrowed
from workbench.plan import Plan, StepPlan, extent
from workbench.session import COLOUR
from workbench.sources import Source
from workbench.statistics import Gatherer

THUMBNAIL = 80
GALLERY = 128
INPUT_SAMPLES = 1 << 16
FIRST_NANOSECONDS, FINE_NANOSECONDS = 5e6, 80e6
"""About how long the first picture of an edit may take, and the finest one without another before it."""

COARSEST = 16
"""How many times coarser than the screen the first picture may be."""

KNOWN_STATISTICS = 32
"""Statistics of so many whole maps are kept: what is switched off and on again is settled at once."""

LEAST_LEARNED = 1e6
"""Estimates below this many nanoseconds teach nothing: a pass costs more than its arithmetic."""

COUNTED_ROWS_VALUES = 1 << 20
"""How many values of a map are counted before it is asked whether they are still wanted."""

LINGER_SECONDS = 0.04
"""How long nothing must be asked for before the overviews: in a drag the next edit finds a worker that is free."""

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
        self.cache = Cache(usual_budget())
        self._pace = Pace()
        self._photo: tuple[object, PaneFrame] | None = None
        self._statistics: OrderedDict[object, StatisticsFrame] = OrderedDict()
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
        bands.give_way()
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
        return Evaluation(request.plan, request.source, self.cache, self._cancel, quick)

    def _draw(self, request: Request) -> None:
        """The panes, as fine as there is time for, up to the screen's resolution; then the overviews."""
        begun = time.perf_counter()
        evaluation = self._evaluation(request, quick=True)
        self._deliver(self._photo_frame(request, evaluation))
        settled = self._settled_before(request, evaluation)
        if settled is not None:
            self._deliver(settled)
            first = time.perf_counter()
        else:
            self._pace.follow((request.step, request.view.rows, request.view.columns, request.source.key))
            alone = _alone(request)
            own = evaluation if alone is request else self._evaluation(alone, quick=True)
            factors = _refinements(alone, own, self._pace.ratio)
            self._refine(request, alone, own, factors[:1])
            first = time.perf_counter()
            self._refine(request, alone, own, factors[1:])
        if self._cancel.wait(LINGER_SECONDS):
            return
        self._deliver(ThumbnailsFrame(request.generation, _thumbnails(request, evaluation)))
        gallery = _gallery(request, evaluation)
        self._deliver(gallery)
        if request.plan.shape[0] > 1:
            self._deliver(_batch(request, evaluation))
        known = self._statistics.get(_settled_key(request, evaluation))
        if known is not None:
            self._deliver(replace(known, generation=request.generation))
        else:
            gatherer = Gatherer(gallery.values, request.plan.document.white)
            gatherer.add(gallery.values)
            self._deliver(_statistics(request, evaluation, gatherer, exact=False))
        self._deliver(IdleFrame(request.generation, (first - begun) * 1000))

    def _photo_frame(self, request: Request, evaluation: Evaluation) -> PaneFrame:
        """The photo in the view; the same picture again while neither changes, so that nobody draws it twice."""
        key = (request.source.key, request.plan.document.white, request.view, request.sample)
        if self._photo is None or self._photo[0] != key:
            self._photo = key, _pane(request, evaluation, PHOTO, COLOUR, "photo")
        return replace(self._photo[1], generation=request.generation)

    def _settled_before(self, request: Request, evaluation: Evaluation) -> PaneFrame | None:
        """The settled picture of the same map in the same view, where it is still kept."""
        found = self.cache.find((*_settled_key(request, evaluation), request.view, request.channel))
        if found is None:
            return None
        _, rect, every = _frame_of(request.plan[request.step], request.view)
        return PaneFrame(
            request.generation, "map", request.step, request.channel, found[0], rect, every, "exact", is_settled=True
        )

    def _refine(self, request: Request, alone: Request, evaluation: Evaluation, factors: Sequence[int]) -> None:
        """Deliver the picture that `alone` computes, each time finer."""
        for factor in factors:
            rough = replace(alone, view=_coarser(alone.view, factor))
            estimated, begun = _effort(rough, evaluation), time.perf_counter()
            frame = _pane(rough, evaluation, alone.step, alone.channel, "map")
            self._pace.learn(estimated, 1e9 * (time.perf_counter() - begun))
            self._deliver(replace(frame, channel=request.channel, coarseness=factor))

    def _settle(self, request: Request) -> None:
        """Pass over the whole maps in the bands of an export: averages for the screen's pixels, at 1:1 the very values
        that are saved, and statistics that are exact."""
        evaluation = self._evaluation(request, quick=False)
        self._settle_photo(request, evaluation)
        key = _settled_key(request, evaluation)
        if key in self._statistics and self._settled_before(request, evaluation) is not None:
            return
        quick = self._evaluation(request, quick=True)
        gallery = _gallery(request, quick)
        gatherer = Gatherer(gallery.values, request.plan.document.white)
        average = _average(request, request.plan[request.step])
        whole = evaluation.bands(_spread_out(request.plan, request.step))
        is_flat = len(request.plan[request.step].shape or ()) != 4
        for start, values in zip(whole.starts, whole, strict=True):
            maps = _maps(request, request.step, values.reshape(len(values), -1) if is_flat else values)
            for rows in bands.split(maps.shape[1], COUNTED_ROWS_VALUES // maps.shape[2]):
                gatherer.add(maps[:, slice(*rows)])
            if average is not None:
                average.add(start, _picture_maps(maps, request.channel))
        if average is not None:
            picture = _as_picture(average.picture())
            self.cache.keep((*key, request.view, request.channel), picture)
            _, rect, every = _frame_of(request.plan[request.step], request.view)
            self._deliver(
                PaneFrame(
                    request.generation, "map", request.step, request.channel, picture, rect, every, "exact",
                    is_settled=True,
                )
            )  # fmt: skip
        elif quick.is_approximate:
            self._deliver(_pane(request, evaluation, request.step, request.channel, "map"))
        if quick.is_approximate:
            self._deliver(ThumbnailsFrame(request.generation, _thumbnails(request, evaluation)))
            self._deliver(_gallery(request, evaluation))
            if request.plan.shape[0] > 1:
                self._deliver(_batch(request, evaluation))
        found = _statistics(request, evaluation, gatherer, exact=True)
        self._statistics[key] = found
        if len(self._statistics) > KNOWN_STATISTICS:
            self._statistics.popitem(last=False)
        self._deliver(found)

    def _settle_photo(self, request: Request, evaluation: Evaluation) -> None:
        if self._photo is None or self._photo[1].is_settled:
            return
        average = _average(request, request.plan[PHOTO])
        if average is None or self._photo[1].every == 1:  # at 1:1 it is sampled and settled alike
            return
        whole = evaluation.bands(PHOTO)
        for start, values in zip(whole.starts, whole, strict=True):
            average.add(start, _picture_maps(values[request.sample], COLOUR))
        frame = replace(self._photo[1], values=_as_picture(average.picture()), state="exact", is_settled=True)
        self._photo = self._photo[0], frame
        self._deliver(replace(frame, generation=request.generation))

    def _answer(self, probe: ProbeRequest) -> None:
        request = self._current
        assert request is not None
        readings = []
        evaluation = Evaluation(request.plan, request.source, self.cache, self._cancel, quick=True)
        for row in request.plan.rows:
            if row.shape is None or len(row.shape) != 4 or _needs_whole(request.plan, row):
                continue
            if request.plan.has_table(row.id):
                readings.append(_cell(evaluation, row.id, probe))
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


class Pace:
    """How long passes take beside what was estimated, for one step and size of the view: a drag repeats itself."""

    def __init__(self) -> None:
        self.ratio = 1.0
        self._of: object = None
        self._is_known = False

    def follow(self, what: object) -> None:
        """Begin anew where it is not what was measured last; the first time, which gathers, teaches nothing."""
        self._is_known = what == self._of
        if not self._is_known:
            self.ratio, self._of = 1.0, what

    def learn(self, estimated: float, taken: float) -> None:
        """Move half way to what was measured."""
        if self._is_known and estimated > LEAST_LEARNED:
            self.ratio = min(max(0.5 * (self.ratio + taken / estimated), 0.1), 10.0)


def _alone(request: Request) -> Request:
    """The request for no other map than the one that is shown, where it can be computed alone."""
    plan = narrowed(request.plan, request.step, request.channel) if request.channel >= 0 else None
    return request if plan is None else replace(request, plan=plan, channel=0)


def _effort(request: Request, evaluation: Evaluation) -> float:
    row = request.plan[request.step]
    if len(row.shape or ()) != 4:
        return 0.0
    rows, columns, _, _ = _places(row, request.view)
    if not rows.size or not columns.size:
        return 0.0
    return evaluation.effort(row.id, rows, columns).nanoseconds / bands.WORKERS


def _refinements(request: Request, evaluation: Evaluation, pace: float) -> tuple[int, ...]:
    """How many times coarser than the screen each picture is, the first within its budget and the last at 1."""
    factor = 1
    finest = taken = pace * _effort(request, evaluation)
    while factor < COARSEST and taken > FIRST_NANOSECONDS:
        factor *= 2
        taken = pace * _effort(replace(request, view=_coarser(request.view, factor)), evaluation)
    factors = [factor]
    while factor > 1:
        factor = 1 if finest <= FINE_NANOSECONDS else max(factor // 4, 1)
        factors.append(factor)
    return tuple(factors)


def _maps(request: Request, step_id: str, values: Array) -> Array:
    """One photo's maps as (C, h, w). A table has a column (N, 1) for each feature; (N, K) is one map."""
    if request.plan.has_table(step_id):
        return np.swapaxes(values[..., 0], 0, 1)
    own: Array = values[request.sample] if values.ndim > 2 else np.atleast_2d(values)
    return own if own.ndim == 3 else own[None]


def _cell(evaluation: Evaluation, step_id: str, probe: ProbeRequest) -> Reading:
    """The value of a table that is drawn at a spot."""
    table = evaluation.at(step_id)[:, :, 0, 0]
    place = probe.y, probe.x * table.shape[1] // evaluation.plan.shape[1]
    return Reading(step_id, place, (float(table[place]),))


def _spread_out(plan: Plan, step_id: str) -> str:
    """The step whose maps have the same values in bands of rows: what a flatten reads, else the step itself."""
    row = plan[step_id]
    return row.inputs[0] if row.is_one_row else step_id


def _settled_key(request: Request, evaluation: Evaluation) -> tuple[object, ...]:
    return "settled", evaluation.key(request.step), request.sample


def _places(row: StepPlan, view: View) -> tuple[Positions, Positions, int, int]:
    assert row.shape is not None
    rows, every_row = _samples(row.rows, row.shape[2], view.rect.top, view.rect.height, view.rows)
    columns, every_column = _samples(row.columns, row.shape[3], view.rect.left, view.rect.width, view.columns)
    return rows, columns, every_row, every_column


def _frame_of(row: StepPlan, view: View) -> tuple[tuple[Positions, Positions], Rect, int]:
    """The samples of a map in a view, the part of the photo that they stand for, and every how many they are."""
    rows, columns, every_row, every_column = _places(row, view)
    top, height = _extent(row.rows, rows, every_row)
    left, width = _extent(row.columns, columns, every_column)
    if not rows.size or not columns.size:
        return (rows, columns), Rect(top, left, 0, 0), 1
    return (rows, columns), Rect(top, left, height, width), max(every_row, every_column)


def _look(request: Request, evaluation: Evaluation, row: StepPlan, view: View) -> tuple[Array, Rect, int]:
    assert row.shape is not None
    if request.plan.has_table(row.id):
        return _maps(request, row.id, evaluation.at(row.id)), Rect(0, 0, *extent(request.plan.shape)), 1
    if len(row.shape) != 4:
        every = max(1, row.shape[-1] // max(view.columns, 1))
        strip = evaluation.strip(row.id, np.arange(every // 2, row.shape[-1], every))
        return _maps(request, row.id, strip), Rect(0, 0, *extent(request.plan.shape)), every
    (rows, columns), rect, every = _frame_of(row, view)
    if not rows.size or not columns.size:
        return np.zeros((row.shape[1], 0, 0), np.float32), rect, every
    return evaluation.samples(row.id, rows, columns)[request.sample], rect, every


def _average(request: Request, row: StepPlan) -> Average | None:
    """What gathers the settled picture of a map; None where there is none in view."""
    if row.shape is None or len(row.shape) != 4:
        return None
    rows, columns, every_row, every_column = _places(row, request.view)
    if not rows.size or not columns.size:
        return None
    return Average(rows, columns, (every_row, every_column), row.shape[2:])


def _state(evaluation: Evaluation, every: int) -> State:
    return "approximate" if evaluation.is_approximate else "sampled" if every > 1 else "exact"


def _picture_maps(maps: Array, channel: int) -> Array:
    """The maps (C, h, w) that a picture is made of: three colours, or one map."""
    return maps if channel == COLOUR and len(maps) == 3 else maps[max(channel, 0)][None]


def _as_picture(maps: Array) -> NDArray[Any]:
    """One map as (h, w), three as colours (h, w, 3)."""
    return np.ascontiguousarray(maps[0] if len(maps) == 1 else np.moveaxis(maps, 0, -1))


def _picture(request: Request, step_id: str, maps: Array, channel: int) -> NDArray[Any]:
    """What is drawn of the maps: one of them, three as colours, or the whole table."""
    if request.plan.has_table(step_id):
        return np.ascontiguousarray(maps[..., 0].T)
    return _as_picture(_picture_maps(maps, channel))


def _pane(request: Request, evaluation: Evaluation, step_id: str, channel: int, pane: Any) -> PaneFrame:
    evaluation.is_approximate = False
    maps, rect, every = _look(request, evaluation, request.plan[step_id], request.view)
    picture = _picture(request, step_id, maps, channel)
    return PaneFrame(request.generation, pane, step_id, channel, picture, rect, every, _state(evaluation, every))


def _overview(request: Request, evaluation: Evaluation, row: StepPlan, size: int) -> tuple[Array, Rect, int]:
    height, width = extent(request.plan.shape)
    scale = size / max(height, width)
    view = View(Rect(0, 0, height, width), max(1, round(height * scale)), max(1, round(width * scale)))
    return _look(request, evaluation, row, view)


def _thumbnails(request: Request, evaluation: Evaluation) -> dict[str, NDArray[Any]]:
    pictures = {}
    for row in request.plan.rows:
        if row.shape is not None:
            maps, _, _ = _overview(request, evaluation, row, THUMBNAIL)
            if maps.size:
                pictures[row.id] = _picture(request, row.id, maps, COLOUR if row.is_colour else 0)
    return pictures


def _gallery(request: Request, evaluation: Evaluation) -> GalleryFrame:
    evaluation.is_approximate = False
    maps, rect, every = _overview(request, evaluation, request.plan[request.step], GALLERY)
    return GalleryFrame(request.generation, request.step, maps, rect, _state(evaluation, every))


def _batch(request: Request, evaluation: Evaluation) -> BatchFrame:
    evaluation.is_approximate = False
    row, results = request.plan[request.step], []
    for sample in range(request.plan.shape[0]):
        own = replace(request, sample=sample)
        photo, _ = _sample_picture(own, evaluation, request.plan[PHOTO], COLOUR)
        result, every = _sample_picture(own, evaluation, row, request.channel)
        values = result[None] if result.ndim == 2 else result[..., 0][None]  # of colours the first, as in the gallery
        gatherer = Gatherer(values, request.plan.document.white)
        gatherer.add(values)
        is_exact = every == 1 and not evaluation.is_approximate
        whole = gatherer.frame(0, row.id, values[0], row.id, exact=is_exact).whole
        results.append(SampleResult(photo, result, whole))
    return BatchFrame(request.generation, request.step, request.channel, tuple(results))


def _sample_picture(request: Request, evaluation: Evaluation, row: StepPlan, channel: int) -> tuple[NDArray[Any], int]:
    """A small picture of one photo of the batch; of a table and of (N, K) its row."""
    maps, _, every = _overview(request, evaluation, row, GALLERY)
    picture = _picture(request, row.id, maps, channel)
    is_row = request.plan.has_table(row.id) or len(row.shape or ()) == 2
    return picture[request.sample : request.sample + 1] if is_row else picture, every


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
