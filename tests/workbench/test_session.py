"""The session: undo, the merge of a drag, selection and what subscribers hear."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.document import PHOTO, Document
from workbench.layers import new_step, with_parameters
from workbench.session import COLOUR, Session, State
from workbench.sources import BareShape


def opened() -> Session:
    session = Session()
    document = Document(steps=(new_step("conv2d", Document()),))
    session.open_document(document)
    return session


def weighted(document: Document, value: float) -> Document:
    return document.with_step(with_parameters(document.steps[0], weight=np.full((3, 3), value)))


def test_a_drag_is_one_undo_step() -> None:
    session = opened()
    before = session.state.document
    for value in range(10):
        session.edit(weighted(before, value), "Change a weight", merge="drag")
    session.end_merge()
    session.edit(weighted(before, 50), "Change a weight", merge="drag")
    session.undo()
    assert session.state.document == weighted(before, 9)
    session.undo()
    assert session.state.document == before
    assert session.state.undo_title is None
    assert session.state.redo_title == "Change a weight"
    assert not session.state.is_modified


@given(st.lists(st.sampled_from(["edit", "undo", "redo"]), max_size=40))
def test_undo_and_redo_walk_one_line_of_documents(moves: list[str]) -> None:
    session = opened()
    line, place, value = [session.state.document], 0, 0
    for move in moves:
        if move == "edit":
            value += 1
            session.edit(weighted(line[0], value), "Edit")
            line, place = [*line[: place + 1], weighted(line[0], value)], place + 1
        elif move == "undo":
            session.undo()
            place = max(place - 1, 0)
        else:
            session.redo()
            place = min(place + 1, len(line) - 1)
        assert session.state.document == line[place]


def test_subscribers_hear_each_change_once_and_nothing_else() -> None:
    session = opened()
    heard: list[State] = []
    session.subscribe(heard.append)
    session.edit(session.state.document, "Nothing")
    session.select(session.state.selected)
    assert heard == []
    session.set_training(True)
    session.open_source(BareShape(1, 3, 10, 10))
    assert [state.training for state in heard] == [True, True]
    assert heard[-1].plan.training


def test_selection_survives_only_where_it_can() -> None:
    session = opened()
    session.open_source(BareShape(1, 3, 10, 10))
    pool = new_step("max_pool2d", session.state.document)
    session.edit(session.state.document.inserted(1, pool), "Add")
    session.select("pool1")
    session.edit(session.state.document.removed("pool1"), "Delete")
    assert session.state.selected == "conv1"
    session.edit(session.state.document.removed("conv1"), "Delete")
    assert session.state.selected == PHOTO
    assert session.state.channel == COLOUR


def test_the_first_photo_shows_its_colours_where_the_step_keeps_them() -> None:
    session = Session()
    session.open_document(Document(steps=(new_step("conv2d", Document(), channels="each"),)))
    session.open_source(BareShape(1, 3, 10, 10))
    assert session.state.channel == COLOUR
    session.select_channel(1)
    session.open_source(BareShape(1, 3, 20, 20))
    assert session.state.channel == 1


def test_what_is_opened_shows_the_last_step_that_fits() -> None:
    session = opened()
    session.open_source(BareShape(1, 3, 10, 10))
    document = session.state.document
    document = document.inserted(1, new_step("linear", document, weight=np.ones((7, 1))))
    session.open_document(document)
    assert session.state.selected == "conv1"
    session.select("fc1")
    session.edit(document.renamed("Other"), "Rename")
    session.mark_saved(Path("other.pipeline.json"))
    assert session.state.selected == "fc1"
    session.open_source(BareShape(1, 3, 12, 12))
    assert session.state.selected == "conv1"


def test_channel_falls_back_where_a_step_has_fewer() -> None:
    session = opened()
    session.open_source(BareShape(1, 3, 10, 10))
    bank = with_parameters(session.state.document.steps[0], weight=np.ones((8, 3, 3, 3)))
    session.edit(session.state.document.with_step(bank), "Bank")
    session.select_channel(7)
    assert session.state.channel == 7
    session.edit(session.state.document.with_step(with_parameters(bank, weight=np.ones((2, 3, 3, 3)))), "Fewer")
    assert session.state.channel == 0


def test_a_save_marks_the_document_it_saved(tmp_path: Path) -> None:
    session = opened()
    session.edit(weighted(session.state.document, 4), "Edit")
    assert session.state.is_modified
    session.mark_saved(tmp_path / "a.pipeline.json")
    assert not session.state.is_modified
    session.edit(replace(session.state.document, name="Other"), "Rename")
    assert session.state.is_modified
    session.undo()
    assert not session.state.is_modified


def test_the_outline_is_all_but_the_weights() -> None:
    session = opened()
    conv = session.state.document.steps[0]
    before = session.state
    session.edit(weighted(before.document, 2.0), "Turn")
    outlined = session.state
    session.edit(weighted(before.document, 3.0), "Turn")
    assert session.state != outlined
    assert session.state.outline == outlined.outline
    document = before.document
    for other in (
        with_parameters(conv, weight=np.eye(5)),
        with_parameters(conv, stride=2),
        with_parameters(conv, bias=1.0),
        replace(conv, enabled=False),
        replace(conv, label="Mine"),
    ):
        assert document.with_step(other).outline != document.outline
    assert document.renamed("Other").outline != document.outline
    assert document.with_range("0-1").outline != document.outline
    hidden = frozenset({("shape", "conv1")})
    for changes in ({"training": True}, {"source": BareShape(1, 3, 8, 8)}, {"hidden": hidden}):
        assert replace(before, **changes).outline != before.outline
