"""The table of the benchmark: each row makes its input, our call and the same work for every peer that is installed."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pipelines
from peers import Call, Row, cv2, has, noise, ort_session, torch

import filters
from filters import kernels


def gray(kernel: Callable[[], np.ndarray]) -> tuple[Call, dict[str, Call]]:
    """A kernel over a gray photo of 12 MP, against cv2.filter2D or, where it has factors, cv2.sepFilter2D."""
    x, weight = noise(1, 1, 3000, 4000), kernel()
    peers: dict[str, Call] = {}
    if has("cv2"):
        border = cv2().BORDER_CONSTANT
        peers["opencv"] = lambda: cv2().filter2D(x[0, 0], -1, weight, borderType=border)
        column, row = _factors(weight)
        if column is not None:
            peers["opencv separable"] = lambda: cv2().sepFilter2D(x[0, 0], -1, row, column, borderType=border)
    return lambda: filters.conv2d(x, weight[None, None], padding="same"), peers


def _factors(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray] | tuple[None, None]:
    left, sizes, right = np.linalg.svd(weight)
    if sizes[0] == 0 or (sizes[1:] > 1e-6 * sizes[0]).any():
        return None, None
    return left[:, 0] * sizes[0], right[0]


def colour(outputs: int, groups: int, size: int) -> tuple[Call, dict[str, Call]]:
    """A bank over an RGB photo of 12 MP."""
    x = noise(1, 3, 3000, 4000)
    weight = noise(outputs, 3 // groups, size, size) - np.float32(0.5)
    ours, peers = convolution(x, weight, 1, groups)
    if has("cv2") and (groups == 3 or outputs == 1):

        def planes() -> object:
            own = weight[:, 0] if groups == 3 else weight[0]
            found = [cv2().filter2D(p, -1, k, borderType=cv2().BORDER_CONSTANT) for p, k in zip(x[0], own, strict=True)]
            if groups == 3:
                return found
            cv2().add(found[0], found[1], found[0])
            return cv2().add(found[0], found[2], found[0])

        peers["opencv"] = planes
    return ours, peers


def layer(shape: tuple[int, ...], outputs: int, size: int, stride: int) -> tuple[Call, dict[str, Call]]:
    """A layer of a network."""
    return convolution(noise(*shape), noise(outputs, shape[1], size, size) - np.float32(0.5), stride, 1)


def convolution(x: np.ndarray, weight: np.ndarray, stride: int, groups: int) -> tuple[Call, dict[str, Call]]:
    """Any convolution padded by half its kernel, against ONNX Runtime and torch()."""
    pad = weight.shape[2] // 2
    peers = ort_session(x, ("Conv", (weight,), {"pads": [pad] * 4, "strides": [stride] * 2, "group": groups}))
    if has("torch"):
        a, w = torch().from_numpy(x), torch().from_numpy(weight)
        peers["torch"] = lambda: torch().nn.functional.conv2d(a, w, stride=stride, padding=pad, groups=groups)
    return lambda: filters.conv2d(x, weight, stride=stride, padding=pad, groups=groups), peers


def max_pool(size: int, stride: int, pad: int) -> tuple[Call, dict[str, Call]]:
    """Max pooling over RGB, 12 MP."""
    x = noise(1, 3, 3000, 4000)
    peers = ort_session(x, ("MaxPool", (), {"kernel_shape": [size] * 2, "strides": [stride] * 2, "pads": [pad] * 4}))
    if has("torch"):
        a = torch().from_numpy(x)
        peers["torch"] = lambda: torch().nn.functional.max_pool2d(a, size, stride, pad)
    return lambda: filters.max_pool2d(x, size, stride=stride, padding=pad), peers


def average_pool() -> tuple[Call, dict[str, Call]]:
    """2 x 2 averages of a gray photo of 12 MP."""
    x = noise(1, 1, 3000, 4000)
    peers = ort_session(x, ("AveragePool", (), {"kernel_shape": [2, 2], "strides": [2, 2]}))
    if has("cv2"):
        peers["opencv"] = lambda: cv2().resize(x[0, 0], (2000, 1500), interpolation=cv2().INTER_AREA)
    if has("torch"):
        a = torch().from_numpy(x)
        peers["torch"] = lambda: torch().nn.functional.avg_pool2d(a, 2)
    return lambda: filters.avg_pool2d(x, 2), peers


def normalise(training: bool) -> tuple[Call, dict[str, Call]]:
    """BatchNorm over RGB, 12 MP."""
    x, zero, one = noise(1, 3, 3000, 4000), np.zeros(3, np.float32), np.ones(3, np.float32)
    peers = {} if training else ort_session(x, ("BatchNormalization", (one, zero, zero, one), {}))
    if has("torch"):
        a, mean, variance = torch().from_numpy(x), torch().zeros(3), torch().ones(3)
        peers["torch"] = lambda: torch().nn.functional.batch_norm(a, mean, variance, training=training)
    return lambda: filters.batch_norm(x, zero, one, training=training), peers


def activation(name: str, operator: str) -> tuple[Call, dict[str, Call]]:
    """An activation over gray, 12 MP."""
    x = noise(1, 1, 3000, 4000) * 8 - 4
    peers = ort_session(x, (operator, (), {}))
    if has("torch"):
        a = torch().from_numpy(x)
        peers["torch"] = lambda: getattr(torch(), name)(a)
    return lambda: getattr(filters, name)(x), peers


def _dense(size: int) -> np.ndarray:
    return noise(size, size) - np.float32(0.5)


_GRAY = {3: 0.8, 5: 0.8, 7: 0.8, 9: 0.9, 11: 0.9, 15: 0.5, 31: 0.5}
_NETWORK = (10, 3, 224, 224)
TABLE: tuple[Row, ...] = (
    *(Row(f"gray dense {n}x{n}", target, partial(gray, partial(_dense, n))) for n, target in _GRAY.items()),
    Row("gray laplacian", 0.9, partial(gray, kernels.laplacian)),
    Row("gray sobel", 0.9, partial(gray, kernels.sobel_x)),
    Row("gray box 5x5", 0.9, partial(gray, kernels.box)),
    Row("gray gauss 15x15", 0.8, partial(gray, partial(kernels.gaussian, 2.5, 15))),
    Row("gray gauss 31x31", 0.8, partial(gray, partial(kernels.gaussian, 5.0, 31))),
    *(Row(f"rgb 3->1 {n}x{n}", 0.5, partial(colour, 1, 1, n)) for n in (3, 5)),
    *(Row(f"rgb depthwise {n}x{n}", 0.8, partial(colour, 3, 3, n)) for n in (3, 5)),
    *(Row(f"rgb 3->3 {n}x{n}", 0.45, partial(colour, 3, 1, n)) for n in (3, 5)),
    Row("network 3->64 3x3", 1.0, partial(layer, _NETWORK, 64, 3, 1)),
    Row("network 3->64 3x3 stride 2", 0.7, partial(layer, _NETWORK, 64, 3, 2)),
    Row("simplenet conv1", 0.9, partial(layer, _NETWORK, 6, 5, 1)),
    Row("simplenet conv1 stride 2", 1.2, partial(layer, _NETWORK, 6, 5, 2)),
    Row("simplenet conv2", 1.2, partial(layer, (10, 6, 112, 112), 16, 5, 1)),
    Row("simplenet conv2 stride 2", 1.5, partial(layer, (10, 6, 112, 112), 16, 5, 2)),
    Row("network 64->64 3x3", 1.0, partial(layer, (1, 64, 224, 224), 64, 3, 1)),
    Row("network 64->64 3x3 stride 2", 0.9, partial(layer, (1, 64, 224, 224), 64, 3, 2)),
    Row("max pool 2x2", 0.1, partial(max_pool, 2, 2, 0)),
    Row("max pool 3x3 stride 2 padding 1", 0.1, partial(max_pool, 3, 2, 1)),
    Row("average pool 2x2", 1.0, average_pool),
    Row("batch norm inference", 0.8, partial(normalise, False)),
    Row("batch norm training", 0.4, partial(normalise, True)),
    Row("relu", 1.0, partial(activation, "relu", "Relu")),
    Row("sigmoid", 1.0, partial(activation, "sigmoid", "Sigmoid")),
    *pipelines.TABLE,
)
