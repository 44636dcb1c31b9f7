"""Whether values can lie below 0, and whether they still stand for brightness, judged before any is computed."""

from dataclasses import replace

import numpy as np
import pytest
from documents import document_of

from filters import kernels
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation
from workbench.layers import new_step
from workbench.plan import plan
from workbench.presets import PRESETS, load_preset
from workbench.signs import difference_steps, signed_steps
from workbench.sources import Photo

PHOTO = Photo("noise", np.random.default_rng(0).integers(0, 256, (64, 72, 3), np.uint8))
EDGES = {"weight": kernels.laplacian(), "channels": "each", "padding": "same"}


def planned(*steps):
    return plan(document_of(*steps), PHOTO.shape)


@pytest.mark.parametrize("preset", [preset.id for preset in PRESETS])
def test_no_step_that_is_said_to_have_no_signs_has_a_value_below_0(preset):
    found = plan(load_preset(preset), (1, 3, 64, 72))
    evaluation = Evaluation(found, PHOTO, Cache())
    for row in found.steps:
        if row.shape is not None and row.id not in signed_steps(found):
            assert evaluation.at(row.id).min() >= 0, row.id


def test_what_follows_a_kernel_that_sums_to_0_is_made_of_differences():
    blur = {"weight": kernels.box(3, 3), "channels": "each"}
    assert difference_steps(planned(("conv2d", EDGES), ("conv2d", blur), ("relu", {}))) == {"conv1", "conv2", "relu1"}
    assert not difference_steps(planned(("conv2d", blur), ("relu", {})))
    assert not difference_steps(planned(("conv2d", {**EDGES, "weight": kernels.sharpen()})))


@pytest.mark.parametrize(
    ("weight", "is_difference"),
    [
        (kernels.sobel_x(), True),
        (kernels.sobel_x() + 0.03 * np.eye(3, dtype=np.float32), True),
        (kernels.laplacian() + np.eye(3, dtype=np.float32), False),
        (kernels.emboss(), False),
        (kernels.sharpen(), False),
        (kernels.box(3, 3) / 4, False),
        (-kernels.box(3, 3), True),
    ],
)
def test_a_kernel_subtracts_where_it_keeps_little_of_a_gray_and_of_itself(weight, is_difference):
    found = difference_steps(planned(("conv2d", {**EDGES, "weight": weight})))
    assert (found == {"conv1"}) is is_difference


def test_a_bias_and_the_photo_itself_make_brightness_of_differences():
    assert not difference_steps(planned(("conv2d", {**EDGES, "bias": 128.0})))
    document = planned(("conv2d", EDGES)).document
    sharpened = document.inserted(1, replace(new_step("add", document), input="photo"))
    assert difference_steps(plan(sharpened, PHOTO.shape)) == {"conv1"}
