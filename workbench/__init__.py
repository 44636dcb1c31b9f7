"""The document and its work, with no window: `load` a pipeline, `run` it on a picture."""

from workbench.running import load, run

__all__ = ["load", "run"]
