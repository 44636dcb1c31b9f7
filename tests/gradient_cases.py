"""What is asked of the gradients: the script that lets PyTorch answer reads it, and so do the tests."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

NUMBERS = Path(__file__).parent / "filters" / "torch_gradients.npz"
"""PyTorch's answers, by the name of the case."""


@dataclass(frozen=True)
class Case:
    """One operation on noise of a shape; `weight` is the shape of the noise it is weighted with, if it is."""

    operation: str
    shape: tuple[int, ...]
    options: dict[str, Any] = field(default_factory=dict)
    weight: tuple[int, ...] | None = None

    @property
    def name(self) -> str:
        parts = (f"{key}={value}" for key, value in self.options.items())
        return " ".join([self.operation, str(self.shape), str(self.weight or ""), *parts])


def noise(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Numbers between -4 and 4 that float32 holds exactly, so that ties are really ties."""
    return np.random.default_rng(seed).integers(-64, 65, shape).astype(np.float32) / 16


CASES = (
    Case("conv2d", (2, 3, 7, 8), {}, (4, 3, 3, 3)),
    Case("conv2d", (1, 2, 9, 7), {"stride": (2, 3), "padding": (1, 1, 1, 1)}, (3, 2, 3, 2)),
    Case("conv2d", (1, 4, 9, 9), {"dilation": (2, 1), "groups": 2, "padding": (2, 2, 1, 1)}, (6, 2, 3, 3)),
    Case("conv2d", (2, 3, 6, 6), {"groups": 3, "stride": (2, 2)}, (3, 1, 3, 3)),
    Case("conv2d", (1, 1, 5, 6), {"padding": (2, 1, 0, 3), "stride": (3, 1)}, (2, 1, 4, 1)),
    *(
        Case("conv2d", (1, 2, 6, 7), {"padding": (2, 1, 3, 2), "padding_mode": mode, "stride": (2, 1)}, (3, 2, 3, 4))
        for mode in ("zeros", "reflect", "replicate", "circular")
    ),
    Case("max_pool2d", (2, 2, 6, 7), {"kernel_size": (2, 2)}),
    Case("max_pool2d", (1, 2, 8, 8), {"kernel_size": (3, 2), "stride": (1, 2), "padding": (1, 1)}),
    Case("max_pool2d", (1, 2, 8, 9), {"kernel_size": (2, 3), "stride": (3, 2), "dilation": (2, 1), "ceil_mode": True}),
    Case("avg_pool2d", (2, 2, 6, 7), {"kernel_size": (2, 2)}),
    *(
        Case("avg_pool2d", (1, 2, 7, 8),
             {"kernel_size": (3, 2), "stride": (2, 3), "padding": (1, 1), "ceil_mode": ceil,
              "count_include_pad": count})
        for ceil in (False, True) for count in (False, True)
    ),
    *(
        Case("batch_norm", shape, {"training": training})
        for shape in ((5, 3), (3, 2, 4), (2, 3, 4, 5), (2, 2, 3, 2, 2)) for training in (False, True)
    ),
    *(Case(name, (4, 40)) for name in ("relu", "sigmoid", "tanh", "silu", "hardswish", "softplus")),
    Case("clip", (4, 40), {"low": -0.75, "high": 1.25}),
    Case("leaky_relu", (4, 40), {"negative_slope": 0.2}),
    Case("elu", (4, 40), {"alpha": 1.5}),
    Case("gelu", (4, 40), {"approximate": "none"}),
    Case("gelu", (4, 40), {"approximate": "tanh"}),
    *(Case("softmax", (2, 3, 4, 5), {"axis": axis}) for axis in (0, 1, -1)),
    Case("dropout", (3, 40), {"p": 0.25}),
    Case("linear", (4, 6), {}, (6, 3)),
    Case("linear", (2, 3, 6), {}, (6, 2)),
    Case("flatten", (2, 3, 4, 5), {"start_axis": 1, "stop_axis": -1}),
    Case("flatten", (2, 3, 4, 5), {"start_axis": 0, "stop_axis": 2}),
)  # fmt: skip
"""Every operation, with every option that changes what its input gets back."""


def vectors(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Running mean, running variance and gamma of a BatchNorm case."""
    channels = case.shape[1]
    return noise((channels,), 3), np.abs(noise((channels,), 4)) + np.float32(0.5), noise((channels,), 5)


def mask(case: Case) -> np.ndarray:
    """What dropout keeps."""
    return np.random.default_rng(6).random(case.shape) >= case.options["p"]
