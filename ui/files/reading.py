"""What is read on the files' thread, with decoders that are loaded there and not with the window."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ui.bridge import Task
from workbench.document import Document
from workbench.reading import followed
from workbench.sources import Photo, Source, Tray


def read_followed(work: Callable[[], Source | Document], task: Task) -> Source | Document:
    """Do the work, of which the task can tell how far it has read, and which it can stop."""
    with followed(task, task.progress):
        return work()


def read_photo(path: Path, frame: int = 0, *, damaged: bool = False) -> Photo:
    """Open a picture, as `load_photo` does."""
    from workbench.picture_files.photos import load_photo  # noqa: PLC0415

    return load_photo(path, frame, damaged=damaged)


def read_either(path: Path) -> Photo | Document:
    """The pipeline that a PNG carries, or the photo."""
    if path.suffix.lower() == ".png" and path.is_file():
        from workbench.picture_files.metadata import carried_pipeline  # noqa: PLC0415

        carried = carried_pipeline(path)
        if carried is not None:
            return carried
    return read_photo(path)


def read_tray(paths: tuple[Path, ...], beside: tuple[Photo, ...], source: Source | None) -> Tray:
    """Photos as a batch behind those `beside`, cut or fitted as those that are open."""
    from workbench.trays import CROP, tray_of  # noqa: PLC0415

    how = source.how if isinstance(source, Tray) else CROP
    return tray_of([*beside, *map(read_photo, paths)], how)


def photo_of(picture: np.ndarray, name: str) -> Photo:
    """An array of pixels as a photo."""
    from workbench.picture_files.photos import photo_of as made  # noqa: PLC0415

    return made(picture, name)
