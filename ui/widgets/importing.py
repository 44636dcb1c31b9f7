"""A library that takes long to import, imported a little at a time: the window has its turns in between.

A thread imports it, and stops at each of its modules until it is let on. It is let on only while the window's own
thread waits: to load Qt's classes beside a window that is at work has crashed.
"""

import sys
import threading
import time
from importlib import import_module
from types import FrameType, ModuleType


class Importing:
    """Imports one library. Until that is done, whoever needs a part of it on the window's thread asks for `needed`."""

    def __init__(self, library: str) -> None:
        self._library = library
        self._go, self._stopped = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, name="importing", daemon=True)
        self._is_begun = False
        self.is_done = False

    def go_on(self, seconds: float) -> bool:
        """Import for about so long; True when all is there."""
        end = time.perf_counter() + seconds
        if not self._is_begun:
            self._is_begun = True
            for other in tuple(_under_way):  # it may hold what this one waits for
                other.finish()
            _under_way.append(self)
            self._thread.start()
        while not self.is_done:
            self._go.release()
            self._stopped.acquire()
            if time.perf_counter() >= end:
                break
        return self.is_done

    def finish(self) -> None:
        """Import what is missing now, if it was begun."""
        if self._is_begun:
            self.go_on(float("inf"))

    def _run(self) -> None:
        self._go.acquire()
        sys.setprofile(self._on_profiled)  # of this thread alone
        try:
            import_module(self._library)
        except ImportError:
            pass  # it is raised again where the library is needed
        finally:
            sys.setprofile(None)
            _under_way.remove(self)
            self.is_done = True
            self._stopped.release()

    def _on_profiled(self, frame: FrameType, event: str, _: object) -> None:
        """Stop where a module of the library begins: no lock is held there but those of its own modules."""
        begins = event == "call" and frame.f_code.co_name == "<module>"
        if begins and str(frame.f_globals.get("__name__")).partition(".")[0] == self._library:
            self._stopped.release()
            self._go.acquire()


_under_way: list[Importing] = []


def needed(name: str) -> ModuleType:
    """Import a module that may need a library that is under way."""
    for importing in tuple(_under_way):
        importing.finish()
    return import_module(name)
