"""The vanishing gradient: one block stacked n deep, once with each activation, and what is left of the gradient.

L is the sum of all that the last block makes, so the gradient begins as 1 everywhere. Behind a Sigmoid it is at most a
quarter; behind a convolution at most the sum of the sizes of its weights: so n blocks leave at most (sum / 4)^n.
"""

import numpy as np

from filters.records import dataclass
from workbench.document import PHOTO, Document
from workbench.explanation.gradients import Gradient, of_map
from workbench.laboratories.samples import reduced
from workbench.layers import Array, new_step
from workbench.plan import plan
from workbench.sources import NumberGrid, Source

MOST_PIXELS = 160
DEEPEST = 40


@dataclass(frozen=True, eq=False)
class Block:
    """What is stacked: a kernel (kh, kw) for every channel or none, BatchNorm or not, then the activation."""

    kernel: Array | None = None
    has_norm: bool = False

    @property
    def gain(self) -> float:
        """How much larger a gradient can become behind the kernel: the sum of the sizes of its weights."""
        return 1.0 if self.kernel is None else float(np.abs(self.kernel).sum(dtype=np.float64))


@dataclass(frozen=True, eq=False)
class Stack:
    """One activation's gradients: `norms` by depth, the first 1; `sizes` (h, w) at the photo."""

    activation: str
    norms: tuple[float, ...]
    sizes: Array


@dataclass(frozen=True, eq=False)
class Vanishing:
    """Stacks side by side on the photo `values` (C, h, w); `bounds` by depth is what a Sigmoid can leave at most."""

    values: Array
    stacks: tuple[Stack, ...]
    bounds: tuple[float, ...]


def stacked(block: Block, activation: str, depth: int) -> Document:
    """`depth` blocks in a row; the map keeps its size."""
    document = Document(f"{depth} × {activation}", "0-1")
    for _ in range(depth):
        rows: list[tuple[str, dict[str, object]]] = [(activation, {})]
        if block.has_norm:
            rows.insert(0, ("batch_norm", {}))
        if block.kernel is not None:
            rows.insert(0, ("conv2d", {"weight": block.kernel, "channels": "each", "padding": "same"}))
        for kind, parameters in rows:
            document = document.inserted(len(document.steps), new_step(kind, document, **parameters))
    return document


def compare(
    source: Source,
    block: Block,
    depth: int,
    *,
    white: float = 1.0,
    activations: tuple[str, ...] = ("sigmoid", "relu"),
    sample: int = 0,
) -> Vanishing:
    """Stack the block with each activation on every t-th pixel of the photo, its white worth `white`.

    BatchNorm runs as in training: its statistics are those of the photo.
    """
    photo = reduced(source, MOST_PIXELS, white, sample)
    stacks = tuple(_stack(photo, block, activation, depth) for activation in activations)
    with np.errstate(over="ignore"):
        bounds = tuple(float(bound) for bound in np.float64(block.gain / 4) ** np.arange(depth + 1))
    planes = photo.values if photo.values.ndim == 3 else photo.values[None]
    return Vanishing(planes, stacks, bounds)


def _stack(photo: NumberGrid, block: Block, activation: str, depth: int) -> Stack:
    document = stacked(block, activation, depth)
    planned = plan(document, photo.shape, training=block.has_norm)
    shape = photo.shape
    found: Gradient = of_map(planned, photo, planned.last, np.arange(shape[2]), np.arange(shape[3]))
    ends = {step.id for step in document if step.kind == activation} | {PHOTO}
    norms = tuple(one.mean for one in found.strengths if one.step in ends)
    return Stack(activation, norms, found.sizes())
