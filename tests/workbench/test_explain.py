"""The ledger adds up: by the chapter's numbers, and over random pipelines."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents, photo

import filters
from filters.errors import FilterError
from workbench.__main__ import main
from workbench.document import Document
from workbench.evaluate import evaluate
from workbench.explain import Entry, explain
from workbench.layers import new_step
from workbench.pipeline_file import write_pipeline
from workbench.plan import plan
from workbench.sources import NumberGrid

ACTIVATIONS = {"relu": filters.relu, "sigmoid": filters.sigmoid, "tanh": filters.tanh}


def rebuilt(entry: Entry) -> float:
    """The value of an entry by its own numbers."""
    facts = dict(entry.facts)
    if entry.kind == "conv2d":
        return sum(term.product for term in entry.terms) + facts.get("bias", 0.0)
    if entry.kind == "avg_pool2d":
        return sum(term.value for term in entry.terms) / facts["divisor"]
    if entry.kind == "max_pool2d":
        return max(term.value for term in entry.terms if not term.is_padding)
    if entry.kind == "batch_norm":
        spread = np.sqrt(facts["variance"] + facts["eps"])
        return (entry.terms[0].value - facts["mean"]) / spread * facts["gamma"] + facts["beta"]
    if entry.kind == "add":
        return entry.terms[0].value + entry.terms[1].value
    if entry.kind in ACTIVATIONS:
        return float(ACTIVATIONS[entry.kind](np.float32(entry.terms[0].value)))
    return entry.value


def test_figure_7_is_laid_out() -> None:
    grid = NumberGrid(np.arange(1, 10, dtype=np.float32).reshape(3, 3))
    document = Document(steps=(new_step("conv2d", Document(), weight=[[0, 1], [2, 3]], bias=1),))
    found = explain(plan(document, grid.shape), grid, "conv1", 0, 0)
    first = found.entries[0]
    assert [(term.weight, term.value) for term in first.terms] == [(0, 1), (1, 2), (2, 4), (3, 5)]
    assert (first.sum, dict(first.facts), found.value) == (25, {"bias": 1.0}, 26)
    assert found.receptive_field == (0, 0, 2, 2)
    assert [entry.step for entry in found.entries] == ["conv1", "photo"]
    assert found.entries[1].value == 5
    data = json.loads(json.dumps(found.as_data()))
    assert data["at"] == [0, 0]
    assert [term["product"] for term in data["ledger"][0]["terms"]] == [0, 2, 8, 15]


def test_padding_and_the_winner_of_a_max_pool_are_named() -> None:
    grid = NumberGrid(np.array([[1, 5], [3, 2]], np.float32))
    document = Document()
    document = document.inserted(0, new_step("conv2d", document, weight=np.ones((3, 3)), padding=1))
    document = document.inserted(1, new_step("max_pool2d", document))
    found = explain(plan(document, grid.shape), grid, "pool1", 0, 0)
    pool, conv = found.entries[:2]
    assert [term.value for term in pool.terms] == [11, 11, 11, 11]
    assert pool.follows == 0
    assert sum(term.is_padding for term in conv.terms) == 5
    assert conv.terms[0].y == -1
    assert found.receptive_field == (-1, -1, 4, 4)


@settings(deadline=None, max_examples=80)
@given(documents(), st.integers(4, 20), st.integers(4, 20), st.booleans(), st.data())
def test_every_entry_adds_up(document: Document, height: int, width: int, training: bool, data: st.DataObject) -> None:
    source = photo(height, width)
    planned = plan(document, source.shape, training=training)
    reached = [row for row in planned.steps if row.shape is not None]
    if not reached:
        return
    step = reached[-1].id
    _, channels, tall, wide = reached[-1].shape
    channel, y, x = (data.draw(st.integers(0, n - 1)) for n in (channels, tall, wide))
    found = explain(planned, source, step, y, x, channel=channel)
    whole = evaluate(planned, source, step)
    scale = max(1.0, float(np.abs(whole).max()))
    assert found.value == pytest.approx(float(whole[0, channel, y, x]), abs=1e-5 * scale)
    for entry in found.entries:
        own = max([1.0, abs(entry.value), *(abs(term.product) for term in entry.terms)])
        assert rebuilt(entry) == pytest.approx(entry.value, abs=2e-6 * own * max(1, len(entry.terms)) ** 0.5)
    for entry, below in zip(found.entries, found.entries[1:], strict=False):
        term = entry.terms[entry.follows]
        assert (term.y, term.x, term.channel) == (below.y, below.x, below.channel)
        assert term.value == pytest.approx(below.value, abs=1e-5 * max(1, abs(below.value)))
    tail = found.entries[-1]
    assert tail.step == "photo" or tail.follows is None


def test_refusals_name_the_place() -> None:
    grid = NumberGrid(np.ones((3, 3), np.float32))
    document = Document(steps=(new_step("relu", Document()),))
    planned = plan(document, grid.shape)
    for arguments, words in (
        (("conv9", 0, 0), "conv9 is not a step"),
        (("relu1", 3, 0), "row 3 is outside its map; it goes from 0 to 2"),
        (("relu1", 0, -1), "column -1"),
    ):
        with pytest.raises(FilterError, match=words):
            explain(planned, grid, *arguments)
    with pytest.raises(FilterError, match="channel 1"):
        explain(planned, grid, "relu1", 0, 0, channel=1)


def test_the_command_gives_the_ledger_as_json_and_as_sums(tmp_path, capsys) -> None:
    document = Document(steps=(new_step("conv2d", Document(), weight=[[0, 1], [2, 3]], bias=1),))
    write_pipeline(document, tmp_path / "seven.pipeline.json")
    np.save(tmp_path / "grid.npy", np.arange(1, 10, dtype=np.float32).reshape(3, 3) / 255)
    words = ["explain", str(tmp_path / "seven.pipeline.json"), str(tmp_path / "grid.npy"), "--step", "conv1"]

    def call(*more: str) -> tuple[int, str, str]:
        try:
            status = main([*words, *more])
        except SystemExit as done:
            status = done.code
        told = capsys.readouterr()
        return status, told.out, told.err

    status, out, _ = call("--at", "1,1", "--json")
    found = json.loads(out)
    assert status == 0
    assert found["value"] == pytest.approx(50)
    assert set(found) == {"step", "at", "channel", "value", "receptive_field", "ledger"}
    assert found["receptive_field"] == [1, 1, 2, 2]
    status, out, _ = call("--at", "0,0")
    assert "0 x 1 + 1 x 2 + 2 x 4 + 3 x 5 = 25, bias 1 -> 26" in out
    status, _, err = call("--at", "2,0")
    assert status == 1
    assert "row 2 is outside its map; it goes from 0 to 1" in err
    assert call("--at", "middle")[0] == 2
