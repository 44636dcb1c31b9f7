"""What property tests draw: photos of noise, and pipelines of every sliding and pointwise kind."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from filters.windows import PADDING_MODES
from workbench.document import Document
from workbench.layers import new_step
from workbench.sources import Photo


def photo(height: int, width: int, seed: int = 0) -> Photo:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    return Photo("noise", pixels)


@st.composite
def kernels(draw: st.DrawFn, size: tuple[int, int]) -> NDArray[np.float64]:
    """Weights without structure, and with each that an algorithm looks for."""
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    match draw(st.sampled_from(["any", "any", "box", "whole", "column times row"])):
        case "box":
            return np.full(size, 1 / (size[0] * size[1]))
        case "whole":
            return rng.integers(-2, 3, size).astype(np.float64)
        case "column times row":
            return np.outer(rng.standard_normal(size[0]), rng.standard_normal(size[1]))
    return rng.standard_normal(size)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    document = Document(value_range="0-1")
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(
            st.sampled_from(
                ["conv2d", "conv2d", "conv2d", "max_pool2d", "avg_pool2d", "batch_norm", "relu", "dropout", "join"]
            )
        )
        parameters: dict[str, object] = {}
        if kind == "conv2d":
            size = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
            parameters = {
                "weight": draw(kernels(size)),
                "channels": draw(st.sampled_from(["each", "sum"])),
                "stride": draw(st.integers(1, 3)),
                "padding": draw(st.sampled_from([0, 1, [1, 0, 2, 1], "same"])),
                "dilation": draw(st.integers(1, 2)),
                "padding_mode": draw(st.sampled_from(PADDING_MODES)),
                "bias": draw(st.sampled_from([None, 0.5])),
            }
        elif kind.endswith("pool2d"):
            parameters = {
                "kernel_size": draw(st.integers(2, 3)),
                "stride": draw(st.sampled_from([None, 1, 2, 3])),
                "padding": draw(st.sampled_from([0, 1])),
                "ceil_mode": draw(st.booleans()),
            }
            if kind == "avg_pool2d":
                parameters["count_include_pad"] = draw(st.booleans())
        if kind == "join":
            document = joined(draw, document)
        else:
            document = document.inserted(len(document.steps), new_step(kind, document, **parameters))
    return document


def joined(draw: st.DrawFn, document: Document) -> Document:
    """Two convolutions of one map, of the same size but not the same reach, joined."""
    read = document.steps[-1].id if document.steps else "photo"
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    stride, mode = draw(st.integers(1, 2)), draw(st.sampled_from(PADDING_MODES))
    names = []
    for size, dilation in ((3, 1), (draw(st.sampled_from([1, 3, 5])), draw(st.integers(1, 2)))):
        pad = dilation * (size - 1) // 2
        step = new_step(
            "conv2d",
            document,
            weight=rng.standard_normal((size, size)),
            channels="each",
            stride=stride,
            padding=pad,
            dilation=dilation,
            padding_mode=mode if pad else "zeros",
        )
        document = document.inserted(len(document.steps), replace(step, input=read))
        names.append(step.id)
    step = new_step(draw(st.sampled_from(["add", "multiply", "magnitude"])), document)
    return document.inserted(len(document.steps), replace(step, input=names[0]))
