"""ONNX operators that join two maps, or add numbers to one or multiply it by them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters.words import Words
from workbench.imports.graph import Graph
from workbench.imports.tensors import floats
from workbench.layers import Shape


def arithmetic(graph: Graph, node: Any) -> None:
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
