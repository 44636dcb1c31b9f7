"""Steps over pixels as they lie equal the same steps map by map: every padding, depth and join, and as shades."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from documents import document_of
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.document import PHOTO
from workbench.evaluation import evaluate as evaluate_module
from workbench.evaluation import interleaved as alike
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation, evaluate
from workbench.evaluation.interleaved import interleaved
from workbench.layers import new_step
from workbench.picture_files.pictures import Saving, mapped
from workbench.plan import plan
from workbench.presets import PRESETS, load_preset
from workbench.sources import NumberGrid, Photo

SHARPEN = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]


def photo(dtype=np.uint8, size=(23, 17, 3)):
    values = np.random.default_rng(5).random(size, np.float32)
    return Photo("p", values if dtype == np.float32 else (values * np.iinfo(dtype).max).astype(dtype))


def one_by_one(planned, source):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate_module, "chain_of", lambda *_: None)
        return evaluate(planned, source, planned.last)


def both(document, source, values=200):
    planned = plan(document, source.shape)
    assert planned.refusal is None
    assert interleaved(planned, source, planned.last) is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alike, "VALUES", values)
        return evaluate(planned, source, planned.last), one_by_one(planned, source)


@given(
    whole=st.booleans(),
    mode=st.sampled_from(["zeros", "reflect", "replicate"]),
    padding=st.tuples(*[st.integers(0, 2)] * 4),
    stride=st.integers(1, 2),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    bias=st.sampled_from([None, 3.0, 0.5]),
    dtype=st.sampled_from([np.uint8, np.uint16, np.float32]),
    gray=st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_two_convolutions_equal_those_map_by_map(whole, mode, padding, stride, dilation, bias, dtype, gray):
    weight = np.random.default_rng(1).integers(-2, 3, (3, 3)) if whole else np.random.default_rng(1).random((3, 3))
    how = {"padding": padding, "padding_mode": mode, "dilation": dilation, "channels": "each", "bias": bias}
    document = document_of(
        ("conv2d", {"weight": weight, "stride": (stride, 1), **how}), ("relu", {}),
        ("conv2d", {"weight": np.random.default_rng(2).random((2, 3)), **how}),
    )  # fmt: skip
    found, expected = both(document, photo(dtype, (23, 17) if gray else (23, 17, 3)))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * max(np.abs(expected).max(), 1))


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_wide_blurs_one_after_the_other_do_not_write_over_each_other(dtype):
    blur = np.outer(np.hanning(13)[1:-1], np.hanning(15)[1:-1]) / 42
    wide = ("conv2d", {"weight": blur, "padding": "same", "padding_mode": "reflect", "channels": "each"})
    found, expected = both(document_of(wide, wide, ("relu", {}), wide), photo(dtype, (70, 50, 3)), 4000)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * np.abs(expected).max())


def test_branches_do_not_write_over_each_other():
    document = document_of(("conv2d", {"weight": SHARPEN, "padding": "same", "channels": "each"}), ("relu", {}))
    for kind, other in (("add", PHOTO), ("multiply", "relu1"), ("magnitude", PHOTO), ("add", "conv1")):
        document = document.inserted(len(document.steps), replace(new_step(kind, document), input=other))
    found, expected = both(document, photo())
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize("scales", [(0.25, 0.25), (1.0, 1.0), (0.25, 0.5), (0.3, 0.3)])
def test_the_length_of_whole_gradients_is_that_of_scaled_ones(scales):
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32)
    across, down = (np.float32(scale) * own for scale, own in zip(scales, (sobel, sobel.T), strict=True))
    how = {"padding": "same", "channels": "each"}
    document = document_of(("conv2d", {"weight": across, **how}), ("conv2d", {"weight": down, **how}))
    document = document.inserted(2, replace(new_step("magnitude", document), input="conv1"))
    second = replace(document.steps[1], input=PHOTO)
    document = replace(document, steps=(document.steps[0], second, document.steps[2]))
    found, expected = both(document, photo())
    if 0.3 in scales:
        np.testing.assert_allclose(found, expected, rtol=1e-6)
    else:
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("preset", ["sharpen", "emboss", "laplacian", "sobel-magnitude", "box-blur", "gaussian-blur"])
@pytest.mark.parametrize("how", [Saving("jpeg"), Saving("png", 16), Saving("png", mapping="offset"), Saving("npy")])
def test_shades_made_on_the_way_are_those_of_the_whole_map(preset, how):
    document, source = load_preset(preset), photo(size=(40, 31, 3))
    planned = plan(document, source.shape)
    bands = Evaluation(planned, source, Cache()).bands(planned.last)
    found = np.concatenate(list(bands.through(partial(mapped, how=how), how.dtype)), axis=2)
    np.testing.assert_array_equal(found[0], mapped(evaluate(planned, source, planned.last)[0], how))


@pytest.mark.parametrize(
    "steps",
    [
        [("conv2d", {"weight": SHARPEN, "channels": "sum"})],
        [("conv2d", {"weight": SHARPEN, "channels": "each", "stride": (1, 2)})],
        [("conv2d", {"weight": SHARPEN, "channels": "each", "bias": (1.0, 2.0, 3.0)})],
        [("conv2d", {"weight": SHARPEN, "channels": "each", "padding": 1, "padding_mode": "circular"})],
        [("batch_norm", {}), ("relu", {})],
        [("softmax", {})],
        [("max_pool2d", {})],
    ],
)
def test_what_tells_channels_apart_goes_another_way(steps):
    planned = plan(document_of(*steps), photo().shape)
    assert interleaved(planned, photo(), planned.last) is None
    planned = plan(document_of(("relu", {})), (1, 3, 9, 9))
    assert interleaved(planned, NumberGrid(np.ones((3, 9, 9), np.float32)), planned.last) is None


def test_most_presets_that_filter_photos_go_this_way():
    source = photo(size=(64, 64, 3))
    ways = {one.id: interleaved(plan(load_preset(one.id), source.shape), source, load_preset(one.id).steps[-1].id)
            for one in PRESETS if one.group in ("Blur", "Sharpen", "Style")}  # fmt: skip
    assert all(ways[name] is not None for name in ("sharpen", "emboss", "box-blur", "unsharp-mask", "gaussian-blur"))
