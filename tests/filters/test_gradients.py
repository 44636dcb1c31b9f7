"""Gradients against PyTorch's numbers, and against small steps of the operations themselves."""

import numpy as np
import pytest
from gradient_cases import CASES, NUMBERS, Case, mask, noise, vectors
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import filters
from filters import gradients
from filters.gradients.pointwise import SLOPES

TORCH = np.load(NUMBERS)


def back(case: Case, grad: np.ndarray, x: np.ndarray) -> np.ndarray:
    options = dict(case.options)
    function = getattr(gradients, case.operation)
    if case.operation == "batch_norm":
        return function(grad, x, *vectors(case), **options)
    if case.operation == "dropout":
        return function(grad, x, **options, training=True, mask=mask(case))
    if case.operation.endswith("pool2d"):
        return function(grad, x, options.pop("kernel_size"), **options)
    return function(grad, x, *(() if case.weight is None else (noise(case.weight, 2),)), **options)


def forth(case: Case, x: np.ndarray) -> np.ndarray:
    options = dict(case.options)
    function = getattr(filters, case.operation)
    if case.operation == "batch_norm":
        return function(x, *vectors(case), **options)[0]
    if case.operation == "dropout":
        return np.where(mask(case), x / np.float32(1 - options["p"]), 0)
    if case.operation.endswith("pool2d"):
        return function(x, options.pop("kernel_size"), **options)
    return function(x, *(() if case.weight is None else (noise(case.weight, 2),)), **options)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_gradients_are_those_of_torch(case: Case) -> None:
    x = noise(case.shape, 1)
    before = x.copy()
    found = back(case, noise(forth(case, x).shape, 7), x)
    assert found.dtype == np.float32
    assert_allclose(found, TORCH[case.name], rtol=1e-4, atol=1e-4)
    assert np.array_equal(x, before)


def test_every_operation_has_a_gradient_that_torch_has_checked() -> None:
    operations = {name for name in filters.__all__ if name != "FilterError"}
    assert operations == {case.operation for case in CASES} == set(gradients.__all__) - {"put_back"}


def assert_is_transpose(forth, back, shape: tuple[int, ...], seed: int, step: float = 2.0**-6) -> None:
    """A small step d of the input moves the sum of grad * y by the sum of gradient * d; to both sides, for corners."""
    draw = np.random.default_rng(seed)
    x = draw.permutation(np.arange(np.prod(shape))).reshape(shape).astype(np.float32) / 4  # no ties, no close calls
    direction = draw.standard_normal(shape).astype(np.float32)
    grad = draw.standard_normal(forth(x).shape).astype(np.float32)
    moved = forth(x + step * direction).astype(np.float64) - forth(x - step * direction)
    wanted = (grad * moved).sum() / (2 * step)
    found = (back(grad, x).astype(np.float64) * direction).sum()
    scale = max(float(np.abs(grad).sum() * np.abs(direction).max()), 1.0)
    assert found == pytest.approx(wanted, abs=1e-4 * scale)


@settings(deadline=None, max_examples=120)
@given(st.data())
def test_convolution_backwards_is_its_transpose(data: st.DataObject) -> None:
    two = st.tuples(st.integers(1, 3), st.integers(1, 3))
    kernel, stride, dilation = data.draw(two), data.draw(two), data.draw(two)
    mode = data.draw(st.sampled_from(["zeros", "reflect", "replicate", "circular"]))
    padding = data.draw(st.one_of(st.tuples(*[st.integers(0, 3)] * 4), st.sampled_from(["same", "valid"])))
    groups, inputs, outputs = data.draw(st.sampled_from([(1, 2, 3), (2, 2, 1), (3, 1, 1)]))
    weight = noise((groups * outputs, inputs, *kernel), 2)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups, "padding_mode": mode}
    shape = (
        data.draw(st.integers(1, 2)),
        groups * inputs,
        data.draw(st.integers(7, 10)),
        data.draw(st.integers(7, 10)),
    )
    assert_is_transpose(
        lambda x: filters.conv2d(x, weight, **options),
        lambda grad, x: gradients.conv2d(grad, x, weight, **options),
        shape,
        data.draw(st.integers(0, 99)),
        step=1.0,  # linear: any step will do
    )


@settings(deadline=None, max_examples=120)
@given(st.data())
def test_pools_backwards_pass_on_what_they_took(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["max", "avg"]))
    kernel = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    dilation = data.draw(st.tuples(st.integers(1, 2), st.integers(1, 2))) if kind == "max" else (1, 1)
    extent = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    options = {
        "stride": data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4))),
        "padding": tuple(data.draw(st.integers(0, extent[axis] // 2)) for axis in (0, 0, 1, 1)),
        "ceil_mode": data.draw(st.booleans()),
    }
    options |= {"dilation": dilation} if kind == "max" else {"count_include_pad": data.draw(st.booleans())}
    name = f"{kind}_pool2d"
    assert_is_transpose(
        lambda x: getattr(filters, name)(x, kernel, **options),
        lambda grad, x: getattr(gradients, name)(grad, x, kernel, **options),
        (2, 2, data.draw(st.integers(7, 9)), data.draw(st.integers(7, 9))),
        data.draw(st.integers(0, 99)),
    )


@pytest.mark.parametrize("kind", SLOPES)
def test_slopes_are_slopes_in_both_precisions(kind: str) -> None:
    xs = np.linspace(-8, 8, 400)  # no corner among them
    step = 2.0**-8
    function = getattr(filters, kind)
    rise = (function(xs + step).astype(np.float64) - function(xs - step)) / (2 * step)
    assert_allclose(SLOPES[kind](xs), rise, atol=2e-4)
    assert SLOPES[kind](xs).dtype == np.float64
    single = SLOPES[kind](xs.astype(np.float32))
    assert single.dtype == np.float32
    assert_allclose(single, SLOPES[kind](xs), atol=2e-6)


def test_sigmoid_passes_on_a_quarter_at_most() -> None:
    x = np.linspace(-90, 90, 2001, dtype=np.float32)
    share = gradients.sigmoid(np.ones_like(x), x)
    assert share.max() == 0.25
    assert share[0] > 0  # far out it is small, and still not lost


def test_equal_winners_leave_all_to_the_first_and_nan_wins() -> None:
    x = np.array([[[[1, 1], [1, 1]]]], np.float32)
    grad = np.ones((1, 1, 1, 1), np.float32)
    assert gradients.max_pool2d(grad, x, 2).tolist() == [[[[1, 0], [0, 0]]]]
    x[0, 0, 1, 0] = np.nan
    assert gradients.max_pool2d(grad, x, 2).tolist() == [[[[0, 0], [1, 0]]]]


@pytest.mark.parametrize(("mode", "training", "factor"), [
    ("upscale_in_train", False, 1.0), ("downscale_in_infer", False, 0.75), ("downscale_in_infer", True, 1.0),
    ("upscale_in_train", True, 1 / 0.75),
])  # fmt: skip
def test_dropout_scales_gradients_as_it_scales_values(mode: str, training: bool, factor: float) -> None:
    grad, kept = noise((2, 3), 1), np.array([[1, 0, 1], [0, 1, 1]])
    found = gradients.dropout(grad, grad, 0.25, mode=mode, training=training, mask=kept)
    assert_allclose(found, grad * (kept if training else 1) * factor, rtol=1e-6)
    assert not gradients.dropout(grad, grad, 1.0, training=True, mask=kept).any()


def test_a_gradient_of_the_wrong_shape_is_refused_with_both_shapes() -> None:
    with pytest.raises(filters.FilterError, match=r"conv2d: grad must have .*\(1, 1, 2, 2\), not \(1, 1, 3, 3\)"):
        gradients.conv2d(np.zeros((1, 1, 3, 3)), np.zeros((1, 1, 4, 4)), np.zeros((1, 1, 3, 3)))
    with pytest.raises(filters.FilterError, match="mask is needed"):
        gradients.dropout([1.0], [1.0], training=True)


def test_empty_batches_come_back_empty() -> None:
    nothing = np.zeros((0, 2, 5, 5), np.float32)
    assert gradients.conv2d(np.zeros((0, 1, 3, 3)), nothing, np.zeros((1, 2, 3, 3))).shape == nothing.shape
    assert gradients.max_pool2d(np.zeros((0, 2, 2, 2)), nothing, 2).shape == nothing.shape
    assert gradients.batch_norm(nothing, nothing, [0, 0], [1, 1], training=True).shape == nothing.shape
