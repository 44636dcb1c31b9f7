"""Overlap-save FFT: square tiles are convolved by one product of their spectra, at a cost flat in the kernel's size.

Each tile reads a border of the kernel's size beside its outputs. Within a tile everything mixes, so one that turns out
not to be finite is computed by im2col. The rounding error is some 1e-7 of the tile's largest sum of products.
"""

from typing import Any

import numpy as np

from filters import bands
from filters.algorithms import im2col
from filters.algorithms.costs import PASS, TRANSFORM
from filters.algorithms.task import Task, is_finite
from filters.arrays import Array
from filters.patches import Span, padded_band

Spectra = Any
"""complex64 arrays: the stubs of numpy.fft know `out` only as complex128."""
WIDEST = 170
TILE = 256
"""Points along a side: the spectra of a tile (256 KB each) stay in the second-level cache."""


MOST = 16
"""Channels whose spectra a thread holds at once."""


def cost(task: Task) -> float:
    """About how many nanoseconds a place of the output of one group takes; infinite where it does not fit the task."""
    if task.strides != (1, 1) or task.channels > MOST or max(task.rows.extent, task.columns.extent) > WIDEST:
        return np.inf
    side = _side(task)
    height, width = side - task.rows.extent + 1, side - task.columns.extent + 1
    tiles = -(-task.height // height) * -(-task.width // width)
    steps = 2 * (task.channels + task.outputs) * TRANSFORM + 2 * PASS * task.channels * task.outputs
    return tiles * side**2 * steps / (task.height * task.width)


def _side(task: Task) -> int:
    side = TILE
    while side < 3 * max(task.rows.extent, task.columns.extent):
        side *= 2
    return side


def run(task: Task) -> None:
    """Compute the whole result, tile by tile on threads; a thread uses a few tiles for each channel."""
    side = _side(task)
    kernels = np.zeros((*task.weight.shape[:2], task.rows.extent, task.columns.extent), np.float32)
    kernels[:, :, :: task.rows.dilation, :: task.columns.dilation] = task.weight
    spectra = np.conj(np.fft.rfft2(kernels, s=(side, side)))
    down = bands.split(task.height, side - task.rows.extent + 1)
    across = bands.split(task.width, side - task.columns.extent + 1)
    images, groups = range(task.out.shape[0]), range(task.groups)
    jobs = [(n, group, rows, columns) for n in images for group in groups for rows in down for columns in across]

    def work(job: tuple[int, int, Span, Span]) -> None:
        image, group, rows, columns = job
        own = task.group(group)
        band = padded_band(task.planes(image, group), task.rows, task.columns, rows, columns)
        found = _spectra(band, side)
        height, width = rows[1] - rows[0], columns[1] - columns[0]
        is_good = True
        for o in range(own.start, own.stop):
            product = _complex("product", found.shape[1:])
            np.multiply(found[0], spectra[o, 0], out=product)
            for c in range(1, task.channels):
                product += found[c] * spectra[o, c]
            np.fft.ifft(product, axis=0, norm="ortho", out=product)
            tile: Any = bands.scratch("tile", (side, side))
            np.fft.irfft(product, side, axis=1, norm="ortho", out=tile)
            part = task.out[image, o, slice(*rows), slice(*columns)]
            np.copyto(part, tile[:height, :width])
            is_good = is_good and is_finite(part)
        if is_good:
            task.add_bias(task.out[image, own, slice(*rows), slice(*columns)], own)
        else:
            im2col.fill(task, slice(image, image + 1), own, rows, columns)

    bands.run(jobs, work)


def _spectra(band: Array, side: int) -> Spectra:
    """The spectrum (P, side, side/2 + 1) of each plane, laid in the corner of a tile of zeros."""
    found = _complex("spectra", (band.shape[0], side, side // 2 + 1))
    found[:, band.shape[1] :] = 0
    np.fft.rfft(band, side, axis=2, norm="ortho", out=found[:, : band.shape[1]])
    return np.fft.fft(found, axis=1, norm="ortho", out=found)


def _complex(name: str, shape: tuple[int, ...]) -> Spectra:
    return bands.scratch(name, (*shape, 2)).view(np.complex64)[..., 0]
