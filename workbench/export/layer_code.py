"""A pipeline as a class of layers: what PyTorch and Paddle share. Their files fill in how each layer is spelled."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from filters.records import dataclass
from workbench.export.lowering import ExportError, Lowered, Operation
from workbench.export.notes import notes_for
from workbench.export.script import assembled


@dataclass(frozen=True)
class Spelling:
    """How one step is written: the layer to make, if it has one, and the call, where "self" is that layer."""

    layer: str | None
    call: str


@dataclass(frozen=True)
class Framework:
    """One framework: its class of layers, imports, own functions, and the table of kinds.

    `spell[kind](operation, x)` spells a step that reads x. `weights(operation)` are its arrays by the framework's
    names; `tail` is the code that loads them and defines run(photo).
    """

    title: str
    what: str
    file: str
    module: str
    imports: tuple[str, ...]
    parts: Mapping[str, str]
    notes: dict[str, str]
    spell: Mapping[str, Callable[[Operation, str], Spelling]]
    weights: Callable[[Operation], dict[str, NDArray[np.float32]]]
    tail: str


def written(lowered: Lowered, framework: Framework) -> bytes:
    """The file's text."""
    layers, calls = [], []
    weights: dict[str, NDArray[np.float32]] = {}
    for operation in lowered.operations:
        if operation.kind not in framework.spell:
            raise ExportError("{0}: {1} cannot be written for {2}.", operation.step.id, operation.kind, framework.title)
        spelling = framework.spell[operation.kind](operation, ", ".join(operation.inputs))
        own = f"self.{operation.name}"
        if spelling.layer is not None:
            layers.append(f"        {own} = {spelling.layer}")
        call = own + spelling.call.removeprefix("self") if spelling.call.startswith("self(") else spelling.call
        calls.append(f"        {operation.name} = {call}")
        weights |= {f"{operation.name}.{name}": value for name, value in framework.weights(operation).items()}
    body = "\n".join(
        [
            f"class Pipeline({framework.module}):",
            '    """The pipeline; its weights are in WEIGHTS."""',
            "",
            "    def __init__(self):",
            "        super().__init__()",
            *layers,
            "",
            "    def forward(self, photo):",
            *calls,
            f"        return {lowered.output}",
            "",
            "",
            framework.tail,
        ]
    )
    return assembled(
        lowered,
        what=framework.what,
        file=framework.file,
        notes=notes_for(lowered, framework.notes),
        imports=framework.imports,
        own_parts=framework.parts,
        body=body,
        weights=weights,
    )


def layer(text: str) -> Callable[[Operation, str], Spelling]:
    """A kind that is one layer; {names} in the text are its parameters."""
    return lambda operation, x: Spelling(text.format(**operation.step.parameters), f"self({x})")


ALIKE = {
    "relu": layer("nn.ReLU()"), "sigmoid": layer("nn.Sigmoid()"), "tanh": layer("nn.Tanh()"),
    "hardswish": layer("nn.Hardswish()"), "clip": layer("nn.Hardtanh({low!r}, {high!r})"),
    "softplus": layer("nn.Softplus()"), "leaky_relu": layer("nn.LeakyReLU({negative_slope!r})"),
    "elu": layer("nn.ELU({alpha!r})"), "softmax": layer("nn.Softmax({axis})"),
    "flatten": layer("nn.Flatten({start_axis}, {stop_axis})"),
}  # fmt: skip
"""Kinds that every framework spells alike."""


def function(name: str) -> Callable[[Operation, str], Spelling]:
    """A kind that is one function of its inputs."""
    return lambda operation, x: Spelling(None, f"{name}({x})")


def padded(operation: Operation, x: str) -> str:
    """Code for x padded as the convolution asks, ahead of a layer that pads nothing."""
    pads: object = operation.pads
    if pads == (0, 0, 0, 0):
        return x
    if pads is None:
        kernel = operation.arrays["weight"].shape[2:]
        pads = f'pads_of("same", {x}, {kernel}, {operation.stride}, {operation["dilation"]})'
    return f'pad({x}, {pads}, "{operation["padding_mode"]}")'
