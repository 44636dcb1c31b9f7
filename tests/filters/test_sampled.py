"""Samples of a convolution equal those of the whole: both ways of finding them, at every size, and with NaN."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import filters
from filters import sampled

KERNELS = {
    "rank one": np.outer(np.hanning(13), np.hanning(13) + 0.2),
    "rank two": np.pad([[2.0]], 6) - np.outer(np.hanning(13), np.hanning(13)),
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
    assert sampled.suits(weight, stride, (1, 1), groups)
    found = sampled.conv2d(x, weight, bias, stride=stride, dilation=(1, 1), groups=groups)
    wanted = filters.conv2d(x, weight, bias, stride=stride, groups=groups)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-5 * max(1.0, np.abs(wanted).max()))


@pytest.mark.parametrize("name", ["rank one", "any"])
def test_nan_stays_where_it_is(name):
    kernel = KERNELS[name].astype(np.float32)[None, None]
    x = np.random.default_rng(0).standard_normal((1, 1, 90, 120)).astype(np.float32)
    x[0, 0, 40, 50] = np.nan
    found = sampled.conv2d(x, kernel, None, stride=(5, 4), dilation=(1, 1), groups=1)
    wanted = filters.conv2d(x, kernel, stride=(5, 4))
    assert np.array_equal(np.isnan(found), np.isnan(wanted))
    np.testing.assert_allclose(found, wanted, atol=1e-5)


def test_what_does_not_suit_takes_the_plain_way():
    x = np.random.default_rng(0).standard_normal((1, 2, 30, 30)).astype(np.float32)
    weight = np.ones((4, 2, 3, 3), np.float32)
    found = sampled.conv2d(x, weight, None, stride=(2, 2), dilation=(2, 2), groups=1)
    assert np.array_equal(found, filters.conv2d(x, weight, stride=2, dilation=2))
