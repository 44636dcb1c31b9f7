"""Winograd's F(2x2, 3x3): four outputs of a 3 x 3 kernel from 16 products where the plain sum takes 36.

A tile of 4 x 4 inputs and the kernel are each turned into 16 values; products of these, added over the input channels
by 16 GEMMs, are turned back into 2 x 2 outputs (Lavin and Gray 2015). What is saved must pay for the turning: many
channels on both sides. The error is a few times that of the plain sum. A tile mixes its values, so a band that turns
out not to be finite is computed by im2col.
"""

import numpy as np

from filters import bands
from filters.algorithms import im2col
from filters.algorithms.costs import PASS, STRIDED, product
from filters.algorithms.task import Task, is_finite
from filters.arrays import Array
from filters.patches import Span, padded_band

TURNED = 1 << 18
"""About how many values the turned tiles of one band hold, and their products too."""
TURNING = 3.5
"""Turning is done in many short passes, which do not stay in the inner caches: so much longer it takes."""
_KERNEL = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])


def cost(task: Task) -> float:
    """About how many nanoseconds a place of the output of one group takes; infinite where it does not fit the task."""
    if not task.is_dense or (task.rows.size, task.columns.size) != (3, 3) or min(task.height, task.width) < 4:
        return np.inf
    turning = (task.channels + task.outputs) * (6 * PASS + STRIDED)
    return TURNING * turning + 4 * product(task.outputs, task.channels)


def run(task: Task) -> None:
    """Compute the whole result, band by band on threads; a thread uses about 6 MB beside its band's input."""
    kernels = np.einsum("ua,ocab,vb->uvoc", _KERNEL, task.weight.astype(np.float64), _KERNEL, optimize=True)
    kernels = np.ascontiguousarray(kernels.reshape(16, *task.weight.shape[:2]), np.float32)
    tiles = max(16, TURNED // (16 * max(task.channels, task.outputs)))
    across = bands.split(-(-task.width // 2), tiles)
    down = bands.split(-(-task.height // 2), max(1, tiles // (across[0][1] - across[0][0])))
    jobs = [
        (image, group, (2 * top, 2 * bottom), (2 * left, 2 * right))
        for image in range(task.out.shape[0])
        for group in range(task.groups)
        for top, bottom in down
        for left, right in across
    ]

    def work(job: tuple[int, int, Span, Span]) -> None:
        image, group, rows, columns = job
        own = task.group(group)
        band = padded_band(task.planes(image, group), task.rows, task.columns, rows, columns)
        turned = _turn(band)
        products = bands.scratch("products", (16, task.outputs, turned.shape[2]))
        np.matmul(kernels[:, own], turned, out=products)
        height, width = (rows[1] - rows[0]) // 2, (columns[1] - columns[0]) // 2
        part = task.out[image, own, slice(*rows), slice(*columns)]
        _turn_back(products.reshape(4, 4, task.outputs, height, width), part)
        if is_finite(part):
            task.add_bias(part, own)
        else:
            im2col.fill(task, slice(image, image + 1), group, _within(rows, task.height), _within(columns, task.width))

    bands.run(jobs, work)


def _within(span: Span, length: int) -> Span:
    return span[0], min(span[1], length)


def _turn(band: Array) -> Array:
    """The 16 values (16, C, tiles) of every 4 x 4 tile of a band (C, h, w), two apart."""
    channels, height, width = band.shape[0], band.shape[1] // 2 - 1, band.shape[2] // 2 - 1
    parity = bands.scratch("parity", (2, channels, 2 * height + 2, width + 1))
    for odd in (0, 1):
        np.copyto(parity[odd], band[:, :, odd::2])
    halves = bands.scratch("halves", (4, 2, channels, height, width + 1))
    first, second, third, fourth = (parity[:, :, i : i + 2 * height - 1 : 2] for i in range(4))
    _combine(first, second, third, fourth, halves)
    turned = bands.scratch("turned", (4, 4, channels, height, width))
    for half, target in zip(halves, turned, strict=True):
        even, odd = half
        _combine(even[..., :-1], odd[..., :-1], even[..., 1:], odd[..., 1:], target)
    return turned.reshape(16, channels, -1)


def _combine(first: Array, second: Array, third: Array, fourth: Array, out: Array) -> None:
    np.subtract(first, third, out=out[0])
    np.add(second, third, out=out[1])
    np.subtract(third, second, out=out[2])
    np.subtract(second, fourth, out=out[3])


def _turn_back(products: Array, part: Array) -> None:
    """Turn products (4, 4, O, h, w) into outputs and write those that part (O, up to 2h, up to 2w) has room for."""
    halves = bands.scratch("sums", (2, *products.shape[1:]))
    total = bands.scratch("total", products.shape[1:])
    np.add(products[1], products[2], out=total)
    np.add(products[0], total, out=halves[0])
    np.subtract(products[1], products[2], out=total)
    np.subtract(total, products[3], out=halves[1])
    for row, half in enumerate(halves):
        height = len(range(row, part.shape[1], 2))
        for column, (join, last) in enumerate(((np.add, np.add), (np.subtract, np.subtract))):
            width = len(range(column, part.shape[2], 2))
            four = half[:, :, :height, :width]
            some = total[0][:, :height, :width]
            join(four[1], four[2], out=some)
            if column:
                last(some, four[3], out=part[:, row::2, column::2])
            else:
                last(four[0], some, out=part[:, row::2, column::2])
