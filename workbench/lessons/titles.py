"""What the lessons that come with the program are called: enough for menus, read without the rest of them."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import assets
from filters.records import dataclass

SUFFIX = ".lesson.json"
ENGLISH = "en"


@dataclass(frozen=True)
class Words:
    """A text in one language or more, by their tags; English stands in where one is missing."""

    texts: Mapping[str, str]

    def told(self, language: str) -> str:
        """The text in a language."""
        found = self.texts.get(language) or self.texts.get(ENGLISH)
        return found if found is not None else next(iter(self.texts.values()), "")


@dataclass(frozen=True)
class Heading:
    """A lesson's title, what it is about in a few words, and the group it stands in."""

    title: Words
    about: Words
    group: Words


def places() -> tuple[Path, ...]:
    """The files of the lessons, in the chapter's order."""
    return tuple(sorted((assets.FOLDER / "lessons").glob(f"*{SUFFIX}")))


@lru_cache(maxsize=1)
def headings() -> tuple[Heading, ...]:
    """The headings of all lessons, in the chapter's order."""
    found = []
    for place in places():
        raw = json.loads(place.read_text(encoding="utf-8"))
        found.append(Heading(*(Words(raw[name]) for name in ("title", "about", "group"))))
    return tuple(found)
