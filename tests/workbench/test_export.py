"""Exports: ONNX Runtime and the emitted NumPy code give our pixels; files check themselves; faults are words."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from export_cases import CASES, PHOTO, assert_agrees, assert_file_agrees, expected, pipeline, values
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from strategies import documents, photo

from workbench import cli, load
from workbench.document import Document
from workbench.errors import SaveError, WorkbenchError
from workbench.export import TARGETS, ExportError, export, exported, onnx_model
from workbench.export.checking import check_model
from workbench.layers import KINDS
from workbench.plan import plan
from workbench.presets import PRESETS, load_preset
from workbench.refusals import PlanError
from workbench.sources import Photo

SMALL = photo(40, 48)


def run_onnx(model: bytes, document: Document, source: Photo) -> np.ndarray:
    session = onnxruntime.InferenceSession(model)
    return session.run(None, {"photo": values(document, source)})[0]


def test_every_kind_is_among_the_cases() -> None:
    assert {step.kind for document in CASES.values() for step in document} == set(KINDS)


@pytest.mark.parametrize("name", CASES)
def test_onnx_runtime_agrees(name: str) -> None:
    document = CASES[name]
    assert_agrees(run_onnx(exported(document, "onnx", PHOTO.shape), document, PHOTO), document, PHOTO)


@pytest.mark.parametrize("name", CASES)
def test_numpy_code_agrees(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    document = CASES[name]
    assert_file_agrees(exported(document, "numpy", PHOTO.shape), document, PHOTO)
    assert "agrees" in capsys.readouterr().out


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("target", ["pytorch", "paddle"])
def test_layer_code_is_python_that_names_every_step(name: str, target: str) -> None:
    text = exported(CASES[name], target, PHOTO.shape)
    compile(text, "pipeline.py", "exec")
    assert b"class Pipeline(" in text


@pytest.mark.parametrize("preset", [preset.id for preset in PRESETS])
def test_presets_agree(preset: str) -> None:
    document = load_preset(preset)
    source = photo(224, 224) if preset == "simplenet" else SMALL
    model = exported(document, "onnx", None if plan(document, (1, 3, 224, 224)).refusal is None else source.shape)
    assert_agrees(run_onnx(model, document, source), document, source)
    assert_file_agrees(exported(document, "numpy", source.shape), document, source)


@settings(deadline=None, max_examples=40)
@given(documents(), st.integers(3, 24), st.integers(3, 24), st.booleans())
def test_random_pipelines_agree(document: Document, height: int, width: int, any_size: bool) -> None:
    source = photo(height, width)
    if plan(document, source.shape).refusal is not None:
        with pytest.raises(PlanError):
            exported(document, "onnx", source.shape)
        return
    model = exported(document, "onnx", source.shape)
    if any_size:
        open_model = exported(document, "onnx")
        model = open_model if _size(open_model) == ["H", "W"] else model
    assert_agrees(run_onnx(model, document, source), document, source)
    assert_file_agrees(exported(document, "numpy", source.shape), document, source)


def _size(model: bytes) -> list[object]:
    return [
        axis.dim_param or axis.dim_value
        for axis in onnx.load_from_string(model).graph.input[0].type.tensor_type.shape.dim
    ][2:]


def test_the_model_says_what_it_is() -> None:
    model = onnx.load_from_string(exported(load("sobel-magnitude"), "onnx"))
    assert model.opset_import[0].version == onnx_model.OPSET
    assert model.ir_version == onnx_model.IR_VERSION
    assert [node.name for node in model.graph.node if "." not in node.name][-1] == "magnitude1"
    facts = {prop.key.removeprefix("filter-workbench.") for prop in model.metadata_props}
    assert facts == {"range", "pipeline", "example"}
    assert "cross-correlation" in model.doc_string


@pytest.mark.parametrize("name", CASES)
def test_the_model_agrees_with_the_example_it_carries(name: str, tmp_path: Path) -> None:
    place = tmp_path / "model.onnx"
    for shape in (PHOTO.shape, None):
        if shape is not None or plan(CASES[name], (1, 3, 224, 224)).refusal is None:
            export(CASES[name], "onnx", shape, place)
            assert check_model(place)[0] == "ONNX Runtime"


def test_checking_notices_changes_and_needs_no_onnx_runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "model.onnx"
    export(load("sharpen"), "onnx", None, place)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert check_model(place)[0] == "ONNX's reference"
    model = onnx.load(place)
    weight = next(tensor for tensor in model.graph.initializer if tensor.name.endswith(".weight"))
    weight.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(weight) * 1.01, weight.name))
    onnx.save(model, place)
    with pytest.raises(WorkbenchError, match=r"model\.onnx: the result in ONNX's reference is off by"):
        check_model(place)
    del model.metadata_props[:]
    onnx.save(model, place)
    with pytest.raises(WorkbenchError, match="carries no example"):
        check_model(place)
    place.write_bytes(b"no model")
    with pytest.raises(WorkbenchError, match="not an ONNX model"):
        check_model(place)


def test_sizes_are_open_until_they_are_asked_for_or_needed() -> None:
    assert _size(exported(load("conv-block"), "onnx")) == ["H", "W"]
    assert _size(exported(load("conv-block"), "onnx", (1, 3, 50, 60))) == [50, 60]
    assert _size(exported(load("simplenet"), "onnx")) == [224, 224]


def test_a_bank_of_other_channels_decides_what_is_read() -> None:
    document = pipeline(("conv2d", {"weight": np.ones((2, 5, 3, 3))}))
    assert onnx.load_from_string(exported(document, "onnx")).graph.input[0].type.tensor_type.shape.dim[1].dim_value == 5


def test_without_onnx_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ExportError, match=r"filter-workbench\[onnx\]"):
        exported(Document(), "onnx")


@pytest.mark.parametrize("target", TARGETS)
def test_an_unknown_kind_is_refused_by_its_step(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    document = pipeline(("relu", {}))
    monkeypatch.setitem(KINDS, "swirl", replace(KINDS["relu"], name="swirl"))
    strange = replace(document, steps=(replace(document.steps[0], kind="swirl"),))
    with pytest.raises(ExportError, match=r"^relu1: swirl"):
        exported(strange, target)


def test_an_unknown_target_and_a_shape_that_does_not_fit_are_refused() -> None:
    with pytest.raises(ExportError, match="there are onnx, pytorch"):
        exported(Document(), "keras")
    with pytest.raises(PlanError, match="conv1"):
        exported(load("conv-block"), "numpy", (1, 2, 9, 9))


def test_notes_tell_where_conventions_differ() -> None:
    text = exported(CASES["batch_norm"], "pytorch").decode()
    assert "unbiased" in text
    assert "ceil_mode drops" in exported(CASES["max_pool2d"], "paddle").decode()
    assert "Nowhere in this pipeline" in exported(pipeline(("tanh", {})), "pytorch").decode()


def test_a_failed_write_keeps_the_old_file(tmp_path: Path) -> None:
    place = tmp_path / "model.py"
    place.write_text("mine")
    with pytest.raises(PlanError):
        export(load("conv-block"), "numpy", (1, 1, 9, 9), place)
    assert place.read_text() == "mine"
    with pytest.raises(SaveError):
        export(load("conv-block"), "numpy", None, tmp_path)


def test_the_script_alone_checks_itself_and_runs_on_a_photo(tmp_path: Path) -> None:
    document = load("sobel-magnitude")
    place, picture, result = tmp_path / "code.py", tmp_path / "photo.png", tmp_path / "out.npy"
    cli.cli.main(["export", "sobel-magnitude", "--to", "numpy", "-o", str(place)], prog_name="workbench")
    Image.fromarray(SMALL.pixels).save(picture)
    checked = _python(tmp_path, place)
    assert checked.returncode == 0
    assert "agrees" in checked.stdout
    assert _python(tmp_path, place, picture, result).returncode == 0
    np.testing.assert_allclose(np.load(result), expected(document, SMALL)[0], rtol=0, atol=255e-5)
    place.write_text(place.read_text().replace("-0.25", "-0.26"))
    assert _python(tmp_path, place).returncode == 1


def _python(folder: Path, *words: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_the_script_reads_deep_pictures(dtype: type, tmp_path: Path) -> None:
    document = load("gaussian-blur")
    pixels = (SMALL.pixels.astype(np.float32) / 255 * (65535 if dtype is np.uint16 else 1)).astype(dtype)
    place, picture, result = tmp_path / "code.py", tmp_path / "photo.npy", tmp_path / "out.npy"
    np.save(picture, pixels)
    export(document, "numpy", None, place)
    assert _python(tmp_path, place, picture, result).returncode == 0
    np.testing.assert_allclose(np.load(result), expected(document, Photo("deep", pixels))[0], rtol=0, atol=255e-5)


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["export", "conv-block", "--to", "onnx", "--input-shape", "1,2,9,9"], 1, "conv1"),
        (["export", "conv-block", "--to", "onnx", "--input-shape", "9,9"], 2, "N,C,H,W"),
        (["export", "conv-block", "--to", "keras"], 2, "keras"),
        (["export", "no-such", "--to", "onnx"], 2, "no-such"),
    ],
)
def test_the_command_fails_in_one_line(
    words: list[str], status: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.cli.main([*words, "-o", str(tmp_path / "out")], prog_name="workbench")
    assert left.value.code == status
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
    assert not list(tmp_path.iterdir())
