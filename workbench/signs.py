"""What is known of a step's values before any is computed: whether they have signs, and what they stand for."""

import numpy as np

from workbench.document import Step
from workbench.layers import Array
from workbench.plan import Plan

NEVER_NEGATIVE = ("relu", "sigmoid", "softplus", "softmax", "magnitude")
SIGN_OF_INPUT = ("max_pool2d", "avg_pool2d", "dropout", "flatten", "add", "multiply")
KEPT = 0.5
"""A kernel that keeps less of an even gray, and of the sizes of its weights, subtracts neighbours: one that only
darkens keeps all its weights, one that sharpens all the gray."""


def signed_steps(plan: Plan) -> frozenset[str]:
    """The steps whose values can lie below 0."""
    found: set[str] = set()
    for row in plan.steps:
        step = row.step
        assert step is not None
        reads_signed = any(name in found for name in row.inputs)
        if step.kind in SIGN_OF_INPUT or not step.enabled:
            is_signed = reads_signed
        elif step.kind in ("conv2d", "linear"):
            bias = step["bias"] if step["bias"] is not None else 0.0
            is_signed = reads_signed or bool((step["weight"] < 0).any() or np.min(bias) < 0)
        else:
            is_signed = step.kind not in NEVER_NEGATIVE
        if is_signed:
            found.add(row.id)
    return frozenset(found)


def difference_steps(plan: Plan) -> frozenset[str]:
    """The steps whose values are no brightness but made of differences of neighbours.

    They begin with a convolution that subtracts neighbours, whose kernels sum to 0 or nearly so, and end with one that
    adds a bias. A kernel being edited sums to 0 no longer, and is drawn as before.
    """
    found: set[str] = set()
    for row in plan.steps:
        step = row.step
        assert step is not None
        is_difference = all(name in found for name in row.inputs)
        if step.enabled and step.kind == "conv2d":
            is_difference = not np.any(step["bias"] or 0.0) and (is_difference or _subtracts(step))
        if is_difference:
            found.add(row.id)
    return frozenset(found)


def signed_differences(plan: Plan) -> frozenset[str]:
    """The steps made of differences that can lie below 0: they are drawn, and saved at first, about middle gray."""
    return difference_steps(plan) & signed_steps(plan)


def _subtracts(step: Step) -> bool:
    weight: Array = step["weight"]
    axes = (-2, -1) if weight.ndim == 2 else (1, 2, 3)
    kept, sizes = (own.sum(axis=axes, dtype=np.float64) for own in (weight, np.abs(weight)))
    return bool((kept < np.minimum(KEPT, KEPT * sizes)).all())
