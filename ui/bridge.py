"""The only file where threads meet Qt.

1. The window calls `show` whenever state or view changed; it is sent at once, unless a picture is under way.
2. The evaluator's thread delivers frames into a queued signal; here, in the GUI thread, stale ones are dropped: all
   that was asked for before the picture that is under way.
3. While a picture is under way the next request waits for it, so that a drag shows every picture it has time for,
   instead of cancelling each for the next.

Opening, saving and other slow work runs through `start` on one more thread and comes back as a call in the GUI thread.
What takes long enough to be followed and cancelled runs through `start_long`, on a thread of its own.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from filters import bands
from workbench.evaluation.cache import Cache, usual_budget
from workbench.evaluation.drawing import ProbeRequest
from workbench.evaluation.evaluator import Evaluator
from workbench.evaluation.frames import FailureFrame, Frame, PaneFrame, ProbeFrame, View
from workbench.evaluation.looks import Request
from workbench.session import State
from workbench.settings import load_settings

PATIENCE_MS = 120
"""How long a request may hold back the next one before it is given up."""

LINGER_SECONDS = 0.006
"""How long an edit waits for its first picture before the window is painted without."""

SECONDS_BETWEEN_REPORTS = 0.05
CLOSING_SECONDS = 1.5
"""How long closing waits for slow work to give way; its thread may then end with the program."""

Ended = Callable[[object, Exception | None], None]
Followed = Callable[[float], None]


class Line:
    """Carries what other threads say into signals of the GUI thread, as long as these are there.

    Work that hangs outlives the window: to emit a signal of what Qt has deleted ends the program.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.is_open = True

    def say(self, signal: object, *words: object) -> None:
        """Emit the signal, unless the line is closed."""
        with self._lock:
            if self.is_open:
                signal.emit(*words)

    def close(self) -> None:
        """Nothing is emitted from now on; what is about to be has been when this returns."""
        with self._lock:
            self.is_open = False


class Task:
    """Long work under way: the cancel token it looks at; `tell` takes how far it is, 0 to 1, from its thread."""

    def __init__(self, tell: Followed) -> None:
        self._tell = tell
        self._cancelled = threading.Event()
        self._next_report = 0.0
        self.thread: threading.Thread | None = None

    def cancel(self) -> None:
        """Ask the work to end; it comes back with Cancelled."""
        self._cancelled.set()

    def is_set(self) -> bool:
        """Whether it was cancelled."""
        return self._cancelled.is_set()

    def progress(self, part: float) -> None:
        """Tell how much is done; more often than anybody could see is not passed on."""
        now = time.monotonic()
        if now >= self._next_report and not self.is_set():
            self._next_report = now + SECONDS_BETWEEN_REPORTS
            self._tell(part)


class Bridge(QObject):
    """`frame_arrived` brings frames that are still wanted, in the GUI thread."""

    frame_arrived = Signal(object)
    _delivered = Signal(object)
    _job_ended = Signal(int, object)
    _job_followed = Signal(int, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)
        self._job_ended.connect(self._on_job_ended, Qt.ConnectionType.QueuedConnection)
        self._job_followed.connect(self._on_job_followed, Qt.ConnectionType.QueuedConnection)
        self._generation = 0
        self._wanted: tuple[State, View] | None = None
        self._in_flight: int | None = None
        self._has_come = threading.Event()
        self._oldest = 0
        self._probe: tuple[int, int] | None = None
        self._send_timer = QTimer(self)
        self._send_timer.setSingleShot(True)
        self._send_timer.timeout.connect(self._on_send_timeout)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_timeout)
        self._evaluator = Evaluator(self._deliver)
        self.set_cache_budget(load_settings()[0].cache_mib)
        self._jobs: SimpleQueue[tuple[Callable[[], object], Future[object]] | None] = SimpleQueue()
        self._line = Line()
        self._files = threading.Thread(target=_serve, args=(self._jobs, self._line), name="files", daemon=True)
        self._files.start()
        self._ends: dict[int, Ended] = {}
        self._job_number = 0
        self._tasks: dict[int, tuple[Task, Followed]] = {}

    # Pictures

    def show(self, state: State, view: View) -> None:
        """Ask for the selected step of the state in the view. The plan must give that step a shape."""
        self._wanted = (state, view)
        self._send()

    @property
    def cache(self) -> Cache:
        """What the worker keeps."""
        return self._evaluator.cache

    def set_cache_budget(self, mebibytes: int) -> None:
        """Keep no more than so much; 0 follows what is free."""
        self.cache.set_budget(mebibytes << 20 if mebibytes > 0 else usual_budget())

    @property
    def is_awaited(self) -> bool:
        """Whether a picture is under way."""
        return self._in_flight is not None

    def linger(self) -> None:
        """Wait a moment for the picture under way, if there is one: the window is then painted once, with it.

        The interpreter is the worker's meanwhile, who would have to share it with the painting of what is outdated.
        """
        if self._in_flight is not None:
            self._has_come.wait(LINGER_SECONDS)

    def forget(self) -> None:
        """Want no more pictures of what was shown until now."""
        self._wanted = None
        self._probe = None
        self._generation += 1
        self._oldest = self._generation
        self._in_flight = None

    def probe(self, y: int, x: int) -> None:
        """Ask for the values of all steps at one photo pixel."""
        self._probe = (y, x)
        self._send_timer.start()

    def wait_until_idle(self, timeout: float = 30.0) -> bool:
        """Wait for the worker; what it delivered still lies in the event queue. For tests and scripts."""
        self._send_timer.stop()
        self._in_flight = None
        self._send()
        return self._evaluator.wait_until_idle(timeout)

    def _send(self) -> None:
        if self._wanted is not None and self._in_flight is None:
            state, view = self._wanted
            self._wanted = None
            self._generation += 1
            self._in_flight = self._oldest = self._generation
            self._has_come.clear()
            self._evaluator.request(
                Request(self._generation, state.plan, state.source, state.selected, state.channel, view, state.sample)
            )
            self._patience.start()
        if self._probe is not None:
            self._evaluator.probe(ProbeRequest(self._generation, *self._probe))
            self._probe = None

    def _deliver(self, frame: Frame) -> None:
        self._delivered.emit(frame)
        if isinstance(frame, PaneFrame) and frame.pane == "map":
            self._has_come.set()

    @Slot(object)
    def _on_delivered(self, frame: Frame) -> None:
        if frame.generation < self._oldest:
            return
        if not isinstance(frame, ProbeFrame):
            self._oldest = frame.generation
        if isinstance(frame, FailureFrame) or (isinstance(frame, PaneFrame) and frame.pane == "map"):
            self._release()
        self.frame_arrived.emit(frame)

    def _release(self) -> None:
        self._in_flight = None
        self._patience.stop()
        if self._wanted is not None:
            self._send_timer.start()

    @Slot()
    def _on_send_timeout(self) -> None:
        self._send()

    @Slot()
    def _on_patience_timeout(self) -> None:
        self._release()

    # Other slow work

    def start(self, work: Callable[[], object], ended: Ended) -> None:
        """Do the work on the files' thread; then call ended(result, error) here."""
        self._job_number += 1
        number = self._job_number
        self._ends[number] = ended
        future: Future[object] = Future()
        future.add_done_callback(partial(self._line.say, self._job_ended, number))
        self._jobs.put((work, future))

    def start_long(self, work: Callable[[Task], object], ended: Ended, followed: Followed) -> Task:
        """Do the work on a thread of its own; call followed(part) here while it goes on, then ended(result, error)."""
        self._job_number += 1
        number = self._job_number
        task = Task(partial(self._line.say, self._job_followed, number))
        self._ends[number], self._tasks[number] = ended, (task, followed)
        future: Future[object] = Future()
        future.add_done_callback(partial(self._line.say, self._job_ended, number))
        doing = partial(_long_work, partial(work, task), future)
        task.thread = threading.Thread(target=doing, name="long work", daemon=True)
        task.thread.start()
        return task

    @Slot(int, float)
    def _on_job_followed(self, number: int, part: float) -> None:
        if number in self._tasks:
            task, followed = self._tasks[number]
            if not task.is_set():
                followed(part)

    @property
    def is_busy(self) -> bool:
        """Whether work given to `start` has not come back yet."""
        return bool(self._ends)

    @Slot(int, object)
    def _on_job_ended(self, number: int, future: Future[object]) -> None:
        ended = self._ends.pop(number, None)
        self._tasks.pop(number, None)
        if ended is None:  # it was on its way when the bridge was closed: Qt delivers what is posted already
            return
        error = future.exception()
        if error is not None and not isinstance(error, Exception):
            raise error
        ended(None if error else future.result(), error)

    def close(self) -> None:
        """End all threads; nothing arrives any more. What does not give way in time ends with the program."""
        self._line.close()
        self._send_timer.stop()
        self._patience.stop()
        self._delivered.disconnect(self._on_delivered)
        self._job_ended.disconnect(self._on_job_ended)
        self._job_followed.disconnect(self._on_job_followed)
        for task, _ in self._tasks.values():
            task.cancel()
        self._jobs.put(None)
        end = time.monotonic() + CLOSING_SECONDS
        for thread in (self._files, *(task.thread for task, _ in self._tasks.values())):
            thread.join(max(0.0, end - time.monotonic()))
        self._tasks.clear()
        self._ends.clear()
        self._evaluator.close()


def _serve(jobs: SimpleQueue, line: Line) -> None:
    """One job after the other, until there is nobody to tell of them."""
    bands.give_way()
    while (job := jobs.get()) is not None and line.is_open:
        _do(*job)


def _long_work(work: Callable[[], object], future: Future[object]) -> None:
    bands.give_way()
    _do(work, future)


def _do(work: Callable[[], object], future: Future[object]) -> None:
    try:
        future.set_result(work())
    except Exception as error:
        future.set_exception(error)
