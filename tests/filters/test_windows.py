"""Window arithmetic: gathering against taking everything, and receptive fields against brute force."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from filters.windows import PADDING_MODES, ReceptiveField, Window, gather, shared

WINDOWS = st.builds(
    Window,
    size=st.integers(1, 5),
    stride=st.integers(1, 4),
    before=st.integers(0, 4),
    after=st.integers(0, 4),
    dilation=st.integers(1, 3),
    mode=st.sampled_from(PADDING_MODES),
)


def slide(x: np.ndarray, window: Window, kernel: np.ndarray) -> np.ndarray:
    places = window.resolve(window.taps(np.arange(window.output_length(len(x)))), len(x))
    return np.where(places >= 0, x[np.maximum(places, 0)], 0) @ kernel


@settings(max_examples=400, deadline=None)
@given(WINDOWS, st.integers(1, 40), st.data())
def test_gathered_outputs_equal_those_of_the_whole(window: Window, length: int, data: st.DataObject) -> None:
    count = window.output_length(length)
    assume(count >= 1)
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    x, kernel = rng.integers(-9, 9, length), rng.integers(-5, 5, window.size)
    chosen = data.draw(st.sets(st.integers(0, count - 1), min_size=1))
    outputs = np.array(sorted(chosen))
    found = gather(window, outputs, length)
    assert np.all(np.diff(found.needed) > 0)
    held = x[found.needed]
    patch = np.where(found.take >= 0, held[np.maximum(found.take, 0)] if held.size else 0, 0)
    assert slide(patch, found.window, kernel)[found.keep].tolist() == slide(x, window, kernel)[outputs].tolist()


@given(st.integers(2, 31), st.integers(20, 4000), st.integers(1, 500))
def test_far_samples_read_no_more_than_their_own_windows(size: int, count: int, step: int) -> None:
    window = Window(size, before=size // 2, after=size // 2)
    found = gather(window, np.arange(0, count, step), count)
    assert found.needed.size <= min(count, -(-count // step) * size)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2)), max_size=4))
def test_receptive_field_is_what_changes_the_output(layers: list[tuple[int, int, int, int]]) -> None:
    field, length, windows = ReceptiveField(), 60, []
    for size, stride, pad, dilation in layers:
        window = Window(size, stride, pad, pad, dilation)
        if window.output_length(length) < 1:
            break
        windows.append(window)
        field, length = field.through(window), window.output_length(length)
    index = length // 2
    seen = {index}
    for window in reversed(windows):
        seen = set(window.taps(np.array(sorted(seen))).ravel().tolist())
    start, stop = field.span(index)
    assert (min(seen), max(seen) + 1) == (start, stop)
    assert field.index_at(field.centre(index)) == index


def test_two_layers_of_3x3_see_5() -> None:
    three = Window(3)
    assert ReceptiveField().through(three).size == 3
    assert ReceptiveField().through(three).through(three).size == 5


@given(
    st.integers(1, 5), st.integers(1, 4), st.integers(0, 4), st.integers(0, 4), st.integers(1, 3), st.integers(5, 12),
    st.sampled_from(("zeros", "reflect", "replicate")), st.data(),
)  # fmt: skip
@settings(deadline=None)
def test_a_span_is_all_that_a_run_of_outputs_reads(size, stride, before, after, dilation, length, mode, data):
    window = Window(size, stride, before, after, dilation, mode)
    count = window.output_length(length)
    assume(count > 0)
    first = data.draw(st.integers(0, count - 1))
    last = data.draw(st.integers(first + 1, count))
    low, high = window.span((first, last), length)
    read = window.resolve(window.taps(np.arange(first, last)), length)
    assert set(read[read >= 0].tolist()) <= set(range(low, high))
    assert 0 <= low <= high <= length


def test_a_span_that_wraps_around_is_none():
    assert Window(3, 1, 1, 1, 1, "circular").span((0, 4), 9) is None
    assert Window(3, 1, 1, 1, 1, "circular").span((2, 4), 9) == (1, 5)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (range(10), range(3, 14), (slice(3, 10), slice(0, 7))),
        (range(1, 30, 4), range(9, 50, 4), (slice(2, 8), slice(0, 6))),
        (range(0, 10, 2), range(1, 11, 2), None),
        (range(5), range(5, 9), None),
        (range(12), range(0, 12, 3), None),
        ((), range(3), None),
    ],
)
def test_what_two_views_share(one, other, expected):
    assert shared(*(np.array(places, np.int64) for places in (one, other))) == expected
