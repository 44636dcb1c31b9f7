"""`load` and `run` from Python: any picture, any step, the same numbers."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from scipy import signal

import workbench
from workbench import running
from workbench.document import Document
from workbench.errors import LoadError, PipelineError, WorkbenchError
from workbench.layers import new_step
from workbench.pipeline_file import write_pipeline
from workbench.refusals import PlanError

RGB = np.random.default_rng(5).integers(0, 256, (31, 37, 3), dtype=np.uint8)


def test_case_2_equals_scipy(tmp_path):
    Image.fromarray(RGB).save(tmp_path / "a.png")
    document = workbench.load("chapter-case-2")
    found = workbench.run(document, tmp_path / "a.png")
    kernel = document.steps[0]["weight"].astype(float)
    wanted = sum(signal.correlate2d(RGB[..., c].astype(float), kernel, "valid") for c in range(3))
    assert found.dtype == np.float32
    assert found.shape == (1, 29, 35)
    assert np.allclose(found[0], wanted, atol=1e-3)
    assert (workbench.run(document, RGB) == found).all()


@pytest.mark.parametrize(("dtype", "white"), [(np.uint8, 255), (np.uint16, 65535), (np.float32, 1)])
def test_white_is_white_in_every_dtype(dtype, white):
    light = np.full((8, 8), white, dtype)
    assert np.allclose(workbench.run(workbench.load("chapter-case-3"), light), 255)
    assert (workbench.run(workbench.load("chapter-case-1"), light) == 0).all()


def test_any_step(tmp_path):
    document = workbench.load("sobel-magnitude")
    across, down = (workbench.run(document, RGB, step=name) for name in ("sobel_x", "sobel_y"))
    assert np.allclose(workbench.run(document, RGB), np.hypot(across, down))
    assert (workbench.run(document, RGB, step="photo") == np.moveaxis(RGB, 2, 0)).all()
    with pytest.raises(KeyError):
        workbench.run(document, RGB, step="nothing")


def test_behind_flatten():
    document = Document()
    for kind in ("flatten", "sigmoid"):
        document = document.inserted(len(document.steps), new_step(kind, document))
    assert workbench.run(document, RGB).shape == (RGB.size, 1, 1)


def test_load_files_and_presets(tmp_path):
    document = workbench.load("unsharp-mask")
    write_pipeline(document, tmp_path / "mine.json")
    assert workbench.load(tmp_path / "mine.json") == document
    with pytest.raises(PipelineError, match="neither a file nor a preset"):
        workbench.load("no-such-thing")


def test_refusals(tmp_path, monkeypatch):
    document = workbench.load("chapter-case-3")
    with pytest.raises(PlanError, match="larger than its padded input 3 x 3"):
        workbench.run(document, RGB[:3, :3])
    with pytest.raises(LoadError, match="no such file"):
        workbench.run(document, tmp_path / "none.png")
    with pytest.raises(LoadError, match="int64"):
        workbench.run(document, RGB.astype(np.int64))
    monkeypatch.setattr(running, "available_memory", lambda: 1000)
    with pytest.raises(WorkbenchError, match="GB of memory"):
        workbench.run(document, RGB)


def test_python_needs_no_qt():
    script = "import sys, workbench; workbench.load('emboss'); sys.exit(any('PySide6' in m for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("weight", [np.full((3, 3), 0.1), np.outer(*[signal.windows.gaussian(13, 3)] * 2)])
def test_a_last_step_that_is_off_changes_nothing(weight):
    document = Document()
    document = document.inserted(0, new_step("conv2d", document, weight=weight, channels="each"))
    document = document.inserted(1, replace(new_step("max_pool2d", document), enabled=False))
    on = document.steps[0].id
    assert np.array_equal(workbench.run(document, RGB), workbench.run(document, RGB, step=on))
