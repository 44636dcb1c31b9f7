"""A pipeline as a script that needs NumPy alone, and Pillow where it is given a photo."""

from workbench.export.lowering import ExportError, Lowered, Operation
from workbench.export.notes import notes_for
from workbench.export.script import assembled
from workbench.layers import NORM_DEFAULTS

_IMPORTS = (
    *("import base64", "import io", "import math", "import sys"),
    "from collections.abc import Callable, Iterator, Sequence",
    *("from functools import reduce", "from typing import Any", "", "import numpy as np", ""),
    "maximum, tensor = np.maximum, np.asarray",
)
_NOTES = {
    "conv2d": "Convolution is cross-correlation, as in neural networks: the kernel is not turned round.",
    "same": 'Padding "same" gives ceil(size / stride); the odd pixel goes to the bottom and right.',
    "ceil_mode": "ceil_mode drops a last window that would start in the end padding, as PyTorch does.",
    "batch_norm": "BatchNorm uses its running statistics; the running variance is the biased one, as in Paddle.",
    "dropout": "Dropout is that of inference: nothing is dropped; downscale_in_infer multiplies by 1 - p.",
}
_PLAIN = ("relu", "sigmoid", "silu", "hardswish", "clip", "softplus", "leaky_relu", "elu", "gelu", "softmax")
_UFUNCS = {"tanh": "np.tanh", "add": "np.add", "multiply": "np.multiply", "magnitude": "np.hypot"}


def written(lowered: Lowered) -> bytes:
    """The script's text."""
    lines = [f"    {operation.name} = {_call(operation)}" for operation in lowered.operations]
    body = "\n".join(
        [
            "def run(photo: Any) -> Any:",
            '    """The result for a photo, float32 (N, C, H, W), white being WHITE."""',
            *lines,
            f"    return {lowered.output}",
        ]
    )
    return assembled(
        lowered,
        what="NumPy code",
        file="pipeline.py",
        notes=notes_for(lowered, _NOTES),
        imports=_IMPORTS,
        own_parts={},
        body=body,
        weights={f"{o.name}.{name}": value for o in lowered.operations for name, value in o.arrays.items()},
    )


def _call(operation: Operation) -> str:
    kind, inputs = operation.kind, ", ".join(operation.inputs)
    if kind in _UFUNCS:
        return f"{_UFUNCS[kind]}({inputs})"
    if kind in _PLAIN:
        own = "".join(f", {name}={value!r}" for name, value in operation.step.parameters.items())
        return f"{kind}({inputs}{own})"
    if kind == "flatten":
        axes = len(operation.input_shape)
        return f"flatten({inputs}, {operation['start_axis'] % axes}, {operation['stop_axis'] % axes})"
    if kind == "dropout":
        return inputs if operation["mode"] == "upscale_in_train" else f"{inputs} * np.float32({1 - operation['p']!r})"
    if kind == "batch_norm":
        fields = ", ".join(_weight(operation, name) for name in NORM_DEFAULTS)
        return f"batch_norm({inputs}, {fields}, {operation['eps']!r})"
    if kind == "linear":
        return f"linear({inputs}, {_weight(operation, 'weight')}, {_weight(operation, 'bias')})"
    if kind == "conv2d":
        own = "".join(
            f", {name}={operation[name]!r}" for name in ("stride", "padding", "dilation")
        ) + f", groups={operation.groups}, padding_mode={operation['padding_mode']!r}"  # fmt: skip
        return f"conv2d({inputs}, {_weight(operation, 'weight')}, {_weight(operation, 'bias')}{own})"
    if kind in ("max_pool2d", "avg_pool2d"):
        return pool_call(operation, inputs)
    raise ExportError("{0}: {1} cannot be written as NumPy code.", operation.step.id, kind)


def pool_call(operation: Operation, values: str) -> str:
    """A call of the copied pooling functions."""
    own = f"{operation['kernel_size']}, {operation.stride}, {operation['padding']!r}"
    if operation.kind == "max_pool2d":
        return f"max_pool({values}, {own}, {operation['dilation']}, {operation['ceil_mode']})"
    return f"avg_pool({values}, {own}, {operation['ceil_mode']}, {operation['count_include_pad']})"


def _weight(operation: Operation, name: str) -> str:
    return f'WEIGHTS["{operation.name}.{name}"]' if name in operation.arrays else "None"
