"""Evaluation: any rows and columns of any step equal the whole map, and the whole map equals the engine's functions."""

import threading
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from documents import document_of
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents, photo

import filters
from filters.errors import Cancelled
from workbench.document import MOST_STEPS, Document
from workbench.evaluation import evaluate as evaluate_module
from workbench.evaluation import views
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation, evaluate
from workbench.layers import KINDS, new_step
from workbench.plan import plan
from workbench.running import maps_of
from workbench.sources import NumberGrid


@settings(deadline=None, max_examples=150)
@given(documents(), st.integers(3, 40), st.integers(3, 40), st.data())
def test_every_sample_equals_the_whole_map(document: Document, height: int, width: int, data: st.DataObject) -> None:
    source = photo(height, width)
    planned = plan(document, source.shape, training=data.draw(st.booleans()))
    reached = [row for row in planned.steps if row.shape is not None]
    if not reached:
        return
    shape = reached[-1].shape
    whole = evaluate(planned, source, reached[-1].id)
    assert whole.shape == shape
    picks = []
    for length in shape[2:]:
        first, step = data.draw(st.integers(0, length - 1)), data.draw(st.integers(1, 9))
        picks.append(np.arange(first, length, step))
    expected = whole[:, :, picks[0]][..., picks[1]]
    cache = Cache()
    for _ in range(2):  # computed, and found again
        sampled = Evaluation(planned, source, cache).at(reached[-1].id, *picks)
        np.testing.assert_allclose(sampled, expected, rtol=0, atol=1e-5 * max(1.0, np.abs(whole).max()))
    with pytest.MonkeyPatch.context() as patch:  # as a screen asks for them: in parts, each on its own
        patch.setattr(views, "PART_BYTES", 64)
        patch.setattr(views, "PART_ROWS", 1)
        parted = views.samples(Evaluation(planned, source, Cache()), reached[-1].id, *picks)
    np.testing.assert_allclose(parted, expected, rtol=0, atol=1e-5 * max(1.0, np.abs(whole).max()))


@pytest.mark.parametrize("every", [3, 5, 8])
@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_samples_of_wide_kernels_equal_the_whole(every: int, mode: str) -> None:
    rng = np.random.default_rng(every)
    source = photo(97, 131)
    for weight in (np.outer(np.hanning(15), np.hanning(13)), rng.standard_normal((11, 11))):
        parameters = {"weight": weight, "channels": "each", "padding": "same", "padding_mode": mode}
        document = Document(steps=(new_step("conv2d", Document(), **parameters),))
        planned = plan(document, source.shape)
        whole = evaluate(planned, source, "conv1")
        picks = np.arange(every // 2, 97, every), np.arange(every // 2, 131, every)
        found = views.samples(Evaluation(planned, source, Cache()), "conv1", *picks)
        expected = whole[:, :, picks[0]][..., picks[1]]
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * np.abs(whole).max())


def test_bands_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of(
        ("conv2d", {"weight": np.arange(25.0).reshape(5, 5), "padding": 2, "padding_mode": "circular"}),
        ("batch_norm", {}),
        ("max_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1}),
    )
    source = photo(61, 47)
    planned = plan(document, source.shape, training=True)
    whole = evaluate(planned, source, "pool1")
    monkeypatch.setattr(evaluate_module, "BAND_BYTES", 5000)
    heard: list[float] = []
    banded = evaluate(planned, source, "pool1", progress=heard.append)
    np.testing.assert_allclose(banded, whole, rtol=0, atol=1e-5)
    assert len(heard) > 5
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_pipeline_equals_the_functions_one_after_another() -> None:
    rng = np.random.default_rng(1)
    weight = rng.standard_normal((4, 3, 3, 3)).astype(np.float32)
    document = document_of(("conv2d", {"weight": weight, "padding": 1}), ("batch_norm", {}), ("relu", {}))
    source = photo(20, 30)
    x = source.pixels.transpose(2, 0, 1)[None].astype(np.float32)
    for training in (True, False):
        y = filters.conv2d(x, weight, padding=1)
        y, _, _ = filters.batch_norm(y, np.zeros(4), np.ones(4), training=training)
        found = evaluate(plan(document, source.shape, training=training), source, "relu1")
        np.testing.assert_allclose(found, filters.relu(y), rtol=1e-4, atol=1e-4)


def test_figure_7_of_the_chapter_on_a_grid_of_numbers() -> None:
    grid = NumberGrid(np.arange(1, 10, dtype=np.float32).reshape(3, 3))
    document = Document()
    document = document.inserted(0, new_step("conv2d", document, weight=[[0, 1], [2, 3]]))
    found = evaluate(plan(document, grid.shape), grid, "conv1")
    assert found[0, 0].tolist() == [[25, 31], [43, 49]]
    biased = Document(steps=(new_step("conv2d", Document(), weight=[[0, 1], [2, 3]], bias=1),))
    assert evaluate(plan(biased, grid.shape), grid, "conv1")[0, 0].tolist() == [[26, 32], [44, 50]]


@pytest.mark.parametrize("mode", ["upscale_in_train", "downscale_in_infer"])
def test_dropout_drops_the_same_places_in_every_view_and_keeps_its_expectation(mode: str) -> None:
    grid = NumberGrid(np.ones((200, 300), np.float32))
    document = Document(steps=(new_step("dropout", Document(), p=0.3, mode=mode),))
    trained = evaluate(plan(document, grid.shape, training=True), grid, "drop1")
    kept = 1 / 0.7 if mode == "upscale_in_train" else 1
    assert set(np.unique(trained)) == {np.float32(0), np.float32(kept)}
    assert np.mean(trained == 0) == pytest.approx(0.3, abs=0.01)
    inferred = evaluate(plan(document, grid.shape), grid, "drop1")
    assert trained.mean() == pytest.approx(inferred.mean(), rel=0.02)


def test_every_kind_can_be_evaluated() -> None:
    grid = NumberGrid(np.random.default_rng(0).standard_normal((2, 6, 6)).astype(np.float32))
    for name, kind in KINDS.items():
        document = Document()
        if name == "linear":
            document = document.inserted(0, new_step("flatten", document))
            step = new_step("linear", document, weight=np.ones((72, 5), np.float32))
        else:
            step = new_step(name, document)
        if kind.joins:
            step = type(step)(step.id, name, step.parameters, input="photo")
        document = document.inserted(len(document.steps), step)
        for training in (False, True):
            planned = plan(document, grid.shape, training=training)
            found = evaluate(planned, grid, step.id)
            assert found.shape == planned[step.id].shape
            assert found.dtype == np.float32
            assert np.isfinite(found).all()


def test_a_set_token_cancels() -> None:
    token = threading.Event()
    token.set()
    document = Document(steps=(new_step("relu", Document()),))
    source = photo(9, 9)
    with pytest.raises(Cancelled):
        evaluate(plan(document, source.shape), source, "relu1", cancel=token)


def test_cache_forgets_the_least_recently_used_first() -> None:
    cache = Cache(budget=4000)
    arrays = [np.zeros(300, np.float32) for _ in range(4)]
    for number, array in enumerate(arrays[:3]):
        cache.keep(number, array)
    assert cache.find(0) is not None
    cache.keep(3, arrays[3])
    assert cache.find(1) is None
    assert all(cache.find(number) is not None for number in (0, 2, 3))


def test_a_strip_behind_flatten_and_a_softmax_along_rows_equal_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of(
        ("conv2d", {"weight": np.random.default_rng(3).standard_normal((5, 3, 3, 3)), "padding": 1}),
        ("softmax", {"axis": 2}),
        ("softmax", {"axis": -1}),
        ("max_pool2d", {"kernel_size": 2}),
        ("flatten", {}),
        ("flatten", {"start_axis": 0}),
    )
    source = photo(31, 44)
    planned = plan(document, source.shape)
    expected = filters.conv2d(source.pixels.transpose(2, 0, 1)[None].astype(np.float32), document.steps[0]["weight"],
                              padding=1)  # fmt: skip
    expected = filters.max_pool2d(filters.softmax(filters.softmax(expected, axis=2), axis=3), 2).reshape(1, -1)
    places = np.arange(3, expected.size, 17)
    for band_bytes in (evaluate_module.BAND_BYTES, 9000):  # whole at once, and in bands
        found = Evaluation(planned, source, Cache(), band_bytes=band_bytes)
        np.testing.assert_allclose(views.strip(found, "flat1", places), expected[:, places], rtol=0, atol=1e-5)
        np.testing.assert_allclose(found.at("flat1"), expected, rtol=0, atol=1e-5)
        np.testing.assert_allclose(views.strip(found, "flat2", places), expected[0, places], rtol=0, atol=1e-5)
    monkeypatch.setattr(Evaluation, "_whole", None)  # the strip of a photo's flatten asks for no whole map
    views.strip(Evaluation(planned, source, Cache()), "flat1", places)


def forked(steps: int) -> Document:
    """Every other step adds the one before the last: more ways lead to the photo than could ever be walked."""
    document = Document()
    for index in range(steps):
        if index % 2 and index > 2:
            step = replace(new_step("add", document), input=document.steps[index - 2].id)
        else:
            weight = [[0.25, 0.5, 0.25]]
            step = new_step("conv2d", document, weight=weight, channels="each", padding=(0, 0, 1, 1))
        document = document.inserted(index, step)
    return document


@pytest.mark.parametrize("training", [False, True])
def test_no_step_is_computed_twice_however_many_read_it(computed_steps: list[str], training: bool) -> None:
    document = forked(60)
    document = document.inserted(30, new_step("batch_norm", document))
    source = photo(12, 20)
    planned = plan(document, source.shape, training=training)
    fresh = partial(Evaluation, planned, source)
    for ask in (
        lambda: evaluate(planned, source, planned.last),
        lambda: views.samples(fresh(Cache()), planned.last, np.arange(0, 12, 3), np.arange(0, 20, 4)),
        lambda: views.effort(fresh(Cache()), planned.last, np.arange(12), np.arange(20)),
        lambda: list(maps_of(planned, source, planned.last).bands()),
    ):
        computed_steps.clear()
        ask()
        assert len(computed_steps) <= 2 * len(document.steps)  # in training once more, for the statistics


def test_a_thousand_steps_do_not_exhaust_the_stack() -> None:
    source = photo(6, 7)
    for kind, parameters in (
        ("relu", {}),
        ("conv2d", {"weight": [[1.0]], "channels": "each"}),
        ("softmax", {"axis": 3}),
    ):
        step = new_step(kind, Document(), **parameters)
        document = Document(steps=tuple(replace(step, id=f"a{index}") for index in range(MOST_STEPS)))
        found = evaluate(plan(document, source.shape), source, f"a{MOST_STEPS - 1}")
        assert found.shape == (1, 3, 6, 7)
