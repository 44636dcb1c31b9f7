"""How much memory there is to work with, so that what does not fit is refused instead of killed."""

import contextlib
import ctypes
import os
import sys
from functools import cache
from pathlib import Path

FALLBACK = 4 << 30


def _budget() -> int:
    told = os.environ.get("WORKBENCH_MEGAPIXELS", "")
    return int(told) if told.isdecimal() and int(told) else 400


PIXEL_BUDGET = _budget() * 1_000_000
"""How many pixels a picture or a map may have; the variable WORKBENCH_MEGAPIXELS sets it."""


def available_memory() -> int:
    """Bytes that can be taken now without pushing anything out; a careful guess where the system does not say."""
    found = _meminfo() if sys.platform.startswith("linux") else _windows() if sys.platform == "win32" else _half()
    return found or FALLBACK


def _meminfo() -> int:
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 0)


def _half() -> int:
    """Half the machine's memory: macOS has no plain figure for what is free."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (ValueError, OSError, AttributeError):
        return 0


class _MemoryStatus(ctypes.Structure):
    _fields_ = (
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        *((name, ctypes.c_ulonglong) for name in ("total", "available", "a", "b", "c", "d", "e")),
    )


def _windows() -> int:
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there on Windows
    return int(status.available) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else 0


def keep_freed_memory() -> None:
    """Let this process keep the memory of pictures it is done with for the next ones, where the C library can.

    glibc gives large blocks back at once, and the system clears every page again for the next picture of the same size:
    some seven milliseconds for each photo of 2 megapixels.
    """
    trim, mmap = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD of <malloc.h>
    with contextlib.suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None)
        for option in (trim, mmap):
            library.mallopt(option, 1 << 30)


class _Mallinfo(ctypes.Structure):
    """Ten sizes; what is free in all parts of the heap is the ninth."""

    _fields_ = (("before", ctypes.c_size_t * 8), ("free", ctypes.c_size_t), ("top", ctypes.c_size_t))


@cache
def _glibc() -> ctypes.CDLL | None:
    """The C library where it is one that tells what it holds back."""
    if not sys.platform.startswith("linux"):
        return None
    found = ctypes.CDLL(None)
    if not (hasattr(found, "mallinfo2") and hasattr(found, "malloc_trim")):
        return None
    found.mallinfo2.restype = _Mallinfo
    found.malloc_trim.argtypes = [ctypes.c_size_t]
    return found


def held_back() -> int:
    """Bytes that were let go of and that the C library keeps for later; 0 where it does not tell."""
    library = _glibc()
    return 0 if library is None else int(library.mallinfo2().free)


def give_back(most: int) -> None:
    """Give memory back to the system where more than so many bytes of it are held back.

    What threads let go of otherwise stays with the process in pieces between what they keep.
    """
    if held_back() > most:
        library = _glibc()
        assert library is not None
        library.malloc_trim(0)
