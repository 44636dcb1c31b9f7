"""All feature maps of a step as one picture to print or send: averaged down, labelled, drawn as in the window."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from ui import numbers, pixels, theme
from ui.pixels import Levels
from ui.widgets.chrome import ALIGN_LEFT, ALIGN_RIGHT
from workbench.maps import Maps, Survey

MARGIN, GAP, HEAD, LINE = 16, 12, 36, 18
LEAST_WIDTH = 96
LANDSCAPE = 4 / 3


@dataclass(frozen=True)
class Captions:
    """The words and levels of a sheet, frozen when it is asked for: title, facts, names of maps, levels of each."""

    title: str
    facts: str
    names: tuple[str, ...]
    levels: tuple[Levels, ...]


def reduced(maps: Maps, size: int, white: float) -> tuple[NDArray[np.float32], Survey]:
    """Every map averaged over squares so that it is at most `size` long, (C, h, w), and the survey of all its values.

    Squares at the right and bottom edge may be cut off; theirs is the mean of what is there.
    """
    channels, height, width = maps.shape
    every = max(1, ceil(max(height, width) / size))
    sums = np.zeros((channels, ceil(height / every), ceil(width / every)))
    survey = Survey(channels, white)
    starts, row = np.arange(0, width, every), 0
    for band in maps.bands():
        survey.add(band)
        across = np.add.reduceat(band, starts, axis=2, dtype=np.float64)
        np.add.at(sums, (slice(None), (row + np.arange(band.shape[1])) // every), across)
        row += band.shape[1]
    counts = [np.minimum(every, length - np.arange(0, length, every)) for length in (height, width)]
    return (sums / np.multiply.outer(*counts)).astype(np.float32), survey


def draw(small: NDArray[np.float32], survey: Survey, size: int, captions: Captions) -> NDArray[np.uint8]:
    """The sheet, (H, W, 3): about as wide as a landscape page, each map with its channel, name and true range."""
    channels, height, width = small.shape
    grow = max(1, size // max(height, width))
    cell_width, cell_height = max(width * grow, LEAST_WIDTH) + GAP, height * grow + 2 * LINE + GAP
    columns = min(channels, max(1, round(sqrt(channels * LANDSCAPE * cell_height / cell_width))))
    rows = ceil(channels / columns)
    title, facts = theme.font(15, 600), theme.font(12)
    words = QFontMetricsF(title).horizontalAdvance(captions.title) + QFontMetricsF(facts).horizontalAdvance(
        captions.facts
    )
    sheet_width = max(2 * MARGIN - GAP + columns * cell_width, ceil(2 * MARGIN + words + 3 * GAP))
    sheet = QImage(sheet_width, MARGIN + HEAD + rows * cell_height + MARGIN - GAP, QImage.Format.Format_RGB32)
    sheet.fill(theme.color("panel"))
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _write(painter, QRectF(MARGIN, MARGIN - 4, sheet_width - 2 * MARGIN, 24), captions.title, title, "text")
    _write(painter, QRectF(MARGIN, MARGIN - 4, sheet_width - 2 * MARGIN, 24), captions.facts, facts, "dim", ALIGN_RIGHT)
    for channel, values in enumerate(small):
        down, right = divmod(channel, columns)
        left, top = MARGIN + right * cell_width, MARGIN + HEAD + down * cell_height
        drawn = pixels.image(values, captions.levels[min(channel, len(captions.levels) - 1)])
        painter.drawImage(QRectF(left, top, width * grow, height * grow), drawn)
        line = QRectF(left, top + height * grow + 2, cell_width - GAP, LINE)
        name = captions.names[channel] if channel < len(captions.names) else ""
        _write(painter, line, f"{channel}  {name}".rstrip(), theme.font(12, 600), "text")
        low, high = (numbers.rounded(value) for value in survey.limits((channel,)))
        _write(painter, line.translated(0, LINE - 2), f"{low} … {high}", theme.font(11), "dim")
    painter.end()
    return pixels.to_array(sheet)


def _write(painter: QPainter, place: QRectF, text: str, font: object, role: str, align: object = ALIGN_LEFT) -> None:
    painter.setFont(font)
    painter.setPen(theme.color(role))
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, align, shown)
