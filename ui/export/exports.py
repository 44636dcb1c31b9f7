"""Pictures on their way out: counted while the dialog asks, then written in bands, one after another, until stopped.

The window stays live meanwhile: what is exported is frozen when it is asked for, whatever is edited after.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from filters.errors import Cancelled
from filters.records import dataclass
from ui.bridge import Bridge, Task
from ui.export.choice import ALL, FIRST_MAPPINGS, SHEET, Choice, Subject
from ui.export.dialog import ExportDialog
from ui.files.dialog import file_dialog
from ui.language import told
from ui.messages import NoticeBar
from ui.progress import Progress, Stopwatch
from ui.question import Question
from workbench.errors import WorkbenchError
from workbench.picture_files.contact_sheet import Captions, save_sheet
from workbench.picture_files.maps import Maps, Survey
from workbench.picture_files.metadata import to_carry
from workbench.picture_files.pictures import FORMATS, Saving, save_maps, save_picture
from workbench.running import maps_of
from workbench.session import Session, State
from workbench.signs import signed_differences
from workbench.sources import Photo


@dataclass(frozen=True)
class _Job:
    """One saving: its title, the work, and the files it names when it is done."""

    title: str
    work: Callable[[Task], object]
    paths: tuple[Path, ...]


class Exports(QObject):
    """`progress_changed` brings a Progress, or None when nothing is under way."""

    progress_changed = Signal(object)

    def __init__(self, session: Session, bridge: Bridge, notices: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._bridge, self._notices, self._window = session, bridge, notices, window
        self._state: State = session.state
        self._captions: Captions | None = None
        self._dialog: ExportDialog | None = None
        self._survey: Task | None = None
        self._last = Choice()
        self._mappings = dict(FIRST_MAPPINGS)
        """Chosen last for brightness, and for differences."""
        self._choice: Choice | None = None
        self._waiting: deque[_Job] = deque()
        self._job: _Job | None = None
        self._question = Question(window)
        self._task: Task | None = None
        self._stopwatch = Stopwatch()

    @property
    def is_busy(self) -> bool:
        """Whether something is being written."""
        return self._job is not None

    # Asking

    def ask(self, captions: Captions | None) -> None:
        """Ask how the selected step is to be saved; `captions` are for its contact sheet."""
        state = self._session.state
        row = state.plan[state.selected] if state.plan is not None else None
        if row is None or row.shape is None:
            self._notices.refuse(self.tr("There is nothing to export while the step is refused; mend it first."))
            return
        try:
            maps = maps_of(state.plan, state.source, state.selected)
        except WorkbenchError as error:
            self._notices.refuse(error)
            return
        self._state, self._captions = state, captions
        has_exif = isinstance(state.source, Photo) and bool(state.source.exif)
        subject = Subject(
            state.selected, maps.shape, state.channel, state.document.white, has_exif, not state.training
        )  # fmt: skip
        first = replace(self._last, saving=replace(self._last.saving, mapping=self._mappings[_is_difference(state)]))
        self._dialog = dialog = ExportDialog(subject, first, self._window)
        dialog.chosen.connect(self._on_chosen)
        dialog.finished.connect(self._on_dialog_finished)
        self._survey = self._bridge.start_long(
            partial(_count, state), partial(self._on_counted, dialog), dialog.set_counted
        )
        dialog.open()

    def _on_counted(self, dialog: ExportDialog, survey: object, error: Exception | None) -> None:
        if dialog is not self._dialog or isinstance(error, Cancelled):
            return
        if error is None:
            dialog.set_survey(survey)
        else:
            dialog.set_failed(told(str(error)))

    @Slot(int)
    def _on_dialog_finished(self, result: int) -> None:
        self._dialog = None
        self._survey.cancel()

    @Slot(object)
    def _on_chosen(self, choice: Choice) -> None:
        self._choice, self._last = choice, replace(choice, saving=replace(choice.saving, limits=None))
        if not choice.saving.is_raw and choice.what != SHEET:
            self._mappings[_is_difference(self._state)] = choice.saving.mapping
        ending = FORMATS[choice.saving.format][0]
        kind = f"{choice.saving.format.upper()} (*{ending})"
        dialog = file_dialog(self._window, self.tr("Export picture"), kind, saves=True)
        dialog.setDefaultSuffix(ending[1:])
        source = self._state.source
        stem = Path(source.name).stem
        if source.shape[0] > 1:
            stem += f"-{self._state.sample}"
        more = "-maps" if choice.what == SHEET else ""
        dialog.selectFile(f"{stem}-{self._state.selected}{more}{ending}")
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        self.save(self._state, self._choice, Path(name))

    # Writing

    def save(self, state: State, choice: Choice, chosen: Path) -> None:
        """Write what was chosen, after all that is already being written."""
        paths = choice.paths(chosen)
        source = state.source
        if isinstance(source, Photo) and source.path is not None and any(_is_same(path, source.path) for path in paths):
            words = self.tr("{0} would overwrite the photo it is made from; choose another name.")
            self._notices.refuse(words.format(source.path.name))
            return
        try:
            pipeline = to_carry(state.document, chosen.name) if choice.carries else b""
        except WorkbenchError as error:
            self._notices.refuse(error)
            return
        exif = source.exif if choice.keeps_exif and isinstance(source, Photo) else b""
        saving = replace(choice.saving, exif=exif, pipeline=pipeline)
        title = self.tr("Saving {0}").format(paths[0].name)
        if choice.what == SHEET:
            work = partial(_save_sheet, state, choice, saving, self._captions, paths[0])
        else:
            work = partial(_save, state, choice, saving, paths)
        job = _Job(title, work, tuple(paths))
        there = [path for path in paths if path.exists()]
        if not choice.is_one_file and there:  # the dialog asked about a name that is not among them
            self._ask_overwrite(job, there)
        else:
            self._add(job)

    def _ask_overwrite(self, job: _Job, there: list[Path]) -> None:
        text = self.tr("{0} of {1} files are already there, {2} and on. Overwrite them?")
        text = text.format(len(there), len(job.paths), there[0].name)
        self._question.ask("overwrite", self.tr("Overwrite files"), text, self.tr("Overwrite"), partial(self._add, job))

    def _add(self, job: _Job) -> None:
        self._waiting.append(job)
        if self._job is None:
            self._begin()

    def _begin(self) -> None:
        self._job = self._waiting.popleft() if self._waiting else None
        if self._job is None:
            self._task = None
            self.progress_changed.emit(None)
            return
        self._stopwatch = Stopwatch()
        self._task = self._bridge.start_long(self._job.work, self._on_written, self._on_followed)
        self._on_followed(0.0)

    def _on_followed(self, part: float) -> None:
        if self._job is not None:
            self.progress_changed.emit(Progress(self._job.title, part, self._stopwatch.left(part)))

    @Slot()
    def cancel(self) -> None:
        """Stop what is being written and what waits; files that are whole stay."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def ask_stop(self, then: Callable[[], None]) -> None:
        """Ask whether to stop what is being written, and go on with `then`."""
        text = self.tr("{0} is not finished. Stop it and close?").format(self._job.title)
        self._question.ask("stop_export", self.tr("Export under way"), text, self.tr("Stop and close"), then)

    def _on_written(self, result: object, error: Exception | None) -> None:
        paths = self._job.paths
        if isinstance(error, Cancelled):
            self._notices.show_notice(self.tr("Stopped; {0} was not written.").format(paths[0].name))
        elif error is not None:
            self._notices.refuse(error)
        elif len(paths) == 1:
            self._notices.show_notice(self.tr("Saved {0}.").format(paths[0].name))
        else:
            self._notices.show_notice(self.tr("Saved {0} files, {1} and on.").format(len(paths), paths[0].name))
        self._begin()


def _maps(state: State, task: Task) -> Maps:
    return maps_of(state.plan, state.source, state.selected, image=state.sample, cancel=task)


def _count(state: State, task: Task) -> Survey:
    return Survey.over(_maps(state, task).followed(task, task.progress), state.document.white)


def _save(state: State, choice: Choice, saving: Saving, paths: list[Path], task: Task) -> None:
    maps = _maps(state, task).only(choice.channels)
    if choice.what == ALL and not choice.is_one_file:
        save_maps(paths, maps, saving, cancel=task, progress=task.progress)
    else:
        save_picture(paths[0], maps, saving, cancel=task, progress=task.progress)


def _save_sheet(state: State, choice: Choice, saving: Saving, captions: Captions, path: Path, task: Task) -> None:
    maps = _maps(state, task).followed(task, task.progress)
    save_sheet(path, maps, saving, choice.sheet_size, captions, cancel=task)


def _is_difference(state: State) -> bool:
    return state.selected in signed_differences(state.plan)


def _is_same(path: Path, other: Path) -> bool:
    return path.exists() and path.samefile(other)
