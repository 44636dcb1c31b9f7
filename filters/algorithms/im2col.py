"""The patch matrix: the windows of a band of outputs laid side by side as columns, and one GEMM for the band.

It fits every stride, dilation and group, multiplies nothing that is not in the window, and is fastest for many output
channels. It is also where the cleverer ways turn for a band that holds NaN or infinity.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from filters import bands
from filters.algorithms.task import Task
from filters.arrays import Array
from filters.patches import padded_band

PATCH = 1 << 18
"""About how many values the patch matrix of one band holds: 1 MB, which stays in the second-level cache."""


def run(task: Task) -> None:
    """Compute the whole result, band by band on threads; a thread uses about 2 MB beside its band's input."""
    depth = task.weight[0].size
    rows = max(1, min(task.height, PATCH // (depth * task.width)))
    images, groups = range(task.out.shape[0]), range(task.groups)
    spans = bands.split(task.height, rows)
    jobs = [(image, group, span) for image in images for group in groups for span in spans]
    bands.run(jobs, lambda job: fill(task, *job))


def fill(task: Task, image: int, group: int, span: tuple[int, int]) -> None:
    """Compute output rows span[0]..span[1]-1 of one group of one image."""
    own = task.group(group)
    weight = task.weight[own].reshape(task.outputs, -1)
    band = padded_band(task.planes(image, group), task.rows, task.columns, span, task.width)
    height = max(1, PATCH // (weight.shape[1] * task.width))
    for start, stop in bands.split(span[1] - span[0], height):
        for left, right in bands.split(task.width, max(16, PATCH // (weight.shape[1] * (stop - start)))):
            patches = _patches(task, band, (start, stop), (left, right)).reshape(weight.shape[1], -1)
            part = task.out[image, own, span[0] + start : span[0] + stop, left:right]
            if stop - start == 1 or right - left == task.width:  # rows follow each other: the GEMM writes them itself
                flat = as_strided(part, (task.outputs, patches.shape[1]), (part.strides[0], part.itemsize))
                np.matmul(weight, patches, out=flat)
            else:
                np.copyto(part, np.matmul(weight, patches).reshape(part.shape))
            task.add_bias(part, own)


def _patches(task: Task, band: Array, rows: tuple[int, int], columns: tuple[int, int]) -> Array:
    """The windows (C, kh, kw, rows, columns) of some outputs of a band, copied unless they lie as they should."""
    down, across = task.rows, task.columns
    plane, row, column = band.strides
    shape = (task.channels, down.size, across.size, rows[1] - rows[0], columns[1] - columns[0])
    strides = (plane, down.dilation * row, across.dilation * column, down.stride * row, across.stride * column)
    view = as_strided(band[:, rows[0] * down.stride :, columns[0] * across.stride :], shape, strides, writeable=False)
    if view.flags.c_contiguous:
        return view
    patches = bands.scratch("patches", shape)
    np.copyto(patches, view)
    return patches
