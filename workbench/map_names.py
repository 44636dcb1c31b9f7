"""What feature maps are called: the colours of a photo, or the named kernels that make them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from filters import known_kernels
from workbench.plan import Plan

COLOURS = ("Red", "Green", "Blue")
MOST_NAMES = 1024


def map_names(planned: Plan, step_id: str, words: Callable[[str], str] = str) -> tuple[str, ...]:
    """The names of a step's maps, as far as they have any: colours, or named kernels. `words` may translate them."""
    row = planned[step_id]
    if row.shape is None or len(row.shape) != 4:
        return ()
    step = row.step
    if step is not None and step.kind == "conv2d" and step.enabled:
        weight = step["weight"]
        if weight.ndim == 4:
            return tuple(words(_title_of(bank)) for bank in weight[:MOST_NAMES])
        if row.shape[1] == 1:
            return (words(_title(weight)),)
    return tuple(map(words, COLOURS)) if row.is_colour else ()


def _title_of(bank: NDArray[np.float32]) -> str:
    """The name of a filter whose every plane is the same named kernel, else nothing."""
    return "" if (bank[1:] != bank[0]).any() else _title(bank[0])


def _title(kernel: NDArray[np.float32]) -> str:
    name = known_kernels.name_of(kernel)
    return "" if name is None else known_kernels.NAMED[name].title
