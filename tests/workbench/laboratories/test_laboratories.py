"""The experiments against the chapter's numbers, and against what theory says must come out."""

from functools import partial

import numpy as np
import pytest
from documents import document_of
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from strategies import photo

from workbench.document import PHOTO, Document
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation
from workbench.laboratories.batch_norm import batch_statistics, layer_of, new_layer
from workbench.laboratories.dropout import MODES, draws
from workbench.laboratories.receptive_field import effective_field
from workbench.laboratories.samples import TABLES, crops, overview, read_by, reduced
from workbench.laboratories.vanishing_gradient import Block, compare
from workbench.layers import new_step
from workbench.plan import plan
from workbench.sources import NumberGrid

THREE = TABLES["three samples"]


of = partial(document_of, value_range="0-1")

# BatchNorm


def test_the_chapter_s_three_samples() -> None:
    mean, variance = batch_statistics(THREE)
    assert mean.tolist() == [3, 6]
    assert_allclose(variance, [8 / 3, 32 / 3], rtol=1e-6)
    root = np.sqrt(3 / 2)
    y = new_layer(2).normalise(THREE, training=True)
    assert_allclose(y, [[-root, -root], [0, 0], [root, root]], rtol=1e-4, atol=1e-6)


def test_the_chapter_s_tables() -> None:
    y = new_layer(3).normalise(TABLES["nine numbers"], training=True)
    a = np.array([1, 4, 7])
    assert_allclose(y[:, 0], (a - a.mean()) / a.std(), rtol=1e-4)
    data = TABLES["two colour pictures"]
    assert data.shape == (2, 3, 3, 3)
    assert data[0, 0, 0, 0] == np.float32(0.54340494)
    y = new_layer(3).normalise(data, training=True)
    own = data[:, 0]
    assert_allclose(y[:, 0], (own - own.mean()) / own.std(), atol=1e-3)


def test_running_statistics_follow_with_momentum() -> None:
    layer = new_layer(2).feed(THREE)
    assert_allclose(layer.running_mean, [0.3, 0.6], rtol=1e-6)
    assert_allclose(layer.running_variance, [0.9 + 0.1 * 8 / 3, 0.9 + 0.1 * 32 / 3], rtol=1e-6)
    assert_allclose(new_layer(2, variance=0).feed(THREE).running_variance, [0.1 * 8 / 3, 0.1 * 32 / 3], rtol=1e-6)
    for _ in range(200):
        layer = layer.feed(THREE)
    assert len(layer.fed) == 201
    assert_allclose(layer.running_mean, [3, 6], rtol=1e-5)
    assert_allclose(layer.normalise(THREE, training=False), layer.normalise(THREE, training=True), atol=1e-4)


def test_a_sample_s_result_depends_on_its_batch_in_training_alone() -> None:
    a, b, c = THREE
    layer = new_layer(2).feed(THREE)
    pair, trio = np.stack([a, b]), np.stack([a, c, (9, 1)])
    assert not np.allclose(layer.normalise(pair, training=True)[0], layer.normalise(trio, training=True)[0])
    assert np.array_equal(layer.normalise(pair, training=False)[0], layer.normalise(trio, training=False)[0])


def test_a_step_of_the_pipeline_is_a_layer() -> None:
    step = new_step("batch_norm", Document(), running_mean=(1, 2), running_var=(3, 4), weight=(5, 6), momentum=0.5)
    layer = layer_of(step, 2)
    assert (layer.running_mean.tolist(), layer.gamma.tolist(), layer.momentum) == ([1, 2], [5, 6], 0.5)
    assert layer.feed(THREE).running_mean.tolist() == [2, 4]


# Dropout


@pytest.mark.parametrize("mode", MODES)
def test_many_draws_of_either_mode_come_to_what_inference_makes(mode: str) -> None:
    document = of(("dropout", {"p": 0.3, "seed": 7}))
    source = photo(40, 30)
    piece = overview(plan(document, source.shape), source, PHOTO, 20)
    found = draws(document.steps[0], piece, mode, 400)
    assert_allclose(found.mean, found.inference, atol=0.2)
    assert found.means[-1] == pytest.approx(found.inference.mean(), rel=0.01)
    scale = 1 / 0.7 if mode == "upscale_in_train" else 1.0
    assert_allclose(found.deviation, piece.values * scale * np.sqrt(0.3 * 0.7), rtol=0.25, atol=1e-6)
    assert found.kept_share == pytest.approx(0.7, abs=0.05)
    assert_allclose(found.one, piece.values * found.mask * scale, rtol=1e-6)


def test_the_one_draw_is_what_the_pipeline_shows() -> None:
    document = of(("relu", {}), ("dropout", {"p": 0.5, "seed": 3}))
    source = photo(25, 25)
    planned = plan(document, source.shape, training=True)
    piece = overview(planned, source, read_by(planned, "drop1"), 10)
    found = draws(document.steps[1], piece, "upscale_in_train", 1)
    shown = Evaluation(planned, source, Cache()).at("drop1", piece.rows, piece.columns)
    assert np.array_equal(found.one, shown)


# Vanishing gradient


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 12), st.integers(0, 9), st.booleans())
def test_sigmoids_leave_at_most_the_bound(depth: int, seed: int, has_kernel: bool) -> None:
    kernel = np.random.default_rng(seed).standard_normal((3, 3)).astype(np.float32) if has_kernel else None
    found = compare(photo(20, 24, seed), Block(kernel), depth)
    sigmoid, relu = found.stacks
    assert len(sigmoid.norms) == len(relu.norms) == len(found.bounds) == depth + 1
    assert sigmoid.norms[0] == relu.norms[0] == 1
    assert (np.array(sigmoid.norms) <= np.array(found.bounds) * (1 + 1e-5)).all()
    if kernel is None:
        assert found.bounds[-1] == 0.25**depth
        share = float((found.values > 0).mean())
        assert_allclose(relu.norms[1:], np.sqrt(share), rtol=1e-5)  # dead where the photo is black, else whole


def test_one_sigmoid_is_its_slope_everywhere() -> None:
    found = compare(NumberGrid(np.zeros((5, 4), np.float32)), Block(), 1)
    assert found.stacks[0].norms[-1] == 0.25
    assert_allclose(found.stacks[0].sizes, 0.25)


def test_batch_norm_keeps_the_gradient_alive() -> None:
    source = photo(30, 30)
    blur = np.full((3, 3), 1 / 9, np.float32)
    plain = compare(source, Block(blur), 6, white=255.0).stacks[0]
    normed = compare(source, Block(blur, has_norm=True), 6, white=255.0).stacks[0]
    assert normed.norms[-1] != plain.norms[-1]
    assert len(normed.norms) == 7


# Receptive field


def test_two_layers_see_five_pixels_and_the_middle_counts_most() -> None:
    ones = np.ones((3, 3), np.float32)
    document = of(("conv2d", {"weight": ones}), ("conv2d", {"weight": ones}))
    found = effective_field(plan(document, (1, 1, 9, 9)), NumberGrid(np.zeros((9, 9), np.float32)), "conv2", 2, 2, 0)
    assert (found.top, found.left) == (2, 2)
    assert_allclose(found.sizes, np.outer([1, 2, 3, 2, 1], [1, 2, 3, 2, 1]))
    assert found.effective == (2, 2, 5, 5)


def test_a_value_at_the_corner_sees_padding_that_moves_nothing() -> None:
    kernel = np.zeros((5, 5), np.float32)
    kernel[2, 2] = 3
    document = of(("conv2d", {"weight": kernel, "padding": 2}))
    planned = plan(document, (1, 1, 9, 9))
    found = effective_field(planned, NumberGrid(np.ones((9, 9), np.float32)), "conv1", 0, 0, 0)
    assert (found.top, found.left, found.sizes.shape) == (-2, -2, (5, 5))
    assert found.effective == (0, 0, 1, 1)
    assert found.share_of_area == pytest.approx(1 / 25)
    dead = of(("conv2d", {"weight": kernel, "bias": -99.0}), ("relu", {}))
    none = effective_field(plan(dead, (1, 1, 9, 9)), NumberGrid(np.ones((9, 9), np.float32)), "relu1", 2, 2, 0)
    assert none.effective is None
    assert none.share_of_area == 0


# Samples


def test_crops_are_pieces_of_what_the_step_reads() -> None:
    document = of(("relu", {}), ("batch_norm", {}))
    source = photo(20, 30)
    planned = plan(document, source.shape)
    found = crops(planned, source, read_by(planned, "norm1"), 4, 8, np.random.default_rng(0))
    assert found.shape == (4, 3, 8, 8)
    pixels = np.moveaxis(source.pixels, -1, 0).astype(np.float32) / 255
    windows = np.lib.stride_tricks.sliding_window_view(pixels, (3, 8, 8))[0]
    for one in found:
        assert np.isclose(windows, one, atol=1e-6).all(axis=(2, 3, 4)).any()
    whole = crops(planned, source, PHOTO, 2, 99, np.random.default_rng(0))
    np.testing.assert_allclose(whole, pixels[None], atol=1e-6)  # no larger than a crop: one batch as it is


def test_a_large_photo_is_reduced_to_its_own_pixels() -> None:
    source = photo(100, 70)
    found = reduced(source, 30, 255.0)
    assert found.shape == (1, 3, 25, 18)
    assert_allclose(found.values[0], source.pixels[1::4, 1::4, 0])
