"""The colours of signed values in today's theme, and the ink that can be read on them."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ui import theme
from workbench.diverging import ENTRIES, diverging_map


def diverging() -> NDArray[np.uint8]:
    """The map of signed values, (511, 3): blue below 0, the theme's ground at 255, warm above."""
    return diverging_map(is_dark=theme.current().name == theme.DARK)


def tint(t: float) -> str:
    """The colour "#rrggbb" of t in -1 .. 1 on the diverging map; beyond its ends, the ends."""
    bounded = min(max(t, -1.0), 1.0) if t == t else 0.0  # noqa: PLR0124 - NaN is drawn neutral
    return _tints(is_dark=theme.current().name == theme.DARK)[round((bounded + 1) / 2 * (ENTRIES - 1))]


@lru_cache(maxsize=2)
def _tints(*, is_dark: bool) -> tuple[str, ...]:
    return tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in diverging_map(is_dark=is_dark).tolist())


def cell_tint(weight: float, largest: float) -> str:
    """The ground of a kernel cell: tinted by sign and size so that an eighth of the largest weight still shows."""
    return cell_tints(np.array([[weight]]), largest)[0][0]


def cell_tints(weights: NDArray[np.floating], largest: float) -> list[list[str]]:
    """`cell_tint` of all weights (rows, columns) of a kernel; none and NaN are drawn neutral."""
    depths = cell_depth(weights.astype(np.float64), largest).tolist() if largest else np.zeros(weights.shape).tolist()
    neutral = theme.current().cell
    return [[neutral if not depth or depth != depth else tint(depth) for depth in row] for row in depths]  # noqa: PLR0124


def cell_depth(weights: NDArray[np.floating], largest: float) -> NDArray[np.floating]:
    """How deep cells are tinted, -1 .. 1, beside a `largest` weight over 0."""
    return 0.82 * np.sign(weights) * np.minimum(np.abs(weights) / largest, 1.0) ** 0.6


def luminance(color_: str) -> float:
    """WCAG relative luminance of "#rrggbb"."""
    channels = np.array([int(color_[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, 1 .. 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=1024)
def ink(ground: str) -> str:
    """Pure white or pure black, whichever reads better on `ground`; never below 4.5."""
    return "#ffffff" if contrast("#ffffff", ground) > contrast("#000000", ground) else "#000000"
