"""Animations out: frames to GIF or WebP, written whole or not at all."""

import io
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from workbench.errors import SaveError, shown
from workbench.writing import write_atomically, write_bytes

ENDINGS = {".gif": "GIF", ".webp": "WEBP"}
LAST_MS = 1200
"""How long the last frame stays before the animation begins again."""

LOOKED_AT, SAMPLES = 8, 120_000
"""So many frames and about so many of their pixels say which colours an animation needs."""


def save_animation(path: str | os.PathLike[str], frames: Sequence[NDArray[np.uint8]], per_second: float) -> None:
    """Write (H, W, 3) frames of one size, so many a second, for ever; the name's ending says GIF or WebP.

    Raises SaveError: another ending, no frames, or a file that cannot be written.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        said = ending or "nothing"
        raise SaveError("{0} was not written: an animation ends in .gif or .webp, not {1}.", shown(path), said)
    if not frames:
        raise SaveError("{0} was not written: it has no frames.", shown(path))
    pictures = [Image.fromarray(frame) for frame in frames]
    milliseconds = max(round(1000 / per_second / 10) * 10, 20)  # GIF counts in hundredths, and browsers slow down below
    times = [milliseconds] * (len(pictures) - 1) + [max(milliseconds, LAST_MS)]
    if ending == ".gif":
        palette = _palette(frames)
        pictures = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    buffer = io.BytesIO()
    more = {"lossless": True} if ending == ".webp" else {}
    pictures[0].save(
        buffer, ENDINGS[ending], save_all=True, append_images=pictures[1:], duration=times, loop=0, **more
    )  # fmt: skip
    size = pictures[0].size

    def check(written: Path) -> bool:
        with Image.open(written) as found:
            return found.size == size and (len(pictures) == 1 or getattr(found, "n_frames", 1) > 1)

    write_atomically(path, lambda file: write_bytes(file, buffer.getvalue()), check)


def _palette(frames: Sequence[NDArray[np.uint8]]) -> Image.Image:
    """256 colours for all frames, so that what rests does not flicker and only what moves is written."""
    chosen = frames[:: -(-len(frames) // LOOKED_AT)]
    step = max(round((len(chosen) * frames[0].shape[0] * frames[0].shape[1] / SAMPLES) ** 0.5), 1)
    return Image.fromarray(np.concatenate([frame[::step, ::step] for frame in chosen])).quantize(256)
