"""How commands talk: results on stdout, errors of one line each on stderr, and a status that programs can rely on."""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

import click

from workbench.errors import reason, shown
from workbench.settings import settings_path

FAILED = 1
WRONG_USE = 2
STOPPED = 130


class OneLine(click.Group):
    """Usage errors of one line each, and exit status 2; a reader of stdout that goes away is no error."""

    def main(self, *args: Any, **options: Any) -> Any:
        try:
            with _stopped_once():
                return super().main(*args, **{**options, "standalone_mode": False})
        except click.exceptions.Exit as done:
            sys.exit(done.exit_code)
        except click.Abort:
            fail("Stopped.", STOPPED)
        except click.ClickException as error:
            fail(error.format_message())
        except OSError as error:  # of a path that no file can have, or of stdout on a full disk
            name = "" if error.filename is None else f"{shown(error.filename)}: "
            fail(f"{name}{reason(error)}.", FAILED)
        except MemoryError:
            fail("There is not enough memory for that.", FAILED)
        except Exception as error:  # a fault of the program's own
            fail(f"Something went wrong inside the program ({type(error).__name__}: {error}).{_kept(error)}", FAILED)

    def invoke(self, context: click.Context) -> Any:
        try:
            found = super().invoke(context)
            if sys.stdout is not None:  # a program may be started with none
                sys.stdout.flush()
        except BrokenPipeError:
            _leave_stdout()
            context.exit(0)
        except OSError:
            _leave_stdout()
            raise
        except KeyboardInterrupt as error:
            raise click.Abort from error
        return found


def _kept(error: Exception) -> str:
    """Keep the traceback of a fault, for a report of it, and say where."""
    place = settings_path().parent / "fault.txt"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("".join(traceback.format_exception(error)), "utf-8", "backslashreplace")
    except OSError:
        return ""
    return f" A report of it is in {place}."


def _leave_stdout() -> None:
    """Let what is still to be written to stdout go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _stopped_once() -> Iterator[None]:
    """Let the first Ctrl-C stop the command, and the next ones not stop its clearing up, which takes two seconds."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield
        return
    is_stopped = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal is_stopped
        if not is_stopped:
            is_stopped = True
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN if is_stopped else before)


def say(message: str) -> None:
    """One line on stderr, whatever the message holds."""
    line = " ".join(message.splitlines())
    click.echo(line.encode("utf-8", "replace").decode("utf-8"), err=True)


def fail(message: str, status: int = WRONG_USE) -> NoReturn:
    """Say why in one line and leave."""
    say(f"workbench: {message}")
    sys.exit(status)
