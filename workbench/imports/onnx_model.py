"""ONNX models as pipelines: chains and two-way joins of the operators that the table of layers knows.

The graph is read node by node. What it cannot say as steps is refused with the node's name; or reading stops there, and
the part before it can be looked at.
"""

import os
import re
from pathlib import Path
from typing import Any

from filters.records import dataclass
from filters.words import Words
from workbench.document import Document
from workbench.errors import PipelineError, Refused, reason, shown
from workbench.export import ExportError, exported
from workbench.export.onnx_model import EXAMPLE
from workbench.imports.graph import LONGEST_SIDE, USUAL_SIDE, Graph, Unsupported
from workbench.imports.operators import translate
from workbench.imports.tensors import ModelError
from workbench.pipeline_file import parse
from workbench.reading import open_regular
from workbench.refusals import PlanError

SUFFIX = ".onnx"
SIZE_LIMIT = 1 << 30
"""Bytes; a protobuf file is at most twice as large."""
NODE_LIMIT = 10_000
MOST_CHANNELS = 4096
"""Of the photo that a model reads which carries its pipeline: it is exported again to see whether it was changed."""


@dataclass(frozen=True)
class Imported:
    """What was read. `notices` are sentences on what had to be assumed; `stopped` says why the rest was left out."""

    document: Document
    notices: tuple[str, ...] = ()
    stopped: str = ""


def read_onnx(path: str | os.PathLike[str], *, partly: bool = False) -> Imported:
    """Read a model as a pipeline; with `partly`, as far as it is supported. Raises ModelError.

    A model that was exported here, and not changed since, gives back its very pipeline.
    """
    name = shown(path)
    try:
        with open_regular(Path(path), SIZE_LIMIT) as file:
            data = file.read(SIZE_LIMIT + 1)
        return _imported(data, Path(name).stem, partly)
    except (ModelError, Refused) as error:
        words = _in_one_line(str(error))
        sentence = words if words.endswith(".") else Words("{0}.", words)
        raise ModelError("{0} cannot be opened: {1}", name, sentence) from error
    except (AttributeError, TypeError, UnicodeError) as error:  # names that are no text are bytes to protobuf
        raise ModelError("{0} cannot be opened: it is a damaged ONNX model.", name) from error
    except OSError as error:
        raise ModelError("{0} cannot be opened: {1}.", name, reason(error)) from error


def _in_one_line(words: str) -> str:
    """The sentence with the names in it fit for a line: a model may name things as it likes."""
    line = re.sub(r"\S{80,}", lambda name: f"{name[0][:77]}...", " ".join(words.split()))
    return words if line == words else line


def _imported(data: bytes, name: str, partly: bool) -> Imported:
    try:
        import onnx  # noqa: PLC0415 - an extra: needed here alone
        from google.protobuf.message import DecodeError  # noqa: PLC0415
    except ImportError as error:
        raise ModelError("ONNX needs the package onnx: pip install 'filter-workbench[onnx]'") from error
    model = onnx.ModelProto()
    try:
        model.ParseFromString(data)
    except DecodeError as error:
        raise ModelError("it is not an ONNX model, or a damaged one") from error
    if not model.graph.node and not model.graph.input:
        raise ModelError("it is not an ONNX model: it has no graph")
    if len(model.graph.node) > NODE_LIMIT:
        raise ModelError("it has {0} nodes and the limit is {1}", len(model.graph.node), NODE_LIMIT)
    facts = {prop.key: prop.value for prop in model.metadata_props}
    own = _carried(onnx, facts.get("filter-workbench.pipeline", ""), model)
    if own is not None:
        return Imported(own)
    graph = Graph(onnx, model, name, facts.get("filter-workbench.range", ""))
    try:
        translate(graph)
    except Unsupported as error:
        if not partly or not graph.document.steps:
            raise ModelError("{0} Steps before it: {1}.", str(error), len(graph.document.steps)) from error
        return Imported(graph.document, tuple(graph.notices), str(error))
    return Imported(graph.document, tuple(graph.notices))


def _carried(onnx: Any, text: str, model: Any) -> Document | None:
    """The pipeline that the model carries, if the model is exactly what exporting it gives."""
    if not text:
        return None
    try:
        document = parse(text.encode("utf-8", "replace"))
        _, channels, height, width = (axis.dim_value for axis in model.graph.input[0].type.tensor_type.shape.dim)
        shape = (1, channels, height or USUAL_SIDE, width or USUAL_SIDE)
        if channels > MOST_CHANNELS or max(shape) > LONGEST_SIDE:
            return None
        again = onnx.load_from_string(exported(document, "onnx", shape, is_open=not (height and width)))
        return document if _essence(again) == _essence(model) else None
    except (PipelineError, ExportError, PlanError, IndexError, ValueError, MemoryError):
        return None


def _essence(model: Any) -> bytes:
    """The model without its example, whose last digits are those of the machine that wrote it."""
    kept = [prop for prop in model.metadata_props if prop.key != EXAMPLE]
    essence = type(model)()
    essence.CopyFrom(model)
    del essence.metadata_props[:]
    essence.metadata_props.extend(kept)
    text: bytes = essence.SerializeToString(deterministic=True)
    return text
