"""Row bands on a few threads: an operation lists its jobs, and they run with BLAS held to one thread each.

NumPy lets go of the interpreter inside its loops, so threads that each work on a band that fits their cache scale well,
while a threaded BLAS inside them would fight for the same cores. Scratch memory belongs to a thread and is used again:
each thread holds a few buffers of a few megabytes, whatever the size of the picture.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from math import prod
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import LibController, ThreadpoolController

from filters.errors import Cancelled

WORKERS = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)
"""How many threads share the jobs of one operation, the caller's own included."""

STANDS_BACK = 5
"""How many steps of Linux's 40 a thread that gives way has less of."""

Job = TypeVar("Job")


class CancelToken(Protocol):
    """Anything like threading.Event that can say that the work is no longer wanted."""

    def is_set(self) -> bool: ...


_cancel: ContextVar[CancelToken | None] = ContextVar("cancel", default=None)
_progress: ContextVar[Callable[[float], None] | None] = ContextVar("progress", default=None)
_own = threading.local()


@contextmanager
def cancelling(token: CancelToken | None, progress: Callable[[float], None] | None = None) -> Iterator[None]:
    """Let `token` stop, and `progress` follow, every engine call made inside the block.

    A call that is stopped raises Cancelled after at most one band's work; `progress` gets 0 to 1 for each call anew,
    from whichever thread has finished a band.
    """
    previous = _cancel.set(token), _progress.set(progress)
    try:
        yield
    finally:
        _cancel.reset(previous[0])
        _progress.reset(previous[1])


def run(
    jobs: Sequence[Job],
    work: Callable[[Job], object],
    cancel: CancelToken | None = None,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Call `work` on every job, on several threads; jobs must write to different places.

    Raises Cancelled when the token (given here or by `cancelling`) is set, else the first error of a job; both only
    after every thread has stopped. Floating-point faults are silent: NaN and infinity are values like others.
    """
    cancel = cancel if cancel is not None else _cancel.get()
    progress = progress if progress is not None else _progress.get()
    waiting, has_ended = iter(jobs), False
    finished: list[None] = []

    def drain() -> None:
        with np.errstate(all="ignore"):
            for job in waiting:
                if has_ended:
                    return
                if cancel is not None and cancel.is_set():
                    raise Cancelled
                work(job)
                if progress is not None:
                    finished.append(None)
                    progress(len(finished) / len(jobs))

    def share() -> None:
        nonlocal has_ended
        _own.is_inside = True
        outer = _cancel.set(cancel)  # also for what a job runs on a helper's thread
        try:
            drain()
        except BaseException:
            has_ended = True
            raise
        finally:
            _cancel.reset(outer)
            _own.is_inside = False

    helpers = min(WORKERS, len(jobs)) - 1
    with one_blas_thread():
        if helpers < 1 or is_inside():
            drain()
            return
        pool = _pool(os.getpid(), getattr(_own, "gives_way", False))
        futures = [pool.submit(share) for _ in range(helpers)]
        try:
            share()
        finally:
            # a helper that is still busy for another caller is not waited for: there is nothing left for it to do
            started = [future for future in futures if not future.cancel()]
            errors = [error for error in (future.exception() for future in started) if error is not None]
        if errors:
            raise errors[0]


def check() -> None:
    """Raise Cancelled where what the calling thread is at is no longer wanted: long jobs look between their parts."""
    cancel = _cancel.get()
    if cancel is not None and cancel.is_set():
        raise Cancelled


def is_inside() -> bool:
    """Whether the calling thread is at work on a job: what it runs then runs on this thread alone."""
    return getattr(_own, "is_inside", False)


def give_way() -> None:
    """Let the calling thread, and the helpers of all that it runs, stand back behind the program's other threads.

    A thread that draws a window then never waits for the cores. Only Linux weighs threads. Floating-point faults are
    silent on the calling thread from now on, as they are in jobs.
    """
    np.seterr(all="ignore")
    _own.gives_way = True
    if sys.platform == "linux":  # where threads also begin as the one that starts them is
        usual = os.getpriority(os.PRIO_PROCESS, os.getpid())
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), usual + STANDS_BACK)


def split(length: int, block: int) -> list[tuple[int, int]]:
    """Cut 0..length into spans of at most `block` and nearly equal length."""
    count = -(-length // max(block, 1))
    return [(length * i // count, length * (i + 1) // count) for i in range(count)]


def scratch(name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Uninitialised float32 memory of the calling thread; the next call with the same name uses it again."""
    size = prod(shape)
    buffers: dict[str, NDArray[np.float32]] = _own.__dict__.setdefault("buffers", {})
    buffer = buffers.get(name)
    if buffer is None or buffer.size < size:
        buffer = buffers[name] = np.empty(size, np.float32)
    return buffer[:size].reshape(shape)


@cache
def _pool(process: int, gives_way: bool) -> ThreadPoolExecutor:
    """The helpers of this process, those of threads that give way apart; a forked child makes its own, since threads do
    not survive a fork."""
    return ThreadPoolExecutor(max(WORKERS - 1, 1), thread_name_prefix="filters")


_BLAS: list[LibController] = [found for found in ThreadpoolController().lib_controllers if found.user_api == "blas"]
"""Found at once: the search asks the system for every library of the process, and a thread that is at it while others
are at work waits for the interpreter each time."""


@cache
def multiplies_small() -> bool:
    """Whether BLAS multiplies small matrices as they lie, without packing them first: OpenBLAS with AVX-512."""
    return any(getattr(library, "architecture", None) in _UNPACKED for library in _BLAS)


_UNPACKED = ("SkylakeX", "Cooperlake", "SapphireRapids")


class _Held:
    """How many calls hold BLAS now, and how many threads each library gets back after the last of them."""

    lock = threading.Lock()
    calls = 0
    threads: tuple[Any, ...] = ()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold BLAS to one thread, process-wide, until the last of the calls that hold it at once has ended.

    `run` does so for its jobs; who calls it often saves the setting and unsetting by holding it all along.

    threadpoolctl's own context takes 15 us and is not made to be entered by two threads at once; this takes 3.
    """
    with _Held.lock:
        if _Held.calls == 0:
            _Held.threads = tuple(library.get_num_threads() for library in _BLAS)
            for library, threads in zip(_BLAS, _Held.threads, strict=True):
                if threads != 1:
                    _set_threads(library, 1)
        _Held.calls += 1
    try:
        yield
    finally:
        with _Held.lock:
            _Held.calls -= 1
            if _Held.calls == 0:
                for library, threads in zip(_BLAS, _Held.threads, strict=True):
                    if threads != 1:
                        _set_threads(library, threads)


def _set_threads(library: LibController, threads: int) -> None:
    """Set it from any thread: threadpoolctl from 3.7 on quietly listens only to the first thread that ever set it."""
    clear = getattr(library, "clear_controlling_thread", None)
    if clear is not None:
        clear(force=True)
    library.set_num_threads(threads)
