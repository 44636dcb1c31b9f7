"""What is known of a whole map equals what NumPy says of it at once, though it comes in parts, on several threads."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters import bands
from workbench.document import PHOTO, Document
from workbench.evaluation import moments as moments_module
from workbench.evaluation.average import Average
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation
from workbench.evaluation.moments import moments
from workbench.evaluation.statistics import BINS, Gatherer, counted
from workbench.plan import plan
from workbench.sources import NumberGrid

NONE = np.zeros(0, np.float32)


def gathered(whole, cuts=(), white=255.0, samples=None):
    gatherer = Gatherer(whole if samples is None else samples, white)
    bands.run(np.split(whole, cuts, axis=1), gatherer.add)
    return gatherer.frame(0, "step", NONE, "step", exact=True)


def agree(found, whole, white=255.0):
    known = whole[~np.isnan(whole)].astype(np.float64)
    assert (found.count, found.nans) == (known.size, whole.size - known.size)
    assert (found.low, found.high) == (known.min(), known.max())
    assert found.below == pytest.approx((known < 0).mean())
    assert found.above == pytest.approx((known > white).mean())
    assert found.mean == pytest.approx(known.mean(), rel=1e-6, abs=1e-6 * known.std())
    assert found.deviation == pytest.approx(known.std(), rel=1e-6)


@given(
    seed=st.integers(0, 99),
    offset=st.sampled_from([0, -3, 4096, 1e6]),
    scale=st.sampled_from([0.01, 1, 200]),
    nans=st.booleans(),
    tile=st.sampled_from([40, 700, 1 << 18]),
)
@settings(max_examples=60, deadline=None)
def test_statistics_of_parts_are_those_of_the_whole(seed, offset, scale, nans, tile):
    rng = np.random.default_rng(seed)
    whole = (offset + scale * rng.standard_normal((3, 50, 40)) * [[[1]], [[5]], [[0.1]]]).astype(np.float32)
    if nans:
        whole[1, rng.integers(0, 50, 30), rng.integers(0, 40, 30)] = np.nan
        whole[2] = np.nan
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(moments_module, "TILE", tile)
        found = gathered(whole, (7, 8, 30))
    agree(found.whole, whole)
    for channel in range(2 if nans else 3):
        agree(found.channels[channel], whole[channel])
    assert found.channels[2].count == (0 if nans else 2000)
    blur = 1e-4 * (found.edges[1] - found.edges[0]) + np.spacing(np.float32(np.abs(found.edges).max()))
    for channel, counts in zip(whole, found.counts, strict=True):
        known = np.sort(channel[~np.isnan(channel)])
        assert counts.sum() == known.size
        least, most = (np.searchsorted(known, found.edges[1:-1] + by) for by in (-blur, blur))
        assert (np.cumsum(counts)[:-1] >= least).all()
        assert (np.cumsum(counts)[:-1] <= most).all()


def test_a_mean_far_from_what_samples_foretold_costs_no_digits():
    whole = np.random.default_rng(0).normal(4000, 1, (2, 60, 50)).astype(np.float32)
    agree(gathered(whole, (9,), samples=np.zeros((2, 1, 1), np.float32)).whole, whole)


def test_infinite_values_count_beyond_the_edges():
    whole = np.linspace(-1, 1, 400, dtype=np.float32).reshape(1, 20, 20)
    expected = gathered(whole).counts
    whole[0, 0, :3], whole[0, 9, 9] = np.inf, -np.inf
    found = gathered(whole, samples=np.linspace(-1, 1, 400, dtype=np.float32).reshape(1, 20, 20))
    assert (found.whole.low, found.whole.high, found.whole.nans) == (-np.inf, np.inf, 0)
    assert found.counts.sum() == 400
    assert found.counts[0, -1] == expected[0, -1] + 3
    assert found.counts[0, 0] == expected[0, 0] - 3 + 1


@pytest.mark.parametrize(("low", "high"), [(-4, 4), (0, 255), (-1000, 3), (7.5, 7.75)])
@pytest.mark.parametrize("reach", [0, 0.3, 5])
def test_each_bin_has_its_lower_edge_and_the_last_both(low, high, reach):
    edges = np.linspace(low, high, BINS + 1)
    beyond = reach * (high - low)
    values = np.concatenate([edges, np.linspace(low - beyond, high + beyond, 1000)]).astype(np.float32)
    values = values[np.abs(values[:, None].astype(np.float64) - edges).min(1) % 1e-3 == 0]
    found = counted(np.stack([values, values[::-1]]), edges, (values.min(), values.max()))
    expected = np.histogram(np.clip(values, low, high), edges)[0]
    np.testing.assert_array_equal(found, [expected, expected])


@pytest.mark.parametrize(("low", "high"), [(1e9, 1e9 + 64), (-3e38, 3e38), (0, 1e-44)])
def test_ranges_that_float32_cannot_divide_are_counted_by_numpy(low, high):
    low, high = map(float, np.array([low, high], np.float32))
    edges = np.linspace(low, high, BINS + 1)
    values = np.array([[low, high, high]], np.float32)
    np.testing.assert_array_equal(counted(values, edges, (low, high))[0], np.histogram(values, edges)[0])


def test_moments_of_bands_are_those_of_the_whole_even_far_from_zero():
    whole = np.random.default_rng(0).standard_normal((2, 3, 50, 40)).astype(np.float32) + 4096
    evaluation = Evaluation(plan(Document(), whole.shape), NumberGrid(whole), Cache(), band_bytes=20_000)
    mean, variance = moments(evaluation.bands(PHOTO), 3)
    assert mean == pytest.approx(whole.mean((0, 2, 3), np.float64), rel=1e-7)
    assert variance == pytest.approx(whole.var((0, 2, 3), np.float64), rel=1e-5)


@pytest.mark.parametrize("every", [(1, 1), (7, 4), (3, 20)])
def test_averages_of_parts_are_those_of_whole_blocks(every):
    whole = np.random.default_rng(1).standard_normal((3, 45, 61)).astype(np.float32)
    rows, columns = (np.arange(step // 2, length, step) for step, length in zip(every, (45, 61), strict=True))
    average = Average(rows[1:], columns[1:], every, (45, 61))
    cuts = [0, 1, 20, 21, 40, 45]
    bands.run(list(pairwise(cuts)), lambda rows: average.add(rows[0], whole[:, slice(*rows)]))
    blocks = [
        [
            whole[:, y // every[0] * every[0] :][:, : every[0], x // every[1] * every[1] :][..., : every[1]]
            for x in columns
        ]
        for y in rows
    ]
    expected = np.array([[block.mean((1, 2), np.float64) for block in line] for line in blocks]).transpose(2, 0, 1)
    np.testing.assert_allclose(average.picture(), expected[:, 1:, 1:], rtol=1e-5, atol=1e-6)
