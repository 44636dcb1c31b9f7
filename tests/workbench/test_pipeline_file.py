"""The pipeline file: what is written reads back the same, and every refusal names its JSON path."""

import json
import locale
import os
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbench.document import PHOTO, Document, Step
from workbench.errors import SaveError
from workbench.layers import KINDS, checked
from workbench.pipeline_file import PipelineError, parse, read_pipeline, write_pipeline
from workbench.pipeline_text import dump

CONV = {
    "id": "conv1", "kind": "conv2d", "weight": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]], "channels": "sum",
    "bias": None, "stride": [1, 1], "padding": [0, 0, 0, 0], "dilation": [1, 1], "groups": 1, "padding_mode": "zeros",
}  # fmt: skip
RELU = {"id": "relu1", "kind": "relu"}
POOL = {
    "id": "pool1", "kind": "max_pool2d", "kernel_size": [2, 2], "stride": [2, 2], "padding": [0, 0, 0, 0],
    "ceil_mode": False,
}  # fmt: skip
FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)
NAMES = st.text(st.characters(codec="utf-8"), max_size=20)


def file_of(*steps, **fields):
    root = {"format": "filter-workbench/pipeline", "version": 1, "name": "Edges", "input": {"range": "0-255"}}
    return json.dumps({**root, "steps": list(steps), **fields}).encode()


def without(row, *names):
    return {name: value for name, value in row.items() if name not in names}


def refusal(data):
    with pytest.raises(PipelineError) as caught:
        parse(data)
    assert str(caught.value).startswith(caught.value.path)
    assert "\n" not in str(caught.value)
    return caught.value


def test_the_example_of_the_format():
    document = parse(file_of(CONV, RELU, POOL))
    assert [step.id for step in document] == ["conv1", "relu1", "pool1"]
    assert (document.name, document.value_range) == ("Edges", "0-255")
    assert document.steps[0]["weight"].tolist() == CONV["weight"]
    assert parse(dump(document)) == document


def test_short_forms_and_defaults():
    short = {"id": "a", "kind": "conv2d", "weight": [[1, 2]], "stride": 2, "padding": "same", "bias": 1}
    join = {"id": "b", "kind": "add", "input": "a", "label": "Sum", "enabled": False}
    document = parse(file_of(short, join))
    first, second = document.steps
    assert (first["stride"], first["padding"], first["bias"]) == ((2, 2), "same", 1.0)
    assert (second.input, second.label, second.enabled) == ("a", "Sum", False)
    assert parse(file_of(name="x")[:-1] + b"}").steps == ()


@st.composite
def steps(draw, index):
    kind = draw(st.sampled_from(["conv2d", "max_pool2d", "avg_pool2d", "batch_norm", "leaky_relu", "dropout", "relu",
                                 "magnitude", "linear", "softmax", "flatten", "gelu"]))  # fmt: skip
    raw = {}
    if kind == "conv2d":
        shape = draw(st.sampled_from([(1, 3), (2, 2), (5, 4), (2, 3, 3, 1)]))
        raw = {
            "weight": draw(hnp.arrays(np.float32, shape, elements=FLOATS)),
            "bias": draw(st.none() | FLOATS | st.lists(FLOATS, min_size=1, max_size=3)),
            "padding": draw(st.just("same") | st.tuples(*[st.integers(0, 9)] * 4)),
            "stride": draw(st.integers(1, 9)),
        }
    elif kind == "linear":
        raw = {"weight": draw(hnp.arrays(np.float32, (3, 2), elements=FLOATS))}
    elif kind == "batch_norm":
        raw = {"running_mean": draw(st.none() | st.lists(FLOATS, min_size=1, max_size=3)), "eps": draw(st.floats(0, 1))}
    elif kind == "dropout":
        raw = {"p": draw(st.floats(0, 1)), "seed": draw(st.integers(0, 99))}
    source = draw(st.sampled_from([None, PHOTO, *(f"step {i}" for i in range(index))]))
    return Step(f"step {index}", kind, checked(kind, raw), draw(st.booleans()), draw(NAMES), source)


@st.composite
def documents(draw):
    count = draw(st.integers(0, 4))
    rows = tuple(draw(steps(i)) for i in range(count))
    return Document(draw(NAMES), draw(st.sampled_from(["0-255", "0-1"])), rows)


@settings(max_examples=150, deadline=None)
@given(documents())
def test_any_document_reads_back_the_same(document):
    data = dump(document)
    assert parse(data) == document
    assert dump(parse(data)) == data


def test_every_kind_reads_back():
    for kind in KINDS:
        raw = {"weight": np.ones((2, 2), np.float32)} if kind in ("conv2d", "linear") else {}
        document = Document("All", "0-1", (Step("a", kind, checked(kind, raw)),))
        assert parse(dump(document)) == document


def test_numbers_are_short_and_have_a_point():
    weight = np.array([[1 / 9, 1e-7, 1, -0.0, 16777216, 3.4028235e38, 1e-45]], np.float32)
    data = dump(Document(steps=(Step("a", "conv2d", checked("conv2d", {"weight": weight})),)))
    assert b"[0.11111111,1.0e-07,1.0,-0.0,1.6777216e+07,3.4028235e+38,1.0e-45]" in data
    assert parse(data).steps[0]["weight"].tobytes() == weight.tobytes()


@pytest.mark.parametrize("name", ["de_DE.UTF-8", "C"])
def test_locale_changes_nothing(name):
    try:
        old = locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        old = locale.setlocale(locale.LC_ALL, "C")
    try:
        assert b"0.5" in dump(parse(file_of({**CONV, "weight": [[0.5]]})))
    finally:
        locale.setlocale(locale.LC_ALL, old if old == "C" else "")


REFUSED = [
    (b"", "$", "not JSON"),
    (b"hello", "$", "not JSON"),
    (b"\xff\x00", "$", "not JSON"),
    (b"\xef\xbb\xbf" + file_of(CONV), "$", "byte order mark"),
    (file_of(CONV).decode().encode("utf-16"), "$", "UTF-16"),
    (b"[" * 100_000, "$", "nested too deeply"),
    (b"[]", "$", "must be an object"),
    (b"{}", "$.format", "missing"),
    (file_of(format="png"), "$.format", "no pipeline file"),
    (file_of(version=2), "$.version", "newer Filter Workbench"),
    (file_of(version=True), "$.version", "not true"),
    (file_of(version=0), "$.version", "from 1"),
    (file_of().replace(b'"version": 1,', b""), "$.version", "missing"),
    (file_of(extra=1), "$.extra", "no such field"),
    (file_of(name=3), "$.name", "must be text"),
    (file_of(input={"range": "0-2"}), "$.input.range", "one of 0-255, 0-1"),
    (file_of(input={"size": 1}), "$.input.size", "no such field"),
    (file_of(steps={}), "$.steps", "list of steps"),
    (file_of().replace(b', "steps": []', b""), "$.steps", "missing"),
    (file_of(7), "$.steps[0]", "must be an object"),
    (file_of(RELU, without(CONV, "id")), "$.steps[1].id", "missing"),
    (file_of(without(CONV, "kind")), "$.steps[0].kind", "missing"),
    (file_of(without(CONV, "weight")), "$.steps[0].weight", "needs weight"),
    (file_of({**RELU, "kind": "conv3d"}), "$.steps[0].kind", "not a kind"),
    (file_of({**RELU, "size": 2}), "$.steps[0].size", "no such field"),
    (file_of({**CONV, "stride": [1, -2]}), "$.steps[0].stride[1]", "at least 1, not -2"),
    (file_of({**CONV, "stride": [True, 1]}), "$.steps[0].stride[0]", "not true"),
    (file_of({**CONV, "weight": [[1, True]]}), "$.steps[0].weight[0][1]", "not true"),
    (file_of({**CONV, "weight": [[1, 2], [3]]}), "$.steps[0].weight[1]", "same length"),
    (file_of({**CONV, "weight": [[float("nan")]]}), "$.steps[0].weight", "finite"),
    (file_of(CONV).replace(b" 8,", b" 1e999,"), "$.steps[0].weight", "finite"),
    (file_of(CONV).replace(b" 8,", b" 1e39,"), "$.steps[0].weight", "finite"),
    (file_of({**POOL, "ceil_mode": 1}), "$.steps[0].ceil_mode", "true or false"),
    (file_of({**RELU, "enabled": 1}), "$.steps[0].enabled", "true or false"),
    (file_of({**RELU, "id": "photo"}), "$.steps[0].id", "stands for the photo"),
    (file_of({**RELU, "id": "../x"}), "$.steps[0].id", "slash"),
    (file_of({**RELU, "id": "\ud800"}), "$.steps[0].id", "half a character"),
    (file_of(RELU, RELU), "$.steps[1].id", "already"),
    (file_of(RELU, {**RELU, "id": "b", "input": "c"}), "$.steps[1].input", "no earlier step"),
    (file_of({**RELU, "input": "b"}, {**RELU, "id": "b"}), "$.steps[0].input", "comes later"),
    (file_of({**RELU, "input": "relu1"}), "$.steps[0].input", "read itself"),
    (file_of(RELU).replace(b'"kind"', b'"id": "x", "kind"'), "$.steps[0].id", "twice"),
    (file_of().replace(b'"name"', b'"name": "a", "name"'), "$.name", "twice"),
]


@pytest.mark.parametrize(("data", "path", "words"), REFUSED)
def test_refused_with_its_path(data, path, words):
    error = refusal(data)
    assert error.path == path
    assert words in str(error)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 600), st.binary(min_size=1, max_size=3))
def test_damage_raises_nothing_else(place, patch):
    data = bytearray(file_of(CONV, RELU, POOL))
    data[place : place + len(patch)] = patch
    try:
        found = parse(bytes(data))
    except PipelineError:
        return
    assert parse(dump(found)) == found


def test_files(tmp_path):
    path = tmp_path / "a.pipeline.json"
    document = parse(file_of(CONV, RELU))
    write_pipeline(document, path)
    assert read_pipeline(path) == document
    with pytest.raises(PipelineError, match=r"^nothing\.json: there is no such file\.$"):
        read_pipeline(tmp_path / "nothing.json")
    with pytest.raises(PipelineError, match="it is a folder"):
        read_pipeline(tmp_path)
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(1_000_000_000)
    with pytest.raises(PipelineError, match="1,000 MB, more than the limit"):
        read_pipeline(huge)
    path.write_bytes(file_of(CONV, POOL)[:-20])
    with pytest.raises(PipelineError, match=r"^a\.pipeline\.json: \$: the file is not JSON"):
        read_pipeline(path)


def test_a_document_that_would_not_read_back_is_not_written(tmp_path):
    path = tmp_path / "a.pipeline.json"
    path.write_bytes(b"old")
    for document in (Document("\ud800"), Document(steps=(Step("a/b", "relu"),)), Document("n" * 1000)):
        with pytest.raises(SaveError, match="would not read back"):
            write_pipeline(document, path)
    assert path.read_bytes() == b"old"


def test_a_failed_save_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.pipeline.json"
    write_pipeline(parse(file_of(CONV)), path)
    old = path.read_bytes()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(SaveError, match=r"no space left on device\. What was there is unchanged"):
        write_pipeline(parse(file_of(RELU)), path)
    assert path.read_bytes() == old


def test_a_refusal_comes_whole_from_another_process():
    refused = PipelineError("stride must be at least 1, not 0", "$.steps[0].stride", "edges.pipeline.json")
    again = pickle.loads(pickle.dumps(refused))
    assert str(again) == str(refused) == "edges.pipeline.json: $.steps[0].stride: stride must be at least 1, not 0."
    assert (again.path, again.message) == (refused.path, refused.message)
