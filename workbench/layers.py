"""The one table of layers: each kind's parameters, shape rule, cost and function. All else is generated from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

import filters
from filters import sampled
from filters.errors import ShapeError
from filters.windows import Window, output_size, windows_of
from workbench.document import Document, Step
from workbench.parameters import LARGEST_KERNEL, LayerError, Parameter, check

Shape = tuple[int, ...]
Array = NDArray[np.float32]
Group = Literal["Filter", "Pool", "Normalise", "Activate", "Join", "Dense"]


@dataclass(frozen=True)
class Cost:
    """What a step has and does: parameters of its weight and bias, and operations for one whole batch."""

    weight_shape: Shape | None = None
    bias_shape: Shape | None = None
    multiplications: int = 0
    additions: int = 0


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


def _map_shape(shape: Shape, name: str) -> tuple[int, int, int, int]:
    if len(shape) != 4:
        raise ShapeError(
            f"{name}: needs feature maps (N, C, H, W), but its input has {len(shape)} axes ({shown(shape)}). "
            "Put it before flatten."
        )
    return shape[0], shape[1], shape[2], shape[3]


def shown(shape: Sequence[int]) -> str:
    """A shape as words: 1 x 3 x 512 x 512."""
    return " x ".join(map(str, shape))


# --- convolution -----------------------------------------------------------------------------------------------------


def bank_of(step: Step, channels: int) -> tuple[Array, int]:
    """The 4-D weight (Cout, Cin/groups, kh, kw) and groups that a convolution uses on an input of `channels`."""
    weight: Array = step["weight"]
    if weight.ndim == 4:
        return weight, step["groups"]
    if step["channels"] == "each":
        return np.broadcast_to(weight, (channels, 1, *weight.shape)), channels
    return np.broadcast_to(weight, (1, channels, *weight.shape)), 1


def bias_of(step: Step, outputs: int) -> Array | None:
    """One bias for each output channel, or None."""
    bias = step["bias"]
    if bias is None:
        return None
    return np.full(outputs, bias, np.float32) if isinstance(bias, float) else np.asarray(bias, np.float32)


def _conv_windows(step: Step, shape: Shape) -> tuple[Window, Window]:
    kernel = step["weight"].shape[-2:]
    return windows_of(
        kernel, step["stride"], step["padding"], step["dilation"], (shape[2], shape[3]), mode=step["padding_mode"]
    )


def _conv_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    batch, channels, height, width = _map_shape(shapes[0], name)
    weight, groups = step["weight"], step["groups"]
    if weight.ndim == 4:
        if channels % groups or weight.shape[0] % groups:
            raise ShapeError(
                f"{name}: groups {groups} must divide both the {channels} input channels and the "
                f"{weight.shape[0]} filters."
            )
        if weight.shape[1] * groups != channels:
            raise ShapeError(
                f"{name}: its filters read {weight.shape[1]} x {groups} groups = {weight.shape[1] * groups} channels, "
                f"but its input has {channels}."
            )
    bank, _ = bank_of(step, channels)
    outputs = bank.shape[0]
    if isinstance(step["bias"], tuple) and len(step["bias"]) != outputs:
        raise ShapeError(f"{name}: bias has {len(step['bias'])} numbers, but there are {outputs} output channels.")
    return (batch, outputs, *output_size(*_conv_windows(step, shapes[0]), (height, width), name))


def _conv_cost(step: Step, shapes: Sequence[Shape], output: Shape) -> Cost:
    bank, _ = bank_of(step, shapes[0][1])
    taps, places = prod(bank.shape[1:]), prod(output)
    has_bias = step["bias"] is not None
    own = step["weight"].shape
    return Cost(
        weight_shape=bank.shape if len(own) == 4 or step["channels"] == "sum" else (1, 1, *own),
        bias_shape=(output[1],) if has_bias else None,
        multiplications=places * taps,
        additions=places * (taps - 1 + has_bias),
    )


def _conv_apply(step: Step, arrays: Sequence[Array], windows: tuple[Window, Window] | None) -> Array:
    assert windows is not None
    rows, columns = windows
    bank, groups = bank_of(step, arrays[0].shape[1])
    return sampled.conv2d(
        arrays[0],
        bank,
        bias_of(step, bank.shape[0]),
        stride=(rows.stride, columns.stride),
        dilation=(rows.dilation, columns.dilation),
        groups=groups,
    )


# --- pooling ---------------------------------------------------------------------------------------------------------


def _pool_windows(step: Step, shape: Shape) -> tuple[Window, Window]:
    kernel = step["kernel_size"]
    return windows_of(
        kernel,
        step["stride"] or kernel,
        step["padding"],
        step.parameters.get("dilation", (1, 1)),
        (shape[2], shape[3]),
        ceil_mode=step["ceil_mode"],
    )


def _pool_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    batch, channels, height, width = _map_shape(shapes[0], name)
    windows = _pool_windows(step, shapes[0])
    for window in windows:
        if 2 * max(window.before, window.after) > window.extent:
            raise ShapeError(
                f"{name}: pool padding {max(window.before, window.after)} must not exceed half of the window "
                f"{window.extent}. Pad by at most {window.extent // 2}."
            )
    return (batch, channels, *output_size(*windows, (height, width), name))


def _max_pool_apply(step: Step, arrays: Sequence[Array], windows: tuple[Window, Window] | None) -> Array:
    assert windows is not None
    rows, columns = windows
    return filters.max_pool2d(
        arrays[0],
        (rows.size, columns.size),
        stride=(rows.stride, columns.stride),
        dilation=(rows.dilation, columns.dilation),
    )


def _avg_pool_apply(step: Step, arrays: Sequence[Array], windows: tuple[Window, Window] | None) -> Array:
    assert windows is not None
    rows, columns = windows
    return filters.avg_pool2d(arrays[0], (rows.size, columns.size), stride=(rows.stride, columns.stride))


def _pool_cost(step: Step, shapes: Sequence[Shape], output: Shape) -> Cost:
    if step.kind == "max_pool2d":
        return Cost()
    return Cost(multiplications=prod(output), additions=prod(output) * (prod(step["kernel_size"]) - 1))


# --- normalisation, activation, dropout ------------------------------------------------------------------------------


def channel_vectors(step: Step, channels: int) -> tuple[Array, Array, Array, Array]:
    """BatchNorm's running mean, running variance, gamma and beta for `channels`; null stands for 0, 1, 1, 0."""
    found = []
    for name, default in (("running_mean", 0.0), ("running_var", 1.0), ("weight", 1.0), ("bias", 0.0)):
        value = step[name]
        found.append(np.full(channels, default if value is None else value, np.float32))
    return found[0], found[1], found[2], found[3]


def _norm_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    for field in ("running_mean", "running_var", "weight", "bias"):
        value = step[field]
        if value is not None and len(value) != shapes[0][1]:
            raise ShapeError(f"{name}: {field} has {len(value)} numbers, but its input has {shapes[0][1]} channels.")
    return shapes[0]


def _norm_cost(step: Step, shapes: Sequence[Shape], output: Shape) -> Cost:
    return Cost((output[1],), (output[1],), prod(output), prod(output))


def _norm_apply(step: Step, arrays: Sequence[Array], windows: tuple[Window, Window] | None) -> Array:
    mean, variance, gamma, beta = channel_vectors(step, arrays[0].shape[1])
    return filters.batch_norm(arrays[0], mean, variance, gamma, beta, eps=step["eps"])[0]


def _activation(name: str, *names: str) -> Callable[[Step, Sequence[Array], object], Array]:
    def apply(step: Step, arrays: Sequence[Array], windows: object) -> Array:
        function: Callable[..., Array] = getattr(filters, name)
        return function(arrays[0], **{own: step[own] for own in names})

    return apply


def _softmax_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    if not -len(shapes[0]) <= step["axis"] < len(shapes[0]):
        raise ShapeError(f"{name}: axis {step['axis']} is not one of the {len(shapes[0])} axes of its input.")
    return shapes[0]


# --- dense and joins -------------------------------------------------------------------------------------------------


def _flatten_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    shape, axes = shapes[0], len(shapes[0])
    start, stop = (axis + axes if axis < 0 else axis for axis in (step["start_axis"], step["stop_axis"]))
    if not 0 <= start <= stop < axes:
        raise ShapeError(
            f"{name}: axes {step['start_axis']} to {step['stop_axis']} are not a range of the {axes} axes of its input."
        )
    return (*shape[:start], prod(shape[start : stop + 1]), *shape[stop + 1 :])


def _flatten_apply(step: Step, arrays: Sequence[Array], windows: object) -> Array:
    return filters.flatten(arrays[0], step["start_axis"], step["stop_axis"])


def fitted(weight: Array, shape: tuple[int, int]) -> Array:
    """A weight (in, out) of another shape: what is too much is cut off, what is new is 0."""
    found = np.zeros(shape, np.float32)
    kept = min(weight.shape[0], shape[0]), min(weight.shape[1], shape[1])
    found[: kept[0], : kept[1]] = weight[: kept[0], : kept[1]]
    return found


def _linear_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    inputs, outputs = step["weight"].shape
    if shapes[0][-1] != inputs:
        raise ShapeError(
            f"{name}: its weight has {inputs} inputs, but it is given {shapes[0][-1]} (from {shown(shapes[0])}). "
            f"The weight must be {shapes[0][-1]} x {outputs}, or the photo another size."
        )
    if isinstance(step["bias"], tuple) and len(step["bias"]) != outputs:
        raise ShapeError(f"{name}: bias has {len(step['bias'])} numbers, but there are {outputs} outputs.")
    return (*shapes[0][:-1], outputs)


def _linear_cost(step: Step, shapes: Sequence[Shape], output: Shape) -> Cost:
    inputs, outputs = step["weight"].shape
    has_bias = step["bias"] is not None
    places = prod(output)
    return Cost((inputs, outputs), (outputs,) if has_bias else None, places * inputs, places * (inputs - 1 + has_bias))


def _linear_apply(step: Step, arrays: Sequence[Array], windows: object) -> Array:
    return filters.linear(arrays[0], step["weight"], bias_of(step, step["weight"].shape[1]))


def _join_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    if len(shapes) < 2:
        raise ShapeError(f'{name}: joins two steps; name the other one in "input".')
    if shapes[0] != shapes[1]:
        raise ShapeError(f"{name}: joins maps of one shape, not {shown(shapes[0])} and {shown(shapes[1])}.")
    return shapes[0]


def _join_cost(step: Step, shapes: Sequence[Shape], output: Shape) -> Cost:
    places = prod(output)
    return {
        "add": Cost(additions=places),
        "multiply": Cost(multiplications=places),
        "magnitude": Cost(multiplications=2 * places, additions=places),
    }[step.kind]


def _join_apply(step: Step, arrays: Sequence[Array], windows: object) -> Array:
    if step.kind == "magnitude":  # as every framework that has no hypot; NumPy's takes several times as long
        found = np.square(arrays[0])
        found += np.square(arrays[1])
        return np.sqrt(found, out=found)
    join = {"add": np.add, "multiply": np.multiply}[step.kind]
    return np.asarray(join(arrays[0], arrays[1]), np.float32)


# --- the table -------------------------------------------------------------------------------------------------------

_STRIDE = Parameter("stride", "pair", "Stride", (1, 1), low=1, help="How far the window moves, down and across.")
_POOL_STRIDE = Parameter("stride", "pair", "Stride", None, low=1, help="How far the window moves; empty: its own size.")
_PADDING = Parameter("padding", "pads", "Padding", (0, 0, 0, 0), low=0, help="Rows and columns added around the map.")
_DILATION = Parameter("dilation", "pair", "Dilation", (1, 1), low=1, help="Distance between neighbouring weights.")
_KERNEL_SIZE = Parameter("kernel_size", "pair", "Window", (2, 2), low=1, help="Height and width of the window.")
_CEIL = Parameter("ceil_mode", "bool", "Round up", False, help="Keep a last window that reaches over the edge.")

_CONV = (
    Parameter("weight", "weight", "Kernel", high=LARGEST_KERNEL, required=True, help="The weights."),
    Parameter(
        "channels", "choice", "Channels", "sum", choices=("sum", "each"),
        help="Sum: one map from all channels. Each: every channel alone.",
    ),
    Parameter("bias", "bias", "Bias", None, help="A number added to every value of an output channel."),
    _STRIDE, _PADDING, _DILATION,
    Parameter("groups", "int", "Groups", 1, low=1, help="Channels are split into so many groups that do not mix."),
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

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("conv2d", "Convolution", "Filter", "conv", _CONV, _conv_shape, _conv_windows, _conv_cost, _conv_apply),
        Kind(
            "max_pool2d", "Max pool", "Pool", "pool", (_KERNEL_SIZE, _POOL_STRIDE, _PADDING, _DILATION, _CEIL),
            _pool_shape, _pool_windows, _pool_cost, _max_pool_apply, fill=-np.inf,
        ),
        Kind(
            "avg_pool2d", "Average pool", "Pool", "pool",
            (_KERNEL_SIZE, _POOL_STRIDE, _PADDING, _CEIL,
             Parameter("count_include_pad", "bool", "Count padding", False, help="Padded zeros count as values.")),
            _pool_shape, _pool_windows, _pool_cost, _avg_pool_apply,
        ),
        Kind("batch_norm", "BatchNorm", "Normalise", "norm", _NORM, _norm_shape, None, _norm_cost, _norm_apply),
        Kind("dropout", "Dropout", "Normalise", "drop", _DROPOUT),
        Kind("relu", "ReLU", "Activate", "relu", apply=_activation("relu")),
        Kind("sigmoid", "Sigmoid", "Activate", "sigmoid", apply=_activation("sigmoid")),
        Kind("tanh", "Tanh", "Activate", "tanh", apply=_activation("tanh")),
        Kind("silu", "SiLU", "Activate", "silu", apply=_activation("silu")),
        Kind("hardswish", "Hardswish", "Activate", "hardswish", apply=_activation("hardswish")),
        Kind("softplus", "Softplus", "Activate", "softplus", apply=_activation("softplus")),
        Kind(
            "leaky_relu", "Leaky ReLU", "Activate", "leaky",
            (Parameter("negative_slope", "float", "Slope below 0", 0.01),),
            apply=_activation("leaky_relu", "negative_slope"),
        ),
        Kind(
            "elu", "ELU", "Activate", "elu", (Parameter("alpha", "float", "Alpha", 1.0),),
            apply=_activation("elu", "alpha"),
        ),
        Kind(
            "gelu", "GELU", "Activate", "gelu",
            (Parameter("approximate", "choice", "Approximation", "none", choices=("none", "tanh")),),
            apply=_activation("gelu", "approximate"),
        ),
        Kind(
            "softmax", "Softmax", "Activate", "softmax", (Parameter("axis", "int", "Axis", 1, low=-4, high=3),),
            shape=_softmax_shape, apply=_activation("softmax", "axis"),
            reads_whole=lambda step: step["axis"] not in (0, 1, -3, -4),
        ),
        Kind("add", "Add", "Join", "add", (), _join_shape, None, _join_cost, _join_apply, joins=True),
        Kind("multiply", "Multiply", "Join", "mul", (), _join_shape, None, _join_cost, _join_apply, joins=True),
        Kind("magnitude", "Magnitude", "Join", "mag", (), _join_shape, None, _join_cost, _join_apply, joins=True),
        Kind(
            "flatten", "Flatten", "Dense", "flat",
            (Parameter("start_axis", "int", "First axis", 1, low=-4, high=3),
             Parameter("stop_axis", "int", "Last axis", -1, low=-4, high=3)),
            shape=_flatten_shape, apply=_flatten_apply, reads_whole=lambda step: True,
        ),
        Kind(
            "linear", "Linear", "Dense", "fc",
            (Parameter("weight", "weight", "Weight", required=True, help="Inputs by outputs."),
             Parameter("bias", "bias", "Bias", None)),
            shape=_linear_shape, cost=_linear_cost, apply=_linear_apply, reads_whole=lambda step: True,
        ),
    )
}  # fmt: skip


WITH_STRIDE = ", stride {0}"
"""How a description names a stride."""


def checked(kind: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of a kind in normal form; LayerError names the field that is refused."""
    if kind not in KINDS:
        raise LayerError("kind", f'"{kind}" is not a kind of step; there are {", ".join(KINDS)}.')
    found = check(KINDS[kind].parameters, raw, kind)
    if kind == "conv2d" and found["weight"].ndim == 2 and found["groups"] != 1:
        raise LayerError("groups", f"groups must be 1 for one kernel, not {found['groups']}; use a bank.")
    if kind == "linear" and found["weight"].ndim != 2:
        raise LayerError("weight", f"weight of linear must be inputs x outputs, not {shown(found['weight'].shape)}.")
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
