"""The one way to ask for a file: in the folder used last.

PySide makes a class when it is first named: not at the start.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6 import QtWidgets
from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtWidgets import QWidget

FOLDER = "folder"


def file_dialog(window: QWidget, title: str, filters: str, *, saves: bool = False) -> "QtWidgets.QFileDialog":
    """A file dialog in the folder used last, to open or to save; what it is for is up to the caller."""
    dialog = QtWidgets.QFileDialog(window, title, folder(), filters)
    dialog.setObjectName("file_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if saves:
        dialog.setAcceptMode(dialog.AcceptMode.AcceptSave)
    return dialog


def ask_photos(
    window: QWidget, title: str, chosen: Callable[[list[str]], None], filters: str = "", *, start: str = ""
) -> None:
    """Ask for photos, or what `filters` name beside them; `chosen` gets the names. Begin at `start`, if it is given."""
    dialog = file_dialog(window, title, filters or photo_filter())
    if start:
        dialog.setDirectory(start)
    dialog.setFileMode(QtWidgets.QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(chosen)
    dialog.open()


def photo_filter() -> str:
    """The line of a dialog that shows pictures only."""
    return QCoreApplication.translate("dialog", "Photos") + f" ({photo_patterns()})"


def folder() -> str:
    """Where a file was opened or saved last."""
    return QSettings().value(FOLDER, str(Path.home()))


def keep_folder(path: Path) -> None:
    """Begin the next dialog beside a file."""
    QSettings().setValue(FOLDER, str(path.parent))


def photo_patterns() -> str:
    """The endings of pictures, as a filter of a dialog lists them."""
    from workbench.picture_files.photos import PHOTO_SUFFIXES  # noqa: PLC0415 - its decoders need not be there before

    return " ".join(f"*{suffix}" for suffix in PHOTO_SUFFIXES)
