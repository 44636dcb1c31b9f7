"""What property tests draw: photos of noise, and pipelines of every sliding and pointwise kind."""

import numpy as np
from hypothesis import strategies as st

from filters.windows import PADDING_MODES
from workbench.document import Document
from workbench.layers import new_step
from workbench.sources import Photo


def photo(height: int, width: int, seed: int = 0) -> Photo:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    return Photo("noise", pixels)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    document = Document(value_range="0-1")
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(
            st.sampled_from(
                ["conv2d", "conv2d", "conv2d", "max_pool2d", "avg_pool2d", "batch_norm", "relu", "dropout", "add"]
            )
        )
        parameters: dict[str, object] = {}
        if kind == "conv2d":
            size = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
            seed = draw(st.integers(0, 99))
            parameters = {
                "weight": np.random.default_rng(seed).standard_normal(size),
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
        step = new_step(kind, document, **parameters)
        if kind == "add":
            step = type(step)(
                step.id, "add", step.parameters, input=document.steps[-1].id if document.steps else "photo"
            )
        document = document.inserted(len(document.steps), step)
    return document
