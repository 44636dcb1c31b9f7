"""The files of the window: one of each who opens or saves, and whatever is opened, told apart by its name or content.

Slow work runs on the bridge's thread; what fails leaves everything as it was and says one sentence.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.files.animations import Animations
from ui.files.dialog import ask_photos, photo_filter, photo_patterns
from ui.files.lessons import LESSON_ENDING, LessonFiles
from ui.files.models import Models
from ui.files.opening import Opening
from ui.files.pipelines import Pipelines
from ui.files.recent import Recent
from ui.files.saving import Saving
from ui.files.sources import Sources
from ui.kernel.text import parse_numbers
from ui.messages import NoticeBar
from ui.numbers import NumberError
from workbench import presets
from workbench.session import Session

PIPELINE_SUFFIXES = (".json", ".onnx")


class Files(QObject):
    """`busy_changed` says what is under way; empty when nothing is."""

    busy_changed = Signal(str)
    lesson_opened = Signal(object)

    def __init__(self, session: Session, bridge: Bridge, notices: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._notices, self._window = notices, window
        self.recent = Recent(notices, window)
        self.opening = Opening(bridge, window)
        self.saving = Saving(session, self.recent, notices, window)
        self.sources = Sources(session, self.opening, self.recent, notices, window)
        self.pipelines = Pipelines(session, self.sources, self.saving, self.recent, notices, window)
        self.models = Models(session, bridge, self.pipelines, self.saving, notices, window)
        self.lessons = LessonFiles(self.recent, notices, window)
        self.animations = Animations(bridge, notices, window)
        for who in (self.opening, self.models, self.animations):
            who.busy_changed.connect(self.busy_changed)

    @Slot()
    def ask_open(self) -> None:
        """Ask for a photo or a pipeline."""
        filters = ";;".join((
            self.tr("Photos and pipelines") + f" ({photo_patterns()} *.json *.onnx)",
            photo_filter(),
            self.tr("Pipelines and ONNX models") + " (*.json *.onnx)",
            self.tr("All files") + " (*)",
        ))  # fmt: skip
        ask_photos(self._window, self.tr("Open a photo or a pipeline"), self._on_open_selected, filters)

    @Slot("QStringList")
    def _on_open_selected(self, names: list[str]) -> None:
        self.open_paths([Path(name) for name in names])

    def open_named(self, names: Sequence[str]) -> None:
        """Open files, and presets by their ids, as they are named at the start."""
        known = {preset.id for preset in presets.PRESETS}
        found = [name for name in names if name in known and not Path(name).exists()]
        self.open_paths([Path(name) for name in names if name not in found])
        for name in found:
            self.pipelines.open_preset(name)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open a photo and a pipeline, or several photos as a batch."""
        pipelines = [path for path in paths if path.suffix.lower() in PIPELINE_SUFFIXES]
        photos = [path for path in paths if path not in pipelines]
        if len(photos) > 1:
            self.sources.open_tray(photos)
        for path in (photos if len(photos) == 1 else []) + pipelines[:1]:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Open a photo, a pipeline, a model or a lesson."""
        if path.name.lower().endswith(LESSON_ENDING):
            self.lesson_opened.emit(path)
        elif path.suffix.lower() == ".json":
            self.pipelines.open_file(path)
        elif path.suffix.lower() in PIPELINE_SUFFIXES:
            self.models.open_model(path)
        else:
            self.sources.open_either(path)

    def can_take(self, data: QMimeData) -> bool:
        """Whether something dragged or copied could be opened."""
        return data.hasImage() or any(url.isLocalFile() for url in data.urls())

    def take(self, data: QMimeData | None) -> None:
        """Open what was dropped or pasted: files, a picture, or the text of a pipeline; None is an empty clipboard."""
        if data is None:
            data = QMimeData()
        paths = [_path_of(url) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.open_paths(paths)
        elif data.hasImage():
            self.sources.open_picture(QImage(data.imageData()))
        elif data.hasText() and data.text().lstrip().startswith("{"):
            self.pipelines.open_text(data.text())
        else:
            self._take_numbers(data.text())

    def _take_numbers(self, text: str) -> None:
        try:
            values = parse_numbers(text)
        except NumberError:
            words = self.tr("The clipboard holds no picture and no numbers; copy one in another program first.")
            self._notices.refuse(words)
        else:
            self.sources.open_numbers(values)

    @Slot()
    def paste(self) -> None:
        """Open what is on the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData())


def _path_of(url: QUrl) -> Path:
    """The file that a URL names; Qt itself knows no names whose bytes are no UTF-8."""
    if os.name != "posix":
        return Path(url.toLocalFile())
    return Path(os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded))))
