"""Saving results as pictures: how values become shades is chosen in words, and what was written is read back."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Literal

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from workbench.errors import LoadError, SaveError, shown
from workbench.photos import load_photo
from workbench.writing import write_atomically

__all__ = ["FORMATS", "MAPPINGS", "SaveError", "mapped", "save_picture"]

Mapping = Literal["clip", "min-max", "offset", "absolute"]
Format = Literal["png", "tiff", "jpeg", "webp", "npy"]

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

_BITS = {"png": (8, 16), "tiff": (8, 16, 32), "jpeg": (8,), "webp": (8,), "npy": (8, 16, 32)}
_LONGEST = {"jpeg": 65500, "webp": 16383}


def mapped(values: NDArray[np.float32], mapping: str, *, white: float = 255.0, bits: int = 8) -> NDArray[Any]:
    """Values (C, h, w) as whole numbers of 8 or 16 bits, rounded to the nearest; NaN becomes 0."""
    top = (1 << bits) - 1
    result = np.empty(values.shape, np.uint8 if bits == 8 else np.uint16)
    low, high = _limits(values) if mapping == "min-max" else (0.0, white)
    scale = np.float32(top / (high - low)) if high > low else np.float32(0)
    for plane, target in zip(values, result, strict=True):  # one channel at a time: a third of the memory
        with np.errstate(over="ignore", invalid="ignore"):
            if mapping == "absolute":
                shade = np.abs(plane) * scale
            elif mapping == "offset":
                shade = (plane + np.float32(white / 2)) * scale
            else:
                shade = (plane - np.float32(low)) * scale
            np.clip(shade, 0, top, out=shade)
            np.nan_to_num(shade, copy=False, nan=0.0)
            target[...] = np.rint(shade, out=shade)
    return result


def _limits(values: NDArray[np.float32]) -> tuple[float, float]:
    finite = np.isfinite(values)
    if not finite.any():
        return 0.0, 0.0
    return (
        float(np.min(values, initial=np.inf, where=finite)),
        float(np.max(values, initial=-np.inf, where=finite)),
    )


def save_picture(
    path: str | os.PathLike[str],
    values: NDArray[np.float32],
    *,
    format: Format,
    mapping: Mapping = "clip",
    white: float = 255.0,
    bits: int = 8,
) -> None:
    """Write a map or a colour picture, (C, h, w) float32, in one step that fails whole or not at all.

    `white` is the value shown white. 32-bit TIFF and NPY hold the values as they are, unmapped. PNG, JPEG and WebP
    take 1 or 3 channels; a TIFF of another number has one page for each. Raises SaveError.
    """
    name = shown(path)
    _refuse_unfit(name, values, format, mapping, bits)
    is_raw = format == "npy" or bits == 32
    shades = np.ascontiguousarray(values) if is_raw else mapped(values, mapping, white=white, bits=bits)
    if format == "npy":
        write_atomically(path, lambda file: np.save(file, shades), lambda place: _same(np.load(place), shades))
        return
    is_stack = len(shades) not in (1, 3)
    picture = shades if is_stack else shades[0] if len(shades) == 1 else np.ascontiguousarray(np.moveaxis(shades, 0, 2))
    write = _writer(format, picture, is_stack)

    def check(place: Path) -> bool:
        if is_stack:
            return _same(tifffile.imread(place), picture)
        try:
            found = load_photo(place).pixels
        except LoadError:
            return False
        return found.shape == picture.shape if format == "jpeg" else _same(found, picture)

    write_atomically(path, write, check)


def _refuse_unfit(name: str, values: NDArray[np.float32], kind: str, mapping: str, bits: int) -> None:
    if kind not in FORMATS or mapping not in MAPPINGS:
        known = ", ".join((*FORMATS, *MAPPINGS))
        raise SaveError(f"{name} was not written: format {kind} or mapping {mapping} is not one of {known}.")
    if bits not in _BITS[kind]:
        allowed = " or ".join(map(str, _BITS[kind]))
        raise SaveError(f"{name} was not written: {kind} holds {allowed} bits a channel, not {bits}.")
    if values.ndim != 3 or not values.size:
        raise SaveError(f"{name} was not written: there is nothing to save in a map of shape {values.shape}.")
    if kind in ("png", "jpeg", "webp") and len(values) not in (1, 3):
        raise SaveError(
            f"{name} was not written: {kind} holds 1 or 3 channels and the result has {len(values)}. "
            "Save it as tiff or npy, or save one map."
        )
    longest = max(values.shape[1:])
    if longest > _LONGEST.get(kind, longest):
        raise SaveError(f"{name} was not written: {kind} is at most {_LONGEST[kind]} pixels long, not {longest}.")


def _writer(kind: str, picture: NDArray[Any], is_stack: bool) -> Callable[[BinaryIO], None]:
    def write_tiff(file: BinaryIO) -> None:
        photometric = "rgb" if picture.ndim == 3 and not is_stack else "minisblack"
        level = {"compression": "zlib", "predictor": True} if picture.dtype.kind == "u" else {}
        tifffile.imwrite(file, picture, photometric=photometric, metadata=None, **level)

    def write_other(file: BinaryIO) -> None:
        if picture.dtype == np.uint16:
            file.write(imagecodecs.png_encode(picture))
        elif kind == "png":
            Image.fromarray(picture).save(file, "PNG", compress_level=4)
        elif kind == "jpeg":
            Image.fromarray(picture).save(file, "JPEG", quality=95, subsampling=0)
        else:
            Image.fromarray(picture).save(file, "WEBP", lossless=True, exact=True)

    return write_tiff if kind == "tiff" else write_other


def _same(found: NDArray[Any], wanted: NDArray[Any]) -> bool:
    """Equal in every value; WebP has no gray, so three equal channels count as one."""
    if found.ndim == 3 and wanted.ndim == 2:
        found = found[..., 0]
    if found.shape != wanted.shape or found.dtype != wanted.dtype:
        return found.size == wanted.size and found.dtype == wanted.dtype and _same(found.reshape(wanted.shape), wanted)
    return bool(np.array_equal(found, wanted, equal_nan=wanted.dtype.kind == "f"))
