"""The pipeline for one feature map alone: a pane that shows one of many needs no filters but its own.

Where that filter reads a mix of channels, such as gray, it reads the channels themselves, mixed by its weights.
"""

from dataclasses import replace

import numpy as np

from workbench.document import Document, Step
from workbench.layers import KINDS, NORM_DEFAULTS, bank_of, with_parameters
from workbench.plan import Plan, StepPlan, plan


def narrowed(whole: Plan, step_id: str, channel: int) -> Plan | None:
    """A plan in which the step has map `channel` as its only one; None where its maps need each other, or are one."""
    row, changed = whole[step_id], []
    while row.step is not None:
        step = row.step
        if step.enabled:
            if not _is_alone(row):
                return None
            if step.kind == "conv2d":
                changed.append(_with_one_filter(step, channel))
                break
            if step.kind == "batch_norm":
                vectors = {name: step[name][channel : channel + 1] for name in NORM_DEFAULTS if step[name] is not None}
                changed.append(with_parameters(step, **vectors))
        row = whole[row.inputs[0]]
    else:
        return None
    document = whole.document
    document = replace(document, steps=document.steps[: document.index(step_id) + 1])
    for step in changed:
        document = document.with_step(step)
    document = _mixing(document, row, whole[row.inputs[0]])
    return plan(document, whole.shape, training=whole.training)


def _mixing(document: Document, filtered: StepPlan, mix: StepPlan) -> Document:
    """The document in which the filter's weights mix the channels, where the step before it does nothing else."""
    step = mix.step
    if step is None or step.kind != "conv2d" or mix.input_shape is None or step["bias"] is not None:
        return document
    bank, groups = bank_of(step, mix.input_shape[1])
    if groups > 1 or bank.shape[2:] != (1, 1) or step["stride"] != (1, 1) or step["padding"] not in ("same", (0,) * 4):
        return document
    own = document.step(filtered.id)
    weight = np.einsum("okyx,kc->ocyx", own["weight"].astype(np.float64), bank[..., 0, 0])
    return document.with_step(replace(with_parameters(own, weight=weight), input=mix.inputs[0]))


def _is_alone(row: StepPlan) -> bool:
    """Whether each map of the step is made by itself: of the same one before it, or by a filter of a bank."""
    step = row.step
    assert step is not None
    if row.is_whole or row.shape is None or len(row.shape) != 4:
        return False
    if step.kind == "conv2d":
        return step["weight"].ndim == 4 and step["groups"] == 1 and len(step["weight"]) > 1
    return step.kind in ("batch_norm", "max_pool2d", "avg_pool2d") or (
        KINDS[step.kind].group == "Activate" and step.kind != "softmax"
    )


def _with_one_filter(step: Step, channel: int) -> Step:
    bias = step["bias"]
    own = bias[channel : channel + 1] if isinstance(bias, tuple) else bias
    return with_parameters(step, weight=step["weight"][channel : channel + 1], bias=own)
