"""Slow loops that are obviously right: what fast code is compared with."""

import itertools
import math

import numpy as np


def padded_index(index: int, length: int, mode: str) -> int | None:
    """Where a padded place reads, one step at a time; None for zeros."""
    if mode == "zeros":
        return index if 0 <= index < length else None
    if mode == "replicate":
        return min(max(index, 0), length - 1)
    if mode == "circular":
        return index % length
    while not 0 <= index < length:
        index = -index if index < 0 else 2 * (length - 1) - index
    return index


def conv2d(x, weight, bias, stride, pads, dilation, groups, mode):
    """Seven loops in float64."""
    batch, _, height, width = x.shape
    outputs, inputs, kh, kw = weight.shape
    tall = (height + pads[0] + pads[1] - dilation[0] * (kh - 1) - 1) // stride[0] + 1
    wide = (width + pads[2] + pads[3] - dilation[1] * (kw - 1) - 1) // stride[1] + 1
    y = np.zeros((batch, outputs, tall, wide))
    for n, o, i, j in itertools.product(range(batch), range(outputs), range(tall), range(wide)):
        total = 0.0 if bias is None else float(bias[o])
        for c, u, v in itertools.product(range(inputs), range(kh), range(kw)):
            row = padded_index(i * stride[0] - pads[0] + u * dilation[0], height, mode)
            column = padded_index(j * stride[1] - pads[2] + v * dilation[1], width, mode)
            if row is not None and column is not None:
                channel = o // (outputs // groups) * inputs + c
                total += float(x[n, channel, row, column]) * float(weight[o, c, u, v])
        y[n, o, i, j] = total
    return y


def pool_length(length, kernel, stride, before, after, dilation, ceil_mode):
    """How often the window fits, by the definition of ceil_mode."""
    room = length + before + after - dilation * (kernel - 1) - 1
    count = (math.ceil if ceil_mode else math.floor)(room / stride) + 1
    if ceil_mode and (count - 1) * stride >= length + before:
        count -= 1
    return count


def pool2d(x, kernel, stride, pads, dilation, ceil_mode, kind, include_pad=False):
    """Each window looked at alone."""
    batch, channels, height, width = x.shape
    tall = pool_length(height, kernel[0], stride[0], pads[0], pads[1], dilation[0], ceil_mode)
    wide = pool_length(width, kernel[1], stride[1], pads[2], pads[3], dilation[1], ceil_mode)
    y = np.zeros((batch, channels, tall, wide))
    for n, c, i, j in itertools.product(range(batch), range(channels), range(tall), range(wide)):
        values, count = [], 0
        for u, v in itertools.product(range(kernel[0]), range(kernel[1])):
            row, column = i * stride[0] - pads[0] + u * dilation[0], j * stride[1] - pads[2] + v * dilation[1]
            on_input = 0 <= row < height and 0 <= column < width
            if on_input:
                values.append(float(x[n, c, row, column]))
            in_padding = -pads[0] <= row < height + pads[1] and -pads[2] <= column < width + pads[3]
            count += on_input or (include_pad and in_padding)
        y[n, c, i, j] = max(values, default=-math.inf) if kind == "max" else sum(values) / count
    return y


def in_phases(x, pitch):
    """Columns of (N, C, H, W) in phases: every `pitch`-th from each of the first on, all as long, filled up with 7."""
    filled = np.pad(x, ((0, 0), (0, 0), (0, 0), (0, -x.shape[3] % pitch)), constant_values=7)
    return filled.reshape(*x.shape[:3], -1, pitch).swapaxes(-1, -2).reshape(filled.shape)
