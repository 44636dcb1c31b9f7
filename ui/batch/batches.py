"""The pipeline over many files, beside the live window: names first, then work on all cores that can be paused.

1. The dialog's choice becomes a Job; its names are looked up on the files' thread, and only the newest are shown.
2. The values of the first photo are counted, so that the dialog can say what will be lost.
3. The batch runs as long work of the bridge. Outcomes wait in a queue; each report of progress brings them here.
"""

from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from filters.errors import Cancelled
from ui.bridge import Bridge
from ui.bridge import Task as LongTask
from ui.files.saving import Saving
from ui.language import told
from ui.messages import NoticeBar
from ui.question import Question
from workbench.plan import plan
from workbench.session import Session
from workbench.signs import signed_differences

if TYPE_CHECKING:
    from ui.batch.dialog import BatchDialog
    from workbench.batch.crew import Control
    from workbench.batch.job import Job
    from workbench.batch.progress import Tally
    from workbench.batch.recipe import Outcome, Task
    from workbench.picture_files.maps import Survey


ANY_PHOTO = 1, 3, 512, 512
"""What a step is made of is asked of the pipeline alone: there need be no photo open."""


class Batches(QObject):
    """Owns the dialog, which stays while a batch goes on behind the window."""

    def __init__(self, session: Session, bridge: Bridge, saving: Saving, notices: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._bridge, self._saving = session, bridge, saving
        self._notices, self._window = notices, window
        self._question = Question(window)
        self._dialog: BatchDialog | None = None
        self._asked = 0
        self._job: Job | None = None
        self._counted: tuple[object, ...] = ()
        self._counting: LongTask | None = None
        self._survey: Survey | None = None
        self._control: Control | None = None
        self._tally: Tally | None = None
        self._outcomes: deque[Outcome] = deque()

    @property
    def is_running(self) -> bool:
        """Whether a batch is under way."""
        return self._control is not None

    def ask_stop(self, then: Callable[[], None]) -> None:
        """Ask whether to stop the batch, and go on with `then`."""
        text = self.tr("{0} of {1} files of the batch are done. Stop it and close?")
        text = text.format(self._tally.ended, self._tally.total)
        self._question.ask("stop_batch", self.tr("Batch under way"), text, self.tr("Stop and close"), then)

    def show(self) -> None:
        """Show the dialog with the pipeline as it is now; a batch under way keeps its own."""
        if self._dialog is None:
            from ui.batch.dialog import BatchDialog  # noqa: PLC0415 - seldom the first thing one needs

            self._dialog = dialog = BatchDialog(self._window)
            dialog.job_changed.connect(self._on_job_changed)
            dialog.start_requested.connect(self.start)
            dialog.pause_requested.connect(self._on_pause_requested)
            dialog.stop_requested.connect(self._on_stop_requested)
            dialog.retry_requested.connect(self._on_retry_requested)
            dialog.command_requested.connect(self.copy_command)
        if self._control is None:
            document = self._session.state.document
            self._dialog.form.set_document(document, signed_differences(plan(document, ANY_PHOTO)))
        self._dialog.show()
        self._dialog.raise_()

    # names

    @Slot(object)
    def _on_job_changed(self, job: "Job") -> None:
        self._asked += 1
        self._job = job
        self._bridge.start(job.rows, partial(self._on_named, self._asked))

    def _on_named(self, number: int, rows: object, error: Exception | None) -> None:
        if number == self._asked and self._control is None:
            self._dialog.set_rows(() if error is not None else rows, "" if error is None else told(str(error)))
            if rows:
                self._count(self._job, rows[0].task.source)

    # losses

    def _count(self, job: "Job", photo: str) -> None:
        wanted = photo, job.document, job.step
        if wanted != self._counted:
            if self._counting is not None:
                self._counting.cancel()
            self._counted, self._survey = wanted, None
            ended, followed = partial(self._on_counted, wanted), self._dialog.form.facts.wait
            self._counting = self._bridge.start_long(partial(_survey, job, photo), ended, followed)
        self._tell_losses()

    def _on_counted(self, wanted: object, survey: object, error: Exception | None) -> None:
        if wanted != self._counted or isinstance(error, Cancelled):
            return
        if error is None:
            self._survey = survey
            self._tell_losses()
        else:
            self._counted = ()
            self._dialog.form.facts.setText(told(str(error)))

    def _tell_losses(self) -> None:
        if self._survey is None:
            self._dialog.form.facts.wait()
        else:
            self._dialog.form.set_counted(PurePath(self._counted[0]).name, self._survey)

    # work

    @Slot(object)
    def start(self, tasks: "list[Task]") -> None:
        """Do the files of the job that is shown."""
        from workbench.batch.crew import Control  # noqa: PLC0415
        from workbench.batch.progress import Tally  # noqa: PLC0415

        if self._control is not None or not tasks:
            return
        self._control, self._tally = Control(), Tally(len(tasks))
        self._outcomes.clear()
        self._dialog.set_running(True)
        self._dialog.set_outcomes((), self._tally, "")
        work = partial(_work, self._dialog.form.job, tasks, self._control, self._outcomes)
        self._bridge.start_long(work, self._on_ended, self._on_followed)

    def _on_followed(self, part: float) -> None:
        self._take("")

    def _take(self, title: str) -> None:
        outcomes = []
        while self._outcomes:
            outcomes.append(self._outcomes.popleft())
            self._tally.add(outcomes[-1])
        self._dialog.set_outcomes(outcomes, self._tally, title)

    def _on_ended(self, result: object, error: Exception | None) -> None:
        is_finished = error is None and not self._control.is_set()
        self._control = None
        self._dialog.set_running(False)
        self._take(self.tr("Finished") if is_finished else self.tr("Stopped"))
        words = self.tr("The batch is done: {0} written, {1} failed.")
        words = words.format(self._tally.done, len(self._tally.failed))
        is_broken = error is not None and not isinstance(error, Cancelled)
        if is_broken:
            words = self.tr("The batch came to an end: {0}").format(told(str(error)))
            self._dialog.refuse(words)
        if not self._dialog.isVisible():
            self._notices.show_notice(words, is_error=is_broken)

    @Slot(bool)
    def _on_pause_requested(self, is_paused: bool) -> None:
        self._control.pause(is_paused)
        self._tally.pause(is_paused)

    @Slot()
    def _on_stop_requested(self) -> None:
        self._control.cancel()

    @Slot()
    def _on_retry_requested(self) -> None:
        self.start([outcome.task for outcome in self._tally.failed])

    # the same in a terminal

    @Slot()
    def copy_command(self) -> None:
        """Put the command of the same job on the clipboard; a pipeline that has no file yet is saved first."""
        job, state = self._dialog.form.job, self._session.state
        is_in_file = state.path is not None and not state.is_modified and state.document == job.document
        pipeline = str(state.path) if is_in_file else job.preset
        if pipeline is None:
            self._saving.ask_save_as(self.copy_command)
            return
        QGuiApplication.clipboard().setText(job.command(pipeline))
        self._dialog.facts.setText(self.tr("The command is on the clipboard."))


def _survey(job: "Job", photo: str, task: LongTask) -> "Survey":
    return job.survey(photo, task, task.progress)


def _work(job: "Job", tasks: "list[Task]", control: "Control", outcomes: "deque[Outcome]", task: LongTask) -> None:
    control.token = task
    for number, outcome in enumerate(job.outcomes(tasks, control), 1):
        outcomes.append(outcome)
        task.progress(number / len(tasks))
