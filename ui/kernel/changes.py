"""What can be done to a whole kernel at once; pure functions of arrays."""

import numpy as np
from numpy.typing import NDArray

Kernel = NDArray[np.float32]


def centred(kernel: Kernel, shape: tuple[int, int]) -> Kernel:
    """The kernel (or bank) at another size: cut or filled with zeros evenly, the middle weight kept in the middle."""
    made = np.zeros((*kernel.shape[:-2], *shape), np.float32)
    source, target = [], []
    for old, new in zip(kernel.shape[-2:], shape, strict=True):
        shift = new // 2 - old // 2
        start, stop = max(shift, 0), min(old + shift, new)
        target.append(slice(start, stop))
        source.append(slice(start - shift, stop - shift))
    made[..., target[0], target[1]] = kernel[..., source[0], source[1]]
    return made


def normalised(kernel: Kernel) -> Kernel:
    """The kernel divided by its sum; by the sum of its positive weights where the sum is 0."""
    total = float(kernel.sum(dtype=np.float64))
    scale = total if abs(total) > 1e-6 else float(np.maximum(kernel, 0).sum(dtype=np.float64))
    return kernel if not scale else (kernel.astype(np.float64) / scale).astype(np.float32)


def rotated(kernel: Kernel) -> Kernel:
    """The kernel turned by 90 degrees clockwise."""
    return np.rot90(kernel, -1)


def negated(kernel: Kernel) -> Kernel:
    """Every weight with the other sign; zeros stay plain zeros."""
    return np.where(kernel == 0, kernel, -kernel)
