"""Convolution at outputs in blocks equals the whole convolution at those outputs, wherever they lie."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import in_phases

import filters
from filters import blocks
from filters.windows import Window, gather


@st.composite
def axes(draw):
    """A window, a length and outputs in equal blocks."""
    size, stride, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    before = draw(st.integers(0, 3))
    window = Window(size, stride, before, draw(st.integers(0, 3)), dilation)
    inner = np.cumsum([0, *draw(st.lists(st.integers(1, 2), min_size=1, max_size=3))])
    period = int(inner[-1]) + draw(st.integers(3, 7))
    outputs = draw(st.integers(0, 2)) + (period * np.arange(draw(st.integers(2, 4)))[:, None] + inner).ravel()
    length = int(outputs[-1]) * stride + window.extent  # more than is read where there is padding in front
    return window, length, outputs


@settings(deadline=None, max_examples=60)
@given(axes(), axes(), st.sampled_from([(1, 1, 1), (3, 4, 1), (4, 4, 2)]))
def test_blocks_equal_the_whole_convolution(down, across, channels):
    inputs, outputs, groups = channels
    rng = np.random.default_rng(down[1] * 100 + across[1])
    x = rng.standard_normal((2, inputs, down[1], across[1])).astype(np.float32)
    weight = rng.standard_normal((outputs, inputs // groups, down[0].size, across[0].size)).astype(np.float32)
    bias = rng.standard_normal(outputs).astype(np.float32)
    strides, dilation = (down[0].stride, across[0].stride), (down[0].dilation, across[0].dilation)
    pads = (down[0].before, down[0].after, across[0].before, across[0].after)
    whole = filters.conv2d(x, weight, bias, stride=strides, padding=pads, dilation=dilation, groups=groups)
    rows, columns = (gather(window, places, length, in_blocks=True) for window, length, places in (down, across))
    if rows.blocks is None or columns.blocks is None:
        return  # windows so far apart that even those of a block do not meet
    patch = x[:, :, rows.places][..., columns.places] * (rows.places >= 0)[:, None] * (columns.places >= 0)
    phased = in_phases(patch, columns.blocks.pitch)
    options = {"length": patch.shape[3], "dilation": dilation, "groups": groups}
    found = blocks.conv2d(phased, weight, bias, rows.blocks, columns.blocks, **options)
    np.testing.assert_allclose(found, whole[:, :, down[2]][..., across[2]], rtol=0, atol=1e-4)


def test_what_is_not_finite_is_left_to_another_way():
    gathered = gather(Window(3), np.array([0, 1, 7, 8]), 12, in_blocks=True)
    length = gathered.take.size
    x = np.ones((1, 1, length, length + -length % gathered.blocks.pitch), np.float32)
    weight = np.ones((1, 1, 3, 3), np.float32)
    options = {"length": length, "dilation": (1, 1), "groups": 1}
    assert (blocks.conv2d(x, weight, None, gathered.blocks, gathered.blocks, **options) == 9).all()
    x[0, 0, 0, 0] = np.inf
    assert blocks.conv2d(x, weight, None, gathered.blocks, gathered.blocks, **options) is None


@pytest.mark.parametrize("outputs", [[3, 10, 17], [0, 1, 2, 3], [0, 1, 5, 7], [0, 1, 5]])
def test_outputs_that_are_no_equal_blocks_are_gathered_as_ever(outputs):
    assert gather(Window(3), np.array(outputs), 40, in_blocks=True).blocks is None


def test_the_matrix_of_large_blocks_is_made_for_many_of_them_only():
    weight = np.ones((6, 3, 5, 5), np.float32)
    few, many = (gather(Window(5), np.add.outer(22 * np.arange(n), np.arange(12)).ravel(), 5000, in_blocks=True).blocks
                 for n in (8, 200))  # fmt: skip
    assert blocks.suits(weight, many, many)
    assert not blocks.suits(weight, few, few)
