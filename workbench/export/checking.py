"""Checking an exported ONNX model by the example that it carries, in ONNX Runtime or ONNX's own reference."""

import base64
import io
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from workbench.errors import Refused, WorkbenchError, reason, shown
from workbench.export.onnx_model import EXAMPLE
from workbench.ranges import RANGES
from workbench.reading import open_regular

SIZE_LIMIT = 1 << 30
TOLERANCE = 1e-5
"""Of the range of the expected values: how far a result may be off."""
_FATAL = 4
"""The fewest words that ONNX Runtime prints by itself."""


def check_model(path: str | os.PathLike[str]) -> tuple[str, float]:
    """Run the model on its example; answers with the name of what ran it and the largest difference.

    Raises WorkbenchError where the model carries no example, cannot be run, or computes something else.
    """
    name = shown(path)
    try:
        with open_regular(Path(path), SIZE_LIMIT) as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise WorkbenchError("{0} cannot be opened: {1}.", name, reason(error)) from error
    except Refused as error:
        raise WorkbenchError("{0} cannot be opened: {1}.", name, error) from error
    pixels, expected, white = _example(data, name)
    runner, found = _run(data, (pixels / np.float32(255 / white)).astype(np.float32), name)
    if found.shape != expected.shape:
        raise WorkbenchError(
            "{0}: the result in {1} is {2}, and {3} was expected.", name, runner, found.shape, expected.shape
        )
    difference = float(np.nanmax(np.abs(found - expected), initial=0.0))
    limit = TOLERANCE * max(1.0, float(np.abs(expected).max()))
    if not np.allclose(found, expected, rtol=0, atol=limit, equal_nan=True):
        raise WorkbenchError(
            "{0}: the result in {1} is off by {2:.3g}; {3:.1g} is allowed.", name, runner, difference, limit
        )
    return runner, difference


def _example(data: bytes, name: str) -> tuple[Any, Any, float]:
    try:
        import onnx  # noqa: PLC0415 - an extra: needed here alone
        from google.protobuf.message import DecodeError  # noqa: PLC0415
    except ImportError as error:
        raise WorkbenchError("ONNX needs the package onnx: pip install 'filter-workbench[onnx]'.") from error
    model = onnx.ModelProto()
    try:
        model.ParseFromString(data)
        facts = {prop.key: prop.value for prop in model.metadata_props}
        packed = io.BytesIO(base64.b64decode(facts[EXAMPLE]))
        if _is_of_others(model) or sum(one.file_size for one in zipfile.ZipFile(packed).infolist()) > SIZE_LIMIT:
            raise ValueError
        with np.load(packed, allow_pickle=False) as arrays:
            pixels, expected = arrays["input"], arrays["expected"]
        if (pixels.dtype, pixels.ndim, expected.dtype) != (np.uint8, 4, np.float32):
            raise ValueError
        return pixels, expected, RANGES[facts["filter-workbench.range"]]
    except DecodeError as error:
        raise WorkbenchError("{0} is not an ONNX model, or a damaged one.", name) from error
    except (
        AttributeError,
        TypeError,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        zlib.error,
        zipfile.BadZipFile,
    ) as error:
        raise WorkbenchError("{0} carries no example to check it by; it was not exported here.", name) from error


def _is_of_others(model: Any) -> bool:
    """Whether the model holds what none that is exported here does: data in other files, graphs inside nodes."""
    given = [attribute for node in model.graph.node for attribute in node.attribute]
    tensors = [*model.graph.initializer, *(attribute.t for attribute in given)]
    return any(tensor.data_location or len(tensor.external_data) for tensor in tensors) or any(
        attribute.HasField("g") or len(attribute.graphs) or len(attribute.tensors) for attribute in given
    )


def _run(data: bytes, values: Any, name: str) -> tuple[str, Any]:
    try:
        try:
            import onnxruntime  # noqa: PLC0415 - where it is installed
        except ImportError:
            from onnx.reference import ReferenceEvaluator  # noqa: PLC0415

            return "ONNX's reference", ReferenceEvaluator(data).run(None, {"photo": values})[0]
        options = onnxruntime.SessionOptions()
        options.log_severity_level = _FATAL  # what it has to say is said below
        session = onnxruntime.InferenceSession(data, options)
        return "ONNX Runtime", np.asarray(session.run(None, {"photo": values})[0], np.float32)
    except Exception as error:  # both raise all sorts; each becomes one sentence
        words = " ".join(str(error).split()).rstrip(".")
        raise WorkbenchError(
            "{0} cannot be run: {1}.", name, words if len(words) < 300 else f"{words[:300]}..."
        ) from error
