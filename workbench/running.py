"""From a name and a picture to numbers: what commands and Python callers share with the window's evaluator."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters.bands import CancelToken
from workbench.document import Document
from workbench.errors import PipelineError, WorkbenchError
from workbench.evaluation.banded import Bands
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation, evaluate
from workbench.memory import available_memory
from workbench.picture_files.maps import Maps
from workbench.picture_files.metadata import carried_pipeline
from workbench.picture_files.photos import load_photo, photo_of
from workbench.picture_files.pictures import Saving, save_picture
from workbench.pipeline_file import read_pipeline
from workbench.plan import Plan, plan
from workbench.presets import PRESETS, load_preset
from workbench.sources import Photo, Source

Picture = str | os.PathLike[str] | NDArray[Any]


def load(pipeline: str | os.PathLike[str]) -> Document:
    """The pipeline in a file, its own, an ONNX model or a PNG that carries one, or the preset of that id.

    Raises PipelineError, ModelError.
    """
    known = isinstance(pipeline, str) and any(preset.id == pipeline for preset in PRESETS)
    if known and not Path(pipeline).exists():
        return load_preset(str(pipeline))
    if Path(pipeline).suffix.lower() == ".onnx":
        from workbench.imports import read_onnx  # noqa: PLC0415 - the window opens sooner without it

        return read_onnx(pipeline).document
    try:
        carried = carried_pipeline(Path(pipeline))
        return read_pipeline(pipeline) if carried is None else carried
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
    _refuse_beyond_memory(4 * prod(planned[name].shape or ()))
    found: NDArray[np.float32] = evaluate(planned, source, name, cancel=cancel, progress=progress)[0]
    return found.reshape(*found.shape, *(1,) * (3 - found.ndim))


def maps_of(planned: Plan, source: Source, step: str, *, image: int = 0, cancel: CancelToken | None = None) -> Maps:
    """The same values as maps to be saved, computed a band of rows at a time in memory that does not grow with them.

    Of a batch they are those of one `image`. Raises PlanError, and WorkbenchError where a step that needs its whole
    input at once would not fit in memory.
    """
    planned.require(step)
    shape = planned[step].shape or ()
    _refuse_beyond_memory(_held_whole(planned, step))
    channels, height, width = (*shape[1:], 1, 1)[:3]

    def shaped(bands: Iterable[NDArray[Any]]) -> Iterator[NDArray[Any]]:
        for values in bands:
            band = values[image]
            yield band.reshape(*band.shape, *(1,) * (3 - band.ndim))

    def whole() -> Bands:
        return Evaluation(planned, source, Cache(), cancel).bands(step)

    return Maps(
        (channels, height, width), lambda: shaped(whole()), lambda finish, dtype: shaped(whole().through(finish, dtype))
    )


def _held_whole(planned: Plan, step: str) -> int:
    """Bytes of the largest map, with what is made of it, that a step before or at `step` needs all at once."""
    return max(
        4 * sum(prod(planned[name].shape or ()) for name in (row.id, *row.inputs))
        if row.is_whole and row.step is not None and row.step.kind != "batch_norm"
        else 0
        for row in planned.way(step)
    )


def _refuse_beyond_memory(needed: int) -> None:
    free = available_memory()
    if needed > free:
        raise WorkbenchError(
            "The result needs {0:.1f} GB of memory and {1:.1f} GB are free. Use a smaller photo.",
            needed / 1e9,
            free / 1e9,
        )


def run_file(
    document: Document,
    source: Path,
    target: Path,
    how: Saving,
    *,
    step: str | None = None,
    frame: int = 0,
    damaged: bool = False,
    keeps_metadata: bool = False,
    sheet: int = 0,
    cancel: CancelToken | None = None,
    progress: Callable[[float], None] | None = None,
) -> Photo:
    """Read one picture, compute one step of it in bands and write the result; answers with the photo as read.

    White is that of the document; of a file that is `damaged` what is left is read. With `sheet` it is a contact sheet
    of all maps, each at most so large. Raises LoadError, PlanError,
    SaveError, WorkbenchError, Cancelled.
    """
    photo = load_photo(source, frame, damaged=damaged)
    planned = plan(document, photo.shape)
    saved = planned.last if step is None else step
    maps = maps_of(planned, photo, saved, cancel=cancel)
    how = replace(how, white=document.white, exif=photo.exif if keeps_metadata else b"")
    if sheet:
        from workbench.picture_files.contact_sheet import captions_of, save_sheet  # noqa: PLC0415 - rarely needed

        followed = maps.followed(cancel, progress)
        save_sheet(target, followed, how, sheet, captions_of(planned, saved, photo.name), cancel=cancel)
        return photo
    save_picture(target, maps, how, cancel=cancel, progress=progress)
    return photo
