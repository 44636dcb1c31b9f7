"""Where pictures lie: paths of this machine, and URLs that fsspec understands (s3://, gs://, sftp://, memory://)."""

import contextlib
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from workbench.errors import LoadError, SaveError, WorkbenchError, shown
from workbench.picture_files.photos import PHOTO_SUFFIXES

SIZE_LIMIT = 8 << 30
"""Bytes of the largest picture that is fetched."""


def is_url(place: str) -> bool:
    """Whether fsspec is asked instead of this machine's own file system."""
    return "://" in place


def path_of(place: str) -> str:
    """A file:// URL as the path that it stands for; anything else as it is."""
    return place.removeprefix("file://") if place.startswith("file:///") else place


def exists(place: str) -> bool:
    """Whether there is a file or folder."""
    return bool(_system(place).exists(place)) if is_url(place) else os.path.lexists(place)


def is_folder(place: str) -> bool:
    """Whether it is a folder."""
    return bool(_system(place).isdir(place)) if is_url(place) else Path(place).is_dir()


def stamp(place: str) -> str:
    """Text that changes when the file does; empty where there is none."""
    try:
        if is_url(place):
            return str(_system(place).ukey(place))
        status = Path(place).stat()
    except OSError:
        return ""
    return f"{status.st_size}:{status.st_mtime_ns}"


def identity(place: str) -> str:
    """One text for one file, through symlinks and hard links."""
    if is_url(place):
        return place
    real = os.path.realpath(place)
    try:
        status = Path(real).stat()
    except OSError:
        return real
    return f"{status.st_dev}:{status.st_ino}" if status.st_ino else real


def joined(folder: str, *names: str) -> str:
    """A place inside a folder."""
    if is_url(folder):
        return "/".join([folder.rstrip("/"), *(name for name in names if name)])
    return str(Path(folder, *names))


def matches(pattern: str) -> list[str]:
    """The files that a pattern with *, ? or [] stands for, sorted; ** goes into folders."""
    if not is_url(pattern):
        found = glob.glob(pattern, recursive=True)  # noqa: PTH207 - a pattern of the user, absolute or not
        return sorted(name for name in found if Path(name).is_file())
    system = _system(pattern)
    return [str(system.unstrip_protocol(name)) for name in sorted(system.glob(pattern))]


def pictures_in(folder: str, *, recursive: bool, without: str) -> Iterator[tuple[str, str]]:
    """Files of a folder that are named like pictures, sorted, each with its folder inside; `without` is left out."""
    if is_url(folder):
        system, top = _located(folder)
        url_out = _located(without)[1].rstrip("/") if is_url(without) else ""
        for name in sorted(system.find(top, maxdepth=None if recursive else 1)):
            is_out = url_out and name.startswith(f"{url_out}/")
            if name.lower().endswith(PHOTO_SUFFIXES) and not is_out:
                folder_inside = str(PurePosixPath(name).relative_to(PurePosixPath(top)).parent)
                yield str(system.unstrip_protocol(name)), folder_inside.removeprefix(".")
        return
    left_out = os.path.realpath(without)
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if os.path.realpath(Path(parent, name)) != left_out)
        if not recursive:
            folders.clear()
        inside = os.path.relpath(parent, folder)
        for name in sorted(names):
            file = Path(parent, name)
            if name.lower().endswith(PHOTO_SUFFIXES) and file.is_file():
                yield str(file), "" if inside == os.curdir else inside


@contextlib.contextmanager
def reading(place: str) -> Iterator[Path]:
    """A path to read the picture from: its own, or a copy of the URL's bytes under the same name."""
    if not is_url(place):
        yield Path(place)
        return
    system = _system(place)
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        copy = Path(folder) / (PurePosixPath(place).name or "picture")
        try:
            size = system.size(place)
            if size is not None and size > SIZE_LIMIT:
                raise LoadError(
                    "{0} cannot be opened: it has {1:.1f} GB, more than the limit of {2:.1f} GB.",
                    shown(place),
                    size / 1e9,
                    SIZE_LIMIT / 1e9,
                )
            with system.open(place, "rb") as remote, copy.open("wb") as local:
                shutil.copyfileobj(remote, local, 1 << 20)
        except OSError as error:
            raise LoadError("{0} cannot be opened: {1}.", shown(place), error.strerror or error) from error
        yield copy


@contextlib.contextmanager
def writing(place: str) -> Iterator[Path]:
    """A path to write to: its own, with its folder made, or a file that goes to the URL when it is whole."""
    if not is_url(place):
        try:
            Path(place).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SaveError(
                "{0} was not written: its folder cannot be made ({1}).", shown(place), error.strerror
            ) from error
        yield Path(place)
        return
    system = _system(place)
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        copy = Path(folder) / PurePosixPath(place).name
        yield copy
        partial = f"{place}.partial"
        try:
            system.makedirs(place.rpartition("/")[0], exist_ok=True)
            system.put_file(str(copy), partial)
            system.mv(partial, place)
        except OSError as error:
            raise SaveError("{0} was not written: {1}.", shown(place), error.strerror or error) from error


def _system(place: str) -> Any:
    return _located(place)[0]


def _located(place: str) -> tuple[Any, str]:
    """The file system of a URL, and the place as that system names it."""
    try:
        import fsspec  # noqa: PLC0415 - an extra: needed for URLs alone

        system, name = fsspec.core.url_to_fs(place)
        return system, str(name)
    except ImportError as error:
        raise WorkbenchError(
            "{0} needs another package ({1}): pip install 'filter-workbench[cluster]'.",
            shown(place),
            error.name or error,
        ) from error
    except ValueError as error:
        raise WorkbenchError("{0} is not a place that can be read: {1}.", shown(place), error) from error
