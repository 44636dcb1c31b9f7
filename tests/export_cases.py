"""Pipelines for the tests of exports: one or more for every kind of layer, and what counts as equal."""

from dataclasses import replace

import numpy as np

from filters.windows import PADDING_MODES
from workbench.document import Document
from workbench.evaluation.evaluate import evaluate
from workbench.layers import new_step
from workbench.plan import plan
from workbench.sources import Photo

Numbers = np.random.default_rng(7)


def pipeline(*steps: tuple[str, dict[str, object]], value_range: str = "0-1") -> Document:
    """A document of (kind, parameters); the parameter "input" names what else a step reads."""
    document = Document(value_range=value_range)
    for kind, parameters in steps:
        own = dict(parameters)
        other = own.pop("input", None)
        step = replace(new_step(kind, document, **own), input=other)
        document = document.inserted(len(document.steps), step)
    return document


def _cases() -> dict[str, Document]:
    kernel = Numbers.standard_normal((3, 4))
    bank = Numbers.standard_normal((6, 1, 3, 2))
    signed = ("conv2d", {"weight": [[0.0, -1.0], [2.0, -1.5]], "channels": "each", "padding": "same"})
    plain = ("relu", "sigmoid", "tanh", "silu", "hardswish", "clip", "softplus", "leaky_relu", "elu", "gelu", "softmax")
    found = {kind: pipeline(signed, (kind, {})) for kind in plain}
    found |= {
        "gelu tanh": pipeline(signed, ("gelu", {"approximate": "tanh"})),
        "clip near": pipeline(signed, ("clip", {"low": -0.25, "high": 0.5})),
        "leaky_relu steep": pipeline(signed, ("leaky_relu", {"negative_slope": 0.3})),
        "elu large": pipeline(signed, ("elu", {"alpha": 2.5})),
        "softmax across": pipeline(signed, ("softmax", {"axis": -1})),
        "conv2d bank": pipeline(
            ("conv2d", {"weight": bank, "groups": 3, "bias": list(np.arange(6.0)), "dilation": [1, 2]})
        ),
        "conv2d same stride": pipeline(("conv2d", {"weight": kernel, "padding": "same", "stride": [2, 3]})),
        "conv2d on bytes": pipeline(("conv2d", {"weight": kernel, "bias": 0.25}), value_range="0-255"),
        "max_pool2d": pipeline(("max_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True})),
        "max_pool2d uneven": pipeline(("max_pool2d", {"kernel_size": [3, 4], "padding": [1, 0, 2, 1], "dilation": 2})),
        "max_pool2d same": pipeline(("max_pool2d", {"kernel_size": 4, "stride": 3, "padding": "same"})),
        "max_pool2d far": pipeline(("max_pool2d", {"kernel_size": 2, "dilation": 5, "padding": 3, "stride": 1})),
        "batch_norm": pipeline(
            ("batch_norm", {"running_mean": [0.5, 0.2, 0.1], "running_var": [0.2, 2.0, 1.0], "weight": [1.0, 2.0, -1.0],
                            "bias": [0.0, 0.5, 3.0], "eps": 0.01})
        ),
        "dropout": pipeline(("dropout", {"p": 0.3})),
        "dropout downscale": pipeline(("dropout", {"p": 0.3, "mode": "downscale_in_infer", "axis": [0, 1]})),
        "add": pipeline(signed, ("add", {"input": "photo"})),
        "multiply": pipeline(signed, ("relu", {}), ("multiply", {"input": "conv1"})),
        "magnitude": pipeline(signed, ("relu", {}), ("magnitude", {"input": "conv1"})),
        "input": pipeline(signed, ("relu", {}), ("sigmoid", {"input": "conv1"}), ("add", {"input": "relu1"})),
        "flatten": pipeline(("flatten", {})),
        "flatten middle": pipeline(("flatten", {"start_axis": 1, "stop_axis": 2})),
        "flatten all but the batch of norms": pipeline(("flatten", {}), ("batch_norm", {})),
        "linear": pipeline(
            ("max_pool2d", {"kernel_size": 4}), ("flatten", {}),
            ("linear", {"weight": Numbers.standard_normal((3 * 3 * 4, 5)), "bias": [1.0, 2.0, 3.0, 4.0, 5.0]}),
            ("softmax", {}),
        ),
        "linear on rows": pipeline(("linear", {"weight": Numbers.standard_normal((17, 2))})),
        "nothing": pipeline(),
    }  # fmt: skip
    for mode in PADDING_MODES:
        found[f"conv2d {mode}"] = pipeline(
            ("conv2d", {"weight": kernel, "padding": [2, 1, 0, 3], "padding_mode": mode})
        )
        found[f"conv2d same {mode}"] = pipeline(
            ("conv2d", {"weight": kernel, "padding": "same", "channels": "each", "stride": 2, "padding_mode": mode})
        )
    for include in (False, True):
        for ceil in (False, True):
            own = {"kernel_size": 3, "stride": 2, "ceil_mode": ceil, "count_include_pad": include}
            found[f"avg_pool2d {include} {ceil}"] = pipeline(("avg_pool2d", {**own, "padding": 1}))
            found[f"avg_pool2d uneven {include} {ceil}"] = pipeline(("avg_pool2d", {**own, "padding": [1, 0, 0, 1]}))
    whole = found["input"]
    found["switched off"] = replace(
        whole, steps=tuple(replace(step, enabled=step.id not in ("relu1", "add1")) for step in whole)
    )
    found["odd names"] = replace(
        whole,
        name='Say "\\ no"\n',
        steps=(
            replace(whole.steps[0], id="self"),
            replace(whole.steps[1], id="1 if é", input="self"),
            replace(whole.steps[3], id="photo1", input="self"),
        ),
    )
    return found


CASES = _cases()
"""Pipelines by what is special about them; each runs on PHOTO."""

PHOTO = Photo("noise", Numbers.integers(0, 256, (13, 17, 3), np.uint8))


def values(document: Document, photo: Photo) -> np.ndarray:
    """What the first step reads, (1, C, H, W)."""
    return photo.region(np.arange(photo.shape[2]), np.arange(photo.shape[3]), document.white)


def expected(document: Document, photo: Photo) -> np.ndarray:
    """The exact result."""
    planned = plan(document, photo.shape)
    return evaluate(planned, photo, planned.last)


def assert_agrees(found: np.ndarray, document: Document, photo: Photo) -> None:
    """Equal within 1e-5 of the range of the values."""
    wanted = expected(document, photo)
    assert found.dtype == np.float32
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-5 * max(1.0, float(np.abs(wanted).max())))


def loaded(text: bytes) -> dict[str, object]:
    """The names of an emitted file, loaded without running its check."""
    space: dict[str, object] = {"__name__": "pipeline"}
    exec(compile(text, "pipeline.py", "exec"), space)
    return space


def assert_file_agrees(text: bytes, document: Document, photo: Photo) -> None:
    """The file's own check passes, and it computes the same on the photo."""
    space = loaded(text)
    assert space["main"]([], space["run"], space["EXAMPLE"], space["CHANNELS"], space["WHITE"]) == 0
    assert_agrees(space["run"](values(document, photo)), document, photo)
