"""The plan against the chapter's worked numbers, and its refusals."""

from dataclasses import replace

import numpy as np
import pytest
from documents import document_of

import filters
from workbench.convolution import reading
from workbench.document import PHOTO, Document, Step
from workbench.layers import checked, new_step, with_parameters
from workbench.plan import plan
from workbench.refusals import PlanError


def bank(outputs: int, inputs: int, height: int, width: int) -> np.ndarray:
    return np.zeros((outputs, inputs, height, width), np.float32)


def simplenet() -> Document:
    return document_of(
        ("conv2d", {"weight": bank(6, 3, 5, 5), "bias": [0.0] * 6, "padding": 2}),
        ("relu", {}),
        ("max_pool2d", {}),
        ("conv2d", {"weight": bank(16, 6, 5, 5), "bias": [0.0] * 16, "padding": 2}),
        ("relu", {}),
        ("max_pool2d", {}),
        ("flatten", {}),
        ("linear", {"weight": np.zeros((50176, 64), np.float32), "bias": [0.0] * 64}),
        ("sigmoid", {}),
        ("linear", {"weight": np.zeros((64, 1), np.float32), "bias": [0.0]}),
    )


def test_simplenet_table_is_the_chapters() -> None:
    found = plan(simplenet(), (10, 3, 224, 224))
    table = [
        (row.id, row.weight_shape, row.weight_parameters, row.bias_parameters, row.shape)
        for row in found.steps
        if row.step.kind in ("conv2d", "max_pool2d", "linear")
    ]
    assert table == [
        ("conv1", (6, 3, 5, 5), 450, 6, (10, 6, 224, 224)),
        ("pool1", None, 0, 0, (10, 6, 112, 112)),
        ("conv2", (16, 6, 5, 5), 2400, 16, (10, 16, 112, 112)),
        ("pool2", None, 0, 0, (10, 16, 56, 56)),
        ("fc1", (50176, 64), 3211264, 64, (10, 64)),
        ("fc2", (64, 1), 64, 1, (10, 1)),
    ]
    assert found.parameters == 3_214_265
    assert found.refusal is None


def test_homework_counts_multiplications_and_additions() -> None:
    conv = document_of(("conv2d", {"weight": bank(64, 3, 3, 3), "padding": 1}))
    found = plan(conv, (10, 3, 224, 224))
    assert found.multiplications == 867_041_280
    assert found.additions == 10 * 64 * 224 * 224 * 26
    with_bias = conv.with_step(with_parameters(conv.steps[0], bias=0.0))
    assert plan(with_bias, (10, 3, 224, 224)).additions == 867_041_280


@pytest.mark.parametrize(
    ("size", "kernel", "padding", "stride", "expected"),
    [
        (3, 2, 0, 1, 2),
        (4, 3, 0, 1, 2),
        (4, 3, 1, 1, 4),
        (4, 3, 2, 1, 6),
        (100, 3, 1, 2, 50),
        (7, 5, 2, 1, 7),
    ],
)
def test_output_sizes_of_the_chapter(size: int, kernel: int, padding: int, stride: int, expected: int) -> None:
    document = document_of(("conv2d", {"weight": np.ones((kernel, kernel)), "padding": padding, "stride": stride}))
    assert plan(document, (1, 1, size, size)).steps[0].shape == (1, 1, expected, expected)


def test_two_3x3_convolutions_see_5x5() -> None:
    one = ("conv2d", {"weight": np.ones((3, 3))})
    found = plan(document_of(one, one), (1, 1, 50, 50))
    assert found.steps[0].rows.size == 3
    assert found.receptive_field == (5, 5)
    assert found.jump == (1, 1)


def test_kernel_larger_than_its_input_is_refused_with_both_sizes_and_fixes() -> None:
    document = document_of(
        ("avg_pool2d", {"kernel_size": 12}), ("conv2d", {"weight": np.ones((7, 7))}), ("sigmoid", {})
    )
    found = plan(document, (1, 3, 62, 62))
    assert found["pool1"].shape == (1, 3, 5, 5)
    refusal = found["conv1"].refusal
    assert refusal is not None
    assert refusal == found.refusal
    assert "conv1: kernel 7 x 7 is larger than its padded input 5 x 5" in refusal.message
    assert refusal.fields == ("weight",)
    assert [fix.title for fix in refusal.fixes] == ["Pad by 1", "Kernel 5 × 5"]
    for fix in refusal.fixes:
        assert plan(document.with_step(fix.step), (1, 3, 62, 62)).refusal is None
    assert found["sigmoid1"].shape is None
    assert found["sigmoid1"].refusal is None
    with pytest.raises(PlanError, match="conv1: kernel 7 x 7"):
        found.require()
    found.require("pool1")


def test_wrong_linear_is_refused_with_both_numbers() -> None:
    document = document_of(("flatten", {}), ("linear", {"weight": np.zeros((50000, 64), np.float32)}))
    refusal = plan(document, (10, 16, 56, 56)).refusal
    assert refusal is not None
    assert "50000" in refusal.message
    assert "50176" in refusal.message


def test_a_step_switched_off_is_passed_through() -> None:
    document = document_of(("max_pool2d", {}), ("relu", {}))
    off = document.with_step(replace(document.steps[0], enabled=False))
    found = plan(off, (1, 1, 8, 8))
    assert found["relu1"].shape == (1, 1, 8, 8)
    assert found["relu1"].inputs == ("photo",)


def test_joins_read_the_previous_and_the_named_step() -> None:
    document = document_of(("conv2d", {"weight": np.ones((1, 3)), "channels": "each"}))
    second = new_step("conv2d", document, weight=np.ones((1, 3)), channels="each")
    document = document.inserted(1, replace(second, input="photo"))
    join = replace(new_step("magnitude", document), input="conv1")
    document = document.inserted(2, join)
    found = plan(document, (1, 3, 8, 8))
    assert found["mag1"].inputs == ("conv2", "conv1")
    assert found["mag1"].shape == (1, 3, 8, 6)
    assert found["mag1"].is_colour
    alone = plan(document.with_step(replace(join, input=None)), (1, 3, 8, 8))
    assert "name the other" in alone.refusal.message


def test_batch_norm_needs_the_whole_map_in_training_only() -> None:
    document = document_of(("batch_norm", {}))
    assert plan(document, (2, 3, 4, 4), training=True).steps[0].is_whole
    assert not plan(document, (2, 3, 4, 4)).steps[0].is_whole


def test_bank_with_wrong_channels_is_refused() -> None:
    refusal = plan(document_of(("conv2d", {"weight": bank(4, 2, 3, 3)})), (1, 3, 9, 9)).refusal
    assert refusal is not None
    assert "2" in refusal.message
    assert "3" in refusal.message


@pytest.mark.parametrize(
    ("kind", "raw", "field"),
    [
        ("conv2d", {"weight": [[1, 2], [3]]}, "weight[1]"),
        ("conv2d", {"weight": [[1, "a"]]}, "weight[0][1]"),
        ("conv2d", {"weight": [[1, True]]}, "weight[0][1]"),
        ("conv2d", {"weight": []}, "weight"),
        ("conv2d", {}, "weight"),
        ("conv2d", {"weight": [[1]], "stride": 0}, "stride"),
        ("conv2d", {"weight": [[1]], "stride": [1, -1]}, "stride[1]"),
        ("conv2d", {"weight": [[1]], "stride": [1, 1, 1]}, "stride"),
        ("conv2d", {"weight": [[1]], "padding": -1}, "padding"),
        ("conv2d", {"weight": [[1]], "padding": [1, 2, 3]}, "padding"),
        ("conv2d", {"weight": [[1]], "padding_mode": "mirror"}, "padding_mode"),
        ("conv2d", {"weight": [[1]], "groups": 2}, "groups"),
        ("conv2d", {"weight": [[1]], "colour": 1}, "colour"),
        ("conv2d", {"weight": np.zeros((64, 64))}, "weight"),
        ("conv2d", {"weight": [[1e39]]}, "weight"),
        ("max_pool2d", {"kernel_size": True}, "kernel_size"),
        ("dropout", {"p": 1.5}, "p"),
        ("dropout", {"p": float("nan")}, "p"),
        ("batch_norm", {"running_var": [-1]}, "running_var[0]"),
        ("warp", {}, "kind"),
    ],
)
def test_parameters_are_refused_by_field(kind: str, raw: dict[str, object], field: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        checked(kind, raw)
    assert caught.value.field == field


def test_steps_are_equal_when_they_compute_the_same() -> None:
    one, two = (Step("a", "conv2d", checked("conv2d", {"weight": [[1, 2]]})) for _ in "01")
    assert one == two
    assert one != with_parameters(two, weight=np.array([[1, 3]]))
    assert not one["weight"].flags.writeable


def test_a_network_with_the_wrong_number_of_inputs_is_refused_with_the_sum_and_mended() -> None:
    document = simplenet()
    wrong = document.with_step(with_parameters(document.step("fc1"), weight=np.ones((50_000, 64), np.float32)))
    found = plan(wrong, (10, 3, 224, 224))
    assert found.refusal.message == (
        "fc1: its weight has 50000 inputs, but flat1 lays 16 x 56 x 56 = 50176 values in a row. "
        "The weight must be 50176 x 64, or the photo another size."
    )
    (fix,) = found.refusal.fixes
    assert fix.title == "Inputs 50176"
    assert fix.step["weight"].sum() == 50_000 * 64
    mended = plan(wrong.with_step(fix.step), (10, 3, 224, 224))
    assert mended.refusal is None
    assert mended[mended.last].shape == (10, 1)


def test_a_linear_step_behind_anything_else_is_refused_with_both_numbers() -> None:
    document = document_of(("linear", {"weight": np.ones((8, 2), np.float32)}))
    assert "has 8 inputs, but it is given 6" in plan(document, (1, 3, 5, 6)).refusal.message
    too_long = with_parameters(document.steps[0], bias=[0.0] * 3)
    assert plan(document.with_step(too_long), (1, 3, 5, 8)).refusal.fields == ("bias",)


@pytest.mark.parametrize(
    ("kind", "parameters", "fields", "title", "changed"),
    [
        (
            "conv2d",
            {"weight": np.full((2, 3, 1, 1), 0.5)},
            ("weight",),
            "Channels 1",
            ("weight", np.full((2, 1, 1, 1), 1.5)),
        ),
        ("conv2d", {"weight": np.ones((1, 1, 1, 1)), "bias": [1, 2]}, ("bias",), "Biases 1", ("bias", [1])),
        ("batch_norm", {"running_var": [4, 5]}, ("running_var",), "Channels 1", ("running_var", [4])),
        ("linear", {"weight": np.ones((6, 3)), "bias": [1, 2]}, ("bias",), "Biases 3", ("bias", [1, 2, 0])),
    ],
)
def test_a_step_for_other_channels_is_mended_with_a_click(
    kind: str, parameters: dict[str, object], fields: tuple[str, ...], title: str, changed: tuple[str, object]
) -> None:
    document, shape = document_of((kind, parameters)), (1, 1, 5, 6)
    refusal = plan(document, shape).refusal
    assert refusal.fields == fields
    (fix,) = refusal.fixes
    assert fix.title == title
    np.testing.assert_array_equal(fix.step[changed[0]], changed[1])
    assert plan(document.with_step(fix.step), shape).refusal is None


def test_filters_made_to_read_other_channels_see_gray_alike() -> None:
    rng = np.random.default_rng(7)
    weight, gray = rng.normal(size=(4, 3, 5, 5)).astype(np.float32), rng.normal(size=(1, 1, 9, 8)).astype(np.float32)
    of_colour = filters.conv2d(gray.repeat(3, 1), weight)
    np.testing.assert_allclose(filters.conv2d(gray, reading(weight, 1)), of_colour, atol=1e-5)
    np.testing.assert_allclose(filters.conv2d(gray.repeat(5, 1), reading(reading(weight, 1), 5)), of_colour, atol=1e-5)
    np.testing.assert_array_equal(reading(weight, 2), weight[:, :2])
    np.testing.assert_array_equal(reading(weight, 4)[:, 3], 0)


def test_groups_that_do_not_fit_are_what_is_at_fault() -> None:
    document = document_of(("conv2d", {"weight": np.ones((2, 2, 1, 1)), "groups": 2}))
    refusal = plan(document, (1, 6, 5, 6)).refusal
    assert (refusal.fields, refusal.fixes) == (("groups",), ())


def test_a_step_that_is_off_stands_for_what_it_hands_on() -> None:
    document = document_of(("conv2d", {"weight": np.ones((2, 2))}), ("relu", {}), ("sigmoid", {}))
    one, two, three = (step.id for step in document)
    for name in (two, three):
        document = document.with_step(replace(document.step(name), enabled=False))
    planned = plan(document, (1, 1, 5, 6))
    assert [planned.computed(name).id for name in (PHOTO, one, two, three)] == [PHOTO, one, one, one]
    document = document.with_step(replace(document.step(one), enabled=False))
    assert plan(document, (1, 1, 5, 6)).computed(three).id == PHOTO
