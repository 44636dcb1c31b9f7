"""Lessons: a screen of text beside a ready pipeline, and questions whose answers the pipeline itself gives.

A lesson is a JSON file that holds no answers: each is computed from the pipeline and the photo that are open, so that a
lesson works on any photo. The window hides what is asked for until it is answered.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from filters.records import dataclass
from workbench.document import PHOTO, Document
from workbench.errors import LessonError, PipelineError, Refused, SaveError, WorkbenchError, reason, shown
from workbench.lessons.sources import checked_source, listed, opened, whole
from workbench.lessons.titles import ENGLISH, Words, places
from workbench.pipeline_file import parse
from workbench.pipeline_text import dump
from workbench.presets import PRESETS, load_preset
from workbench.reading import open_regular
from workbench.sources import Source
from workbench.writing import write_atomically, write_bytes

FORMAT, VERSION = "filter-workbench/lesson", 1
SIZE_LIMIT = 64_000_000
ASKED = {
    "value": {"step", "at", "channel", "sample"},
    "size": {"step", "axis"},
    "shape": {"step"},
    "field": {"step"},
    "count": {"step", "of"},
    "statistic": {"step", "of", "channel"},
    "running": {"step", "of", "channel"},
    "number": {"value", "formula", "hides"},
}
"""What can be asked for, and what says which."""

FACTS = (
    "value", "shape", "field", "weights", "biases", "multiplications", "additions", "statistic", "running", "slope",
)  # fmt: skip
"""What can be hidden of a step while it is asked for."""

TABS: Mapping[str, tuple[str, ...]] = {
    "curves": (), "explain": (), "slide": ("own", "way"), "table": (), "histogram": (),
    "gradient": ("pipeline", "vanishing", "field"), "batch_norm": ("averages", "spreads", "values", "partners"),
    "dropout": (), "batch": (),
}  # fmt: skip
"""What a lesson may bring to the front under the pictures: a tab, and behind a slash a page of it."""

_FIELDS = {
    "format", "version", "title", "about", "group", "text", "pipeline", "source", "training", "select", "channel", "at",
    "tab", "questions",
}  # fmt: skip
_COUNTED = ("weights", "biases", "multiplications", "additions")


@dataclass(frozen=True)
class Question:
    """`asked` is a name of ASKED and `which` says of what: {"step": "conv1", "at": [0, 0]} and the like."""

    words: Words
    asked: str
    which: Mapping[str, Any]

    @property
    def step(self) -> str:
        """The step it is about; empty where it is about none."""
        return str(self.which.get("step", ""))

    @property
    def hides(self) -> tuple[tuple[str, str], ...]:
        """What must not be seen before it is answered: kinds of facts and their steps."""
        if self.asked == "number":
            return tuple((fact, step) for fact, step in self.which.get("hides", ()))
        name = {"size": "shape", "count": str(self.which.get("of"))}.get(self.asked, self.asked)
        return ((name, self.step),)


@dataclass(frozen=True)
class Lesson:
    """A lesson as it is read; `source` is as in the file, and `opened` makes what it names."""

    title: Words
    text: tuple[Words, ...]
    document: Document
    source: Mapping[str, Any]
    about: Words = Words({})
    group: Words = Words({})
    questions: tuple[Question, ...] = ()
    training: bool = False
    select: str = PHOTO
    channel: int = 0
    at: tuple[int, int] | None = None
    tab: str = ""
    preset: str = field(default="", compare=False)

    def opened(self) -> Source:
        """The source that the lesson begins with. Raises LoadError where a sample cannot be read."""
        return opened(self.source)


def load_lesson(place: int) -> Lesson:
    """One of the lessons that come with the program, by its place in the chapter."""
    return parse_lesson(places()[place].read_bytes())


def read_lesson(path: str | os.PathLike[str]) -> Lesson:
    """Read a lesson file; raises LessonError, whose message begins with the file's name."""
    name = shown(path)
    try:
        with open_regular(Path(path), SIZE_LIMIT) as file:
            return parse_lesson(file.read(SIZE_LIMIT + 1))
    except OSError as error:
        raise LessonError("{0}: {1}.", name, reason(error)) from error
    except Refused as error:
        raise LessonError("{0}: {1}.", name, error) from error
    except WorkbenchError as error:
        raise LessonError("{0}: {1}", name, error) from error


def write_lesson(lesson: Lesson, path: str | os.PathLike[str]) -> None:
    """Write a lesson file in one step that fails whole or not at all; raises SaveError."""
    data = dump_lesson(lesson)
    try:
        parse_lesson(data)
    except WorkbenchError as error:
        raise SaveError("{0} was not written: the lesson would not read back ({1})", shown(path), error) from error
    write_atomically(path, lambda file: write_bytes(file, data), lambda place: place.read_bytes() == data)


def dump_lesson(lesson: Lesson) -> bytes:
    """The bytes of a lesson file."""
    raw = {
        "format": FORMAT,
        "version": VERSION,
        "title": dict(lesson.title.texts),
        "about": dict(lesson.about.texts),
        "group": dict(lesson.group.texts),
        "text": [dict(words.texts) for words in lesson.text],
        "pipeline": lesson.preset or json.loads(dump(lesson.document)),
        "source": dict(lesson.source),
        "training": lesson.training,
        "select": lesson.select,
        "channel": lesson.channel,
        "at": None if lesson.at is None else list(lesson.at),
        "tab": lesson.tab,
        "questions": [{"ask": dict(q.words.texts), q.asked: _plain(q.which)} for q in lesson.questions],
    }
    return (json.dumps(raw, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(which: Mapping[str, Any]) -> dict[str, Any]:
    return {name: dict(value.texts) if isinstance(value, Words) else value for name, value in which.items()}


def parse_lesson(data: bytes) -> Lesson:
    """Read a lesson from the bytes of its file; raises LessonError, or PipelineError for its pipeline."""
    try:
        raw = json.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise LessonError("it is not JSON in UTF-8.") from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise LessonError('it is no lesson: "format" must be "{0}".', FORMAT)
    if raw.get("version") != VERSION:
        raise LessonError("its version is {0}; this program reads version {1}.", raw.get("version"), VERSION)
    unknown = sorted(set(raw) - _FIELDS)
    if unknown:
        raise LessonError("$.{0}: there is no such field; there are {1}.", unknown[0], ", ".join(sorted(_FIELDS)))
    document, preset = _pipeline(raw.get("pipeline"))
    select = _string(raw.get("select", PHOTO), "$.select")
    if select != PHOTO and select not in document:
        raise LessonError("$.select: {0} is no step of the pipeline.", select)
    at = raw.get("at")
    questions = listed(raw.get("questions", []), "$.questions")
    return Lesson(
        title=_words(raw.get("title"), "$.title"),
        text=tuple(_words(part, f"$.text[{i}]") for i, part in enumerate(listed(raw.get("text", []), "$.text"))),
        document=document,
        source=checked_source(raw.get("source")),
        about=_words(raw.get("about", {}), "$.about"),
        group=_words(raw.get("group", {}), "$.group"),
        questions=tuple(_question(one, f"$.questions[{i}]", document) for i, one in enumerate(questions)),
        training=bool(raw.get("training", False)),
        select=select,
        channel=whole(raw.get("channel", 0), "$.channel"),
        at=None if at is None else _pair(at, "$.at"),
        tab=_tab(raw.get("tab", "")),
        preset=preset,
    )


def _pipeline(raw: object) -> tuple[Document, str]:
    if isinstance(raw, str):
        if all(preset.id != raw for preset in PRESETS):
            raise LessonError("$.pipeline: there is no preset {0}.", raw)
        return load_preset(raw), raw
    try:
        return parse(json.dumps(raw).encode()), ""
    except PipelineError as error:
        raise LessonError("$.pipeline: {0}", error) from error


def _question(raw: object, path: str, document: Document) -> Question:
    if not isinstance(raw, dict) or "ask" not in raw:
        raise LessonError('{0}: a question has "ask" and one of {1}.', path, ", ".join(ASKED))
    names = [name for name in raw if name != "ask"]
    if len(names) != 1 or names[0] not in ASKED:
        raise LessonError('{0}: beside "ask" a question has one of {1}, not {2}.', path, ", ".join(ASKED), names)
    asked, which = names[0], raw[names[0]]
    if not isinstance(which, dict) or set(which) - ASKED[asked]:
        raise LessonError("{0}.{1}: it may say {2}.", path, asked, ", ".join(sorted(ASKED[asked])))
    step = which.get("step", "")
    if asked != "number" and step != PHOTO and step not in document:
        raise LessonError("{0}.{1}.step: {2} is no step of the pipeline.", path, asked, step)
    if asked == "count" and which.get("of") not in _COUNTED:
        raise LessonError("{0}.count.of: it must be one of {1}.", path, ", ".join(_COUNTED))
    if asked in ("statistic", "running") and which.get("of") not in ("mean", "variance"):
        raise LessonError("{0}.{1}.of: it must be mean or variance.", path, asked)
    if asked == "number":
        value = which.get("value")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise LessonError("{0}.number.value: it must be a number.", path)
        hides = listed(which.get("hides", []), f"{path}.number.hides")
        for fact in hides:
            if not isinstance(fact, list) or len(fact) != 2 or fact[0] not in FACTS or fact[1] not in document:
                raise LessonError("{0}.number.hides: each is one of {1}, and a step.", path, ", ".join(FACTS))
        words = _words(which.get("formula", ""), f"{path}.number.formula")
        which = {"value": float(value), "formula": words, "hides": hides}
    for name in ("channel", "sample"):
        whole(which.get(name, 0), f"{path}.{asked}.{name}")
    if "at" in which:
        _pair(which["at"], f"{path}.{asked}.at")
    return Question(_words(raw["ask"], f"{path}.ask"), asked, which)


def _words(raw: object, path: str) -> Words:
    if isinstance(raw, str):
        return Words({ENGLISH: raw})
    if isinstance(raw, dict) and all(isinstance(text, str) for text in raw.values()):
        return Words(dict(raw))
    raise LessonError('{0}: it must be a text, or texts by language such as {{"en": "…", "zh_CN": "…"}}.', path)


def _string(raw: object, path: str) -> str:
    if not isinstance(raw, str):
        raise LessonError("{0}: it must be a text.", path)
    return raw


def _tab(raw: object) -> str:
    text = _string(raw, "$.tab")
    name, _, page = text.partition("/")
    if text and name not in TABS:
        raise LessonError("$.tab: there is no tab {0}; there are {1}.", name, ", ".join(TABS))
    if page and page not in TABS[name]:
        raise LessonError("$.tab: {0} has no page {1}; it has {2}.", name, page, ", ".join(TABS[name]) or "none")
    return text


def _pair(raw: object, path: str) -> tuple[int, int]:
    found = listed(raw, path)
    if len(found) != 2:
        raise LessonError("{0}: it must be a row and a column.", path)
    return whole(found[0], path), whole(found[1], path)
