"""Which files a batch reads and writes, and what happens to files that are there already: settled before any work."""

import glob
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Literal

from filters.records import dataclass
from workbench.batch import places
from workbench.batch.manifest import Manifest, entry_for, is_done
from workbench.batch.recipe import Task
from workbench.errors import WorkbenchError, shown

Existing = Literal["overwrite", "skip", "number", "changed"]
Action = Literal["write", "replace", "number", "skip", "unchanged"]

EXISTING: dict[str, str] = {
    "overwrite": "Replace it",
    "skip": "Skip the photo",
    "number": "Keep it and number the new one",
    "changed": "Replace it only if photo or pipeline changed",
}
"""What may be done where a result's file is there already, in words."""


@dataclass(frozen=True)
class Input:
    """A picture to read, and the folder inside OUT that its result goes to."""

    place: str
    folder: str = ""


@dataclass(frozen=True)
class Row:
    """A task, and what will happen: skipped and unchanged ones are not done."""

    task: Task
    action: Action = "write"

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything to do."""
        return self.action not in ("skip", "unchanged")


def inputs_of(words: Sequence[str], *, recursive: bool = False, out: str = "") -> list[Input]:
    """The pictures that files, folders and patterns name, in order; raises WorkbenchError where one names none.

    Folders give the files named like pictures, without those in `out`; `recursive` goes into their folders too.
    """
    found: list[Input] = []
    for word in map(places.path_of, words):
        if places.is_folder(word):
            inside = [Input(*pair) for pair in places.pictures_in(word, recursive=recursive, without=out)]
            if not inside:
                hint = "" if recursive else "; --recursive looks into its folders"
                raise WorkbenchError("The folder {0} holds no pictures{1}.", shown(word), hint)
            found += inside
        elif glob.has_magic(word) and not places.exists(word):
            names = places.matches(word)
            if not names:
                raise WorkbenchError("No file matches {0}.", word)
            found += map(Input, names)
        else:
            found.append(Input(word))
    return found


def rows_of(
    inputs: Sequence[Input], out: str, ending: str, existing: Existing = "overwrite", manifest: Manifest | None = None
) -> list[Row]:
    """Name the result of each input, `<stem>.<ending>` in the folder `out`, and settle what happens to it.

    `manifest` tells what is unchanged. Raises WorkbenchError where two results, or a result and an input, are one file.
    """
    entries = manifest.entries() if manifest is not None and existing == "changed" else {}
    read = {places.identity(source.place): source.place for source in inputs}
    taken: dict[str, str] = {}
    rows = []
    for source in inputs:
        stem = (PurePosixPath if places.is_url(source.place) else Path)(source.place).stem
        folder = places.joined(out, source.folder)
        target, number = places.joined(folder, f"{stem}.{ending}"), 2
        is_there = places.exists(target)
        action: Action = "replace" if is_there else "write"
        if existing == "number":
            while is_there or _key(target) in taken or _key(target) in read:
                target, action = places.joined(folder, f"{stem}-{number}.{ending}"), "number"
                is_there, number = places.exists(target), number + 1
        _refuse_clash(source.place, target, read, taken)
        taken[_key(target)] = source.place
        task = Task(source.place, target)
        if is_there and existing == "skip":
            action = "skip"
        elif is_there and existing == "changed" and manifest is not None:
            action = "unchanged" if is_done(entry_for(entries, task), task, manifest.recipe) else "replace"
        rows.append(Row(task, action))
    return rows


def refuse_own_input(source: str, target: str) -> None:
    """Raise WorkbenchError where one result would overwrite the picture that it is made from."""
    _refuse_clash(source, target, {places.identity(source): source}, {})


def _refuse_clash(source: str, target: str, read: dict[str, str], taken: dict[str, str]) -> None:
    key = places.identity(target)
    if key in read:
        raise WorkbenchError(
            "The result of {0} would overwrite the input {1}. Choose another folder.", shown(source), shown(read[key])
        )
    if _key(target) in taken:
        raise WorkbenchError(
            "{0} and {1} would both be written to {2}. Run them apart, or number them.",
            shown(taken[_key(target)]),
            shown(source),
            shown(target),
        )


def _key(target: str) -> str:
    """Names that differ in case alone are one file on many systems."""
    return places.identity(target).casefold()
