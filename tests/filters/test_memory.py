"""Results that were let go of are used again, and never while anybody can see them."""

import gc

import numpy as np

import filters
from filters import memory


def test_a_result_let_go_of_is_the_next_of_its_size():
    memory._free.clear()
    first = memory.result((2, 1 << 19))
    place = first.ctypes.data
    del first
    gc.collect()
    second = memory.result((1 << 20,))
    assert second.ctypes.data == place
    assert second.flags.c_contiguous
    assert second.flags.writeable


def test_a_view_keeps_its_result():
    view = memory.result((1 << 20,))[5:10]
    view[...] = 7
    other = memory.result((1 << 20,))
    other[...] = 0
    assert (view == 7).all()
    assert not np.may_share_memory(view, other)


def test_results_of_calls_stay_apart():
    x = np.random.default_rng(0).random((1, 1, 700, 800)).astype(np.float32)
    results = [filters.relu(x + i) for i in range(4)]
    for i, result in enumerate(results):
        assert np.array_equal(result, np.maximum(x + i, 0))
    del results[1]
    filters.relu(x - 1)
    assert np.array_equal(results[0], np.maximum(x, 0))


def test_no_more_than_the_limit_waits():
    memory._free.clear()
    for size in range(1 << 22, (1 << 22) + 40):
        memory.result((size,))
    assert memory._held() <= memory.KEPT
    big = [memory.result((1 << 24,)) for _ in range(6)]
    del big
    assert memory._held() <= memory.KEPT
    memory._free.clear()
