"""The engine: the operations of a convolutional network on float32 arrays (N, C, H, W), exact and fast, on NumPy alone.

Inputs are never changed; results are new unless `out=` is given. What does not fit raises FilterError before any work.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filters.activation import clip, elu, gelu, hardswish, leaky_relu, relu, sigmoid, silu, softmax, softplus, tanh
    from filters.conv import conv2d
    from filters.dense import flatten, linear
    from filters.dropping import dropout
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

_HOMES = {
    "activation": "clip elu gelu hardswish leaky_relu relu sigmoid silu softmax softplus tanh",
    "conv": "conv2d",
    "dense": "flatten linear",
    "dropping": "dropout",
    "errors": "FilterError",
    "norm": "batch_norm",
    "pool": "avg_pool2d max_pool2d",
}


def __getattr__(name: str) -> object:
    """Import an operation when it is first asked for: who needs words and errors alone loads no NumPy."""
    home = next((home for home, names in _HOMES.items() if name in names.split()), None)
    if home is None:
        raise AttributeError(f"module 'filters' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"filters.{home}"), name)
    return found
