"""What each operation of a layer but convolution is: shape rule, windows, cost and function, on steps and arrays."""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

import filters
from filters.errors import ShapeError
from filters.records import dataclass
from filters.sliding import output_size, windows_of
from filters.windows import Window
from workbench.document import Step

Shape = tuple[int, ...]
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Cost:
    """What a step has and does: parameters of its weight and bias, and operations for one whole batch."""

    weight_shape: Shape | None = None
    bias_shape: Shape | None = None
    multiplications: int = 0
    additions: int = 0


def map_shape(shape: Shape, name: str) -> tuple[int, int, int, int]:
    """The four axes of feature maps; ShapeError where there are others."""
    if len(shape) != 4:
        raise ShapeError(
            "{0}: needs feature maps (N, C, H, W), but its input has {1} axes ({2}). Put it before flatten.",
            name,
            len(shape),
            shown(shape),
        )
    return shape[0], shape[1], shape[2], shape[3]


def shown(shape: Sequence[int]) -> str:
    """A shape as words: 1 x 3 x 512 x 512."""
    return " x ".join(map(str, shape))


def bias_of(step: Step, outputs: int) -> Array | None:
    """One bias for each output channel, or None."""
    bias = step["bias"]
    if bias is None:
        return None
    return np.full(outputs, bias, np.float32) if isinstance(bias, float) else np.asarray(bias, np.float32)


# --- pooling ---------------------------------------------------------------------------------------------------------


def pool_windows(step: Step, shape: Shape) -> tuple[Window, Window]:
    kernel = step["kernel_size"]
    return windows_of(
        kernel,
        step["stride"] or kernel,
        step["padding"],
        step.parameters.get("dilation", (1, 1)),
        (shape[2], shape[3]),
        ceil_mode=step["ceil_mode"],
    )


def pool_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    batch, channels, height, width = map_shape(shapes[0], name)
    windows = pool_windows(step, shapes[0])
    for window in windows:
        if 2 * max(window.before, window.after) > window.extent:
            raise ShapeError(
                "{0}: pool padding {1} must not exceed half of the window {2}. Pad by at most {3}.",
                name,
                max(window.before, window.after),
                window.extent,
                window.extent // 2,
            )
    return (batch, channels, *output_size(*windows, (height, width), name))


def max_pool_apply(step: Step, arrays: Sequence[Array], windows: tuple[Window, Window] | None) -> Array:
    assert windows is not None
    rows, columns = windows
    return filters.max_pool2d(
        arrays[0],
        (rows.size, columns.size),
        stride=(rows.stride, columns.stride),
        dilation=(rows.dilation, columns.dilation),
    )


def avg_pool_apply(step: Step, arrays: Sequence[Array], windows: tuple[Window, Window] | None) -> Array:
    assert windows is not None
    rows, columns = windows
    return filters.avg_pool2d(arrays[0], (rows.size, columns.size), stride=(rows.stride, columns.stride))


def pool_cost(step: Step, shapes: Sequence[Shape], output: Shape) -> Cost:
    if step.kind == "max_pool2d":
        return Cost()
    return Cost(multiplications=prod(output), additions=prod(output) * (prod(step["kernel_size"]) - 1))


# --- normalisation, activation, dropout ------------------------------------------------------------------------------


NORM_DEFAULTS = {"running_mean": 0.0, "running_var": 1.0, "weight": 1.0, "bias": 0.0}
"""What each of BatchNorm's vectors holds where none is given."""


def channel_vectors(step: Step, channels: int) -> tuple[Array, Array, Array, Array]:
    """BatchNorm's running mean, running variance, gamma and beta for `channels`; null stands for 0, 1, 1, 0."""
    found = []
    for name, default in NORM_DEFAULTS.items():
        value = step[name]
        found.append(np.full(channels, default if value is None else value, np.float32))
    return found[0], found[1], found[2], found[3]


def norm_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    for field in NORM_DEFAULTS:
        value = step[field]
        if value is not None and len(value) != shapes[0][1]:
            raise ShapeError(
                "{0}: {1} has {2} numbers, but its input has {3} channels. It needs a number for each.",
                name,
                field,
                len(value),
                shapes[0][1],
            )
    return shapes[0]


def norm_cost(step: Step, shapes: Sequence[Shape], output: Shape) -> Cost:
    return Cost((output[1],), (output[1],), prod(output), prod(output))


def norm_apply(step: Step, arrays: Sequence[Array], windows: tuple[Window, Window] | None) -> Array:
    mean, variance, gamma, beta = channel_vectors(step, arrays[0].shape[1])
    return filters.batch_norm(arrays[0], mean, variance, gamma, beta, eps=step["eps"])[0]


def activation(name: str, *names: str) -> Callable[[Step, Sequence[Array], object], Array]:
    def apply(step: Step, arrays: Sequence[Array], windows: object) -> Array:
        function: Callable[..., Array] = getattr(filters, name)
        return function(arrays[0], **{own: step[own] for own in names})

    return apply


def softmax_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    if not -len(shapes[0]) <= step["axis"] < len(shapes[0]):
        raise ShapeError("{0}: axis {1} is not one of the {2} axes of its input.", name, step["axis"], len(shapes[0]))
    return shapes[0]


# --- dense and joins -------------------------------------------------------------------------------------------------


def flatten_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    shape, axes = shapes[0], len(shapes[0])
    start, stop = (axis + axes if axis < 0 else axis for axis in (step["start_axis"], step["stop_axis"]))
    if not 0 <= start <= stop < axes:
        raise ShapeError(
            "{0}: axes {1} to {2} are not a range of the {3} axes of its input.",
            name,
            step["start_axis"],
            step["stop_axis"],
            axes,
        )
    return (*shape[:start], prod(shape[start : stop + 1]), *shape[stop + 1 :])


def flatten_apply(step: Step, arrays: Sequence[Array], windows: object) -> Array:
    return filters.flatten(arrays[0], step["start_axis"], step["stop_axis"])


def fitted(weight: Array, shape: tuple[int, int]) -> Array:
    """A weight (in, out) of another shape: what is too much is cut off, what is new is 0."""
    found = np.zeros(shape, np.float32)
    kept = min(weight.shape[0], shape[0]), min(weight.shape[1], shape[1])
    found[: kept[0], : kept[1]] = weight[: kept[0], : kept[1]]
    return found


def linear_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    inputs, outputs = step["weight"].shape
    if shapes[0][-1] != inputs:
        raise ShapeError(
            "{0}: its weight has {1} inputs, but it is given {2} (from {3}). The weight must be {2} x {4}, or the "
            "photo another size.",
            name,
            inputs,
            shapes[0][-1],
            shown(shapes[0]),
            outputs,
        )
    if isinstance(step["bias"], tuple) and len(step["bias"]) != outputs:
        raise ShapeError("{0}: bias has {1} numbers, but there are {2} outputs.", name, len(step["bias"]), outputs)
    return (*shapes[0][:-1], outputs)


def linear_cost(step: Step, shapes: Sequence[Shape], output: Shape) -> Cost:
    inputs, outputs = step["weight"].shape
    has_bias = step["bias"] is not None
    places = prod(output)
    return Cost((inputs, outputs), (outputs,) if has_bias else None, places * inputs, places * (inputs - 1 + has_bias))


def linear_apply(step: Step, arrays: Sequence[Array], windows: object) -> Array:
    return filters.linear(arrays[0], step["weight"], bias_of(step, step["weight"].shape[1]))


def join_shape(step: Step, shapes: Sequence[Shape], name: str) -> Shape:
    if len(shapes) < 2:
        raise ShapeError('{0}: joins two steps; name the other one in "input".', name)
    if shapes[0] != shapes[1]:
        raise ShapeError("{0}: joins maps of one shape, not {1} and {2}.", name, shown(shapes[0]), shown(shapes[1]))
    return shapes[0]


def join_cost(step: Step, shapes: Sequence[Shape], output: Shape) -> Cost:
    places = prod(output)
    return {
        "add": Cost(additions=places),
        "multiply": Cost(multiplications=places),
        "magnitude": Cost(multiplications=2 * places, additions=places),
    }[step.kind]


def _squares(values: NDArray[Any]) -> Array:
    """New float32; whole numbers are converted first, which is faster than on the way."""
    found: Array = values.astype(np.float32, copy=False)
    return np.multiply(found, found, out=None if found is values else found)


def join_apply(step: Step, arrays: Sequence[Array], windows: object) -> Array:
    with np.errstate(all="ignore"):  # infinity is a result like others
        if step.kind == "magnitude":  # as every framework that has no hypot; NumPy's takes several times as long
            found = _squares(arrays[0])
            found += _squares(arrays[1])
            return np.sqrt(found, out=found)
        join = {"add": np.add, "multiply": np.multiply}[step.kind]
        return np.asarray(join(arrays[0], arrays[1], dtype=np.float32))
