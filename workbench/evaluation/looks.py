"""What is shown of a step: which samples of its maps a view needs, and the frames that are made of them."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.chain import Part
from filters.records import dataclass
from filters.windows import Positions, ReceptiveField
from workbench.document import PHOTO
from workbench.evaluation import views
from workbench.evaluation.average import Average
from workbench.evaluation.evaluate import Evaluation
from workbench.evaluation.frames import (
    BatchFrame,
    GalleryFrame,
    PaneFrame,
    Rect,
    SampleResult,
    State,
    StatisticsFrame,
    View,
)
from workbench.evaluation.narrowed import narrowed
from workbench.evaluation.statistics import Gatherer
from workbench.layers import KINDS, Array
from workbench.plan import Plan, StepPlan, extent
from workbench.session import COLOUR
from workbench.sources import Source

THUMBNAIL = 80
GALLERY = 128
INPUT_SAMPLES = 1 << 16
PICTURE_ROWS = 32
"""So many rows of a picture stay in a core's cache while one colour after the other is laid between the others."""


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


def _samples(field: ReceptiveField, length: int, start: float, extent: float, pixels: float) -> tuple[Positions, int]:
    """Which outputs to show for photo coordinates start .. start+extent on so many pixels, and every how many: the same
    for all views of one scale, whatever rounding makes of it."""
    every = max(1, int(extent / max(pixels, 1) / field.jump + 1e-6))
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


def beyond(plan: Plan, row: StepPlan) -> tuple[float, float]:
    """How far a step's map reaches beyond the photo above and below, and at its sides, in photo pixels: by padding."""
    if row.shape is None or len(row.shape) != 4 or plan.has_table(row.id):
        return 0.0, 0.0
    rows, columns = (
        max(field.jump / 2 - field.centre(0), field.centre(length - 1) + field.jump / 2 - own, 0.0)
        for field, length, own in zip((row.rows, row.columns), row.shape[2:], plan.shape[2:], strict=True)
    )
    return rows, columns


def coarser(view: View, factor: int) -> View:
    """The view on so many times fewer pixels."""
    return View(view.rect, max(1, view.rows / factor), max(1, view.columns / factor))


def alone_of(request: Request) -> Request:
    """The request for no other map than the one that is shown, where it can be computed alone."""
    plan = narrowed(request.plan, request.step, request.channel) if request.channel >= 0 else None
    return request if plan is None else replace(request, plan=plan, channel=0)


def maps_of(request: Request, step_id: str, values: Array) -> Array:
    """One photo's maps as (C, h, w). A table has a column (N, 1) for each feature; (N, K) is one map."""
    if request.plan.has_table(step_id):
        return np.swapaxes(values[..., 0], 0, 1)
    own: Array = values[request.sample] if values.ndim > 2 else np.atleast_2d(values)
    return own if own.ndim == 3 else own[None]


def part_of(request: Request, part: Part, values: Array) -> Array:
    """Of a part (n, C, rows, W) of the selected step's maps what counts, as (C, h, w): one photo's, or all of a table.

    Where the step has no rows they are (N, K), or the maps that it lays out, and become one map.
    """
    row = request.plan[request.step]
    if request.plan.has_table(row.id):
        return np.swapaxes(values[..., 0], 0, 1)
    if len(row.shape or ()) != 4:
        return values.reshape(1, -1, values.shape[-1])
    own = request.sample - part.images.start
    return values[own] if 0 <= own < len(values) else values[0, :, :0]


def places(row: StepPlan, view: View) -> tuple[Positions, Positions, int, int]:
    """The rows and columns of the samples of a map in a view, and every how many they are."""
    assert row.shape is not None
    rows, every_row = _samples(row.rows, row.shape[2], view.rect.top, view.rect.height, view.rows)
    columns, every_column = _samples(row.columns, row.shape[3], view.rect.left, view.rect.width, view.columns)
    return rows, columns, every_row, every_column


def frame_of(row: StepPlan, view: View) -> tuple[tuple[Positions, Positions], Rect, int]:
    """The samples of a map in a view, the part of the photo that they stand for, and every how many they are."""
    rows, columns, every_row, every_column = places(row, view)
    top, height = _extent(row.rows, rows, every_row)
    left, width = _extent(row.columns, columns, every_column)
    if not rows.size or not columns.size:
        return (rows, columns), Rect(top, left, 0, 0), 1
    return (rows, columns), Rect(top, left, height, width), max(every_row, every_column)


def _look(request: Request, evaluation: Evaluation, row: StepPlan, view: View) -> tuple[Array, Rect, int]:
    assert row.shape is not None
    if request.plan.has_table(row.id):
        return maps_of(request, row.id, evaluation.at(row.id)), Rect(0, 0, *extent(request.plan.shape)), 1
    if len(row.shape) != 4:
        every = max(1, int(row.shape[-1] / max(view.columns, 1)))
        strip = views.strip(evaluation, row.id, _along(request.plan, row, every))
        return maps_of(request, row.id, strip), Rect(0, 0, *extent(request.plan.shape)), every
    (rows, columns), rect, every = frame_of(row, view)
    if not rows.size or not columns.size:
        return np.zeros((row.shape[1], 0, 0), np.float32), rect, every
    return views.samples(evaluation, row.id, rows, columns)[request.sample], rect, every


def _along(plan: Plan, row: StepPlan, every: int) -> Positions:
    """One of every so many values of a map that is a row. Behind flatten those of one column where they can be: values
    all over the map would have far more between them computed."""
    assert row.shape is not None
    middles = np.arange(every // 2, row.shape[-1], every)
    width = (plan[row.inputs[0]].shape or (1,))[-1]
    if not row.is_one_row or every < width:
        return middles
    return middles // width * width + width // 2


def average_of(request: Request, row: StepPlan) -> Average | None:
    """What gathers the settled picture of a map; None where there is none in view."""
    if row.shape is None or len(row.shape) != 4 or request.plan.has_table(row.id):
        return None
    rows, columns, every_row, every_column = places(row, request.view)
    if not rows.size or not columns.size:
        return None
    return Average(rows, columns, (every_row, every_column), row.shape[2:])


def _state(evaluation: Evaluation, every: int) -> State:
    return "approximate" if evaluation.is_approximate else "sampled" if every > 1 else "exact"


def picture_maps(maps: Array, channel: int) -> Array:
    """The maps (C, h, w) that a picture is made of: three colours, or one map."""
    return maps if channel == COLOUR and len(maps) == 3 else maps[max(channel, 0)][None]


def as_picture(maps: Array) -> NDArray[Any]:
    """One map as (h, w), three as colours (h, w, 3)."""
    if len(maps) == 1:
        return np.ascontiguousarray(maps[0])
    picture = np.empty((*maps.shape[1:], len(maps)), maps.dtype)

    def lay(rows: tuple[int, int]) -> None:
        part = picture[slice(*rows)]
        for channel, values in enumerate(maps):  # several times as fast as a copy of the transposed maps
            part[..., channel] = values[slice(*rows)]

    bands.run(bands.split(len(picture), PICTURE_ROWS), lay)
    return picture


def _picture(request: Request, step_id: str, maps: Array, channel: int) -> NDArray[Any]:
    """What is drawn of the maps: one of them, three as colours, or the whole table."""
    if request.plan.has_table(step_id):
        return np.ascontiguousarray(maps[..., 0].T)
    return as_picture(picture_maps(maps, channel))


def pane_frame(request: Request, evaluation: Evaluation, step_id: str, channel: int, pane: Any) -> PaneFrame:
    """The picture of one map, or of three as colours, in the view."""
    evaluation.is_approximate = False
    maps, rect, every = _look(request, evaluation, request.plan[step_id], request.view)
    picture, state = _picture(request, step_id, maps, channel), _state(evaluation, every)
    of = evaluation.key(step_id), request.sample, channel, every, state
    return PaneFrame(request.generation, pane, step_id, channel, picture, rect, every, state, of=of)


def _overview(request: Request, evaluation: Evaluation, row: StepPlan, size: int) -> tuple[Array, Rect, int]:
    height, width = map(float, extent(request.plan.shape))
    down, across = beyond(request.plan, row)
    scale = size / max(height, width)
    height, width = height + 2 * down, width + 2 * across
    view = View(Rect(-down, -across, height, width), max(1, round(height * scale)), max(1, round(width * scale)))
    return _look(request, evaluation, row, view)


def thumbnails(request: Request, evaluation: Evaluation) -> dict[str, NDArray[Any]]:
    """A small picture of every step."""
    pictures = {}
    for row in request.plan.rows:
        if row.shape is not None:
            maps, _, _ = _overview(request, evaluation, row, THUMBNAIL)
            if maps.size:
                pictures[row.id] = _picture(request, row.id, maps, COLOUR if row.is_colour else 0)
    return pictures


def gallery_frame(request: Request, evaluation: Evaluation) -> GalleryFrame:
    """All maps of the selected step, small."""
    evaluation.is_approximate = False
    maps, rect, every = _overview(request, evaluation, request.plan[request.step], GALLERY)
    return GalleryFrame(request.generation, request.step, maps, rect, _state(evaluation, every))


def batch_frame(request: Request, evaluation: Evaluation) -> BatchFrame:
    """The selected map of every photo of the batch, small."""
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


def statistics_frame(request: Request, evaluation: Evaluation, gatherer: Gatherer, *, exact: bool) -> StatisticsFrame:
    """What was gathered of the selected step, with a sample of what the curves read."""
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
