"""conv2d against loops, SciPy and ONNX Runtime, the chapter's numbers, and every refusal."""

import numpy as np
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import ndimage

import filters
from filters.windows import PADDING_MODES

CHAPTER = np.arange(1, 10, dtype=np.float32).reshape(1, 1, 3, 3)
FIGURE_7 = np.arange(4, dtype=np.float32).reshape(1, 1, 2, 2)


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def test_figure_7() -> None:
    assert filters.conv2d(CHAPTER, FIGURE_7)[0, 0].tolist() == [[25, 31], [43, 49]]
    assert filters.conv2d(CHAPTER, FIGURE_7, np.ones(1))[0, 0].tolist() == [[26, 32], [44, 50]]


def test_case_1_finds_the_edge_of_the_half_light_picture() -> None:
    picture = np.ones((1, 1, 50, 50), np.float32)
    picture[..., 30:] = 0
    found = filters.conv2d(picture, np.array([1, 0, -1]).reshape(1, 1, 1, 3))
    assert found.shape == (1, 1, 50, 48)
    assert np.flatnonzero(found[0, 0, 7]).tolist() == [28, 29]
    assert set(np.unique(found)) == {0, 1}


@st.composite
def cases(draw: st.DrawFn):
    groups = draw(st.integers(1, 3))
    inputs, outputs = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    height, width = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    mode = draw(st.sampled_from(PADDING_MODES))
    pads = tuple(draw(st.integers(0, 3)) for _ in range(4))
    stride = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    dilation = draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
    seed = draw(st.integers(0, 1000))
    x = noise(draw(st.integers(0, 2)), groups * inputs, height, width, seed=seed)
    weight = noise(groups * outputs, inputs, *kernel, seed=seed + 1)
    bias = noise(groups * outputs, seed=seed + 2) if draw(st.booleans()) else None
    return x, weight, bias, stride, pads, dilation, groups, mode


@settings(deadline=None, max_examples=200)
@given(cases())
def test_equals_seven_loops_or_refuses_by_rule(case) -> None:
    x, weight, bias, stride, pads, dilation, groups, mode = case
    height, width = x.shape[2:]
    fits = all(
        length + before + after >= d * (k - 1) + 1
        for length, before, after, d, k in (
            (height, *pads[:2], dilation[0], weight.shape[2]),
            (width, *pads[2:], dilation[1], weight.shape[3]),
        )
    )
    limit = {"reflect": -1, "circular": 0}.get(mode)
    if limit is not None:
        fits &= max(pads[:2]) <= height + limit and max(pads[2:]) <= width + limit
    kwargs = {"stride": stride, "padding": pads, "dilation": dilation, "groups": groups, "padding_mode": mode}
    if not fits:
        with pytest.raises(filters.FilterError, match="conv2d: "):
            filters.conv2d(x, weight, bias, **kwargs)
        return
    before = x.copy()
    found = filters.conv2d(x, weight, bias, **kwargs)
    expected = oracles.conv2d(x, weight, bias, stride, pads, dilation, groups, mode)
    assert found.dtype == np.float32
    assert_allclose(found, expected, rtol=0, atol=1e-5 * max(1, np.abs(expected).max(initial=0)))
    assert np.array_equal(x, before)


@pytest.mark.parametrize("mode", ["zeros", "replicate", "circular", "reflect"])
def test_equals_scipy(mode: str) -> None:
    x, weight = noise(1, 1, 50, 61), noise(1, 1, 5, 7)
    scipy_mode = {"zeros": "constant", "replicate": "nearest", "circular": "wrap", "reflect": "mirror"}[mode]
    expected = ndimage.correlate(x[0, 0].astype(np.float64), weight[0, 0].astype(np.float64), mode=scipy_mode)
    found = filters.conv2d(x, weight, padding="same", padding_mode=mode)
    assert_allclose(found[0, 0], expected, rtol=0, atol=1e-4)


def test_nan_stays_within_its_windows() -> None:
    x = noise(1, 1, 40, 40)
    x[0, 0, 20, 20] = np.nan
    x[0, 0, 5, 5] = np.inf
    found = filters.conv2d(x, np.ones((1, 1, 3, 3)))
    lost = np.zeros((38, 38), bool)
    lost[18:21, 18:21] = True
    assert np.array_equal(np.isnan(found[0, 0]), lost)
    assert np.isinf(found[0, 0, 3:6, 3:6]).all()
    assert np.isinf(found).sum() == 9


def test_takes_views_other_dtypes_and_out() -> None:
    x = np.arange(2 * 3 * 12 * 14).reshape(2, 3, 12, 14) % 50
    weight = np.ones((4, 3, 3, 3))
    expected = filters.conv2d(x.astype(np.float32), weight)
    assert np.array_equal(filters.conv2d(x.astype(np.uint8), weight), expected)
    assert np.array_equal(filters.conv2d(np.asfortranarray(x), weight), expected)
    flipped = filters.conv2d(x[:, :, ::-1], weight)
    assert np.array_equal(flipped[:, :, ::-1], expected)
    out = np.empty_like(expected)
    assert filters.conv2d(x, weight, out=out) is out
    assert np.array_equal(out, expected)
    with pytest.raises(filters.FilterError, match="out must be float32 of shape"):
        filters.conv2d(x, weight, out=out[:, :2])
    own = x.astype(np.float32)
    filters.conv2d(own, np.full((3, 1, 1, 1), 2.0), groups=3, out=own)
    assert np.array_equal(own, 2 * x)


def test_same_is_the_input_over_the_stride_rounded_up() -> None:
    for length in range(1, 12):
        for stride in range(1, 5):
            found = filters.conv2d(noise(1, 1, length, length), noise(1, 1, 4, 3), stride=stride, padding="same")
            assert found.shape[2:] == (-(-length // stride),) * 2
    odd = filters.conv2d(np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2)), padding="same")
    assert odd[0, 0].tolist() == [[4, 4, 2], [4, 4, 2], [2, 2, 1]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"bias": np.ones(1)}, r"bias must have shape \(2,\)"),
        ({"bias": np.ones((2, 1))}, r"bias must have shape \(2,\)"),
        ({"stride": (1, 1, 1)}, "stride must be one integer or two"),
        ({"stride": 0}, "stride must be at least 1"),
        ({"stride": 1.5}, "stride must be one integer or two"),
        ({"stride": True}, "stride must be one integer or two"),
        ({"dilation": 0}, "dilation must be at least 1"),
        ({"dilation": (1,)}, "dilation must be one integer or two"),
        ({"padding": -1}, "padding must not be negative"),
        ({"padding": (1, 2, 3)}, "padding must be an integer"),
        ({"padding": "full"}, "padding must be an integer"),
        ({"padding_mode": "mirror"}, "padding_mode must be one of"),
        ({"padding": 6, "padding_mode": "reflect"}, "reflect padding 6 must be smaller than the height 6"),
        ({"padding": 7, "padding_mode": "circular"}, "circular padding 7 must not exceed the height 6"),
        ({"groups": 2}, "groups 2 must divide the 3 input and 2 output channels"),
        ({"groups": 0}, "groups must be an integer of at least 1"),
        ({"weight": noise(2, 4, 3, 3)}, "weight reads 4 channels .* but x has 3"),
        ({"weight": noise(2, 3, 3)}, "weight must be"),
        ({"weight": np.zeros((2, 3, 0, 3))}, "at least 1 along every axis"),
        ({"weight": noise(2, 3, 7, 3)}, "kernel 7 x 3 is larger than its padded input 6 x 6"),
        ({"weight": noise(2, 3, 3, 3), "dilation": 3}, "spanning 7 x 7"),
        ({"x": noise(3, 6, 6)}, "x must be"),
        ({"x": noise(1, 3, 0, 6)}, "the input is empty"),
        ({"x": np.zeros((1, 3, 6, 6), complex)}, "real numbers"),
    ],
)
def test_refusals_name_the_rule_and_both_numbers(change: dict[str, object], words: str) -> None:
    arguments: dict[str, object] = {"x": noise(1, 3, 6, 6), "weight": noise(2, 3, 3, 3), **change}
    x, weight = arguments.pop("x"), arguments.pop("weight")
    with pytest.raises(filters.FilterError, match=words):
        filters.conv2d(x, weight, **arguments)


@pytest.mark.parametrize(
    ("size", "kernel", "padding", "stride", "expected"),
    [(3, 2, 0, 1, 2), (4, 3, 0, 1, 2), (4, 3, 1, 1, 4), (4, 3, 2, 1, 6), (100, 3, 1, 2, 50), (224, 5, 2, 1, 224)],
)
def test_the_sizes_of_the_chapter(size: int, kernel: int, padding: int, stride: int, expected: int) -> None:
    x = np.ones((1, 1, size, size), np.float32)
    y = filters.conv2d(x, np.ones((1, 1, kernel, kernel)), padding=padding, stride=stride)
    assert y.shape == (1, 1, expected, expected)


def test_batch_0_gives_batch_0() -> None:
    assert filters.conv2d(np.zeros((0, 3, 6, 6)), noise(2, 3, 3, 3)).shape == (0, 2, 4, 4)
