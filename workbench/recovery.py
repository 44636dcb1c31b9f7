"""Unsaved work in a file beside the settings: kept while it is edited, found at the start that follows a crash.

What is found is put aside until it has been kept again: work that ends the program does so once, not at every start.
"""

import json
from pathlib import Path
from typing import Any

from filters.records import dataclass
from filters.words import Words
from workbench.document import Document
from workbench.errors import Refused, reason
from workbench.pipeline_file import parse
from workbench.pipeline_text import dump
from workbench.reading import open_regular
from workbench.settings import settings_path, to_path, to_text
from workbench.writing import write_atomically, write_bytes

_SIZE_LIMIT = 1 << 30
_VERSION = 1


@dataclass(frozen=True)
class Unsaved:
    """A pipeline that is not as in its file; `path` is None where it has none yet."""

    document: Document
    path: Path | None


def place_of(number: int) -> Path:
    """Where the program that is the `number`-th to run at once keeps its unsaved work."""
    return settings_path().parent / "unsaved" / f"{number}.json"


def keep(place: Path, work: Unsaved) -> None:
    """Write the work; raises SaveError, OSError."""
    path = None if work.path is None else to_text(work.path)
    data = json.dumps({"version": _VERSION, "path": path, "pipeline": dump(work.document).decode()}).encode()
    place.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(place, lambda file: write_bytes(file, data), lambda written: written.read_bytes() == data)
    _aside(place).unlink(missing_ok=True)


def forget(place: Path) -> None:
    """Nothing is unsaved any more; raises OSError."""
    place.unlink(missing_ok=True)
    _aside(place).unlink(missing_ok=True)


def find(place: Path) -> tuple[Unsaved | None, str]:
    """What a program that did not end by itself has left, put aside, and a notice where that cannot be read."""
    try:
        place.replace(_aside(place))
        with open_regular(_aside(place), _SIZE_LIMIT) as file:
            return _read(json.loads(file.read())), ""
    except FileNotFoundError:
        return None, ""
    except (OSError, ValueError, RecursionError) as error:
        words = reason(error) if isinstance(error, OSError) else str(error)
        told = Words(
            "Unsaved work of an earlier run could not be read ({0}); it is kept as {1}.", words, str(_aside(place))
        )
        return None, told


def _read(raw: Any) -> Unsaved:
    """What a file says; raises ValueError."""
    match raw:
        case {"version": version} if version != _VERSION:
            raise Refused("it is of version {0}", version)
        case {"version": _, "path": str() | None as path, "pipeline": str() as pipeline}:
            return Unsaved(parse(pipeline.encode()), None if path is None else to_path(path))
    raise Refused("something is missing in it")


def _aside(place: Path) -> Path:
    return place.with_suffix(".found.json")
