"""What holds for every function alike: `out`, untouched inputs, views, empty batches; and large BatchNorm."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

import filters

KERNEL = np.ones((2, 2, 2, 2), np.float32)
CALLS = {
    "conv2d": lambda x, **out: filters.conv2d(x, KERNEL, **out),
    "max_pool2d": lambda x, **out: filters.max_pool2d(x, 2, **out),
    "avg_pool2d": lambda x, **out: filters.avg_pool2d(x, 2, padding=1, **out),
    "relu": filters.relu,
    "sigmoid": filters.sigmoid,
    "tanh": filters.tanh,
    "silu": filters.silu,
    "hardswish": filters.hardswish,
    "softplus": filters.softplus,
    "clip": filters.clip,
    "leaky_relu": filters.leaky_relu,
    "elu": filters.elu,
    "gelu": filters.gelu,
    "softmax": filters.softmax,
    "dropout": lambda x, **out: filters.dropout(x, training=True, rng=np.random.default_rng(0), **out),
    "linear": lambda x, **out: filters.linear(x, np.arange(15).reshape(5, 3), **out),
    "flatten": filters.flatten,
}
ELEMENTWISE = (
    *("relu", "sigmoid", "tanh", "silu", "hardswish", "clip", "softplus", "leaky_relu", "elu", "gelu", "softmax"),
)


def noise(*shape):
    return np.random.default_rng(7).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize("name", CALLS)
def test_results_are_float32_and_go_where_they_are_told(name):
    x = noise(2, 2, 6, 5)
    kept, call = x.copy(), CALLS[name]
    expected = call(x)
    assert expected.dtype == np.float32
    assert not np.may_share_memory(expected, x)
    plain = np.empty_like(expected)
    strided = np.empty((*expected.shape, 2), np.float32)[..., 0]
    for out in (plain, strided):
        assert call(x, out=out) is out
        assert np.array_equal(out, expected)
    assert np.array_equal(x, kept)
    with pytest.raises(filters.FilterError, match=f"^{name}: out must be float32 of shape .*, not float32"):
        call(x, out=np.empty((1, *expected.shape), np.float32))
    for wrong in (plain.astype(np.float64), plain.tolist()):
        with pytest.raises(filters.FilterError, match=f"^{name}: out must be float32"):
            call(x, out=wrong)
    plain.setflags(write=False)
    with pytest.raises(filters.FilterError, match=f"^{name}: out must be writeable"):
        call(x, out=plain)


@pytest.mark.parametrize("name", CALLS)
def test_views_other_numbers_and_empty_batches_are_read(name):
    call, x = CALLS[name], np.round(noise(2, 2, 6, 5) * 50)
    expected = call(x)
    for same in (np.asfortranarray(x), x[:, :, ::-1].copy()[:, :, ::-1], x.astype(np.float64), x.astype(np.int16)):
        assert np.array_equal(call(same), expected)
    assert call(x[:0]).shape == (0, *expected.shape[1:])
    with pytest.raises(filters.FilterError, match=f"^{name}: x must hold real numbers, not complex"):
        call(x.astype(np.complex64))


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_elementwise_work_can_write_over_its_own_input(name):
    x = noise(2, 3, 50, 41)
    expected = CALLS[name](x)
    assert CALLS[name](x, out=x) is x
    assert np.array_equal(x, expected)
    shifted = noise(101)
    expected = filters.relu(shifted[:-1])
    filters.relu(shifted[:-1], out=shifted[1:])
    assert np.array_equal(shifted[1:], expected)


@pytest.mark.parametrize("shape", [(70_000, 2), (3, 2, 150_000), (300, 5, 20, 31), (1, 3, 500, 401), (2, 1, 3, 40, 50)])
def test_statistics_of_many_blocks(shape):
    channels = shape[1]
    align = (1, channels) + (1,) * (len(shape) - 2)
    drift = np.linspace(0, 40, int(np.prod(shape))).reshape(shape)
    x = (noise(*shape) + drift + 1000 * np.arange(1, channels + 1).reshape(align)).astype(np.float32)
    axes = (0, *range(2, len(shape)))
    mean, variance = x.mean(axes, np.float64), x.var(axes, np.float64)
    y, new_mean, new_variance = filters.batch_norm(x, np.zeros(channels), np.ones(channels), training=True, momentum=0)
    assert_allclose(new_mean, mean, rtol=1e-6)
    assert_allclose(new_variance, variance, rtol=1e-5)
    expected = (x - mean.reshape(align)) / np.sqrt(variance.reshape(align) + 1e-5)
    assert_allclose(y, expected, rtol=0, atol=2e-5)


def test_variance_keeps_its_digits_on_a_bright_flat_photo():
    x = (10_000 + np.random.default_rng(1).integers(0, 2, (1, 1, 300, 300))).astype(np.float32)
    _, _, variance = filters.batch_norm(x, [0], [1], training=True, momentum=0)
    assert variance[0] == pytest.approx(x.astype(np.float64).var(), rel=1e-5)


def test_single_values_and_empty_batches_normalise():
    y, mean, variance = filters.batch_norm([[3.0, 5.0]], [0, 0], [1, 1], [2, 2], [7, 8], training=True)
    assert y.tolist() == [[7, 8]]
    assert_allclose(mean, [0.3, 0.5], rtol=1e-6)
    assert_allclose(variance, [0.9, 0.9], rtol=1e-6)
    y, mean, variance = filters.batch_norm(np.zeros((0, 2, 3, 3)), [1, 2], [3, 4], training=True)
    assert (y.shape, mean.tolist(), variance.tolist()) == ((0, 2, 3, 3), [1, 2], [3, 4])
    for change, words in (
        ({"momentum": 1.5}, "momentum must be between 0 and 1, not 1.5"),
        ({"eps": -1.0}, "eps must be between 0 and inf, not -1"),
        ({"eps": True}, "eps must be a number, not True"),
        ({"training": 1}, "training must be True or False, not 1"),
        ({"weight": [1.0]}, r"weight must have shape \(2,\)"),
    ):
        with pytest.raises(filters.FilterError, match=f"batch_norm: {words}"):
            filters.batch_norm(noise(3, 2), [0, 0], [1, 1], **change)


def test_dropout_at_the_ends_and_its_refusals():
    x = np.array([1, np.nan, np.inf], np.float32)
    for mode in ("upscale_in_train", "downscale_in_infer"):
        assert filters.dropout(x, 1, mode=mode, training=True, rng=np.random.default_rng(0)).tolist() == [0, 0, 0]
        kept = filters.dropout(x, 0, mode=mode, training=True, rng=np.random.default_rng(0))
        assert np.array_equal(kept, x, equal_nan=True)
    assert filters.dropout(np.float32(2), 0.5, training=False, rng=None) == 2
    data = np.arange(1, 13, dtype=np.float32).reshape(-1, 3)
    trained = filters.dropout(data, 0.5, training=True, rng=np.random.default_rng(100))
    assert set(np.unique(trained / data)) <= {0, 2}
    assert (
        filters.dropout(data, 0.5, mode="downscale_in_infer", training=False, rng=None).tolist() == (data / 2).tolist()
    )
    rows = filters.dropout(np.ones((50, 4)), 0.5, axis=0, training=True, rng=np.random.default_rng(1))
    assert set(rows.sum(axis=1).tolist()) == {0, 8}
    for change, words in (
        ({"p": -0.1}, "p must be between 0 and 1, not -0.1"),
        ({"p": "half"}, "p must be a number"),
        ({"rng": 3}, "rng must be a numpy.random.Generator"),
        ({"axis": (0, 2)}, "axis 2 is not one of the 2 axes"),
        ({"training": 1}, "training must be True or False"),
    ):
        with pytest.raises(filters.FilterError, match=f"dropout: {words}"):
            filters.dropout(data, **{"training": True, "rng": np.random.default_rng(0), **change})


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda x: filters.max_pool2d(x, (2, 2, 2)), "max_pool2d: kernel_size must be one integer or two"),
        (lambda x: filters.max_pool2d(x, True), "max_pool2d: kernel_size must be one integer or two"),
        (lambda x: filters.max_pool2d(x, 2, ceil_mode=1), "max_pool2d: ceil_mode must be True or False, not 1"),
        (lambda x: filters.max_pool2d(x, 2, dilation=0), "max_pool2d: dilation must be at least 1"),
        (lambda x: filters.max_pool2d(x, 2, padding=-1), "max_pool2d: padding must not be negative"),
        (lambda x: filters.max_pool2d(x[0], 2), "max_pool2d: x must be"),
        (lambda x: filters.max_pool2d(x[..., :0], 2), "max_pool2d: the input is empty"),
        (lambda x: filters.avg_pool2d(x, 2, stride=(1, 0)), "avg_pool2d: stride must be at least 1"),
        (lambda x: filters.avg_pool2d(x, 2, count_include_pad=None), "avg_pool2d: count_include_pad must be"),
        (lambda x: filters.leaky_relu(x, "0.1"), "leaky_relu: negative_slope must be a number"),
        (lambda x: filters.softmax(x, True), "softmax: axis must be an integer"),
        (lambda x: filters.linear(x, np.ones((2, 5, 1))), r"linear: weight must have 2 axes"),
        (lambda x: filters.linear(x, np.ones((5, 2)), [1.0]), r"linear: bias must have shape \(2,\)"),
        (lambda x: filters.flatten(x, 0.0), "flatten: start_axis must be an integer"),
    ],
)
def test_more_refusals(call, words):
    with pytest.raises(filters.FilterError, match=words):
        call(noise(1, 2, 6, 5))


def test_a_dilated_max_pool_reads_every_other_pixel():
    x = noise(1, 1, 9, 8)
    found = filters.max_pool2d(x, (3, 2), stride=1, dilation=(2, 3))
    expected = np.max([x[:, :, u : u + 5, v : v + 5] for u in (0, 2, 4) for v in (0, 3)], axis=0)
    assert np.array_equal(found, expected)


def test_a_global_average_keeps_its_digits():
    x = np.full((1, 1, 1500, 2000), 77.7, np.float32)
    x[0, 0, ::3] = 0.1
    assert filters.avg_pool2d(x, (1500, 2000)).item() == pytest.approx(x.mean(dtype=np.float64), rel=2e-6)
