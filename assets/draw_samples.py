"""Draw the sample pictures: `python -m assets.draw_samples [FOLDER]`. The same every time; NumPy and Pillow only."""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from assets import still_life

Gray = NDArray[np.float64]


def half_light() -> Image.Image:
    """The chapter's picture: 50 x 50, columns 0 to 29 white, the others black."""
    pixels = np.zeros((50, 50), np.uint8)
    pixels[:, :30] = 255
    return Image.fromarray(pixels)


def _star(size: int, spokes: int) -> Gray:
    """A Siemens star, each pixel the mean of 4 x 4 places, so that its centre turns gray instead of wild."""
    fine = (np.arange(size * 4) + 0.5) / (size * 2) - 1
    y, x = fine[:, None], fine[None]
    wave = (np.sin(np.arctan2(y, x) * spokes) > 0).astype(float)
    wave[np.hypot(y, x) > 0.98] = 0.5
    return wave.reshape(size, 4, size, 4).mean((1, 3))


def _zones(size: int) -> Gray:
    """A zone plate: rings that grow finer outwards, up to one pixel a line at the edge."""
    x = np.arange(size) - (size - 1) / 2
    return 0.5 + 0.5 * np.cos(np.pi * (x[:, None] ** 2 + x**2) / size)


def _lines(height: int, width: int) -> Gray:
    """Upright line pairs, 1 to 10 pixels a line, above the same lying down."""
    found = np.full((height, width), 0.5)
    left = 0
    for thick in range(1, 11):
        span = 8 * thick
        wave = (np.arange(span) // thick) % 2
        found[: height // 2 - 6, left : left + span] = wave
        found[height // 2 + 6 :, left : left + span] = (np.arange(height - height // 2 - 6)[:, None] // thick) % 2
        left += span + 10
    return found


def chart() -> Image.Image:
    """A resolution chart, 960 x 720: star, zone plate, line pairs, a gray ramp and steps."""
    page = np.full((720, 960), 0.5)
    page[40:360, 40:360] = _star(320, 36)
    page[40:360, 400:720] = _zones(320)
    page[400:560, 40:640] = _lines(160, 600)
    page[600:640, 40:920] = np.linspace(0, 1, 880)
    page[640:680, 40:920] = np.repeat(np.arange(11) / 10, 80)[None]
    y, x = np.mgrid[:320, :160]
    page[40:360, 760:920] = ((x // 20 + y // 20) % 2) * np.repeat(np.linspace(0.2, 1, 4), 80)[:, None]
    yy, xx = np.mgrid[:160, :240] + 0.5
    page[400:560, 680:920] = np.where(xx - 120 + np.tan(np.radians(5)) * (yy - 80) > 0, 0.9, 0.1)
    picture = Image.fromarray(np.rint(page * 255).astype(np.uint8))
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(15)
    for x0, y0, words in (
        (40, 364, "SIEMENS STAR, 36 PAIRS"),
        (400, 364, "ZONE PLATE"),
        (760, 364, "CHECKS"),
        (40, 564, "LINES OF 1 TO 10 PIXELS"),
        (680, 564, "EDGE AT 5 DEGREES"),
        (40, 684, "RAMP 0 TO 255, AND STEPS OF A TENTH"),
    ):
        draw.text((x0, y0), words, 20, font)
    return picture


def main(folder: Path) -> None:
    """Draw all samples into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    half_light().save(folder / "half-light.png", optimize=True)
    chart().save(folder / "chart.png", optimize=True)
    photo = still_life.draw()
    photo.save(folder / "still-life.jpg", quality=90, subsampling=0, optimize=True)
    small = photo.resize((600, 400), Image.Resampling.LANCZOS)
    small.save(folder / "still-life-small.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "samples")
