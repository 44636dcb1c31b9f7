"""What comes with the program is there, runs, and is what its name says."""

import numpy as np
import pytest
from PIL import Image

import workbench
from workbench.pipeline_file import parse
from workbench.pipeline_text import dump
from workbench.plan import plan
from workbench.presets import GROUPS, PRESETS, load_preset, samples

RGB = np.random.default_rng(1).integers(0, 256, (48, 40, 3), dtype=np.uint8)


def test_the_table():
    ids = [preset.id for preset in PRESETS]
    assert len(set(ids)) == len(ids)
    assert {"chapter-case-1", "chapter-case-2", "chapter-case-3", "simplenet", "sobel-magnitude"} <= set(ids)
    assert {preset.group for preset in PRESETS} == set(GROUPS)
    assert [preset.group for preset in PRESETS] == sorted((p.group for p in PRESETS), key=GROUPS.index)
    with pytest.raises(KeyError):
        load_preset("../../etc/passwd")


@pytest.mark.parametrize("preset", [p for p in PRESETS if p.id != "simplenet"], ids=lambda p: p.id)
def test_each_runs_and_reads_back(preset):
    document = load_preset(preset.id)
    assert document.name == preset.title
    assert parse(dump(document)) == document
    found = workbench.run(document, RGB)
    assert np.isfinite(found).all()
    if preset.group in ("Blur", "Sharpen") or preset.id == "emboss":
        assert found.shape == (3, 48, 40)
    if preset.group not in ("CNN", "Style") and preset.id != "homework-1":
        assert workbench.run(document, RGB[..., 0]).shape[0] == found.shape[0] // (3 if found.shape[0] == 3 else 1)


@pytest.mark.parametrize("name", ["gaussian-blur", "box-blur", "motion-blur", "lens-blur", "sharpen", "unsharp-mask"])
def test_brightness_is_kept(name):
    even = np.full((20, 20, 3), 100, np.uint8)
    assert np.allclose(workbench.run(load_preset(name), even), 100, atol=1e-3)


@pytest.mark.parametrize("name", ["laplacian", "laplacian-of-gaussian", "difference-of-gaussians", "sobel-magnitude"])
def test_even_areas_give_nothing(name):
    even = np.full((20, 20, 3), 100, np.uint8)
    assert np.allclose(workbench.run(load_preset(name), even), 0, atol=1e-3)


def test_sobel_magnitude_is_by_the_book():
    ramp = np.tile(np.arange(0, 160, 4, dtype=np.uint8), (30, 1))
    assert np.allclose(workbench.run(load_preset("sobel-magnitude"), ramp)[:, 1:-1, 1:-1], 8)


def test_simplenet_is_the_chapters():
    document = load_preset("simplenet")
    table = plan(document, (10, 3, 224, 224))
    table.require()
    assert table["fc2"].shape == (10, 1)
    assert [table[name].weight_parameters for name in ("conv1", "conv2", "fc1", "fc2")] == [450, 2400, 3211264, 64]
    assert table.parameters == 3214265
    assert load_preset("simplenet") == document


def test_samples():
    found = {sample.id: sample for sample in samples()}
    for sample in found.values():
        assert sample.path.is_file()
        load_preset(sample.preset)
    half = np.asarray(Image.open(found["half-light"].path))
    assert half.shape == (50, 50)
    assert (half[:, :30] == 255).all()
    assert not half[:, 30:].any()
    with Image.open(found["still-life"].path) as photo:
        assert photo.width * photo.height >= 12_000_000 - 5000


def test_case_1_finds_the_edge():
    half = next(sample.path for sample in samples() if sample.id == "half-light")
    found = workbench.run(workbench.load("chapter-case-1"), half)
    assert found.shape == (1, 50, 48)
    assert np.flatnonzero(found[0, 0]).tolist() == [28, 29]
    assert (found[0][:, 28:30] == 1).all()
