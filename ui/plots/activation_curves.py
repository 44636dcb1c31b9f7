"""The activations as curves with their derivatives: the engine's own functions and slopes, at the points of a plot."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

import filters
from filters.gradients.pointwise import SLOPES
from workbench.document import Step
from workbench.layers import KINDS

Points = NDArray[np.float64]

CURVES = tuple(SLOPES)
"""The kinds that can be drawn."""

NAMES = {kind: KINDS[kind].title for kind in CURVES}
"""What they are called, in every language."""

DEAD = ("relu", "hardswish", "clip")
"""Those with a stretch where the slope is exactly 0; the others only come near it."""


def is_curve(step: Step | None) -> bool:
    """Whether the step maps each value alone and can be drawn."""
    return step is not None and step.kind in CURVES


def curve(kind: str, x: Points, parameters: Mapping[str, Any] | None = None) -> tuple[Points, Points]:
    """Values and slopes of an activation; the slope of a corner is that of its left side, as in Paddle."""
    points = np.asarray(x, np.float64)
    with np.errstate(all="ignore"):
        values = getattr(filters, kind)(points, **(parameters or {}))
        return values.astype(np.float64), SLOPES[kind](points, **(parameters or {}))
