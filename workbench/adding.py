"""A new step with what it needs to fit where it is put."""

from dataclasses import replace

import numpy as np

from workbench.document import PHOTO, Document, Step
from workbench.layers import KINDS, new_step, with_parameters
from workbench.plan import Plan

LARGEST_DENSE = 1 << 20
"""A linear layer that would read more values begins without weights of its own."""
NEW_OUTPUTS = 10


def step_for(kind: str, document: Document, index: int, plan: Plan | None) -> Step:
    """A step of a kind to be put into the document at `index`; `plan` is the document's own, None without a photo.

    A convolution goes over each colour alone, so that a colour photo stays one; a join reads an earlier step of the
    same shape; a linear layer has random weights, as many as there are values; a clip of photos worth 0 to 255 keeps
    what can be seen, where ReLU6 would leave next to nothing.
    """
    before = document.steps[index - 1].id if index else PHOTO
    read = plan[before] if plan is not None and before in plan else None
    shape = read.shape if read is not None else None
    if kind == "linear" and shape is not None and shape[-1] <= LARGEST_DENSE:
        random = np.random.default_rng(0).standard_normal((shape[-1], NEW_OUTPUTS), np.float32)
        return new_step(kind, document, weight=random / np.float32(np.sqrt(shape[-1])))
    step = new_step(kind, document)
    if kind == "conv2d" and read is not None and read.is_colour:
        return with_parameters(step, channels="each")
    if kind == "clip":
        return with_parameters(step, high=max(document.white, step["high"]))
    return replace(step, input=_partner(document, index, before, plan)) if KINDS[kind].joins else step


def _partner(document: Document, index: int, before: str, plan: Plan | None) -> str:
    """The nearest earlier step of the same shape for a join to read beside the one before it."""
    earlier = [PHOTO, *(step.id for step in document.steps[:index])][:-1]
    for other in reversed(earlier):
        if plan is not None and plan[other].shape == plan[before].shape:
            return other
    return earlier[-1] if earlier else PHOTO
