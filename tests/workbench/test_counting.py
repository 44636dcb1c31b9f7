"""Counting operations, against the homework's numbers and against counting one product after the other."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.counting import Convention, operations, total
from workbench.document import Document
from workbench.layers import new_step
from workbench.plan import plan
from workbench.presets import load_preset


def one(kind: str, shape: tuple[int, ...], **parameters: object):
    document = Document()
    return plan(document.inserted(0, new_step(kind, document, **parameters)), shape).steps[0]


PLACES = 10 * 64 * 224 * 224


@pytest.mark.parametrize(("bias", "padding", "multiplications", "additions"), [
    (True, True, PLACES * 27, PLACES * 27),
    (False, True, 867_041_280, 834_928_640),
    (True, False, 10 * 64 * 3 * 670**2, 10 * 64 * 3 * 670**2),
    (False, False, 861_888_000, 861_888_000 - PLACES),
])  # fmt: skip
def test_homework_one_by_all_conventions(bias: bool, padding: bool, multiplications: int, additions: int) -> None:
    planned = plan(load_preset("homework-1"), (10, 3, 224, 224))
    found = total(planned, Convention(bias=bias, padding=padding))
    assert (found.multiplications, found.additions) == (multiplications, additions)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_products_with_padding_are_counted_one_by_one(data: st.DataObject) -> None:
    kernel, stride = data.draw(st.tuples(*[st.integers(1, 4)] * 2)), data.draw(st.integers(1, 3))
    pads = data.draw(st.tuples(*[st.integers(0, 4)] * 4))
    size = data.draw(st.tuples(st.integers(3, 7), st.integers(3, 7)))
    groups, bias = data.draw(st.sampled_from([1, 2])), data.draw(st.booleans())
    weight = np.ones((4, 2 // groups, *kernel), np.float32)
    row = one("conv2d", (2, 2, *size), weight=weight, groups=groups, stride=stride, padding=pads,
              bias=(0.0,) * 4 if bias else None)  # fmt: skip
    if row.shape is None:
        return
    products = additions = 0
    for _, _, i, j in itertools.product(*map(range, row.shape)):
        inside = [
            0 <= i * stride - pads[0] + u < size[0] and 0 <= j * stride - pads[2] + v < size[1]
            for u, v in np.ndindex(kernel)
        ]
        terms = sum(inside) * weight.shape[1]
        products += terms
        additions += max(terms - 1, 0) + bias
    found = operations(row, Convention(padding=False))
    assert (found.multiplications, found.additions) == (products, additions)


def test_other_padding_modes_multiply_real_values() -> None:
    row = one("conv2d", (1, 1, 8, 8), weight=np.ones((3, 3)), padding=1, padding_mode="reflect")
    assert operations(row, Convention(padding=False)) == operations(row)


def test_an_average_adds_what_lies_inside_and_divides_once() -> None:
    row = one("avg_pool2d", (1, 1, 4, 4), kernel_size=2, padding=1)
    assert row.shape == (1, 1, 3, 3)
    found = operations(row, Convention(padding=False))
    assert (found.multiplications, found.additions) == (9, 4 * 0 + 4 * 1 + 1 * 3)
    assert operations(row).additions == 9 * 3


def test_a_linear_layer_without_its_bias_has_one_addition_less_for_each_output() -> None:
    row = one("linear", (10, 6), weight=np.ones((6, 4)), bias=(0.0,) * 4)
    assert operations(row).additions == 10 * 4 * 6
    assert operations(row, Convention(bias=False)).additions == 10 * 4 * 5
