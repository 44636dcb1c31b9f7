"""A pipeline as an ONNX model, with the operators' own padding, rounding and counting wherever they have them.

The input is named "photo", the output and every node like the step. Batch, height and width stay open unless a shape
was asked for or a step depends on the size. A model cannot check itself; it carries the example that others check it by
(`workbench check`).
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from workbench.document import PHOTO
from workbench.export.lowering import ExportError, Lowered, Operation
from workbench.export.notes import notes_for
from workbench.export.script import packed
from workbench.layers import Shape
from workbench.pipeline_text import dump
from workbench.version import VERSION

OPSET = 20
IR_VERSION = 9
CARRIED_PARAMETERS = 1 << 16
"""The model carries its pipeline as a file of text, where that has no more numbers than this."""
EXAMPLE = "filter-workbench.example"
"""The metadata that holds a tiny input of bytes and the expected output, as NPZ in base64."""
EXAMPLE_VALUES = 1 << 19
"""A model for photos of one size carries an example of that size, where it has no more values than this."""
_NOTES = {
    "conv2d": "Conv is cross-correlation: the kernel is not turned round.",
    "same": 'Padding "same" is written in numbers: the odd pixel goes to the bottom and right, as SAME_UPPER.',
    "ceil_mode": "ceil_mode drops a last window that would start in the end padding; where versions of ONNX disagree, "
    "the padding is written out.",
    "batch_norm": "BatchNormalization uses its running statistics, the variance being the biased one, as in Paddle.",
    "dropout": "Dropout is that of inference: Identity, or times 1 - p for downscale_in_infer.",
}
_PAD_MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def written(lowered: Lowered) -> bytes:
    """The checked model, serialised; raises ExportError."""
    try:
        import onnx  # noqa: PLC0415 - an extra: needed here alone
    except ImportError as error:
        raise ExportError("ONNX needs the package onnx: pip install 'filter-workbench[onnx]'.") from error
    model = _Graph(onnx, lowered).model()
    try:
        onnx.checker.check_model(model, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        raise ExportError("The ONNX checker refuses the model: {0}.", str(error).splitlines()[0]) from error
    data: bytes = model.SerializeToString(deterministic=True)
    return data


class _Graph:
    """Collects the nodes and constants of one model."""

    def __init__(self, onnx: Any, lowered: Lowered) -> None:
        self.onnx = onnx
        self.lowered = lowered
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.is_open = lowered.is_open and not any(map(_is_sized, lowered.operations))

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """A node named like its output."""
        self.nodes.append(self.onnx.helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, value: Any, dtype: Any = np.float32) -> str:
        """A constant beside the nodes; returns its name."""
        self.constants.append(self.onnx.numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def model(self) -> Any:
        """The whole model."""
        helper, lowered = self.onnx.helper, self.lowered
        for operation in lowered.operations:
            inputs = list(operation.inputs)
            if operation.kind in _SIMPLE:
                kind, names = _SIMPLE[operation.kind]
                self.add(kind, inputs, operation.name, **{name: operation[own] for name, own in names.items()})
            elif operation.kind in _MADE:
                _MADE[operation.kind](self, operation, inputs)
            else:
                raise ExportError("{0}: {1} has no ONNX operator here.", operation.step.id, operation.kind)
        output = lowered.output
        if output == PHOTO:
            output = self.add("Identity", [PHOTO], "result")
        last = lowered.operations[-1].shape if lowered.operations else lowered.shape
        kind = self.onnx.TensorProto.FLOAT
        shape: list[Any] = list(lowered.shape)
        result: list[Any] = list(last)
        if self.is_open:
            shape = ["N", shape[1], "H", "W"]
            result = [f"{output}_{axis}" for axis in range(len(last))]
            result[1:2] = last[1:2] if len(last) == 4 else result[1:2]
        graph = helper.make_graph(
            self.nodes,
            "pipeline",
            [helper.make_tensor_value_info(PHOTO, kind, shape)],
            [helper.make_tensor_value_info(output, kind, result)],
            self.constants,
            doc_string=lowered.document.name,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="Filter Workbench",
            producer_version=VERSION,
            doc_string="\n".join(
                [
                    f"Reads photos as float32 (N, C, H, W) with values {lowered.document.value_range}. For inference.",
                    f"Opset {OPSET}. Check that it still computes the same: workbench check FILE",
                    *("Where conventions differ:", *notes_for(lowered, _NOTES)),
                ]
            ),
        )
        facts = {"range": lowered.document.value_range}
        if self.is_open or prod(lowered.shape[1:]) <= EXAMPLE_VALUES:
            pixels, expected = lowered.example if self.is_open else lowered.example_of()
            facts["example"] = packed({"input": pixels, "expected": expected})
        if lowered.plan.parameters <= CARRIED_PARAMETERS:
            facts["pipeline"] = dump(lowered.document).decode()
        helper.set_model_props(model, {f"filter-workbench.{name}": value for name, value in facts.items()})
        return model


def _onnx_pads(operation: Operation) -> list[int]:
    top, bottom, left, right = operation.pads_here
    return [top, left, bottom, right]


def _conv(graph: _Graph, operation: Operation, inputs: list[str]) -> None:
    name, pads, mode = operation.name, _onnx_pads(operation), operation["padding_mode"]
    if mode != "zeros" and any(pads):
        before_after = [0, 0, *pads[:2], 0, 0, *pads[2:]]
        amounts = graph.constant(f"{name}.pads", before_after, np.int64)
        inputs = [graph.add("Pad", [*inputs, amounts], f"{name}.padded", mode=_PAD_MODES[mode])]
        pads = [0] * 4
    inputs += [graph.constant(f"{name}.{field}", value) for field, value in operation.arrays.items()]
    graph.add(
        "Conv",
        inputs,
        name,
        kernel_shape=operation.arrays["weight"].shape[2:],
        strides=operation.stride,
        pads=pads,
        dilations=operation["dilation"],
        group=operation.groups,
    )


def _rounds_alike(operation: Operation) -> bool:
    """No last window can start in the end padding: where one can, versions of ONNX disagree on whether it counts."""
    assert operation.windows is not None
    return all(w.after + w.stride <= w.extent for w in operation.windows) and not operation.step.parameters.get(
        "count_include_pad"
    )


def _is_sized(operation: Operation) -> bool:
    """It is written with numbers that hold for the planned size alone."""
    if operation.windows is None:
        axes = len(operation.input_shape)
        keeps_last = operation.kind == "flatten" and operation["stop_axis"] % axes != axes - 1
        return keeps_last or operation.needs_size
    return operation.pads is None or bool(operation.step.parameters.get("ceil_mode") and not _rounds_alike(operation))


def _pool(graph: _Graph, operation: Operation, inputs: list[str]) -> None:
    assert operation.windows is not None
    name, is_max, pads = operation.name, operation.kind == "max_pool2d", _onnx_pads(operation)
    attributes = {"dilations": operation["dilation"]} if is_max else {
        "count_include_pad": int(operation["count_include_pad"])}  # fmt: skip
    divisor = None
    if operation["ceil_mode"] and _rounds_alike(operation):
        attributes["ceil_mode"] = 1
    elif operation["ceil_mode"]:  # pad as far as the last window reaches
        lengths = operation.input_shape[2:]
        for axis, (window, length, places) in enumerate(
            zip(operation.windows, lengths, operation.shape[2:], strict=True)
        ):
            pads[2 + axis] = max(0, (places - 1) * window.stride + window.extent - length - window.before)
        if not is_max:
            attributes["count_include_pad"] = 1
            divisor = np.multiply.outer(*(
                window.count_inside(np.arange(places), length, include_pad=operation["count_include_pad"])
                for window, length, places in zip(operation.windows, lengths, operation.shape[2:], strict=True)
            ))  # fmt: skip
    if is_max and any(pad >= size for pad, size in zip(pads, operation["kernel_size"] * 2, strict=True)):
        amounts = graph.constant(f"{name}.pads", [0, 0, *pads[:2], 0, 0, *pads[2:]], np.int64)
        inputs, pads = (
            [graph.add("Pad", [*inputs, amounts, graph.constant(f"{name}.fill", -np.inf)], f"{name}.padded")],
            [0] * 4,
        )
    area = operation["kernel_size"][0] * operation["kernel_size"][1]
    is_even = divisor is None or bool((divisor == area).all())
    found = graph.add(
        "MaxPool" if is_max else "AveragePool",
        inputs,
        name if is_even else f"{name}.mean",
        kernel_shape=operation["kernel_size"],
        strides=operation.stride,
        pads=pads,
        **attributes,
    )
    if not is_even:
        graph.add("Mul", [found, graph.constant(f"{name}.share", area / divisor)], name)


def _norm(graph: _Graph, operation: Operation, inputs: list[str]) -> None:
    fields = ("weight", "bias", "running_mean", "running_var")
    inputs += [graph.constant(f"{operation.name}.{field}", operation.arrays[field]) for field in fields]
    graph.add("BatchNormalization", inputs, operation.name, epsilon=operation["eps"], momentum=operation["momentum"])


def _dropout(graph: _Graph, operation: Operation, inputs: list[str]) -> None:
    if operation["mode"] == "upscale_in_train":
        graph.add("Identity", inputs, operation.name)
    else:
        graph.add("Mul", [*inputs, graph.constant(f"{operation.name}.kept", 1 - operation["p"])], operation.name)


def _linear(graph: _Graph, operation: Operation, inputs: list[str]) -> None:
    name, arrays = operation.name, operation.arrays
    product = f"{name}.product" if "bias" in arrays else name
    graph.add("MatMul", [*inputs, graph.constant(f"{name}.weight", arrays["weight"])], product)
    if "bias" in arrays:
        graph.add("Add", [product, graph.constant(f"{name}.bias", arrays["bias"])], name)


def _flatten(graph: _Graph, operation: Operation, inputs: list[str]) -> None:
    axes = len(operation.input_shape)
    start, stop = operation["start_axis"] % axes, operation["stop_axis"] % axes
    after: Shape = operation.input_shape[stop + 1 :]
    if start == 1 and not after:
        graph.add("Flatten", inputs, operation.name, axis=1)
    else:
        shape = graph.constant(f"{operation.name}.shape", [*[0] * start, -1, *after], np.int64)
        graph.add("Reshape", [*inputs, shape], operation.name)


def _silu(graph: _Graph, operation: Operation, inputs: list[str]) -> None:
    gate = graph.add("Sigmoid", inputs, f"{operation.name}.gate")
    graph.add("Mul", [*inputs, gate], operation.name)


def _clip(graph: _Graph, operation: Operation, inputs: list[str]) -> None:
    limits = [graph.constant(f"{operation.name}.{name}", np.float32(operation[name])) for name in ("low", "high")]
    graph.add("Clip", [*inputs, *limits], operation.name)


def _magnitude(graph: _Graph, operation: Operation, inputs: list[str]) -> None:
    squares = [
        graph.add("Mul", [name, name], f"{operation.name}.square{number}") for number, name in enumerate(inputs, 1)
    ]
    graph.add("Sqrt", [graph.add("Add", squares, f"{operation.name}.sum")], operation.name)


_SIMPLE: dict[str, tuple[str, dict[str, str]]] = {
    "relu": ("Relu", {}),
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "hardswish": ("HardSwish", {}),
    "softplus": ("Softplus", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": "negative_slope"}),
    "elu": ("Elu", {"alpha": "alpha"}),
    "gelu": ("Gelu", {"approximate": "approximate"}),
    "softmax": ("Softmax", {"axis": "axis"}),
    "add": ("Add", {}),
    "multiply": ("Mul", {}),
}
"""Kinds that are one operator: its name, and which attribute is which parameter."""

_MADE: dict[str, Callable[[_Graph, Operation, list[str]], None]] = {
    "conv2d": _conv,
    "max_pool2d": _pool,
    "avg_pool2d": _pool,
    "batch_norm": _norm,
    "dropout": _dropout,
    "linear": _linear,
    "flatten": _flatten,
    "silu": _silu,
    "clip": _clip,
    "magnitude": _magnitude,
}
