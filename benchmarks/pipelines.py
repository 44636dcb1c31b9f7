"""Rows of whole pipelines: the program's full pass beside sessions and scripts that compute the same."""

import numpy as np
from peers import Call, Row, cv2, has, noise, ort_session, torch

from workbench.document import Document, Step
from workbench.evaluation.evaluate import evaluate
from workbench.layers import new_step
from workbench.plan import plan
from workbench.presets import load_preset

PRESETS = ("chapter-case-3", "laplacian", "gaussian-blur", "box-blur", "motion-blur", "lens-blur", "sharpen",
           "unsharp-mask", "emboss", "soft-glow")  # fmt: skip
"""Presets of one convolution over every channel, which a script of scipy.ndimage computes too."""


class Batch:
    """Numbers (N, C, H, W) as a source."""

    name, white, key = "batch", 1.0, "batch"

    def __init__(self, values: np.ndarray) -> None:
        self.values = values
        self.shape = values.shape

    def region(self, rows: np.ndarray, columns: np.ndarray, white: float, images: slice) -> np.ndarray:
        """The values at these rows and columns, which follow each other here."""
        return self.values[images, :, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def document(*steps: tuple[str, dict[str, object]]) -> Document:
    """A pipeline of steps one after the other, which takes numbers as they are."""
    found = Document(value_range="0-1")
    for kind, parameters in steps:
        found = found.inserted(len(found.steps), new_step(kind, found, **parameters))
    return found


def ours(pipeline: Document, values: np.ndarray) -> Call:
    """The whole result of the last step, as an export computes it."""
    source = Batch(values)
    planned = plan(pipeline, source.shape)
    return lambda: evaluate(planned, source, planned.last)


def simplenet() -> tuple[Call, dict[str, Call]]:
    """The convolutional part of the chapter's SimpleNet."""
    x = noise(10, 3, 224, 224)
    first, second = noise(6, 3, 5, 5) - np.float32(0.5), noise(16, 6, 5, 5) - np.float32(0.5)
    pipeline = document(
        ("conv2d", {"weight": first, "padding": 2}), ("relu", {}), ("max_pool2d", {}),
        ("conv2d", {"weight": second, "padding": 2}), ("relu", {}), ("max_pool2d", {}),
    )  # fmt: skip
    conv, pool = {"pads": [2] * 4}, {"kernel_shape": [2, 2], "strides": [2, 2]}
    peers = ort_session(x, ("Conv", (first,), conv), ("Relu", (), {}), ("MaxPool", (), pool),
                        ("Conv", (second,), conv), ("Relu", (), {}), ("MaxPool", (), pool))  # fmt: skip
    if has("torch"):
        functional = torch().nn.functional
        a, v, w = (torch().from_numpy(array) for array in (x, first, second))

        def run() -> object:
            y = functional.max_pool2d(functional.relu(functional.conv2d(a, v, padding=2)), 2)
            return functional.max_pool2d(functional.relu(functional.conv2d(y, w, padding=2)), 2)

        peers["torch"] = run
    return ours(pipeline, x), peers


def block() -> tuple[Call, dict[str, Call]]:
    """Convolution 3 x 3, BatchNorm, ReLU and max pooling over RGB, 12 MP."""
    x, weight = noise(1, 3, 3000, 4000), noise(3, 3, 3, 3) - np.float32(0.5)
    mean, variance, gamma, beta = noise(3), noise(3) + 1, noise(3) + 1, noise(3)
    norm = {"running_mean": mean, "running_var": variance, "weight": gamma, "bias": beta}
    pipeline = document(
        ("conv2d", {"weight": weight, "padding": 1}), ("batch_norm", norm), ("relu", {}), ("max_pool2d", {})
    )
    peers = ort_session(
        x,
        ("Conv", (weight,), {"pads": [1] * 4}),
        ("BatchNormalization", (gamma, beta, mean, variance), {}),
        ("Relu", (), {}),
        ("MaxPool", (), {"kernel_shape": [2, 2], "strides": [2, 2]}),
    )
    if has("torch"):
        functional = torch().nn.functional
        a, w, m, v, g, b = (torch().from_numpy(array) for array in (x, weight, mean, variance, gamma, beta))

        def run() -> object:
            y = functional.batch_norm(functional.conv2d(a, w, padding=1), m, v, g, b)
            return functional.max_pool2d(functional.relu(y), 2)

        peers["torch"] = run
    if has("cv2"):
        scale = gamma / np.sqrt(variance + 1e-5)
        kernels, shift = weight * scale[:, None, None, None], beta - mean * scale

        def script() -> object:
            found = []
            for kernel, add in zip(kernels, shift, strict=True):
                planes = [cv2().filter2D(p, -1, k, borderType=0) for p, k in zip(x[0], kernel, strict=True)]
                total = cv2().add(cv2().add(planes[0], planes[1]), planes[2])
                total = np.maximum(total + add, 0)
                found.append(
                    np.maximum(
                        np.maximum(total[::2, ::2], total[::2, 1::2]), np.maximum(total[1::2, ::2], total[1::2, 1::2])
                    )
                )
            return found

        peers["opencv script"] = script
    return ours(pipeline, x), peers


def presets() -> tuple[Call, dict[str, Call]]:
    """Ten presets over RGB, 1 MP, one after the other."""
    x = noise(1, 3, 800, 1200)
    pipelines = [load_preset(name) for name in PRESETS]
    calls = [ours(pipeline, x) for pipeline in pipelines]
    peers: dict[str, Call] = {}
    if has("scipy"):
        from scipy import ndimage  # noqa: PLC0415 - peers are optional

        def correlate(step: Step) -> list[np.ndarray]:
            return [ndimage.correlate(plane, step["weight"], mode="nearest") for plane in x[0]]

        peers["scipy.ndimage"] = lambda: [correlate(pipeline.steps[0]) for pipeline in pipelines]
    return lambda: [call() for call in calls], peers


TABLE: tuple[Row, ...] = (
    Row("pipeline simplenet", 0.5, simplenet),
    Row("pipeline conv norm relu pool", 0.5, block),
    Row("pipeline ten presets", 0.25, presets),
)
