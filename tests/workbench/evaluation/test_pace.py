"""The pictures of an edit: the first within its time, the last as fine as the screen, and none that holds it up."""

from dataclasses import replace

import numpy as np
import pytest

from workbench.document import Document
from workbench.evaluation import pace
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation
from workbench.evaluation.frames import Rect, View
from workbench.evaluation.looks import Request, coarser, pane_frame
from workbench.layers import new_step
from workbench.plan import plan
from workbench.sources import Photo

SOURCE = Photo("noise", np.random.default_rng(0).integers(0, 256, (900, 1200, 3), np.uint8))


def taken(kernel: np.ndarray, ratio: float) -> tuple[tuple[int, ...], list[float]]:
    """The factors of the pictures, and about how long each of them takes."""
    document = Document(steps=(new_step("conv2d", Document(), weight=kernel, channels="each", padding="same"),))
    planned = plan(document, SOURCE.shape)
    view = View(Rect(0, 0, 900, 1200), 150, 200)
    request = Request(1, planned, SOURCE, "conv1", 0, view)
    evaluation = Evaluation(planned, SOURCE, Cache())
    own_pace = pace.Pace()
    own_pace.ratio = ratio
    found = dict(pace.refinements(request, evaluation, own_pace))
    assert dict(pace.refinements(request, evaluation, own_pace)) == found  # wherever the search begins
    for factor, estimated in found.items():
        own = Request(1, planned, SOURCE, "conv1", 0, coarser(view, factor))
        assert estimated == pace.effort(own, evaluation)
    return tuple(found), [ratio * estimated for estimated in found.values()]


@pytest.mark.parametrize("ratio", [0.1, 1.0, 30.0, 1000.0])
def test_pictures_become_finer_to_the_screens_own_and_the_first_keeps_its_time(ratio: float) -> None:
    factors, nanoseconds = taken(np.random.default_rng(1).standard_normal((9, 9)), ratio)
    assert factors[-1] == 1
    assert list(factors) == sorted(set(factors), reverse=True)
    assert nanoseconds[0] <= pace.FIRST_NANOSECONDS or factors[0] == pace.COARSEST
    assert all(own <= pace.LITTLE * nanoseconds[-1] for own in nanoseconds[1:-1])
    assert len(factors) <= 2 or nanoseconds[-1] > pace.FINE_NANOSECONDS


def test_columns_times_rows_are_known_to_be_cheaper_than_as_many_taps() -> None:
    _, wide = taken(np.random.default_rng(1).standard_normal((31, 31)), 1.0)
    _, separable = taken(np.outer(np.hanning(31), np.hanning(31)), 1.0)
    assert separable[-1] < wide[-1] / 2


@pytest.mark.parametrize(("move", "factors"), [(12, (1,)), (120, (1,)), (600, None)])
def test_strips_are_as_fine_as_the_screen_at_once(move: float, factors: tuple[int, ...] | None) -> None:
    document = Document(steps=(new_step("conv2d", Document(), weight=np.ones((9, 9)), channels="each"),))
    planned = plan(document, SOURCE.shape)
    evaluation = Evaluation(planned, SOURCE, Cache())
    own_pace = pace.Pace()
    own_pace.ratio = 1000.0
    request = Request(1, planned, SOURCE, "conv1", 0, View(Rect(0, 0, 300, 400), 300, 400))
    first = tuple(factor for factor, _ in pace.refinements(request, evaluation, own_pace))
    assert len(first) > 1
    pane_frame(request, evaluation, "conv1", 0, "map")
    moved = replace(request, view=View(Rect(0, move / 2, 300, 400), 300, 400))
    found = dict(pace.refinements(moved, evaluation, own_pace))
    assert tuple(found) == (first if factors is None else factors)
    assert factors is None or set(found.values()) == {0.0}  # strips teach nothing of a whole picture
    assert dict(pace.refinements(request, evaluation, own_pace)) == {1: 0.0}  # nor does what is there already
