"""Every algorithm against the plain sum and against ONNX Runtime, and what keeps them honest: NaN, cancel, dispatch."""

import threading
import tracemalloc

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import filters
from filters import bands, conv, factors
from filters.algorithms import fft, im2col, passes, plain, separable, toeplitz
from filters.windows import PADDING_MODES


@st.composite
def convolutions(draw, largest=9, kernel=4):
    """x, weight, bias and every other parameter of a convolution that fits."""
    groups = draw(st.sampled_from((1, 1, 2, 3)))
    channels, outputs = draw(st.integers(1, 2)), draw(st.integers(1, 3)) * groups
    height, width = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    kh, kw = draw(st.integers(1, kernel)), draw(st.integers(1, kernel))
    stride, dilation = (draw(st.tuples(st.integers(1, 3), st.integers(1, 3))) for _ in range(2))
    mode = draw(st.sampled_from(PADDING_MODES))
    most = [length - (mode == "reflect") if mode in ("reflect", "circular") else 4 for length in (height, width)]
    pads = tuple(draw(st.integers(0, min(4, most[i // 2]))) for i in range(4))
    assume(height + pads[0] + pads[1] >= dilation[0] * (kh - 1) + 1)
    assume(width + pads[2] + pads[3] >= dilation[1] * (kw - 1) + 1)
    rng = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    x = rng.standard_normal((draw(st.integers(0, 2)), channels * groups, height, width)).astype(np.float32)
    x = np.asarray(x, order=draw(st.sampled_from("CF")))
    weight = rng.standard_normal((outputs, channels, kh, kw)).astype(np.float32)
    bias = rng.standard_normal(outputs).astype(np.float32) if draw(st.booleans()) else None
    return x, weight, bias, {"stride": stride, "padding": pads, "dilation": dilation, "groups": groups}, mode


def close(found, expected, scale=None):
    scale = scale or np.abs(expected).max(initial=1)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * scale)


def everyone(x, weight, bias=None, *, mode="zeros", stride=1, padding=0, dilation=1, groups=1):
    """The results of the plain sum and of every algorithm that may be asked for this convolution."""
    task, _ = conv.prepare(x, weight, bias, stride, padding, dilation, groups, mode, None)
    plain.run(task)
    expected = task.out.copy()
    for algorithm, cost in conv.TABLE:
        if task.out.size and np.isfinite(cost(task)):
            task.out[...] = 7
            algorithm(task)
            yield algorithm.__module__, task.out.copy(), expected


@given(convolutions(largest=40, kernel=7))
@settings(max_examples=150, deadline=None)
def test_every_algorithm_equals_the_plain_sum(case):
    x, weight, bias, parameters, mode = case
    for _, found, expected in everyone(x, weight, bias, mode=mode, **parameters):
        close(found, expected)


@pytest.mark.parametrize("width", [1, 2, 3, 4001, 4096])
@pytest.mark.parametrize("size", [(1, 1), (3, 3), (5, 5), (9, 7), (15, 15)])
@pytest.mark.parametrize("channels", [(1, 1), (3, 1), (3, 3), (3, 20)])
def test_awkward_widths_and_heights(width, size, channels):
    rng = np.random.default_rng(width)
    x = rng.standard_normal((1, channels[0], 37, width)).astype(np.float32)
    weight = rng.standard_normal((channels[1], channels[0], *size)).astype(np.float32)
    bias = rng.standard_normal(channels[1]).astype(np.float32)
    if width > 100:
        x, weight = x[:, :, :9], weight[:5]  # the plain sum takes long
        bias = bias[:5]
    for _, found, expected in everyone(x, weight, bias, padding="same"):
        close(found, expected)


@pytest.mark.parametrize("block", [1, 4])
@pytest.mark.parametrize("columns", [1, 2, 3, 4])
@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("dilation", [1, 2])
def test_kernels_cut_into_parts(monkeypatch, block, columns, mode, dilation):
    monkeypatch.setattr(toeplitz, "BLOCKS", (1, block))
    monkeypatch.setattr(toeplitz, "NARROW", (columns,))
    monkeypatch.setattr(toeplitz, "ADD", -1000)  # of all ways, the one with additions
    monkeypatch.setattr(toeplitz, "_cheapest", toeplitz._cheapest.__wrapped__)  # and nothing remembered of it
    rng = np.random.default_rng(columns)
    x = rng.standard_normal((2, 4, 21, 70)).astype(np.float32)
    weight = rng.standard_normal((4, 2, 3, 7)).astype(np.float32)
    parameters = {"stride": (2, 1), "padding": (2, 1, 4, 9), "dilation": (1, dilation), "groups": 2}
    bias = rng.standard_normal(4).astype(np.float32)
    for _, found, expected in everyone(x, weight, bias, mode=mode, **parameters):
        close(found, expected)
    for lost in (np.nan, np.inf):
        x[1, 2, 5, 6] = lost
        for _, found, expected in everyone(x, weight, bias, mode=mode, **parameters):
            np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))


@pytest.mark.parametrize("size", [(9, 9), (15, 31), (33, 10), (9, 34)])
@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("width", [64, 131])
@pytest.mark.parametrize(("dilation", "point"), [(1, 0), (1, 3), (2, 0), (2, 3)])
def test_kernels_of_one_column_times_one_row(size, mode, width, dilation, point):
    rng = np.random.default_rng(6)
    x = (rng.random((1, 2, 70, width)) * 255).astype(np.float32)
    weight = np.stack([np.outer(rng.random(size[0]), rng.random(size[1])) for _ in range(2)])[:, None].astype(
        np.float32
    )
    weight[:, :, size[0] // 2, size[1] // 2] += point  # as those that sharpen by a blur
    bias = rng.standard_normal(2)
    names = set()
    pads = tuple(dilation * (n // 2) for n in size)
    for name, found, expected in everyone(x, weight, bias, mode=mode, padding=pads, groups=2, dilation=dilation):
        close(found, expected)
        names.add(name.rpartition(".")[2])
    assert names >= {"separable", "im2col"}
    assert conv.choose(conv.prepare(x, weight, bias, 1, pads, 1, 2, mode, None)[0]) is separable.run


STRUCTURED = {
    "box": np.ones((5, 5)) / 25,
    "wide box": np.ones((2, 31)),
    "sobel": np.outer([1, 2, 1], [-1, 0, 1]),
    "binomial": np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256,
    "laplacian": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "cross": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    "one": [[0, 0, 0], [0, 0, 3]],
    "nothing": np.zeros((3, 3)),
    "alternating": np.outer([1, -1, 1, -1], [2, 2, 2]),
    "far apart": [[1, 0, 0, 0, 0, 0, 1]],
}


@pytest.mark.parametrize("name", STRUCTURED)
@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("dilation", [1, 2])
def test_kernels_of_few_different_weights(name, mode, dilation):
    rng = np.random.default_rng(3)
    x = (rng.random((2, 2, 68, 90)) * 255).astype(np.float32)
    kernel = np.array(STRUCTURED[name], np.float32)
    weight = np.stack([kernel, kernel[::-1, ::-1]])[:, None]
    pads = tuple(dilation * n // 2 for n in kernel.shape)
    found = list(everyone(x, weight, [3.0, -1.0], mode=mode, padding=pads, groups=2, dilation=dilation))
    assert any(name.endswith("passes") for name, _, _ in found)
    for _, result, expected in found:
        close(result, expected)


@pytest.mark.parametrize(
    ("name", "most"),
    [("box", 7), ("wide box", 9), ("sobel", 3), ("binomial", 9), ("laplacian", 7), ("cross", 5)],
)
def test_structure_is_found(name, most):
    kernel = np.array(STRUCTURED[name], np.float32)
    assert passes.program(kernel.tobytes(), kernel.shape).passes <= most


@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 1 << 30))
@settings(max_examples=100, deadline=None)
def test_passes_of_any_small_integers_equal_the_plain_sum(height, width, seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((1, 1, 20, 24)).astype(np.float32)
    weight = rng.integers(-2, 3, (1, 1, height, width)).astype(np.float32)
    task, _ = conv.prepare(x, weight, None, 1, "same", 1, 1, "reflect", None)
    plain.run(task)
    expected = task.out.copy()
    passes.run(task)
    close(task.out, expected)


def test_rows_apart_in_memory_at_stride_two():
    rng = np.random.default_rng(0)
    x = np.asfortranarray(rng.standard_normal((3, 1, 34, 294)).astype(np.float32))
    weight = rng.standard_normal((1, 1, 4, 4)).astype(np.float32)
    for _, found, expected in everyone(x, weight, stride=(3, 2), padding=(0, 0, 1, 1)):
        close(found, expected)
    for _, found, expected in everyone(x, weight, stride=(3, 2)):
        close(found, expected)


@pytest.mark.parametrize("height", range(1, 10))
@pytest.mark.parametrize("width", range(1, 10))
def test_boxes_of_every_size(height, width):
    rng = np.random.default_rng(height)
    x = rng.standard_normal((1, 1, 20, 24)).astype(np.float32)
    found = list(everyone(x, np.full((1, 1, height, width), 0.3, np.float32)))
    assert any(name.endswith("passes") for name, _, _ in found)
    for _, result, expected in found:
        close(result, expected)


def test_many_small_images_at_once_equal_the_plain_sum():
    rng = np.random.default_rng(5)
    x = rng.standard_normal((33, 4, 7, 9)).astype(np.float32)
    weight = rng.standard_normal((6, 2, 3, 3)).astype(np.float32)
    for stride in (1, 2, 3):
        for _, found, expected in everyone(x, weight, np.arange(6.0), padding=1, groups=2, stride=stride):
            close(found, expected)


@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("changed", [{(6, 5): 2.0}, {(0, 3): 0.5, (12, 3): -0.25, (7, 9): 1.0}])
def test_what_sharpens_by_a_blur_and_weights_changed_by_hand_are_taps_apart(mode, changed):
    rng = np.random.default_rng(8)
    x = (rng.random((1, 3, 70, 131)) * 255).astype(np.float32)
    blur = np.outer(rng.random(13) + 0.1, rng.random(11) + 0.1)
    kernel = blur = -blur / blur.sum()
    for place, more in changed.items():
        kernel = kernel.copy()
        kernel[place] += more
    found = factors.parts(kernel.astype(np.float32))
    np.testing.assert_allclose(np.outer(found.column, found.row), blur, rtol=1e-5)
    assert {(row, column): pytest.approx(more, rel=1e-4) for row, column, more in found.apart} == changed
    weight = np.broadcast_to(kernel.astype(np.float32), (3, 1, 13, 11))
    names = []
    for name, result, expected in everyone(x, weight, None, mode=mode, padding=(6, 6, 5, 5), groups=3):
        close(result, expected)
        names.append(name.rpartition(".")[2])
    assert "separable" in names


def test_a_wide_blur_with_a_changed_weight_stays_two_passes():
    kernel = np.outer(np.hanning(33)[1:-1], np.hanning(33)[1:-1]).astype(np.float32)
    x = np.zeros((1, 1, 400, 500), np.float32)
    for taps, way in ((1, separable.run), (60, fft.run)):
        changed = kernel.copy()
        changed.flat[np.arange(taps) * 7] += 0.125
        assert conv.choose(conv.prepare(x, changed[None, None], None, 1, 15, 1, 1, "zeros", None)[0]) is way


def test_factors_are_found_where_they_are_and_nowhere_else():
    column, row = np.array([1, -2, 0, 4.0]), np.array([0.5, 3, 0])
    found = factors.factors(np.outer(column, row).astype(np.float32))
    np.testing.assert_allclose(np.outer(*found), np.outer(column, row), atol=1e-6)
    for kernel in (np.eye(9), np.zeros((9, 9)), np.full((9, 9), np.nan)):
        assert factors.factors(kernel.astype(np.float32)) is None


@pytest.mark.parametrize(
    ("shape", "weight", "parameters"),
    [
        ((1, 1, 60, 100_000), (1, 1, 3, 3), {}),
        ((1, 4, 64, 40_000), (4, 4, 13, 13), {}),
        ((1, 64, 12, 20_000), (1, 64, 3, 3), {}),
        ((1, 3, 2000, 700), (64, 3, 3, 3), {"stride": 2}),
        ((1, 1, 64, 60_000), (1, 1, 15, 15), {}),
        ((1, 1, 40, 60_000), (1, 1, 31, 31), {"padding_mode": "reflect"}),
        ((1, 2, 50, 30_000), (2, 1, 5, 7), {"groups": 2, "dilation": 3, "padding_mode": "circular"}),
    ],
)
def test_extra_memory_is_bounded_whatever_the_width(shape, weight, parameters):
    x, kernels = np.ones(shape, np.float32), np.ones(weight, np.float32)
    kernels[0, 0, 0, 0] = 2
    out = filters.conv2d(x, kernels, padding=weight[2] // 2, **parameters)
    found = []

    def measure():  # in a thread of its own, with no scratch memory yet
        tracemalloc.start()
        filters.conv2d(x, kernels, padding=weight[2] // 2, out=out, **parameters)
        found.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    thread = threading.Thread(target=measure)
    thread.start()
    thread.join()
    assert found[0] < bands.WORKERS * (32 << 20)


@given(convolutions(largest=12))
@settings(max_examples=60, deadline=None)
def test_equals_onnx_runtime(case):
    x, weight, bias, parameters, mode = case
    assume(len(x))
    top, bottom, left, right = parameters["padding"]
    if mode == "zeros":
        own, pads = x, (top, left, bottom, right)
    else:
        name = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}[mode]
        own, pads = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), mode=name), (0, 0, 0, 0)
    node = onnx.helper.make_node(
        "Conv", ["x", "w", "b"][: 2 + (bias is not None)], ["y"], strides=parameters["stride"], pads=pads,
        dilations=parameters["dilation"], group=parameters["groups"],
    )  # fmt: skip
    expected = run_onnx(node, {"x": own, "w": weight} | ({} if bias is None else {"b": bias}))
    close(filters.conv2d(x, weight, bias, padding_mode=mode, **parameters), expected)


def run_onnx(node, inputs):
    """What ONNX Runtime makes of one node."""
    kinds = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, array.shape) for name, array in inputs.items()
    ]
    results = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in node.output if name]
    graph = onnx.helper.make_graph([node], "one", kinds, results)
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 20)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(None, inputs)[0]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("shape", [(3, 3), (5, 5), (15, 15), (1, 9)])
@pytest.mark.parametrize("kernel", ["random", "box", "sparse"])
def test_nan_and_infinity_stay_in_their_windows(bad, shape, kernel):
    rng = np.random.default_rng(2)
    x = rng.standard_normal((1, 1, 60, 70)).astype(np.float32)
    x[0, 0, 31, 40] = bad
    weight = {"random": rng.standard_normal(shape), "box": np.ones(shape), "sparse": np.zeros(shape)}[kernel]
    weight = weight.astype(np.float32)[None, None]
    weight[0, 0, shape[0] // 2, shape[1] // 2] = 2
    found = ~np.isfinite(filters.conv2d(x, weight, padding="same")[0, 0])
    expected = np.zeros((60, 70), bool)
    reach = shape[0] // 2, shape[1] // 2
    expected[31 - reach[0] : 32 + reach[0], 40 - reach[1] : 41 + reach[1]] = True
    if kernel == "sparse" and np.isinf(bad):
        assert found[31, 40]
    assert np.array_equal(found, expected)


def test_bands_that_are_not_finite_are_computed_once(monkeypatch):
    taken = np.zeros((2, 4, 60, 69), int)
    fill = im2col.fill

    def count(task, images, own, rows, columns):
        taken[images, own, slice(*rows), slice(*columns)] += 1
        fill(task, images, own, rows, columns)

    monkeypatch.setattr(im2col, "fill", count)
    x = np.ones((2, 2, 60, 70), np.float32)
    x[0, 1, 30, 40], x[1, 0, 3, 3] = np.nan, np.inf
    weight = np.multiply.outer([1, 2, -3, 4], np.ones((1, 9, 9))).astype(np.float32)
    task, _ = conv.prepare(x, weight, [1.0, 2.0, 3.0, 4.0], 1, (4, 4, 4, 3), 1, 2, "reflect", None)
    plain.run(task)
    expected = task.out.copy()
    for algorithm, cost in conv.TABLE:
        if algorithm is not im2col.run and np.isfinite(cost(task)):
            taken[:] = 0
            algorithm(task)
            np.testing.assert_allclose(task.out, expected, rtol=1e-5)
            assert taken.max() == 1, f"two threads of {algorithm.__module__} may write to one place"
