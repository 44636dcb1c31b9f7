"""Steps that treat all channels alike, run over a photo's pixels as they lie: red, green and blue side by side.

A kernel that is applied to each channel by itself is, on rows of interleaved pixels, one kernel whose taps lie as many
values apart as there are channels. Nothing is taken apart or put together, but for kernels that are faster so, and a
band goes from the photo's own pixels through all steps to what is written without leaving the cache.
"""

from collections.abc import Callable, Sequence
from math import frexp
from typing import Any

import numpy as np
from numpy.typing import NDArray

import filters
from filters import bands
from filters.chain import Finish, Part, See, reads
from filters.patches import Span
from filters.pixels import Kernel
from filters.records import dataclass
from filters.whole import WholeKernel, convolve, whole_kernel
from workbench.document import PHOTO, Step
from workbench.layers import KINDS, Array
from workbench.plan import Plan, StepPlan
from workbench.sources import Photo, Source

VALUES = 1 << 19
"""About how many values a band has: 1 or 2 MB."""

MOST_LINES, MOST_STEPS = 8, 100
"""How many lines from the photo to the step there may be, by way of its joins, and how many steps in all: each line is
computed for itself, one step inside the other."""


@dataclass(frozen=True, eq=False)
class Interleaved:
    """The way from a photo to a step, each step of which does the same to every channel."""

    plan: Plan
    source: Photo
    step_id: str

    def room(self, rows: int, dtype: np.dtype[Any]) -> NDArray[Any]:
        """Memory (1, C, rows, W) that lies as the pixels do."""
        _, channels, _, width = self.plan[self.step_id].shape or (1, 1, 1, 1)
        return np.empty((1, rows, width, channels), dtype).transpose(0, 3, 1, 2)

    def run(self, rows: Span, out: NDArray[Any], finish: Finish | None = None) -> None:
        """Write rows of the step's map to out (1, C, rows, W), through `finish` where it is given."""
        channels, width = out.shape[1], out.shape[3]
        pixels = out[0].transpose(1, 2, 0)
        row = self.plan.computed(self.step_id)
        kernel = self._apart(row)

        def work(part: Span) -> None:
            own = pixels[part[0] - rows[0] : part[1] - rows[0]]
            if kernel is not None:  # each channel is put in its place when it has its last form
                for channel, values in enumerate(kernel.channels(*self._read(row, part, ""))):
                    np.copyto(own[..., channel], values if finish is None else finish(values))
                return
            lines = self._lines(row, part)
            if finish is not None and own.flags.c_contiguous:
                finish(lines, out=own.reshape(lines.shape))
                return
            lines = lines if finish is None else finish(lines)
            np.copyto(own, lines.reshape(-1, width, channels))

        bands.run(self._parts(rows), work)

    def each(self, spans: Sequence[Span], see: See) -> None:
        """Let `see` have these rows of the step's map, in parts that lie as the pixels do."""
        row = self.plan.computed(self.step_id)
        _, channels, _, width = row.shape or (1, 1, 1, 1)

        def work(part: Span) -> None:
            lines = self._lines(row, part).astype(np.float32, copy=False)
            bands.check()
            see(Part(slice(0, 1), part), lines.reshape(1, -1, width, channels).transpose(0, 3, 1, 2))

        bands.run([part for span in spans for part in self._parts(span)], work)

    def _parts(self, rows: Span) -> list[Span]:
        _, channels, _, width = self.plan[self.step_id].shape or (1, 1, 1, 1)
        height = max(VALUES // (channels * width), _reach(self.plan, self.step_id), 1)
        return [(rows[0] + first, rows[0] + last) for first, last in bands.split(rows[1] - rows[0], height)]

    def _lines(self, row: StepPlan, rows: Span, branch: str = "") -> NDArray[Any]:
        """Rows of a step as (1, 1, rows, W * C), in memory that no other branch of a join writes to.

        They are float32, or int16 where a convolution of 8-bit pixels gives whole numbers.
        """
        values, scale = self._unscaled(row, rows, branch)
        return values if scale == 1 else _scaled(values, scale, branch)

    def _unscaled(self, row: StepPlan, rows: Span, branch: str) -> tuple[NDArray[Any], float]:
        """The same, with the number that they are still to be multiplied by."""
        bands.check()
        step = row.step
        if step is None:
            return self.source.lines(rows, self.plan.document.white, f"lines{branch}"), 1.0
        if step.kind == "conv2d":
            exact = self._in_whole_numbers(row, step, rows, branch)
            if exact is not None:
                return exact
            return _kernel(row).lines(*self._read(row, rows, branch), f"joined{branch}"), 1.0
        kind = KINDS[step.kind]
        if kind.joins:
            assert kind.apply is not None
            own = [self._unscaled(self.plan[name], rows, f"{branch}{i or ''}") for i, name in enumerate(row.inputs)]
            scale, other = (scale for _, scale in own)
            if step.kind == "magnitude" and scale == other and frexp(scale)[0] == 0.5:
                return kind.apply(step, [found for found, _ in own], None), scale  # exact: it is a power of two
            scaled = [_scaled(*found, f"{branch}{i or ''}") for i, found in enumerate(own)]
            return kind.apply(step, scaled, None), 1.0
        values = self._lines(self.plan[row.inputs[0]], rows, branch).astype(np.float32, copy=False)
        function: Callable[..., Array] = getattr(filters, step.kind)
        return function(values, out=values, **step.parameters), 1.0

    def _in_whole_numbers(
        self, row: StepPlan, step: Step, rows: Span, branch: str
    ) -> tuple[NDArray[Any], float] | None:
        """Rows of a convolution of 8-bit pixels, int16 and their scale, or float32; None where it is another."""
        kernel = self._whole_kernel(row)
        if kernel is None or row.windows is None:
            return None
        pixels = self.source.pixels
        planes = pixels.reshape(*pixels.shape[:2], -1)
        found = convolve(planes, kernel, *row.windows, rows, f"whole sum{branch}").reshape(1, 1, rows[1] - rows[0], -1)
        if step["bias"] is None:
            return found, kernel.scale
        values = _scaled(found, kernel.scale, branch)
        values += np.float32(_one(step["bias"]))
        return values, 1.0

    def _read(self, row: StepPlan, rows: Span, branch: str) -> tuple[NDArray[Any], Span, int, int]:
        """What a convolution reads for these rows: pixels (h, W, C), the rows, the pixels' first row and their height.

        The photo's own become numbers on their way into the patch.
        """
        assert row.windows is not None
        assert row.input_shape is not None
        _, channels, height, width = row.input_shape
        own = reads(row.windows[0], rows, height)
        if self._reads_pixels(row):
            lines = self.source.pixels[slice(*own)]
        else:
            lines = self._lines(self.plan[row.inputs[0]], own, branch)
        return lines.reshape(-1, width, channels), rows, own[0], height

    def _apart(self, row: StepPlan) -> Kernel | None:
        """The kernel of a convolution that is computed one channel at a time."""
        if row.step is None or row.step.kind != "conv2d" or self._whole_kernel(row) is not None:
            return None
        kernel, (_, *shape) = _kernel(row), row.input_shape or ()
        return kernel if kernel.goes_apart(*shape) else None

    def _whole_kernel(self, row: StepPlan) -> WholeKernel | None:
        """The kernel of a convolution of 8-bit pixels in whole numbers, if it is one."""
        if row.step is None or self.source.pixels.dtype != np.uint8 or not self._reads_pixels(row):
            return None
        return whole_kernel(row.step["weight"])

    def _reads_pixels(self, row: StepPlan) -> bool:
        """Whether a step reads the photo with its values as they are."""
        return row.inputs == (PHOTO,) and self.plan.document.white == self.source.white


def interleaved(plan: Plan, source: Source, step_id: str) -> Interleaved | None:
    """The way to a step, None where the source is no single photo, a step mixes channels or skips columns, or there are
    too many steps or joins."""
    way = plan.way(step_id)
    if not isinstance(source, Photo) or step_id == PHOTO or len(way) > MOST_STEPS:
        return None
    if not all(_is_alike(plan, row) for row in way):
        return None
    lines: dict[str, int] = {}
    for row in way:
        lines[row.id] = sum(lines[name] for name in row.inputs) or 1
    return Interleaved(plan, source, step_id) if lines[step_id] <= MOST_LINES else None


def _is_alike(plan: Plan, row: StepPlan) -> bool:
    """Whether the step does the same to every channel, and keeps its columns together."""
    step = row.step
    if step is None:
        return True
    if step.enabled:
        kind = KINDS[step.kind]
        if step.kind == "conv2d":
            if row.windows is None or step["weight"].ndim != 2 or step["channels"] != "each":
                return False
            down, across = row.windows
            wraps = down.mode == "circular" and down.before + down.after > 0
            if across.stride != 1 or wraps or (isinstance(step["bias"], tuple) and len(set(step["bias"])) > 1):
                return False
        elif not (kind.joins or (kind.group == "Activate" and step.kind != "softmax")):
            return False
    return len({plan[name].shape for name in row.inputs}) == 1


def _reach(plan: Plan, step_id: str) -> int:
    """Rows that the windows on the way span: shorter bands would read most rows twice."""
    found: dict[str, int] = {}
    for row in plan.way(step_id):
        own = row.windows[0].extent if row.windows is not None else 0
        found[row.id] = own + max((found[name] for name in row.inputs), default=0)
    return found[step_id]


def _scaled(values: NDArray[Any], scale: float, branch: str) -> NDArray[Any]:
    """Values times their scale, as float32: over themselves, or of whole numbers in memory of the branch."""
    found = values if values.dtype == np.float32 else bands.scratch(f"scaled{branch}", values.shape)
    if found is not values:
        np.copyto(found, values)
    return np.multiply(found, np.float32(scale), out=found) if scale != 1 else found


def _kernel(row: StepPlan) -> Kernel:
    assert row.step is not None
    assert row.windows is not None
    bias = row.step["bias"]
    return Kernel(row.step["weight"], None if bias is None else _one(bias), *row.windows)


def _one(bias: float | tuple[float, ...]) -> float:
    return bias[0] if isinstance(bias, tuple) else bias
