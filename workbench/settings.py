"""What the program remembers between runs, as one small JSON file; a file that cannot be read is kept aside."""

import contextlib
import json
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path

from filters.records import dataclass
from filters.words import Words
from workbench.errors import Refused, SaveError, reason
from workbench.reading import open_regular
from workbench.writing import write_atomically, write_bytes

__all__ = ["RECENT_LIMIT", "Settings", "load_settings", "save_settings", "settings_path", "to_path", "to_text"]

RECENT_LIMIT = 12
_SIZE_LIMIT = 1_000_000
_VERSION = 1
_THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Settings:
    """Everything remembered. Paths are kept as text that survives undecodable bytes; newest first."""

    version: int = _VERSION
    theme: str = "system"
    """Or "light" or "dark"."""
    language: str = "system"
    recent: tuple[str, ...] = ()
    cache_mib: int = 0
    """How much memory the pictures of steps may keep, in MiB; 0 follows what is free."""

    def with_recent(self, path: str | os.PathLike[str]) -> "Settings":
        """The file is the newest of the recent ones."""
        new = to_text(Path(path).absolute())
        return replace(self, recent=(new, *(other for other in self.recent if other != new))[:RECENT_LIMIT])


def to_text(path: Path) -> str:
    """Bytes that are no UTF-8 become %XX, and so does the per cent sign itself."""
    raw = os.fsencode(path).replace(b"%", b"%25")
    return raw.decode("utf-8", "surrogateescape").translate({0xDC00 + byte: f"%{byte:02X}" for byte in range(128, 256)})


def to_path(text: str) -> Path:
    """The path that a recent entry stands for."""
    raw, rest = b"", os.fsencode(text)
    while rest:
        before, mark, rest = rest.partition(b"%")
        raw += before
        if mark:
            with contextlib.suppress(ValueError):
                raw += bytes.fromhex(rest[:2].decode("ascii", "replace"))
            rest = rest[2:]
    return Path(os.fsdecode(raw))


def settings_path() -> Path:
    """Where the settings are: WORKBENCH_SETTINGS names another folder, for tests and portable use."""
    folder = os.environ.get("WORKBENCH_SETTINGS")
    return (Path(folder) if folder else _system_folder() / "filter-workbench") / "settings.json"


def _system_folder() -> Path:
    """Where programs of this system keep what they remember."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    is_windows = os.name == "nt"
    named = Path(os.environ.get("LOCALAPPDATA" if is_windows else "XDG_CONFIG_HOME", ""))
    if named.is_absolute():
        return named
    return home / "AppData" / "Local" if is_windows else home / ".config"


def load_settings() -> tuple[Settings, str]:
    """The settings and a notice, empty where all is well; a broken file, or one of a newer version, is kept aside."""
    path = settings_path()
    try:
        with open_regular(path, _SIZE_LIMIT) as file:
            return _checked(json.loads(file.read())), ""
    except FileNotFoundError:
        return Settings(), ""
    except (OSError, ValueError, RecursionError) as error:
        return Settings(), _keep_aside(path, error)


def _checked(raw: object) -> Settings:
    """Settings of what JSON says; what is missing is as usual. Raises Refused."""
    if not isinstance(raw, dict):
        raise Refused("they are no object of JSON")
    found = Settings(**{name: raw[name] for name in asdict(Settings()) if name in raw})
    if found.version != _VERSION:
        raise Refused("they are of version {0}", found.version)
    fits = {
        "theme": found.theme in _THEMES,
        "language": isinstance(found.language, str),
        "recent": isinstance(found.recent, list | tuple) and all(isinstance(path, str) for path in found.recent),
        "cache_mib": type(found.cache_mib) is int,
    }
    for name, does_fit in fits.items():
        if not does_fit:
            raise Refused("{0} has a value that it cannot have", name)
    return replace(found, recent=tuple(found.recent))


def _keep_aside(path: Path, error: Exception) -> str:
    aside = path.with_suffix(".broken.json")
    words = reason(error) if isinstance(error, OSError) else str(error)
    notice = Words("The settings could not be read ({0}); the program starts with its own.", words)
    try:
        path.replace(aside)
    except OSError:
        return notice
    return Words("{0} The unreadable file is kept as {1}.", notice, aside.name)


def save_settings(settings: Settings) -> str:
    """Write them; returns a notice, empty where all is well. Settings are worth no error, nor that anybody waits."""
    path, data = settings_path(), json.dumps(asdict(settings), indent=1).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(
            path, lambda file: write_bytes(file, data), lambda place: place.read_bytes() == data, waits=False
        )
    except (OSError, SaveError) as error:
        return Words("The settings were not kept: {0}", str(error))
    return ""
