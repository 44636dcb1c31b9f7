"""The plain sum, tap by tap: slow, obviously right, and what every other way is tested against."""

import numpy as np

from filters.algorithms.task import Task


def run(task: Task) -> None:
    """For every output channel add up weight times the shifted input, in float64."""
    rows, columns = task.rows, task.columns
    down = rows.resolve(rows.taps(np.arange(task.height)), task.x.shape[2])
    across = columns.resolve(columns.taps(np.arange(task.width)), task.x.shape[3])
    total = np.zeros(task.out.shape)
    with np.errstate(all="ignore"):
        for o, kernels in enumerate(task.weight.astype(np.float64)):
            first = o // task.outputs * task.channels
            for c, u, v in np.ndindex(kernels.shape):
                read = task.x[:, first + c][:, down[:, u, None], across[None, :, v]].astype(np.float64)
                read[:, (down[:, u, None] < 0) | (across[None, :, v] < 0)] = 0
                total[:, o] += kernels[c, u, v] * read
            if task.bias is not None:
                total[:, o] += task.bias[o]
        task.out[...] = total
