"""The one table of layers: each kind's parameters, shape rule, cost and function. All else is generated from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from filters import kernels
from filters.records import dataclass
from filters.windows import Window
from filters.words import Words
from workbench import convolution
from workbench import operations as ops
from workbench.convolution import bank_of
from workbench.document import Document, Step
from workbench.operations import NORM_DEFAULTS, Array, Cost, Shape, bias_of, channel_vectors, fitted, shown
from workbench.parameters import LARGEST_SIDE, LayerError, Parameter, check

__all__ = [
    "KINDS", "NORM_DEFAULTS", "WITH_STRIDE", "Array", "Cost", "Kind", "Shape", "bank_of", "bias_of", "channel_vectors",
    "checked", "describe", "fitted", "new_step", "shown", "with_parameters",
]  # fmt: skip

Group = Literal["Filter", "Pool", "Normalise", "Activate", "Join", "Dense"]


@dataclass(frozen=True)
class Kind:
    """One kind of layer.

    `shape(step, shapes, name)` is the shape rule and raises ShapeError; `windows(step, shape)` are its two windows
    where it slides one; `cost(step, shapes, output)`; `apply(step, arrays, windows)` computes: for a sliding kind on a
    patch whose windows have no padding left, for the others on the values themselves. `reads_whole(step)` says that a
    value depends on more than a window: on rows, columns or all of the map.
    """

    name: str
    title: str
    group: Group
    prefix: str
    parameters: tuple[Parameter, ...] = ()
    shape: Callable[[Step, Sequence[Shape], str], Shape] = lambda step, shapes, name: shapes[0]
    windows: Callable[[Step, Shape], tuple[Window, Window]] | None = None
    cost: Callable[[Step, Sequence[Shape], Shape], Cost] = lambda step, shapes, output: Cost()
    apply: Callable[[Step, Sequence[Array], tuple[Window, Window] | None], Array] | None = None
    reads_whole: Callable[[Step], bool] = lambda step: False
    fill: float = 0.0
    joins: bool = False


_STRIDE = Parameter(
    "stride", "pair", "Stride", (1, 1), low=1, high=LARGEST_SIDE, help="How far the window moves, down and across."
)
_POOL_STRIDE = Parameter(
    "stride", "pair", "Stride", None, low=1, high=LARGEST_SIDE, help="How far the window moves; empty: its own size."
)
_PADDING = Parameter(
    "padding", "pads", "Padding", (0, 0, 0, 0), low=0, high=LARGEST_SIDE, help="Rows and columns added around the map."
)
_DILATION = Parameter(
    "dilation", "pair", "Dilation", (1, 1), low=1, high=LARGEST_SIDE, help="Distance between neighbouring weights."
)
_KERNEL_SIZE = Parameter(
    "kernel_size", "pair", "Window", (2, 2), low=1, high=LARGEST_SIDE, help="Height and width of the window."
)
_CEIL = Parameter("ceil_mode", "bool", "Round up", False, help="Keep a last window that reaches over the edge.")

_CONV = (
    Parameter("weight", "weight", "Kernel", high=kernels.LARGEST, required=True, help="The weights."),
    Parameter(
        "channels", "choice", "Channels", "sum", choices=("sum", "each"),
        help="Sum: one map from all channels. Each: every channel alone.",
    ),
    Parameter("bias", "bias", "Bias", None, help="A number added to every value of an output channel."),
    _STRIDE, _PADDING, _DILATION,
    Parameter(
        "groups", "int", "Groups", 1, low=1, high=LARGEST_SIDE,
        help="Channels are split into so many groups that do not mix.",
    ),
    Parameter(
        "padding_mode", "choice", "Padding mode", "zeros", choices=("zeros", "reflect", "replicate", "circular"),
        help="What padded places hold.",
    ),
)  # fmt: skip
_NORM = (
    Parameter("running_mean", "vector", "Running mean", None, help="A number for each channel; empty: 0."),
    Parameter("running_var", "vector", "Running variance", None, low=0, help="A number for each channel; empty: 1."),
    Parameter("weight", "vector", "Scale γ", None, help="A number for each channel; empty: 1."),
    Parameter("bias", "vector", "Shift β", None, help="A number for each channel; empty: 0."),
    Parameter("momentum", "float", "Momentum", 0.9, low=0, high=1, help="running = running × m + batch × (1 − m)."),
    Parameter("eps", "float", "Epsilon", 1e-5, low=0, help="Added to the variance before the root."),
)
_DROPOUT = (
    Parameter("p", "float", "Share dropped", 0.5, low=0, high=1, help="The chance of each value to become 0."),
    Parameter(
        "mode", "choice", "Scaling", "upscale_in_train", choices=("upscale_in_train", "downscale_in_infer"),
        help="Where the loss is made up for: ÷ (1 − p) in training, or × (1 − p) in inference.",
    ),
    Parameter("axis", "axes", "Axes of the mask", None, low=0, high=3, help="Along which the mask varies; empty: all."),
    Parameter("seed", "int", "Seed", 0, low=0, high=2**31 - 1, help="Which values are dropped; the same every time."),
)  # fmt: skip


def _join(name: str, title: str, prefix: str) -> Kind:
    return Kind(
        name, title, "Join", prefix, shape=ops.join_shape, cost=ops.join_cost, apply=ops.join_apply, joins=True
    )  # fmt: skip


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "conv2d", "Convolution", "Filter", "conv", _CONV,
            convolution.shape, convolution.windows, convolution.cost, convolution.apply,
        ),
        Kind(
            "max_pool2d", "Max pool", "Pool", "pool", (_KERNEL_SIZE, _POOL_STRIDE, _PADDING, _DILATION, _CEIL),
            ops.pool_shape, ops.pool_windows, ops.pool_cost, ops.max_pool_apply, fill=-np.inf,
        ),
        Kind(
            "avg_pool2d", "Average pool", "Pool", "pool",
            (_KERNEL_SIZE, _POOL_STRIDE, _PADDING, _CEIL,
             Parameter("count_include_pad", "bool", "Count padding", False, help="Padded zeros count as values.")),
            ops.pool_shape, ops.pool_windows, ops.pool_cost, ops.avg_pool_apply,
        ),
        Kind(
            "batch_norm", "BatchNorm", "Normalise", "norm", _NORM, ops.norm_shape, None, ops.norm_cost, ops.norm_apply,
        ),
        Kind("dropout", "Dropout", "Normalise", "drop", _DROPOUT),
        Kind("relu", "ReLU", "Activate", "relu", apply=ops.activation("relu")),
        Kind("sigmoid", "Sigmoid", "Activate", "sigmoid", apply=ops.activation("sigmoid")),
        Kind("tanh", "Tanh", "Activate", "tanh", apply=ops.activation("tanh")),
        Kind("silu", "SiLU", "Activate", "silu", apply=ops.activation("silu")),
        Kind("hardswish", "Hardswish", "Activate", "hardswish", apply=ops.activation("hardswish")),
        Kind(
            "clip", "Clip", "Activate", "clip",
            (Parameter("low", "float", "Least", 0.0, help="What is below becomes this."),
             Parameter("high", "float", "Largest", 6.0, help="What is above becomes this; 0 and 6: ReLU6.")),
            apply=ops.activation("clip", "low", "high"),
        ),
        Kind("softplus", "Softplus", "Activate", "softplus", apply=ops.activation("softplus")),
        Kind(
            "leaky_relu", "Leaky ReLU", "Activate", "leaky",
            (Parameter("negative_slope", "float", "Slope below 0", 0.01),),
            apply=ops.activation("leaky_relu", "negative_slope"),
        ),
        Kind(
            "elu", "ELU", "Activate", "elu", (Parameter("alpha", "float", "Alpha", 1.0),),
            apply=ops.activation("elu", "alpha"),
        ),
        Kind(
            "gelu", "GELU", "Activate", "gelu",
            (Parameter("approximate", "choice", "Approximation", "none", choices=("none", "tanh")),),
            apply=ops.activation("gelu", "approximate"),
        ),
        Kind(
            "softmax", "Softmax", "Activate", "softmax", (Parameter("axis", "int", "Axis", 1, low=-4, high=3),),
            shape=ops.softmax_shape, apply=ops.activation("softmax", "axis"),
            reads_whole=lambda step: step["axis"] not in (0, 1, -3, -4),
        ),
        _join("add", "Add", "add"),
        _join("multiply", "Multiply", "mul"),
        _join("magnitude", "Magnitude", "mag"),
        Kind(
            "flatten", "Flatten", "Dense", "flat",
            (Parameter("start_axis", "int", "First axis", 1, low=-4, high=3),
             Parameter("stop_axis", "int", "Last axis", -1, low=-4, high=3)),
            shape=ops.flatten_shape, apply=ops.flatten_apply, reads_whole=lambda step: True,
        ),
        Kind(
            "linear", "Linear", "Dense", "fc",
            (Parameter("weight", "weight", "Weight", required=True, help="Inputs by outputs."),
             Parameter("bias", "bias", "Bias", None)),
            shape=ops.linear_shape, cost=ops.linear_cost, apply=ops.linear_apply, reads_whole=lambda step: True,
        ),
    )
}  # fmt: skip


WITH_STRIDE = ", stride {0}"
"""How a description names a stride."""


def checked(kind: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of a kind in normal form; LayerError names the field that is refused."""
    if kind not in KINDS:
        raise LayerError("kind", Words('"{0}" is not a kind of step; there are {1}.', kind, ", ".join(KINDS)))
    found = check(KINDS[kind].parameters, raw, kind)
    if kind == "conv2d" and found["weight"].ndim == 2 and found["groups"] != 1:
        raise LayerError("groups", Words("groups must be 1 for one kernel, not {0}; use a bank.", found["groups"]))
    if kind == "clip" and found["low"] >= found["high"]:
        raise LayerError("low", Words("low must be below high, {0:g}, not {1:g}.", found["high"], found["low"]))
    if kind == "linear" and found["weight"].ndim != 2:
        raise LayerError(
            "weight", Words("weight of linear must be inputs x outputs, not {0}.", shown(found["weight"].shape))
        )
    return found


def new_step(kind: str, document: Document, **parameters: Any) -> Step:
    """A step with an id that is free in the document; what is not given has its default."""
    if kind == "conv2d" and "weight" not in parameters:
        identity = np.zeros((3, 3), np.float32)
        identity[1, 1] = 1
        parameters["weight"] = identity
    if kind == "linear" and "weight" not in parameters:
        parameters["weight"] = np.eye(1, dtype=np.float32)
    return Step(document.unused_id(KINDS[kind].prefix), kind, checked(kind, parameters))


def with_parameters(step: Step, **changes: Any) -> Step:
    """The step with some parameters changed, all of them checked again."""
    return replace(step, parameters=checked(step.kind, {**step.parameters, **changes}))


def describe(step: Step, words: Callable[[str], str] = str) -> str:
    """What the step is in a few words: Convolution 3 × 3, stride 2. `words` may translate them."""
    said = words(KINDS[step.kind].title)
    if step.kind in ("conv2d", "max_pool2d", "avg_pool2d"):
        size = step["weight"].shape[-2:] if step.kind == "conv2d" else step["kernel_size"]
        stride = step["stride"] or size
        said += f" {size[0]} × {size[1]}"
        if stride != (1, 1):
            said += words(WITH_STRIDE).format(stride[0] if stride[0] == stride[1] else f"{stride[0]} × {stride[1]}")
    elif step.kind == "dropout":
        said += f" {step['p']:g}"
    elif step.kind == "linear":
        said += f" {step['weight'].shape[0]} → {step['weight'].shape[1]}"
    return said
