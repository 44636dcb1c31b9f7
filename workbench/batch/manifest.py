"""The record of a batch: one line for each file that was finished, so that a batch that was killed can be resumed.

A line is added when its file is whole and in its place, by the process that put it there. A file counts as done where
recipe, source and result are still the same; a line cut off by a crash counts for nothing.
"""

import contextlib
import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path

from filters.records import dataclass
from workbench.batch import places
from workbench.batch.recipe import Outcome, Task
from workbench.errors import WorkbenchError, reason
from workbench.settings import settings_path


@dataclass(frozen=True)
class Entry:
    """One finished file."""

    target: str
    source: str
    source_stamp: str
    target_stamp: str
    recipe: str


@dataclass(frozen=True)
class Manifest:
    """The record at `path`, for results of the recipe of that key. It may travel to other processes."""

    path: str
    recipe: str

    def record(self, outcome: Outcome) -> None:
        """Add a finished file; raises WorkbenchError where that cannot be done."""
        entry = Entry(_full(outcome.task.target), _full(outcome.task.source), *outcome.stamps, self.recipe)
        line = json.dumps(asdict(entry)).encode() + b"\n"
        try:
            Path(self.path).parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                os.write(file, line)  # one call: lines of several processes do not mix
            finally:
                os.close(file)
        except OSError as error:
            raise WorkbenchError("The record {0} cannot be written: {1}.", self.path, reason(error)) from error

    def entries(self) -> dict[str, Entry]:
        """The finished files by target; lines that cannot be read are left out."""
        found = {}
        with contextlib.suppress(FileNotFoundError), Path(self.path).open("rb") as file:
            for line in file:
                with contextlib.suppress(ValueError, TypeError):
                    entry = Entry(**json.loads(line))
                    found[entry.target] = entry
        return found


def is_done(entry: Entry | None, task: Task, recipe: str) -> bool:
    """Whether the result is there already, made by this recipe from the source as it is now."""
    return (
        entry is not None
        and entry.recipe == recipe
        and entry.source == _full(task.source)
        and bool(entry.target_stamp)
        and (entry.source_stamp, entry.target_stamp) == (places.stamp(task.source), places.stamp(task.target))
    )


def entry_for(entries: dict[str, Entry], task: Task) -> Entry | None:
    """The entry of the task's target."""
    return entries.get(_full(task.target))


def usual_path(out: str) -> str:
    """Where the record of batches into the folder `out` is kept: beside the settings, never among the pictures."""
    name = hashlib.blake2b(os.fsencode(_full(out)), digest_size=16).hexdigest()
    return str(settings_path().parent / "batches" / f"{name}.jsonl")


def _full(place: str) -> str:
    return place if places.is_url(place) else os.path.realpath(place)
