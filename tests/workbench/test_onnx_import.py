"""ONNX models come in: what was exported computes the same again, others' operators are read, damage is refused."""

import os
import re
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from export_cases import CASES, PHOTO, assert_agrees, expected, values
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper
from strategies import documents, photo

from workbench.document import Document
from workbench.export import exported
from workbench.imports import ModelError, read_onnx
from workbench.plan import plan
from workbench.presets import PRESETS, load_preset

DRAW = np.random.default_rng(11)
SIZED = {name for name in CASES if name.startswith(("avg_pool2d uneven", "avg_pool2d True"))}
"""Cases whose ONNX form multiplies by a grid of numbers for one size: no step here."""


def read(data: bytes, folder: Path, **options: bool):
    place = folder / "model.onnx"
    place.write_bytes(data)
    return read_onnx(place, **options)


def stranger(data: bytes) -> bytes:
    """The model without what our exports say of themselves."""
    model = onnx.load_from_string(data)
    del model.metadata_props[:]
    return model.SerializeToString()


def model_of(nodes, weights=(), shape=(1, 3, 13, 17), output="y", opset=20, **fields) -> bytes:
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in dict(weights).items()],
        **fields,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9).SerializeToString()


def assert_same_as_onnxruntime(data: bytes, folder: Path) -> Document:
    document = read(data, folder).document
    found = onnxruntime.InferenceSession(data).run(None, {"x": values(document, PHOTO)})[0]
    assert_agrees(found, document, PHOTO)
    return document


@pytest.mark.parametrize("name", CASES)
def test_what_we_exported_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    assert read(exported(CASES[name], "onnx", PHOTO.shape), tmp_path).document == CASES[name]


@pytest.mark.parametrize("name", CASES)
def test_the_graph_alone_computes_the_same(name: str, tmp_path: Path) -> None:
    document = CASES[name]
    try:
        found = read(stranger(exported(document, "onnx", PHOTO.shape)), tmp_path).document
    except ModelError:
        if name in SIZED:
            return
        raise
    found = found.with_range(document.value_range)
    wanted = expected(document, PHOTO)
    np.testing.assert_allclose(
        expected(found, PHOTO), wanted, rtol=0, atol=1e-5 * max(1.0, float(np.abs(wanted).max()))
    )


@pytest.mark.parametrize("preset", [preset.id for preset in PRESETS])
def test_presets_come_back_from_the_graph_alone(preset: str, tmp_path: Path) -> None:
    document = load_preset(preset)
    source = photo(224, 224) if preset == "simplenet" else photo(40, 48)
    found = read(stranger(exported(document, "onnx", source.shape)), tmp_path).document.with_range(document.value_range)
    assert_agrees(expected(found, source), document, source)


@settings(deadline=None, max_examples=25)
@given(document=documents(), height=st.integers(3, 24), width=st.integers(3, 24))
def test_random_pipelines_come_back(document: Document, height: int, width: int, tmp_path_factory) -> None:
    source = photo(height, width)
    if plan(document, source.shape).refusal is not None:
        return
    data = exported(document, "onnx", source.shape)
    folder = tmp_path_factory.mktemp("models")
    assert read(data, folder).document == document
    try:
        found = read(stranger(data), folder).document.with_range(document.value_range)
    except ModelError as error:
        if re.search("one for each channel|must not exceed half", str(error)):  # pools with an odd edge
            return
        raise
    refusal = plan(found, source.shape).refusal
    if refusal is not None and "must not exceed half" in refusal.message:  # such a pool, told only with a photo
        return
    assert_agrees(expected(found, source), document, source)


def test_a_changed_model_is_read_from_its_graph(tmp_path: Path) -> None:
    model = onnx.load_from_string(exported(load_preset("sharpen"), "onnx"))
    weight = next(tensor for tensor in model.graph.initializer if tensor.name.endswith(".weight"))
    changed = numpy_helper.to_array(weight) * 2
    weight.CopyFrom(numpy_helper.from_array(changed, weight.name))
    found = read(model.SerializeToString(), tmp_path).document
    assert found.value_range == "0-255"
    assert (found.steps[0]["weight"] == changed).all()


def test_a_small_trained_network(tmp_path: Path) -> None:
    """Preprocessing, a residual block, a pool of the whole map and a dense end, as torch writes them."""
    weights = {
        "mean": np.float32([[[0.5]], [[0.4]], [[0.3]]]), "std": np.float32([[[0.2]], [[0.3]], [[0.4]]]),
        "w1": DRAW.standard_normal((8, 3, 3, 3)).astype(np.float32), "b1": DRAW.standard_normal(8).astype(np.float32),
        "s": DRAW.random(8).astype(np.float32), "o": DRAW.random(8).astype(np.float32),
        "m": DRAW.random(8).astype(np.float32), "v": DRAW.random(8).astype(np.float32) + 0.1,
        "w2": DRAW.standard_normal((8, 8, 3, 3)).astype(np.float32) / 8,
        "axes": np.int64([2, 3]), "fc": DRAW.standard_normal((5, 8)).astype(np.float32),
        "fb": np.float32([1, 2, 3, 4, 5]),
    }  # fmt: skip
    nodes = [
        helper.make_node("Sub", ["x", "mean"], ["x0"]),
        helper.make_node("Div", ["x0", "std"], ["x1"]),
        helper.make_node("Conv", ["x1", "w1", "b1"], ["c1"], name="/conv1/Conv", pads=[1, 1, 1, 1], strides=[2, 2]),
        helper.make_node("BatchNormalization", ["c1", "s", "o", "m", "v"], ["n1"], epsilon=1e-3),
        helper.make_node("Relu", ["n1"], ["r1"]),
        helper.make_node("Conv", ["r1", "w2"], ["c2"], auto_pad="SAME_UPPER"),
        helper.make_node("Add", ["r1", "c2"], ["a1"]),
        helper.make_node("Sigmoid", ["a1"], ["g"]),
        helper.make_node("Mul", ["a1", "g"], ["u"]),
        helper.make_node("ReduceMean", ["u", "axes"], ["p"], keepdims=1),
        helper.make_node("Squeeze", ["p", "axes"], ["f"]),
        helper.make_node("Gemm", ["f", "fc", "fb"], ["y"], transB=1),
    ]
    document = assert_same_as_onnxruntime(model_of(nodes, weights), tmp_path)
    assert [step.kind for step in document] == [
        "batch_norm", "batch_norm", "conv2d", "batch_norm", "relu", "conv2d", "add", "silu", "avg_pool2d", "flatten",
        "linear",
    ]  # fmt: skip
    norm = document.steps[3]
    assert np.allclose(norm["running_mean"], weights["m"])
    assert np.allclose(norm["running_var"], weights["v"])
    assert document.steps[2].label == "conv1/Conv"


@pytest.mark.parametrize(
    ("nodes", "weights"),
    [
        ([("AveragePool", ["x"], ["y"], {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "count_include_pad": 1})], {}),
        ([("MaxPool", ["x"], ["y"], {"kernel_shape": [3, 2], "strides": [2, 2], "ceil_mode": 1})], {}),
        ([("MaxPool", ["x"], ["y", "places"], {"kernel_shape": [2, 3], "storage_order": 1})], {}),
        ([("GlobalMaxPool", ["x"], ["y"], {})], {}),
        ([("Pad", ["x", "p"], ["q"], {"mode": "reflect"}), ("Conv", ["q", "w"], ["y"], {"auto_pad": "VALID"})],
         {"p": np.int64([0, 0, 1, 2, 0, 0, 0, 1]), "w": np.ones((2, 3, 3, 3), np.float32)}),
        ([("Conv", ["x", "w"], ["y"], {"auto_pad": "SAME_LOWER"})],
         {"w": DRAW.random((1, 3, 2, 4)).astype(np.float32)}),
        ([("Shape", ["x"], ["s"], {}), ("Gather", ["s", "zero"], ["n"], {}), ("Unsqueeze", ["n", "zero1"], ["u"], {}),
          ("Concat", ["u", "rest"], ["t"], {"axis": 0}), ("Reshape", ["x", "t"], ["y"], {})],
         {"zero": np.int64(0), "zero1": np.int64([0]), "rest": np.int64([-1])}),
        ([("Relu", ["x"], ["a"], {}), ("Tanh", ["x"], ["b"], {}), ("Elu", ["x"], ["c"], {}),
          ("Add", ["a", "b"], ["d"], {}), ("Mul", ["c", "d"], ["y"], {})], {}),
        ([("Clip", ["x", "low", "high"], ["y"], {})], {"low": np.float32(0.2), "high": np.float32(0.6)}),
        ([("Clip", ["x", "", "high"], ["c"], {}), ("Clip", ["c"], ["y"], {})], {"high": np.float32(0.6)}),
        ([("Sub", ["one", "x"], ["y"], {})], {"one": np.float32(1)}),
        ([("Mul", ["x", "x"], ["y"], {})], {}),
        ([("MatMul", ["x", "w"], ["m"], {}), ("Add", ["m", "b"], ["y"], {})],
         {"w": DRAW.random((17, 4)).astype(np.float32), "b": np.float32([1, 2, 3, 4])}),
        ([("Conv", ["x", "w"], ["c"], {}), ("Add", ["c", "b"], ["y"], {})],
         {"w": DRAW.random((2, 3, 1, 1)).astype(np.float16).astype(np.float32), "b": np.float32([[[1]], [[2]]])}),
        ([("Relu", ["x"], ["a"], {}), ("Sigmoid", ["x"], ["unused"], {}), ("Identity", ["a"], ["y"], {})], {}),
    ],
)  # fmt: skip
def test_operators_of_others(nodes, weights, tmp_path: Path) -> None:
    made = [helper.make_node(kind, inputs, outputs, **attributes) for kind, inputs, outputs, attributes in nodes]
    assert_same_as_onnxruntime(model_of(made, weights), tmp_path)


def test_limits_of_clip_were_attributes_once(tmp_path: Path) -> None:
    node = helper.make_node("Clip", ["x"], ["y"], max=0.75)
    document = assert_same_as_onnxruntime(model_of([node], opset=10), tmp_path)
    (step,) = document.steps
    assert (step.kind, step["high"]) == ("clip", 0.75)
    assert step["low"] == np.finfo(np.float32).min


def test_an_unsupported_operator_is_named_and_the_part_before_it_opens(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Relu", ["x"], ["a"]),
        helper.make_node("LRN", ["a"], ["y"], name="norm_7", size=3),
    ]
    data = model_of(nodes)
    with pytest.raises(ModelError, match=r"model\.onnx cannot be opened: the node norm_7 \(LRN\) is not supported"):
        read(data, tmp_path)
    found = read(data, tmp_path, partly=True)
    assert [step.kind for step in found.document] == ["relu"]
    assert "norm_7 (LRN)" in found.stopped
    with pytest.raises(ModelError, match="LRN"):
        read(model_of(nodes[1:], output="y").replace(b"a", b"x"), tmp_path, partly=True)


def test_a_carried_pipeline_that_is_not_the_model_is_not_believed(tmp_path: Path) -> None:
    model = onnx.load_from_string(exported(load_preset("sharpen"), "onnx"))
    other = onnx.load_from_string(exported(load_preset("emboss"), "onnx"))
    model.metadata_props[-1].CopyFrom(next(p for p in other.metadata_props if p.key.endswith(".pipeline")))
    found = read(model.SerializeToString(), tmp_path).document
    assert (found.steps[0]["weight"] != load_preset("emboss").steps[0]["weight"]).any()


def external(tensor: TensorProto, place: str) -> None:
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=place)


def conv_with(change) -> bytes:
    model = onnx.load_from_string(
        model_of([helper.make_node("Conv", ["x", "w"], ["y"])], {"w": np.ones((1, 3, 2, 2), np.float32)})
    )
    change(model.graph.initializer[0])
    return model.SerializeToString()


def test_external_data_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.bin"
    secret.write_bytes(np.ones(12, np.float32).tobytes())
    (tmp_path / "link.bin").symlink_to(secret)
    for place in ("secret.bin", "link.bin", "../secret.bin", str(secret)):
        with pytest.raises(ModelError, match="w lie in another file, and other files are never read"):
            read(conv_with(lambda tensor, place=place: external(tensor, place)), tmp_path)


def huge(tensor: TensorProto) -> None:
    tensor.dims[:] = [1 << 40, 1 << 20, 3, 3]


def negative(tensor: TensorProto) -> None:
    tensor.dims[:] = [-1, 3, -2, 2]


def wide(tensor: TensorProto) -> None:
    tensor.CopyFrom(numpy_helper.from_array(np.ones((1, 3, 99, 99), np.float32), "w"))


def infinite(tensor: TensorProto) -> None:
    tensor.CopyFrom(numpy_helper.from_array(np.full((1, 3, 2, 2), np.inf, np.float32), "w"))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"no model at all", "not an ONNX model"),
        (b"", "the file is empty"),
        (conv_with(huge), "but the file holds 12"),
        (conv_with(negative), "but the file holds 12"),
        (conv_with(wide), "at most 63"),
        (conv_with(infinite), "finite"),
        (model_of([helper.make_node("Relu", ["x"], ["y"])], shape=(3, 5)), "has 2 axes"),
        (model_of([helper.make_node("Relu", ["x"], ["y"])], shape=(1, 3, 1 << 40, 5)), "larger than any photo"),
        (model_of([helper.make_node("Relu", ["x"], ["y"])], opset=6), "opset 6"),
        (model_of([helper.make_node("Relu", ["z"], ["y"])]), "is not the result of an earlier node"),
        (model_of([helper.make_node("Relu", ["x"], ["a"])]), "not a map that is computed"),
        (model_of([helper.make_node("Relu", ["x"], ["y"], swirl=1)]), "swirl is not known"),
        (model_of([helper.make_node("Relu", ["x"], ["y"], domain="com.evil")]), "not supported"),
        (model_of([helper.make_node("MaxPool", ["x"], ["z", "y"], kernel_shape=[2, 2])]), "the places of the largest"),
        (model_of([helper.make_node("GlobalAveragePool", ["x"], ["y"])], shape=("N", 3, "H", "W")), "fix its size"),
    ],
)
def test_what_does_not_make_sense_is_refused(data: bytes, told: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=told) as refused:
        read(data, tmp_path)
    assert str(refused.value).startswith("model.onnx cannot be opened: ")
    assert "\n" not in str(refused.value)


def test_every_cut_and_flip_is_refused_or_read_in_words(tmp_path: Path) -> None:
    data = stranger(exported(load_preset("conv-block"), "onnx"))
    damaged = [data[:end] for end in range(0, len(data), 29)]
    for place in range(0, len(data), 17):
        flipped = bytearray(data)
        flipped[place] ^= 1 << (place % 8)
        damaged.append(bytes(flipped))
    for one in damaged:
        try:
            read(one, tmp_path)
        except ModelError:
            continue


@pytest.mark.skipif(os.name != "posix", reason="a FIFO is of POSIX")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.onnx")
    with pytest.raises(ModelError, match="not a regular file"):
        read_onnx(tmp_path / "pipe.onnx")
    with pytest.raises(ModelError, match="no such file"):
        read_onnx(tmp_path / "none.onnx")
    with pytest.raises(ModelError, match="folder"):
        read_onnx(tmp_path)
