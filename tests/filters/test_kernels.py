"""Named kernels: sums, symmetry, names, and the ranges of their parameters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import filters
from filters import kernels
from filters.known_kernels import NAMED, name_of, recognised


@pytest.mark.parametrize("name", NAMED)
def test_every_kernel_is_float32_and_known_by_its_name(name):
    named = NAMED[name]
    weights = named.function()
    assert weights.dtype == np.float32
    assert weights.ndim == 2
    assert name_of(weights) == name
    assert name_of(-weights + 0.5) is None
    assert recognised(weights) == (name, named.defaults)
    assert np.array_equal(named.function(**named.defaults), weights)
    for one in named.parameters:
        for end in (one.low, one.high):
            value = int(end) if one.is_integer else end
            assert np.isfinite(named.function(**{one.name: value})).all()


ODD = st.integers(1, 31).map(lambda half: 2 * half + 1)
TENTHS = st.integers(3, 120).map(lambda tenths: tenths / 10)


@given(ODD, TENTHS)
def test_the_sigma_of_a_bell_is_read_from_its_weights(size, sigma):
    weights = kernels.gaussian(sigma, size)
    name, parameters = recognised(weights)
    assert np.array_equal(NAMED[name].function(**parameters), weights)
    if weights[size // 2 + 1, size // 2 + 1] > 1e-30 and not (weights == weights[0, 0]).all():
        assert (name, parameters) == ("gaussian", {"sigma": sigma, "size": size})
    nudged = weights.copy()
    nudged[0, 0] += np.float32(0.01)
    assert recognised(nudged) is None


@given(ODD, st.integers(4, 60).map(lambda tenths: tenths / 10), st.sampled_from([-0.5, 0.3, 0.6, 1.0, 2.5]))
def test_an_unsharp_mask_is_recognised(size, sigma, amount):
    assert recognised(kernels.unsharp(amount, sigma, size)) == (
        "unsharp", {"amount": amount, "sigma": sigma, "size": size})  # fmt: skip


def test_sizes_and_amounts_are_read_from_the_weights():
    assert recognised(kernels.box(3, 7)) == ("box", {"height": 3, "width": 7})
    assert recognised(kernels.identity(9)) == ("identity", {"size": 9})
    assert recognised(kernels.sharpen(2.5)) == ("sharpen", {"amount": 2.5})
    assert recognised(kernels.laplacian_of_gaussian(1.4, 11)) == ("laplacian_of_gaussian", {"sigma": 1.4, "size": 11})


@pytest.mark.parametrize(
    "weights",
    [np.zeros((3, 3)), np.outer([1, 0, 1], [1, 0, 1]) / 4, np.ones((1, 1)), np.full((3, 3), np.nan),
     np.full((70, 70), 1 / 4900), [[1, 2], [2, 1]], kernels.unsharp(40.0, 1.0, 5), kernels.sharpen(-3.0)],
)  # fmt: skip
def test_what_has_no_name(weights):
    assert recognised(weights) is None


@pytest.mark.parametrize(
    ("total", "names"),
    [
        (1, "identity box gaussian motion_blur sharpen unsharp emboss"),
        (0, "vertical_edge edge_detector sobel_x sobel_y prewitt_x scharr_y roberts_x laplacian laplacian_diagonal "
            "laplacian_of_gaussian difference_of_gaussians"),
    ],
)  # fmt: skip
def test_blurs_keep_brightness_and_edges_lose_it(total, names):
    for name in names.split():
        assert NAMED[name].function().sum() == pytest.approx(total, abs=1e-6)


def test_the_kernels_of_the_chapter():
    assert kernels.vertical_edge().tolist() == [[1, 0, -1]]
    assert kernels.edge_detector_eighth()[1].tolist() == [-0.125, 1, -0.125]
    assert np.array_equal(kernels.box(5, 5), np.ones((5, 5), np.float32) / 25)


def test_directions():
    ramp = np.tile(np.arange(9, dtype=np.float32), (9, 1))[None, None]
    assert (filters.conv2d(ramp, kernels.sobel_x()[None, None]) == 8).all()
    assert (filters.conv2d(ramp, kernels.sobel_y()[None, None]) == 0).all()
    assert np.array_equal(kernels.motion_blur(5)[2], np.full(5, 0.2, np.float32))
    assert np.allclose(kernels.motion_blur(5, 90), kernels.motion_blur(5).T)
    rising = kernels.motion_blur(7, 45)
    assert rising[0, 6] > rising[0, 0] == 0
    assert np.allclose(kernels.gabor(angle=90), kernels.gabor().T, atol=1e-7)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: kernels.gaussian(size=4), "gaussian: size must be odd, .*not 4"),
        (lambda: kernels.gaussian(sigma=0), "gaussian: sigma must be between 0.1 and 200, not 0"),
        (lambda: kernels.box(0, 3), "box: height must be between 1 and 63, not 0"),
        (lambda: kernels.motion_blur(64), "motion_blur: length must be between 1 and 63, not 64"),
    ],
)
def test_refusals(call, sentence):
    with pytest.raises(filters.FilterError, match=sentence):
        call()
