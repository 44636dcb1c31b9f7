"""The only home of values becoming colours: arrays to QImage and QPixmap, and the levels that say which value is white.

What is shown is never what is saved: values stay float32 in their frames, and everything here returns new pictures.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from filters import bands
from filters.windows import around
from ui import theme, tints
from workbench.diverging import ENTRIES, NAN_COLOR
from workbench.levels import (
    Levels,
    Values,
    auto_levels,
    counted_levels,
    levels_of,
    levels_of_means,
    photo_levels,
    placed,
    steadied,
)

__all__ = [
    "NAN_COLOR", "Levels", "auto_levels", "counted_levels", "heat", "image", "kernel_picture", "levels_of",
    "levels_of_means", "moved", "photo_levels", "steadied", "thumbnail", "to_array",
]  # fmt: skip

NAN_ENTRY = 511
"""The entry of the packed map behind its colours."""
AT_A_TIME = 1 << 17
"""About so many values stay in the cache on their way to colours."""
ALONE = 8.0
"""A weight so many times as large as every other stands alone."""


def image(values: Values, levels: Levels) -> QImage:
    """Draw (h, w) values, or (h, w, 3) colours, as a picture of the same size that owns its pixels.

    All pictures are RGB32, which Qt paints without another conversion.
    """
    height, width = values.shape[:2]
    if not height or not width:
        return QImage()
    is_mapped = values.ndim == 2 and levels.is_signed
    pixels = np.empty(values.shape, np.uint32 if is_mapped else np.uint8)
    nans = None
    for rows in (slice(*span) for span in bands.split(height, AT_A_TIME // values[0].size)):
        places, lost = placed(values[rows], levels)
        if is_mapped:
            if lost is not None:
                places[lost] = NAN_ENTRY
            np.take(_packed_map(), places.astype(np.intp), out=pixels[rows], mode="clip")
            continue
        pixels[rows] = places
        if lost is not None:
            nans = np.zeros((height, width), bool) if nans is None else nans
            nans[rows] = lost if lost.ndim == 2 else lost.any(axis=2)
    if is_mapped:
        return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
    kind = QImage.Format.Format_RGB888 if values.ndim == 3 else QImage.Format.Format_Grayscale8
    made = QImage(pixels.data, width, height, pixels.strides[0], kind).convertToFormat(QImage.Format.Format_RGB32)
    return made if nans is None else _with_nans(made, nans)


def moved(values: Values, levels: Levels, before: QImage, down: int, right: int) -> QImage:
    """As `image`, where `before` is the picture of the same map so many rows and columns further down and right."""
    height, width = values.shape[:2]
    rows = slice(max(down, 0), min(down + before.height(), height))
    columns = slice(max(right, 0), min(right + before.width(), width))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return image(values, levels)
    made = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(made)
    painter.drawImage(right, down, before)
    for own in around(rows, columns):
        painter.drawImage(own[1].start or 0, own[0].start or 0, image(values[own], levels))
    painter.end()
    return made


def heat(sizes: Values, top: float) -> QImage:
    """Sizes (h, w) from 0 to `top` as a glow to be laid over a picture: nothing at 0, the map's warm end at `top`."""
    height, width = sizes.shape
    is_known = 0 < top < np.inf
    share = np.nan_to_num(np.clip(sizes / np.float32(top), 0, 1)) if is_known else np.zeros_like(sizes)
    colours = tints.diverging()[(255 + np.round(255 * np.maximum(share, 0.35))).astype(np.intp)]
    pixels = np.dstack([colours[..., ::-1], np.round(220 * np.sqrt(share)).astype(np.uint8)])
    made = QImage(np.ascontiguousarray(pixels).data, width, height, 4 * width, QImage.Format.Format_ARGB32)
    return made.copy()


def kernel_picture(weights: Values, largest: float | None = None) -> QImage:
    """Draw the weights (rows, columns) of a kernel as a picture of the same size, tinted as its cells are.

    Without a `largest` one weight far above all others, such as the middle of an unsharp mask, does not leave them
    without a tint.
    """
    rows, columns = weights.shape
    known = np.nan_to_num(weights)
    if largest is None:
        second, first = np.sort(np.append(np.abs(known), 0))[-2:]
        largest = float(second if 0 < ALONE * second < first else first)
    depth = tints.cell_depth(known, largest or 1.0)
    packed = _packed_map()[np.round((depth + 1) / 2 * (ENTRIES - 1)).astype(np.intp)]
    packed[depth == 0] = theme.color("cell").rgb()
    return QImage(packed.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


@lru_cache(maxsize=2)
def _packed(name: str) -> NDArray[np.uint32]:
    table = tints.diverging().astype(np.uint32)
    packed = 0xFF000000 | table[:, 0] << 16 | table[:, 1] << 8 | table[:, 2]
    return np.append(packed, np.uint32(0xFF000000 | int(NAN_COLOR[1:], 16))).astype(np.uint32)


def _packed_map() -> NDArray[np.uint32]:
    """The diverging map of the theme as 0xffRRGGBB, with the colour of NaN as its entry 511."""
    return _packed(theme.current().name)


def _with_nans(made: QImage, nans: NDArray[np.bool_]) -> QImage:
    overlay = np.where(nans, np.uint32(0xFF000000 | int(NAN_COLOR[1:], 16)), np.uint32(0)).astype(np.uint32)
    height, width = nans.shape
    painter = QPainter(made)
    painter.drawImage(0, 0, QImage(overlay.data, width, height, 4 * width, QImage.Format.Format_ARGB32))
    painter.end()
    return made


def thumbnail(values: Values, size: int, ratio: float, *, levels: Levels, is_whole: bool = False) -> QPixmap:
    """A square picture of `size` device-independent pixels: filled, or with `is_whole` all of the map, centred."""
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    if min(values.shape[:2], default=0) > 0:
        drawn = image(values, levels)
        side = (max if is_whole else min)(drawn.width(), drawn.height())
        scale = made.width() / side
        area = QRectF(0, 0, drawn.width() * scale, drawn.height() * scale)
        area.moveCenter(QPointF(made.width() / 2, made.height() / 2))
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        painter.drawImage(area, drawn)
        painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def to_array(picture: QImage) -> NDArray[np.uint8]:
    """A pasted picture as (h, w, 3) or (h, w, 4) bytes, as its file would give them."""
    kind = QImage.Format.Format_RGBA8888 if picture.hasAlphaChannel() else QImage.Format.Format_RGB888
    converted = picture.convertToFormat(kind)
    depth = 4 if picture.hasAlphaChannel() else 3
    rows = np.frombuffer(converted.constBits(), np.uint8).reshape(converted.height(), converted.bytesPerLine())
    return rows[:, : converted.width() * depth].reshape(converted.height(), converted.width(), depth).copy()
