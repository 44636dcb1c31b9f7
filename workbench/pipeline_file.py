"""Pipelines as JSON files: what is read is checked to the last field, and every refusal names its JSON path.

The format is version 1; a file of a newer version is refused in words. Nothing in a file is ever executed.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from filters.words import Words
from workbench.document import MOST_STEPS, PHOTO, Document, Step
from workbench.errors import PipelineError, Refused, SaveError, reason, shown
from workbench.layers import KINDS, checked
from workbench.memory import available_memory
from workbench.parameters import LayerError
from workbench.pipeline_text import FORMAT, VERSION, dump
from workbench.ranges import RANGES
from workbench.reading import open_regular
from workbench.writing import write_atomically, write_bytes

__all__ = ["SUFFIX", "PipelineError", "naming", "parse", "read_pipeline", "write_pipeline"]

SUFFIX = ".pipeline.json"
SIZE_LIMIT = 256_000_000
LIST_LIMIT = 4_000_000

_FIELDS = {"format", "version", "name", "input", "steps"}
_STEP_FIELDS = {"id", "kind", "enabled", "label", "input"}
_LONGEST_WORD = 200


def read_pipeline(path: str | os.PathLike[str]) -> Document:
    """Read a pipeline file; raises PipelineError, whose message then begins with the file's name."""
    with naming(path), open_regular(Path(path), SIZE_LIMIT) as file:
        return parse(file.read(SIZE_LIMIT + 1))


@contextmanager
def naming(path: str | os.PathLike[str]) -> Iterator[None]:
    """Let whatever goes wrong with a pipeline's file be a PipelineError that begins with the file's name."""
    name = shown(path)
    try:
        yield
    except PipelineError as error:
        raise PipelineError(error.message, error.path, name) from error
    except Refused as error:
        raise PipelineError(str(error), "", name) from error
    except OSError as error:
        raise PipelineError(reason(error), "", name) from error


def write_pipeline(document: Document, path: str | os.PathLike[str]) -> None:
    """Write a pipeline file in one step that fails whole or not at all; raises SaveError."""
    try:
        data = dump(document)
        same = parse(data) == document
    except (PipelineError, UnicodeEncodeError) as error:
        raise SaveError("{0} was not written: the pipeline would not read back ({1}).", shown(path), error) from error
    if not same:
        raise SaveError("{0} was not written: the pipeline would not read back as it is.", shown(path))
    write_atomically(path, lambda file: write_bytes(file, data), lambda place: place.read_bytes() == data)


class _Twice(dict[str, Any]):
    """An object of JSON in which a name stands twice."""

    name = ""


def parse(data: bytes) -> Document:
    """Read a pipeline from the bytes of its file; raises PipelineError."""
    root = _object(_decoded(data), "$")
    _check_version(root)
    _refuse_unknown(root, _FIELDS, "$")
    name = _text(root.get("name", "Untitled"), "$.name")
    given = _object(root.get("input", {}), "$.input")
    _refuse_unknown(given, {"range"}, "$.input")
    value_range = given.get("range", "0-255")
    if not isinstance(value_range, str) or value_range not in RANGES:
        raise PipelineError(
            Words("the range must be one of {0}, not {1}", ", ".join(RANGES), _shown(value_range)), "$.input.range"
        )
    rows = root.get("steps")
    if not isinstance(rows, list):
        raise PipelineError(
            Words("steps must be a list of steps" if "steps" in root else "steps are missing"), "$.steps"
        )
    if len(rows) > MOST_STEPS:
        raise PipelineError(Words("there are {0:,} steps and the limit is {1:,}", len(rows), MOST_STEPS), "$.steps")
    ids = {row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)}
    steps: dict[str, Step] = {}
    for index, row in enumerate(rows):
        step = _step(row, f"$.steps[{index}]", steps, ids)
        steps[step.id] = step
    return Document(name, value_range, tuple(steps.values()))


def _decoded(data: bytes) -> Any:
    if len(data) > SIZE_LIMIT:
        raise PipelineError(Words("the file has more than {0:.0f} MB", SIZE_LIMIT / 1e6))
    if data.startswith(b"\xef\xbb\xbf"):
        raise PipelineError("the file begins with a byte order mark (BOM); save it as UTF-8 without one")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PipelineError("the file is UTF-16; save it as UTF-8")
    lists = data.count(b"[") + data.count(b"{")
    if lists > LIST_LIMIT:
        raise PipelineError(Words("it has {0:,} lists and objects, and the limit is {1:,}", lists, LIST_LIMIT))
    needed, free = _memory_for(data), available_memory()
    if needed > free:
        raise PipelineError(
            Words(
                "to read it takes about {0:.1f} GB of memory and {1:.1f} GB are free",
                needed / 1e9,
                free / 1e9,
            )
        )
    try:
        # NaN, Infinity and 1e999 pass here and are refused where they stand, with their path. No other decoder at hand
        # tells of a name that stands twice.
        return json.loads(data, object_pairs_hook=_object_of, parse_int=_whole)
    except RecursionError as error:
        raise PipelineError("the file is nested too deeply") from error
    except (UnicodeDecodeError, ValueError) as error:
        raise PipelineError(Words("the file is not JSON ({0})", error)) from error


def _memory_for(data: bytes) -> int:
    """About how many bytes the file's text and numbers take while it is read."""
    return 3 * len(data) + 40 * data.count(b",")


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice, seen = _Twice(found), set[str]()
    twice.name = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return twice


def _whole(text: str) -> int | float:
    """Whole numbers beyond 64 bits are still numbers, but nothing here is counted in them."""
    return int(text) if len(text) <= 18 else float(text)


def _check_version(root: dict[str, Any]) -> None:
    if root.get("format") != FORMAT:
        found = Words("not {0}", _shown(root["format"])) if "format" in root else Words("and it is missing")
        raise PipelineError(Words('the format must be "{0}", {1}: this is no pipeline file', FORMAT, found), "$.format")
    if "version" not in root:
        raise PipelineError("the version is missing", "$.version")
    version = root["version"]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise PipelineError(Words("the version must be a whole number from 1, not {0}", _shown(version)), "$.version")
    if version > VERSION:
        raise PipelineError(
            Words(
                "the file is of version {0}, written by a newer Filter Workbench; this one reads up to version {1}",
                version,
                VERSION,
            ),
            "$.version",
        )


def _step(row: Any, path: str, earlier: dict[str, Step], ids: set[str]) -> Step:
    fields = _object(row, path)
    for name in ("id", "kind"):
        if name not in fields:
            raise PipelineError(Words("{0} is missing", name), f"{path}.{name}")
    step_id = _id(fields["id"], f"{path}.id", earlier)
    kind = fields["kind"]
    if not isinstance(kind, str) or kind not in KINDS:
        raise PipelineError(
            Words("{0} is not a kind of step; there are {1}", _shown(kind), ", ".join(KINDS)), f"{path}.kind"
        )
    enabled = fields.get("enabled", True)
    if not isinstance(enabled, bool):
        raise PipelineError(Words("enabled must be true or false, not {0}", _shown(enabled)), f"{path}.enabled")
    label = _text(fields.get("label", ""), f"{path}.label")
    source = fields.get("input")
    if source is not None and source != PHOTO and (not isinstance(source, str) or source not in earlier):
        if not isinstance(source, str):
            why = Words("input must be the id of an earlier step, not {0}", _shown(source))
        elif source == step_id:
            why = Words("{0} would read itself; input names an earlier step", _shown(source))
        elif source in ids:
            why = Words("{0} comes later; input names an earlier step", _shown(source))
        else:
            why = Words("no earlier step is named {0}; input names one, or {1}", _shown(source), f'"{PHOTO}"')
        raise PipelineError(why, f"{path}.input")
    known = {parameter.name for parameter in KINDS[kind].parameters}
    _refuse_unknown(fields, _STEP_FIELDS | known, path)
    try:
        with np.errstate(over="ignore"):
            raw = {name: value for name, value in fields.items() if name not in _STEP_FIELDS}
            parameters = checked(kind, raw)
    except LayerError as error:
        raise PipelineError(str(error).rstrip("."), f"{path}.{error.field}") from error
    except (OverflowError, TypeError, ValueError) as error:
        raise PipelineError(Words("its parameters cannot be read ({0})", error), path) from error
    return Step(step_id, kind, parameters, enabled, label, source)


def _id(value: Any, path: str, earlier: dict[str, Step]) -> str:
    text = _text(value, path)
    if not text:
        raise PipelineError("an id must not be empty", path)
    if text == PHOTO:
        raise PipelineError(Words('"{0}" stands for the photo; no step may have this id', PHOTO), path)
    if text in earlier:
        raise PipelineError(Words("another step already has the id {0}", _shown(text)), path)
    if not text.isprintable() or "/" in text or "\\" in text:
        raise PipelineError(Words("the id {0} holds a slash or a control character", _shown(text)), path)
    return text


def _object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PipelineError(Words("this must be an object, {{...}}, not {0}", _shown(value)), path)
    if isinstance(value, _Twice):
        raise PipelineError(Words("{0} stands here twice", _shown(value.name)), _member(path, value.name))
    return value


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise PipelineError(Words("this must be text, not {0}", _shown(value)), path)
    if len(value) > _LONGEST_WORD:
        raise PipelineError(Words("this has {0} characters and the limit is {1}", len(value), _LONGEST_WORD), path)
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise PipelineError(Words("{0} holds half a character", _shown(value)), path)
    return value


def _refuse_unknown(fields: dict[str, Any], known: set[str], path: str) -> None:
    for name in fields:
        if name not in known:
            raise PipelineError(
                Words("there is no such field; there are {0}", ", ".join(sorted(known))), _member(path, name)
            )


def _member(path: str, name: str) -> str:
    return f"{path}.{name}" if name.isidentifier() and len(name) <= 40 else f"{path}[{_shown(name)}]"


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 40 else f"{text[:37]}..."
