"""The kernels that have a name: a table of them for menus and forms, and how one is recognised in a grid of weights."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from math import log, sqrt

import numpy as np
from numpy.typing import ArrayLike

from filters import kernels
from filters.kernels import LARGEST, Kernel
from filters.records import dataclass

SIGMAS = (0.1, 20.0)
Parameters = Mapping[str, float]
"""What a named kernel is made with; sizes are ints."""


@dataclass(frozen=True)
class Range:
    """A parameter of a named kernel: an int or a float between `low` and `high`, both included, in steps of `step`."""

    name: str
    title: str
    default: float
    low: float
    high: float
    step: float = 0.1
    is_integer: bool = False


@dataclass(frozen=True)
class Named:
    """A kernel that has a name: `function(**parameters)` gives its weights, `function()` those it starts with."""

    name: str
    title: str
    group: str
    function: Callable[..., Kernel]
    parameters: tuple[Range, ...] = ()

    @property
    def defaults(self) -> Parameters:
        """What the parameters start with."""
        return {one.name: one.default for one in self.parameters}


def _whole(name: str, title: str, default: int, step: int = 1) -> Range:
    return Range(name, title, default, 1, LARGEST, step, is_integer=True)


def _size(default: int) -> Range:
    return _whole("size", "Size", default, 2)


def _sigma(default: float) -> Range:
    return Range("sigma", "Sigma", default, *SIGMAS)


_ANGLE = Range("angle", "Angle", 0, -180, 180, 5)
_AMOUNT = Range("amount", "Amount", 1, -1, 10)

_ALL = (
    Named("identity", "Identity", "Basic", kernels.identity, (_size(3),)),
    Named("vertical_edge", "Vertical edge", "Edges", kernels.vertical_edge),
    Named("edge_detector", "Edge detector", "Edges", kernels.edge_detector),
    Named("edge_detector_eighth", "Edge detector / 8", "Edges", kernels.edge_detector_eighth),
    Named("box", "Box blur", "Blur", kernels.box, (_whole("height", "Height", 5), _whole("width", "Width", 5))),
    Named("gaussian", "Gaussian blur", "Blur", kernels.gaussian, (_sigma(1.0), _size(5))),
    Named("motion_blur", "Motion blur", "Blur", kernels.motion_blur, (_whole("length", "Length", 9), _ANGLE)),
    Named("lens_blur", "Lens blur", "Blur", kernels.lens_blur, (Range("diameter", "Diameter", 9, 1, LARGEST, 1),)),
    Named("sobel_x", "Sobel x", "Edges", kernels.sobel_x),
    Named("sobel_y", "Sobel y", "Edges", kernels.sobel_y),
    Named("prewitt_x", "Prewitt x", "Edges", kernels.prewitt_x),
    Named("prewitt_y", "Prewitt y", "Edges", kernels.prewitt_y),
    Named("scharr_x", "Scharr x", "Edges", kernels.scharr_x),
    Named("scharr_y", "Scharr y", "Edges", kernels.scharr_y),
    Named("roberts_x", "Roberts x", "Edges", kernels.roberts_x),
    Named("roberts_y", "Roberts y", "Edges", kernels.roberts_y),
    Named("laplacian", "Laplacian", "Edges", kernels.laplacian),
    Named("laplacian_diagonal", "Laplacian, 8 neighbours", "Edges", kernels.laplacian_diagonal),
    Named(
        "laplacian_of_gaussian",
        "Laplacian of Gaussian",
        "Edges",
        kernels.laplacian_of_gaussian,
        (_sigma(1.4), _size(9)),
    ),
    Named(
        "difference_of_gaussians",
        "Difference of Gaussians",
        "Edges",
        kernels.difference_of_gaussians,
        (_sigma(1.0), Range("ratio", "Ratio", 1.6, 1, 10), _size(9)),
    ),
    Named("sharpen", "Sharpen", "Sharpen", kernels.sharpen, (_AMOUNT,)),
    Named("unsharp", "Unsharp", "Sharpen", kernels.unsharp, (_AMOUNT, _sigma(1.0), _size(5))),
    Named("emboss", "Emboss", "Effects", kernels.emboss),
    Named(
        "gabor",
        "Gabor",
        "Effects",
        kernels.gabor,
        (Range("wavelength", "Wavelength", 6, 1, 100, 0.5), _ANGLE, _sigma(3.0), _size(15)),
    ),
)
NAMED: dict[str, Named] = {named.name: named for named in _ALL}


def name_of(kernel: ArrayLike) -> str | None:
    """The name under which a kernel is known, or None."""
    found = recognised(kernel)
    return found and found[0]


def recognised(kernel: ArrayLike) -> tuple[str, Parameters] | None:
    """The name and parameters that give exactly these weights in float32, or None.

    A bell's sigma is read from the weights; other real parameters are known only where they are the default ones.
    """
    found = np.asarray(kernel, np.float32) + np.float32(0)  # no zero is negative
    return _recognised(found.shape, found.tobytes())


@lru_cache(maxsize=1024)
def _recognised(shape: tuple[int, ...], weights: bytes) -> tuple[str, Parameters] | None:
    known = _known().get((shape, weights))
    if known is not None:
        return known, NAMED[known].defaults
    kernel = np.frombuffer(weights, np.float32).reshape(shape)
    for name, parameters in _guesses(kernel):
        is_within = all(one.low <= parameters[one.name] <= one.high for one in NAMED[name].parameters)
        if is_within and np.array_equal(NAMED[name].function(**parameters), kernel):
            return name, parameters
    return None


@cache
def _known() -> dict[tuple[tuple[int, ...], bytes], str]:
    made = [(name, named.function() + np.float32(0)) for name, named in NAMED.items()]
    return {(kernel.shape, kernel.tobytes()): name for name, kernel in reversed(made)}


def _guesses(kernel: Kernel) -> Iterator[tuple[str, Parameters]]:
    """What the kernel may be, by its shape and symmetry."""
    rows, columns = kernel.shape
    if max(rows, columns) > LARGEST or not np.isfinite(kernel).all():
        return
    if kernel.size > 1 and (kernel == kernel[0, 0]).all():
        yield "box", {"height": rows, "width": columns}
    if rows != columns or rows % 2 == 0 or rows == 1 or not np.array_equal(kernel, kernel.T):
        return
    yield "identity", {"size": rows}
    for name in ("laplacian_of_gaussian", "difference_of_gaussians"):
        yield name, {**NAMED[name].defaults, "size": rows}
    middle = rows // 2
    beside, aslant = float(kernel[middle, middle + 1]), float(kernel[middle + 1, middle + 1])
    if rows == 3 and aslant == 0:
        yield "sharpen", {"amount": -beside}
    if beside and 0 < aslant / beside < 1:  # a bell falls off by exp(-1 / 2 sigma^2) from there to there
        sigma = _rounded(sqrt(-0.5 / log(aslant / beside)))
        if not SIGMAS[0] <= sigma <= SIGMAS[1]:
            return
        bell = {"sigma": sigma, "size": rows}
        yield "gaussian", bell
        yield "unsharp", {"amount": _rounded(-beside / kernels.gaussian(sigma, rows)[middle, middle + 1]), **bell}


def _rounded(value: float) -> float:
    """To the four digits that a person may have typed."""
    return float(f"{value:.4g}")
