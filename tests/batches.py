"""What a batch does with a folder."""

from pathlib import Path

from workbench.batch.names import inputs_of, rows_of
from workbench.batch.recipe import Task


def tasks_of(folder: Path, out: Path) -> list[Task]:
    """The files of a folder on their way to PNGs in another."""
    return [row.task for row in rows_of(inputs_of([str(folder)]), str(out), "png")]
