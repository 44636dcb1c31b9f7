"""The engine: the operations of a convolutional network on float32 arrays (N, C, H, W), exact and fast, on NumPy alone.

Inputs are never changed; results are new unless `out=` is given. What does not fit raises FilterError before any work.
"""

from filters.activation import clip, elu, gelu, hardswish, leaky_relu, relu, sigmoid, silu, softmax, softplus, tanh
from filters.conv import conv2d
from filters.dense import flatten, linear
from filters.dropout import dropout
from filters.errors import FilterError
from filters.norm import batch_norm
from filters.pool import avg_pool2d, max_pool2d

__all__ = [
    "FilterError",
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
    "relu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "tanh",
]
