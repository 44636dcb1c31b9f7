"""The ledger adds up: by the chapter's numbers, and over random pipelines."""

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents, photo

import filters
from filters.errors import FilterError
from filters.windows import ReceptiveField
from workbench.__main__ import main
from workbench.document import Document
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation, evaluate
from workbench.explanation import explain as explanations
from workbench.explanation.explain import explain
from workbench.explanation.fields import fields_on
from workbench.explanation.ledger import Entry, equation, latex
from workbench.explanation.reading import index_of, place_at
from workbench.layers import KINDS, new_step
from workbench.pipeline_file import write_pipeline
from workbench.plan import plan
from workbench.sources import NumberGrid, Photo, Source


def remade(entry: Entry) -> float:
    """The value of an entry by its sum and its kind."""
    if entry.kind == "softmax":
        return entry.own.product / entry.sum
    if entry.kind == "magnitude":
        return float(np.sqrt(entry.sum))
    if entry.kind == "batch_norm":
        spread = np.sqrt(entry.parameter("variance") + entry.parameter("eps"))
        return (entry.terms[0].value - entry.parameter("mean")) / spread * entry.parameter("gamma") + entry.parameter(
            "beta"
        )
    if entry.kind == "max_pool2d":
        return max(term.value for term in entry.read if not term.is_padding)
    if entry.kind in ACTIVATIONS:
        return float(getattr(filters, entry.kind)(np.float32(entry.sum)))
    return entry.sum


ACTIVATIONS = [name for name, kind in KINDS.items() if kind.group == "Activate" and name != "softmax"]


@st.composite
def pipelines(draw: st.DrawFn, height: int, width: int) -> Document:
    """A random pipeline: perhaps a bank of filters first; any activation, join, softmax, or flatten and linear last."""
    document = draw(documents())
    if draw(st.booleans()):
        groups = draw(st.sampled_from([1, 3]))
        rng = np.random.default_rng(draw(st.integers(0, 99)))
        bank = rng.standard_normal((6, 3 // groups, draw(st.integers(1, 3)), 2)).astype(np.float32)
        bias = tuple(float(number) for number in rng.standard_normal(6).astype(np.float32))
        document = document.inserted(0, new_step("conv2d", document, weight=bank, groups=groups, bias=bias))
    if draw(st.booleans()):
        kind = draw(st.sampled_from([*ACTIVATIONS, "softmax", "multiply", "magnitude"]))
        parameters = {"axis": draw(st.sampled_from([1, 2, 3, -1]))} if kind == "softmax" else {}
        step = new_step(kind, document, **parameters)
        step = replace(step, input=document.steps[-1].id) if KINDS[kind].joins else step
        document = document.inserted(len(document.steps), step)
    shape = plan(document, (1, 3, height, width)).rows[-1].shape
    if shape is not None and draw(st.booleans()):
        axis = draw(st.integers(1, 2))
        document = document.inserted(len(document.steps), new_step("flatten", document, start_axis=axis))
        inputs = int(np.prod(shape[axis:]))
        weight = np.random.default_rng(inputs).standard_normal((inputs, 3)).astype(np.float32)
        document = document.inserted(
            len(document.steps), new_step("linear", document, weight=weight, bias=(0.5, -1.0, 2.0))
        )
        kind = draw(st.sampled_from(["dropout", "softmax", "relu"]))
        document = document.inserted(len(document.steps), new_step(kind, document))
    return document


def test_figure_7_is_laid_out() -> None:
    grid = NumberGrid(np.arange(1, 10, dtype=np.float32).reshape(3, 3))
    document = Document(steps=(new_step("conv2d", Document(), weight=[[0, 1], [2, 3]], bias=1),))
    found = explain(plan(document, grid.shape), grid, "conv1", 0, 0)
    first = found.entries[0]
    assert [(term.weight, term.value) for term in first.read] == [(0, 1), (1, 2), (2, 4), (3, 5)]
    assert sum(term.product for term in first.read) == 25
    assert (first.parameter("bias"), first.sum, found.value) == (1, 26, 26)
    assert found.receptive_field == (0, 0, 2, 2)
    assert [entry.step for entry in found.entries] == ["conv1", "photo"]
    assert found.entries[1].value == 5
    data = json.loads(json.dumps(found.as_data()))
    assert data["at"] == [0, 0]
    assert [term["product"] for term in data["ledger"][0]["terms"]] == [0, 2, 8, 15, 1]
    assert data["ledger"][0]["terms"][-1]["name"] == "bias"


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
    assert conv.terms[0].place.y == -1
    assert found.receptive_field == (-1, -1, 4, 4)


@settings(deadline=None, max_examples=120)
@given(st.integers(4, 20), st.integers(4, 20), st.booleans(), st.data())
def test_every_entry_adds_up(height: int, width: int, training: bool, data: st.DataObject) -> None:
    document = data.draw(pipelines(height, width))
    source: Source = photo(height, width)
    if data.draw(st.booleans()):
        source = NumberGrid(np.random.default_rng(height).standard_normal((2, 3, height, width)).astype(np.float32))
    planned = plan(document, source.shape, training=training)
    reached = [row for row in planned.steps if row.shape is not None]
    if not reached:
        return
    step, shape = reached[-1].id, reached[-1].shape
    place = place_at(step, [data.draw(st.integers(0, n - 1)) for n in shape])
    choices = data.draw(st.lists(st.none() | st.integers(0, 5), max_size=3))
    found = explain(
        planned, source, step, place.y, place.x, channel=place.channel, sample=place.sample, choices=choices,
        surroundings=True,
    )  # fmt: skip
    whole = evaluate(planned, source, step)
    scale = max(1.0, float(np.abs(whole).max()))
    assert found.value == pytest.approx(float(whole[index_of(place, len(shape))]), abs=1e-5 * scale)
    top, left, tall, wide = found.receptive_field
    if len(shape) == 4:
        assert ((top, top + tall), (left, left + wide)) == (
            planned[step].rows.span(place.y), planned[step].columns.span(place.x)
        )  # fmt: skip
    assert found.entries[-1].step == "photo" or found.entries[-1].follows is None
    for entry in found.entries:
        own = max(1.0, abs(entry.value), sum(abs(term.product) for term in entry.terms if np.isfinite(term.product)))
        assert sum(term.product for term in entry.terms) == pytest.approx(entry.sum, abs=1e-9 * own)
        assert remade(entry) == pytest.approx(entry.value, abs=1e-6 * own)
        if entry.kind not in (*ACTIVATIONS, "softmax", "magnitude"):
            assert entry.sum == pytest.approx(entry.value, abs=1e-6 * own)
        if entry.kind == "softmax":
            assert max(term.product for term in entry.terms) == 1
        _matches_surroundings(entry)
    for entry, below in zip(found.entries, found.entries[1:], strict=False):
        term = entry.terms[entry.follows]
        assert term.place == below.place
        assert term.value == pytest.approx(below.value, abs=1e-5 * max(1, abs(below.value)))
    for entry, choice in zip(found.entries, choices, strict=False):
        if choice is not None and choice < len(entry.read) and not entry.terms[choice].is_padding:
            assert entry.follows == choice
    written = json.loads(json.dumps(found.as_data(), allow_nan=False))
    assert set(written) == {"step", "at", "channel", "value", "receptive_field", "ledger"}
    assert all(set(line) == {"step", "kind", "terms", "sum", "value"} for line in written["ledger"])
    assert len(list(csv.reader(io.StringIO(found.as_csv())))) == 1 + sum(len(e.terms) for e in found.entries)
    assert found.as_latex().count("&=") == len(found.entries) == found.as_text().count("\n") - 1


def _matches_surroundings(entry: Entry) -> None:
    """What lies around holds the same values as the ledger."""
    if entry.outputs is not None:
        patch, place = entry.outputs, entry.place
        shown = patch.values[0, place.y - patch.top, place.x - patch.left]
        assert shown == pytest.approx(entry.value, rel=1e-4, abs=1e-4)
    if entry.inputs is None:
        return
    patch = entry.inputs
    for term in entry.read:
        y, x = term.place.y - patch.top, term.place.x - patch.left
        if 0 <= y < patch.values.shape[1] and 0 <= x < patch.values.shape[2]:
            shown = patch.values[term.place.channel - patch.channel, y, x]
            assert shown == pytest.approx(term.value, rel=1e-4, abs=1e-4)
            assert patch.is_padding[y, x] or not term.is_padding


def test_dropout_names_its_factor_and_softmax_its_shares() -> None:
    grid = NumberGrid(np.array([[1, 2], [3, 4]], np.float32))
    document = Document()
    document = document.inserted(0, new_step("dropout", document, p=0.75, mode="downscale_in_infer"))
    document = document.inserted(1, new_step("softmax", document, axis=3))
    found = explain(plan(document, grid.shape), grid, "softmax1", 1, 0)
    shares, dropped = found.entries[:2]
    assert [term.value for term in shares.terms] == [0.75, 1.0]
    assert found.value == pytest.approx(np.exp(0.75) / (np.exp(0.75) + np.exp(1)), rel=1e-6)
    assert (dropped.terms[0].weight, dropped.value) == (0.25, 0.75)


def test_an_earlier_map_shows_what_a_value_sees_of_it() -> None:
    document = Document()
    for _ in range(2):
        document = document.inserted(
            len(document.steps), new_step("conv2d", document, weight=np.ones((3, 3)), stride=2)
        )
    planned = plan(document, (1, 1, 30, 30))
    rows, _ = fields_on(planned, "conv2", "photo")
    assert rows == planned["conv2"].rows == ReceptiveField(7, 4, 0)
    assert fields_on(planned, "conv2", "conv1")[0] == ReceptiveField(3, 2, 0)
    assert fields_on(planned, "conv2", "conv2")[0] == ReceptiveField()
    assert fields_on(planned, "conv1", "conv2") is None


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


def test_training_is_explained_by_the_command(tmp_path, capsys) -> None:
    document = Document()
    document = document.inserted(0, new_step("dropout", document, p=0.5, seed=100))
    document = document.inserted(1, new_step("batch_norm", document))
    write_pipeline(document, tmp_path / "learn.pipeline.json")
    grid = np.arange(1, 17, dtype=np.float32).reshape(4, 4)
    np.save(tmp_path / "grid.npy", grid / 255)
    words = ["explain", str(tmp_path / "learn.pipeline.json"), str(tmp_path / "grid.npy"), "--step", "norm1", "--json"]
    planned = plan(document, (1, 1, 4, 4), training=True)
    whole = evaluate(planned, NumberGrid(grid), "norm1")[0, 0]
    dropped = evaluate(planned, NumberGrid(grid), "drop1")[0, 0]
    weights = set()
    for y, x in np.ndindex(4, 4):
        assert main([*words, "--at", f"{y},{x}", "--training"]) == 0
        norm, drop, _ = json.loads(capsys.readouterr().out)["ledger"]
        assert norm["value"] == pytest.approx(float(whole[y, x]), abs=1e-5)
        assert {term["name"]: term["value"] for term in norm["terms"][1:]}["mean"] == pytest.approx(dropped.mean())
        weights.add(drop["terms"][0]["weight"])
    assert weights == {0.0, 2.0}


def test_statistics_of_many_steps_read_the_photo_once_where_there_is_memory(monkeypatch) -> None:
    document, rng = Document(), np.random.default_rng(2)
    for _ in range(4):
        convolution = new_step("conv2d", document, padding="same", channels="each", weight=rng.random((3, 3)))
        document = document.inserted(len(document.steps), convolution)
        for kind in ("batch_norm", "relu"):
            document = document.inserted(len(document.steps), new_step(kind, document))
    source = Photo("noise", rng.integers(0, 256, (300, 40, 3), np.uint8))
    planned = plan(document, source.shape, training=True)
    rows: list[int] = []
    region = Photo.region

    def counted(photo: Photo, down: np.ndarray, *others: object) -> np.ndarray:
        rows.append(len(down))
        return region(photo, down, *others)

    monkeypatch.setattr(Photo, "region", counted)
    found = explain(planned, source, planned.last, 150, 20, channel=1)
    read = sum(rows)
    shared = explain(planned, source, planned.last, 150, 20, channel=1, cache=Cache())
    assert found.value == pytest.approx(shared.value, abs=1e-5)
    assert read < 2 * 300 < sum(rows) - read
    rows.clear()
    monkeypatch.setattr(explanations, "available_memory", lambda: 4 * 3 * 300 * 40)
    assert explain(planned, source, planned.last, 150, 20, channel=1).value == found.value
    assert sum(rows) > 2 * 300


@pytest.mark.parametrize(
    ("kind", "value", "parameters", "plain", "tex"),
    [
        ("clip", 7.3, {"high": 6.0}, "clip(7.3, 0, 6) = 6", r"\operatorname{clip}(7.3, 0, 6) = 6"),
        ("leaky_relu", -3, {"negative_slope": 0.5}, "leaky_relu(-3, 0.5) = -1.5",
         r"\operatorname{leaky\_relu}(-3, 0.5) = -1.5"),
        ("elu", 2, {}, "elu(2, 1) = 2", r"\operatorname{elu}(2, 1) = 2"),
        ("hardswish", 4, {}, "hardswish(4) = 4", r"\operatorname{hardswish}(4) = 4"),
    ],
)  # fmt: skip
def test_an_activation_is_written_with_its_parameters(kind, value, parameters, plain, tex) -> None:
    document = Document()
    document = document.inserted(0, new_step(kind, document, **parameters))
    grid = NumberGrid(np.full((1, 1), value, np.float32))
    entry = explain(plan(document, grid.shape), grid, document.steps[0].id).entries[0]
    assert (equation(entry), latex(entry)) == (plain, tex)


def test_a_flattened_value_is_the_value_it_was() -> None:
    rng = np.random.default_rng(1)
    grid = NumberGrid(rng.integers(0, 255, (3, 7, 9)).astype(np.float32))
    document = Document()
    document = document.inserted(0, new_step("conv2d", document, weight=rng.standard_normal((2, 3, 3, 3))))
    document = document.inserted(1, new_step("flatten", document))
    planned = plan(document, grid.shape)
    for channel in range(planned["flat1"].shape[1]):
        said = explain(planned, grid, "flat1", channel=channel).as_text().splitlines()[2].split(": ")[1]
        value, result = said.split(" x 1 = ")
        assert value.strip("()") == result


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
    assert "0 x 1 + 1 x 2 + 2 x 4 + 3 x 5 + 1 = 26" in out
    status, out, _ = call("--at", "0,0", "--training")
    assert "= 26" in out
    status, _, err = call("--at", "2,0")
    assert status == 1
    assert "row 2 is outside its map; it goes from 0 to 1" in err
    assert call("--at", "middle")[0] == 2


@pytest.mark.parametrize("surroundings", [False, True])
@pytest.mark.parametrize("room", [1 << 21, 1 << 28])
def test_a_long_pipeline_is_not_computed_anew_for_every_entry(monkeypatch, computed_steps, surroundings, room) -> None:
    """All fits where there is much room; else a few steps are held, and what lies between them is computed again."""
    monkeypatch.setattr(explanations, "HELD_BYTES", room)
    count = 60
    document = Document()
    for _ in range(count):
        weight = [[0.0, 0.1, 0.0], [0.1, 0.6, 0.1], [0.0, 0.1, 0.0]]
        step = new_step("conv2d", document, weight=weight, padding="same", channels="each")
        document = document.inserted(len(document.steps), step)
    source = photo(150, 150)
    planned = plan(document, source.shape)
    found = explain(planned, source, planned.last, 70, 80, cache=Cache(0), surroundings=surroundings)
    assert len(found.entries) == count + 1
    assert len(computed_steps) <= (1 if room > 1 << 21 else 4) * count
    for entry in found.entries[::20]:
        expected = Evaluation(planned, source, Cache()).at(
            entry.step, np.array([entry.place.y]), np.array([entry.place.x])
        )
        assert entry.value == pytest.approx(float(expected[0, entry.place.channel, 0, 0]), rel=1e-5)


def test_a_step_that_is_off_is_explained_by_what_it_hands_on() -> None:
    document = Document()
    document = document.inserted(0, new_step("conv2d", document, weight=np.ones((2, 2))))
    document = document.inserted(1, replace(new_step("relu", document), enabled=False))
    source = NumberGrid(np.arange(12, dtype=np.float32).reshape(3, 4))
    (wanted, *_), (entry, *_) = (
        explain(plan(document, source.shape), source, step.id, 1, 2).entries for step in document
    )
    assert (entry.step, entry.value, entry.kind) == (wanted.step, wanted.value, "conv2d")
