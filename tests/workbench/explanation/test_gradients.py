"""Gradients of documents with respect to the photo, against small steps of the photo itself."""

from functools import partial

import numpy as np
import pytest
from documents import document_of
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from strategies import documents, photo

from filters.errors import FilterError
from workbench.document import PHOTO, Document
from workbench.evaluation.evaluate import evaluate
from workbench.explanation import gradients
from workbench.explanation.gradients import of_map, of_value, pixels_in_view
from workbench.layers import new_step
from workbench.plan import plan
from workbench.sources import NumberGrid

steps = partial(document_of, value_range="0-1")


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def grid(*shape: int, seed: int = 0) -> NumberGrid:
    """Numbers none of which are equal or nearly so, in any order."""
    count = int(np.prod(shape))
    return NumberGrid(np.random.default_rng(seed).permutation(count).reshape(shape).astype(np.float32) / count * 4 - 2)


def everywhere(shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(shape[2]), np.arange(shape[3])


def assert_agrees_with_small_steps(document: Document, source: NumberGrid, *, training: bool = False, of: str = "sum"):
    planned = plan(document, source.shape, training=training)
    found = of_map(planned, source, planned.last, *everywhere(source.shape), of=of)

    def measured(values: np.ndarray) -> float:
        y = evaluate(planned, NumberGrid(values), planned.last).astype(np.float64)
        return float(y.sum() if of == "sum" else 0.5 * np.square(y).sum())

    for seed in range(3):
        direction = noise(*source.values.shape, seed=seed)
        step = 2.0**-11
        rise = (measured(source.values + step * direction) - measured(source.values - step * direction)) / (2 * step)
        along = float((found.values[0] * direction.reshape(source.shape[1:])).sum(dtype=np.float64))
        size = float(np.abs(found.values).sum()) + 1
        assert along == pytest.approx(rise, abs=2e-3 * size)


CONV = ("conv2d", {"weight": noise(4, 3, 3, 3, seed=1), "bias": (0.1, 0.2, 0.3, 0.4), "padding": 1, "stride": 2})
CHAINS = {
    "conv": [CONV],
    "reflect": [("conv2d", {"weight": noise(5, 4, seed=2), "padding": (3, 1, 2, 3), "padding_mode": "reflect"})],
    "circular": [("conv2d", {"weight": noise(3, 3), "channels": "each", "padding": 2, "padding_mode": "circular"})],
    "network": [CONV, ("batch_norm", {"running_var": (2.0, 3.0, 4.0, 5.0)}), ("relu", {}), ("max_pool2d", {}),
                ("conv2d", {"weight": noise(2, 4, 2, 2, seed=3)}), ("sigmoid", {})],
    "pools": [("max_pool2d", {"kernel_size": (3, 2), "padding": 1, "ceil_mode": True}),
              ("avg_pool2d", {"kernel_size": (2, 3), "stride": (1, 2), "padding": (0, 1, 1, 0)})],
    "dense": [CONV, ("tanh", {}), ("flatten", {}), ("linear", {"weight": noise(4 * 6 * 5, 3, seed=4)}),
              ("softmax", {"axis": -1}), ("linear", {"weight": noise(3, 2, seed=5)})],
    "softmax": [("softmax", {"axis": 1}), CONV],
    "softmax over a row": [("softmax", {"axis": 3}), CONV],
    "every activation": [
        (kind, {}) for kind in ("silu", "hardswish", "clip", "softplus", "leaky_relu", "elu", "gelu", "tanh")
    ],
    "dropout": [("dropout", {"p": 0.3, "mode": "downscale_in_infer"}), CONV],
    "joins": [("conv2d", {"weight": noise(3, 3, seed=6), "channels": "each", "padding": 1}), ("sigmoid", {}),
              ("multiply", {"input": "conv1"}), ("add", {"input": PHOTO}), ("magnitude", {"input": "sigmoid1"})],
}  # fmt: skip


def made(name: str) -> Document:
    document = Document(value_range="0-1")
    for kind, parameters in CHAINS[name]:
        options = dict(parameters)
        joined = options.pop("input", None)
        step = new_step(kind, document, **options)
        if joined is not None:
            step = type(step)(step.id, step.kind, step.parameters, input=joined)
        document = document.inserted(len(document.steps), step)
    return document


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("of", ["sum", "energy"])
@pytest.mark.parametrize("name", CHAINS)
def test_a_gradient_is_how_fast_the_number_moves(name: str, of: str, training: bool) -> None:
    assert_agrees_with_small_steps(made(name), grid(3, 12, 10), training=training, of=of)


@settings(deadline=None, max_examples=40)
@given(documents(), st.data())
def test_some_pixels_get_what_they_get_among_all(document: Document, data: st.DataObject) -> None:
    source = photo(17, 14)
    planned = plan(document, source.shape)
    if planned.refusal is not None:
        return
    whole = of_map(planned, source, planned.last, *everywhere(source.shape))
    pick = st.lists(st.integers(0, 13), min_size=1, max_size=5, unique=True).map(sorted).map(np.array)
    rows, columns = data.draw(pick), data.draw(pick)
    some = of_map(planned, source, planned.last, rows, columns)
    assert_allclose(some.values, whole.values[:, :, rows][..., columns], rtol=1e-4, atol=1e-4)


@settings(deadline=None, max_examples=25)
@given(documents(), st.data())
def test_the_values_of_a_map_add_up_to_its_sum(document: Document, data: st.DataObject) -> None:
    source = photo(11, 9)
    planned = plan(document, source.shape)
    if planned.refusal is not None or np.prod(planned[planned.last].shape) > 500:
        return
    wanted = of_map(planned, source, planned.last, *everywhere(source.shape), channel=0).values
    total = np.zeros_like(wanted)
    _, _, height, width = planned[planned.last].shape
    for y, x in np.ndindex(height, width):
        one = of_value(planned, source, planned.last, y, x)
        total[:, :, one.rows[:, None], one.columns] += one.values
    assert_allclose(total, wanted, rtol=1e-3, atol=1e-3)


def test_one_value_s_gradient_is_the_kernel_where_it_looked() -> None:
    kernel = noise(3, 5)
    document = steps(("conv2d", {"weight": kernel, "padding": 1}))
    found = of_value(plan(document, (1, 1, 9, 9)), grid(9, 9), "conv1", 4, 4)
    assert (found.rows.tolist(), found.columns.tolist()) == ([3, 4, 5], [3, 4, 5, 6, 7])
    assert_allclose(found.values[0, 0], kernel, rtol=1e-6)


def test_a_photo_of_twelve_million_pixels_is_looked_at_in_bounded_memory(monkeypatch) -> None:
    asked = []
    from_photo = NumberGrid.region
    monkeypatch.setattr(
        NumberGrid, "region", lambda self, r, c, w: asked.append(r.size * c.size) or from_photo(self, r, c, w)
    )
    source = NumberGrid(np.broadcast_to(np.float32(1), (3000, 4000)))
    kernels = noise(4, 1, 3, 3), noise(4, 4, 3, 3)
    document = steps(("conv2d", {"weight": kernels[0], "padding": 1}), ("relu", {}), ("max_pool2d", {}),
                     ("conv2d", {"weight": kernels[1], "padding": 1}), ("batch_norm", {}))  # fmt: skip
    planned = plan(document, source.shape)
    rows, columns = pixels_in_view(planned, planned.last, (0, 0, 3000, 4000), 64)
    assert columns.size > 32
    found = of_map(planned, source, planned.last, rows, columns)
    assert not found.is_approximate
    assert max(asked) < 3000 * 4000 / 8


def test_statistics_too_large_to_move_are_held_still_and_it_says_so(monkeypatch) -> None:
    document = steps(CONV, ("batch_norm", {}))
    source = grid(3, 20, 20)
    planned = plan(document, source.shape, training=True)
    monkeypatch.setattr(gradients, "LARGEST", 200)
    found = of_map(planned, source, planned.last, np.array([4]), np.array([5]))
    assert found.is_approximate
    monkeypatch.setattr(gradients, "LARGEST", 1 << 24)
    assert not of_map(planned, source, planned.last, *everywhere(source.shape)).is_approximate


def test_what_cannot_be_held_is_refused_with_what_to_do(monkeypatch) -> None:
    monkeypatch.setattr(gradients, "LARGEST", 200)
    source = grid(3, 20, 20)
    document = steps(("flatten", {}), ("relu", {}))
    with pytest.raises(FilterError, match="relu1: its gradient mixes more than 200 values"):
        of_map(plan(document, source.shape), source, "relu1", np.array([0]), np.array([0]))


def test_strengths_go_from_the_step_to_the_photo() -> None:
    document = steps(("sigmoid", {}), ("sigmoid", {}))
    found = of_map(plan(document, (1, 1, 4, 4)), NumberGrid(np.zeros((4, 4), np.float32)), "sigmoid2",
                   np.arange(4), np.arange(4))  # fmt: skip
    assert [one.step for one in found.strengths] == ["sigmoid2", "sigmoid1", PHOTO]
    slope = 1 / (2 + np.exp(0.5) + np.exp(-0.5))
    assert_allclose([one.mean for one in found.strengths], [1, slope, slope / 4], rtol=1e-6)
