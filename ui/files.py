"""What the window opens and saves: photos, pipelines, the clipboard, and what was open last.

Slow work runs on the bridge's thread; what fails leaves everything as it was and says one sentence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QObject, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ui import pixels
from ui.batch.batches import Batches
from ui.bridge import Bridge, Task
from ui.file_dialog import file_dialog, photo_patterns
from ui.kernel.text import parse_numbers
from ui.language import localised, told, translated
from ui.messages import NoticeBar
from ui.models import Models
from ui.numbers import NumberError
from ui.progress import Progress, Stopwatch
from ui.reading import photo_of, read_either, read_followed, read_photo, read_tray
from ui.saving import LESSON_ENDING, Saving
from workbench import presets
from workbench.document import PHOTO, Document
from workbench.errors import WorkbenchError
from workbench.pipeline_file import parse, read_pipeline, write_pipeline
from workbench.session import Session
from workbench.settings import load_settings, save_settings, to_path
from workbench.sources import NumberGrid, Photo, Source, Tray

PATIENCE_MS = 400
"""Only what takes longer to open is followed by a bar."""

PIPELINE_ENDING = ".pipeline.json"
PIPELINE_SUFFIXES = (".json", ".onnx")
FIRST_SAMPLE = "still-life-small"


@dataclass(frozen=True)
class _Opening:
    """Which request a loaded photo answers; only the newest is shown."""

    number: int
    path: Path | None
    keeps_notice: bool = False


class Files(QObject):
    """Opens into the session and saves from it. `busy_changed` says what is under way; empty when nothing is.
    `progress_changed` brings a Progress of what takes long to open, or None."""

    busy_changed = Signal(str)
    progress_changed = Signal(object)
    recent_changed = Signal()
    lesson_opened = Signal(object)

    def __init__(self, session: Session, bridge: Bridge, notices: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._bridge, self._notices, self._window = session, bridge, notices, window
        self._openings = 0
        self._is_opening = False
        self._task: Task | None = None
        self._progress = Progress("")
        self._stopwatch = Stopwatch()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_timeout)
        self._after_save: Callable[[], None] | None = None
        self.models = Models(session, bridge, notices, self)
        self.batches = Batches(session, bridge, notices, self)
        self.saving = Saving(bridge, notices, self)
        self.saving.busy_changed.connect(self.busy_changed)

    @property
    def window(self) -> QWidget:
        """The window that dialogs belong to."""
        return self._window

    # Opening

    def ask_open(self) -> None:
        """Ask for a photo or a pipeline."""
        patterns = photo_patterns()
        filters = ";;".join((
            self.tr("Photos and pipelines") + f" ({patterns} *.json *.onnx)",
            self.tr("Photos") + f" ({patterns})",
            self.tr("Pipelines and ONNX models") + " (*.json *.onnx)",
            self.tr("All files") + " (*)",
        ))  # fmt: skip
        dialog = self.dialog(self.tr("Open a photo or a pipeline"), filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_open_selected)
        dialog.open()

    @Slot("QStringList")
    def _on_open_selected(self, names: list[str]) -> None:
        self.open_paths([Path(name) for name in names])

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open a photo and a pipeline, or several photos as a batch."""
        pipelines = [path for path in paths if path.suffix.lower() in PIPELINE_SUFFIXES]
        photos = [path for path in paths if path not in pipelines]
        if len(photos) > 1:
            self.open_tray(photos)
        for path in (photos if len(photos) == 1 else []) + pipelines[:1]:
            self.open_path(path)

    def open_tray(self, paths: Sequence[Path], beside: tuple[Photo, ...] = ()) -> None:
        """Open photos as a batch, behind those that are there."""
        work = partial(read_tray, tuple(paths), beside, self._session.state.source)
        self._load(work, self.tr("{0} photos").format(len(paths) + len(beside)), None)

    def ask_add_photos(self) -> None:
        """Ask for photos to put beside those that are open."""
        dialog = self.dialog(self.tr("Add photos to the batch"), self.tr("Photos") + f" ({photo_patterns()})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_add_selected)
        dialog.open()

    @Slot("QStringList")
    def _on_add_selected(self, names: list[str]) -> None:
        source = self._session.state.source
        beside = source.originals if isinstance(source, Tray) else (source,) if isinstance(source, Photo) else ()
        self.open_tray([Path(name) for name in names], beside)

    def new_numbers(self) -> None:
        """Begin with a grid of numbers, to be typed over."""
        self._show_numbers(NumberGrid(np.arange(1, 10, dtype=np.float32).reshape(3, 3), self.tr("Numbers")))

    def _show_numbers(self, grid: NumberGrid) -> None:
        self.cancel_opening()  # a photo that is still being opened comes too late
        self._notices.clear()
        self._session.open_source(grid)
        self._session.select(PHOTO)

    def open_path(self, path: Path) -> None:
        """Open a photo or a pipeline, told apart by the name."""
        if path.name.lower().endswith(LESSON_ENDING):
            self.lesson_opened.emit(path)
        elif path.suffix.lower() == ".json":
            self.open_pipeline(path)
        elif path.suffix.lower() in PIPELINE_SUFFIXES:
            self.models.open_model(path)
        else:
            self._load(partial(read_either, path), path.name, path)

    def open_photo(self, path: Path) -> None:
        """Open a photo, even where it carries a pipeline."""
        self._load(partial(read_photo, path), path.name, path)

    def open_frame(self, frame: int) -> None:
        """Open another frame, or page, of the photo's file."""
        path = self._session.state.source.path
        self._load(partial(read_photo, path, frame), path.name, path)

    def open_sample(self, sample_id: str, *, keeps_notice: bool = False) -> None:
        """Open one of the pictures that come with the program."""
        sample = next(sample for sample in presets.samples() if sample.id == sample_id)
        self._load(partial(read_photo, sample.path), translated(sample.title), None, keeps_notice=keeps_notice)

    def open_picture(self, picture: QImage) -> None:
        """Open a picture that came through the clipboard or a drop."""
        name = self.tr("Pasted picture")
        self._load(partial(photo_of, pixels.to_array(picture), name), name, None)

    def _load(
        self, work: Callable[[], Source | Document], name: str, path: Path | None, *, keeps_notice: bool = False
    ) -> None:
        if self._task is not None:
            self._task.cancel()
        self._openings += 1
        self._is_opening = True
        title = self.tr("Opening {0}").format(name)
        self.busy_changed.emit(title)
        self._progress = Progress(title)
        self._stopwatch = Stopwatch()
        self._patience.start()
        ended = partial(self._on_photo_loaded, _Opening(self._openings, path, keeps_notice))
        self._task = self._bridge.start_long(partial(read_followed, work), ended, self._on_opening_followed)

    def cancel_opening(self) -> None:
        """Give up what is being opened; the photo that is open stays."""
        if self._task is not None:
            self._task.cancel()
            self._openings += 1  # it would come too late
            self._end_opening()

    def _end_opening(self) -> None:
        self._task, self._is_opening = None, False
        self._patience.stop()
        self.busy_changed.emit("")
        self.progress_changed.emit(None)

    def _on_opening_followed(self, part: float) -> None:
        self._progress = replace(self._progress, part=part, seconds=self._stopwatch.left(part))
        if not self._patience.isActive():
            self.progress_changed.emit(self._progress)

    @Slot()
    def _on_patience_timeout(self) -> None:
        self.progress_changed.emit(self._progress)

    def _on_photo_loaded(self, opening: _Opening, photo: Source | Document | None, error: Exception | None) -> None:
        if opening.number != self._openings:
            return
        self._end_opening()
        if error is not None:
            self._refuse_photo(error, opening.path)
            return
        if isinstance(photo, Document):
            self.when_saved(partial(self._show_carried, photo, opening.path))
            return
        if not opening.keeps_notice:
            self._notices.clear()
        self._session.open_source(photo)
        if opening.path is not None:
            self.remember(opening.path)
        if getattr(photo, "notices", ()):
            self._notices.show_notice(" ".join(map(told, photo.notices)))

    def _refuse_photo(self, error: Exception, path: Path | None) -> None:
        if path is None or not getattr(error, "is_damaged", False):
            self.refuse(error)
            return
        work = partial(read_photo, path, damaged=True)
        self._notices.show_notice(
            str(error),
            is_error=True,
            action=self.tr("Open what is left"),
            act=partial(self._load, work, path.name, path),
        )

    def open_pipeline(self, path: Path) -> None:
        """Open a pipeline file, after asking about unsaved changes."""
        try:
            document = read_pipeline(path)
        except (WorkbenchError, OSError) as error:
            self.refuse(error)
            return
        self.when_saved(partial(self.show_document, document, path))

    def open_preset(self, preset_id: str) -> None:
        """Begin with one of the pipelines that come with the program."""
        self.when_saved(partial(self.show_document, localised(presets.load_preset(preset_id)), None))

    def new_pipeline(self) -> None:
        """Begin with no steps."""
        self.when_saved(partial(self.show_document, Document(), None))

    def show_document(self, document: Document, path: Path | None, *, is_saved: bool = True) -> None:
        """Begin with a document; `path` is its own file, None where it has none yet."""
        self._notices.clear()
        self._session.open_document(document, path, is_saved=is_saved)
        if self._session.state.source is None and not self._is_opening:  # a pipeline alone shows nothing
            self.open_sample(FIRST_SAMPLE, keeps_notice=True)
        if path is not None:
            self.remember(path)

    def _show_carried(self, document: Document, path: Path) -> None:
        """The pipeline of a PNG is what was meant; the picture itself is one click away."""
        self.show_document(document, None)
        self._notices.show_notice(
            self.tr("The pipeline that {0} carries is open.").format(path.name),
            action=self.tr("Open the picture"),
            act=partial(self.open_photo, path),
        )

    def can_take(self, data: QMimeData) -> bool:
        """Whether something dragged or copied could be opened."""
        return data.hasImage() or any(url.isLocalFile() for url in data.urls())

    def take(self, data: QMimeData | None) -> None:
        """Open what was dropped or pasted: files, a picture, or the text of a pipeline; None is an empty clipboard."""
        if data is None:
            data = QMimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.open_paths(paths)
        elif data.hasImage():
            self.open_picture(QImage(data.imageData()))
        elif data.hasText() and data.text().lstrip().startswith("{"):
            try:
                document = parse(data.text().encode())
            except WorkbenchError as error:
                self.refuse(error)
            else:
                self.when_saved(partial(self.show_document, document, None))
        else:
            self._take_numbers(data.text())

    def _take_numbers(self, text: str) -> None:
        try:
            values = parse_numbers(text)
        except NumberError:
            self._notices.show_notice(
                self.tr("The clipboard holds no picture and no numbers; copy one in another program first."),
                is_error=True,
            )
        else:
            self._show_numbers(NumberGrid(values, self.tr("Numbers")))

    def paste(self) -> None:
        """Open what is on the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData())

    # Saving

    def save(self) -> None:
        """Save the pipeline to its file, or ask for one."""
        if self._session.state.path is None:
            self.ask_save_as()
        else:
            self._write(self._session.state.path, None)

    def ask_save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for the file to save the pipeline to, and go on with `then` once it is there."""
        dialog = self.dialog(self.tr("Save the pipeline"), self.tr("Pipelines") + f" (*{PIPELINE_ENDING})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        state = self._session.state
        stem = state.document.name.lower().replace(" ", "-").replace("/", "-")
        dialog.selectFile(state.path.name if state.path else f"{stem}{PIPELINE_ENDING}")
        self._after_save = then
        dialog.fileSelected.connect(self._on_save_selected)
        dialog.open()

    @Slot(str)
    def _on_save_selected(self, name: str) -> None:
        then, self._after_save = self._after_save, None
        path = Path(name)
        if path.suffix.lower() != ".json":
            path = path.with_name(path.name + PIPELINE_ENDING)
        self._write(path, then)

    def _write(self, path: Path, then: Callable[[], None] | None) -> None:
        document = self._session.state.document
        try:
            write_pipeline(document, path)
        except (WorkbenchError, OSError) as error:
            self.refuse(error)
            return
        self._session.mark_saved(path)
        self.remember(path)
        self._notices.show_notice(self.tr("Saved {0}.").format(path.name))
        if then is not None:
            then()

    def when_saved(self, then: Callable[[], None]) -> None:
        """Go on at once where nothing is unsaved; else ask to save, discard or cancel."""
        if not self._session.state.is_modified:
            then()
            return
        self._after_save = then
        asked = self._window.findChild(QMessageBox, "unsaved")
        if asked is not None and asked.isVisible():  # the answer is for what was wanted last
            asked.raise_()
            return
        box = QMessageBox(self._window)
        box.setObjectName("unsaved")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Unsaved changes"))
        box.setText(self.tr("Save the changes to {0}?").format(self._session.state.document.name))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.finished.connect(self._on_unsaved_answered)
        box.open()

    @Slot(int)
    def _on_unsaved_answered(self, answer: int) -> None:
        then, self._after_save = self._after_save, None
        if answer == QMessageBox.StandardButton.Discard:
            then()
        elif answer == QMessageBox.StandardButton.Save:
            path = self._session.state.path
            if path is None:
                self.ask_save_as(then)
            else:
                self._write(path, then)

    # What was open last

    def recent(self) -> tuple[Path, ...]:
        """The files opened last that are still there, newest first."""
        return tuple(path for path in map(to_path, load_settings()[0].recent) if path.exists())

    def remember(self, path: Path) -> None:
        """Put a file first among those open last."""
        path = path.resolve()
        notice = save_settings(load_settings()[0].with_recent(path))
        if notice:
            self._notices.show_notice(notice, is_error=True)
        QSettings().setValue("folder", str(path.parent))
        self.recent_changed.emit()

    def dialog(self, title: str, filters: str) -> QFileDialog:
        """A file dialog over this window."""
        return file_dialog(self._window, title, filters)

    def refuse(self, error: Exception) -> None:
        """Say in one sentence what failed."""
        self._notices.show_notice(str(error), is_error=True)
