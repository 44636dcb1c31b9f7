"""Pooling, BatchNorm, activations, dropout and dense layers against loops, SciPy, ONNX Runtime and the chapter."""

import numpy as np
import onnx
import onnxruntime
import oracles
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import special

import filters

SPECIAL = np.array([-np.inf, -1e30, -100, -20, -4, -1, -1e-6, 0, 1e-6, 1, 4, 20, 100, 1e30, np.inf, np.nan], np.float32)


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def run_onnx(operator: str, x: np.ndarray, *, opset: int = 20, **attributes: object) -> np.ndarray:
    node = onnx.helper.make_node(operator, ["x"], ["y"], **attributes)
    kinds = [onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None) for n in "xy"]
    graph = onnx.helper.make_graph([node], "one", kinds[:1], kinds[1:])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_pools_equal_windows_looked_at_alone(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["max", "avg"]))
    kernel = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    stride = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    dilation = data.draw(st.tuples(st.integers(1, 2), st.integers(1, 2))) if kind == "max" else (1, 1)
    extent = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    pads = tuple(data.draw(st.integers(0, extent[axis] // 2)) for axis in (0, 0, 1, 1))
    ceil_mode, include = data.draw(st.booleans()), data.draw(st.booleans())
    x = noise(data.draw(st.integers(0, 2)), 2, data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9)))
    lengths = [
        oracles.pool_length(x.shape[2 + a], kernel[a], stride[a], *pads[2 * a : 2 * a + 2], dilation[a], ceil_mode)
        for a in (0, 1)
    ]
    kwargs = {"stride": stride, "padding": pads, "ceil_mode": ceil_mode}
    kwargs |= {"dilation": dilation} if kind == "max" else {"count_include_pad": include}
    function = filters.max_pool2d if kind == "max" else filters.avg_pool2d
    if min(lengths) < 1:
        with pytest.raises(filters.FilterError, match="larger than its padded input"):
            function(x, kernel, **kwargs)
        return
    expected = oracles.pool2d(x, kernel, stride, pads, dilation, ceil_mode, kind, include)
    assert_allclose(function(x, kernel, **kwargs), expected, rtol=1e-5, atol=1e-6)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 1), st.booleans(), st.booleans())
def test_pools_equal_onnx_runtime(kernel: int, stride: int, pad: int, ceil_mode: bool, include: bool) -> None:
    assume(2 * pad <= kernel)
    x = noise(2, 3, 10, 11)
    shared = {"kernel_shape": [kernel] * 2, "strides": [stride] * 2, "pads": [pad] * 4, "ceil_mode": int(ceil_mode)}
    expected = run_onnx("MaxPool", x, opset=22, **shared)
    assert_allclose(filters.max_pool2d(x, kernel, stride=stride, padding=pad, ceil_mode=ceil_mode), expected)
    expected = run_onnx("AveragePool", x, opset=22, count_include_pad=int(include), **shared)
    found = filters.avg_pool2d(x, kernel, stride=stride, padding=pad, ceil_mode=ceil_mode, count_include_pad=include)
    assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_pool_refusals_and_nan() -> None:
    x = noise(1, 1, 6, 6)
    with pytest.raises(filters.FilterError, match="padding 2 must not exceed half of the window 3"):
        filters.max_pool2d(x, 3, padding=2)
    with pytest.raises(filters.FilterError, match="kernel 7 x 7 is larger than its padded input 6 x 6"):
        filters.avg_pool2d(x, 7)
    with pytest.raises(filters.FilterError, match="stride must be at least 1"):
        filters.max_pool2d(x, 2, stride=0)
    with pytest.raises(filters.FilterError, match="kernel_size must be at least 1"):
        filters.max_pool2d(x, 0)
    assert filters.max_pool2d(x, 7, ceil_mode=True).shape == (1, 1, 1, 1)
    x[0, 0, 3, 3] = np.nan
    assert np.isnan(filters.max_pool2d(x, 2)).sum() == 1
    everything_low = np.full((1, 1, 4, 4), -np.inf, np.float32)
    assert np.isneginf(filters.max_pool2d(everything_low, 2)).all()


def test_chapter_batch_norm_of_three_samples() -> None:
    x = np.array([[1, 2], [3, 6], [5, 10]], np.float32)
    y, mean, variance = filters.batch_norm(x, np.zeros(2), np.ones(2), training=True, eps=1e-7)
    root = np.sqrt(1.5)
    assert_allclose(y, [[-root, -root], [0, 0], [root, root]], rtol=1e-6)
    assert_allclose(mean, [0.3, 0.6], rtol=1e-6)
    assert_allclose(variance, [0.9 + 0.1 * 8 / 3, 0.9 + 0.1 * 32 / 3], rtol=1e-6)


def test_chapter_batch_norm_1d_and_moving_averages() -> None:
    x = np.arange(1, 10, dtype=np.float32).reshape(3, 3)
    y, _, _ = filters.batch_norm(x, np.zeros(3), np.ones(3), training=True)
    assert_allclose(y, np.tile([[-1.2247438], [0], [1.2247438]], 3), rtol=1e-5)
    mean, variance = np.zeros(3, np.float32), np.zeros(3, np.float32)
    for batch in range(1, 4):
        _, mean, variance = filters.batch_norm(x, mean, variance, training=True)
        assert_allclose(mean, np.array([4, 5, 6]) * (1 - 0.9**batch), rtol=1e-5)
        assert_allclose(variance, np.full(3, 6) * (1 - 0.9**batch), rtol=1e-5)


@pytest.mark.parametrize("shape", [(4, 3), (4, 3, 5), (2, 3, 5, 6), (2, 3, 2, 5, 6)])
def test_batch_norm_equals_its_formula(shape: tuple[int, ...]) -> None:
    x = (noise(*shape) * 5 + 1000).astype(np.float32)
    gamma, beta = noise(3, seed=1), noise(3, seed=2)
    wide = x.astype(np.float64)
    axes = (0, *range(2, len(shape)))
    align = (1, 3) + (1,) * (len(shape) - 2)
    mean, variance = wide.mean(axes), wide.var(axes)
    expected = (wide - mean.reshape(align)) / np.sqrt(variance.reshape(align) + 1e-5)
    expected = expected * gamma.reshape(align) + beta.reshape(align)
    found, new_mean, new_variance = filters.batch_norm(x, np.zeros(3), np.ones(3), gamma, beta, training=True)
    assert_allclose(found, expected, rtol=0, atol=2e-4)
    assert_allclose(new_mean, 0.1 * mean, rtol=1e-5)
    assert_allclose(new_variance, 0.9 + 0.1 * variance, rtol=1e-4)
    inferred, same_mean, same_variance = filters.batch_norm(x, mean, variance, gamma, beta)
    assert_allclose(inferred, expected, rtol=0, atol=1e-3)
    assert_allclose(same_mean, mean, rtol=1e-6)
    assert_allclose(same_variance, variance, rtol=1e-6)


def test_batch_norm_of_a_constant_is_zero_and_refusals_name_shapes() -> None:
    y, _, variance = filters.batch_norm(np.full((2, 1, 4, 4), 7.0), [0], [1], training=True)
    assert not y.any()
    assert variance[0] == pytest.approx(0.9)
    with pytest.raises(filters.FilterError, match=r"running_mean must have shape \(3,\)"):
        filters.batch_norm(noise(1, 3, 4, 4), np.zeros(1), np.ones(3))
    with pytest.raises(filters.FilterError, match="2 to 5 axes"):
        filters.batch_norm(noise(3), np.zeros(3), np.ones(3))


ACTIVATIONS = {
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": special.expit,
    "tanh": np.tanh,
    "silu": lambda x: x * special.expit(x),
    "hardswish": lambda x: x * np.clip(x + 3, 0, 6) / 6,
    "clip": lambda x: np.clip(x, 0, 6),
    "softplus": lambda x: np.logaddexp(x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "gelu": lambda x: x * special.ndtr(x),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_equal_their_formulas(name: str) -> None:
    function = getattr(filters, name)
    x = np.concatenate([np.linspace(-30, 30, 20001, dtype=np.float32), np.linspace(-90, -30, 500, dtype=np.float32)])
    expected = ACTIVATIONS[name](x.astype(np.float64))
    assert_allclose(function(x), expected, rtol=2e-6, atol=2e-6)
    assert np.array_equal(function(x.reshape(13, -1)[:, ::-1]), function(x).reshape(13, -1)[:, ::-1])
    assert function(np.float32(0.5)).shape == ()
    assert_allclose(function(np.float32(0.5)), ACTIVATIONS[name](0.5), rtol=1e-6)
    assert function(np.zeros((0, 3))).shape == (0, 3)
    assert np.isnan(function(np.array([np.nan]))).all()
    with np.errstate(all="ignore"):
        far = np.array([-1e30, 1e30], np.float32)
        assert_allclose(function(far), ACTIVATIONS[name](far.astype(np.float64)), rtol=1e-5)


@pytest.mark.parametrize(
    ("name", "operator", "opset", "attributes"),
    [
        ("sigmoid", "Sigmoid", 13, {}),
        ("hardswish", "HardSwish", 14, {}),
        ("softplus", "Softplus", 1, {}),
        ("gelu", "Gelu", 20, {}),
        ("gelu", "Gelu", 20, {"approximate": "tanh"}),
        ("elu", "Elu", 6, {"alpha": 0.7}),
        ("leaky_relu", "LeakyRelu", 16, {"alpha": 0.2}),
    ],
)
def test_activations_equal_onnx_runtime(name: str, operator: str, opset: int, attributes: dict[str, object]) -> None:
    x = noise(2, 3, 9, 9) * 4
    ours = {"negative_slope": 0.2} if name == "leaky_relu" else attributes
    found = getattr(filters, name)(x, **ours)
    assert_allclose(found, run_onnx(operator, x, opset=max(opset, 13), **attributes), rtol=1e-5, atol=2e-6)


def test_clip_cuts_at_its_limits_and_refuses_those_that_are_none() -> None:
    assert filters.clip(np.array([-2.0, -0.5, 0.25, np.inf]), -1, 0.5).tolist() == [-1, -0.5, 0.25, 0.5]
    for limits in ((1, 1), (2, 1), (np.nan, 1)):
        with pytest.raises(filters.FilterError, match=r"^clip: low must be"):
            filters.clip(noise(3), *limits)


def test_relu_and_softmax_keep_their_promises_on_special_values() -> None:
    assert np.isnan(filters.relu(SPECIAL)[-1])
    assert filters.relu(SPECIAL)[:-1].tolist() == np.maximum(SPECIAL[:-1], 0).tolist()
    assert_allclose(filters.sigmoid(np.array([-90, -np.inf, np.inf])), [0, 0, 1], rtol=0, atol=1e-38)
    x = noise(2, 5, 3, 4) * 50
    for axis in range(-4, 4):
        assert_allclose(filters.softmax(x, axis), special.softmax(x.astype(np.float64), axis), rtol=2e-5, atol=1e-7)
    assert filters.softmax(3.0, 0) == filters.softmax(np.float32(-2), -1) == 1
    assert filters.softmax(3.0, 0).shape == ()
    for wrong, axis in ((x, 4), (x, -5), (np.float32(3), 1)):
        with pytest.raises(filters.FilterError, match=f"axis {axis}"):
            filters.softmax(wrong, axis)
    with pytest.raises(filters.FilterError, match="approximate"):
        filters.gelu(x, "erf")


@pytest.mark.parametrize("mode", ["upscale_in_train", "downscale_in_infer"])
@pytest.mark.parametrize("p", [0.0, 0.25, 0.5, 1.0])
def test_dropout_in_both_modes(mode: str, p: float) -> None:
    x = np.random.default_rng(100).random((20, 3, 30, 30)).astype(np.float32) + 1
    trained = filters.dropout(x, p, mode=mode, training=True, rng=np.random.default_rng(0))
    inferred = filters.dropout(x, p, mode=mode, training=False, rng=np.random.default_rng(0))
    kept = trained != 0
    assert kept.mean() == pytest.approx(1 - p, abs=0.01)
    scale = 1 / (1 - p) if mode == "upscale_in_train" and p < 1 else 1
    assert_allclose(trained[kept], x[kept] * np.float32(scale), rtol=1e-6)
    assert_allclose(inferred, x if mode == "upscale_in_train" else x * np.float32(1 - p), rtol=1e-6)
    if p < 1:
        assert trained.mean() == pytest.approx(inferred.mean(), rel=0.02)


def test_dropout_of_whole_channels_and_refusals() -> None:
    x = np.ones((4, 8, 5, 5), np.float32)
    found = filters.dropout(x, 0.5, axis=(0, 1), training=True, rng=np.random.default_rng(3))
    assert ((found == 0).all((2, 3)) | (found == 2).all((2, 3))).all()
    assert 0 < (found == 0).mean() < 1
    for change in ({"p": 1.1}, {"mode": "train"}, {"axis": 4}):
        with pytest.raises(filters.FilterError, match="dropout"):
            filters.dropout(x, **{"p": 0.5, **change}, training=True, rng=np.random.default_rng(0))


def test_linear_and_flatten() -> None:
    x, weight, bias = noise(2, 3, 4), noise(4, 5), noise(5)
    assert_allclose(filters.linear(x, weight, bias), x @ weight + bias, rtol=1e-5, atol=1e-6)
    assert filters.linear(x[0, 0], weight).shape == (5,)
    assert filters.flatten(x).shape == (2, 12)
    assert filters.flatten(x, 0, 1).shape == (6, 4)
    assert filters.flatten(np.float32(3), 0).tolist() == [3]
    with pytest.raises(filters.FilterError, match="weight has 4 inputs, but x has 3"):
        filters.linear(x[..., :3], weight)
    with pytest.raises(filters.FilterError, match="axes 2 to 1"):
        filters.flatten(x, 2, 1)
