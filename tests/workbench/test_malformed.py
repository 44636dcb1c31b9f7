"""Files that nobody should write: each is refused in one sentence or works, and nothing takes long or much memory."""

import base64
import copy
import io
import json
import zipfile

import numpy as np
import onnx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from filters.errors import FilterError
from workbench import tables
from workbench.counting import Convention
from workbench.document import MOST_STEPS
from workbench.errors import PipelineError, WorkbenchError
from workbench.evaluation.evaluate import evaluate
from workbench.explanation.explain import explain
from workbench.export import ExportError, exported
from workbench.export.checking import check_model
from workbench.export.onnx_model import EXAMPLE
from workbench.imports import ModelError, read_onnx
from workbench.pipeline_file import LIST_LIMIT, parse
from workbench.pipeline_text import dump
from workbench.plan import plan
from workbench.presets import load_preset
from workbench.running import run
from workbench.sources import Photo

HEAD = {"format": "filter-workbench/pipeline", "version": 1, "name": "All", "input": {"range": "0-1"}}
STEPS = [
    {"id": "conv1", "kind": "conv2d", "weight": [[1, 2, 1], [0, 0, 0], [-1, -2, -1]], "channels": "each", "bias": 0.5,
     "stride": [1, 1], "padding": [1, 1, 1, 1], "dilation": [1, 1], "groups": 1, "padding_mode": "reflect"},
    {"id": "norm1", "kind": "batch_norm", "running_mean": [0.1, 0.2, 0.3], "running_var": [1, 2, 3], "momentum": 0.9},
    {"id": "pool1", "kind": "max_pool2d", "kernel_size": [2, 2], "stride": [1, 1], "padding": [0, 1, 1, 0]},
    {"id": "pool2", "kind": "avg_pool2d", "kernel_size": 2, "ceil_mode": True, "count_include_pad": True},
    {"id": "leaky1", "kind": "leaky_relu", "negative_slope": 0.1, "enabled": True, "label": "Leaky"},
    {"id": "softmax1", "kind": "softmax", "axis": 1},
    {"id": "drop1", "kind": "dropout", "p": 0.5, "mode": "downscale_in_infer", "axis": [0, 1], "seed": 3},
    {"id": "mag1", "kind": "magnitude", "input": "leaky1"},
    {"id": "flat1", "kind": "flatten", "start_axis": 2, "stop_axis": 3},
    {"id": "fc1", "kind": "linear", "weight": [[0.5]] * 54, "bias": [0.5]},
]  # fmt: skip
ODD = st.sampled_from([
    None, True, False, 0, -1, 2, 3, 63, 64, 1000, 10**6, 2**31, 2**63, 10**17, 10**30, 10**400, 0.5, -0.0, 3.5e38,
    1e308, 1e-320, float("nan"), float("inf"), "", "x", "same", "photo", "conv1", "\ud800", "a" * 300, [], {}, [[]],
    [1], [1, 2], [1, 2, 3, 4], [True, 1], [1.0, 1.0], {"a": 1}, [[1, 2], [3]], [[1e30]], [[[[1.0]]]], [[[[[[1.0]]]]]],
])  # fmt: skip
PIXELS = np.random.default_rng(0).integers(0, 256, (12, 18, 3), np.uint8)
MODEL = exported(load_preset("sobel-magnitude"), "onnx")
KNOWN = (FilterError, WorkbenchError)


def places(tree, path=()):
    """The paths of all members of a tree of JSON."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


@st.composite
def malformed(draw):
    tree = copy.deepcopy({**HEAD, "steps": STEPS[: draw(st.integers(1, len(STEPS)))]})
    *path, last = draw(st.sampled_from(list(places(tree))))
    member = tree
    for key in path:
        member = member[key]
    if draw(st.integers(0, 9)):
        member[last] = draw(ODD)
    else:
        del member[last]
    return json.dumps(tree).encode()


def one_sentence(error):
    words = str(error)
    assert words.startswith(getattr(error, "path", ""))
    assert "\n" not in words
    assert words.endswith(".")
    assert len(words) < 600


@settings(max_examples=400, deadline=None)
@given(malformed())
def test_a_pipeline_with_an_odd_value_is_refused_or_runs(data):
    try:
        document = parse(data)
    except PipelineError as error:
        return one_sentence(error)
    assert parse(dump(document)) == document
    photo = Photo("noise", PIXELS)
    planned = plan(document, photo.shape)
    tables.table(planned, "text", Convention())
    for work in (
        lambda: run(document, PIXELS),
        lambda: explain(planned, photo, planned.last, 0, 0).as_text(),
        lambda: exported(document, "numpy", photo.shape),
    ):
        try:
            work()
        except KNOWN as error:
            one_sentence(error)


def rows(*steps):
    return json.dumps({**HEAD, "steps": steps}).encode()


CONV = {"id": "a", "kind": "conv2d", "weight": [[1]]}


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        (rows({**CONV, "padding": 10**7}), "$.steps[0].padding", "at most 1,000,000, not 10000000"),
        (rows({**CONV, "stride": 10**7}), "$.steps[0].stride", "at most 1,000,000"),
        (rows({**CONV, "bias": 1e39}), "$.steps[0].bias", "at most 3.4028235e+38 as float32 is, not 1e+39"),
        (rows({**CONV, "weight": [[[[[1]]]]]}), "$.steps[0].weight[0][0][0][0]", "a bank has 4 axes"),
        (rows({**CONV, "weight": [[10**400]]}), "$.steps[0].weight", "finite float32"),
        (rows(CONV, {"id": "b", "kind": "add", "input": ["a"]}), "$.steps[1].input", "the id of an earlier step"),
        (rows(*[{"id": f"a{i}", "kind": "relu"} for i in range(MOST_STEPS + 1)]), "$.steps", "1,001 steps"),
        (rows({**CONV, "x" * 99: 1}), '$.steps[0]["' + "x" * 36 + "...]", "no such field"),
        (b'{"steps":' + b"[" * 700 + b"]" * 700 + b"}", "$.format", "missing"),
        (b"[" + b"[]," * LIST_LIMIT + b"0]", "$", "lists and objects"),
        (b"{" + b",".join(b'"%d":1' % i for i in range(200_000)) + b',"199999":2}', '$["199999"]', "twice"),
    ],
)
def test_what_would_take_long_or_much_memory_is_refused(data, path, words):
    with pytest.raises(PipelineError) as caught:
        parse(data)
    assert caught.value.path == path
    assert words in str(caught.value)
    one_sentence(caught.value)


def test_padding_that_makes_a_map_without_end_is_refused_by_the_plan():
    document = parse(rows({**CONV, "padding": 100_000}))
    message = plan(document, (1, 3, 20, 30)).refusal.message
    assert message == (
        "a: its input with padding is 200,020 x 200,030, 40,010 million values, and the limit is 400 million. "
        "Pad by less."
    )
    assert plan(document, (1, 1, 400_000, 400_000)).refusal is None  # a table of what large photos would need


def test_memory_that_a_file_would_take_is_foreseen(monkeypatch):
    monkeypatch.setattr("workbench.pipeline_file.available_memory", lambda: 1000)
    with pytest.raises(PipelineError, match=r"GB of memory and 0\.0 GB are free"):
        parse(rows(CONV, *[{"id": f"a{i}", "kind": "relu"} for i in range(20)]))


def test_an_export_whose_example_or_weight_would_fill_memory_is_refused():
    with pytest.raises(
        ExportError, match=r"^a would have 399 million values in the example .* the limit is 134 million"
    ):
        exported(parse(rows({**CONV, "padding": [9990, 9990, 9990, 9990]})), "numpy", (1, 1, 20, 20))
    with pytest.raises(ExportError, match="its kernel for 900,000,000 channels would be 900 million numbers"):
        exported(parse(rows(CONV)), "onnx", (1, 900_000_000, 1, 1))


def model():
    return onnx.load_from_string(MODEL)


def change_words(given):
    given.graph.node[0].name = given.graph.node[0].op_type = "a\nb" + "é" * 500


def change_padding(given):
    given.graph.node[0].attribute.add(name="pads", type=7, ints=[2**62] * 4)


def make_cycle(given):
    given.graph.node[0].input[0] = given.graph.output[0].name


def make_steps(given):
    last = given.graph.output[0].name
    for i in range(MOST_STEPS + 1):
        given.graph.node.add(op_type="Relu", input=[last if i == 0 else f"r{i - 1}"], output=[f"r{i}"])
    given.graph.output[0].name = f"r{MOST_STEPS}"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (change_words, "a b" + "é" * 76 + "..."),
        (change_padding, "only rows and columns can be padded"),
        (make_cycle, "not the result of an earlier node"),
        (make_steps, "more than 1,000 steps"),
    ],
)
def test_a_model_that_was_tampered_with_is_refused_in_one_line(tmp_path, change, words):
    given, path = model(), tmp_path / "a.onnx"
    change(given)
    path.write_bytes(given.SerializeToString())
    with pytest.raises(ModelError) as caught:
        read_onnx(path)
    assert words in str(caught.value)
    one_sentence(caught.value)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=4))
def test_a_damaged_model_is_refused_or_reads(tmp_path_factory, place, patch):
    path = tmp_path_factory.getbasetemp() / "damaged.onnx"
    data = bytearray(MODEL)
    place %= len(data)
    data[place : place + len(patch)] = patch
    path.write_bytes(data)
    try:
        read_onnx(path)
    except ModelError as error:
        one_sentence(error)


def external(given):
    given.graph.initializer[0].data_location = 1


def bomb(given):
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("input.npy", bytes(2 << 20))
        fact(given, EXAMPLE, base64.b64encode(file.getvalue()).decode())


def fact(given, key, value):
    next(prop for prop in given.metadata_props if prop.key == key).value = value


@pytest.mark.parametrize("change", [external, bomb, lambda given: fact(given, EXAMPLE, "AAAA")])
def test_a_model_of_others_is_not_run_to_be_checked(tmp_path, change, monkeypatch):
    monkeypatch.setattr("workbench.export.checking.SIZE_LIMIT", 1 << 20)
    given, path = model(), tmp_path / "a.onnx"
    change(given)
    path.write_bytes(given.SerializeToString())
    with pytest.raises(WorkbenchError, match=r"carries no example to check it by; it was not exported here\.$"):
        check_model(path)


def test_what_onnx_runtime_says_is_one_line(tmp_path, capfd):
    given, path = model(), tmp_path / "a.onnx"
    next(node for node in given.graph.node if node.op_type == "Conv").attribute[0].ints.append(9)
    path.write_bytes(given.SerializeToString())
    with pytest.raises(WorkbenchError, match=r"^a\.onnx cannot be run: ") as caught:
        check_model(path)
    one_sentence(caught.value)
    assert capfd.readouterr() == ("", "")


ZEROS = {"kind": "conv2d", "weight": [[0.0]], "channels": "each"}
EXTREMES = st.sampled_from([0.0, 1e-45, 1e-38, 1.0, 3.4e38])


@st.composite
def extreme_steps(draw):
    value, sign = draw(EXTREMES), draw(st.sampled_from([1, -1]))
    return draw(st.sampled_from([
        {"kind": "conv2d", "weight": [[value, sign * value]], "channels": "each", "bias": sign * value},
        {"kind": "batch_norm", "running_var": [value] * 3, "weight": [sign * value] * 3, "eps": draw(EXTREMES)},
        {"kind": "leaky_relu", "negative_slope": value},
        {"kind": "elu", "alpha": sign * value},
        {"kind": "softmax", "axis": draw(st.integers(1, 3))},
        {"kind": "dropout", "p": draw(st.sampled_from([0, 0.5, 1])), "mode": "downscale_in_infer"},
        {"kind": "avg_pool2d", "kernel_size": 3, "stride": 1, "padding": 1},
        {"kind": "magnitude", "input": "photo"},
    ]))  # fmt: skip


@settings(max_examples=200, deadline=None)
@example([ZEROS, {"kind": "batch_norm", "running_var": [0.0] * 3, "weight": [1.0] * 3, "eps": 0.0}], False, False)
@given(st.lists(extreme_steps(), min_size=1, max_size=3), st.booleans(), st.booleans())
def test_values_without_end_are_computed_and_explained_in_silence(steps, has_nans, training):
    pixels = np.random.default_rng(0).random((6, 7, 3), np.float32)
    if has_nans:
        pixels[0, 0], pixels[1, 1], pixels[2, 2] = np.nan, np.inf, -np.inf
    document = parse(rows(*({**step, "id": f"s{index}"} for index, step in enumerate(steps))))
    photo = Photo("extreme", pixels)
    planned = plan(document, photo.shape, training=training)
    if planned.refusal is None:
        found = explain(planned, photo, planned.last, 1, 1)
        assert found.as_text()
        assert json.loads(json.dumps(found.as_data(), allow_nan=False))
        evaluate(planned, photo, planned.last)
