"""The diverging map: colours of signed values, for the window and for what is drawn to leave it."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

NEGATIVE_HUE, POSITIVE_HUE = 250.0, 58.0
ENTRIES = 511
NAN_COLOR = "#b14fd8"
"""A colour on neither arm of the map, of no gray and of no refusal."""


@lru_cache(maxsize=2)
def diverging_map(*, is_dark: bool) -> NDArray[np.uint8]:
    """Red, green, blue of the entries: blue below 0, the ground in the middle, warm above.

    Computed in OKLCH, lightness and chroma from |t| alone: +a and -a weigh the same to the eye.
    """
    t = np.linspace(-1.0, 1.0, ENTRIES)
    size = np.abs(t)
    if is_dark:
        lightness = 0.255 + 0.545 * size**0.9
        chroma = 0.135 * np.sin(np.pi * np.minimum(0.08 + 0.62 * size, 1)) * np.minimum(3.2 * size, 1)
    else:
        lightness = 0.965 - 0.505 * size**0.9
        chroma = 0.145 * np.minimum(1.25 * size**0.85, 1)
    table = _srgb(lightness, chroma, np.where(t < 0, NEGATIVE_HUE, POSITIVE_HUE))
    table.flags.writeable = False
    return table


def _srgb(lightness: NDArray[np.float64], chroma: NDArray[np.float64], hue: NDArray[np.float64]) -> NDArray[np.uint8]:
    """OKLCH to 8-bit sRGB, clipped to the gamut (Björn Ottosson's OKLab matrices)."""
    lab = np.stack([lightness, chroma * np.cos(np.radians(hue)), chroma * np.sin(np.radians(hue))])
    to_cone = np.array([
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ])  # fmt: skip
    to_linear = np.array([
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ])  # fmt: skip
    linear = np.clip(to_linear @ (to_cone @ lab) ** 3, 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.ascontiguousarray(np.round(encoded * 255).astype(np.uint8).T)
