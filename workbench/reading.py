"""Opening files without ever waiting: regular files only, of a sensible size; reading one can be followed."""

import io
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from filters.errors import Cancelled
from workbench.errors import Refused

if TYPE_CHECKING:
    from filters.bands import CancelToken

PIECE = 1 << 20
"""A followed file is read in pieces of so many bytes at most, so that it can be given up between them."""

_follower: ContextVar["tuple[CancelToken, Callable[[float], None]] | None"] = ContextVar("follower", default=None)


@contextmanager
def followed(cancel: "CancelToken", progress: Callable[[float], None]) -> Iterator[None]:
    """Let the token stop, with Cancelled, what reads a file inside the block; `progress` gets 0 to 1 of its bytes."""
    before = _follower.set((cancel, progress))
    try:
        yield
    finally:
        _follower.reset(before)


class _Followed(io.FileIO):
    """Tells how far it has been read. Decoders read as they go, so that is how far they are."""

    def __init__(self, path: Path, cancel: "CancelToken", progress: Callable[[float], None]) -> None:
        super().__init__(path, "rb", opener=_without_waiting)
        self._cancel, self._progress, self._furthest = cancel, progress, 0

    def readinto(self, buffer: Any) -> int | None:
        if self._cancel.is_set():
            raise Cancelled
        count = super().readinto(memoryview(buffer).cast("B")[:PIECE])
        self._furthest = max(self._furthest, self.tell())
        self._progress(self._furthest / max(os.fstat(self.fileno()).st_size, 1))
        return count

    def readall(self) -> bytes:
        pieces = []
        while piece := self.read(PIECE):
            pieces.append(piece)
        return b"".join(pieces)

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0:
            return self.readall()
        buffer = bytearray(size)
        count = self.readinto(buffer)
        return bytes(buffer[: count or 0])


def open_regular(path: Path, limit: int) -> BinaryIO:
    """Open for reading; a folder, FIFO or device is refused before and after it is opened, and so is an empty file.

    Raises OSError or Refused; the caller closes the file.
    """
    _refuse_irregular(path.stat())
    follower = _follower.get()
    file: BinaryIO
    if follower is None:
        file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 - closed by the caller; Path has no opener
    else:
        file = io.BufferedReader(_Followed(path, *follower))
    try:
        status = os.fstat(file.fileno())
        _refuse_irregular(status)
        if not status.st_size:
            raise Refused("the file is empty")
        if status.st_size > limit:
            raise Refused(
                "the file has {0:,.0f} MB, more than the limit of {1:,.0f} MB",
                status.st_size / 1e6,
                limit / 1e6,
            )
    except BaseException:
        file.close()
        raise
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse_irregular(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise Refused("it is a folder")
    if not stat.S_ISREG(status.st_mode):
        raise Refused("it is not a regular file")
