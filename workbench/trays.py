"""A tray of photos of one size: each is cut to the smallest of all, or made smaller first so that little is cut off."""

from collections.abc import Sequence

import numpy as np

from workbench.errors import LoadError
from workbench.sources import Photo, Pixels, Tray

CROP, FIT = "crop", "fit"
MOST_PHOTOS = 64


def tray_of(photos: Sequence[Photo], how: str = CROP) -> Tray:
    """Put photos of any sizes on a tray, all of the smallest height and width among them.

    "crop" keeps the middle of each, pixel for pixel; "fit" first makes each as small as still fills the size. Gray
    photos among coloured ones get three equal channels. Raises LoadError for none, or for more than 64.
    """
    if not 1 <= len(photos) <= MOST_PHOTOS:
        raise LoadError("A tray holds 1 to {0} photos, not {1}.", MOST_PHOTOS, len(photos))
    height, width = (min(photo.shape[axis] for photo in photos) for axis in (2, 3))
    is_colour = any(photo.shape[1] > 1 for photo in photos)
    made = []
    for photo in photos:
        pixels = photo.pixels
        if is_colour and photo.shape[1] == 1:
            pixels = np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)
        if how == FIT:
            pixels = _shrunk(pixels, height, width)
        made.append(Photo(photo.name, _middle(pixels, height, width), photo.path, photo.notices))
    return Tray(tuple(made), tuple(photos), how)


def _middle(pixels: Pixels, height: int, width: int) -> Pixels:
    top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
    return np.ascontiguousarray(pixels[top : top + height, left : left + width])


def _shrunk(pixels: Pixels, height: int, width: int) -> Pixels:
    """As small as still covers the size; resampled in float32 and rounded where the photo holds whole numbers."""
    scale = max(height / pixels.shape[0], width / pixels.shape[1])
    if scale >= 1:
        return pixels
    from PIL import Image  # noqa: PLC0415 - the window opens sooner without it

    size = max(round(pixels.shape[1] * scale), width), max(round(pixels.shape[0] * scale), height)
    planes = pixels.reshape(*pixels.shape[:2], -1)
    smaller = np.stack(
        [
            np.asarray(Image.fromarray(planes[..., c].astype(np.float32)).resize(size, Image.Resampling.BOX))
            for c in range(planes.shape[2])
        ],
        axis=2,
    )
    if pixels.dtype.kind == "u":
        smaller = np.clip(np.round(smaller), 0, np.iinfo(pixels.dtype).max)
    return smaller.astype(pixels.dtype).reshape(*smaller.shape[:2], *pixels.shape[2:])
