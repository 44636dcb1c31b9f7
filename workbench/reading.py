"""Opening files without ever waiting: regular files only, of a size that makes sense."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from workbench.errors import Refused


def open_regular(path: Path, limit: int) -> BinaryIO:
    """Open for reading; a folder, FIFO or device is refused before and after it is opened, and so is an empty file.

    Raises OSError or Refused; the caller closes the file.
    """
    _refuse_irregular(path.stat())
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 - closed by the caller; Path has no opener
    try:
        status = os.fstat(file.fileno())
        _refuse_irregular(status)
        if not status.st_size:
            raise Refused("the file is empty")
        if status.st_size > limit:
            raise Refused(f"the file has {status.st_size / 1e6:,.0f} MB, more than the limit of {limit / 1e6:,.0f} MB")
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
