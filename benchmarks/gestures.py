"""What a hand does to the window, as the session hears it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ui.main_window import MainWindow
from workbench.document import Document, Step
from workbench.layers import with_parameters

Gesture = Callable[[MainWindow, int], None]


def edit_weight(window: MainWindow, turn: int) -> None:
    """Another weight in the first convolution, as a drag in the kernel's grid gives it."""
    step = first_of(window.session.state.document, "conv2d")
    weight = step["weight"].copy()
    weight.flat[(turn * 7) % weight.size] += 0.125
    replaced(window, with_parameters(step, weight=weight))


def edit_last(window: MainWindow, turn: int) -> None:
    """Another parameter of the last step that has one to change."""
    step = next(step for step in reversed(window.session.state.document.steps) if change_of(step, turn))
    replaced(window, with_parameters(step, **change_of(step, turn)))


def spin_stride(window: MainWindow, turn: int) -> None:
    """Stride 1, 2, 1, 2 in the first step that slides a window."""
    document = window.session.state.document
    step = next(step for step in document.steps if "stride" in step.parameters)
    replaced(window, with_parameters(step, stride=3 if step["stride"] in ((2, 2), None) else 2))


def switch(window: MainWindow, turn: int) -> None:
    """The first step off, and on again."""
    step = window.session.state.document.steps[0]
    replaced(window, replace(step, enabled=not step.enabled))


def first_of(document: Document, kind: str) -> Step:
    return next(step for step in document.steps if step.kind == kind)


def change_of(step: Step, turn: int) -> dict[str, object]:
    """A change that keeps every shape."""
    if step.kind == "conv2d":
        return {"weight": step["weight"] * np.float32(1.01 if turn % 2 else 1 / 1.01)}
    if step.kind == "max_pool2d":
        return {"dilation": 1 if step["dilation"] == (2, 2) else 2}
    if step.kind == "avg_pool2d":
        return {"count_include_pad": not step["count_include_pad"], "padding": 1 - step["padding"][0]}
    if step.kind == "batch_norm":
        return {"eps": 1e-5 * (1 + turn)}
    return {}


def replaced(window: MainWindow, step: Step) -> None:
    session = window.session
    session.edit(session.state.document.with_step(step), "Measure", merge="measure")


GESTURES: dict[str, tuple[Gesture, Callable[[Document], bool]]] = {
    "weight": (edit_weight, lambda document: any(step.kind == "conv2d" for step in document)),
    "last step": (edit_last, lambda document: any(change_of(step, 0) for step in document)),
    "stride": (spin_stride, lambda document: any("stride" in step.parameters for step in document)),
    "switch": (switch, lambda document: True),
}

PANS = {"pan": 0.0, "pan 1:2": 0.5, "pan 1:1": 1.0, "pan 4:1": 4.0}
"""Device pixels for a photo pixel while the picture is dragged; 0 stands for a little more than fit the pane."""
