"""Pipelines as models and code of other programs: one table of targets, one function that writes."""

import os
from collections.abc import Callable, Sequence

from workbench.document import Document
from workbench.export import numpy_code, onnx_model, paddle_code, pytorch_code
from workbench.export.lowering import ExportError, Lowered, lower
from workbench.writing import write_atomically, write_bytes

__all__ = ["TARGETS", "ExportError", "export", "exported"]

TARGETS: dict[str, Callable[[Lowered], bytes]] = {
    "onnx": onnx_model.written,
    "pytorch": pytorch_code.written,
    "paddle": paddle_code.written,
    "numpy": numpy_code.written,
}


def exported(document: Document, to: str, shape: Sequence[int] | None = None, *, is_open: bool = False) -> bytes:
    """The file's bytes. `shape` (N, C, H, W) is what it will read; None: colour photos of any size, where that fits.

    With `is_open` the shape tells of the channels alone, unless some step depends on the size.

    Raises ExportError, or PlanError where the pipeline does not fit the shape.
    """
    if to not in TARGETS:
        raise ExportError("There is no export to {0}; there are {1}.", to, ", ".join(TARGETS))
    return TARGETS[to](lower(document, shape, is_open=is_open))


def export(
    document: Document,
    to: str,
    shape: Sequence[int] | None,
    path: str | os.PathLike[str],
    *,
    is_open: bool = False,
) -> None:
    """Write the file in one step that fails whole or not at all; raises as `exported`, and SaveError."""
    data = exported(document, to, shape, is_open=is_open)
    write_atomically(path, lambda file: write_bytes(file, data), lambda place: place.read_bytes() == data)
