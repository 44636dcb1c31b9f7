"""How strongly a kernel lets each frequency through: the size of its Fourier transform, at any frequency."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Frequencies = Sequence[float] | NDArray[np.float64]


def gain(
    kernel: NDArray[np.floating], rows: Frequencies, columns: Frequencies, *, dilation: tuple[int, int] = (1, 1)
) -> NDArray[np.float64]:
    """Find by what factor a wave of each frequency leaves the kernel, (len(rows), len(columns)), never below 0.

    `kernel` is (kh, kw); `rows` and `columns` are frequencies down and across in cycles per pixel: 0 is a constant, 1/2
    the finest there is. Convolution and cross-correlation have the same gain, for weights are real.
    """
    down, across = (
        np.exp(-2j * np.pi * np.outer(np.asarray(frequencies), step * np.arange(count)))
        for frequencies, step, count in zip((rows, columns), dilation, kernel.shape, strict=True)
    )
    found: NDArray[np.float64] = np.abs(down @ kernel.astype(np.float64) @ across.T)
    return found
