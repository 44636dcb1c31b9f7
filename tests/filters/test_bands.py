"""Threads, cancelling, progress and BLAS: what every banded operation relies on."""

import os
import sys
import threading

import numpy as np
import pytest

import filters
from filters import bands, chain
from filters.errors import Cancelled
from filters.pixels import Kernel
from filters.windows import Window


def test_every_job_runs_once_and_split_covers_the_length():
    for length, block in ((0, 5), (1, 5), (17, 5), (100, 1), (3, 0)):
        spans = bands.split(length, block)
        assert [i for span in spans for i in range(*span)] == list(range(length))
        assert max((stop - start for start, stop in spans), default=0) <= max(block, 1)
    done = np.zeros(1000, int)
    bands.run(range(1000), lambda i: np.add.at(done, i, 1))
    assert (done == 1).all()


def test_a_cancel_token_stops_every_engine_call_inside_the_block():
    stop = threading.Event()
    x = np.ones((1, 1, 400, 400), np.float32)
    with bands.cancelling(stop):
        filters.conv2d(x, np.ones((1, 1, 3, 3)))
        stop.set()
        for call in (lambda: filters.conv2d(x, np.ones((1, 1, 3, 3))), lambda: filters.relu(x)):
            with pytest.raises(Cancelled):
                call()
    assert filters.relu(x).shape == x.shape


def test_what_a_job_runs_is_cancelled_too_on_whichever_thread():
    stop = threading.Event()
    together = threading.Barrier(min(bands.WORKERS, 2))
    reached = []

    def work(_):
        together.wait(10)
        stop.set()
        bands.run([1], reached.append)

    with bands.cancelling(stop), pytest.raises(Cancelled):
        bands.run(range(min(bands.WORKERS, 2)), work)
    assert reached == []


def test_cancelling_from_within_stops_soon():
    stop = threading.Event()
    seen = []

    def work(job):
        seen.append(job)
        if job == 10:
            stop.set()

    with pytest.raises(Cancelled):
        bands.run(range(10_000), work, stop)
    assert len(seen) < 5000


def test_a_part_of_a_picture_is_given_up_between_two_operations():
    stop, reached = threading.Event(), []

    def first(patch, part):
        stop.set()
        return patch

    def second(patch, part):
        reached.append(part)
        return patch

    stages = [chain.Stage(first, (1, 40, 50)), chain.Stage(second, (1, 40, 50))]
    x = np.ones((1, 1, 40, 50), np.float32)
    with bands.cancelling(stop), pytest.raises(Cancelled):
        chain.each(lambda part: x, 40, stages, 1, [(0, 40)], lambda part, values: reached.append(part))
    assert reached == []


def test_one_channel_of_a_picture_is_computed_when_the_others_are_no_longer_wanted():
    stop, pixels = threading.Event(), np.ones((40, 50, 3), np.uint8)
    kernel = Kernel(np.ones((3, 3), np.float32), None, Window(3, before=1, after=1), Window(3, before=1, after=1))
    with bands.cancelling(stop):
        channels = kernel.channels(pixels, (0, 40), 0, 40)
        next(channels)
        stop.set()
        with pytest.raises(Cancelled):
            next(channels)


def test_the_first_error_of_a_job_arrives():
    def work(job):
        if job == 7:
            raise KeyError(job)

    with pytest.raises(KeyError):
        bands.run(range(20), work)


def test_progress_ends_at_one():
    found = []
    bands.run(range(50), lambda job: None, progress=found.append)
    assert max(found) == 1
    found.clear()
    with bands.cancelling(None, found.append):
        filters.conv2d(np.ones((1, 1, 900, 900), np.float32), np.ones((1, 1, 3, 3)))
    assert len(found) > 1
    assert max(found) == 1


def test_blas_has_one_thread_inside_and_its_own_number_outside():
    libraries = bands._BLAS
    before = [library.get_num_threads() for library in libraries]
    inside = []
    bands.run(range(4), lambda job: inside.append([library.get_num_threads() for library in libraries]))
    assert all(threads == 1 for found in inside for threads in found)
    with pytest.raises(ZeroDivisionError):
        bands.run(range(4), lambda job: 1 / 0)
    assert [library.get_num_threads() for library in libraries] == before


def test_calls_from_several_threads_and_from_inside_a_job_do_not_wait_for_each_other():
    x = np.random.default_rng(0).random((1, 1, 300, 400)).astype(np.float32)
    weight = np.random.default_rng(1).random((1, 1, 5, 5)).astype(np.float32)
    expected = filters.conv2d(x, weight)
    found = [np.empty(0)] * 12

    def nested(job):
        found[job] = filters.conv2d(x, weight)

    callers = [threading.Thread(target=bands.run, args=(range(i, 12, 4), nested)) for i in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(30)
    assert all(np.array_equal(result, expected) for result in found)


def test_a_short_call_does_not_wait_for_a_long_one(monkeypatch):
    monkeypatch.setattr(bands, "WORKERS", max(bands.WORKERS, 2))
    begun, released = threading.Semaphore(0), threading.Event()

    def long(job):
        begun.release()
        released.wait(30)

    caller = threading.Thread(target=bands.run, args=(range(bands.WORKERS), long))
    caller.start()
    for _ in range(2):
        assert begun.acquire(timeout=30)
    done = []
    short = threading.Thread(target=bands.run, args=(range(8), done.append))
    short.start()
    short.join(30)
    still_busy = not released.is_set()
    released.set()
    caller.join(30)
    assert still_busy
    assert sorted(done) == list(range(8))


def test_one_thread_and_many_agree_to_the_last_bit(monkeypatch):
    rng = np.random.default_rng(2)
    x, weight = rng.random((2, 3, 200, 300)).astype(np.float32), rng.random((3, 3, 3, 3)).astype(np.float32)

    def results():
        norm = filters.batch_norm(x, np.zeros(3), np.ones(3), training=True)
        return [filters.conv2d(x, weight), filters.avg_pool2d(x, 3), filters.silu(x), filters.softmax(x), *norm]

    many = results()
    monkeypatch.setattr(bands, "WORKERS", 1)
    assert all(np.array_equal(a, b) for a, b in zip(many, results(), strict=True))


def test_blas_is_held_whichever_thread_calls():
    """The thread that set BLAS first still lives, and later calls come from others: they are held as well."""
    libraries = bands._BLAS
    before = [library.get_num_threads() for library in libraries]
    for library in libraries:
        bands._set_threads(library, 2)
    seen = []

    def call():
        bands.run([0], lambda job: seen.extend(library.get_num_threads() for library in libraries))

    try:
        for _ in range(2):
            thread = threading.Thread(target=call)
            thread.start()
            thread.join()
        assert seen == [1] * 2 * len(libraries)
        assert all(library.get_num_threads() == 2 for library in libraries)
    finally:
        for library, threads in zip(libraries, before, strict=True):
            bands._set_threads(library, threads)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux weighs threads")
def test_a_thread_that_gives_way_stands_back_with_its_helpers_and_no_other_does():
    def weights():
        found = []
        together = threading.Barrier(min(bands.WORKERS, 2))

        def work(_):
            together.wait(10)
            found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

        bands.run(range(min(bands.WORKERS, 2)), work)
        return set(found)

    usual = os.getpriority(os.PRIO_PROCESS, os.getpid())
    given = []

    def own():
        bands.give_way()
        given.extend(weights())

    thread = threading.Thread(target=own)
    thread.start()
    thread.join()
    assert set(given) == {min(usual + bands.STANDS_BACK, 19)}
    assert weights() == {usual}
