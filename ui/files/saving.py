"""Pipelines on their way to their files, and the question about unsaved changes before another is opened."""

from collections.abc import Callable
from pathlib import Path

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from ui.files.dialog import file_dialog
from ui.files.recent import Recent
from ui.messages import NoticeBar
from ui.question import box_of_words
from workbench.errors import WorkbenchError, shown
from workbench.pipeline_file import write_pipeline
from workbench.session import Session

PIPELINE_ENDING = ".pipeline.json"


class Saving(QObject):
    """Writes the session's document."""

    def __init__(self, session: Session, recent: Recent, notices: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._recent, self._notices, self._window = session, recent, notices, window
        self._then: Callable[[], None] | None = None

    def save(self) -> None:
        """Save the pipeline to its file, or ask for one."""
        self._save(None)

    def _save(self, then: Callable[[], None] | None) -> None:
        path = self._session.state.path
        if path is None:
            self.ask_save_as(then)
        else:
            self._write(path, then)

    def ask_save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for the file to save the pipeline to, and go on with `then` once it is there."""
        filters = self.tr("Pipelines") + f" (*{PIPELINE_ENDING})"
        dialog = file_dialog(self._window, self.tr("Save the pipeline"), filters, saves=True)
        state = self._session.state
        stem = state.document.name.lower().replace(" ", "-").replace("/", "-")
        dialog.selectFile(state.path.name if state.path else f"{stem}{PIPELINE_ENDING}")
        self._then = then
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        then, self._then = self._then, None
        path = Path(name)
        if path.suffix.lower() != ".json":
            path = path.with_name(path.name + PIPELINE_ENDING)
        self._write(path, then)

    def _write(self, path: Path, then: Callable[[], None] | None) -> None:
        try:
            write_pipeline(self._session.state.document, path)
        except (WorkbenchError, OSError) as error:
            self._notices.refuse(error)
            return
        self._session.mark_saved(path)
        self._recent.remember(path)
        self._notices.show_notice(self.tr("Saved {0}.").format(shown(path)))
        if then is not None:
            then()

    def when_saved(self, then: Callable[[], None]) -> None:
        """Go on at once where nothing is unsaved; else ask to save, discard or cancel."""
        if not self._session.state.is_modified:
            then()
            return
        self._then = then
        # one that is answered is there for another moment
        boxes = self._window.findChildren(QtWidgets.QMessageBox, "unsaved")
        asked = next((box for box in boxes if box.isVisible()), None)
        if asked is not None:  # the answer is for what was wanted last
            asked.raise_()
            return
        text = self.tr("Save the changes to {0}?").format(self._session.state.document.name)
        box = box_of_words(self._window, "unsaved", self.tr("Unsaved changes"), text)
        buttons = QtWidgets.QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.finished.connect(self._on_unsaved_answered, Qt.ConnectionType.SingleShotConnection)  # one answer
        box.open()

    @Slot(int)
    def _on_unsaved_answered(self, answer: int) -> None:
        then, self._then = self._then, None
        if answer == QtWidgets.QMessageBox.StandardButton.Discard:
            then()
        elif answer == QtWidgets.QMessageBox.StandardButton.Save:
            self._save(then)
