"""Samples of a convolution equal those of the whole: both ways of finding them, at every size, of bytes, with NaN."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import in_phases

import filters
from filters import sampled
from filters.windows import Window

KERNELS = {
    "rank one": np.outer(np.hanning(13), np.hanning(13) + 0.2),
    "rank two": np.pad([[2.0]], 6) - np.outer(np.hanning(13), np.hanning(13)),
    "changed": np.outer(np.hanning(15)[1:-1], np.hanning(13) + 0.2) + 0.3 * (np.arange(169).reshape(13, 13) % 24 == 5),
    "any": np.random.default_rng(3).standard_normal((13, 11)),
    "box": np.full((9, 9), 1 / 81),
}


@pytest.mark.parametrize("name", KERNELS)
@settings(max_examples=12, deadline=None)
@given(
    stride=st.tuples(st.integers(3, 9), st.integers(3, 9)),
    more=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    channels=st.integers(1, 3),
    outputs=st.integers(1, 9),
    each=st.booleans(),
    seed=st.integers(0, 99),
)
def test_equals_the_plain_way(name, stride, more, channels, outputs, each, seed):
    rng = np.random.default_rng(seed)
    kernel = KERNELS[name].astype(np.float32)
    x = rng.standard_normal((2, channels, kernel.shape[0] + more[0], kernel.shape[1] + more[1])).astype(np.float32)
    groups = channels if each else 1
    weight = np.broadcast_to(kernel, (groups if each else outputs, channels // groups, *kernel.shape))
    weight = weight * rng.uniform(0.5, 2, (weight.shape[0], 1, 1, 1)).astype(np.float32)
    bias = rng.standard_normal(weight.shape[0]).astype(np.float32)
    found = sampled.conv2d(in_phases(x, stride[1]), weight, bias, stride=stride, length=x.shape[3], groups=groups)
    wanted = filters.conv2d(x, weight, bias, stride=stride, groups=groups)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-5 * max(1.0, np.abs(wanted).max()))


@pytest.mark.parametrize("name", ["rank one", "any"])
def test_nan_stays_where_it_is(name):
    kernel = KERNELS[name].astype(np.float32)[None, None]
    x = np.random.default_rng(0).standard_normal((1, 1, 90, 120)).astype(np.float32)
    x[0, 0, 40, 50] = np.nan
    found = sampled.conv2d(in_phases(x, 4), kernel, None, stride=(5, 4), length=120, groups=1)
    wanted = filters.conv2d(x, kernel, stride=(5, 4))
    assert np.array_equal(np.isnan(found), np.isnan(wanted))
    np.testing.assert_allclose(found, wanted, atol=1e-5)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_whole_numbers_are_scaled(dtype):
    x = np.random.default_rng(0).integers(0, 255, (1, 2, 60, 70)).astype(dtype)
    weight = KERNELS["any"].astype(np.float32)[None, None].repeat(2, axis=1)
    found = sampled.conv2d(in_phases(x, 6), weight, None, stride=(5, 6), length=70, groups=1, scale=1 / 255)
    wanted = filters.conv2d(x.astype(np.float32) / 255, weight, stride=(5, 6))
    np.testing.assert_allclose(found, wanted, atol=1e-5)


def test_a_sum_of_few_columns_times_rows_is_found_and_any_other_kernel_is_not(monkeypatch):
    monkeypatch.setattr(sampled, "_all_taps", None)
    x = np.random.default_rng(0).standard_normal((1, 1, 90, 120)).astype(np.float32)
    kernel = np.outer(np.hanning(31), np.hanning(31)).astype(np.float32)[None, None]
    found = sampled.conv2d(in_phases(x, 7), kernel, None, stride=(7, 7), length=120, groups=1)
    np.testing.assert_allclose(found, filters.conv2d(x, kernel, stride=7), rtol=0, atol=1e-3)
    with pytest.raises(TypeError):
        sampled.conv2d(in_phases(x, 4), KERNELS["any"].astype(np.float32)[None, None], None,
                       stride=(4, 4), length=120, groups=1)  # fmt: skip


@pytest.mark.parametrize("taps", [[(0, 3)], [(0, 0), (0, 7), (1, 5), (15, 15), (30, 2)], [(14, 14), (17, 16)]])
def test_weights_changed_in_a_column_times_a_row_are_taps_apart(taps):
    blur = np.outer(np.hanning(33)[1:-1], np.hanning(33)[1:-1] + 0.1).astype(np.float32)
    kernel = blur.copy()
    for place in taps:
        kernel[place] += 0.125
    terms = sampled._terms(kernel.tobytes(), kernel.shape, 7)
    assert len(terms.pairs) == 1
    assert sorted((row, column) for row, column, _ in terms.apart) == sorted(taps)
    ((column, row),) = terms.pairs
    np.testing.assert_allclose(np.outer(column, row), blur, atol=1e-6)
    assert sampled.multiplications(kernel[None, None], (7, 7)) < 0.4 * kernel.size
    noise = np.random.default_rng(0).standard_normal((31, 31)).astype(np.float32)
    assert sampled._terms(noise.tobytes(), noise.shape, 7) is None


def test_samples_that_lie_close_or_taps_that_lie_apart_do_not_suit():
    assert sampled.suits(Window(3, stride=5), Window(9, stride=3))
    assert not sampled.suits(Window(3, stride=5), Window(9, stride=2))
    assert not sampled.suits(Window(3, stride=5), Window(9, stride=5, dilation=2))
