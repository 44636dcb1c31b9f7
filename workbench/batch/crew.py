"""Files shared out among processes of this machine. One that raises, hangs or crashes costs its file and no other.

1. The parent hands every worker a few files; two are in work at once, so that one is read or written while another is
   computed.
2. Outcomes and signs of life come back through the worker's pipe. A worker that ended is replaced: the files in its
   hands are tried once more, alone, so that the guilty one is known.
3. When the parent goes away, by whatever way, the pipe's end tells the workers to go too.
"""

import contextlib
import multiprocessing
import signal
import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from filters import bands
from filters.bands import CancelToken
from filters.errors import Cancelled
from workbench.batch import places
from workbench.batch.manifest import Manifest
from workbench.batch.recipe import Outcome, Recipe, Task, carried_out
from workbench.errors import WorkbenchError, shown
from workbench.memory import available_memory, keep_freed_memory
from workbench.writing import remove_temporaries

LANES = 2
"""How many files a worker has in work at once."""
MEMORY_FOR_WORKER = 1 << 30
"""Bytes that must be free for each worker that is started by default."""
FEW_FILES = 8
"""Fewer files are done in this process: starting others would take longer than they save."""
PATIENCE = 300.0
"""Seconds without a sign of life after which a file is given up."""
FAREWELL = 1.5
"""Seconds that workers have to end by themselves."""
_TICK = 0.1


class Control:
    """Lets another thread pause, resume or cancel a batch; it is cancelled by `token` too, where one is given."""

    def __init__(self, token: CancelToken | None = None) -> None:
        self.token = token
        self._cancelled = threading.Event()
        self._goes_on = threading.Event()
        self._goes_on.set()

    def cancel(self) -> None:
        """Give up what is in work and begin nothing more."""
        self._cancelled.set()

    def is_set(self) -> bool:
        """Whether it was cancelled."""
        return self._cancelled.is_set() or (self.token is not None and self.token.is_set())

    def pause(self, is_paused: bool) -> None:
        """Begin no more files for now, or go on."""
        if is_paused:
            self._goes_on.clear()
        else:
            self._goes_on.set()

    @property
    def is_paused(self) -> bool:
        """Whether no more files are begun."""
        return not self._goes_on.is_set()

    def wait(self) -> bool:
        """Wait while paused; whether to go on."""
        while not self.is_set():
            if self._goes_on.wait(_TICK):
                return not self.is_set()
        return False


def usual_jobs(files: int) -> int:
    """How many processes a batch gets: one for each core, as far as there are files and memory for them."""
    if files < FEW_FILES:
        return 1
    return max(1, min(bands.WORKERS, available_memory() // MEMORY_FOR_WORKER))


def work(
    recipe: Recipe,
    tasks: Sequence[Task],
    *,
    jobs: int = 1,
    manifest: Manifest | None = None,
    control: Control | None = None,
    patience: float = PATIENCE,
) -> Iterator[Outcome]:
    """Do the tasks, in this process or in `jobs` others; an outcome comes as soon as a file ends, in any order.

    A cancelled batch ends without outcomes for what was not finished. Closing the iterator ends everything.
    """
    control = control or Control()
    if jobs == 1:
        yield from _alone(recipe, tasks, manifest, control)
        return
    crew = _Crew(recipe, min(jobs, len(tasks)), manifest, control, patience)
    try:
        yield from crew.outcomes(tasks)
    finally:
        crew.dismiss()


def _alone(recipe: Recipe, tasks: Sequence[Task], manifest: Manifest | None, control: Control) -> Iterator[Outcome]:
    for task in tasks:
        if not control.wait():
            return
        try:
            yield _recorded(recipe, task, manifest, control, lambda part: None)
        except Cancelled:
            return


def _recorded(recipe: Recipe, task: Task, manifest: Manifest | None, cancel: CancelToken, alive: object) -> Outcome:
    outcome = carried_out(recipe, task, cancel, alive)  # type: ignore[arg-type]
    if manifest is not None and not outcome.error:
        with contextlib.suppress(WorkbenchError):  # told when the batch began; the file itself is well
            manifest.record(outcome)
    return outcome


@dataclass
class _Worker:
    process: BaseProcess
    pipe: "Connection"
    hands: dict[int, float] = field(default_factory=dict)
    is_alone: bool = False


class _Crew:
    """The workers and what they have in hand. Numbers stand for tasks."""

    def __init__(self, recipe: Recipe, size: int, manifest: Manifest | None, control: Control, patience: float) -> None:
        self._orders = (recipe, manifest, max(1, bands.WORKERS // max(size, 1)))
        self._control, self._patience, self._size = control, patience, size
        self._workers: list[_Worker] = []
        self._folders: set[Path] = set()

    def outcomes(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        self._folders = {Path(task.target).parent for task in tasks if not places.is_url(task.target)}
        waiting, suspects = deque(range(len(tasks))), deque[int]()
        open_tasks = set(waiting)
        while open_tasks and not self._control.is_set():
            while len(self._workers) < min(self._size, len(open_tasks)):
                self._workers.append(self._hired())
            if not self._control.is_paused:
                self._hand_out(tasks, waiting, suspects)
            for worker, message in self._told():
                number, outcome = message
                if outcome is None:
                    worker.hands[number] = time.monotonic()
                    continue
                worker.hands.pop(number, None)
                worker.is_alone = worker.is_alone and bool(worker.hands)
                open_tasks.discard(number)
                yield outcome
            for number, words in self._lost(suspects, waiting):
                open_tasks.discard(number)
                yield Outcome(tasks[number], f"{shown(tasks[number].source)}: {words}")

    def _hired(self) -> _Worker:
        forks = _may_fork()
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        ours, theirs = context.Pipe()
        not_its_own = [ours, *(worker.pipe for worker in self._workers)] if forks else []
        process = context.Process(target=serve, args=(theirs, *self._orders, not_its_own), daemon=True)
        with _without_interrupts(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads: BLAS has some, and stops them for a fork
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _hand_out(self, tasks: Sequence[Task], waiting: deque[int], suspects: deque[int]) -> None:
        for worker in self._workers:
            while not worker.is_alone and len(worker.hands) < LANES and (waiting or suspects):
                if suspects and not worker.hands:
                    number, worker.is_alone = suspects.popleft(), True
                elif waiting:
                    number = waiting.popleft()
                else:
                    break
                worker.hands[number] = time.monotonic()
                with contextlib.suppress(OSError):  # it has just ended: seen below
                    worker.pipe.send((number, tasks[number]))

    def _told(self) -> Iterator[tuple[_Worker, tuple[int, Outcome | None]]]:
        """Messages that have come in, after waiting for one for a moment."""
        wait([worker.pipe for worker in self._workers], _TICK)
        for worker in self._workers:
            with contextlib.suppress(EOFError, OSError):
                while worker.pipe.poll():
                    yield worker, worker.pipe.recv()

    def _lost(self, suspects: deque[int], waiting: deque[int]) -> Iterator[tuple[int, str]]:
        """Files that are given up, with the reason; those that shared a worker with them are tried again."""
        now = time.monotonic()
        for worker in list(self._workers):
            late = [number for number, seen in worker.hands.items() if now - seen > self._patience]
            if worker.process.is_alive() and not late:
                continue
            if late:
                worker.process.kill()
            worker.process.join(FAREWELL)
            self._clear_up(worker)
            self._workers.remove(worker)
            worker.pipe.close()
            for number in worker.hands:
                if number in late:
                    yield number, f"there was no sign of life for {self._patience:.0f} s."
                elif late:
                    waiting.appendleft(number)
                elif worker.is_alone:
                    yield number, f"the process that worked on it ended ({_how_ended(worker.process.exitcode)})."
                else:
                    suspects.append(number)

    def _clear_up(self, worker: _Worker) -> None:
        """Take away what a worker that ended in the middle of a file has half written."""
        if worker.process.pid is not None and worker.process.exitcode:
            remove_temporaries(worker.process.pid, self._folders)

    def dismiss(self) -> None:
        """End all workers: kindly, then for certain. What is half written they take away themselves, or it is here."""
        for worker in self._workers:
            worker.pipe.close()
        end = time.monotonic() + FAREWELL
        for worker in self._workers:
            worker.process.join(max(end - time.monotonic(), 0.0))
        for worker in self._workers:
            if worker.process.is_alive():
                worker.process.kill()
            worker.process.join()
            self._clear_up(worker)
        self._workers.clear()


def _may_fork() -> bool:
    """Whether a worker may begin as a copy of this process, with all that is loaded: no other thread may be in the
    middle of something. Else it begins anew, which takes a second."""
    return sys.platform == "linux" and threading.active_count() == 1


def _how_ended(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"status {code}"


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let a process that is started here ignore Ctrl-C from its first moment: the parent tells it when to end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def serve(
    pipe: "Connection", recipe: Recipe, manifest: Manifest | None, threads: int, not_its_own: Sequence["Connection"]
) -> None:
    """What a worker does: take tasks from the pipe until it is closed, and send back what became of them.

    Of the ends that a fork has copied it lets go, so that they close when the parent does.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for end in not_its_own:
        end.close()
    keep_freed_memory()
    bands.WORKERS = threads
    cancel, lock = threading.Event(), threading.Lock()

    def tell(number: int, outcome: Outcome | None) -> None:
        with lock, contextlib.suppress(OSError):
            pipe.send((number, outcome))

    def do(number: int, task: Task) -> None:
        told = time.monotonic()

        def alive(part: float) -> None:
            nonlocal told
            if time.monotonic() - told > 1.0:
                told = time.monotonic()
                tell(number, None)

        with contextlib.suppress(Cancelled):
            tell(number, _recorded(recipe, task, manifest, cancel, alive))

    with bands.one_blas_thread(), ThreadPoolExecutor(LANES) as lanes:
        with contextlib.suppress(EOFError, OSError):
            while True:
                lanes.submit(do, *pipe.recv())
        cancel.set()
        lanes.shutdown(cancel_futures=True)
