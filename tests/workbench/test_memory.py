"""Memory that was let go of goes back to the system when there is much of it."""

import ctypes
import sys
from pathlib import Path

import numpy as np
import pytest

from workbench.memory import give_back, held_back

ARRAYS, BYTES = 4000, 100_000
TELLS = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "mallinfo2")


@pytest.fixture
def let_go() -> None:
    """Four hundred megabytes in pieces, every other of them let go of, as a cache does that forgets."""
    made = [np.ones(BYTES, np.uint8) for _ in range(ARRAYS)]
    kept = made[::2]
    del made
    yield
    kept.clear()


@pytest.mark.skipif(not TELLS, reason="this C library does not tell what it holds back")
def test_what_is_held_back_goes_back_from_a_limit_on(let_go: None) -> None:
    assert held_back() > ARRAYS * BYTES // 4
    resident = _resident()
    give_back(1 << 40)
    assert _resident() > resident - ARRAYS * BYTES // 8
    give_back(1 << 20)
    assert _resident() < resident - ARRAYS * BYTES // 4


def _resident() -> int:
    told = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in told if line.startswith("VmRSS"))
