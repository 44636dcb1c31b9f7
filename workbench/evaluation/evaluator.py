"""One worker thread that answers the newest request with frames: first the panes, then the rest, then the whole map."""

import threading
import traceback
from collections.abc import Callable

from filters import bands
from filters.errors import Cancelled
from filters.words import Words
from workbench.evaluation.cache import Cache, usual_budget
from workbench.evaluation.drawing import Drawing, ProbeRequest
from workbench.evaluation.frames import FailureFrame, Frame
from workbench.evaluation.looks import Request

SETTLE_SECONDS = 0.15
"""How long nothing must be asked for before the pass over the whole map begins."""


class Evaluator:
    """Owns the worker. Frames are delivered on its thread; what a newer request made stale is given up."""

    def __init__(self, deliver: Callable[[Frame], None]) -> None:
        self._deliver = deliver
        self._wake = threading.Condition()
        self._waiting: Request | None = None
        self._probe: ProbeRequest | None = None
        self._current: Request | None = None
        self._settling = False
        self._cancel = threading.Event()
        self._is_idle = True
        self._is_closed = False
        self.cache = Cache(usual_budget())
        self._drawing = Drawing(self.cache, deliver)
        self._thread = threading.Thread(target=self._run, name="evaluator", daemon=True)
        self._thread.start()

    def request(self, request: Request) -> None:
        """Ask for frames; an earlier request that is still being worked on is cancelled."""
        with self._wake:
            self._waiting = request
            self._is_idle = False
            self._cancel.set()
            self._wake.notify_all()

    def probe(self, request: ProbeRequest) -> None:
        """Ask for the values under the cursor; only the newest question is answered."""
        with self._wake:
            self._probe = request
            self._is_idle = False
            if self._settling:
                self._cancel.set()
            self._wake.notify_all()

    def wait_until_idle(self, timeout: float = 30.0) -> bool:
        """Wait until everything asked for is delivered; False where the time ran out."""
        with self._wake:
            return self._wake.wait_for(lambda: self._is_idle, timeout)

    def close(self) -> None:
        """Give up what is under way and end the thread."""
        with self._wake:
            self._is_closed = True
            self._cancel.set()
            self._wake.notify_all()
        self._thread.join()

    def _run(self) -> None:
        bands.give_way()
        unsettled: Request | None = None
        while True:
            with self._wake:
                pause = SETTLE_SECONDS if unsettled is not None else None
                while not (self._is_closed or self._waiting or self._probe):
                    if unsettled is None:
                        self._is_idle = True
                        self._wake.notify_all()
                    if not self._wake.wait(pause) and unsettled is not None:
                        break
                if self._is_closed:
                    return
                request, probe = self._waiting, self._probe
                self._waiting = self._probe = None
                self._cancel = threading.Event()
                self._settling = request is None and probe is None
            if request is not None:
                self._current = unsettled = request
                if self._attempt(request.generation, self._drawing.draw, request) is False:
                    unsettled = None
            if probe is not None and self._current is not None:
                self._attempt(probe.generation, self._drawing.answer, probe, self._current)
            if not self._settling or unsettled is None:
                continue
            if self._attempt(unsettled.generation, self._drawing.settle, unsettled) is not None:
                unsettled = None

    def _attempt(self, generation: int, work: Callable[..., None], *asked: object) -> bool | None:
        """True where the work was done, None where it was cancelled, False where it failed."""
        try:
            with bands.cancelling(self._cancel):
                work(*asked, self._cancel)
        except Cancelled:
            return None
        except MemoryError:
            words = Words("There is not enough memory for this step; use a smaller photo or fewer feature maps.")
            self._deliver(FailureFrame(generation, words, traceback.format_exc()))
            return False
        except Exception as error:  # the thread must live on; the window shows what happened
            words = Words("The picture could not be computed: {0}", error)
            self._deliver(FailureFrame(generation, words, traceback.format_exc()))
            return False
        return True
