"""The only home of values becoming colours: arrays to QImage and QPixmap, and the levels that say which value is white.

What is shown is never what is saved: values stay float32 in their frames, and everything here returns new pictures.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from ui import theme
from ui.numbers import rounded
from workbench.frames import StatisticsFrame

Values = NDArray[np.float32]
NAN_COLOR = "#b14fd8"
"""A colour on neither arm of the diverging map, of no gray and of no refusal."""

NAN_ENTRY = 511
"""The entry of the packed map behind its colours."""

SIGNED_SHARE, UNSIGNED_SHARE = 0.97, 0.995
ENOUGH = 1 << 15
"""Of more values than this, automatic levels look at every n-th."""

STEADY = 1.3
"""Automatic levels stay while what is wanted lies within this factor: a drag must not make the picture pump."""


@dataclass(frozen=True)
class Levels:
    """The values drawn darkest and brightest; below 0 at `low` means the diverging map, symmetric about 0."""

    low: float
    high: float

    @property
    def is_signed(self) -> bool:
        """Whether the diverging map is used."""
        return self.low < 0

    @property
    def words(self) -> str:
        """The range as the heads write it: "0–255" or "±620"."""
        return f"±{rounded(self.high)}" if self.is_signed else f"{rounded(self.low)}–{rounded(self.high)}"

    def position(self, value: float) -> float:
        """Where a value lies on the map: -1 .. 1 when signed, 0 .. 1 when not."""
        span = self.high if self.is_signed else self.high - self.low
        low = -1.0 if self.is_signed else 0.0
        base = 0.0 if self.is_signed else self.low
        return min(max((value - base) / span, low), 1.0)


def photo_levels(white: float) -> Levels:
    """Levels of a photo: 0 is black, the white of its range is white."""
    return Levels(0.0, white)


def auto_levels(values: Values) -> Levels:
    """Levels that suit a sample of values; NaN and infinities are left out."""
    values = values.ravel()[:: max(1, values.size // ENOUGH)]
    finite = values[np.isfinite(values)]
    if not finite.size:
        return Levels(0.0, 1.0)
    if finite.min() < 0:
        high = _two_figures(float(np.quantile(np.abs(finite), SIGNED_SHARE)) or float(np.abs(finite).max()))
        return Levels(-high, high)
    return Levels(0.0, _two_figures(float(np.quantile(finite, UNSIGNED_SHARE)) or float(finite.max())))


def counted_levels(counts: Values, edges: Values, low: float, high: float) -> Levels:
    """The same levels from a histogram of a whole map, whose smallest and largest values are `low` and `high`."""
    total = float(counts.sum())
    if not total or not np.isfinite(edges).all():
        return Levels(0.0, 1.0)
    is_signed = low < 0
    sizes = np.maximum(np.abs(edges[:-1]), np.abs(edges[1:])) if is_signed else edges[1:]
    order = np.argsort(sizes, kind="stable")
    reached = np.searchsorted(np.cumsum(counts[order]), (SIGNED_SHARE if is_signed else UNSIGNED_SHARE) * total)
    found = float(sizes[order[min(int(reached), sizes.size - 1)]])
    top = _two_figures(min(found, max(abs(low), abs(high))))
    return Levels(-top, top) if is_signed else Levels(0.0, top)


def levels_of(frame: StatisticsFrame, channel: int | None = None) -> Levels:
    """Automatic levels of one map, or of all maps together."""
    if channel is None or not 0 <= channel < len(frame.channels):
        return counted_levels(frame.counts.sum(axis=0), frame.edges, frame.whole.low, frame.whole.high)
    own = frame.channels[channel]
    return counted_levels(frame.counts[channel], frame.edges, own.low, own.high)


def steadied(previous: Levels | None, wanted: Levels) -> Levels:
    """`wanted`, or `previous` where it is of the same kind and about as wide."""
    if previous is None or previous.is_signed != wanted.is_signed:
        return wanted
    ratio = wanted.high / previous.high
    return previous if 1 / STEADY < ratio < STEADY else wanted


def _two_figures(value: float) -> float:
    """A level of two figures that is not 0."""
    return float(f"{value:.2g}") if value > 0 else 1.0


def image(values: Values, levels: Levels) -> QImage:
    """Draw (h, w) values, or (h, w, 3) colours, as a picture of the same size that owns its pixels.

    All pictures are RGB32, which Qt paints without another conversion.
    """
    height, width = values.shape[:2]
    if not height or not width:
        return QImage()
    is_mapped = values.ndim == 2 and levels.is_signed
    low, most = (0.0, 510) if is_mapped else (levels.low, 255)
    with np.errstate(all="ignore"):  # what is too large for float32 is as bright as can be
        above = values - np.float32(low) if low else values
        places = above * np.float32(255 / (levels.high - low))
        if is_mapped:
            places += np.float32(255.5)
        np.clip(places, 0, most, out=places)
        if not is_mapped:
            np.rint(places, out=places)  # as a picture is saved
    lost = None
    if np.isnan(places.min()):  # one pass: a NaN always wins
        lost = np.isnan(values)
        places[np.isnan(places)] = most // 2  # also of 0 times an infinite scale
    if is_mapped:
        if lost is not None:
            places[lost] = NAN_ENTRY
        mapped = _packed_map()[places.astype(np.intp, order="C")]
        return QImage(mapped.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
    pixels = np.ascontiguousarray(places.astype(np.uint8))
    kind = QImage.Format.Format_RGB888 if values.ndim == 3 else QImage.Format.Format_Grayscale8
    made = QImage(pixels.data, width, height, pixels.strides[0], kind).convertToFormat(QImage.Format.Format_RGB32)
    return made if lost is None else _with_nans(made, lost if lost.ndim == 2 else lost.any(axis=2))


def heat(sizes: Values, top: float) -> QImage:
    """Sizes (h, w) from 0 to `top` as a glow to be laid over a picture: nothing at 0, the map's warm end at `top`."""
    height, width = sizes.shape
    is_known = 0 < top < np.inf
    share = np.nan_to_num(np.clip(sizes / np.float32(top), 0, 1)) if is_known else np.zeros_like(sizes)
    colours = theme.diverging()[(255 + np.round(255 * np.maximum(share, 0.35))).astype(np.intp)]
    pixels = np.dstack([colours[..., ::-1], np.round(220 * np.sqrt(share)).astype(np.uint8)])
    made = QImage(np.ascontiguousarray(pixels).data, width, height, 4 * width, QImage.Format.Format_ARGB32)
    return made.copy()


@lru_cache(maxsize=2)
def _packed(name: str) -> NDArray[np.uint32]:
    table = theme.diverging().astype(np.uint32)
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
