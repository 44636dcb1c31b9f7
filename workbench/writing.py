"""The one way to save: everything is written beside the target, checked, and put in its place in one move.

Whatever fails on the way, the old file is still there byte for byte.
"""

import contextlib
import os
import stat
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from filters.words import Words
from workbench.errors import SaveError, reason, shown

_PREFIX, _SUFFIX = ".workbench-", ".partial"
_STALE_SECONDS = 3600.0
_swept: dict[Path, float] = {}
"""When each folder was last looked through."""


def write_atomically(
    path: str | os.PathLike[str],
    write: Callable[[BinaryIO], None],
    check: Callable[[Path], bool],
    *,
    waits: bool = True,
) -> None:
    """Write through a temporary file in the same folder; `check` reopens it and says whether it holds what it should.

    Symlinks are followed and the mode of an existing file is kept. One that `waits` for the disk outlasts a failure of
    power. Raises SaveError.
    """
    name = shown(path)
    temporary: Path | None = None
    try:
        target = Path(os.path.realpath(path))
        mode = _mode_of(target, name)
        _sweep(target.parent)
        temporary = target.parent / f"{_PREFIX}{os.getpid()}-{os.urandom(8).hex()}{_SUFFIX}"
        with temporary.open("x+b") as file:
            write(file)
            if waits:
                file.flush()
                os.fsync(file.fileno())
        if not check(temporary):
            raise SaveError("{0} was not written: it reads back differently. Is the disk sound?", name)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
        temporary = None
        if waits:
            _sync_folder(target.parent)
    except OSError as error:
        raise SaveError("{0} was not written: {1}. What was there is unchanged.", name, reason(error)) from error
    except MemoryError as error:
        raise SaveError(
            "{0} was not written: there is not enough memory. What was there is unchanged.", name
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def write_bytes(file: BinaryIO, data: bytes) -> None:
    """Write plain bytes: what most `write` callables do."""
    file.write(data)


def _mode_of(target: Path, name: str) -> int | None:
    """Permissions of the file to replace, None where there is none yet."""
    try:
        found = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found):
        kind = Words("a folder" if stat.S_ISDIR(found) else "not a regular file")
        raise SaveError("{0} was not written: it is {1}.", name, kind)
    if not os.access(target, os.W_OK):
        raise SaveError("{0} was not written: it is read-only.", name)
    return stat.S_IMODE(found)


def _sweep(folder: Path) -> None:
    """Remove temporaries that a killed program left behind; not for each of a thousand files."""
    now = time.monotonic()
    if now - _swept.get(folder, -_STALE_SECONDS) < _STALE_SECONDS:
        return
    _swept[folder] = now
    limit = time.time() - _STALE_SECONDS
    for left in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < limit:
                left.unlink()


def remove_temporaries(process: int, folders: Iterable[Path]) -> None:
    """Remove what a process of this machine left behind in folders when it was ended."""
    for folder in folders:
        for left in folder.glob(f"{_PREFIX}{process}-*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                left.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last; not every file system can, and the file is whole either way."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
