"""Values are kept under all that they depend on, and nothing else."""

from dataclasses import replace

import numpy as np

from workbench.document import Document
from workbench.evaluation.keys import Keys
from workbench.layers import new_step, with_parameters
from workbench.plan import plan
from workbench.sources import Photo

PHOTO_ = Photo("a", np.zeros((9, 9, 3), np.uint8))


def document() -> Document:
    found = Document()
    for kind, parameters in (("conv2d", {"weight": np.ones((3, 3)), "channels": "each"}), ("relu", {}), ("tanh", {})):
        found = found.inserted(len(found.steps), new_step(kind, found, **parameters))
    return found


def keys(of: Document, source: Photo = PHOTO_, *, training: bool = False) -> Keys:
    return Keys(plan(of, source.shape, training=training), source)


def test_a_late_edit_changes_no_early_key_and_every_later_one() -> None:
    usual = document()
    edited = usual.with_step(with_parameters(usual.step("conv1"), weight=2 * np.ones((3, 3))))
    assert keys(usual)["conv1"] == keys(document())["conv1"]
    assert all(keys(usual)[name] != keys(edited)[name] for name in ("conv1", "relu1", "tanh1"))
    later = usual.with_step(replace(usual.step("tanh1"), kind="silu"))
    assert keys(later)["relu1"] == keys(usual)["relu1"]
    assert keys(later)["tanh1"] != keys(usual)["tanh1"]


def test_photo_range_and_mode_are_part_of_a_key() -> None:
    usual = document()
    other = Photo("b", np.ones((9, 9, 3), np.uint8))
    found = {
        keys(usual)["conv1"], keys(usual, other)["conv1"], keys(usual.with_range("0-1"))["conv1"],
        keys(usual, training=True)["conv1"],
    }  # fmt: skip
    assert len(found) == 4


def test_a_step_that_is_off_has_the_key_of_what_it_passes_on() -> None:
    usual = document()
    off = usual.with_step(replace(usual.step("relu1"), enabled=False))
    assert keys(off)["relu1"] == keys(off)["conv1"]
