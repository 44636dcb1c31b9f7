"""The derivative of every operation with respect to its input: what a gradient becomes on its way back.

Each function has the name and the parameters of its operation. It takes `grad`, the gradient of some number L with
respect to the operation's result, and `x`, what the operation read, and returns the gradient of L with respect to x: a
vector-Jacobian product, float32, of the shape of x. Where a function has a corner the slope is that of its left side,
and at both corners of clip 0, as in PyTorch and Paddle. ShapeError where `grad` is not of the shape of the result.
"""

from filters.gradients.pointwise import (
    clip,
    dropout,
    elu,
    gelu,
    hardswish,
    leaky_relu,
    relu,
    sigmoid,
    silu,
    softplus,
    tanh,
)
from filters.gradients.sliding import avg_pool2d, conv2d, max_pool2d, put_back
from filters.gradients.whole import batch_norm, flatten, linear, softmax

__all__ = [
    "avg_pool2d",
    "batch_norm",
    "clip",
    "conv2d",
    "dropout",
    "elu",
    "flatten",
    "gelu",
    "hardswish",
    "leaky_relu",
    "linear",
    "max_pool2d",
    "put_back",
    "relu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "tanh",
]
