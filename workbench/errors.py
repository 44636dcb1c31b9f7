"""What the workbench raises when the world outside does not fit: files that cannot be read, written or understood."""

import os
import unicodedata
from pathlib import Path

from filters.words import Words


class WorkbenchError(ValueError):
    """One sentence for the user, with the values in its places; nothing was changed."""

    def __init__(self, template: str, *values: object) -> None:
        super().__init__(Words(template, *values))


class LoadError(WorkbenchError):
    """A picture that cannot be opened; `is_damaged` where the file is a picture, and some of it might still be read."""

    is_damaged = False


class Refused(WorkbenchError):  # noqa: N818 - half a sentence, never seen by the user
    """The reason alone, without the file's name: the end of a LoadError's sentence, with no full stop."""


class SaveError(WorkbenchError):
    """A file that cannot be written; what stood there before still stands."""


class PipelineError(WorkbenchError):
    """A pipeline file that is refused; `path` is the JSON path of the culprit, such as "$.steps[0].stride[1]"."""

    def __init__(self, message: str, path: str = "$", file: str = "") -> None:
        where = ": ".join(part for part in (file, path) if part)
        sentence = Words(message) if message.endswith(".") else Words("{0}.", Words(message))
        super().__init__(Words("{0}: {1}", where, sentence) if where else sentence)
        self.message, self.path, self.file = message, path, file

    def __reduce__(self) -> tuple[type["PipelineError"], tuple[str, str, str]]:
        return type(self), (self.message, self.path, self.file)


class LessonError(WorkbenchError):
    """A lesson file that is refused; the message names the field."""


def shown(path: str | os.PathLike[str]) -> str:
    """A file's name fit for one line, as `legible` makes it."""
    return legible(Path(path).name or path)


def legible(path: str | os.PathLike[str]) -> str:
    """A path fit for one line: undecodable bytes and control characters become visible marks."""
    readable = os.fsencode(path).decode("utf-8", "replace")
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in ("Cc", "Cs") else c for c in readable)


def reason(error: OSError) -> str:
    """What the system said, in our words where we have them."""
    words: dict[type[OSError], str] = {
        FileNotFoundError: Words("there is no such file"),
        PermissionError: Words("you may not read or write it"),
        IsADirectoryError: Words("it is a folder"),
        NotADirectoryError: Words("a part of its path is not a folder"),
        FileExistsError: Words("a file of that name is in the way"),
    }
    return words.get(type(error)) or (error.strerror or str(error)).rstrip(".").lower()
