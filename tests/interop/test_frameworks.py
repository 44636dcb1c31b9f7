"""Emitted files in the frameworks themselves: every kind, every preset and random pipelines give our pixels.

Run by `make test-interop`, which installs what the default tests do without. Paddle is tried where it installs.
"""

import importlib.util
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from export_cases import CASES, PHOTO, assert_agrees, assert_file_agrees, expected, loaded, pipeline, values
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from strategies import documents, photo

from workbench.__main__ import main
from workbench.document import Document
from workbench.export import exported
from workbench.plan import plan
from workbench.presets import PRESETS, load_preset
from workbench.sources import Photo

FRAMEWORKS = ["pytorch", *(["paddle"] if importlib.util.find_spec("paddle") else [])]
TARGETS = [*FRAMEWORKS, "onnx"]

pytestmark = pytest.mark.filterwarnings("default")  # those of the frameworks are not ours


def check(document: Document, target: str, source: Photo) -> None:
    data = exported(document, target, source.shape)
    if target == "onnx":
        session = onnxruntime.InferenceSession(data)
        assert_agrees(session.run(None, {"photo": values(document, source)})[0], document, source)
    else:
        assert_file_agrees(data, document, source)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", CASES)
def test_every_kind_agrees(name: str, target: str) -> None:
    check(CASES[name], target, PHOTO)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("preset", [preset.id for preset in PRESETS])
def test_presets_agree(preset: str, target: str) -> None:
    check(load_preset(preset), target, photo(224, 224) if preset == "simplenet" else photo(40, 48))


@pytest.mark.parametrize("preset", [preset.id for preset in PRESETS])
def test_every_way_out_gives_the_same_pixels(preset: str, tmp_path: Path) -> None:
    """The command, ONNX Runtime on the exported model, and every script on the same picture file."""
    document = load_preset(preset)
    source = photo(224, 224) if preset == "simplenet" else photo(40, 48)
    Image.fromarray(source.pixels).save(tmp_path / "photo.png")
    with pytest.raises(SystemExit) as left:
        main(["run", preset, str(tmp_path / "photo.png"), "-o", str(tmp_path / "command.npy")])
    assert left.value.code == 0
    found = {"command": np.load(tmp_path / "command.npy")}
    for target in (*FRAMEWORKS, "numpy"):
        space = loaded(exported(document, target, source.shape))
        found[target] = space["run"](values(document, source))[0]
    session = onnxruntime.InferenceSession(exported(document, "onnx", source.shape))
    found["onnx"] = session.run(None, {"photo": values(document, source)})[0][0]
    wanted = expected(document, source)[0]
    for way, result in found.items():
        shaped = result.reshape(wanted.shape)
        limit = 1e-5 * max(1.0, float(np.abs(wanted).max()))
        np.testing.assert_allclose(shaped, wanted, rtol=0, atol=limit, err_msg=way)


@pytest.mark.parametrize("target", TARGETS)
def test_random_pipelines_agree(target: str) -> None:
    @settings(deadline=None, max_examples=100)
    @given(documents(), st.integers(3, 24), st.integers(3, 24))
    def agrees(document: Document, height: int, width: int) -> None:
        source = photo(height, width)
        if plan(document, source.shape).refusal is None:
            check(document, target, source)

    agrees()


@pytest.mark.parametrize("target", FRAMEWORKS)
@pytest.mark.parametrize("axis", [None, [0, 1]])
@pytest.mark.parametrize("mode", ["upscale_in_train", "downscale_in_infer"])
def test_dropout_in_training_drops_and_scales_as_ours(target: str, axis: list[int] | None, mode: str) -> None:
    document = pipeline(("dropout", {"p": 0.25, "axis": axis, "mode": mode}))
    space = loaded(exported(document, target, (1, 64, 16, 16)))
    module = space["pipeline"]()
    module.train()
    found = np.asarray(module(space["tensor"](np.ones((1, 64, 16, 16), np.float32))))
    kept = np.float32(1 / 0.75 if mode == "upscale_in_train" else 1)
    assert set(np.unique(found.round(5))) == {np.float32(0), kept.round(5)}
    assert 0.05 < (found == 0).mean() < 0.5
    if axis:
        assert (found == found[..., :1, :1]).all()
