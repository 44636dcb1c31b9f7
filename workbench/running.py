"""From a name and a picture to numbers: what commands and Python callers share with the window's evaluator."""

import os
from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters.bands import CancelToken
from workbench.document import Document
from workbench.errors import PipelineError, WorkbenchError
from workbench.evaluate import evaluate
from workbench.memory import available_memory
from workbench.photos import load_photo, photo_of
from workbench.pipeline_file import read_pipeline
from workbench.plan import plan
from workbench.presets import PRESETS, load_preset
from workbench.sources import Source

Picture = str | os.PathLike[str] | NDArray[Any]


def load(pipeline: str | os.PathLike[str]) -> Document:
    """The pipeline in a file, its own or an ONNX model, or the preset of that id where there is no such file.

    Raises PipelineError, ModelError.
    """
    known = isinstance(pipeline, str) and any(preset.id == pipeline for preset in PRESETS)
    if known and not Path(pipeline).exists():
        return load_preset(str(pipeline))
    if Path(pipeline).suffix.lower() == ".onnx":
        from workbench.imports import read_onnx  # noqa: PLC0415 - the window opens sooner without it

        return read_onnx(pipeline).document
    try:
        return read_pipeline(pipeline)
    except PipelineError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            raise PipelineError("there is neither a file nor a preset of this name", "", str(pipeline)) from error
        raise


def run(document: Document, picture: Picture, *, step: str | None = None) -> NDArray[np.float32]:
    """The exact result of the last step, or of `step`, as float32 (C, H, W); (K, 1, 1) behind flatten.

    `picture` is a path, or an array (H, W) or (H, W, C) of uint8, uint16 or float32 whose white is 255, 65535 or 1.
    Raises LoadError, PlanError where the pipeline does not fit the picture, KeyError for an unknown step.
    """
    source = photo_of(picture) if isinstance(picture, np.ndarray) else load_photo(picture)
    return compute(document, source, step)


def compute(
    document: Document,
    source: Source,
    step: str | None = None,
    *,
    cancel: CancelToken | None = None,
    progress: Callable[[float], None] | None = None,
) -> NDArray[np.float32]:
    """The exact result on any source, as `run` gives it; refused where it would not fit in memory."""
    planned = plan(document, source.shape)
    name = planned.last if step is None else step
    planned.require(name)
    shape = planned[name].shape or ()
    needed, free = 4 * prod(shape), available_memory()
    if needed > free:
        raise WorkbenchError(
            f"The result needs {needed / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free. Use a smaller photo."
        )
    found: NDArray[np.float32] = evaluate(planned, source, name, cancel=cancel, progress=progress)[0]
    return found.reshape(*found.shape, *(1,) * (3 - found.ndim))
