"""Views: what two of them share is computed once, and each equals the whole map at its samples."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents, photo

from workbench.document import PHOTO, Document
from workbench.evaluation import views
from workbench.evaluation.cache import Cache, Gathered
from workbench.evaluation.evaluate import Evaluation, evaluate
from workbench.layers import new_step
from workbench.plan import plan
from workbench.presets import load_preset
from workbench.sources import Photo


def part_of(data: st.DataObject, length: int, every: int) -> np.ndarray:
    """Samples of a view along one axis, as `looks` takes them: at the same places wherever the view is."""
    places = np.arange(every // 2, length, every)
    first = data.draw(st.integers(0, max(places.size - 1, 0)))
    return places[first : data.draw(st.integers(first + 1, max(places.size, first + 1)))]


@given(documents(), st.integers(9, 40), st.integers(9, 40), st.integers(1, 4), st.booleans(), st.data())
@settings(deadline=None, max_examples=150)
def test_views_moved_about_equal_the_whole_map(document, height, width, every, training, data):
    source = photo(height, width)
    planned = plan(document, source.shape, training=training)
    reached = [row for row in planned.rows if row.shape is not None and len(row.shape) == 4]
    row = reached[-1]
    whole = evaluate(planned, source, row.id)
    cache = Cache()
    for _ in range(4):
        rows, columns = (part_of(data, length, every) for length in row.shape[2:])
        if rows.size and columns.size:
            found = views.samples(Evaluation(planned, source, cache), row.id, rows, columns)
            expected = whole[:, :, rows][..., columns]
            np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * max(1.0, np.abs(whole).max()))


@pytest.mark.parametrize(("down", "across"), [(3, 0), (-3, 0), (0, 2), (0, -2), (3, -2), (-3, 2)])
@pytest.mark.parametrize("every", [1, 4])
def test_after_a_pan_only_what_came_into_view_is_read(monkeypatch, every, down, across):
    source = photo(1800, 1800)
    document = Document(steps=(new_step("conv2d", Document(), weight=np.ones((3, 3)), channels="each"),))
    planned = plan(document, source.shape)
    read = []
    for name in ("region", "raw"):
        original = getattr(type(source), name)
        monkeypatch.setattr(
            type(source), name, lambda self, *a, f=original: (read.append(a[0].size * a[1].size), f(self, *a))[1]
        )
    rows, columns = (np.arange(10, 410) * every + every // 2 for _ in range(2))
    cache = Cache()
    for step in (PHOTO, "conv1"):
        views.samples(Evaluation(planned, source, cache), step, rows, columns)
        before = sum(read)
        read.clear()
        moved = rows + down * every, columns + across * every
        evaluation = Evaluation(planned, source, cache)
        estimated = views.effort(evaluation, step, *moved).nanoseconds
        found = views.samples(evaluation, step, *moved)
        assert sum(read) < before * 0.1
        assert estimated < views.effort(Evaluation(planned, source, Cache()), step, *moved).nanoseconds
        fresh = views.samples(Evaluation(planned, source, Cache()), step, *moved)
        np.testing.assert_allclose(found, fresh, rtol=0, atol=1e-3)
        read.clear()


@pytest.mark.parametrize("every", [4, 7])
@pytest.mark.parametrize(
    ("preset", "is_last_off"),
    [("gaussian-blur", False), ("sobel-magnitude", False), ("receptive-field", False), ("receptive-field", True)],
)
def test_what_is_gathered_ahead_is_all_that_an_edit_reads(monkeypatch, preset, every, is_last_off):
    source, document, cache = photo(3200, 3200), load_preset(preset), Cache(1 << 30)
    document = document.with_step(replace(document.steps[-1], enabled=not is_last_off))
    planned = plan(document, source.shape)
    places = [np.arange(20, 400) * every + every // 2 for _ in range(2)]
    read = []
    for name in ("region", "raw"):
        original = getattr(Photo, name)
        monkeypatch.setattr(Photo, name, lambda *a, f=original: (read.append(a[1].size * a[2].size), f(*a))[1])
    views.gather(Evaluation(planned, source, Gathered(cache)), planned.rows[-1].id, *places)
    assert sum(read) > places[0].size * places[1].size
    read.clear()
    views.samples(Evaluation(planned, source, cache), planned.rows[-1].id, *places)
    assert not read


def test_a_long_pan_keeps_no_more_than_its_last_view():
    source, cache = photo(400, 60), Cache()
    planned = plan(Document(), source.shape)
    held = []
    for first in range(0, 300, 3):
        views.samples(Evaluation(planned, source, cache), PHOTO, np.arange(first, first + 80), np.arange(60))
        held.append(cache.held)
    assert held[-1] == held[0]
