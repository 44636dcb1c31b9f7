"""The document and its work, with no window: `load` a pipeline, `run` it on a picture."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.running import load, run

__all__ = ["load", "run"]


def __getattr__(name: str) -> object:
    """Import what reads pictures when it is first asked for: the window opens sooner without it."""
    if name not in __all__:
        raise AttributeError(f"module 'workbench' has no attribute {name!r}")
    from workbench import running  # noqa: PLC0415

    return getattr(running, name)
