"""What each ONNX operator means as a step: one short function an operator, one table of them all."""

from collections.abc import Callable
from typing import Any

import numpy as np

from filters.words import Words
from workbench.imports import shapes, sliding
from workbench.imports.arithmetic import arithmetic
from workbench.imports.graph import Graph
from workbench.imports.tensors import ModelError, floats
from workbench.imports.wholes import wholes_of
from workbench.parameters import LARGEST_NUMBER


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


_OPERATORS: dict[str, Callable[[Graph, Any], None]] = {
    "Conv": sliding.conv,
    "MaxPool": sliding.pool,
    "AveragePool": sliding.pool,
    "GlobalAveragePool": sliding.global_pool,
    "GlobalMaxPool": sliding.global_pool,
    "ReduceMean": sliding.mean,
    "Pad": sliding.pad,
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
    "Add": arithmetic,
    "Sum": arithmetic,
    "Sub": arithmetic,
    "Mul": arithmetic,
    "Div": arithmetic,
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
