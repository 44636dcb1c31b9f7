"""Models and kernels in the real window: out to files that agree, in to steps that can be looked at."""

import json
import subprocess
import sys

import numpy as np
import onnx
import pytest
from export_cases import assert_agrees
from onnx import TensorProto, helper, numpy_helper

import workbench
from ui.files.models import ENDINGS
from workbench.export import TARGETS
from workbench.export.checking import check_model
from workbench.sources import Photo

RGB = np.random.default_rng(4).integers(0, 256, (40, 52, 3), np.uint8)


@pytest.fixture
def opened(driver):
    driver.window.session.open_source(Photo("noise", RGB))
    driver.window.files.pipelines.open_preset("sobel-magnitude")
    driver.settle()
    return driver


def export(driver, target, path):
    for action in driver.window.actions_.menu("export_code").actions():
        if action.data() == target:
            action.trigger()
    dialog = driver.window.findChild(object, "file_dialog")
    dialog.fileSelected.emit(str(path))
    dialog.close()
    driver.settle()


@pytest.mark.parametrize("target", ENDINGS)
def test_a_pipeline_leaves_as_a_file_that_agrees(opened, target, tmp_path):
    assert list(ENDINGS) == list(TARGETS)
    path = tmp_path / f"edges{ENDINGS[target]}"
    export(opened, target, path)
    assert "Saved edges" in opened.window.notices.text
    if target == "onnx":
        assert check_model(path)[1] < 1e-2
        assert_agrees(_run(path), workbench.load(path), Photo("noise", RGB))
    elif target == "numpy":
        done = subprocess.run([sys.executable, path], capture_output=True, text=True, check=True)
        assert "agrees with Filter Workbench" in done.stdout
    else:
        assert "class Pipeline(" in path.read_text()


def _run(path):
    import onnxruntime  # noqa: PLC0415

    values = np.ascontiguousarray(np.moveaxis(RGB, 2, 0)[None], np.float32)
    return onnxruntime.InferenceSession(path).run(None, {"photo": values})[0]


def test_a_gray_photo_gives_a_model_that_reads_gray_and_comes_back(opened, tmp_path):
    opened.window.session.open_source(Photo("gray", RGB[..., 0]))
    opened.settle()
    export(opened, "onnx", tmp_path / "gray.onnx")
    sizes = onnx.load(tmp_path / "gray.onnx").graph.input[0].type.tensor_type.shape.dim
    assert [size.dim_value or size.dim_param for size in sizes] == ["N", 1, "H", "W"]
    before = opened.state.document
    opened.do("new")
    opened.open(tmp_path / "gray.onnx")
    assert opened.state.document == before


def test_the_first_layer_of_a_network_is_seen_on_ones_own_photo(opened, tmp_path):
    weight = np.random.default_rng(1).standard_normal((8, 3, 7, 7)).astype(np.float32)
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], strides=[2, 2], pads=[3, 3, 3, 3]),
        helper.make_node("LRN", ["c"], ["y"], name="norm", size=5),
    ]
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, (1, 3, 224, 224))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], [numpy_helper.from_array(weight, "w")],
    )  # fmt: skip
    path = tmp_path / "network.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
    opened.open(path)
    (step,) = opened.state.document.steps
    assert (step["weight"] == weight).all()
    assert opened.state.plan[step.id].shape == (1, 8, 20, 26)
    assert "norm (LRN) is not supported" in opened.window.notices.text


def test_a_damaged_model_leaves_everything_as_it_was(opened, tmp_path):
    before = opened.state.document
    (tmp_path / "bad.onnx").write_bytes(b"no model")
    opened.open(tmp_path / "bad.onnx")
    assert opened.state.document == before
    assert "bad.onnx cannot be opened" in opened.window.notices.text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("kernel.txt", b"1 0 -1\n2 0 -2\n1 0 -1\n"),
        ("kernel.csv", b"1,0,-1\n2,0,-2\n1,0,-1\n"),
        ("kernel.json", json.dumps([[1, 0, -1], [2, 0, -2], [1, 0, -1]]).encode()),
    ],
)
def test_kernels_come_in(opened, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    opened.window.session.select("sobel_x")
    opened.do("import_kernel")
    dialog = opened.window.findChild(object, "file_dialog")
    dialog.fileSelected.emit(str(tmp_path / name))
    dialog.close()
    assert opened.state.document.step("sobel_x")["weight"].tolist() == [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
    opened.do("undo")
    assert opened.state.document == workbench.load("sobel-magnitude").renamed(opened.state.document.name)


def test_a_kernel_beside_another_step_is_a_new_convolution(opened, tmp_path):
    bank = np.random.default_rng(3).standard_normal((4, 3, 3, 3)).astype(np.float32)
    np.save(tmp_path / "bank.npy", bank)
    opened.window.session.select("magnitude1")
    opened.window.files.models.open_kernel(tmp_path / "bank.npy")
    opened.settle()
    assert [step.kind for step in opened.state.document] == ["conv2d", "conv2d", "magnitude", "conv2d"]
    assert (opened.state.document.steps[-1]["weight"] == bank).all()
    assert opened.state.selected == opened.state.document.steps[-1].id
    (tmp_path / "bad.txt").write_text("1 2\n3\n")
    opened.window.files.models.open_kernel(tmp_path / "bad.txt")
    assert "bad.txt: Row 1 has 1 numbers" in opened.window.notices.text
