"""Two convolutions at samples far apart are computed as one, and nothing of the map between them."""

import numpy as np
import pytest
from documents import document_of
from strategies import photo

from filters.windows import PADDING_MODES
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation, evaluate
from workbench.plan import plan
from workbench.sources import NumberGrid

RNG = np.random.default_rng(8)
BLUR = ("conv2d", {"weight": RNG.standard_normal((5, 5)), "channels": "each", "bias": 0.25})


def outline(**parameters):
    return ("conv2d", {"weight": RNG.standard_normal((3, 3)), "channels": "sum", "bias": 0.5, **parameters})


@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize(("every", "start"), [(7, 3), (4, 0)])
def test_both_steps_are_one_but_at_the_edges(computed_steps, mode, every, start):
    padded = {"padding": "same", "padding_mode": mode}
    document = document_of((BLUR[0], {**BLUR[1], **padded}), outline(**padded), ("relu", {}), value_range="0-1")
    source = photo(85, 124)
    planned = plan(document, source.shape)
    whole = evaluate(planned, source, "relu1")
    rows, columns = np.arange(start, 85, every), np.arange(start, 124, every)
    computed_steps.clear()
    evaluation = Evaluation(planned, source, Cache())
    found = evaluation.at("relu1", rows, columns)
    expected = whole[:, :, rows][..., columns]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * np.abs(whole).max())
    assert ("conv1" in computed_steps) == (start == 0)  # only there samples meet the padding of the map between


def test_two_infinities_that_meet_in_the_map_between_make_nan():
    values = RNG.standard_normal((60, 60))
    values[31, 31] = np.inf
    pair = ("conv2d", {"weight": np.ones((2, 2))}), ("conv2d", {"weight": [[1.0, -2.0]] * 2})
    source = NumberGrid(values)
    planned = plan(document_of(*pair, value_range="0-1"), source.shape)
    rows, columns = np.arange(0, 57, 5), np.arange(0, 57, 5)
    found = Evaluation(planned, source, Cache()).at("conv2", rows, columns)
    whole = evaluate(planned, source, "conv2")[:, :, rows][..., columns]
    assert np.isnan(whole).any()
    np.testing.assert_allclose(found, whole, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("conv2d", {"weight": [[1 / 3]]}), ("conv2d", {"weight": np.outer(np.hanning(17), np.hanning(17))})),
        (BLUR, ("max_pool2d", {})),
    ],
)
def test_what_is_less_work_one_after_the_other_stays_two(computed_steps, first, second):
    source = photo(120, 140)
    planned = plan(document_of(first, second), source.shape)
    computed_steps.clear()
    Evaluation(planned, source, Cache()).at(planned.last, *(np.arange(3, n // 2 - 8, 7) for n in (120, 140)))
    assert computed_steps == [row.id for row in planned.steps]
