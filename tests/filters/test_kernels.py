"""Named kernels: sums, symmetry, names, and the ranges of their parameters."""

import numpy as np
import pytest

import filters
from filters import kernels


@pytest.mark.parametrize("name", kernels.NAMED)
def test_every_kernel_is_float32_and_known_by_its_name(name):
    named = kernels.NAMED[name]
    weights = named.function()
    assert weights.dtype == np.float32
    assert weights.ndim == 2
    assert kernels.name_of(weights) == name
    assert kernels.name_of(-weights + 0.5) is None
    whole = {range_.name: int(range_.default) if range_.is_integer else range_.default for range_ in named.parameters}
    assert np.array_equal(named.function(**whole), weights)
    for range_ in named.parameters:
        for end in (range_.low, range_.high):
            value = int(end) if range_.is_integer else end
            assert np.isfinite(named.function(**{range_.name: value})).all()


@pytest.mark.parametrize(
    ("total", "names"),
    [
        (1, "identity box gaussian motion_blur lens_blur sharpen unsharp emboss"),
        (0, "vertical_edge edge_detector sobel_x sobel_y prewitt_x scharr_y roberts_x laplacian laplacian_diagonal "
            "laplacian_of_gaussian difference_of_gaussians"),
    ],
)  # fmt: skip
def test_blurs_keep_brightness_and_edges_lose_it(total, names):
    for name in names.split():
        assert kernels.NAMED[name].function().sum() == pytest.approx(total, abs=1e-6)


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


def test_a_lens_blurs_by_a_disc():
    assert kernels.lens_blur(1).tolist() == [[1]]
    for diameter, size in ((3, 3), (3.5, 5), (9, 9), (63, 63)):
        disc = kernels.lens_blur(diameter).astype(np.float64)
        assert disc.shape == (size, size)
        assert np.array_equal(disc, disc.T)
        assert np.array_equal(disc, disc[::-1])
        assert 1 / disc.max() == pytest.approx(np.pi * diameter**2 / 4, rel=0.01)  # a whole pixel of the disc's area


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
