"""A kernel over every channel of pixels by itself, whose channels lie side by side.

On a row of such pixels it is one kernel whose taps lie as many values apart as there are channels, and nothing is taken
apart or put together. Where its products would be so large for the gaps that it pays, as those of a wide column times a
row are, it is computed one channel at a time.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import bands
from filters.algorithms import separable
from filters.algorithms.task import Algorithm, Task
from filters.arrays import Array
from filters.conv import fastest
from filters.patches import Span, pad_into
from filters.records import dataclass
from filters.windows import Window

APART = 0.7
"""Nanoseconds that a value takes on its way out of its pixel and back."""
MOST = 1e30
"""What the sum of weights that are applied to single channels may be: no product of pixels comes near infinity."""


@dataclass(frozen=True, eq=False)
class Kernel:
    """Weights (kh, kw), one bias or None, and the windows of both axes; `across` moves by one column."""

    weight: Array
    bias: float | None
    down: Window
    across: Window

    def goes_apart(self, channels: int, height: int, width: int) -> bool:
        """Whether one channel at a time is computed of pixels (H, W, C)."""
        return self._way(channels, height, width)[0]

    def lines(self, pixels: NDArray[Any], rows: Span, origin: int, height: int, name: str) -> Array:
        """The output rows `rows` of all channels, (1, 1, rows, W * C), of pixels (h, W, C).

        The pixels are those from row `origin` on of a picture of `height` rows. The result is scratch memory `name` of
        the calling thread: the next call of that name overwrites it. The pixels may lie in the same memory.
        """
        _, width, channels = pixels.shape
        goes_apart, algorithm = self._way(channels, height, width)
        if not goes_apart:
            return self._convolved(pixels, rows, origin, height, algorithm, name)
        found = bands.scratch(name, (rows[1] - rows[0], self.across.output_length(width), channels))
        for channel, values in enumerate(self.channels(pixels, rows, origin, height)):  # it writes over no other's
            np.copyto(found[..., channel], values)
        return found.reshape(1, 1, len(found), -1)

    def channels(self, pixels: NDArray[Any], rows: Span, origin: int, height: int) -> Iterator[Array]:
        """The same rows of one channel after the other, (rows, W), each in memory that the next overwrites."""
        _, width, channels = pixels.shape
        _, algorithm = self._way(channels, height, width)
        for channel in range(channels):
            bands.check()
            own = pixels[..., channel : channel + 1]
            if algorithm is separable.run and pixels.dtype.kind == "u":  # nothing is infinite
                patch = self._padded(own, rows, origin, height)[..., 0]
                size = rows[1] - rows[0], self.across.output_length(width)
                found = separable.convolved(patch, self.weight, self.down, self.across, size)
                yield found if self.bias is None else np.add(found, np.float32(self.bias), out=found)
            else:
                yield self._convolved(own, rows, origin, height, algorithm, "channel")[0, 0]

    def _convolved(
        self, pixels: NDArray[Any], rows: Span, origin: int, height: int, algorithm: Algorithm, name: str
    ) -> Array:
        """The rows (1, 1, rows, W * C) in scratch memory `name`, with the channels as they lie."""
        _, width, channels = pixels.shape
        patch = self._padded(pixels, rows, origin, height)
        found = bands.scratch(name, (1, 1, rows[1] - rows[0], self.across.output_length(width) * channels))
        down, across = (replace(axis, before=0, after=0) for axis in (self.down, _spread(self.across, channels)))
        bias = None if self.bias is None else np.full(1, self.bias, np.float32)
        algorithm(Task(patch.reshape(1, 1, len(patch), -1), self.weight[None, None], bias, down, across, 1, found))
        return found

    def _padded(self, pixels: NDArray[Any], rows: Span, origin: int, height: int) -> Array:
        """What the rows read, as float32 (h, w, C) with padding in its place, in scratch memory of the thread."""
        _, width, channels = pixels.shape
        outputs = self.across.output_length(width)
        tall = (rows[1] - rows[0] - 1) * self.down.stride + self.down.extent
        patch = bands.scratch("pixels", (tall, outputs + self.across.extent - 1, channels))
        pad_into(
            patch.transpose(2, 0, 1), pixels.transpose(2, 0, 1), self.down, self.across, rows, (0, outputs),
            origin=origin, height=height,
        )  # fmt: skip
        return patch

    def _way(self, channels: int, height: int, width: int) -> tuple[bool, Algorithm]:
        return _way(self.weight.tobytes(), self.down, self.across, (channels, height, width))


@lru_cache(maxsize=256)
def _way(weight: bytes, down: Window, across: Window, shape: tuple[int, int, int]) -> tuple[bool, Algorithm]:
    """Whether to compute one channel at a time, and how."""
    kernel = np.frombuffer(weight, np.float32).reshape(down.size, across.size)
    channels, height, width = shape
    size = down.output_length(height), across.output_length(width)
    cost, way = fastest(kernel, down, _spread(across, channels), (size[0], size[1] * channels))
    cost_apart, way_apart = fastest(kernel, down, across, size)
    pays = channels > 1 and cost_apart + APART < cost and np.abs(kernel).sum(dtype=np.float64) < MOST
    return (True, way_apart) if pays else (False, way)


def _spread(across: Window, channels: int) -> Window:
    """A window along pixels as one along the values of their channels."""
    return replace(across, dilation=across.dilation * channels)
