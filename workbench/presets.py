"""Pipelines and pictures that come with the program, by id. One table says what there is; the data lie in `assets`."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import assets
from filters.records import dataclass
from workbench.document import Document
from workbench.layers import new_step
from workbench.pipeline_file import SUFFIX, parse

__all__ = ["GROUPS", "PRESETS", "Preset", "Sample", "load_preset", "samples"]

GROUPS = ("Chapter", "Edges", "Blur", "Sharpen", "Style", "CNN")
NETWORK_SEED = 2020


@dataclass(frozen=True)
class Preset:
    """A pipeline by name: `id` is what commands take, `title` and `description` are for menus."""

    id: str
    title: str
    group: str
    description: str


@dataclass(frozen=True)
class Sample:
    """A picture by name, at `path`; `preset` is a pipeline that shows it well."""

    id: str
    title: str
    path: Path
    description: str
    preset: str


PRESETS: tuple[Preset, ...] = (
    Preset("chapter-case-1", "Case 1: black and white edge", "Chapter", "The kernel 1 0 −1 finds where light ends."),
    Preset("chapter-case-2", "Case 2: outlines", "Chapter", "Eight times the middle less its neighbours, over 8."),
    Preset("chapter-case-3", "Case 3: mean blur", "Chapter", "Every pixel becomes the mean of 5 × 5."),
    Preset("receptive-field", "Two 3 × 3 see 5 × 5", "Chapter", "Two layers of 3 × 3 see as far as one of 5 × 5."),
    Preset("simplenet", "SimpleNet", "Chapter", "The chapter's network for 224 × 224 colour photos, untrained."),
    Preset("homework-1", "Homework 1: 64 kernels", "Chapter", "64 kernels of 3 × 3, padding 1: how many products?"),
    Preset("sobel-magnitude", "Sobel magnitude", "Edges", "Strength of edges in any direction, Sobel over 4."),
    Preset("scharr-magnitude", "Scharr magnitude", "Edges", "As Sobel, but even in all directions."),
    Preset("laplacian", "Laplacian", "Edges", "The four neighbours less four times the middle."),
    Preset("laplacian-of-gaussian", "Laplacian of Gaussian", "Edges", "Edges and blobs of about 3 pixels."),
    Preset("difference-of-gaussians", "Difference of Gaussians", "Edges", "A fine blur less a coarse one."),
    Preset("edge-bank", "Eight compass edges", "Edges", "Kirsch's kernels, one map for each direction."),
    Preset("line-bank", "Four line detectors", "Edges", "Thin lines: level, upright and both diagonals."),
    Preset("ridge-bank", "Eight ridge detectors", "Edges", "Wider lines in eight directions, as steered ridges."),
    Preset("gaussian-blur", "Gaussian blur", "Blur", "Soft, with no direction; sigma 2."),
    Preset("box-blur", "Box blur", "Blur", "The plain mean of 7 × 7."),
    Preset("motion-blur", "Motion blur", "Blur", "As if the camera had moved 15 pixels aslant."),
    Preset("lens-blur", "Lens blur", "Blur", "A disc of 11 pixels, as of a wide-open lens."),
    Preset("sharpen", "Sharpen", "Sharpen", "Five times the middle less its four neighbours."),
    Preset("unsharp-mask", "Unsharp mask", "Sharpen", "The photo plus what a Gaussian blur took away; sigma 2."),
    Preset("high-boost", "High boost", "Sharpen", "Strong local contrast; sigma 6."),
    Preset("emboss", "Emboss", "Style", "Relief lit from the upper left, on middle gray."),
    Preset("pencil", "Pencil drawing", "Style", "Dark outlines on white paper."),
    Preset("soft-glow", "Soft glow", "Style", "The photo and its blur, mixed by halves."),
    Preset("conv-block", "Convolution block", "CNN", "Convolution, BatchNorm, ReLU, max pool on a colour photo."),
    Preset("max-pool", "Max pool", "CNN", "The largest of every 2 × 2."),
    Preset("average-pool", "Average pool", "CNN", "The mean of every 2 × 2."),
    Preset("halving", "Halving by stride", "CNN", "A small blur that keeps every second pixel."),
)
"""All pipelines that come with the program, in the order of menus."""


def load_preset(preset_id: str) -> Document:
    """The pipeline of that id; KeyError where there is none."""
    if all(preset.id != preset_id for preset in PRESETS):
        raise KeyError(preset_id)
    if preset_id in _MADE:
        return _MADE[preset_id]()
    return parse((assets.FOLDER / "presets" / f"{preset_id}{SUFFIX}").read_bytes())


@cache
def simplenet() -> Document:
    """SimpleNet with the weights of a network before training, always the same.

    Its 3.2 million weights are drawn here from a seed, for as text they would be 35 MB.
    """
    draw = _before_training()
    return _network(
        "SimpleNet",
        ("conv2d", "conv1", {"weight": draw(6, 3, 5, 5), "bias": (0.0,) * 6, "padding": 2}),
        ("relu", "relu1", {}),
        ("max_pool2d", "max_pool1", {"kernel_size": 2, "stride": 2}),
        ("conv2d", "conv2", {"weight": draw(16, 6, 5, 5), "bias": (0.0,) * 16, "padding": 2}),
        ("relu", "relu2", {}),
        ("max_pool2d", "max_pool2", {"kernel_size": 2, "stride": 2}),
        ("flatten", "flatten1", {}),
        ("linear", "fc1", {"weight": draw(50176, 64, inputs=50176), "bias": (0.0,) * 64}),
        ("sigmoid", "sigmoid1", {}),
        ("linear", "fc2", {"weight": draw(64, 1, inputs=64), "bias": (0.0,)}),
    )


def homework_1() -> Document:
    """The convolution whose operations are to be counted: 64 kernels of 3 x 3 on a colour photo, padding 1."""
    parameters = {"weight": _before_training()(64, 3, 3, 3), "bias": (0.0,) * 64, "padding": 1}
    return _network("Homework 1: 64 kernels", ("conv2d", "conv1", parameters))


def _before_training() -> Callable[..., NDArray[np.float32]]:
    """Draws weights of a shape with He scaling from a seed; `inputs` are what one output adds up."""
    numbers = np.random.default_rng(NETWORK_SEED)

    def draw(*shape: int, inputs: int = 0) -> NDArray[np.float32]:
        found = numbers.standard_normal(shape) * np.sqrt(2 / (inputs or prod(shape[1:])))
        return np.asarray(found, np.float32)

    return draw


def _network(name: str, *steps: tuple[str, str, dict[str, object]]) -> Document:
    """Steps of a kind, with an id and parameters, that read a photo as 0-1."""
    document = Document(name, "0-1")
    for kind, step_id, parameters in steps:
        document = document.inserted(len(document.steps), replace(new_step(kind, document, **parameters), id=step_id))
    return document


_MADE: dict[str, Callable[[], Document]] = {"simplenet": simplenet, "homework-1": homework_1}

_SAMPLES = (
    ("still-life", "Still life", "still-life.jpg", "Fruit, a cup and a book, 12 million pixels.", "chapter-case-2"),
    ("still-life-small", "Still life, small", "still-life-small.png", "The same, 600 pixels wide.", "chapter-case-2"),
    ("half-light", "Half light", "half-light.png", "The chapter's 50 × 50: light left, dark right.", "chapter-case-1"),
    ("chart", "Resolution chart", "chart.png", "Star, rings, line pairs and a gray ramp.", "gaussian-blur"),
)


def samples() -> tuple[Sample, ...]:
    """The pictures that come with the program, in the order of menus."""
    folder = assets.FOLDER / "samples"
    return tuple(Sample(name, title, folder / file, words, preset) for name, title, file, words, preset in _SAMPLES)
