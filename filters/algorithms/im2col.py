"""The patch matrix: the windows of a band of outputs laid side by side as columns, and one GEMM for the band.

It fits every stride, dilation and group, multiplies nothing that is not in the window, and takes several small images
at once. It is also where the cleverer ways turn for a band that holds NaN or infinity.
"""

import numpy as np

from filters import bands
from filters.algorithms.costs import COPY, product
from filters.algorithms.task import Task
from filters.arrays import Array, strided
from filters.patches import Span, padded_band

PATCH = 1 << 19
"""About how many values the patch matrix of one band holds: 2 MB, in the inner caches or near them."""


def cost(task: Task) -> float:
    """About how many nanoseconds a place of the output of one group takes."""
    depth = int(task.weight[0].size)
    return 1.5 * COPY * depth + product(task.outputs, depth)


def run(task: Task) -> None:
    """Compute the whole result, band by band on threads; a thread uses about 4 MB beside its band's input."""
    depth = task.weight[0].size
    columns = bands.split(task.width, max(64, PATCH // depth))
    spans = bands.split(task.height, max(1, PATCH // (depth * (columns[0][1] - columns[0][0]))))
    batch = task.out.shape[0]
    together = PATCH // (depth * task.height * task.width) if len(spans) == len(columns) == 1 else 1
    images = [slice(*span) for span in bands.split(batch, max(1, min(together, -(-batch // bands.WORKERS))))]
    jobs = [
        (some, task.group(group), rows, own)
        for some in images
        for group in range(task.groups)
        for rows in spans
        for own in columns
    ]
    bands.run(jobs, lambda job: fill(task, *job))


def fill(task: Task, images: slice, own: slice, rows: Span, columns: Span) -> None:
    """Compute a rectangle of output channels `own`, all of one group, in pieces whose patches fit the cache."""
    weight = task.weight[own].reshape(own.stop - own.start, -1)
    band = padded_band(task.planes(images, own.start // task.outputs), task.rows, task.columns, rows, columns)
    depth, height, width = weight.shape[1], rows[1] - rows[0], columns[1] - columns[0]
    result = task.out[images, own, slice(*rows), slice(*columns)]
    for left, right in bands.split(width, max(64, PATCH // depth)):
        for start, stop in bands.split(height, max(1, PATCH // (depth * (right - left)))):
            patches = _patches(task, band, (start, stop), (left, right)).reshape(len(band), depth, -1)
            part = result[:, :, start:stop, left:right]
            if stop - start == 1 or right - left == task.width:  # rows follow each other: the GEMM writes them itself
                place = (images.start, own.start, rows[0] + start, columns[0] + left)
                shape = (*part.shape[:2], patches.shape[2])
                np.matmul(weight, patches, out=strided(task.out, place, shape, (*part.strides[:2], part.itemsize)))
            else:
                np.copyto(part, np.matmul(weight, patches).reshape(part.shape))
            for image in part:
                task.add_bias(image, own)


def _patches(task: Task, band: Array, rows: Span, columns: Span) -> Array:
    """The windows (N, C, kh, kw, rows, columns) of some outputs of a band, copied unless they lie as they should."""
    down, across = task.rows, task.columns
    image, plane, row, column = band.strides
    shape = (len(band), task.channels, down.size, across.size, rows[1] - rows[0], columns[1] - columns[0])
    strides = (image, plane, down.dilation * row, across.dilation * column, down.stride * row, across.stride * column)
    view = strided(band, (0, 0, rows[0] * down.stride, columns[0] * across.stride), shape, strides)
    if view.flags.c_contiguous:
        return view
    patches = bands.scratch("patches", shape)
    np.copyto(patches, view)
    return patches
