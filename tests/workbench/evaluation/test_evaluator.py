"""The evaluator as the window uses it: frames in order, newest request first, nothing stale, exact in the end."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest
from documents import document_of

import filters
from workbench.evaluation.drawing import ProbeRequest
from workbench.evaluation.evaluate import evaluate
from workbench.evaluation.evaluator import Evaluator
from workbench.evaluation.frames import (
    FailureFrame,
    Frame,
    GalleryFrame,
    IdleFrame,
    PaneFrame,
    ProbeFrame,
    Rect,
    StatisticsFrame,
    ThumbnailsFrame,
    View,
)
from workbench.evaluation.looks import Request
from workbench.layers import with_parameters
from workbench.plan import Plan, plan
from workbench.session import COLOUR
from workbench.sources import Photo

SOURCE = Photo("noise", np.random.default_rng(0).integers(0, 256, (600, 900, 3), np.uint8))


def pipeline(*rows: tuple[str, dict[str, object]], training: bool = False, source: Photo = SOURCE) -> Plan:
    return plan(document_of(*rows), source.shape, training=training)


EDGES = pipeline(
    ("conv2d", {"weight": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]}),
    ("batch_norm", {}),
    ("relu", {}),
    ("max_pool2d", {}),
)


class Heard:
    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.arrived = threading.Condition()

    def __call__(self, frame: Frame) -> None:
        with self.arrived:
            self.frames.append(frame)
            self.arrived.notify_all()

    def of(self, kind: type, generation: int | None = None) -> list[Frame]:
        return [f for f in self.frames if isinstance(f, kind) and generation in (None, f.generation)]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def evaluator(heard: Heard) -> Iterator[Evaluator]:
    worker = Evaluator(heard)
    yield worker
    worker.close()


def request(generation: int, planned: Plan, step: str, *, channel: int = 0, view: View | None = None) -> Request:
    whole = View(Rect(0, 0, *SOURCE.shape[2:]), 300, 450)
    return Request(generation, planned, SOURCE, step, channel, view or whole)


def test_frames_come_in_order_and_end_exact(evaluator: Evaluator, heard: Heard) -> None:
    evaluator.request(request(1, EDGES, "pool1"))
    assert evaluator.wait_until_idle()
    kinds = [kind for kind, _ in groupby(map(type, heard.frames))]  # the photo, and the map once or finer and finer
    assert kinds[:5] == [PaneFrame, ThumbnailsFrame, GalleryFrame, StatisticsFrame, IdleFrame]
    first = [frame for frame in heard.of(PaneFrame) if not frame.is_settled]
    assert {frame.pane for frame in first} == {"photo", "map"}
    assert [frame.coarseness for frame in first if frame.pane == "map"][-1] == 1
    whole = evaluate(EDGES, SOURCE, "pool1")[0]
    settled = heard.of(StatisticsFrame)[-1]
    assert settled.whole.exact
    assert settled.whole.count == whole.size
    assert settled.whole.low == pytest.approx(whole.min())
    assert settled.whole.high == pytest.approx(whole.max())
    assert settled.whole.mean == pytest.approx(whole.mean(dtype=np.float64), rel=1e-6)
    assert settled.whole.deviation == pytest.approx(whole.std(dtype=np.float64), rel=1e-6)
    assert settled.whole.above == pytest.approx((whole > 255).mean())
    assert settled.counts.sum() == whole.size
    assert settled.inputs_step == "pool1"
    assert set(heard.of(ThumbnailsFrame)[0].pictures) == {"photo", "conv1", "norm1", "relu1", "pool1"}


def test_pane_samples_are_the_maps_own_values_in_their_place(evaluator: Evaluator, heard: Heard) -> None:
    whole = evaluate(EDGES, SOURCE, "pool1")[0, 0]
    view = View(Rect(100.3, 50.7, 200, 300), 40, 60)
    evaluator.request(request(1, EDGES, "pool1", view=view))
    assert evaluator.wait_until_idle()
    frame = next(f for f in heard.of(PaneFrame) if f.pane == "map")
    assert frame.every == 2
    assert frame.state == "sampled"
    row = EDGES["pool1"]
    first = row.rows.index_at(frame.rect.top + row.rows.jump / 2)
    left = row.columns.index_at(frame.rect.left + row.columns.jump / 2)
    h, w = frame.values.shape
    expected = whole[first + 1 :: 2, left + 1 :: 2][:h, :w]
    np.testing.assert_allclose(frame.values, expected, atol=1e-3)
    assert frame.rect.top <= 100.3
    assert frame.rect.top + frame.rect.height >= 300.3 - 1
    assert frame.rect.height == h * 2 * row.rows.jump


def means(values: np.ndarray, every: int) -> np.ndarray:
    """The mean of each block, those at the far edges cut off by them."""
    height, width = values.shape
    return np.array(
        [
            [values[y : y + every, x : x + every].mean(dtype=np.float64) for x in range(0, width, every)]
            for y in range(0, height, every)
        ]
    )


def test_the_settled_picture_is_the_mean_of_all_values_of_a_pixel(evaluator: Evaluator, heard: Heard) -> None:
    view = View(Rect(0, 0, *SOURCE.shape[2:]), 75, 112)
    evaluator.request(request(1, EDGES, "relu1", view=view))
    assert evaluator.wait_until_idle()
    sampled, settled = (f for f in heard.of(PaneFrame) if f.pane == "map" and f.coarseness == 1)
    assert (sampled.state, sampled.is_settled) == ("sampled", False)
    assert (settled.state, settled.is_settled) == ("exact", True)
    assert (settled.rect, settled.every, settled.values.shape) == (sampled.rect, 8, sampled.values.shape)
    whole = evaluate(EDGES, SOURCE, "relu1")[0, 0]
    np.testing.assert_allclose(settled.values, means(whole, 8)[:75, :112], rtol=1e-5, atol=1e-3)
    photo = [f for f in heard.of(PaneFrame) if f.pane == "photo"][-1]
    assert photo.is_settled
    np.testing.assert_allclose(photo.values[..., 1], means(SOURCE.pixels[..., 1], 8)[:75, :112], rtol=1e-5)


def test_what_was_settled_once_is_settled_at_once(evaluator: Evaluator, heard: Heard) -> None:
    without = EDGES.document.with_step(replace(EDGES.document.step("relu1"), enabled=False))
    switched = plan(without, SOURCE.shape)
    view = View(Rect(0, 0, *SOURCE.shape[2:]), 75, 112)
    for generation, planned in enumerate((EDGES, switched, EDGES), 1):
        evaluator.request(request(generation, planned, "pool1", view=view))
        assert evaluator.wait_until_idle()
    first, again = ([f for f in heard.of(PaneFrame, g) if f.pane == "map"] for g in (1, 3))
    assert len(again) == 1
    assert again[0].values is first[-1].values
    assert all(frame.whole.exact for frame in heard.of(StatisticsFrame, 3))
    photos = [f.values for f in heard.of(PaneFrame) if f.pane == "photo"]
    assert len({id(values) for values in photos}) == 2  # sampled, then settled; never gathered again


def test_the_photo_stays_as_it_settled_where_maps_reach_beyond_it(evaluator: Evaluator, heard: Heard) -> None:
    height, width = SOURCE.shape[2:]
    for generation, more in enumerate((0.0, 1.5), 1):
        view = View(Rect(-more, -more, height + 2 * more, width + 2 * more), 75, 112)
        evaluator.request(request(generation, EDGES, "relu1", view=view))
        assert evaluator.wait_until_idle()
    before, after = ([f for f in heard.of(PaneFrame, g) if f.pane == "photo"][-1] for g in (1, 2))
    assert after.is_settled
    assert after.values is before.values


def test_late_edits_never_compute_early_steps_again(
    evaluator: Evaluator, heard: Heard, monkeypatch: pytest.MonkeyPatch, computed_steps: list[str]
) -> None:
    evaluator.request(request(1, EDGES, "pool1"))
    assert evaluator.wait_until_idle()
    computed_steps.clear()
    monkeypatch.setattr("workbench.evaluation.evaluator.SETTLE_SECONDS", 60.0)
    late = with_parameters(EDGES.document.step("norm1"), eps=0.5)
    evaluator.request(request(2, plan(EDGES.document.with_step(late), SOURCE.shape), "pool1"))
    with heard.arrived:
        assert heard.arrived.wait_for(lambda: heard.of(IdleFrame, 2), 20)
    assert set(computed_steps) == {"norm1", "relu1", "pool1"}


def test_overviews_wait_until_nothing_newer_is_asked_for(
    evaluator: Evaluator, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("workbench.evaluation.drawing.LINGER_SECONDS", 60.0)
        for generation in (1, 2):
            evaluator.request(request(generation, EDGES, "conv1"))
            with heard.arrived:
                assert heard.arrived.wait_for(lambda g=generation: len(heard.of(PaneFrame, g)) == 2, 20)
    evaluator.request(request(3, EDGES, "conv1"))
    assert evaluator.wait_until_idle()
    assert {frame.generation for frame in heard.of(ThumbnailsFrame)} == {3}


def test_after_a_pan_an_edit_finds_the_photo_s_pixels_gathered(
    evaluator: Evaluator, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = pipeline(("conv2d", {"weight": np.eye(3)}))
    for generation, place in enumerate((0, 60), 1):
        evaluator.request(request(generation, kernel, "conv1", view=View(Rect(place, place, 400, 600), 80, 120)))
        assert evaluator.wait_until_idle()
    monkeypatch.setattr(Photo, "raw", None)  # who calls it fails
    monkeypatch.setattr("workbench.evaluation.evaluator.SETTLE_SECONDS", 60.0)
    edited = with_parameters(kernel.document.step("conv1"), weight=np.eye(3, dtype=np.float32) / 2)
    asked = request(3, plan(kernel.document.with_step(edited), SOURCE.shape), "conv1", channel=0)
    evaluator.request(replace(asked, view=View(Rect(60, 60, 400, 600), 80, 120)))
    with heard.arrived:
        assert heard.arrived.wait_for(lambda: heard.of(PaneFrame, 3) or heard.of(FailureFrame), 20)
    assert not heard.of(FailureFrame)


def test_close_up_is_exact(evaluator: Evaluator, heard: Heard) -> None:
    evaluator.request(request(1, EDGES, "conv1", view=View(Rect(0, 0, 20, 30), 400, 600)))
    assert evaluator.wait_until_idle()
    frame = next(f for f in heard.of(PaneFrame) if f.pane == "map")
    assert (frame.every, frame.state) == (1, "exact")
    assert frame.rect == Rect(1, 1, *frame.values.shape)


def test_colours_stay_together(evaluator: Evaluator, heard: Heard) -> None:
    blur = pipeline(("conv2d", {"weight": np.full((3, 3), 1 / 9), "channels": "each", "padding": "same"}))
    evaluator.request(request(1, blur, "conv1", channel=COLOUR))
    assert evaluator.wait_until_idle()
    shapes = [f.values.shape for f in heard.of(PaneFrame)]
    assert shapes == [(300, 450, 3)] * 4  # both panes as sampled, and both settled


def test_training_is_approximate_first_and_exact_when_settled(evaluator: Evaluator, heard: Heard) -> None:
    planned = pipeline(("conv2d", {"weight": [[1, 0, -1]]}), ("batch_norm", {}), training=True)
    evaluator.request(request(1, planned, "norm1"))
    assert evaluator.wait_until_idle()
    states = [f.state for f in heard.of(PaneFrame) if f.pane == "map"]
    assert states == ["approximate", "exact"]
    settled = heard.of(StatisticsFrame)[-1].whole
    assert settled.mean == pytest.approx(0, abs=1e-4)
    assert settled.deviation == pytest.approx(1, abs=1e-3)
    evaluator.request(request(2, planned, "norm1"))
    assert evaluator.wait_until_idle()
    assert [f.state for f in heard.of(PaneFrame, 2) if f.pane == "map"] == ["exact"]


def test_the_last_of_many_requests_wins(evaluator: Evaluator, heard: Heard) -> None:
    for generation in range(1, 60):
        weight = np.full((3, 3), float(generation))
        evaluator.request(request(generation, pipeline(("conv2d", {"weight": weight})), "conv1"))
    assert evaluator.wait_until_idle()
    assert heard.frames[-1].generation == 59
    generations = [f.generation for f in heard.of(IdleFrame)]
    assert generations == sorted(generations)
    last = [f for f in heard.of(PaneFrame, 59) if f.pane == "map"]
    mean = evaluate(pipeline(("conv2d", {"weight": np.full((3, 3), 59.0)})), SOURCE, "conv1").mean()
    assert last[-1].values.mean() == pytest.approx(mean, rel=0.05)


def test_probe_reads_every_step_at_one_spot(evaluator: Evaluator, heard: Heard) -> None:
    evaluator.request(request(1, EDGES, "conv1"))
    evaluator.probe(ProbeRequest(7, 123, 321))
    assert evaluator.wait_until_idle()
    probe = heard.of(ProbeFrame)[-1]
    assert (probe.generation, probe.y, probe.x) == (7, 123, 321)
    readings = {reading.step: reading for reading in probe.readings}
    assert readings["photo"].values == tuple(map(float, SOURCE.pixels[123, 321]))
    whole = evaluate(EDGES, SOURCE, "conv1")[0, 0]
    assert readings["conv1"].index == (122, 320)
    assert readings["conv1"].values[0] == pytest.approx(whole[122, 320], abs=1e-3)
    assert len(readings) == 5


def test_a_failing_step_is_reported_and_the_worker_lives_on(
    evaluator: Evaluator, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is on fire")

    with monkeypatch.context() as patch:
        patch.setattr(filters, "relu", broken)
        evaluator.request(request(1, EDGES, "pool1"))
        assert evaluator.wait_until_idle()
    failure = heard.of(FailureFrame)[0]
    assert "the disk is on fire" in failure.message
    evaluator.request(request(2, EDGES, "pool1"))
    assert evaluator.wait_until_idle()
    assert heard.of(IdleFrame, 2)


def test_close_ends_the_thread_in_the_midst_of_work(heard: Heard) -> None:
    before = threading.active_count()
    worker = Evaluator(heard)
    worker.request(request(1, EDGES, "pool1"))
    worker.close()
    assert threading.active_count() <= before + filters.bands.WORKERS
    assert "evaluator" not in [thread.name for thread in threading.enumerate()]


def test_a_flattened_map_is_a_strip_no_longer_than_the_screen(evaluator: Evaluator, heard: Heard) -> None:
    planned = pipeline(("avg_pool2d", {"kernel_size": 4}), ("flatten", {}))
    evaluator.request(request(1, planned, "flat1"))
    assert evaluator.wait_until_idle()
    frame = next(f for f in heard.of(PaneFrame) if f.pane == "map")
    whole = evaluate(planned, SOURCE, "flat1")[0]
    assert 450 <= frame.values.shape[1] < 900
    assert frame.values[0].tolist() == whole[frame.every // 2 :: frame.every].tolist()
    assert heard.of(StatisticsFrame)[-1].whole.count == whole.size


def test_the_strip_of_a_large_flattened_map_is_of_one_column_of_each_map(evaluator: Evaluator, heard: Heard) -> None:
    planned = pipeline(("conv2d", {"weight": np.ones((3, 3)), "channels": "each"}), ("flatten", {}))
    evaluator.request(request(1, planned, "flat1"))
    assert evaluator.wait_until_idle()
    frame = next(f for f in heard.of(PaneFrame) if f.pane == "map")
    whole = evaluate(planned, SOURCE, "conv1")[0]
    places = np.arange(frame.every // 2, whole.size, frame.every)  # one in the middle of each stretch of the strip
    assert frame.every > whole.shape[2]
    channels, rows, _ = np.unravel_index(places, whole.shape)
    np.testing.assert_allclose(frame.values[0], whole[channels, rows, whole.shape[2] // 2], rtol=1e-6)


def test_a_photo_with_many_pixels_in_view_is_rough_until_the_map_is_there(evaluator: Evaluator, heard: Heard) -> None:
    whole = View(Rect(0, 0, *SOURCE.shape[2:]), *SOURCE.shape[2:])
    evaluator.request(request(1, EDGES, "conv1", view=whole))
    assert evaluator.wait_until_idle()
    panes = [(frame.pane, frame.every) for frame in heard.of(PaneFrame)]
    assert panes[0] == ("photo", 2)
    assert panes.index(("photo", 1)) > panes.index(("map", 1))
    fine = next(frame for frame in heard.of(PaneFrame) if (frame.pane, frame.every) == ("photo", 1))
    assert np.array_equal(fine.values, SOURCE.pixels)
    evaluator.request(request(2, EDGES, "relu1", view=whole))  # the same photo in the same view is there at once
    assert evaluator.wait_until_idle()
    assert [frame.every for frame in heard.of(PaneFrame, 2) if frame.pane == "photo"] == [1]
