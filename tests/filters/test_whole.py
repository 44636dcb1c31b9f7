"""Convolution in whole numbers equals convolution in float32, bit by bit where that is exact."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters import conv2d
from filters.sliding import windows_of
from filters.whole import convolve, whole_kernel
from filters.windows import PADDING_MODES


@given(
    weights=st.lists(st.integers(-3, 3), min_size=12, max_size=12),
    scale=st.sampled_from([1.0, 0.25, 2.0]),
    size=st.tuples(st.integers(5, 12), st.integers(5, 9), st.sampled_from([1, 3])),
    mode=st.sampled_from(PADDING_MODES),
    padding=st.tuples(*[st.integers(0, 3)] * 4),
    stride=st.integers(1, 2),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 1)),
    start=st.integers(0, 2),
)
@settings(max_examples=150, deadline=None)
def test_whole_numbers_equal_float32(weights, scale, size, mode, padding, stride, dilation, start):
    weight = np.array(weights, np.float32).reshape(3, 4) * np.float32(scale)
    kernel = whole_kernel(weight)
    if kernel is None:
        assert 1 not in np.abs(weights) or np.abs(weights).sum() > 12  # many passes, or no weight is the unit
        return
    pixels = np.random.default_rng(size[0]).integers(0, 256, size, np.uint8)
    planes = pixels.transpose(2, 0, 1)[None].astype(np.float32)
    bank = np.broadcast_to(weight, (size[2], 1, 3, 4))
    expected = conv2d(planes, bank, groups=size[2], padding=padding, padding_mode=mode, stride=(stride, 1),
                      dilation=dilation)  # fmt: skip
    windows = windows_of((3, 4), (stride, 1), padding, dilation, size[:2], mode=mode)
    rows = (min(start, expected.shape[2] - 1), expected.shape[2])
    found = convolve(pixels, kernel, *windows, rows)
    assert found.dtype == np.int16
    exact = np.rint(expected[0, :, slice(*rows)] / kernel.scale)  # large kernels go by way of an FFT, which rounds
    np.testing.assert_array_equal(found.transpose(2, 0, 1), exact)


def test_the_largest_sums_fit():
    weight = np.array([[100, -28]], np.float32)
    pixels = np.array([[[255], [0]], [[0], [255]]], np.uint8)
    kernel = whole_kernel(weight)
    windows = windows_of((1, 2), (1, 1), (0, 0, 0, 0), (1, 1), (2, 2))
    assert convolve(pixels, kernel, *windows, (0, 2)).ravel().tolist() == [25500, -7140]


@pytest.mark.parametrize(
    "weight",
    [
        [[0.0, 0.0]],
        [[1.0, 0.3]],
        [[100.0, 29.0]],
        [[1.0, np.inf]],
        [[np.nan, 1.0]],
        np.ones((11, 11)) / 121,
        np.arange(16.0).reshape(4, 4),
        [[1e30, 1.0]],
    ],
)
def test_other_kernels_are_left_to_float32(weight):
    assert whole_kernel(np.asarray(weight, np.float32)) is None


def test_equal_weights_need_not_be_whole_themselves():
    kernel = whole_kernel(np.full((3, 3), 1 / 9, np.float32))
    assert (kernel.scale, len(kernel.sums)) == (float(np.float32(1 / 9)), 2)


@pytest.mark.parametrize(
    "weight",
    [np.ones((5, 5)) / 25, [[-0.25, 0, 0.25], [-0.5, 0, 0.5], [-0.25, 0, 0.25]], [[-2, 4, 6], [3, -6, -9]]],
)
@pytest.mark.parametrize("stride", [1, 2])
def test_a_column_times_a_row_goes_down_then_across(weight, stride):
    weight = np.asarray(weight, np.float32)
    kernel = whole_kernel(weight)
    assert [(part.height, part.width) for part in kernel.sums] == [(len(weight), 1), (1, weight.shape[1])]
    pixels = np.random.default_rng(7).integers(0, 256, (17, 12, 3), np.uint8)
    windows = windows_of(weight.shape, (stride, 1), (1, 2, 2, 1), (2, 2), (17, 12), mode="reflect")
    bank = np.broadcast_to(weight / np.float32(kernel.scale), (3, 1, *weight.shape))
    expected = conv2d(pixels.transpose(2, 0, 1)[None].astype(np.float32), bank, groups=3, padding=(1, 2, 2, 1),
                      padding_mode="reflect", stride=(stride, 1), dilation=2)  # fmt: skip
    rows = (1, expected.shape[2])
    found = convolve(pixels, kernel, *windows, rows)
    np.testing.assert_array_equal(found.transpose(2, 0, 1), np.rint(expected[0, :, slice(*rows)]))
