"""What a lesson reads, as its file names it: numbers in full, samples by their ids, or a bare shape."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from workbench.errors import LessonError
from workbench.presets import samples
from workbench.sources import BareShape, NumberGrid, Photo, Source, Tray
from workbench.trays import tray_of

LARGEST_INLINE = 64 * 64 * 3
"""How many numbers of a photo a lesson file may hold; a larger photo is named by its sample."""


def listed(raw: object, path: str) -> list[Any]:
    """A list of the file; raises LessonError."""
    if not isinstance(raw, list):
        raise LessonError("{0}: it must be a list.", path)
    return raw


def whole(raw: object, path: str) -> int:
    """A whole number of the file, at least -1; raises LessonError."""
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < -1:
        raise LessonError("{0}: it must be a whole number.", path)
    return raw


def checked_source(raw: object) -> Mapping[str, Any]:
    """A source as a lesson file names it; raises LessonError with the JSON path."""
    kinds = ("numbers", "table", "samples", "shape")
    if not isinstance(raw, dict) or len(raw) != 1 or next(iter(raw)) not in kinds:
        raise LessonError("$.source: it is one of {0}.", ", ".join(kinds))
    kind, given = next(iter(raw.items()))
    found = listed(given, f"$.source.{kind}")
    known = {sample.id for sample in samples()}
    if kind == "samples" and (not found or not set(map(str, found)) <= known):
        raise LessonError("$.source.samples: it names some of {0}.", ", ".join(sorted(known)))
    if kind == "shape" and (len(found) != 4 or min((whole(n, "$.source.shape") for n in found), default=0) < 1):
        raise LessonError("$.source.shape: it is N, C, H, W, each at least 1.")
    if kind in ("numbers", "table"):
        try:
            _grid(kind, found)
        except (ValueError, TypeError) as error:
            raise LessonError("$.source.{0}: it must be rows of numbers of one length.", kind) from error
    return {kind: found}


def _grid(kind: str, given: Sequence[Any]) -> NumberGrid:
    values = np.array(given, np.float32)
    return NumberGrid.table(values) if kind == "table" else NumberGrid(values)


def opened(source: Mapping[str, Any]) -> Source:
    """What a lesson names. Raises LoadError where a sample cannot be read."""
    kind, given = next(iter(source.items()))
    if kind in ("numbers", "table"):
        return _grid(kind, given)
    if kind == "shape":
        return BareShape(*given)
    paths = {sample.id: sample.path for sample in samples()}
    from workbench.picture_files.photos import load_photo  # noqa: PLC0415 - its decoders are not loaded with the window

    photos = [load_photo(paths[name]) for name in given]
    return photos[0] if len(photos) == 1 else tray_of(photos)


def source_data(source: Source) -> Mapping[str, Any]:
    """How a lesson names a source: numbers in full, a sample by its id, a small photo as numbers.

    Raises LessonError where a photo is too large and is no sample.
    """
    if isinstance(source, NumberGrid):
        return {"numbers": source.values.tolist()}
    if isinstance(source, BareShape):
        return {"shape": list(source.shape)}
    photos = source.originals if isinstance(source, Tray) else (source,)
    by_path = {sample.path: sample.id for sample in samples()}
    names = [by_path.get(photo.path) if isinstance(photo, Photo) and photo.path else None for photo in photos]
    if all(names):
        return {"samples": names}
    count = int(np.prod(source.shape))
    if count > LARGEST_INLINE:
        raise LessonError(
            "A lesson holds photos of at most {0} numbers, not {1}. Open a sample or type numbers, then save the "
            "lesson.",
            LARGEST_INLINE,
            count,
        )
    whole = source.region(np.arange(source.shape[2]), np.arange(source.shape[3]), source.white)
    return {"numbers": whole.tolist()}
