"""Range and losses of maps, counted band by band, against plain counting."""

import numpy as np
import pytest

from workbench.picture_files.maps import Maps, Survey

VALUES = (np.random.default_rng(4).random((3, 40, 31), dtype=np.float32) * 1800) - 800
VALUES[1, 3, 4:7] = np.nan, np.inf, -np.inf


def banded(values, rows):
    return Maps(values.shape, lambda: (values[:, y : y + rows] for y in range(0, values.shape[1], rows)))


@pytest.mark.parametrize("rows", [1, 7, 40])
@pytest.mark.parametrize("channels", [(0,), (1,), (0, 2), (0, 1, 2)])
def test_counts_are_those_of_plain_counting(rows, channels):
    survey = Survey.over(banded(VALUES, rows), 255.0)
    wanted = VALUES[list(channels)].astype(float)
    finite = wanted[np.isfinite(wanted)]
    assert survey.limits(channels) == (finite.min(), finite.max())
    share = {
        "clip": ((wanted < 0).mean(), (wanted > 255).mean(), 0),
        "offset": ((wanted < -127.5).mean(), (wanted > 127.5).mean(), 0),
        "absolute": (0, (np.abs(wanted) > 255).mean(), (wanted < 0).mean()),
        "min-max": (0, 0, 0),
    }
    for mapping, (below, above, signs) in share.items():
        found = survey.losses(mapping, channels)
        assert (found.below, found.above, found.signs) == pytest.approx((below, above, signs))
        assert found.nans == pytest.approx(np.isnan(wanted).mean())


def test_nothing_finite_and_nothing_lost():
    lost = Survey.over(Maps.of(np.full((1, 2, 2), np.nan, np.float32)), 255.0)
    assert lost.limits((0,)) == (0.0, 0.0)
    assert lost.losses("clip", (0,)).nans == 1
    whole = Survey.over(Maps.of(np.array([[[0, 255]]], np.float32)), 255.0)
    assert whole.losses("clip", (0,)).below == whole.losses("clip", (0,)).above == 0


def test_some_maps():
    picked = banded(VALUES, 9).only((2, 0))
    found = np.concatenate(list(picked.bands()), axis=1)
    assert picked.shape == (2, 40, 31)
    assert np.array_equal(found, VALUES[[2, 0]], equal_nan=True)
