"""What is drawn for a request: the panes as fine as there is time for, then overviews, at leisure the whole map."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from filters.chain import Part
from filters.records import dataclass
from workbench.document import PHOTO
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation
from workbench.evaluation.frames import (
    Frame,
    IdleFrame,
    PaneFrame,
    ProbeFrame,
    Reading,
    StatisticsFrame,
    ThumbnailsFrame,
)
from workbench.evaluation.looks import (
    Request,
    alone_of,
    as_picture,
    average_of,
    batch_frame,
    coarser,
    frame_of,
    gallery_frame,
    pane_frame,
    part_of,
    picture_maps,
    places,
    statistics_frame,
    thumbnails,
)
from workbench.evaluation.pace import Pace, gather, refinements
from workbench.evaluation.statistics import Gatherer
from workbench.layers import Array
from workbench.memory import give_back
from workbench.plan import Plan, StepPlan
from workbench.session import COLOUR

KNOWN_STATISTICS = 32
"""Statistics of so many whole maps are kept: what is switched off and on again is settled at once."""

HELD_BACK = 256 << 20
"""When nothing is asked for, no more bytes that were let go of stay with the program."""

MANY_PIXELS, ROUGHER = 1 << 19, 2
"""A photo with more pixels in view is drawn so many times coarser before the map, and finely behind it."""

LINGER_SECONDS, LONGER_SECONDS = 0.04, 0.15
"""How long nothing must be asked for before the overviews: in a drag the next edit finds a worker that is free. Longer
where only the view is another, for they are the same as before."""


@dataclass(frozen=True)
class ProbeRequest:
    """Every step's value at one photo pixel of the newest request's plan."""

    generation: int
    y: int
    x: int


class Drawing:
    """Draws on the worker's thread and hands frames over as they come; Cancelled ends it where `cancel` is set."""

    def __init__(self, cache: Cache, deliver: Callable[[Frame], None]) -> None:
        self._cache = cache
        self._deliver = deliver
        self._pace = Pace()
        self._photo: tuple[object, PaneFrame] | None = None
        self._overviews: object = None
        self._statistics: OrderedDict[object, StatisticsFrame] = OrderedDict()

    def _evaluation(self, request: Request, cancel: threading.Event, *, quick: bool) -> Evaluation:
        return Evaluation(request.plan, request.source, self._cache, cancel, quick)

    def draw(self, request: Request, cancel: threading.Event) -> None:
        """The panes, as fine as there is time for, up to the screen's resolution; then the overviews."""
        begun = time.perf_counter()
        evaluation = self._evaluation(request, cancel, quick=True)
        is_photo_due = self._draw_photo(request, evaluation)
        first = self._draw_map(request, evaluation, cancel)
        if is_photo_due:
            self._deliver(self._photo_frame(request, evaluation))
        of = request.plan, request.source.key, request.step, request.channel, request.sample
        if not cancel.wait(LONGER_SECONDS if of == self._overviews else LINGER_SECONDS):
            self._draw_overviews(request, evaluation)
            self._overviews = of
            self._deliver(IdleFrame(request.generation, (first - begun) * 1000))
            gather(*self._alone(request, evaluation, cancel), self._pace)
            give_back(HELD_BACK)

    def _draw_map(self, request: Request, evaluation: Evaluation, cancel: threading.Event) -> float:
        """Deliver the map as it settled once, else finer and finer; when the first picture was there."""
        settled = self._settled_before(request, evaluation)
        if settled is not None:
            self._deliver(settled)
            return time.perf_counter()
        scale = round(request.view.rows / request.view.rect.height, 6)  # a move is no other view
        self._pace.follow((request.step, scale, request.source.key))
        alone, own = self._alone(request, evaluation, cancel)
        first = 0.0
        for factor, estimated in refinements(alone, own, self._pace):
            started = time.perf_counter()
            self._refine(request, alone, own, factor)
            ended = time.perf_counter()
            first = first or ended
            if factor == 1:
                self._pace.learn(estimated, 1e9 * (ended - started))
        return first

    def _alone(self, request: Request, evaluation: Evaluation, cancel: threading.Event) -> tuple[Request, Evaluation]:
        """The request for no other map than the one that is shown, and what computes it."""
        alone = alone_of(request)
        return alone, evaluation if alone is request else self._evaluation(alone, cancel, quick=True)

    def _draw_overviews(self, request: Request, evaluation: Evaluation) -> None:
        """Deliver all steps and all maps, small, and what their values are like."""
        self._deliver(ThumbnailsFrame(request.generation, thumbnails(request, evaluation)))
        gallery = gallery_frame(request, evaluation)
        self._deliver(gallery)
        if request.plan.shape[0] > 1:
            self._deliver(batch_frame(request, evaluation))
        known = self._statistics.get(_settled_key(request, evaluation))
        if known is not None:
            self._deliver(replace(known, generation=request.generation))
        else:
            gatherer = Gatherer(gallery.values, request.plan.document.white)
            gatherer.add(gallery.values)
            self._deliver(statistics_frame(request, evaluation, gatherer, exact=False))

    def _draw_photo(self, request: Request, evaluation: Evaluation) -> bool:
        """Deliver the photo; one that takes long roughly at first, so that a pan is not held up, and one that was drawn
        already not now, so that an edit is not. True where it is to be delivered behind the map."""
        if self._is_drawn(request):
            return True
        rows, columns, _, _ = places(request.plan[PHOTO], request.view)
        is_rough = rows.size * columns.size > MANY_PIXELS
        if is_rough:
            rough = replace(request, view=coarser(request.view, ROUGHER))
            self._deliver(pane_frame(rough, evaluation, PHOTO, COLOUR, "photo"))
        else:
            self._deliver(self._photo_frame(request, evaluation))
        return is_rough

    def _is_drawn(self, request: Request) -> bool:
        return self._photo is not None and self._photo[0] == _photo_key(request)

    def _photo_frame(self, request: Request, evaluation: Evaluation) -> PaneFrame:
        """The photo in the view; the same picture again while neither changes, so that nobody draws it twice."""
        if self._photo is None or not self._is_drawn(request):
            self._photo = _photo_key(request), pane_frame(request, evaluation, PHOTO, COLOUR, "photo")
        return replace(self._photo[1], generation=request.generation)

    def _settled_before(self, request: Request, evaluation: Evaluation) -> PaneFrame | None:
        """The settled picture of the same map in the same view, where it is still kept."""
        found = self._cache.find((*_settled_key(request, evaluation), request.view, request.channel))
        if found is None:
            return None
        _, rect, every = frame_of(request.plan[request.step], request.view)
        return PaneFrame(
            request.generation, "map", request.step, request.channel, found[0], rect, every, "exact", is_settled=True
        )

    def _refine(self, request: Request, alone: Request, evaluation: Evaluation, factor: int) -> None:
        """Deliver the picture that `alone` computes, so many times coarser than the screen."""
        rough = replace(alone, view=coarser(alone.view, factor))
        frame = pane_frame(rough, evaluation, alone.step, alone.channel, "map")
        self._deliver(replace(frame, channel=request.channel, coarseness=factor))

    def settle(self, request: Request, cancel: threading.Event) -> None:
        """Pass over the whole maps in the bands of an export: averages for the screen's pixels, at 1:1 the very values
        that are saved, and statistics that are exact."""
        evaluation = self._evaluation(request, cancel, quick=False)
        self._settle_photo(request, evaluation)
        key = _settled_key(request, evaluation)
        if key in self._statistics and self._settled_before(request, evaluation) is not None:
            return
        quick = self._evaluation(request, cancel, quick=True)
        gallery = gallery_frame(request, quick)
        gatherer = Gatherer(gallery.values, request.plan.document.white)
        average = average_of(request, request.plan[request.step])

        def see(part: Part, values: Array) -> None:
            maps = part_of(request, part, values)
            gatherer.add(maps)
            if average is not None and maps.size:
                average.add(part.rows[0], picture_maps(maps, request.channel))

        evaluation.bands(_spread_out(request.plan, request.step)).each(see)
        if average is not None:
            picture = as_picture(average.picture())
            self._cache.keep((*key, request.view, request.channel), picture)
            _, rect, every = frame_of(request.plan[request.step], request.view)
            self._deliver(
                PaneFrame(
                    request.generation, "map", request.step, request.channel, picture, rect, every, "exact",
                    is_settled=True,
                )
            )  # fmt: skip
        elif quick.is_approximate:
            self._deliver(pane_frame(request, evaluation, request.step, request.channel, "map"))
        if quick.is_approximate:
            self._deliver(ThumbnailsFrame(request.generation, thumbnails(request, evaluation)))
            self._deliver(gallery_frame(request, evaluation))
            if request.plan.shape[0] > 1:
                self._deliver(batch_frame(request, evaluation))
        found = statistics_frame(request, evaluation, gatherer, exact=True)
        self._statistics[key] = found
        if len(self._statistics) > KNOWN_STATISTICS:
            self._statistics.popitem(last=False)
        self._deliver(found)

    def _settle_photo(self, request: Request, evaluation: Evaluation) -> None:
        if self._photo is None or not self._is_drawn(request) or self._photo[1].is_settled:
            return
        average = average_of(request, request.plan[PHOTO])
        if average is None or self._photo[1].every == 1:  # at 1:1 it is sampled and settled alike
            return
        evaluation.bands(PHOTO).each(
            lambda part, values: average.add(part.rows[0], picture_maps(values[request.sample], COLOUR))
        )
        frame = replace(self._photo[1], values=as_picture(average.picture()), state="exact", is_settled=True, of=None)
        self._photo = self._photo[0], frame
        self._deliver(replace(frame, generation=request.generation))

    def answer(self, probe: ProbeRequest, request: Request, cancel: threading.Event) -> None:
        """The value of every step at a photo pixel, of what is drawn for the request."""
        readings = []
        evaluation = self._evaluation(request, cancel, quick=True)
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


def _cell(evaluation: Evaluation, step_id: str, probe: ProbeRequest) -> Reading:
    """The value of a table that is drawn at a spot."""
    table = evaluation.at(step_id)[:, :, 0, 0]
    place = probe.y, probe.x * table.shape[1] // evaluation.plan.shape[1]
    return Reading(step_id, place, (float(table[place]),))


def _spread_out(plan: Plan, step_id: str) -> str:
    """The step whose maps have the same values in bands of rows: what a flatten reads, else the step itself."""
    row = plan[step_id]
    return row.inputs[0] if row.is_one_row else step_id


def _photo_key(request: Request) -> tuple[object, ...]:
    """What the photo's picture depends on: of the view only what of the photo it shows, not what lies beyond it."""
    samples, rect, every = frame_of(request.plan[PHOTO], request.view)
    size = tuple(positions.size for positions in samples)
    return request.source.key, request.plan.document.white, request.sample, rect, every, size


def _settled_key(request: Request, evaluation: Evaluation) -> tuple[object, ...]:
    return "settled", evaluation.key(request.step), request.sample
