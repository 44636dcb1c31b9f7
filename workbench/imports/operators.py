"""What each ONNX operator means as a step: one short function an operator, one table of them all."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters.words import Words
from workbench.imports import shapes
from workbench.imports.graph import Graph, Pending
from workbench.imports.tensors import ModelError, floats
from workbench.imports.wholes import wholes_of
from workbench.layers import Shape
from workbench.parameters import LARGEST_NUMBER

_MODES = {"constant": "zeros", "reflect": "reflect", "edge": "replicate", "wrap": "circular"}


def translate(graph: Graph) -> None:
    """Turn every node that the output needs into steps; raises Unsupported at the first that is none."""
    wanted, (wholes, parts) = _needed(graph), wholes_of(graph)
    for node in graph.nodes:
        if not wanted.intersection(node.output) or parts.intersection(node.output):
            continue
        if node.output[0] in wholes:
            kind, indices = wholes[node.output[0]]
            graph.add(node, kind, tuple(graph.step(maker, 0) for maker in indices))
        elif node.domain in ("", "ai.onnx") and node.op_type in _OPERATORS:
            _translate(graph, node)
        else:
            graph.refuse(node)
    graph.finish()


def _translate(graph: Graph, node: Any) -> None:
    try:
        _OPERATORS[node.op_type](graph, node)
    except ModelError:
        raise
    except (TypeError, ValueError, IndexError, KeyError, OverflowError, RuntimeError) as error:
        graph.refuse(node, Words("its inputs or attributes make no sense ({0})", " ".join(str(error).split())))


def _needed(graph: Graph) -> set[str]:
    """The values that the output depends on."""
    makers = {name: node for node in graph.nodes for name in node.output if name}
    found: set[str] = set()
    waiting = [graph.output]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(makers[name].input if name in makers else ())
    return found


# --- windows ---------------------------------------------------------------------------------------------------------


def _pads(graph: Graph, node: Any, found: dict[str, Any], kernel: tuple[int, ...], dilations: Any) -> Any:
    """Padding as (top, bottom, left, right) or "same"."""
    if found["auto_pad"] in ("NOTSET", "VALID"):
        pads = found["pads"] if found["auto_pad"] == "NOTSET" else [0] * 4
        if len(pads) != 4:
            graph.refuse(node, Words("it has {0} pads, and a map has four sides", len(pads)))
        top, left, bottom, right = pads
        return top, bottom, left, right
    if found["auto_pad"] == "SAME_UPPER":
        return "same"
    if list(found["strides"]) != [1, 1]:
        graph.refuse(node, "SAME_LOWER with a stride pads by the photo's size")
    totals = [(size - 1) * dilation for size, dilation in zip(kernel, dilations, strict=True)]
    (top, bottom), (left, right) = ((total - total // 2, total // 2) for total in totals)
    return top, bottom, left, right


def _conv(graph: Graph, node: Any) -> None:
    weight = graph.needed(node, 1)
    if weight.ndim != 4:
        graph.refuse(node, Words("its weight has {0} axes, and a convolution over maps has four", weight.ndim))
    found = graph.attributes(
        node, auto_pad="NOTSET", dilations=[1, 1], group=1, kernel_shape=None, pads=[0] * 4, strides=[1, 1]
    )
    bias = graph.constant(node, 2)
    read, pads, mode = graph.source(node), _pads(graph, node, found, weight.shape[2:], found["dilations"]), "zeros"
    if isinstance(read, Pending):
        mode, zero = read.mode, read.mode == "zeros"
        if pads == "same" or (any(pads) and not zero) or (zero and read.value != 0):
            graph.refuse(node, "its padding cannot be told with that of the node before it")
        pads = tuple(own + before for own, before in zip(pads, read.pads, strict=True))
        read = read.source
    graph.add(
        node, "conv2d", (read,), weight=weight.astype(np.float32), bias=None if bias is None else floats(bias),
        stride=found["strides"], padding=pads, dilation=found["dilations"], groups=found["group"], padding_mode=mode,
    )  # fmt: skip


def _pool(graph: Graph, node: Any) -> None:
    is_max = node.op_type == "MaxPool"
    own: dict[str, Any] = {"storage_order": 0} if is_max else {"count_include_pad": 0}
    found = graph.attributes(
        node, auto_pad="NOTSET", ceil_mode=0, dilations=[1, 1], kernel_shape=[], pads=[0] * 4, strides=[1, 1], **own
    )
    kernel = tuple(found["kernel_shape"])
    if len(kernel) != 2:
        graph.refuse(node, Words("its window has {0} axes, and a pool over maps has two", len(kernel)))
    if len([name for name in node.output if name]) > 1 or found.get("storage_order"):
        graph.refuse(node, "it also gives the places of the largest values")
    read, pads = graph.source(node), _pads(graph, node, found, kernel, found["dilations"])
    more: dict[str, Any] = {"dilation": found["dilations"]} if is_max else {
        "count_include_pad": bool(found["count_include_pad"])}  # fmt: skip
    if not is_max and list(found["dilations"]) != [1, 1]:
        graph.refuse(node, "average pools have no dilation here")
    if isinstance(read, Pending):
        is_like_its_own = read.value == -np.inf if is_max else read.value == 0
        if read.mode != "zeros" or not is_like_its_own or pads != (0, 0, 0, 0):
            graph.refuse(node, "it reads padding that a pool does not have here")
        more |= {} if is_max else {"count_include_pad": True}
        pads, read = read.pads, read.source
    graph.add(
        node, "max_pool2d" if is_max else "avg_pool2d", (read,), kernel_size=kernel, stride=found["strides"],
        padding=pads, ceil_mode=bool(found["ceil_mode"]), **more,
    )  # fmt: skip


def _global_pool(graph: Graph, node: Any) -> None:
    read = graph.step(node)
    if graph.is_open:
        graph.refuse(node, "its window is the whole map, and the model does not fix its size; export it with one")
    size = graph.shape_of(read)[2:]
    graph.add(node, "max_pool2d" if node.op_type == "GlobalMaxPool" else "avg_pool2d", (read,), kernel_size=size)


def _mean(graph: Graph, node: Any) -> None:
    found = graph.attributes(node, axes=None, keepdims=1, noop_with_empty_axes=0)
    axes = found["axes"] if found["axes"] is not None else graph.constant(node, 1)
    if axes is None or sorted(int(axis) % 4 for axis in np.ravel(axes)) != [2, 3] or not found["keepdims"]:
        graph.refuse(node, "only the mean of a whole map is a pool")
    _global_pool(graph, node)


def _pad(graph: Graph, node: Any) -> None:
    found = graph.attributes(node, mode="constant", pads=None, value=0.0)
    if found["pads"] is not None:
        amounts, value = np.asarray(found["pads"]), float(found["value"])
    else:
        amounts, given = graph.needed(node, 1), graph.constant(node, 2)
        value = 0.0 if given is None else float(np.ravel(given)[0])
    if graph.constant(node, 3) is not None or amounts.size != 8 or amounts[[0, 1, 4, 5]].any() or (amounts < 0).any():
        graph.refuse(node, "only rows and columns can be padded")
    if found["mode"] not in _MODES:
        graph.refuse(node, Words("its mode {0} is not known", found["mode"]))
    top, left, bottom, right = (int(amounts[index]) for index in (2, 3, 6, 7))
    graph.remember(node, Pending(graph.step(node), (top, bottom, left, right), _MODES[found["mode"]], value))


# --- values ----------------------------------------------------------------------------------------------------------


def _activation(kind: str, **names: tuple[str, Any]) -> Callable[[Graph, Any], None]:
    """An operator that is one step; `names` are the parameters with the attribute and default of each."""

    def translated(graph: Graph, node: Any) -> None:
        found = graph.attributes(node, **dict(names.values()))
        graph.add(node, kind, (graph.step(node),), **{own: found[name] for own, (name, _) in names.items()})

    return translated


def _clip(graph: Graph, node: Any) -> None:
    """Limits that are not given are those of float32; before opset 11 they are attributes."""
    found = graph.attributes(node, min=-LARGEST_NUMBER, max=LARGEST_NUMBER)
    given = (graph.constant(node, 1), graph.constant(node, 2))
    low, high = (
        float(found[name] if limit is None else np.ravel(limit)[0]) for name, limit in zip(found, given, strict=True)
    )
    graph.add(node, "clip", (graph.step(node),), low=low, high=high)


def _softmax(graph: Graph, node: Any) -> None:
    read, axis = graph.step(node), graph.attributes(node, axis=-1 if graph.opset >= 13 else 1)["axis"]
    axes = len(graph.shape_of(read))
    if graph.opset < 13 and axis % axes != axes - 1:
        graph.refuse(node, "before opset 13 it works on several axes at once")
    graph.add(node, "softmax", (read,), axis=axis)


def _norm(graph: Graph, node: Any) -> None:
    found = graph.attributes(node, epsilon=1e-5, momentum=0.9, training_mode=0, spatial=1)
    if found["training_mode"] or not found["spatial"]:
        graph.refuse(node, "it is that of training")
    scale, shift, mean, variance = (floats(graph.needed(node, index)) for index in range(1, 5))
    graph.add(
        node, "batch_norm", (graph.step(node),), running_mean=mean, running_var=variance, weight=scale, bias=shift,
        eps=float(found["epsilon"]), momentum=float(found["momentum"]),
    )  # fmt: skip


def _dropout(graph: Graph, node: Any) -> None:
    found = graph.attributes(node, ratio=0.5, seed=0, is_test=1)
    ratio, training = graph.constant(node, 1), graph.constant(node, 2)
    if training is not None and bool(np.ravel(training)[0]):
        graph.refuse(node, "it is that of training")
    p = float(found["ratio"] if ratio is None else np.ravel(ratio)[0])
    graph.add(node, "dropout", (graph.step(node),), p=p)


def _same(graph: Graph, node: Any) -> None:
    if graph.is_constant(node.input[0]):
        graph.remember(node, graph.needed(node, 0))
    else:
        graph.remember(node, graph.source(node))


def _cast(graph: Graph, node: Any) -> None:
    to = graph.attributes(node, to=0, saturate=1)["to"]
    if graph.is_constant(node.input[0]):
        shapes.fold(graph, node, lambda values: values.astype(graph.onnx.helper.tensor_dtype_to_np_dtype(to)))
    elif to == graph.onnx.TensorProto.FLOAT:
        graph.remember(node, graph.source(node))
    else:
        graph.refuse(node, "maps are float32 here")


# --- joins, and numbers added or multiplied ---------------------------------------------------------------------------


def _arithmetic(graph: Graph, node: Any) -> None:
    """Add, Sub, Mul, Div and Sum of two: a join of two maps, or a map and numbers that are known."""
    if len(node.input) != 2:
        graph.refuse(node, Words("it joins {0} maps, and two can be joined", len(node.input)))
    known = [graph.is_constant(name) for name in node.input]
    if all(known):
        graph.refuse(node, "constants are computed with only where they are shapes")
    if any(known):
        _with_numbers(graph, node, known.index(True))
    elif node.op_type in ("Add", "Sum", "Mul"):
        kind = "multiply" if node.op_type == "Mul" else "add"
        graph.add(node, kind, (graph.step(node, 0), graph.step(node, 1)))
    else:
        graph.refuse(node, "maps can be added, multiplied, and joined to their magnitude")


def _with_numbers(graph: Graph, node: Any, index: int) -> None:
    read, numbers = graph.step(node, 1 - index), graph.needed(node, index).astype(np.float64)
    shape = graph.shape_of(read)
    if node.op_type in ("Add", "Sum") and _is_bias(graph, node, 1 - index, numbers, shape):
        return
    values = _each_channel(graph, node, numbers, shape)
    ones, zeros = np.ones_like(values), np.zeros_like(values)
    if node.op_type == "Div" and index == 0:
        graph.refuse(node, "it divides by a map")
    if node.op_type == "Div":
        scale, shift = 1 / _nonzero(graph, node, values), zeros
    elif node.op_type == "Mul":
        scale, shift = values, zeros
    elif node.op_type == "Sub":
        scale, shift = (ones, -values) if index == 1 else (-ones, values)
    else:
        scale, shift = ones, values
    graph.add(node, "batch_norm", (read,), weight=list(scale), bias=list(shift), eps=0.0)


def _nonzero(graph: Graph, node: Any, values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values if values.all() else graph.refuse(node, "it divides by 0")


def _is_bias(graph: Graph, node: Any, index: int, numbers: NDArray[np.float64], shape: Shape) -> bool:
    """Take the numbers as the bias of the newest step, if they can be."""
    for kind, axis in (("linear", -1), ("conv2d", 1)):
        if graph.is_last_and_only_read(node, index, kind) and graph.document.steps[-1]["bias"] is None:
            sizes = (1,) * (len(shape) - numbers.ndim) + numbers.shape
            wanted = [1] * len(shape)
            wanted[axis] = shape[axis]
            if list(sizes) == wanted:
                graph.replace_last(node, bias=floats(numbers))
                return True
    return False


def _each_channel(graph: Graph, node: Any, numbers: NDArray[np.float64], shape: Shape) -> NDArray[np.float64]:
    """One number for each channel, where the numbers are the same along all other axes."""
    sizes = (1,) * (len(shape) - numbers.ndim) + numbers.shape
    if len(sizes) != len(shape) or any(size != 1 for axis, size in enumerate(sizes) if axis != 1):
        graph.refuse(node, Words("its numbers {0} are not one for each channel", " x ".join(map(str, numbers.shape))))
    if sizes[1] not in (1, shape[1]):
        graph.refuse(node, Words("it has {0} numbers for {1} channels", sizes[1], shape[1]))
    return np.broadcast_to(numbers.reshape(-1), shape[1])


_OPERATORS: dict[str, Callable[[Graph, Any], None]] = {
    "Conv": _conv,
    "MaxPool": _pool,
    "AveragePool": _pool,
    "GlobalAveragePool": _global_pool,
    "GlobalMaxPool": _global_pool,
    "ReduceMean": _mean,
    "Pad": _pad,
    "BatchNormalization": _norm,
    "Dropout": _dropout,
    "Relu": _activation("relu"),
    "Sigmoid": _activation("sigmoid"),
    "Tanh": _activation("tanh"),
    "HardSwish": _activation("hardswish"),
    "Clip": _clip,
    "Softplus": _activation("softplus"),
    "LeakyRelu": _activation("leaky_relu", negative_slope=("alpha", 0.01)),
    "Elu": _activation("elu", alpha=("alpha", 1.0)),
    "Gelu": _activation("gelu", approximate=("approximate", "none")),
    "Softmax": _softmax,
    "Add": _arithmetic,
    "Sum": _arithmetic,
    "Sub": _arithmetic,
    "Mul": _arithmetic,
    "Div": _arithmetic,
    "MatMul": shapes.matmul,
    "Gemm": shapes.gemm,
    "Flatten": shapes.flatten,
    "Reshape": shapes.reshape,
    "Squeeze": shapes.squeeze,
    "Identity": _same,
    "Cast": _cast,
    "Constant": shapes.constant,
    "Shape": shapes.shape,
    "Gather": shapes.gather,
    "Unsqueeze": shapes.unsqueeze,
    "Concat": shapes.concat,
}
