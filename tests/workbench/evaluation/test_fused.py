"""A run of steps as one chain equals the steps one by one, whatever the steps, and holds only bands."""

import threading
import tracemalloc
from functools import partial

import numpy as np
import pytest
from documents import document_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import documents

from filters import bands, chain
from filters.errors import Cancelled
from workbench.evaluation import evaluate as evaluate_module
from workbench.evaluation.evaluate import evaluate
from workbench.evaluation.fused import chain_of
from workbench.plan import plan
from workbench.sources import NumberGrid, Photo

built = partial(document_of, value_range="0-1")


def one_by_one(planned, source, step, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(evaluate_module, "chain_of", lambda *_: None)
        return evaluate(planned, source, step)


@given(documents(), st.integers(1, 5), st.integers(9, 40), st.integers(9, 80), st.booleans(), st.integers(1, 20_000))
@settings(max_examples=120, deadline=None)
def test_a_chain_equals_its_steps_one_by_one(document, images, height, width, training, values):
    source = NumberGrid(np.random.default_rng(height).standard_normal((images, 3, height, width)).astype(np.float32))
    planned = plan(document, source.shape, training=training)
    assume(planned.refusal is None)
    step = planned.last
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(chain, "VALUES", values)
        found = evaluate(planned, source, step)
        expected = one_by_one(planned, source, step, monkeypatch)
    scale = max(np.abs(expected).max(initial=0), 1)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * scale)


def test_relu_waits_until_max_pooling_has_left_fewer_values(monkeypatch):
    values = np.random.default_rng(5).standard_normal((2, 11, 13)).astype(np.float32)
    values[0, 4, 4], values[1, :6] = np.nan, -1
    source = NumberGrid(values)
    document = built(("relu", {}), ("max_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}))
    planned = plan(document, source.shape)
    chain = chain_of(planned, source, planned.last, lambda _: pytest.fail("nothing needs statistics"))
    assert [stage.size for stage in chain.stages] == [(2, 6, 7), (2, 6, 7)]
    expected = one_by_one(planned, source, planned.last, monkeypatch)
    assert np.isnan(expected).any()
    assert (expected == 0).any()
    np.testing.assert_array_equal(evaluate(planned, source, planned.last), expected)


def test_batch_norm_disappears_into_the_convolution_before_it(monkeypatch):
    rng = np.random.default_rng(3)
    norm = {
        "running_mean": rng.random(4),
        "running_var": rng.random(4),
        "weight": -rng.random(4),
        "bias": rng.random(4),
    }
    document = built(
        ("conv2d", {"weight": rng.standard_normal((4, 3, 3, 3)), "bias": [1, 2, 3, 4], "padding": 1}),
        ("batch_norm", norm), ("leaky_relu", {}), ("max_pool2d", {"padding": 1, "kernel_size": 3}),
    )  # fmt: skip
    source = NumberGrid(rng.random((3, 50, 40)).astype(np.float32))
    planned = plan(document, source.shape)
    found = chain_of(planned, source, planned.last, lambda row: pytest.fail("inference needs no statistics"))
    assert len(found.stages) == 3
    expected = one_by_one(planned, source, planned.last, monkeypatch)
    np.testing.assert_allclose(evaluate(planned, source, planned.last), expected, atol=1e-5)


def test_what_cannot_be_in_a_chain_runs_step_by_step():
    source = NumberGrid(np.ones((3, 9, 9), np.float32))
    weight = np.ones((3, 3))
    circular = built(("conv2d", {"weight": weight, "padding": 1, "padding_mode": "circular"}), ("relu", {}))
    softmax = built(("softmax", {"axis": 3}), ("relu", {}))
    for document in (circular, softmax):
        planned = plan(document, source.shape)
        assert chain_of(planned, source, planned.last, lambda row: None) is None
    planned = plan(built(("softmax", {"axis": 1})), source.shape)
    assert chain_of(planned, source, planned.last, lambda row: None) is not None


def test_the_maps_between_are_never_whole():
    document = built(
        ("conv2d", {"weight": np.ones((3, 3)), "padding": 1}), ("relu", {}),
        ("conv2d", {"weight": np.ones((5, 5)), "padding": 2}), ("sigmoid", {}), ("max_pool2d", {"kernel_size": 8}),
    )  # fmt: skip
    source = NumberGrid(np.ones((1, 6000, 3000), np.float32))
    planned = plan(document, source.shape)
    found = []

    def measure():
        tracemalloc.start()
        evaluate(planned, source, planned.last)
        found.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    thread = threading.Thread(target=measure)
    thread.start()
    thread.join()
    assert found[0] < 72_000_000  # one map between would be 72 MB alone


def test_a_chain_can_be_cancelled():
    source = NumberGrid(np.ones((1, 400, 300), np.float32))
    planned = plan(built(("relu", {}), ("sigmoid", {})), source.shape)
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        evaluate(planned, source, planned.last, cancel=stop)
    assert bands.WORKERS >= 1


@pytest.mark.parametrize(
    "first", [("max_pool2d", {}), ("batch_norm", {}), ("conv2d", {"weight": [[0.5]], "channels": "each"})]
)
def test_bands_that_read_nothing_but_padding(first, monkeypatch):
    document = built(first, ("conv2d", {"weight": [[2.0]], "channels": "each", "padding": (5, 0, 0, 0), "bias": 3.0}))
    monkeypatch.setattr(chain, "VALUES", 1)
    photo = Photo("p", np.full((4, 5, 3), 255, np.uint8))
    planned = plan(document, photo.shape)
    found = evaluate(planned, photo, planned.last)
    assert (found[:, :, :5] == 3).all()
    np.testing.assert_allclose(found, one_by_one(planned, photo, planned.last, monkeypatch))
