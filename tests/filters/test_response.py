"""The gain of a kernel agrees with NumPy's and SciPy's transforms, and says what the kernels are known for."""

import numpy as np
import pytest
from scipy.signal import freqz

from filters import kernels
from filters.response import gain


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (4, 7), (63, 63)])
def test_gain_is_the_size_of_the_discrete_transform(shape):
    kernel = np.random.default_rng(3).normal(size=shape).astype(np.float32)
    wanted = np.abs(np.fft.fft2(kernel.astype(np.float64), (64, 64)))
    found = gain(kernel, np.fft.fftfreq(64), np.fft.fftfreq(64))
    assert found == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("dilation", [1, 3])
def test_gain_of_one_row_is_that_of_a_filter_of_a_signal(dilation):
    taps = np.float32([1, 4, 6, 4, 1])
    spread = np.zeros(4 * dilation + 1)
    spread[::dilation] = taps
    frequencies = np.linspace(0, 0.5, 33)
    _, wanted = freqz(spread, worN=2 * np.pi * frequencies)
    found = gain(taps[None], [0.0], frequencies, dilation=(1, dilation))
    assert found[0] == pytest.approx(np.abs(wanted), abs=1e-9)


def test_a_mean_keeps_constants_and_an_edge_detector_lets_none_through():
    mean, edges = np.full((5, 5), 1 / 25, np.float32), kernels.edge_detector()
    assert gain(mean, [0], [0, 0.2, 0.4])[0] == pytest.approx([1, 0, 0], abs=1e-6)
    assert gain(edges, [0, 0.5], [0, 0.5]) == pytest.approx(np.array([[0, 12], [12, 8]]), abs=1e-6)
