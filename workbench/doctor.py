"""What this machine offers: versions, threads, settings that bend results or speed, and whether a window can open."""

import importlib.metadata
import importlib.util
import os
import platform
import sys
from collections.abc import Iterator

from workbench.memory import available_memory
from workbench.settings import settings_path

_PACKAGES = ("filter-workbench", "numpy", "Pillow", "tifffile", "imagecodecs", "PySide6-Essentials", "pyqtgraph")
_EXTRAS = ("pillow-heif", "rawpy", "onnx", "onnxruntime", "distributed")
_BENDING = {
    "OPENBLAS_CORETYPE": "forces a BLAS kernel: results and speed are those of another processor",
    "OPENBLAS_L2_SIZE": "changes the block sizes of BLAS: sums may differ in the last digit",
    "OMP_NUM_THREADS": "limits the threads of BLAS",
    "OPENBLAS_NUM_THREADS": "limits the threads of BLAS",
}

NO_DISPLAY = (
    "There is no display to open a window on. Set DISPLAY or WAYLAND_DISPLAY, or serve one with QT_QPA_PLATFORM=vnc, "
    "or use the commands that need none: workbench run, describe, presets, doctor."
)


def has_display() -> bool:
    """Whether Qt could open a window: only Linux and its kin can lack a display."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def findings() -> Iterator[tuple[str, str]]:
    """What there is to know, as (what, finding); a warning's `what` begins with "warning". Never imports Qt."""
    yield "system", f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors"
    yield "memory", f"{available_memory() / 1e9:.1f} GB free"
    for package in _PACKAGES:
        version = _version(package)
        yield (package, version) if version else ("warning", f"{package} is not installed")
    missing = [package for package in _EXTRAS if not _version(package)]
    yield "extras", f"not installed: {', '.join(missing)}" if missing else "all installed"
    from threadpoolctl import threadpool_info  # noqa: PLC0415 - the window asks only for a display

    for pool in threadpool_info():
        kernel = f", kernel {pool['architecture']}" if pool.get("architecture") else ""
        yield "threads", f"{pool['internal_api']} {pool.get('version') or ''}: {pool['num_threads']} threads{kernel}"
    for name, effect in _BENDING.items():
        if name in os.environ:
            yield "warning", f"{name}={os.environ[name]} {effect}"
    if importlib.util.find_spec("PySide6") is None:
        yield "warning", "PySide6 is not installed: the window cannot open"
    yield ("display", os.environ.get("QT_QPA_PLATFORM") or "found") if has_display() else ("warning", NO_DISPLAY)
    yield "settings", str(settings_path().parent)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
