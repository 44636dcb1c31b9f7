"""Pipelines on their way into the window: of files, of pictures that carry one, and those that come with the program.

What is unsaved is asked about first.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from ui.files.recent import Recent
from ui.files.saving import Saving
from ui.files.sources import Sources
from ui.language import localised
from ui.messages import NoticeBar
from workbench import presets
from workbench.document import Document
from workbench.errors import WorkbenchError, shown
from workbench.pipeline_file import parse, read_pipeline
from workbench.session import Session

FIRST_SAMPLE = "still-life-small"


class Pipelines(QObject):
    """Opens them into the session, with a sample where there is no photo yet."""

    def __init__(
        self, session: Session, sources: Sources, saving: Saving, recent: Recent, notices: NoticeBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._sources, self._saving = session, sources, saving
        self._recent, self._notices = recent, notices
        sources.pipeline_found.connect(self._on_pipeline_found)

    def open_file(self, path: Path) -> None:
        """Open a pipeline file."""
        try:
            document = read_pipeline(path)
        except (WorkbenchError, OSError) as error:
            self._notices.refuse(error)
            return
        self._saving.when_saved(partial(self.show, document, path))

    def open_text(self, text: str) -> None:
        """Open what a pipeline file holds."""
        try:
            document = parse(text.encode())
        except WorkbenchError as error:
            self._notices.refuse(error)
            return
        self._saving.when_saved(partial(self.show, document, None))

    @Slot(str)
    def open_preset(self, preset_id: str) -> None:
        """Begin with one of the pipelines that come with the program."""
        self._saving.when_saved(partial(self.show, localised(presets.load_preset(preset_id)), None))

    def new(self) -> None:
        """Begin with no steps."""
        self._saving.when_saved(partial(self.show, Document(), None))

    def show(self, document: Document, path: Path | None, *, is_saved: bool = True) -> None:
        """Begin with a document; `path` is its own file, None where it has none yet."""
        self._notices.clear()
        self._session.open_document(document, path, is_saved=is_saved)
        if self._session.state.source is None and not self._sources.is_opening:  # a pipeline alone shows nothing
            self._sources.open_sample(FIRST_SAMPLE, keeps_notice=True)
        if path is not None:
            self._recent.remember(path)

    @Slot(object, object)
    def _on_pipeline_found(self, document: Document, path: Path) -> None:
        self._saving.when_saved(partial(self._show_carried, document, path))

    def _show_carried(self, document: Document, path: Path) -> None:
        """The pipeline of a PNG is what was meant; the picture itself is one click away."""
        self.show(document, None)
        self._notices.show_notice(
            self.tr("The pipeline that {0} carries is open.").format(shown(path)),
            action=self.tr("Open the picture"),
            act=partial(self._sources.open_photo, path),
        )
