"""A pipeline as a PyTorch module: layers of torch.nn where they mean the same, copied functions where they do not."""

import numpy as np
from numpy.typing import NDArray

from workbench.export import layer_code
from workbench.export.layer_code import ALIKE, Framework, Spelling, function, layer, padded
from workbench.export.lowering import Lowered, Operation
from workbench.export.numpy_code import pool_call

_PAD = '''
def pad(x: Any, pads: Any, mode: str = "zeros", fill: float = 0.0) -> Any:
    """Pad x (N, C, H, W) by (top, bottom, left, right)."""
    order = (pads[2], pads[3], pads[0], pads[1])
    return F.pad(x, order, value=fill) if mode == "zeros" else F.pad(x, order, mode=mode)
'''

_DROPOUT = '''
class MaskedDropout(nn.Module):
    """Dropout whose mask varies along some axes only, or whose loss is made up for in inference, as in Paddle."""

    def __init__(self, p, axis, mode):
        super().__init__()
        self.p, self.axis, self.mode = p, axis, mode

    def forward(self, x):
        kept = 1.0 if self.mode == "upscale_in_train" else 1 - self.p
        if not self.training:
            return x * kept
        mask = x.new_ones([n if self.axis is None or i in self.axis else 1 for i, n in enumerate(x.shape)])
        return x * F.dropout(mask, self.p) * kept
'''

_TAIL = '''\
def pipeline():
    """The module with its weights, in inference mode."""
    module = Pipeline()
    module.load_state_dict({name: torch.from_numpy(value) for name, value in WEIGHTS.items()}, strict=False)
    return module.eval()


def run(photo):
    """The result for a photo, float32 (N, C, H, W) with white being WHITE, as NumPy arrays."""
    with torch.no_grad():
        return pipeline()(torch.from_numpy(photo)).numpy()
'''


def written(lowered: Lowered) -> bytes:
    """The module's text."""
    return layer_code.written(lowered, _PYTORCH)


def _conv(operation: Operation, x: str) -> Spelling:
    outputs, inputs, *kernel = operation.arrays["weight"].shape
    pads, is_even = operation.pads, False
    own = ""
    if pads is not None and pads[0] == pads[1] and pads[2] == pads[3]:
        is_even = True
        own = f'padding={(pads[0], pads[2])}, padding_mode="{operation["padding_mode"]}", '
    text = (
        f"nn.Conv2d({inputs * operation.groups}, {outputs}, {tuple(kernel)}, stride={operation.stride}, {own}"
        f"dilation={operation['dilation']}, groups={operation.groups}, bias={'bias' in operation.arrays})"
    )
    return Spelling(text, f"self({x if is_even else padded(operation, x)})")


def _pool(operation: Operation, x: str) -> Spelling:
    pads = operation.pads
    is_native = pads is not None and pads[0] == pads[1] and pads[2] == pads[3]
    if (
        pads is None
        or not is_native
        or any(2 * pad > size for pad, size in zip(pads[::2], operation["kernel_size"], strict=True))
    ):  # torch measures the window without its dilation
        return Spelling(None, pool_call(operation, x))
    is_max = operation.kind == "max_pool2d"
    own = f"dilation={operation['dilation']}" if is_max else f"count_include_pad={operation['count_include_pad']}"
    return Spelling(
        f"nn.{'Max' if is_max else 'Avg'}Pool2d({operation['kernel_size']}, {operation.stride}, "
        f"{(pads[0], pads[2])}, {own}, ceil_mode={operation['ceil_mode']})",
        f"self({x})",
    )


def _norm(operation: Operation, x: str) -> Spelling:
    name = "nn.BatchNorm2d" if len(operation.input_shape) == 4 else "nn.BatchNorm1d"
    channels, momentum = operation.input_shape[1], round(1 - operation["momentum"], 12)
    return Spelling(f"{name}({channels}, eps={operation['eps']!r}, momentum={momentum!r})", f"self({x})")


def _dropout(operation: Operation, x: str) -> Spelling:
    if operation["mode"] == "upscale_in_train" and operation["axis"] is None:
        return Spelling(f"nn.Dropout({operation['p']!r})", f"self({x})")
    own = f'{operation["p"]!r}, {operation["axis"]!r}, "{operation["mode"]}"'
    return Spelling(f"MaskedDropout({own})", f"self({x})")


def _linear(operation: Operation, x: str) -> Spelling:
    inputs, outputs = operation.arrays["weight"].shape
    return Spelling(f"nn.Linear({inputs}, {outputs}, bias={'bias' in operation.arrays})", f"self({x})")


def _weights(operation: Operation) -> dict[str, NDArray[np.float32]]:
    if operation.kind != "linear":
        return operation.arrays
    return operation.arrays | {"weight": np.ascontiguousarray(operation.arrays["weight"].T)}


_PYTORCH = Framework(
    title="PyTorch",
    what="a PyTorch module",
    file="pipeline.py",
    module="nn.Module",
    imports=(
        *("import base64", "import io", "import math", "import sys"),
        "from collections.abc import Callable, Iterator, Sequence",
        *("from functools import reduce", "from typing import Any", "", "import numpy as np", "import torch"),
        *("import torch.nn.functional as F", "from torch import nn", ""),
        "maximum, tensor = torch.maximum, torch.from_numpy",
    ),
    parts={"pad": _PAD, "MaskedDropout": _DROPOUT},
    notes={
        "same": 'Padding "same" gives ceil(size / stride), the odd pixel at the bottom and right; '
        "torch's own refuses strides, so padding is written in numbers or computed.",
        "max_pool2d": "torch's pools refuse uneven padding, and more than half of the undilated window; such a pool "
        "is a function here.",
        "ceil_mode": "ceil_mode drops a last window that would start in the end padding; torch does the same.",
        "batch_norm": "running = running * m + batch * (1 - m) in Filter Workbench; torch's momentum is 1 - m, and in "
        "training torch stores the unbiased variance where Filter Workbench and Paddle store the biased one.",
        "dropout": "torch's Dropout is upscale_in_train with a mask for each value; MaskedDropout stands for the rest.",
        "linear": "torch keeps the weight of Linear as (outputs, inputs), Filter Workbench as (inputs, outputs).",
    },
    spell={
        "conv2d": _conv,
        "max_pool2d": _pool,
        "avg_pool2d": _pool,
        "batch_norm": _norm,
        "dropout": _dropout,
        "linear": _linear,
        **ALIKE,
        "silu": layer("nn.SiLU()"),
        "gelu": layer("nn.GELU({approximate!r})"),
        "add": function("torch.add"),
        "multiply": function("torch.mul"),
        "magnitude": function("torch.hypot"),
    },
    weights=_weights,
    tail=_TAIL,
)
