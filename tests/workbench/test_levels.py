"""Levels of pictures: shares of values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.levels import quantile


@settings(deadline=None)
@given(
    values=arrays(np.float32, st.integers(1, 40), elements=st.floats(-1e6, 1e6, width=32)),
    share=st.floats(0, 1),
)
def test_quantiles_are_those_of_numpy(values, share):
    wanted = np.quantile(values.astype(np.float64), share)
    assert quantile(values, share) == pytest.approx(wanted, rel=1e-9, abs=1e-9)
