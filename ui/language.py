"""The language of the window: English as it is written, or a translation, installed before any widget is made.

Words in `ui` are translated where they stand, with tr(). Words of tables outside `ui` go through `translated`.
"""

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

import assets
from filters import words
from workbench.settings import load_settings, save_settings

if TYPE_CHECKING:
    from workbench.document import Document, Step

SYSTEM, ENGLISH, CHINESE = "system", "en", "zh_CN"
SPOKEN = "spoken_language"
NAMES = {ENGLISH: "English", CHINESE: "简体中文"}
"""The languages there are, each in its own words."""

FIXES = ("Pad by {0}", "Kernel {0} × {1}", "Window {0} × {1}", "Inputs {0}", "Channels {0}", "Biases {0}")
"""What the fixes of a refusal are called, with places for their numbers."""


def chosen() -> str:
    """What the user chose: SYSTEM, or a language."""
    name = load_settings()[0].language
    return name if name in NAMES else SYSTEM


def choose(name: str) -> None:
    """Remember a choice; the next start follows it."""
    save_settings(replace(load_settings()[0], language=name))


def resolved(name: str, wanted: list[str] | None = None) -> str:
    """The language that a choice means here; `wanted` are the system's languages, the best first."""
    if name != SYSTEM:
        return name
    for tag in QLocale.system().uiLanguages() if wanted is None else wanted:
        if tag.startswith("zh"):
            return CHINESE
        if tag.startswith("en"):
            return ENGLISH
    return ENGLISH


def install(app: QCoreApplication, name: str | None = None) -> tuple[QTranslator, ...]:
    """Let everything built from now on speak the language chosen; answers with what was installed."""
    language = resolved(chosen() if name is None else name)
    app.setProperty(SPOKEN, language)
    if language == ENGLISH:
        return ()
    installed = []
    for folder, file in (
        (QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), f"qtbase_{language}"),
        (str(assets.FOLDER / "translations"), language),
    ):
        translator = QTranslator(app)
        if translator.load(file, folder):
            app.installTranslator(translator)
            installed.append(translator)
    return tuple(installed)


def spoken() -> str:
    """The language that was installed."""
    app = QCoreApplication.instance()
    return (app.property(SPOKEN) if app is not None else None) or ENGLISH


def translated(text: str) -> str:
    """A title, help or description of a table outside `ui` in the user's language."""
    return QCoreApplication.translate("tables", text)


def told(text: str) -> str:
    """A sentence of the engine, of a file or of an error in the user's language, with the same values."""
    return words.told(text, lambda template: QCoreApplication.translate("sentences", template))


def sentences(*texts: str) -> str:
    """Sentences one behind the other; Chinese punctuation brings its own space."""
    found = ""
    for text in texts:
        found += text if not found or found[-1] in "。：；" else f" {text}"
    return found


def told_in(language: str, context: str, text: str) -> str:
    """A text of the window in any language, whichever the window speaks."""
    return text if language == ENGLISH else _words_of(language).translate(context, text) or text


@lru_cache(maxsize=len(NAMES))
def _words_of(language: str) -> QTranslator:
    translator = QTranslator()
    translator.load(language, str(assets.FOLDER / "translations"))
    return translator


def described(step: "Step") -> str:
    """What a step is in a few words."""
    from workbench import layers  # noqa: PLC0415 - the window is painted before layers are loaded

    return layers.describe(step, translated)


def fix_title(title: str) -> str:
    """What a fix does; its numbers stay as they are."""
    found = re.findall(r"\d+", title)
    places = iter(range(len(found)))
    return translated(re.sub(r"\d+", lambda match: f"{{{next(places)}}}", title)).format(*found)


def localised(document: "Document") -> "Document":
    """A pipeline that comes with the program, its name and its steps' labels in the user's language."""
    steps = tuple(replace(step, label=translated(step.label)) if step.label else step for step in document.steps)
    return replace(document, name=translated(document.name), steps=steps)
