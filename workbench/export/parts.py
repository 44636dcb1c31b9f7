"""Functions that are copied, as they stand here, into the Python files that we write.

They know shapes, slices and NumPy alone. Those for windows serve PyTorch and Paddle too, whose tensors slice alike;
such files bring their own `pad`, `maximum` and `tensor`.
"""

import base64
import io
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any

import numpy as np

maximum, tensor = np.maximum, np.asarray


def pads_of(padding: Any, x: Any, kernel: Any, stride: Any, dilation: Any) -> tuple[int, ...]:
    """(top, bottom, left, right); "same" keeps ceil(size / stride), the odd pixel goes to the bottom and right."""
    if padding != "same":
        return tuple(padding)
    found = []
    for axis in (0, 1):
        length, extent = x.shape[2 + axis], dilation[axis] * (kernel[axis] - 1) + 1
        total = max((-(-length // stride[axis]) - 1) * stride[axis] + extent - length, 0)
        found += [total // 2, total - total // 2]
    return tuple(found)


def pad(x: Any, pads: Any, mode: str = "zeros", fill: float = 0.0) -> Any:
    """Pad x (N, C, H, W) by (top, bottom, left, right)."""
    widths = ((0, 0), (0, 0), (pads[0], pads[1]), (pads[2], pads[3]))
    if mode == "zeros":
        return np.pad(x, widths, constant_values=fill)
    names: dict[str, Any] = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    return np.pad(x, widths, mode=names[mode])


def taps(x: Any, kernel: Any, stride: Any, dilation: Any, counts: Any) -> Iterator[Any]:
    """For each place in the kernel, row by row, the view of x that all windows see there."""
    for u in range(kernel[0]):
        for v in range(kernel[1]):
            top, left = u * dilation[0], v * dilation[1]
            bottom, right = top + (counts[0] - 1) * stride[0] + 1, left + (counts[1] - 1) * stride[1] + 1
            yield x[:, :, top : bottom : stride[0], left : right : stride[1]]


def prepared(x: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool, fill: float) -> Any:
    """x padded as far as windows reach; its declared padding; how many windows there are, down and across.

    ceil_mode drops a last window that would start in the end padding.
    """
    pads = pads_of(padding, x, kernel, stride, dilation)
    counts, reach = [], []
    for axis in (0, 1):
        length, extent, step = x.shape[2 + axis], dilation[axis] * (kernel[axis] - 1) + 1, stride[axis]
        before, after = pads[2 * axis], pads[2 * axis + 1]
        room = length + before + after - extent
        count = (-(-room // step) if ceil_mode else room // step) + 1
        if ceil_mode and (count - 1) * step >= length + before:
            count -= 1
        counts.append(count)
        reach += [before, max(after, (count - 1) * step + extent - length - before)]
    return pad(x, reach, "zeros", fill), pads, counts


def max_pool(x: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool) -> Any:
    """The largest value of every window; padding never wins."""
    padded, _, counts = prepared(x, kernel, stride, padding, dilation, ceil_mode, -math.inf)
    return reduce(maximum, taps(padded, kernel, stride, dilation, counts))


def avg_pool(x: Any, kernel: Any, stride: Any, padding: Any, ceil_mode: bool, count_include_pad: bool) -> Any:
    """The mean of every window, over the values inside x, or also over its declared padding."""
    padded, pads, counts = prepared(x, kernel, stride, padding, (1, 1), ceil_mode, 0.0)
    inside = []
    for axis in (0, 1):
        before, after = (pads[2 * axis], pads[2 * axis + 1]) if count_include_pad else (0, 0)
        places = np.arange(counts[axis])[:, None] * stride[axis] - pads[2 * axis] + np.arange(kernel[axis])
        inside.append(((places >= -before) & (places < x.shape[2 + axis] + after)).sum(axis=1))
    divisor = tensor(np.multiply.outer(inside[0], inside[1]).astype(np.float32))
    return sum(taps(padded, kernel, stride, (1, 1), counts)) / divisor


def conv2d(
    x: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: int, padding_mode: str
) -> Any:
    """Cross-correlate x (N, C, H, W) with weight (Cout, C / groups, kh, kw)."""
    kernel = weight.shape[2:]
    x = pad(x, pads_of(padding, x, kernel, stride, dilation), padding_mode)
    counts = [(x.shape[2 + i] - dilation[i] * (kernel[i] - 1) - 1) // stride[i] + 1 for i in (0, 1)]
    bank = weight.reshape(groups, -1, weight.shape[1], kernel[0] * kernel[1])
    y = np.zeros((len(x), groups, bank.shape[1], counts[0] * counts[1]), np.float32)
    for index, tap in enumerate(taps(x, kernel, stride, dilation, counts)):
        y += bank[..., index] @ tap.reshape(len(x), groups, weight.shape[1], -1)
    y = y.reshape(len(x), -1, counts[0], counts[1])
    return y if bias is None else y + bias[:, None, None]


def batch_norm(x: Any, mean: Any, variance: Any, weight: Any, bias: Any, eps: float) -> Any:
    """Normalise by the running statistics: (x - mean) / sqrt(variance + eps) * weight + bias."""
    scale = (weight / np.sqrt(variance.astype(np.float64) + eps)).astype(np.float32)
    mean, scale, bias = (v.reshape(-1, *(1,) * (x.ndim - 2)) for v in (mean, scale, bias))
    return (x - mean) * scale + bias


def relu(x: Any) -> Any:
    """Clip negative values to 0."""
    return np.maximum(x, np.float32(0))


def sigmoid(x: Any) -> Any:
    """Squash to 0..1."""
    return 1 / (1 + np.exp(-x))


def silu(x: Any) -> Any:
    """Weigh each value by its own sigmoid."""
    return x * sigmoid(x)


def hardswish(x: Any) -> Any:
    """Weigh each value by a straight-line sigmoid."""
    return x * np.clip(x + 3, 0, 6) / 6


def clip(x: Any, low: float, high: float) -> Any:
    """Cut off what lies below `low` or above `high`."""
    return np.clip(x, np.float32(low), np.float32(high))


def softplus(x: Any) -> Any:
    """Bend smoothly from 0 to x: log(1 + exp(x))."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def leaky_relu(x: Any, negative_slope: float) -> Any:
    """Multiply negative values by `negative_slope`."""
    return np.where(x > 0, x, x * np.float32(negative_slope))


def elu(x: Any, alpha: float) -> Any:
    """Bend negative values towards -alpha."""
    return np.where(x > 0, x, np.float32(alpha) * np.expm1(np.minimum(x, 0)))


def gelu(x: Any, approximate: str) -> Any:
    """Weigh each value by the share of a normal distribution below it, exactly or by the "tanh" formula."""
    if approximate == "tanh":
        return (0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))).astype(np.float32)
    erf = np.vectorize(math.erf, otypes=[np.float64])
    return (0.5 * x * (1 + erf(x / math.sqrt(2)))).astype(np.float32)


def softmax(x: Any, axis: int) -> Any:
    """Share 1 among the values along `axis`, in proportion to exp(x)."""
    power = np.exp(x - x.max(axis=axis, keepdims=True))
    return power / power.sum(axis=axis, keepdims=True)


def flatten(x: Any, start_axis: int, stop_axis: int) -> Any:
    """Lay the axes from `start_axis` to `stop_axis`, both included, into one."""
    return x.reshape(*x.shape[:start_axis], -1, *x.shape[stop_axis + 1 :])


def linear(x: Any, weight: Any, bias: Any) -> Any:
    """Multiply the last axis of x by weight (in, out) and add bias."""
    y = x @ weight
    return y if bias is None else y + bias


def unpacked(text: str) -> dict[str, Any]:
    """The arrays of an .npz file in base64."""
    with np.load(io.BytesIO(base64.b64decode(text))) as arrays:
        return dict(arrays)


def read_photo(path: str, channels: int, white: float) -> Any:
    """A photo (any that Pillow opens, or .npy of (H, W) or (H, W, C)) as float32 (1, C, H, W), 0 to `white`."""
    if path.endswith(".npy"):
        pixels = np.load(path)
    else:
        from PIL import Image, ImageOps  # noqa: PLC0415 - needed for photos alone

        with Image.open(path) as opened:
            picture = ImageOps.exif_transpose(opened)
        deep = picture.mode.startswith("I;16")
        if not deep and channels in (1, 3):
            picture = picture.convert("L" if channels == 1 else "RGB")
        pixels = np.asarray(picture)
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    if pixels.shape[2] != channels:
        sys.exit(f"{path} has {pixels.shape[2]} channels; the pipeline reads {channels}.")
    own_white = {"uint8": 255.0, "uint16": 65535.0}.get(pixels.dtype.name, 1.0)
    planes = np.ascontiguousarray(np.moveaxis(pixels, 2, 0)[None], np.float32)
    if white < own_white:
        return planes / np.float32(own_white / white)
    return planes * np.float32(white / own_white)


def main(
    arguments: Sequence[str], run: Callable[[Any], Any], example: dict[str, Any], channels: int, white: float
) -> int:
    """Run on a photo, or check against the example; returns the exit status."""
    if len(arguments) == 2:
        result = run(read_photo(arguments[0], channels, white))[0]
        with open(arguments[1], "wb") as file:  # noqa: PTH123 - as plain as can be
            np.save(file, result.reshape(*result.shape, *(1,) * (3 - result.ndim)))
        return 0
    if arguments:
        sys.stderr.write("Give no argument to check this file, or a photo and the .npy file to write.\n")
        return 2
    found, expected = run((example["input"] / np.float32(255 / white)).astype(np.float32)), example["expected"]
    limit = 1e-5 * max(1.0, float(np.abs(expected).max()))
    if found.shape != expected.shape or not np.allclose(found, expected, rtol=0, atol=limit, equal_nan=True):
        sys.stdout.write("The result on the example disagrees with Filter Workbench.\n")
        return 1
    difference = float(np.nanmax(np.abs(found - expected), initial=0.0))
    sys.stdout.write(f"The result on the example agrees with Filter Workbench, to {difference:.1g}.\n")
    return 0
