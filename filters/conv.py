"""conv2d: refuse, choose an algorithm, run."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from filters.algorithms import toeplitz
from filters.arrays import Array, as_float32, as_maps, result
from filters.errors import ParameterError, ShapeError
from filters.windows import PADDING_MODES, PaddingMode, output_size, pads, pair, windows_of


def conv2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
    padding_mode: PaddingMode = "zeros",
    out: Array | None = None,
) -> Array:
    """Convolve as CNNs do: cross-correlation, the kernel is not turned.

    x is (N, C, H, W), weight (Cout, C/groups, kh, kw), bias (Cout,); the result is float32 (N, Cout, H', W') with
    H' = floor((H + top + bottom - d(kh-1) - 1) / stride) + 1. padding is an int, (height, width),
    (top, bottom, left, right), "same" (H' = ceil(H/stride), the odd place at the bottom and right) or "valid".
    Raises ShapeError or ParameterError, before any work, for everything that does not fit.
    """
    x = as_maps(x, "conv2d")
    weight = as_float32(weight, "weight", "conv2d")
    if weight.ndim != 4:
        raise ShapeError(
            f"conv2d: weight must be (Cout, Cin/groups, kh, kw) with 4 axes, not {weight.ndim} ({weight.shape})."
        )
    if 0 in weight.shape:
        raise ShapeError(f"conv2d: weight must be at least 1 along every axis, not {weight.shape}.")
    if isinstance(groups, bool) or not isinstance(groups, int | np.integer) or groups < 1:
        raise ParameterError(f"conv2d: groups must be an integer of at least 1, not {groups!r}.")
    if padding_mode not in PADDING_MODES:
        raise ParameterError(f"conv2d: padding_mode must be one of {', '.join(PADDING_MODES)}, not {padding_mode!r}.")
    batch, channels, height, width = x.shape
    outputs, inputs, kh, kw = weight.shape
    if channels % groups or outputs % groups:
        raise ShapeError(f"conv2d: groups {groups} must divide the {channels} input and {outputs} output channels.")
    if inputs * groups != channels:
        raise ShapeError(
            f"conv2d: weight reads {inputs} channels in each of {groups} groups, {inputs * groups} in all, "
            f"but x has {channels}."
        )
    if bias is not None:
        bias = as_float32(bias, "bias", "conv2d")
        if bias.shape != (outputs,):
            raise ShapeError(f"conv2d: bias must have shape ({outputs},), one for each output, not {bias.shape}.")
    windows = windows_of(
        (kh, kw),
        pair(stride, "stride", "conv2d"),
        pads(padding, "conv2d"),
        pair(dilation, "dilation", "conv2d"),
        (height, width),
        mode=padding_mode,
    )
    shape = (batch, outputs, *output_size(*windows, (height, width), "conv2d"))
    found = result(shape, out, "conv2d")
    target = np.empty(shape, np.float32) if np.may_share_memory(found, x) else found
    block = _block(outputs // groups, kh, kw, windows[0].stride)
    toeplitz.convolve(x, weight, windows, groups, target, block=block)
    if bias is not None:
        target += bias.reshape(1, -1, 1, 1)
    if target is not found:
        found[...] = target
    return found


def _block(filters: int, kh: int, kw: int, stride: int) -> int:
    """How many output rows share one product: more with few filters, one with many (measured, see benchmarks)."""
    if filters >= 16 or kh == 1:
        return 1
    if filters == 1:
        return (8 if kh <= 7 else 12) if stride == 1 else 2
    return 4 if stride == 1 else 1
