"""All feature maps of a step as one picture to print or send: averaged down, labelled, on light paper.

It is drawn here with Pillow, so that the window and the commands give the same bytes.
"""

from dataclasses import replace
from functools import lru_cache
from math import ceil, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from filters.bands import CancelToken
from filters.records import dataclass
from workbench.diverging import NAN_COLOR, diverging_map
from workbench.layers import shown
from workbench.levels import Levels, auto_levels, placed
from workbench.map_names import map_names
from workbench.numerals import MINUS, rounded
from workbench.picture_files.maps import Maps, Survey
from workbench.picture_files.pictures import Saving, save_picture
from workbench.plan import Plan

MARGIN, GAP, HEAD, LINE = 16, 12, 36, 18
LEAST_WIDTH = 96
LANDSCAPE = 4 / 3
PAPER, TEXT, DIM = "#ffffff", "#1c2026", "#5d6673"
_PLAIN = str.maketrans({MINUS: "-", "×": "x", "\u2009": " "})
"""What Pillow's own font lacks and can be written otherwise."""
_KNOWN = {*map(chr, range(0x20, 0x7F)), *"…·°±“”"}
_FONTS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "arial.ttf", "Helvetica.ttc")
_HAN = (("NotoSansCJK-Regular.ttc", 2), ("PingFang.ttc", 0), ("msyh.ttc", 0), ("wqy-zenhei.ttc", 0))
"""Fonts for words that Pillow's own cannot write, with their place in the file; the first that the system has."""


@dataclass(frozen=True)
class Captions:
    """The words of a sheet, and the levels of each map where they were chosen: else one range suits them all."""

    title: str
    facts: str
    names: tuple[str, ...] = ()
    levels: tuple[Levels, ...] = ()


def captions_of(planned: Plan, step_id: str, source: str) -> Captions:
    """What a sheet says of a step by itself: its name, the shape of its maps, the photo, and the names of maps."""
    row = planned[step_id]
    shape = row.shape or ()
    return Captions(row.title, f"{shown(shape[1:])} · {source}", map_names(planned, step_id))


def save_sheet(
    path: Path, maps: Maps, how: Saving, size: int, captions: Captions, *, cancel: CancelToken | None = None
) -> None:
    """Write the sheet of the maps, each at most `size` long, as a picture of 8 or 16 bits; raises as save_picture."""
    small, survey = reduced(maps, size, how.white)
    drawn = Maps.of(np.ascontiguousarray(np.moveaxis(draw(small, survey, size, captions), 2, 0), np.float32))
    save_picture(path, drawn, replace(how, white=255.0, mapping="clip"), cancel=cancel)


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
        for line, into in enumerate((row + np.arange(band.shape[1])) // every):
            sums[:, into] += across[:, line]
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
    words = sum(_font(size, text).getlength(text) for size, text in ((16, captions.title), (13, captions.facts)))
    sheet_width = max(2 * MARGIN - GAP + columns * cell_width, ceil(2 * MARGIN + words + 3 * GAP))
    sheet = Image.new("RGB", (sheet_width, MARGIN + HEAD + rows * cell_height + MARGIN - GAP), PAPER)
    pen = ImageDraw.Draw(sheet)
    _write(pen, (MARGIN, MARGIN + 8), sheet_width - 2 * MARGIN, captions.title, 16, TEXT)
    _write(pen, (MARGIN, MARGIN + 8), sheet_width - 2 * MARGIN, captions.facts, 13, DIM, is_right=True)
    levels = captions.levels or (auto_levels(small),)
    for channel, values in enumerate(small):
        down, right = divmod(channel, columns)
        left, top = MARGIN + right * cell_width, MARGIN + HEAD + down * cell_height
        drawn = _coloured(values, levels[min(channel, len(levels) - 1)])
        sheet.paste(Image.fromarray(drawn.repeat(grow, 0).repeat(grow, 1)), (left, top))
        middle = top + height * grow + 2 + LINE // 2
        name = captions.names[channel] if channel < len(captions.names) else ""
        low, high = (rounded(value) for value in survey.limits((channel,)))
        _write(pen, (left, middle), cell_width - GAP, f"{channel}  {name}".rstrip(), 13, TEXT)
        _write(pen, (left, middle + LINE - 2), cell_width - GAP, f"{low} … {high}", 12, DIM)
    return np.asarray(sheet)


def _coloured(values: NDArray[np.float32], levels: Levels) -> NDArray[np.uint8]:
    places, lost = placed(values, levels)
    gray = np.arange(256, dtype=np.uint8)
    table = diverging_map(is_dark=False) if levels.is_signed else np.stack([gray] * 3, axis=1)
    found: NDArray[np.uint8] = table[places.astype(np.intp)]
    if lost is not None:
        found[lost] = [int(NAN_COLOR[index : index + 2], 16) for index in (1, 3, 5)]
    return found


def _write(
    pen: ImageDraw.ImageDraw, place: tuple[int, int], width: int, text: str, size: int, colour: str, *,
    is_right: bool = False,
) -> None:  # fmt: skip
    """Write a line in the middle of its height at `place`, cut short where it is wider than there is room."""
    words = text.translate(_PLAIN)
    font = _font(size, words)
    while font.getlength(words) > width:
        words = words.rstrip("…")[:-1] + "…" if len(words) > 1 else ""
    left = place[0] + (width if is_right else 0)
    pen.text((left, place[1]), words, fill=colour, font=font, anchor="rm" if is_right else "lm")


def _font(size: int, text: str) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, which is the same everywhere; one of the system's for words that it cannot write."""
    return _font_of(size, _KNOWN.issuperset(text), any(ord(character) >= 0x2E80 for character in text))


@lru_cache(maxsize=16)
def _font_of(size: int, is_known: bool, is_han: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    plain = () if is_known or is_han else tuple((name, 0) for name in _FONTS)
    for name, index in (*plain, *(() if is_known else _HAN)):
        try:
            return ImageFont.truetype(name, size, index)
        except OSError:
            continue
    return ImageFont.load_default(size)
