"""What a pipeline reads, on its way into the window: photos, batches, pictures of the clipboard, grids of numbers."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui import pixels
from ui.files.dialog import ask_photos
from ui.files.opening import Opening
from ui.files.reading import photo_of, read_either, read_photo, read_tray
from ui.files.recent import Recent
from ui.language import sentences, told, translated
from ui.messages import NoticeBar
from workbench import presets
from workbench.document import PHOTO, Document
from workbench.errors import shown
from workbench.session import Session
from workbench.sources import NumberGrid, Photo, Source, Tray


class Sources(QObject):
    """Opens them into the session. `pipeline_found` brings the pipeline that a picture carries, and its path."""

    pipeline_found = Signal(object, object)

    def __init__(self, session: Session, opening: Opening, recent: Recent, notices: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._opening, self._recent = session, opening, recent
        self._notices, self._window = notices, window

    @property
    def is_opening(self) -> bool:
        """Whether one is on its way."""
        return self._opening.is_busy

    def open_either(self, path: Path) -> None:
        """Open a photo, or the pipeline that it carries."""
        self._load(partial(read_either, path), shown(path), path)

    def open_photo(self, path: Path) -> None:
        """Open a photo, even where it carries a pipeline."""
        self._load(partial(read_photo, path), shown(path), path)

    @Slot(int)
    def open_frame(self, frame: int) -> None:
        """Open another frame, or page, of the photo's file."""
        path = self._session.state.source.path
        self._load(partial(read_photo, path, frame), shown(path), path)

    def open_sample(self, sample_id: str, *, keeps_notice: bool = False) -> None:
        """Open one of the pictures that come with the program."""
        sample = next(sample for sample in presets.samples() if sample.id == sample_id)
        self._load(partial(read_photo, sample.path), translated(sample.title), None, keeps_notice=keeps_notice)

    def open_picture(self, picture: QImage) -> None:
        """Open a picture that came through the clipboard or a drop."""
        name = self.tr("Pasted picture")
        self._load(partial(photo_of, pixels.to_array(picture), name), name, None)

    # Batches

    def open_tray(self, paths: Sequence[Path], beside: tuple[Photo, ...] = ()) -> None:
        """Open photos as a batch, behind those that are there."""
        work = partial(read_tray, tuple(paths), beside, self._session.state.source)
        self._load(work, self.tr("{0} photos").format(len(paths) + len(beside)), None)

    @Slot()
    def ask_add(self) -> None:
        """Ask for photos to put beside those that are open."""
        ask_photos(self._window, self.tr("Add photos to the batch"), self._on_add_selected)

    @Slot("QStringList")
    def _on_add_selected(self, names: list[str]) -> None:
        source = self._session.state.source
        beside = source.originals if isinstance(source, Tray) else (source,) if isinstance(source, Photo) else ()
        self.open_tray([Path(name) for name in names], beside)

    # Numbers

    @Slot()
    def new_numbers(self) -> None:
        """Begin with a grid of numbers, to be typed over."""
        self.open_numbers(np.arange(1, 10, dtype=np.float32).reshape(3, 3))

    def open_numbers(self, values: np.ndarray) -> None:
        """Open a grid of numbers, and select it."""
        self._opening.cancel()  # a photo that is still being opened comes too late
        self._notices.clear()
        self._session.open_source(NumberGrid(values, self.tr("Numbers")))
        self._session.select(PHOTO)

    # What was read

    def _load(
        self, work: Callable[[], Source | Document], name: str, path: Path | None, *, keeps_notice: bool = False
    ) -> None:
        self._opening.start(work, name, partial(self._on_loaded, path, keeps_notice))

    def _on_loaded(
        self, path: Path | None, keeps_notice: bool, found: Source | Document | None, error: Exception | None
    ) -> None:
        if error is not None:
            self._refuse(error, path)
            return
        if isinstance(found, Document):
            self.pipeline_found.emit(found, path)
            return
        if not keeps_notice:
            self._notices.clear()
        self._session.open_source(found)
        if path is not None:
            self._recent.remember(path)
        if getattr(found, "notices", ()):
            self._notices.show_notice(sentences(*map(told, found.notices)))

    def _refuse(self, error: Exception, path: Path | None) -> None:
        if path is None or not getattr(error, "is_damaged", False):
            self._notices.refuse(error)
            return
        left = partial(self._load, partial(read_photo, path, damaged=True), shown(path), path)
        self._notices.show_notice(str(error), is_error=True, action=self.tr("Open what is left"), act=left)
