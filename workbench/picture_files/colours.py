"""From whatever a file holds to gray or RGB in sRGB, upright: alpha, CMYK, colour profiles and the EXIF turn.

Policy: alpha is dropped and the colour beneath it kept as stored; every change of values is told in a notice.
"""

import io
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from filters.words import Words
from workbench.errors import Refused

Pixels = NDArray[Any]

_SRGB_MARKS = ("srgb", "iec61966")


def upright(pixels: Pixels, orientation: object) -> Pixels:
    """Turn as EXIF orientation 1 to 8 asks; anything else is no turn."""
    turned = {
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1),
        6: lambda a: a.swapaxes(0, 1)[:, ::-1],
        7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
        8: lambda a: a.swapaxes(0, 1)[::-1],
    }
    return turned[orientation](pixels) if isinstance(orientation, int) and orientation in turned else pixels


def to_known_dtype(pixels: Pixels, bits: int, notices: list[str]) -> Pixels:
    """uint8, uint16 or float32; integers of fewer `bits` than their dtype are spread over its range."""
    kind, top = pixels.dtype.kind, (1 << bits) - 1
    if kind == "b":
        notices.append(Words("Black and white (1 bit): read as 0 and 255."))
        return pixels.astype(np.uint8) * np.uint8(255)
    if kind == "u" and bits <= 16:
        target: type[np.uint8] | type[np.uint16] = np.uint8 if bits <= 8 else np.uint16
        whole = np.iinfo(target).max
        if top == whole:
            return pixels.astype(target, copy=False)
        notices.append(Words("{0}-bit values: spread over 0 to {1}.", bits, whole))
        return ((pixels.astype(np.uint32) * whole + top // 2) // top).astype(target)
    if kind == "f":
        if pixels.dtype.itemsize > 4:
            notices.append(Words("64-bit numbers: rounded to 32 bits."))
        with np.errstate(over="ignore"):
            found = pixels.astype(np.float32, copy=False)
        _tell_range(found, notices)
        return found
    if kind in "ui":
        notices.append(
            Words("{0} values: divided by {1}, so that white is 1.", pixels.dtype.name, np.iinfo(pixels.dtype).max)
        )
        return (pixels / np.float64(np.iinfo(pixels.dtype).max)).astype(np.float32)
    raise Refused("it holds {0} values, not numbers a picture can have", pixels.dtype)


def _tell_range(values: Pixels, notices: list[str]) -> None:
    finite = np.isfinite(values)
    if not finite.all():
        notices.append(Words("{0} values are NaN or infinite; they are kept.", values.size - int(finite.sum())))
    low = float(np.min(values, initial=np.inf, where=finite))
    high = float(np.max(values, initial=-np.inf, where=finite))
    if finite.any() and (low < 0 or high > 1):
        notices.append(
            Words("Values reach from {0:g} to {1:g}; 1 is taken as white and nothing is cut off.", low, high)
        )


def drop_alpha(pixels: Pixels, colours: int, notices: list[str]) -> Pixels:
    """Keep the first `colours` channels; say so where what goes was not all opaque."""
    if pixels.ndim == 2 or pixels.shape[2] <= colours:
        return pixels
    extra = pixels[..., colours:]
    opaque = np.iinfo(pixels.dtype).max if pixels.dtype.kind == "u" else 1
    if extra.shape[2] == 1 and bool((extra == opaque).all()):
        return pixels[..., :colours]
    if extra.shape[2] == 1:
        notices.append(Words("Transparency was dropped; the colours beneath it are kept as stored."))
    else:
        notices.append(Words("{0} bands: only the first {1} are shown.", pixels.shape[2], colours))
    return pixels[..., :colours]


def cmyk_to_rgb(pixels: Pixels, icc: bytes | None, notices: list[str]) -> Pixels:
    """CMYK (H, W, 4), full ink at the top of the dtype, to RGB: through its profile, else by the plain product."""
    if icc and pixels.dtype == np.uint8:
        from PIL import ImageCms  # noqa: PLC0415 - pictures without a profile open sooner

        try:
            found = _transform(Image.fromarray(np.ascontiguousarray(pixels), "CMYK"), icc)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            notices.append(Words("The CMYK colour profile is broken and was not used."))
        else:
            notices.append(Words("CMYK inks were turned into sRGB through the file's profile."))
            return found
    notices.append(Words("CMYK inks were turned into RGB without a profile; colours are rough."))
    top = np.iinfo(pixels.dtype).max
    light = top - pixels[..., :3].astype(np.uint64)
    black = top - pixels[..., 3:4].astype(np.uint64)
    return ((light * black + top // 2) // top).astype(pixels.dtype)


def to_srgb(pixels: Pixels, icc: bytes | None, notices: list[str]) -> Pixels:
    """Gray or RGB through the file's ICC profile to sRGB; a profile that cannot be used is a notice, never an error."""
    if not icc:
        return pixels
    from PIL import ImageCms  # noqa: PLC0415

    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        name = ImageCms.getProfileDescription(profile).strip() or "unnamed"
        if any(mark in name.lower() for mark in _SRGB_MARKS):
            return pixels
        if pixels.dtype == np.uint8:
            found = _transform(Image.fromarray(np.ascontiguousarray(pixels)), icc)
            found = found if pixels.ndim == 3 else found[..., 0]
        elif pixels.dtype == np.uint16 and pixels.ndim == 3:
            srgb = imagecodecs.cms_profile("srgb")
            whole = np.ascontiguousarray(pixels)
            found = imagecodecs.cms_transform(whole, icc, srgb, colorspace="rgb", outcolorspace="rgb")
        else:
            notices.append(Words("The colour profile “{0}” was not applied: the values are kept as stored.", name))
            return pixels
    except (ImageCms.PyCMSError, imagecodecs.CmsError, OSError, ValueError, TypeError):
        notices.append(Words("The colour profile is broken; the values are read as sRGB."))
        return pixels
    notices.append(Words("Colours were turned from “{0}” into sRGB.", name))
    return found


def _transform(picture: Image.Image, icc: bytes) -> Pixels:
    """`picture` from its profile to 8-bit sRGB (H, W, 3)."""
    from PIL import ImageCms  # noqa: PLC0415

    source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return np.asarray(turned)
