"""The activations as smooth curves in double precision, with their derivatives, for drawing alone.

Pictures come from the engine; tests hold these functions against it.
"""

from collections.abc import Callable, Mapping
from math import erf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.document import Step

Points = NDArray[np.float64]
Curve = Callable[[Points, Mapping[str, Any]], tuple[Points, Points]]
_erf = np.vectorize(erf, otypes=[np.float64])


def _logistic(x: Points) -> Points:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def _relu(x: Points, p: Mapping[str, Any]) -> tuple[Points, Points]:
    return np.maximum(x, 0.0), (x > 0) * 1.0


def _sigmoid(x: Points, p: Mapping[str, Any]) -> tuple[Points, Points]:
    y = _logistic(x)
    return y, y * (1.0 - y)


def _tanh(x: Points, p: Mapping[str, Any]) -> tuple[Points, Points]:
    y = np.tanh(x)
    return y, 1.0 - y * y


def _silu(x: Points, p: Mapping[str, Any]) -> tuple[Points, Points]:
    s = _logistic(x)
    return x * s, s * (1.0 + x * (1.0 - s))


def _hardswish(x: Points, p: Mapping[str, Any]) -> tuple[Points, Points]:
    slope = np.where(x <= -3, 0.0, np.where(x >= 3, 1.0, (2.0 * x + 3.0) / 6.0))
    return x * np.clip(x + 3.0, 0.0, 6.0) / 6.0, slope


def _softplus(x: Points, p: Mapping[str, Any]) -> tuple[Points, Points]:
    return np.logaddexp(0.0, x), _logistic(x)


def _leaky_relu(x: Points, p: Mapping[str, Any]) -> tuple[Points, Points]:
    slope = float(p.get("negative_slope", 0.01))
    return np.where(x > 0, x, slope * x), np.where(x > 0, 1.0, slope)


def _elu(x: Points, p: Mapping[str, Any]) -> tuple[Points, Points]:
    alpha = float(p.get("alpha", 1.0))
    grown = alpha * np.exp(np.minimum(x, 0.0))
    return np.where(x > 0, x, grown - alpha), np.where(x > 0, 1.0, grown)


def _gelu(x: Points, p: Mapping[str, Any]) -> tuple[Points, Points]:
    if p.get("approximate", "none") == "tanh":
        root = np.sqrt(2.0 / np.pi)
        t = np.tanh(root * (x + 0.044715 * x**3))
        return 0.5 * x * (1.0 + t), 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * root * (1.0 + 0.134145 * x * x)
    share = 0.5 * (1.0 + _erf(x / np.sqrt(2.0)))
    return x * share, share + x * np.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi)


CURVES: dict[str, Curve] = {
    "relu": _relu, "sigmoid": _sigmoid, "tanh": _tanh, "silu": _silu, "hardswish": _hardswish,
    "softplus": _softplus, "leaky_relu": _leaky_relu, "elu": _elu, "gelu": _gelu,
}  # fmt: skip
"""By kind: (values, slopes) at the points; the slope of a corner at 0 is that of its left side, as in Paddle."""


def is_curve(step: Step | None) -> bool:
    """Whether the step maps each value alone and can be drawn."""
    return step is not None and step.kind in CURVES


def curve(kind: str, x: Points, parameters: Mapping[str, Any] | None = None) -> tuple[Points, Points]:
    """Values and slopes of an activation."""
    return CURVES[kind](np.asarray(x, np.float64), parameters or {})
