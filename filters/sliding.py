"""What operations that slide a window are given: parameters as windows, the size of the result, or a refusal."""

from dataclasses import replace
from typing import Literal

import numpy as np

from filters.arrays import flag
from filters.errors import ParameterError, ShapeError
from filters.windows import PADDING_MODES, PaddingMode, Window
from filters.words import Words

IntPair = int | tuple[int, int] | list[int]
Padding = int | tuple[int, int] | tuple[int, int, int, int] | list[int] | str


def pair(value: IntPair, name: str, operation: str, *, low: int = 1) -> tuple[int, int]:
    """Read an int or (height, width) parameter; each must be an integer of at least `low`."""
    values: object = (value, value) if _is_int(value) else value
    if not isinstance(values, tuple | list) or len(values) != 2 or not all(map(_is_int, values)):
        raise ParameterError("{0}: {1} must be one integer or two (height, width), not {2!r}.", operation, name, value)
    height, width = int(values[0]), int(values[1])
    if min(height, width) < low:
        raise ParameterError("{0}: {1} must be at least {2}, not {3} x {4}.", operation, name, low, height, width)
    return height, width


def pads(value: object, operation: str) -> tuple[int, int, int, int] | Literal["same"]:
    """Read a padding parameter: an int, (height, width), (top, bottom, left, right), "same" or "valid"."""
    if value == "same":
        return "same"
    if value == "valid":
        return (0, 0, 0, 0)
    if _is_int(value):
        values: tuple[int, ...] = (int(value),) * 4  # type: ignore[call-overload]
    elif isinstance(value, tuple | list) and len(value) in (2, 4) and all(map(_is_int, value)):
        values = tuple(int(v) for v in (value if len(value) == 4 else (value[0], value[0], value[1], value[1])))
    else:
        raise ParameterError(
            '{0}: padding must be an integer, (height, width), (top, bottom, left, right), "same" or "valid", '
            "not {1!r}.",
            operation,
            value,
        )
    if min(values) < 0:
        raise ParameterError("{0}: padding must not be negative, not {1}.", operation, min(values))
    return values  # type: ignore[return-value]


def _is_int(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def same_pads(length: int, window: Window) -> Window:
    """Pad so that the output is ceil(length/stride) long; the odd place goes to the end."""
    total = max((-(-length // window.stride) - 1) * window.stride + window.extent - length, 0)
    return replace(window, before=total // 2, after=total - total // 2)


def windows_of(
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int, int, int] | Literal["same"],
    dilation: tuple[int, int],
    size: tuple[int, int],
    *,
    mode: PaddingMode = "zeros",
    ceil_mode: bool = False,
) -> tuple[Window, Window]:
    """The two windows, rows then columns, of an operation on a map of `size` (height, width)."""
    found = []
    for axis in (0, 1):
        before, after = (0, 0) if padding == "same" else (padding[2 * axis], padding[2 * axis + 1])
        window = Window(kernel[axis], stride[axis], before, after, dilation[axis], mode, ceil_mode)
        found.append(same_pads(size[axis], window) if padding == "same" else window)
    return found[0], found[1]


def read_windows(
    operation: str,
    kernel: IntPair,
    stride: IntPair,
    padding: Padding,
    dilation: IntPair,
    size: tuple[int, int],
    *,
    mode: PaddingMode = "zeros",
    ceil_mode: bool = False,
) -> tuple[Window, Window]:
    """The two windows, rows then columns, of parameters as a caller gave them, on a map of `size` (height, width).

    Raises ParameterError where one is not what it may be.
    """
    if mode not in PADDING_MODES:
        raise ParameterError(
            "{0}: padding_mode must be one of {1}, not {2!r}.", operation, ", ".join(PADDING_MODES), mode
        )
    return windows_of(
        pair(kernel, "kernel_size", operation),
        pair(stride, "stride", operation),
        pads(padding, operation),
        pair(dilation, "dilation", operation),
        size,
        mode=mode,
        ceil_mode=flag(ceil_mode, "ceil_mode", operation),
    )


def output_size(rows: Window, columns: Window, size: tuple[int, int], operation: str) -> tuple[int, int]:
    """Height and width of the output, or a refusal that says which kernel met which padded input.

    Raises ShapeError: an empty input, a kernel larger than the padded input, or padding that its mode cannot fill.
    """
    if min(size) < 1:
        raise ShapeError("{0}: the input is empty ({1} x {2}); it must be at least 1 x 1.", operation, size[0], size[1])
    for window, length, axis in ((rows, size[0], Words("height")), (columns, size[1], Words("width"))):
        widest = max(window.before, window.after)
        if window.mode == "reflect" and widest >= length:
            raise ShapeError(
                "{0}: reflect padding {1} must be smaller than the {2} {3}. Pad by at most {4}, or choose another "
                "padding mode.",
                operation,
                widest,
                axis,
                length,
                length - 1,
            )
        if window.mode == "circular" and widest > length:
            raise ShapeError(
                "{0}: circular padding {1} must not exceed the {2} {3}. Pad by at most {3}, or choose another "
                "padding mode.",
                operation,
                widest,
                axis,
                length,
            )
    height, width = rows.output_length(size[0]), columns.output_length(size[1])
    if height < 1 or width < 1:
        padded = (size[0] + rows.before + rows.after, size[1] + columns.before + columns.after)
        short = max(rows.extent - padded[0], columns.extent - padded[1])
        extent = (
            ""
            if (rows.extent, columns.extent) == (rows.size, columns.size)
            else Words(" (spanning {0} x {1} with its dilation)", rows.extent, columns.extent)
        )
        raise ShapeError(
            "{0}: kernel {1} x {2}{3} is larger than its padded input {4} x {5}. Pad by at least {6} more on each "
            "side, or use a kernel that spans no more than {4} x {5}.",
            operation,
            rows.size,
            columns.size,
            extent,
            padded[0],
            padded[1],
            -(-short // 2),
        )
    return height, width
