"""ONNX operators whose windows slide over maps: convolution, pools and the padding before them."""

from typing import Any

import numpy as np

from filters.words import Words
from workbench.imports.graph import Graph, Pending
from workbench.imports.tensors import floats

_MODES = {"constant": "zeros", "reflect": "reflect", "edge": "replicate", "wrap": "circular"}


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


def conv(graph: Graph, node: Any) -> None:
    """Conv; padding by the node before it is its own where both can be told together."""
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


def pool(graph: Graph, node: Any) -> None:
    """MaxPool and AveragePool."""
    is_max = node.op_type == "MaxPool"
    own: dict[str, Any] = {"storage_order": 0} if is_max else {"count_include_pad": 0}
    found = graph.attributes(
        node, auto_pad="NOTSET", ceil_mode=0, dilations=[1, 1], kernel_shape=[], pads=[0] * 4, strides=[1, 1], **own
    )
    kernel = tuple(found["kernel_shape"])
    if len(kernel) != 2:
        graph.refuse(node, Words("its window has {0} axes, and a pool over maps has two", len(kernel)))
    if any(graph.uses[name] or name == graph.output for name in node.output[1:]):
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


def global_pool(graph: Graph, node: Any) -> None:
    """GlobalMaxPool and GlobalAveragePool: a window as large as the map."""
    read = graph.step(node)
    if graph.is_open:
        graph.refuse(node, "its window is the whole map, and the model does not fix its size; export it with one")
    size = graph.shape_of(read)[2:]
    graph.add(node, "max_pool2d" if node.op_type == "GlobalMaxPool" else "avg_pool2d", (read,), kernel_size=size)


def mean(graph: Graph, node: Any) -> None:
    """ReduceMean, where it is the mean of a whole map."""
    found = graph.attributes(node, axes=None, keepdims=1, noop_with_empty_axes=0)
    axes = found["axes"] if found["axes"] is not None else graph.constant(node, 1)
    if axes is None or sorted(int(axis) % 4 for axis in np.ravel(axes)) != [2, 3] or not found["keepdims"]:
        graph.refuse(node, "only the mean of a whole map is a pool")
    global_pool(graph, node)


def pad(graph: Graph, node: Any) -> None:
    """Pad: remembered until what reads it is known."""
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
