"""Writes the words of the window for translators, and compiles what they made of them.

The words in `ui` are found by Qt's lupdate; those of the tables are read from the tables themselves, and the sentences
of errors from the code that raises them, so that none is forgotten. What is translated already stays; what is no longer
said goes.
"""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import PySide6

from assets.sentences import sentences
from filters import known_kernels
from ui import actions, language
from workbench import layers, presets
from workbench.batch.names import EXISTING
from workbench.document import Document
from workbench.picture_files.pictures import MAPPINGS
from workbench.sources import NumberGrid

ROOT = Path(__file__).parents[1]
SOURCE = Path(__file__).parent / "translations" / "zh_CN.ts"
TOOLS = Path(PySide6.__file__).parent
Word = tuple[str, str]
"""A context and a text in English."""


def table_texts() -> Iterator[str]:
    """Everything that tables outside `ui` let the window say."""
    for kind in layers.KINDS.values():
        yield from (kind.title, kind.group)
        for parameter in kind.parameters:
            yield from (parameter.title, parameter.help)
    yield layers.WITH_STRIDE
    yield from language.FIXES
    for named in known_kernels.NAMED.values():
        yield from (named.title, named.group, *(one.title for one in named.parameters))
    for preset in presets.PRESETS:
        document = presets.load_preset(preset.id)
        yield from (preset.title, preset.group, preset.description, document.name)
        yield from (step.label for step in document)
    for sample in presets.samples():
        yield from (sample.title, sample.description)
    yield from (*MAPPINGS.values(), *EXISTING.values())
    yield from (Document().name, NumberGrid.name)


def action_texts() -> Iterator[str]:
    """Everything the table of actions says."""
    yield from actions.MENUS
    for row in actions.TABLE:
        yield from (row.text, row.tip)


def words() -> list[Word]:
    """All words of the window, each once, in an order that stays."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.ts"
        sources = sorted(map(str, (ROOT / "ui").rglob("*.py")))
        subprocess.run([TOOLS / "lupdate", "-silent", *sources, "-ts", found], check=True)
        read = list(translations(found))
    read += [("actions", text) for text in action_texts()] + [("tables", text) for text in table_texts()]
    read += [("sentences", text) for text in sentences()]
    return sorted(dict.fromkeys(word for word in read if word[1]), key=lambda word: word[0])


def translations(path: Path) -> dict[Word, str]:
    """What a .ts file says; empty where a word is not translated."""
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message.findtext("translation") or ""
        for context in ET.parse(path).getroot().iter("context")
        for message in context.iter("message")
    }


def write(path: Path, said: dict[Word, str]) -> None:
    """Write a .ts file."""
    root = ET.Element("TS", version="2.1", language=path.stem, sourcelanguage="en")
    for name, group in groupby(said.items(), key=lambda item: item[0][0]):
        context = ET.SubElement(root, "context")
        ET.SubElement(context, "name").text = name
        for (_, text), translation in group:
            message = ET.SubElement(context, "message")
            ET.SubElement(message, "source").text = text
            made = ET.SubElement(message, "translation")
            made.text = translation
            if not translation:
                made.set("type", "unfinished")
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def main() -> int:
    """Bring the file of words up to date and compile it; 1 while a word is not translated."""
    known = translations(SOURCE) if SOURCE.exists() else {}
    said = {word: known.get(word, "") for word in words()}
    write(SOURCE, said)
    subprocess.run([TOOLS / "lrelease", "-silent", SOURCE, "-qm", SOURCE.with_suffix(".qm")], check=True)
    missing = [f"{context}: {text}" for (context, text), translation in said.items() if not translation]
    print(*missing, f"{len(said) - len(missing)} of {len(said)} words are translated.", sep="\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
