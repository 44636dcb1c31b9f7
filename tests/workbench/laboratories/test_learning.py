"""Learning a filter: examples are what conv2d reads, descent is the plain one, and its ends are those of the theory."""

import numpy as np
import pytest
from documents import document_of
from hypothesis import given, settings
from hypothesis import strategies as st

import filters
from filters import kernels
from workbench.laboratories.examples import Examples, Filter, LearningError, examples, spread, targets
from workbench.laboratories.learning import Course, descend
from workbench.plan import plan
from workbench.sources import Photo

PHOTO = Photo("noise", np.random.default_rng(5).integers(0, 256, (24, 31, 3), np.uint8))


def filter_of(parameters, photo=PHOTO, channel=0):
    return Filter(plan(document_of(("conv2d", parameters)), photo.shape), photo, "conv1", channel)


@pytest.mark.parametrize("channel", [0, 2, 5])
@pytest.mark.parametrize(
    "parameters",
    [
        {"padding": "same"},
        {"padding": (2, 0, 1, 3), "stride": (2, 3)},
        {"padding": 3, "padding_mode": "reflect", "dilation": (2, 1)},
        {"padding": 2, "padding_mode": "circular"},
        {"padding": 1, "padding_mode": "replicate", "stride": 2},
        {"padding": 1, "groups": 3},
    ],
)
def test_the_examples_of_a_bank_are_what_its_convolution_reads_and_answers(parameters, channel):
    draw = np.random.default_rng(1)
    weight = draw.normal(size=(6, 3 // parameters.get("groups", 1), 3, 2)).astype(np.float32)
    bias = tuple(map(float, draw.normal(size=6).astype(np.float32)))
    own = filter_of({"weight": weight, "bias": bias, **parameters}, channel=channel)
    height, width = own.plan["conv1"].shape[2:]
    found = examples(own, None, np.arange(height), np.arange(width))
    x = PHOTO.pixels.transpose(2, 0, 1)[None].astype(np.float32)
    wanted = filters.conv2d(x, weight, np.array(bias, np.float32), **parameters)[0, channel]
    assert np.allclose(found.answers[0], wanted, atol=1e-3)
    other = weight[channel] * 2 - 1
    made = filters.conv2d(x, np.where(np.arange(6)[:, None, None, None] == channel, other, weight), **parameters)
    assert np.allclose(found.made(other, 0.0)[0], made[0, channel], atol=1e-2)


@pytest.mark.parametrize("channels", ["each", "sum"])
def test_one_kernel_learns_from_every_channel_or_from_their_sum(channels):
    own = filter_of({"weight": kernels.sharpen(), "channels": channels, "padding": 1})
    found = examples(own, None, np.arange(24), np.arange(31))
    assert found.windows.shape == (3 if channels == "each" else 1, 24, 31, 9)
    read = PHOTO.pixels.transpose(2, 0, 1).astype(np.float64)
    assert np.array_equal(found.read, read if channels == "each" else read.sum(axis=0, keepdims=True))


def random_examples(seed, count=40, size=4, bias=0.0):
    draw = np.random.default_rng(seed)
    windows = draw.normal(3, 2, (1, 1, count, size))
    return Examples(windows, windows @ draw.normal(size=size) + draw.normal(size=(1, 1, count)) + bias,
                    np.ones((2, size // 2), np.float32), bias)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), momentum=st.sampled_from([0.0, 0.5, 0.9]))
def test_descent_is_the_plain_one(seed, momentum):
    given = random_examples(seed, bias=2.0)
    how = Course("own", 0.7, momentum, steps=12)
    found = descend(given, how)
    x, y = given.windows[0, 0], given.answers[0, 0]
    weight, speed = np.ones(4), np.zeros(4)
    for step in range(13):
        assert np.allclose(found.weights[step].ravel(), weight, rtol=1e-4, atol=1e-5)
        apart = [sum(w * v for w, v in zip(weight, row, strict=True)) + 2.0 - answer for row, answer in zip(
            x, y, strict=True)]  # fmt: skip
        assert found.errors[step] == pytest.approx(np.sqrt(np.mean(np.square(apart))), rel=1e-6)
        slope = np.array([sum(2 * e * row[i] for e, row in zip(apart, x, strict=True)) / len(x) for i in range(4)])
        speed = momentum * speed - 0.7 * found.limit * slope
        weight = weight + speed


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), is_centred=st.booleans())
def test_the_best_weights_are_those_of_least_squares(seed, is_centred):
    given = random_examples(seed)
    found = descend(given, Course(steps=1, is_centred=is_centred))
    x, y = given.windows[0, 0], given.answers[0, 0]
    table = np.column_stack([x, np.ones(len(x))]) if is_centred else x
    solved, (left,) = np.linalg.lstsq(table, y)[:2]
    assert np.allclose(found.best.ravel(), solved[:4], rtol=1e-4, atol=1e-5)
    assert found.best_bias == pytest.approx(solved[4] if is_centred else 0.0, abs=1e-7)
    assert found.least == pytest.approx(np.sqrt(left / len(x)))


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), momentum=st.sampled_from([0.0, 0.8]))
def test_just_under_its_limit_the_rate_settles_and_just_above_it_runs_away(seed, momentum):
    given = random_examples(seed)
    under, above = (
        descend(given, Course("zero", rate, momentum, steps=3000)).errors for rate in (0.97, 1.03)
    )  # fmt: skip
    assert under[-1] < 1.01 * descend(given, Course(steps=1)).least
    assert above[-1] > 100 * above[0]
    assert np.isfinite(above).all()


def test_a_few_examples_a_step_tremble_about_the_best_and_the_same_seed_is_the_same_descent():
    given = random_examples(3, count=400)
    how = Course("zero", 0.05, batch=4, steps=600, seed=7)
    found, again = descend(given, how), descend(given, how)
    assert np.array_equal(found.weights, again.weights)
    assert not np.array_equal(found.weights, descend(given, Course("zero", 0.05, batch=4, steps=600, seed=8)).weights)
    assert found.least < found.errors[-300:].mean() < 1.5 * found.least
    assert (np.diff(found.errors[-300:]) > 0).any()


def test_a_filter_comes_back_from_what_it_makes_and_a_blur_is_undone_as_far_as_it_can_be():
    picture = filters.conv2d(PHOTO.pixels.transpose(2, 0, 1)[None].astype(np.float32).swapaxes(0, 1),
                             np.full((1, 1, 3, 3), 1 / 9, np.float32), padding=1)  # fmt: skip
    smooth = Photo("smooth", np.ascontiguousarray(picture[:, 0].transpose(1, 2, 0).round().astype(np.uint8)))
    document = document_of(
        ("conv2d", {"weight": kernels.gaussian(0.8, 3), "channels": "each", "padding": "same"}),
        ("conv2d", {"weight": kernels.sharpen(1.0), "channels": "each", "padding": "same"}),
    )
    planned = plan(document, smooth.shape)
    assert targets(planned, "conv2") == ["photo", "conv1"]
    assert targets(planned, "conv1") == ["photo"]  # conv2 is made from it
    own = Filter(planned, smooth, "conv2")
    found = descend(spread(own, None), Course(steps=1))
    assert np.allclose(found.best, kernels.sharpen(1.0), atol=1e-3)
    before = spread(own, "photo")
    blurred = spread(Filter(planned, smooth, "conv2"), "conv1").answers
    deblurred = descend(before, Course(steps=1))
    assert deblurred.least < 0.6 * np.sqrt(np.square(blurred - before.answers).mean())
    assert deblurred.best[1, 1] > 1.2  # it sharpens


def test_a_picture_of_the_map_s_size_can_be_learned_from():
    own = filter_of({"weight": np.zeros((3, 3), np.float32), "padding": 1})
    gray = Photo("gray", PHOTO.pixels.astype(np.float32).sum(axis=2) / np.float32(765))
    found = descend(spread(own, gray), Course(steps=1))
    assert np.allclose(found.best, kernels.identity() / 3, atol=1e-5)
    colour = descend(spread(own, PHOTO), Course(steps=1))
    assert np.allclose(colour.best, found.best, atol=1e-5)  # one map learns from the mean of the colours


def test_what_cannot_be_learned_is_refused_with_its_numbers():
    own = filter_of({"weight": np.zeros((3, 3), np.float32)})
    with pytest.raises(LearningError, match=r"small is 8 x 9 and the map of conv1 22 x 29"):
        spread(own, Photo("small", np.zeros((8, 9), np.uint8)))
    with pytest.raises(LearningError, match=r"3 x 31 x 31 = 2,883 weights .* at most 1,024"):
        spread(filter_of({"weight": np.zeros((1, 3, 31, 31), np.float32), "padding": 15}), None)
    black = Photo("black", np.zeros((24, 31, 3), np.uint8))
    with pytest.raises(LearningError, match="All that the filter reads is 0"):
        descend(spread(filter_of({"weight": np.ones((3, 3), np.float32)}, black), None), Course())
    lost = Photo("lost", np.full((24, 31), np.nan, np.float32))
    with pytest.raises(LearningError, match="not finite"):
        spread(filter_of({"weight": np.ones((3, 3), np.float32)}, lost), None)
