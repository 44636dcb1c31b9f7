"""Saving results as pictures: how values become shades is chosen in words, and what was written is read back.

A result goes out band by band, so that its size does not matter: only JPEG and WebP are put together in memory.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.bands import CancelToken
from filters.records import dataclass
from workbench.errors import SaveError, shown
from workbench.memory import available_memory
from workbench.picture_files.encoders import ENCODERS, Fingerprint, Sheet
from workbench.picture_files.maps import BLOCK_VALUES, Maps, Survey
from workbench.writing import write_atomically

__all__ = ["FORMATS", "MAPPINGS", "SaveError", "Saving", "mapped", "save_maps", "save_picture"]

Progress = Callable[[float], None]

_SHADES = np.int16(0), np.int16(255)
"""As NumPy's own numbers, for which np.clip looks up no limits."""

MAPPINGS: dict[str, str] = {
    "clip": "Clip: 0 is black and white is white; what lies outside is cut off",
    "min-max": "Min-max: the least value is black, the largest white",
    "offset": "Offset: 0 is middle gray; half of white is added, then clipped",
    "absolute": "Absolute: minus signs are dropped, then clipped",
}
FORMATS: dict[str, tuple[str, ...]] = {
    "png": (".png",),
    "tiff": (".tif", ".tiff"),
    "jpeg": (".jpg", ".jpeg"),
    "webp": (".webp",),
    "npy": (".npy",),
}
"""Formats and their endings."""

SHEET_SIZES = (96, 192, 384)
"""How large each map of a contact sheet may be drawn."""

FLOAT_BITS = 32
_BITS = {"png": (8, 16), "tiff": (8, 16, FLOAT_BITS), "jpeg": (8,), "webp": (8,), "npy": (8, 16, FLOAT_BITS)}
_LONGEST = {"jpeg": 65500, "webp": 16383, "png": 0x7FFFFFFF}
_IN_MEMORY = ("jpeg", "webp")
MEMORY_FOR_MAPS = 512 << 20
"""Bytes of several maps that are held at once on their way into a file each."""


@dataclass(frozen=True)
class Saving:
    """How maps become a file. `white` is the value shown white; 32-bit TIFF and NPY hold the values as they are.

    `limits` are the least and largest value for min-max where they are known; `exif` and `pipeline` go beside the
    pixels where the format has room for them.
    """

    format: str = "png"
    bits: int = 8
    mapping: str = "clip"
    white: float = 255.0
    limits: tuple[float, float] | None = None
    exif: bytes = b""
    pipeline: bytes = b""

    @property
    def is_raw(self) -> bool:
        """Whether the values are written as they are."""
        return self.format == "npy" or self.bits == FLOAT_BITS

    @property
    def dtype(self) -> np.dtype[Any]:
        """What one value becomes."""
        return np.dtype(np.float32 if self.is_raw else np.uint8 if self.bits == 8 else np.uint16)


def mapped(values: NDArray[Any], how: Saving, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """Values (..., h, w) as whole numbers of 8 or 16 bits, rounded to the nearest; NaN becomes 0. Raw ones stay.

    They are float32, or int16 where a step gives whole numbers alone. The result is `out`, or lies in memory as the
    values do. Min-max takes `how.limits`, or those of the values given.
    """
    if how.is_raw:
        if out is None:
            return values
        np.copyto(out, values)
        return out
    low, high = 0.0, how.white
    if how.mapping == "min-max":
        low, high = how.limits or Survey.over(Maps.of(values), how.white).limits(range(len(values)))
    elif how.mapping == "offset":
        low, high = -high / 2, high / 2
    top = np.float32((1 << how.bits) - 1)
    scale = float(top) / (high - low) if high > low else 0.0
    result = np.empty_like(values, how.dtype) if out is None else out
    is_whole = values.dtype.kind == "i" and how.bits == 8 and how.mapping != "absolute" and (low, scale) == (0.0, 1.0)

    def work(span: tuple[int, int]) -> None:
        rows = (..., slice(*span), slice(None))
        own = values[rows]
        if is_whole:
            np.clip(own, *_SHADES, out=result[rows], dtype=np.int16, casting="unsafe")
            return
        shade = bands.scratch("shade", own.shape)
        if how.mapping == "absolute":
            own = np.abs(own, out=shade)
        if low:
            own = np.subtract(own, np.float32(low), out=shade)
        if scale != 1:
            own = np.multiply(own, np.float32(scale), out=shade)
        least, most = own.min(initial=0), own.max(initial=0)  # NaN, where there is one
        if not (least >= 0 and most <= top):
            own = np.clip(own, np.float32(0), top, out=shade)
        np.rint(own, out=shade)
        if np.isnan(most):
            np.nan_to_num(shade, copy=False, nan=0.0)
        np.copyto(result[rows], shade, casting="unsafe")

    height, row = values.shape[-2], max(values.size // values.shape[-2], 1)
    bands.run(bands.split(height, max(1, BLOCK_VALUES // row)), work)
    return result


def save_picture(
    path: str | os.PathLike[str],
    maps: Maps,
    how: Saving,
    *,
    cancel: CancelToken | None = None,
    progress: Progress | None = None,
) -> None:
    """Write maps as one file, in one step that fails whole or not at all; raises SaveError, Cancelled.

    PNG, JPEG and WebP take 1 or 3 maps; a TIFF of another number has one page for each. `progress` gets 0 to 1.
    """
    name = shown(path)
    _refuse_unfit(name, maps.shape, how)
    share = progress or _ignore
    if how.mapping == "min-max" and not how.is_raw and how.limits is None:
        found = Survey.over(maps.followed(cancel, lambda part: share(part / 2)), how.white)
        how = replace(how, limits=found.limits(range(maps.shape[0])))
        share = _second_half(share)
    followed = maps.followed(cancel, share)
    sheet = Sheet(maps.shape, how.dtype, how.exif, how.pipeline if how.format == "png" else b"")
    write, read = ENCODERS[how.format]
    written: list[Fingerprint] = []
    write_atomically(
        path,
        lambda file: written.append(write(file, sheet, followed.finished(partial(mapped, how=how), how.dtype))),
        lambda place: read(place, sheet) == written[0],
    )


def save_maps(
    paths: Sequence[Path],
    maps: Maps,
    how: Saving,
    *,
    cancel: CancelToken | None = None,
    progress: Progress | None = None,
) -> None:
    """Write every map into a file of its own. As many are computed at once as fit in memory; raises as save_picture."""
    channels, height, width = maps.shape
    for path in paths:
        _refuse_unfit(shown(path), (1, height, width), how)
    held = max(1, min(MEMORY_FOR_MAPS, available_memory() // 4) // max(4 * height * width, 1))
    groups = [range(channels)[start : start + held] for start in range(0, channels, held)]
    for number, group in enumerate(groups):

        def share(part: float, number: int = number) -> None:
            (progress or _ignore)((number + part) / len(groups))

        whole = np.empty((len(group), height, width), np.float32)
        row = 0
        for band in maps.followed(cancel, share).only(group).bands():
            whole[:, row : row + band.shape[1]] = band
            row += band.shape[1]
        for channel, values in zip(group, whole, strict=True):
            save_picture(paths[channel], Maps.of(values[None]), how, cancel=cancel)


def _ignore(part: float) -> None:
    """Nobody follows."""


def _second_half(share: Progress) -> Progress:
    return lambda part: share(0.5 + part / 2)


def _refuse_unfit(name: str, shape: tuple[int, ...], how: Saving) -> None:
    kind = how.format
    if kind not in FORMATS or how.mapping not in MAPPINGS:
        known = ", ".join((*FORMATS, *MAPPINGS))
        raise SaveError(
            "{0} was not written: format {1} or mapping {2} is not one of {3}.", name, kind, how.mapping, known
        )
    if how.bits not in _BITS[kind]:
        allowed = " or ".join(map(str, _BITS[kind]))
        raise SaveError("{0} was not written: {1} holds {2} bits a channel, not {3}.", name, kind, allowed, how.bits)
    if not prod(shape):
        raise SaveError("{0} was not written: there is nothing to save in a map of shape {1}.", name, shape)
    if kind in ("png", "jpeg", "webp") and shape[0] not in (1, 3):
        raise SaveError(
            "{0} was not written: {1} holds 1 or 3 channels and the result has {2}. Save it as tiff or npy, or save "
            "one map.",
            name,
            kind,
            shape[0],
        )
    longest = max(shape[1:])
    if longest > _LONGEST.get(kind, longest):
        raise SaveError(
            "{0} was not written: {1} is at most {2} pixels long, not {3}.", name, kind, _LONGEST[kind], longest
        )
    needed, free = 2 * prod(shape) if kind in _IN_MEMORY else 0, available_memory()
    if needed > free:
        raise SaveError(
            "{0} was not written: {1} needs about {2:.1f} GB of memory and {3:.1f} GB are free. Save it as png or "
            "tiff, which go out in bands.",
            name,
            kind,
            needed / 1e9,
            free / 1e9,
        )
