"""Running the pipeline over many files: every name is shown before anything is written."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.batch.form import BatchForm
from ui.batch.table import BatchTable, BatchView
from ui.progress import ProgressBar, time_left
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from workbench.batch.names import Row
from workbench.batch.progress import Tally
from workbench.batch.recipe import Outcome, Task

SETTLE_MS = 150


class BatchDialog(QDialog):
    """Tells of wishes by signals; is told rows, outcomes and the end. What is chosen is in its `form`."""

    job_changed = Signal(object)
    start_requested = Signal(object)
    pause_requested = Signal(bool)
    stop_requested = Signal()
    retry_requested = Signal()
    command_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch_dialog")
        self.setWindowTitle(self.tr("Run on many photos"))
        self._rows: Sequence[Row] = ()
        self._is_running = self._is_paused = self._has_failed = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settle_timeout)
        self._build()
        self.resize(960, 600)
        self._show_state()

    def _build(self) -> None:
        self.form = BatchForm(self)
        self.form.changed.connect(self._on_form_changed)
        self.table = BatchTable(self)
        self.view = BatchView(self.table, self)
        self.facts = Label("", "dim", px=12)
        self.facts.setObjectName("batch_facts")
        self.bar = ProgressBar(self)
        self.start_button = Button(self.tr("Start"), primary=True, name="batch_start")
        self.start_button.setDefault(True)
        self.pause_button = Button(self.tr("Pause"), tip=self.tr("Begin no more files for now."), name="batch_pause")
        self.retry_button = Button(self.tr("Retry failed"), tip=self.tr("Do only those again that failed."),
                                   name="batch_retry")  # fmt: skip
        self.copy_button = Button(self.tr("Copy command line"), tip=self.tr("The same job for a terminal."),
                                  name="batch_copy")  # fmt: skip
        self.close_button = Button(self.tr("Close"), name="batch_close")
        self.start_button.clicked.connect(self._on_start_clicked)
        self.pause_button.clicked.connect(self._on_pause_clicked)
        self.retry_button.clicked.connect(self.retry_requested)
        self.copy_button.clicked.connect(self.command_requested)
        self.close_button.clicked.connect(self.close)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        for button in (self.retry_button, self.pause_button, self.close_button, self.start_button):
            buttons.addWidget(button)
        told = QHBoxLayout()
        told.setSpacing(16)
        told.addWidget(self.facts, 1)
        told.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.form)
        column.addWidget(self.view, 1)
        column.addLayout(told)
        column.addLayout(buttons)

    # Told

    def set_rows(self, rows: Sequence[Row], refusal: str = "") -> None:
        """Show the names; `refusal` says why there are none."""
        self._rows = rows
        self.table.set_rows(rows)
        wanted = sum(row.is_wanted for row in rows)
        words = self.tr("{0} photos, {1} to do.").format(len(rows), wanted) if rows else ""
        self.facts.set_role("dim")
        self.facts.setText(words)
        if refusal:
            self.refuse(refusal)
        self._show_state()

    def set_running(self, is_running: bool) -> None:
        """Show that work is under way, or over."""
        self._is_running, self._is_paused = is_running, False
        self._show_state()

    def set_outcomes(self, outcomes: Sequence[Outcome], tally: Tally, title: str) -> None:
        """Show what became of files, and how far the batch is."""
        for outcome in outcomes:
            self.table.set_outcome(outcome)
        words = [self.tr("{0} of {1}").format(tally.ended, tally.total)]
        if tally.failed:
            words.append(self.tr("{0} failed").format(len(tally.failed)))
        if tally.rate:
            words.append(self.tr("{0} a second").format(f"{tally.rate:.3g}"))
        if self._is_running and tally.remaining:
            words.append(time_left(tally.remaining))
        self.facts.set_role("text")
        self.facts.setText(" · ".join(([title] if title else []) + words))
        self.bar.set_part(tally.ended / max(tally.total, 1))
        self._has_failed = bool(tally.failed)
        self._show_state()

    def refuse(self, words: str) -> None:
        """Say what keeps the batch from being done."""
        self.facts.set_role("red")
        self.facts.setText(words)

    def _show_state(self) -> None:
        is_idle = not self._is_running
        self.form.set_idle(is_idle)
        self.start_button.setText(self.tr("Start") if is_idle else self.tr("Stop"))
        self.start_button.setEnabled(not is_idle or any(row.is_wanted for row in self._rows))
        self.start_button.updateGeometry()
        self.pause_button.setEnabled(not is_idle)
        self.pause_button.setText(self.tr("Go on") if self._is_paused else self.tr("Pause"))
        self.retry_button.setEnabled(is_idle and self._has_failed)
        self.copy_button.setEnabled(self.form.has_paths)
        self.bar.setVisible(self._is_running)

    @property
    def wanted(self) -> list[Task]:
        """The files to do."""
        return [row.task for row in self._rows if row.is_wanted]

    # The hand

    @Slot()
    def _on_form_changed(self) -> None:
        self._has_failed = False
        self._show_state()
        if self.form.has_paths:
            self._settle.start()

    @Slot()
    def _on_settle_timeout(self) -> None:
        self.facts.set_role("dim")
        self.facts.setText(self.tr("Looking up the names…"))
        self.job_changed.emit(self.form.job)

    @Slot()
    def _on_start_clicked(self) -> None:
        if self._is_running:
            self.stop_requested.emit()
        else:
            self.start_requested.emit(self.wanted)

    @Slot()
    def _on_pause_clicked(self) -> None:
        self._is_paused = not self._is_paused
        self.pause_requested.emit(self._is_paused)
        self._show_state()
