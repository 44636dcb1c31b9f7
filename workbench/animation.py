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


def save_animation(path: str | os.PathLike[str], frames: Sequence[NDArray[np.uint8]], per_second: float) -> None:
    """Write (H, W, 3) frames of one size, so many a second, for ever; the name's ending says GIF or WebP.

    Raises SaveError: another ending, no frames, or a file that cannot be written.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        said = ending or "nothing"
        raise SaveError(f"{shown(path)} was not written: an animation ends in .gif or .webp, not {said}.")
    if not frames:
        raise SaveError(f"{shown(path)} was not written: it has no frames.")
    pictures = [Image.fromarray(frame) for frame in frames]
    milliseconds = max(round(1000 / per_second / 10) * 10, 20)  # GIF counts in hundredths, and browsers slow down below
    times = [milliseconds] * (len(pictures) - 1) + [max(milliseconds, LAST_MS)]
    if ending == ".gif":
        pictures = [picture.quantize(256, dither=Image.Dither.NONE) for picture in pictures]
    buffer = io.BytesIO()
    more = {"lossless": True} if ending == ".webp" else {"disposal": 2}
    pictures[0].save(
        buffer, ENDINGS[ending], save_all=True, append_images=pictures[1:], duration=times, loop=0, **more
    )  # fmt: skip
    size = pictures[0].size

    def check(written: Path) -> bool:
        with Image.open(written) as found:
            return found.size == size and (len(pictures) == 1 or getattr(found, "n_frames", 1) > 1)

    write_atomically(path, lambda file: write_bytes(file, buffer.getvalue()), check)
