"""A pipeline as a Paddle layer: layers of paddle.nn where they mean the same, copied functions where they do not."""

import numpy as np
from numpy.typing import NDArray

from workbench.export import layer_code
from workbench.export.layer_code import ALIKE, Framework, Spelling, function, layer, padded
from workbench.export.lowering import Lowered, Operation
from workbench.export.numpy_code import pool_call

_PAD = '''
def pad(x: Any, pads: Any, mode: str = "zeros", fill: float = 0.0) -> Any:
    """Pad x (N, C, H, W) by (top, bottom, left, right)."""
    order = [pads[2], pads[3], pads[0], pads[1]]
    return F.pad(x, order, value=fill) if mode == "zeros" else F.pad(x, order, mode=mode)
'''

_TAIL = '''\
def pipeline():
    """The layer with its weights, in inference mode."""
    module = Pipeline()
    module.set_state_dict(WEIGHTS)
    module.eval()
    return module


def run(photo):
    """The result for a photo, float32 (N, C, H, W) with white being WHITE, as NumPy arrays."""
    with paddle.no_grad():
        return pipeline()(paddle.to_tensor(photo)).numpy()
'''

_NAMES = {"running_mean": "_mean", "running_var": "_variance"}


def written(lowered: Lowered) -> bytes:
    """The layer's text."""
    return layer_code.written(lowered, _PADDLE)


def _conv(operation: Operation, x: str) -> Spelling:
    outputs, inputs, *kernel = operation.arrays["weight"].shape
    pads = operation.pads
    pads_itself = pads is not None and operation["padding_mode"] == "zeros"
    own = f"padding={list(pads or ())}, " if pads_itself else ""
    text = (
        f"nn.Conv2D({inputs * operation.groups}, {outputs}, {tuple(kernel)}, stride={operation.stride}, {own}"
        f"dilation={operation['dilation']}, groups={operation.groups}"
        f"{'' if 'bias' in operation.arrays else ', bias_attr=False'})"
    )
    return Spelling(text, f"self({x if pads_itself else padded(operation, x)})")


def _pool(operation: Operation, x: str) -> Spelling:
    pads, is_max = operation.pads, operation.kind == "max_pool2d"
    if pads is None or operation["ceil_mode"] or (is_max and operation["dilation"] != (1, 1)):
        return Spelling(None, pool_call(operation, x))
    own = "" if is_max else f", exclusive={not operation['count_include_pad']}"
    name = "nn.MaxPool2D" if is_max else "nn.AvgPool2D"
    return Spelling(f"{name}({operation['kernel_size']}, {operation.stride}, {list(pads)}{own})", f"self({x})")


def _norm(operation: Operation, x: str) -> Spelling:
    name = "nn.BatchNorm2D" if len(operation.input_shape) == 4 else "nn.BatchNorm1D"
    own = f"momentum={operation['momentum']!r}, epsilon={operation['eps']!r}"
    return Spelling(f"{name}({operation.input_shape[1]}, {own})", f"self({x})")


def _linear(operation: Operation, x: str) -> Spelling:
    inputs, outputs = operation.arrays["weight"].shape
    own = "" if "bias" in operation.arrays else ", bias_attr=False"
    return Spelling(f"nn.Linear({inputs}, {outputs}{own})", f"self({x})")


def _gelu(operation: Operation, x: str) -> Spelling:
    return Spelling(f"nn.GELU({operation['approximate'] == 'tanh'})", f"self({x})")


def _dropout(operation: Operation, x: str) -> Spelling:
    axis = None if operation["axis"] is None else list(operation["axis"])
    return Spelling(f'nn.Dropout({operation["p"]!r}, axis={axis}, mode="{operation["mode"]}")', f"self({x})")


def _weights(operation: Operation) -> dict[str, NDArray[np.float32]]:
    return {_NAMES.get(name, name): value for name, value in operation.arrays.items()}


_PADDLE = Framework(
    title="Paddle",
    what="a Paddle layer",
    file="pipeline.py",
    module="nn.Layer",
    imports=(
        *("import base64", "import io", "import math", "import sys"),
        "from collections.abc import Callable, Iterator, Sequence",
        *("from functools import reduce", "from typing import Any", "", "import numpy as np", "import paddle"),
        *("import paddle.nn.functional as F", "from paddle import nn", ""),
        "maximum, tensor = paddle.maximum, paddle.to_tensor",
    ),
    parts={"pad": _PAD},
    notes={
        "same": 'Padding "same" gives ceil(size / stride), the odd pixel at the bottom and right; '
        "it is written in numbers, or computed where it depends on the photo's size.",
        "ceil_mode": "ceil_mode drops a last window that would start in the end padding; Paddle's own keeps it, "
        "so such a pool is written as a function.",
        "batch_norm": "running = running * momentum + batch * (1 - momentum) with the biased variance, as in Paddle.",
        "dropout": "Dropout means what it means in Paddle, both modes and the axes of the mask.",
    },
    spell={
        "conv2d": _conv,
        "max_pool2d": _pool,
        "avg_pool2d": _pool,
        "batch_norm": _norm,
        "dropout": _dropout,
        "linear": _linear,
        **ALIKE,
        "silu": layer("nn.Silu()"),
        "gelu": _gelu,
        "add": function("paddle.add"),
        "multiply": function("paddle.multiply"),
        "magnitude": function("paddle.hypot"),
    },
    weights=_weights,
    tail=_TAIL,
)
