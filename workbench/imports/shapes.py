"""ONNX operators that lay values out anew, dense ones, and constants, as far as shapes are computed from them."""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters.words import Words
from workbench.imports.graph import Graph
from workbench.imports.tensors import floats

_FOLDED = 64
"""Constants of up to so many numbers are computed with: they are shapes, not weights."""


def matmul(graph: Graph, node: Any) -> None:
    weight = graph.needed(node, 1)
    if weight.ndim != 2:
        graph.refuse(node, Words("its weight has {0} axes, and that of a linear layer has two", weight.ndim))
    graph.add(node, "linear", (graph.step(node),), weight=weight.astype(np.float32))


def gemm(graph: Graph, node: Any) -> None:
    found = graph.attributes(node, alpha=1.0, beta=1.0, transA=0, transB=0)
    weight, bias = graph.needed(node, 1), graph.constant(node, 2)
    if found["transA"] or weight.ndim != 2:
        graph.refuse(node, "only a map times a weight is a linear layer")
    weight = (weight.T if found["transB"] else weight) * np.float32(found["alpha"])
    if bias is not None and bias.size not in (1, weight.shape[1]):
        graph.refuse(node, Words("its bias has {0} numbers for {1} outputs", bias.size, weight.shape[1]))
    added = None if bias is None else floats(np.broadcast_to(bias.reshape(-1) * found["beta"], weight.shape[1]))
    graph.add(node, "linear", (graph.step(node),), weight=np.ascontiguousarray(weight, np.float32), bias=added)


def flatten(graph: Graph, node: Any) -> None:
    read, axis = graph.step(node), graph.attributes(node, axis=1)["axis"]
    axes = len(graph.shape_of(read))
    if axis % axes != 1:
        graph.refuse(node, "only the axes from the first map on can be laid into one")
    graph.add(node, "flatten", (read,))


def reshape(graph: Graph, node: Any) -> None:
    if graph.is_constant(node.input[0]):
        fold(graph, node, lambda values: values.reshape([int(size) for size in graph.needed(node, 1)]))
        return
    if graph.attributes(node, allowzero=0)["allowzero"]:
        graph.refuse(node, "sizes of 0 are not read")
    _lay_out(graph, node, [int(size) for size in np.ravel(graph.needed(node, 1))])


def squeeze(graph: Graph, node: Any) -> None:
    found = graph.attributes(node, axes=None)["axes"]
    axes = found if found is not None else graph.constant(node, 1)
    if graph.is_constant(node.input[0]):
        fold(graph, node, lambda values: np.squeeze(values, None if axes is None else tuple(np.ravel(axes))))
        return
    shape = graph.shape_of(graph.step(node))
    gone = {int(axis) % len(shape) for axis in np.ravel([] if axes is None else axes)}
    if axes is None or any(shape[axis] != 1 for axis in gone):
        graph.refuse(node, "only axes of length 1 that it names can be taken away")
    _lay_out(graph, node, [size for axis, size in enumerate(shape) if axis not in gone])


def _lay_out(graph: Graph, node: Any, sizes: list[int]) -> None:
    """The map in another shape, as a flatten where it is one."""
    read = graph.step(node)
    shape = graph.shape_of(read)
    copied = [shape[axis] if size == 0 and axis < len(shape) else size for axis, size in enumerate(sizes)]
    known = prod(size for size in copied if size != -1)
    if copied.count(-1) == 1 and known > 0 and prod(shape) % known == 0:
        copied[copied.index(-1)] = prod(shape) // known
    if tuple(copied) == shape:
        graph.remember(node, read)
        return
    span = len(shape) - len(copied)
    for start in range(len(copied)):
        if (*shape[:start], prod(shape[start : start + span + 1]), *shape[start + span + 1 :]) == tuple(copied):
            graph.add(node, "flatten", (read,), start_axis=start, stop_axis=start + span)
            return
    before, after = (" x ".join(map(str, one)) for one in (shape, sizes))
    graph.refuse(node, Words("from {0} to {1} is more than laying neighbouring axes into one", before, after))


# --- constants, as far as shapes are computed from them --------------------------------------------------------------


def constant(graph: Graph, node: Any) -> None:
    for attribute in node.attribute:
        value = graph.onnx.helper.get_attribute_value(attribute)
        if attribute.name == "value":
            graph.remember_tensor(node, value)
            return
        if attribute.name in ("value_float", "value_floats", "value_int", "value_ints"):
            graph.remember(node, np.asarray(value, np.float32 if "float" in attribute.name else np.int64))
            return
    graph.refuse(node, "it is no number")


def shape(graph: Graph, node: Any) -> None:
    found = graph.attributes(node, start=0, end=None)
    graph.remember(node, np.asarray(graph.shape_of(graph.step(node))[found["start"] : found["end"]], np.int64))


def gather(graph: Graph, node: Any) -> None:
    axis, indices = graph.attributes(node, axis=0)["axis"], graph.needed(node, 1)
    fold(graph, node, lambda values: np.take(values, indices, axis))


def unsqueeze(graph: Graph, node: Any) -> None:
    axes = graph.attributes(node, axes=None)["axes"]
    axes = axes if axes is not None else graph.needed(node, 1)
    fold(graph, node, lambda values: np.expand_dims(values, tuple(int(axis) for axis in np.ravel(axes))))


def concat(graph: Graph, node: Any) -> None:
    axis = graph.attributes(node, axis=0)["axis"]
    if not all(map(graph.is_constant, node.input)):
        graph.refuse(node, "maps can be added, multiplied, and joined to their magnitude")
    rest = [graph.needed(node, index) for index in range(1, len(node.input))]
    fold(graph, node, lambda values: np.concatenate([values, *rest], axis))


def fold(graph: Graph, node: Any, work: Callable[[NDArray[Any]], NDArray[Any]]) -> None:
    """Compute a small constant from another."""
    values = graph.needed(node, 0)
    if values.size > _FOLDED:
        graph.refuse(node, Words("it computes with {0} constants", values.size))
    try:
        graph.remember(node, np.asarray(work(values)))
    except (ValueError, IndexError, TypeError, KeyError, OverflowError) as error:
        graph.refuse(node, Words("it cannot be computed ({0})", error))
