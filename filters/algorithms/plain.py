"""The obvious way: one tap of the kernel after another, added up. Slow, right, and the twin of every faster way."""

import numpy as np

from filters.arrays import Array
from filters.windows import Positions, Window


def convolve(x: Array, weight: Array, windows: tuple[Window, Window], groups: int, out: Array) -> None:
    """Write the cross-correlation of x (N, C, H, W) with weight (Cout, Cin/groups, kh, kw) into out."""
    rows, columns = windows
    per_group, inputs = weight.shape[0] // groups, weight.shape[1]
    down = _sources(rows, out.shape[2], x.shape[2])
    across = _sources(columns, out.shape[3], x.shape[3])
    out[...] = 0
    for output in range(weight.shape[0]):
        first = output // per_group * inputs
        for channel in range(inputs):
            for u in range(rows.size):
                for v in range(columns.size):
                    taken = x[:, first + channel][:, np.maximum(down[:, u], 0)][:, :, np.maximum(across[:, v], 0)]
                    padded = (down[:, u] < 0)[:, None] | (across[:, v] < 0)[None, :]
                    out[:, output] += np.where(padded, np.float32(0), taken) * weight[output, channel, u, v]


def _sources(window: Window, outputs: int, length: int) -> Positions:
    return window.resolve(window.taps(np.arange(outputs)), length)
