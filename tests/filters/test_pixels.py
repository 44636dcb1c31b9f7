"""A kernel over interleaved pixels equals the convolution of every channel by itself, taken apart or not."""

import numpy as np
import pytest

import filters
from filters.pixels import Kernel
from filters.windows import Window

BLUR = np.outer(np.hanning(15)[1:-1], np.hanning(13)[1:-1]).astype(np.float32)
SHARPENED = -BLUR
SHARPENED[6, 5] += 40
DENSE = np.random.default_rng(1).standard_normal((5, 3)).astype(np.float32)
HUGE = np.outer(np.full(13, 1e19), np.full(11, 1e19)).astype(np.float32)


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("weight", "is_wide"), [(BLUR, True), (SHARPENED, True), (DENSE, False), (HUGE, False)])
@pytest.mark.parametrize("bias", [None, 2.5])
def test_every_channel_is_convolved_by_itself(mode, dtype, channels, weight, is_wide, bias):
    pixels = (np.random.default_rng(2).random((61, 90, channels)) * 250).astype(dtype)
    if dtype == np.float32:
        pixels[40, 50, -1] = np.nan
    pads = 4, 7, 2, 5
    down, across = (
        Window(size, 1, *pads, 1, mode) for size, pads in zip(weight.shape, (pads[:2], pads[2:]), strict=True)
    )
    kernel = Kernel(weight, bias, down, across)
    expected = filters.conv2d(
        pixels.transpose(2, 0, 1)[None], np.broadcast_to(weight, (channels, 1, *weight.shape)),
        None if bias is None else [bias] * channels, padding=pads, padding_mode=mode, groups=channels,
    )[0, :, 20:50]  # fmt: skip
    rows, read = (20, 50), slice(16, 50 + weight.shape[0])
    part = pixels[read]
    close = {"rtol": 0, "atol": 1e-5 * np.abs(expected[np.isfinite(expected)]).max(initial=1)}
    lines = kernel.lines(part, rows, read.start, 61, "lines")
    np.testing.assert_allclose(lines.reshape(30, -1, channels).transpose(2, 0, 1), expected, **close)
    for channel, values in enumerate(kernel.channels(part, rows, read.start, 61)):
        np.testing.assert_allclose(values, expected[channel], **close)
    assert kernel.goes_apart(channels, 61, 90) == (is_wide and channels > 1)
