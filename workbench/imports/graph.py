"""The graph of an ONNX model while it becomes steps: which value is which step's result, and which a constant."""

import re
from collections import Counter
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from filters.errors import FilterError
from filters.words import Words
from workbench.document import MOST_STEPS, PHOTO, Document, Step
from workbench.imports.tensors import ModelError, array_of
from workbench.layers import KINDS, Shape, checked, with_parameters
from workbench.plan import plan
from workbench.ranges import RANGES

USUAL_SIDE = 224
LONGEST_SIDE = 1 << 20
OLDEST_OPSET = 7
_LONGEST_LABEL = 80


class Unsupported(ModelError):  # noqa: N818 - the reason alone, as Refused is
    """A node that is no step here; the message names it."""


class Pending:
    """A map that a Pad node has padded, waiting for the window that slides over it."""

    def __init__(self, source: str, pads: tuple[int, ...], mode: str, value: float) -> None:
        self.source, self.pads, self.mode, self.value = source, pads, mode, value


class Graph:
    """Reads nodes in order, one step or none for each. `document` holds the steps so far."""

    def __init__(self, onnx: Any, model: Any, name: str, value_range: str) -> None:
        self.onnx = onnx
        self.nodes = list(model.graph.node)
        self.notices: list[str] = []
        self.opset = next((opset.version for opset in model.opset_import if opset.domain in ("", "ai.onnx")), 0)
        if self.opset < OLDEST_OPSET:
            raise ModelError("it is of ONNX opset {0}; opsets from {1} on are read", self.opset, OLDEST_OPSET)
        if value_range not in RANGES:
            value_range = "0-1"
            self.notices.append(Words("The model does not say which values it reads; a white pixel is taken as 1."))
        self.document = Document(name[:200] or "Model", value_range)
        self._tensors = {tensor.name: tensor for tensor in model.graph.initializer}
        self._sparse = {tensor.values.name for tensor in model.graph.sparse_initializer}
        self._constants: dict[str, NDArray[Any]] = {}
        self._results: dict[str, str | Pending] = {}
        self.uses = Counter(name for node in self.nodes for name in node.input)
        self._read_input(model.graph)
        if not model.graph.output:
            raise ModelError("its graph has no output")
        self.output = model.graph.output[0].name
        self.uses[self.output] += 1
        if len(model.graph.output) > 1:
            self.notices.append(Words("Of {0} outputs the first is read, {1}.", len(model.graph.output), self.output))

    def _read_input(self, graph: Any) -> None:
        inputs = [value for value in graph.input if value.name not in self._tensors]
        if len(inputs) != 1:
            raise ModelError("it reads {0} inputs, and a pipeline reads one photo", len(inputs))
        kind = inputs[0].type.tensor_type
        sizes = [axis.dim_value if axis.HasField("dim_value") else 0 for axis in kind.shape.dim]
        if kind.HasField("shape") and len(sizes) != 4:
            raise ModelError("its input {0} has {1} axes, and a photo has four, N, C, H, W", inputs[0].name, len(sizes))
        sizes = sizes or [0] * 4
        if not all(0 <= size <= LONGEST_SIDE for size in sizes):
            raise ModelError("its input is {0}, larger than any photo", " x ".join(map(str, sizes)))
        self.is_open = not (sizes[2] and sizes[3])
        """Height and width of the photo may be any."""
        self.shape: Shape = (1, sizes[1] or 3, sizes[2] or USUAL_SIDE, sizes[3] or USUAL_SIDE)
        self._results[inputs[0].name] = PHOTO

    # what nodes read

    def refuse(self, node: Any, why: str = "") -> NoReturn:
        """Raise Unsupported for the node."""
        name = f"{node.name} ({node.op_type})" if node.name else f"{node.op_type} that makes {node.output[0]}"
        if why:
            raise Unsupported("the node {0} is not supported here: {1}.", name, Words(why))
        raise Unsupported("the node {0} is not supported here.", name)

    def attributes(self, node: Any, **defaults: Any) -> dict[str, Any]:
        """The node's attributes by name, those not given as in `defaults`; others are refused."""
        found = dict(defaults)
        for attribute in node.attribute:
            if attribute.name not in defaults:
                self.refuse(node, Words("its attribute {0} is not known", attribute.name))
            value = self.onnx.helper.get_attribute_value(attribute)
            found[attribute.name] = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        return found

    def is_constant(self, name: str) -> bool:
        """Whether the value is known before there is a photo."""
        return name in self._constants or name in self._tensors

    def constant(self, node: Any, index: int) -> NDArray[Any] | None:
        """The constant that is the node's input of that index, None where there is none; refused where it is a map."""
        name = node.input[index] if index < len(node.input) else ""
        if not name:
            return None
        if name in self._sparse:
            self.refuse(node, Words("its input {0} is sparse", name))
        if name not in self._constants:
            if name not in self._tensors:
                self.refuse(node, Words("its input {0} is not a constant", name))
            self._constants[name] = array_of(self.onnx, self._tensors[name])
        return self._constants[name]

    def needed(self, node: Any, index: int) -> NDArray[Any]:
        """The constant at that index, which must be there."""
        found = self.constant(node, index)
        if found is None:
            self.refuse(node, Words("its input {0} is missing", index))
        return found

    def source(self, node: Any, index: int = 0) -> str | Pending:
        """The step, or the padded map, that the node reads at that index."""
        name = node.input[index] if index < len(node.input) else ""
        if name not in self._results:
            self.refuse(node, Words("its input {0} is not the result of an earlier node", name or index))
        return self._results[name]

    def step(self, node: Any, index: int = 0) -> str:
        """The id of the step whose map the node reads."""
        found = self.source(node, index)
        if isinstance(found, Pending):
            self.refuse(node, "padding is read only by convolutions and pools")
        return found

    def shape_of(self, step_id: str) -> Shape:
        """The shape of a step's result for a photo of the model's own size."""
        try:
            planned = plan(self.document, self.shape)
            planned.require(step_id)
        except FilterError as error:
            raise ModelError(str(error)) from error
        shape = planned[step_id].shape
        assert shape is not None
        return shape

    # what nodes become

    def remember(self, node: Any, value: NDArray[Any] | str | Pending) -> None:
        """The node's first output is this constant, this step's result or this padded map."""
        if isinstance(value, np.ndarray):
            self._constants[node.output[0]] = value
        else:
            self._results[node.output[0]] = value

    def remember_tensor(self, node: Any, tensor: Any) -> None:
        """The node's output is the constant in the tensor, read when it is needed."""
        self._tensors[node.output[0]] = tensor

    def finish(self) -> None:
        """Let the output be the last step; raises ModelError where it is no step's result."""
        found = self._results.get(self.output)
        if found is None or isinstance(found, Pending):
            raise ModelError("its output {0} is not a map that is computed from the photo", self.output)
        if found != (self.document.steps[-1].id if self.document.steps else PHOTO):
            same = Step(self.document.unused_id("same"), "dropout", checked("dropout", {"p": 0}), input=found)
            self._append(same)

    def add(self, node: Any, kind: str, reads: tuple[str, ...], **parameters: Any) -> None:
        """Append a step that reads one step, or joins two, and is the node's result."""
        previous = self.document.steps[-1].id if self.document.steps else PHOTO
        joins = KINDS[kind].joins
        if joins and previous not in reads:  # a join reads the step before it: repeat one of the two there
            self._append(Step(self.document.unused_id("same"), "dropout", checked("dropout", {"p": 0}), input=reads[0]))
            reads, previous = (self.document.steps[-1].id, reads[1]), self.document.steps[-1].id
        if joins:
            other: str | None = reads[1] if reads[0] == previous else reads[0]
        else:
            other = None if reads[0] == previous else reads[0]
        try:
            step = Step(self._id(node, kind), kind, checked(kind, parameters), label=_label(node), input=other)
        except FilterError as error:
            self.refuse(node, str(error).rstrip("."))
        self._append(step)
        self.remember(node, step.id)

    def replace_last(self, node: Any, **parameters: Any) -> None:
        """Change the newest step, whose result is now the node's."""
        step = self.document.steps[-1]
        self.document = self.document.with_step(with_parameters(step, **parameters))
        self.remember(node, step.id)

    def is_last_and_only_read(self, node: Any, index: int, kind: str) -> bool:
        """Whether that input is the newest step, of that kind, and nobody else reads it."""
        name = node.input[index]
        newest = self.document.steps[-1] if self.document.steps else None
        return (
            newest is not None and newest.kind == kind and self._results.get(name) == newest.id and self.uses[name] == 1
        )

    def _append(self, step: Step) -> None:
        if len(self.document.steps) == MOST_STEPS:
            raise Unsupported("it becomes more than {0:,} steps, which is the limit.", MOST_STEPS)
        self.document = self.document.inserted(len(self.document.steps), step)

    def _id(self, node: Any, kind: str) -> str:
        name = node.name
        is_plain = re.fullmatch(r"[A-Za-z]\w{0,39}", name, re.ASCII) and name != PHOTO and name not in self.document
        return name if is_plain else self.document.unused_id(KINDS[kind].prefix)


def _label(node: Any) -> str:
    """The node's name, where the step could not be named so; paths lose their front."""
    name = "".join(c for c in node.name if c.isprintable()).strip("/")
    return "" if re.fullmatch(r"\w*", name, re.ASCII) else name[-_LONGEST_LABEL:]
