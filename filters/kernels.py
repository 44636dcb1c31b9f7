"""Named kernels as pure functions of their parameters, each float32 (kh, kw), to be slid without flipping.

`known_kernels` lists them with the ranges of their parameters.
"""

from math import ceil, cos, pi, radians, sin
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from filters.errors import ParameterError

Kernel = NDArray[np.float32]
LARGEST = 63
"""Rows and columns that a kernel may have."""
Number = TypeVar("Number", int, float)

_PARTS = 16
"""Into how many parts a pixel is divided, down and across, to find the share of it that a disc covers."""


def identity(size: int = 3) -> Kernel:
    """Leave the picture as it is."""
    return _float32(_impulse(_odd(size, "identity")))


def vertical_edge() -> Kernel:
    """Compare the pixel on the left with the one on the right, in one row."""
    return _float32([[1, 0, -1]])


def edge_detector() -> Kernel:
    """Compare each pixel with its eight neighbours."""
    return _float32([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])


def edge_detector_eighth() -> Kernel:
    """Compare each pixel with the mean of its eight neighbours."""
    return edge_detector() / np.float32(8)


def box(height: int = 5, width: int = 5) -> Kernel:
    """Average a rectangle."""
    height, width = _within(height, 1, LARGEST, "box: height"), _within(width, 1, LARGEST, "box: width")
    return np.full((height, width), np.float32(1) / np.float32(height * width), np.float32)


def gaussian(sigma: float = 1.0, size: int = 5) -> Kernel:
    """Average with weights that fall off like a bell of width sigma."""
    bell = _bell(_odd(size, "gaussian"), sigma, "gaussian")
    return _float32(np.outer(bell, bell))


def motion_blur(length: int = 9, angle: float = 0.0) -> Kernel:
    """Average along a line of `length` pixels at `angle` degrees, turning from the right upwards."""
    length = _within(length, 1, LARGEST, "motion_blur: length")
    half = (length - 1) / 2
    places = np.linspace(-half, half, length)
    x, y = half + places * cos(radians(angle)), half - places * sin(radians(angle))
    grid = np.arange(length)
    spread = [np.clip(1 - np.abs(grid[:, None] - at), 0, 1) for at in (y, x)]
    line = np.asarray(spread[0] @ spread[1].T)
    line[line < 1e-9] = 0
    return _float32(line / line.sum())


def lens_blur(diameter: float = 9.0) -> Kernel:
    """Average a disc, as a lens out of focus does; a pixel on its rim counts by the share that lies within."""
    diameter = _within(diameter, 1.0, float(LARGEST), "lens_blur: diameter")
    size = 2 * ceil((diameter - 1) / 2) + 1
    places = (np.arange(size * _PARTS) + 0.5) / _PARTS - size / 2
    is_within = np.square(places)[:, None] + np.square(places) <= (diameter / 2) ** 2
    shares = is_within.reshape(size, _PARTS, size, _PARTS).mean(axis=(1, 3))
    return _float32(shares / shares.sum())


def sobel_x() -> Kernel:
    """Slope from left to right."""
    return _float32([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def sobel_y() -> Kernel:
    """Slope from top to bottom."""
    return sobel_x().T.copy()


def prewitt_x() -> Kernel:
    """Slope from left to right, all three rows alike."""
    return _float32([[-1, 0, 1]] * 3)


def prewitt_y() -> Kernel:
    """Slope from top to bottom, all three columns alike."""
    return prewitt_x().T.copy()


def scharr_x() -> Kernel:
    """Slope from left to right, nearly the same in every direction."""
    return _float32([[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]])


def scharr_y() -> Kernel:
    """Slope from top to bottom, nearly the same in every direction."""
    return scharr_x().T.copy()


def roberts_x() -> Kernel:
    """Difference along the falling diagonal."""
    return _float32([[1, 0], [0, -1]])


def roberts_y() -> Kernel:
    """Difference along the rising diagonal."""
    return _float32([[0, 1], [-1, 0]])


def laplacian() -> Kernel:
    """Curvature from the four nearest neighbours."""
    return _float32([[0, 1, 0], [1, -4, 1], [0, 1, 0]])


def laplacian_diagonal() -> Kernel:
    """Curvature from all eight neighbours."""
    return _float32([[1, 1, 1], [1, -8, 1], [1, 1, 1]])


def laplacian_of_gaussian(sigma: float = 1.4, size: int = 9) -> Kernel:
    """Curvature of the picture blurred by sigma; the weights add up to 0."""
    size = _odd(size, "laplacian_of_gaussian")
    bell = _bell(size, sigma, "laplacian_of_gaussian")
    steps = np.square(np.arange(size) - size // 2)
    radius = steps[:, None] + steps
    weights = np.outer(bell, bell) * (radius - 2 * sigma**2) / sigma**4
    return _float32(weights - weights.mean())


def difference_of_gaussians(sigma: float = 1.0, ratio: float = 1.6, size: int = 9) -> Kernel:
    """A narrow blur minus one `ratio` times as wide; the weights add up to 0."""
    size = _odd(size, "difference_of_gaussians")
    ratio = _within(ratio, 1.0, 10.0, "difference_of_gaussians: ratio")
    narrow, wide = (_bell(size, s, "difference_of_gaussians") for s in (sigma, sigma * ratio))
    return _float32(np.outer(narrow, narrow) - np.outer(wide, wide))


def sharpen(amount: float = 1.0) -> Kernel:
    """The picture plus `amount` times its difference from the four nearest neighbours."""
    return _float32(_impulse(3) - amount * laplacian().astype(np.float64))


def unsharp(amount: float = 1.0, sigma: float = 1.0, size: int = 5) -> Kernel:
    """The picture plus `amount` times its difference from its own blur."""
    bell = _bell(_odd(size, "unsharp"), sigma, "unsharp")
    return _float32((1 + amount) * _impulse(size) - amount * np.outer(bell, bell))


def emboss() -> Kernel:
    """Light from the top left, and the picture itself."""
    return _float32([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]])


def gabor(wavelength: float = 6.0, angle: float = 0.0, sigma: float = 3.0, size: int = 15) -> Kernel:
    """Waves `wavelength` pixels long that run at `angle` degrees, under a bell of width sigma."""
    size = _odd(size, "gabor")
    wavelength = _within(wavelength, 1.0, 100.0, "gabor: wavelength")
    bell = _bell(size, sigma, "gabor")
    steps = np.arange(size) - size // 2
    along = steps * cos(radians(angle)) - steps[:, None] * sin(radians(angle))
    envelope = np.outer(bell, bell)
    weights = envelope * np.cos(2 * pi * along / wavelength)
    return _float32(weights / np.abs(weights).sum())


def _float32(weights: ArrayLike) -> Kernel:
    return np.asarray(weights, np.float32)


def _impulse(size: int) -> NDArray[np.float64]:
    grid = np.zeros((size, size))
    grid[size // 2, size // 2] = 1
    return grid


def _bell(size: int, sigma: float, name: str) -> NDArray[np.float64]:
    """Samples of a bell of width sigma that add up to 1."""
    sigma = _within(sigma, 0.1, 200.0, f"{name}: sigma")
    weights = np.exp(-np.square((np.arange(size) - size // 2) / sigma) / 2)
    return np.asarray(weights / weights.sum())


def _odd(size: int, name: str) -> int:
    size = _within(size, 1, LARGEST, f"{name}: size")
    if size % 2 == 0:
        raise ParameterError("{0}: size must be odd, so that it has a middle, not {1}.", name, size)
    return size


def _within(value: Number, low: Number, high: Number, what: str) -> Number:
    if not low <= value <= high:
        raise ParameterError("{0} must be between {1:g} and {2:g}, not {3:g}.", what, low, high, value)
    return value
