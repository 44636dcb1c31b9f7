"""Work split into bands that a few threads share, with BLAS held at one thread meanwhile, cancel and progress."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from filters.errors import Cancelled

Job = TypeVar("Job")

THREADS = max(1, min(os.cpu_count() or 1, 8))


class CancelToken(Protocol):
    """Anything like threading.Event that can say that the work is no longer wanted."""

    def is_set(self) -> bool: ...


_local = threading.local()
_lock = threading.Lock()
_pool: ThreadPoolExecutor | None = None
_controller: ThreadpoolController | None = None
_holders = 0
_given_back: list[tuple[Any, int]] = []


@contextmanager
def cancelling(token: CancelToken | None) -> Iterator[None]:
    """Every band begun inside, on this thread's behalf, looks at the token first and raises Cancelled where it is set."""
    before = getattr(_local, "token", None)
    _local.token = token
    try:
        yield
    finally:
        _local.token = before


@contextmanager
def _single_threaded_blas() -> Iterator[None]:
    """Hold BLAS at one thread while any caller is inside; the last one out gives back what was set before."""
    global _controller, _holders  # noqa: PLW0603 - BLAS threads are global to the process
    with _lock:
        if _controller is None:
            _controller = ThreadpoolController().select(user_api="blas")
        if _holders == 0:
            _given_back[:] = [(library, library.get_num_threads()) for library in _controller.lib_controllers]
            for library, _ in _given_back:
                library.set_num_threads(1)
        _holders += 1
    try:
        yield
    finally:
        with _lock:
            _holders -= 1
            if _holders == 0:
                for library, threads in _given_back:
                    library.set_num_threads(threads)


def run(jobs: Sequence[Job], work: Callable[[Job], None]) -> None:
    """Do `work` on every job. Jobs must write disjoint places; several threads take the next one in turn."""
    global _pool  # noqa: PLW0603 - one pool for the process
    token: CancelToken | None = getattr(_local, "token", None)

    def checked(job: Job) -> None:
        if token is not None and token.is_set():
            raise Cancelled
        work(job)

    if len(jobs) < 2 or THREADS == 1:
        for job in jobs:
            checked(job)
        return
    if _pool is None:
        with _lock:
            _pool = _pool or ThreadPoolExecutor(THREADS, thread_name_prefix="bands")
    waiting = iter(jobs)
    turn = threading.Lock()

    def drain(_: int) -> None:
        while True:
            with turn:
                job = next(waiting, None)
            if job is None:
                return
            checked(job)

    with _single_threaded_blas():
        list(_pool.map(drain, range(min(THREADS, len(jobs)))))


def scratch(name: str, size: int) -> NDArray[np.float32]:
    """A float32 buffer of this thread, reused from call to call; what it holds is arbitrary."""
    buffers: dict[str, NDArray[np.float32]] = _local.__dict__.setdefault("buffers", {})
    buffer = buffers.get(name)
    if buffer is None or buffer.size < size:
        buffer = buffers[name] = np.empty(size, np.float32)
    return buffer[:size]


def slices(length: int, band: int) -> list[slice]:
    """0 .. length cut into slices of at most `band`."""
    return [slice(start, min(start + band, length)) for start in range(0, length, max(1, band))]
