"""A sliding window's panels hold what the window reads, and its products make the output."""

from dataclasses import replace

import numpy as np
import pytest
from documents import document_of
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents, photo

from filters.errors import FilterError
from workbench.document import Document
from workbench.evaluation.evaluate import evaluate
from workbench.explanation.sliding import MOST_OUTPUTS, slide
from workbench.plan import plan
from workbench.sources import NumberGrid


def sevens():
    return NumberGrid(np.arange(1, 10, dtype=np.float32).reshape(3, 3))


def test_figure_7_place_by_place() -> None:
    document = document_of(("conv2d", {"weight": [[0, 1], [2, 3]]}))
    found = slide(plan(document, (1, 1, 3, 3)), sevens(), "conv1")
    assert found.places == 4
    assert found.output.values.tolist() == [[25, 31], [43, 49]]
    assert found.products(0) == [(0, 1), (1, 2), (2, 4), (3, 5)]
    assert found.products(3) == [(0, 5), (1, 6), (2, 8), (3, 9)]
    assert found.inputs[0].seen(1, 1) == (1, 1, 2, 2)


@pytest.mark.parametrize(("padding", "padded", "output"), [(1, 6, 4), (2, 8, 6)])
def test_figure_8_draws_its_padding(padding: int, padded: int, output: int) -> None:
    document = document_of(("conv2d", {"weight": np.ones((3, 3)), "padding": padding}))
    grid = NumberGrid(np.ones((4, 4), np.float32))
    found = slide(plan(document, grid.shape), grid, "conv1")
    panel = found.inputs[0]
    assert panel.values.shape == (padded, padded)
    assert panel.is_padding.sum() == padded**2 - 16
    assert found.output.values.shape == (output, output)


def test_figure_11_shows_every_map_on_the_way() -> None:
    document = document_of(*[("conv2d", {"weight": np.ones((3, 3))})] * 2)
    grid = NumberGrid(np.ones((7, 7), np.float32))
    found = slide(plan(document, grid.shape), grid, "conv2", from_photo=True)
    assert [panel.step for panel in found.inputs] == ["photo", "conv1"]
    assert [panel.seen(0, 0)[2:] for panel in found.inputs] == [(5, 5), (3, 3)]
    assert len(found.products(0)) == 9


@settings(deadline=None, max_examples=60)
@given(documents(), st.integers(4, 30), st.integers(4, 30), st.data())
def test_products_make_the_output(document: Document, height: int, width: int, data: st.DataObject) -> None:
    source = photo(height, width)
    planned = plan(document, source.shape)
    rows = [row for row in planned.steps if row.shape is not None and row.windows is not None]
    if not rows:
        return
    row = rows[-1]
    channel = data.draw(st.integers(0, row.shape[1] - 1))
    found = slide(planned, source, row.id, channel=channel)
    assert max(found.output.values.shape) <= MOST_OUTPUTS
    position = data.draw(st.integers(0, found.places - 1))
    y, x = found.output_at(position)
    value = float(found.output.values.flat[position])
    whole = evaluate(planned, source, row.id)
    assert value == pytest.approx(float(whole[0, channel, y, x]), rel=1e-4, abs=1e-4)
    products = found.products(position)
    if found.kind == "conv2d" and found.channels == len(found.inputs):
        assert sum(w * v for w, v in products) + found.bias == pytest.approx(value, rel=1e-4, abs=1e-4)
    if found.kind == "max_pool2d":
        assert max(v for _, v in products) == pytest.approx(value, rel=1e-5)
    way = slide(planned, source, row.id, channel=channel, from_photo=True)
    assert way.inputs[0].step == "photo"
    top, left, tall, wide = way.inputs[0].seen(y, x)
    assert (top + way.inputs[0].top, tall) == (row.rows.span(y)[0], row.rows.size)
    assert top >= 0
    assert top + tall <= way.inputs[0].values.shape[0]
    assert 0 <= left <= left + wide <= way.inputs[0].values.shape[1]


def test_other_kinds_slide_a_window_of_one_and_flat_ones_do_not() -> None:
    document = document_of(("relu", {}), ("flatten", {}))
    planned = plan(document, (1, 1, 3, 3))
    assert slide(planned, sevens(), "relu1").products(4) == [(1, 5)]
    assert slide(planned, sevens(), "photo").output.values.tolist() == sevens().values.tolist()
    with pytest.raises(FilterError, match="no rows and columns"):
        slide(planned, sevens(), "flat1")


def test_a_step_that_is_off_slides_as_what_it_hands_on() -> None:
    document = document_of(("conv2d", {"weight": np.ones((2, 2))}), ("relu", {}))
    conv, relu = document.steps
    planned = plan(document.with_step(replace(relu, enabled=False)), sevens().shape)
    assert slide(planned, sevens(), relu.id).products(0) == slide(planned, sevens(), conv.id).products(0)
    assert len(slide(planned, sevens(), relu.id).products(0)) == 4
