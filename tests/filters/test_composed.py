"""Two convolutions as one give what they give one after the other."""

import numpy as np
import pytest

import filters
from filters.composed import Bank, composed
from filters.windows import Window

RNG = np.random.default_rng(3)


def bank(outputs: int, inputs: int, size: tuple[int, int], groups: int = 1, *, biased: bool = True, dilation=(1, 1)):
    weight = RNG.standard_normal((outputs, inputs // groups, *size)).astype(np.float32)
    bias = RNG.standard_normal(outputs).astype(np.float32) if biased else None
    return Bank(weight, bias, groups, dilation)


def run(x: np.ndarray, own: Bank, stride: tuple[int, int]) -> np.ndarray:
    return filters.conv2d(x, own.weight, own.bias, stride=stride, dilation=own.dilation, groups=own.groups)


@pytest.mark.parametrize(
    ("first", "second", "stride", "groups"),
    [
        (bank(3, 3, (3, 3), 3), bank(3, 3, (3, 3), 3), (1, 1), 3),
        (bank(3, 3, (5, 4), 3, biased=False), bank(1, 3, (3, 2)), (1, 1), 1),
        (bank(6, 4, (2, 3), 2, dilation=(2, 1)), bank(8, 6, (3, 1), 2, biased=False, dilation=(1, 3)), (2, 3), 2),
        (bank(8, 4, (3, 3), 4, biased=False), bank(6, 8, (2, 2), 2, biased=False), (1, 2), 2),
        (bank(5, 3, (1, 1)), bank(2, 5, (4, 4)), (3, 1), 1),
    ],
)
def test_one_bank_gives_what_two_give_one_after_the_other(first, second, stride, groups):
    x = RNG.standard_normal((2, first.weight.shape[1] * first.groups, 23, 31)).astype(np.float32)
    both = composed(first, second, stride)
    assert both.groups == groups
    assert (both.bias is None) == (first.bias is None and second.bias is None)
    expected = run(run(x, first, stride), second, (2, 1))
    np.testing.assert_allclose(run(x, both, (2 * stride[0], stride[1])), expected, rtol=0, atol=2e-5)


@pytest.mark.parametrize("first", [Window(3, 2, 1, 1, dilation=2), Window(4, 1, 2, 1, mode="reflect")])
@pytest.mark.parametrize("second", [Window(3, 1, 1, 1), Window(2, 3, 4, 0), Window(3, 2, 0, 2, dilation=2)])
def test_a_window_over_another_reads_all_that_it_reads_through_it(first, second):
    length = 40
    between = first.output_length(length)
    outputs = np.arange(second.output_length(between))
    inside = second.inside(outputs, between)
    taps = second.taps(outputs)
    assert outputs[inside].tolist() == [int(i) for i in outputs if taps[i].min() >= 0 and taps[i].max() < between]
    for output in outputs[inside]:
        through = first.taps(second.taps(np.array([output]))[0])
        own = second.over(first).taps(np.array([output]))[0]
        assert (through.min(), through.max()) == (own[0], own[-1])
