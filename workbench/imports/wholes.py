"""Nodes of an ONNX model that together are one step: exporters write some operations as several."""

from typing import Any

from workbench.imports.graph import Graph


def wholes_of(graph: Graph) -> tuple[dict[str, tuple[str, list[Any]]], set[str]]:
    """Nodes that together are one step: by the last one's output, the kind and the nodes that read its inputs.

    x · sigmoid(x) is silu, and √(a·a + b·b) is the magnitude of a and b. The second of the pair names the other nodes.
    """
    makers = {name: node for node in graph.nodes if node.input for name in node.output if name}
    wholes: dict[str, tuple[str, list[Any]]] = {}
    parts: set[str] = set()

    def made_by(name: str, kind: str) -> Any:
        node = makers.get(name)
        return node if node is not None and node.op_type == kind and graph.uses[name] == 1 else None

    for node in makers.values():
        if node.op_type == "Mul" and len(node.input) == 2:
            for gate, other in (node.input, node.input[::-1]):
                maker = made_by(gate, "Sigmoid")
                if maker is not None and maker.input[0] == other:
                    wholes[node.output[0]] = "silu", [maker]
                    parts.add(gate)
        elif node.op_type == "Sqrt" and (sum_ := made_by(node.input[0], "Add")) is not None:
            squares = [
                maker
                for maker in makers.values()
                if maker.op_type == "Mul" and maker.output[0] in sum_.input and len(set(maker.input)) == 1
                and graph.uses[maker.output[0]] == 1
            ]  # fmt: skip
            if len(squares) == 2:
                squares.sort(key=lambda square: list(sum_.input).index(square.output[0]))
                wholes[node.output[0]] = "magnitude", squares
                parts |= {sum_.output[0], *(square.output[0] for square in squares)}
    return wholes, parts
