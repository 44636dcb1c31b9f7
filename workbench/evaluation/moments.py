"""Mean and variance of each channel of a map that comes in bands, joined without losing digits."""

from collections.abc import Iterable

import numpy as np

from workbench.layers import Array


def moments(bands: Iterable[Array]) -> tuple[Array, Array]:
    """Mean and biased variance (C,) of all values of bands (N, C, rows, W), or of (N, C)."""
    count, mean, squares = 0, np.zeros(1), np.zeros(1)
    with np.errstate(all="ignore"):  # NaN and infinity are values like others
        for values in bands:
            axes = (0, *range(2, values.ndim))
            more = values.size // values.shape[1]
            own = values.mean(axes, np.float64)
            deviation = values - own.astype(np.float32).reshape(1, -1, *(1,) * (values.ndim - 2))
            spread = np.square(deviation).sum(axes, np.float64) - more * np.square(deviation.mean(axes, np.float64))
            shift = own - mean
            squares = squares + spread + np.square(shift) * count * more / (count + more)
            mean = mean + shift * more / (count + more)
            count += more
        return mean.astype(np.float32), (squares / count).astype(np.float32)
