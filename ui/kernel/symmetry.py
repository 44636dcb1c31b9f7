"""Symmetries that edits by hand can keep: what is done to one weight is done to its mirror images too."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ui.kernel.cells import Cell, Kernel

Turn = Callable[[NDArray[np.generic]], NDArray[np.generic]]
Region = tuple[slice | int, slice | int]


def _half_turned(block: NDArray[np.generic]) -> NDArray[np.generic]:
    return block[::-1, ::-1]


def _other_diagonal(block: NDArray[np.generic]) -> NDArray[np.generic]:
    return block[::-1, ::-1].T


MIRRORS: tuple[Turn, ...] = (np.fliplr, np.flipud, _half_turned)

SYMMETRIES: dict[str, tuple[Turn, ...]] = {
    "none": (),
    "left-right": (np.fliplr,),
    "up-down": (np.flipud,),
    "both": MIRRORS,
    "eightfold": (*MIRRORS, np.transpose, _other_diagonal, np.rot90, lambda block: np.rot90(block, -1)),
}
"""By name what leaves a kernel of that symmetry as it is. What needs a square is left out of a rectangle."""


def _images(region: Region, shape: Cell, symmetry: str) -> list[tuple[Turn, NDArray[np.bool_]]]:
    """Each turn that fits the shape, and where the region lies after it."""
    chosen = np.zeros(shape, bool)
    chosen[region] = True
    images = ((turn, turn(chosen)) for turn in SYMMETRIES[symmetry])
    return [(turn, image) for turn, image in images if image.shape == shape]


def mirrored(kernel: Kernel, region: Region, symmetry: str) -> Kernel:
    """The kernel with the weights of a region at all their mirror images; where these meet the region, it stays."""
    made = kernel.copy()
    taken = np.zeros(kernel.shape, bool)
    taken[region] = True
    for turn, image in _images(region, kernel.shape, symmetry):
        free = image & ~taken
        made[free] = turn(kernel)[free]
        taken |= free
    return made


def partners(cell: Cell, shape: Cell, symmetry: str) -> set[Cell]:
    """The other cells that take the weight of this one."""
    places = (np.argwhere(image)[0] for _, image in _images(cell, shape, symmetry))
    return {(int(row), int(column)) for row, column in places} - {cell}
