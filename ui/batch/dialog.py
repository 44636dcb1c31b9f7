"""Running the pipeline over many files: every name is shown before anything is written."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.batch.table import PHOTO, RESULT, BatchTable
from ui.files.dialog import photo_patterns
from ui.language import translated
from ui.progress import ProgressBar, time_left
from ui.widgets.buttons import Button
from ui.widgets.choices import Select, Switch
from ui.widgets.labels import Label
from ui.widgets.painting import ALIGN_LEFT
from workbench.batch.job import Job
from workbench.batch.names import EXISTING, Row
from workbench.batch.progress import Tally
from workbench.batch.recipe import Outcome, Task
from workbench.document import Document
from workbench.picture_files.pictures import MAPPINGS, Saving

LAST = ""
SETTLE_MS = 150
ROW_HEIGHT = 24


class BatchDialog(QDialog):
    """Tells of wishes by signals; is told rows, outcomes and the end. `job` is what is chosen now."""

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
        self._document = Document()
        self._inputs: tuple[str, ...] = ()
        self._out = ""
        self._rows: Sequence[Row] = ()
        self._is_running = self._is_paused = self._has_failed = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settle_timeout)
        self._build()
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.resize(960, 600)
        self._show_state()

    def _build(self) -> None:
        self.source = Label(self.tr("Choose a folder or files."), "dim")
        self.target = Label(self.tr("Choose the folder for the results."), "dim")
        self.source.elide = self.target.elide = Qt.TextElideMode.ElideMiddle  # both ends of a path tell
        self.source_button = Button(
            self.tr("Folder…"), tip=self.tr("Take the photos of a folder."), name="batch_folder"
        )
        self.files_button = Button(self.tr("Files…"), tip=self.tr("Take photos one by one."), name="batch_files")
        self.target_button = Button(self.tr("Folder…"), tip=self.tr("Where results are written."), name="batch_out")
        self.recursive = Switch(tip=self.tr("Take the photos of the folders inside too."), name="batch_recursive")
        self.step = Select(tip=self.tr("The step that is saved."), name="batch_step")
        self.kind = Select(
            [
                (("png", 8), self.tr("PNG, 8 bit")), (("png", 16), self.tr("PNG, 16 bit")),
                (("tiff", 8), self.tr("TIFF, 8 bit")), (("tiff", 16), self.tr("TIFF, 16 bit")),
                (("tiff", 32), self.tr("TIFF, 32 bit float, values as they are")),
                (("npy", 32), self.tr("NPY, 32 bit float, values as they are")),
                (("jpeg", 8), self.tr("JPEG, 8 bit, lossy")), (("webp", 8), self.tr("WebP, 8 bit, lossless")),
            ],
            tip=self.tr("The kind of file and how many bits each value has."), name="batch_format",
        )  # fmt: skip
        self.mapping = Select([(name, translated(title)) for name, title in MAPPINGS.items()],
                              tip=self.tr("How values become shades of the file."), name="batch_mapping")  # fmt: skip
        self.existing = Select([(name, translated(title)) for name, title in EXISTING.items()],
                               tip=self.tr("What happens where a file of that name is there already."),
                               name="batch_existing")  # fmt: skip
        for control in (self.step, self.kind, self.mapping, self.existing, self.recursive):
            control.value_changed.connect(self._on_choice_changed)
        self.source_button.clicked.connect(self._on_source_clicked)
        self.files_button.clicked.connect(self._on_files_clicked)
        self.target_button.clicked.connect(self._on_target_clicked)
        self.table = BatchTable(self)
        self.view = QTableView(self)
        self.view.setModel(self.table)
        self.view.setObjectName("batch_table")
        self.view.setAccessibleName(self.tr("Files of the batch"))
        self.view.setFrameShape(QTableView.Shape.NoFrame)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        header = self.view.horizontalHeader()
        header.setFixedHeight(ROW_HEIGHT + 2)
        header.setDefaultAlignment(ALIGN_LEFT)
        header.setFont(theme.font(11, 600))
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        for column, width in ((PHOTO, 230), (RESULT, 230)):
            self.view.setColumnWidth(column, width)
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
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 4)
        grid.setColumnStretch(3, 5)  # its choices are said in sentences
        source = _row(self.source, self.source_button, self.files_button)
        inside = _row(self.recursive)
        inside.addStretch(1)
        for row, widgets in enumerate((
            (self.tr("From"), source, self.tr("Folders inside too"), inside),
            (self.tr("To"), _row(self.target, self.target_button), self.tr("If a file is there"), self.existing),
            (self.tr("Save"), self.step, self.tr("Values"), self.mapping),
            (self.tr("As"), self.kind, "", None),
        )):  # fmt: skip
            for column, widget in enumerate(widgets):
                if isinstance(widget, str):
                    grid.addWidget(Label(widget, "dim"), row, column)
                elif isinstance(widget, QHBoxLayout):
                    grid.addLayout(widget, row, column)
                elif widget is not None:
                    grid.addWidget(widget, row, column)
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
        column.addLayout(grid)
        column.addWidget(self.view, 1)
        column.addLayout(told)
        column.addLayout(buttons)

    # Told

    def set_document(self, document: Document) -> None:
        """The pipeline that will run."""
        if document == self._document:
            return
        self._document = document
        self.step.set_options([(LAST, self.tr("The last step")), *((step.id, step.title) for step in document)])
        self._on_choice_changed(None)

    def set_paths(self, inputs: Sequence[str], out: str) -> None:
        """Take these files or folders, and write into that folder."""
        self._inputs, self._out = tuple(inputs), out
        if inputs:
            first = inputs[0] if len(inputs) == 1 else self.tr("{0} files").format(len(inputs))
            self.source.setText(first)
            self.source.setToolTip("\n".join(inputs[:20]))
            self.source.set_role("text")
        if out:
            self.target.setText(out)
            self.target.setToolTip(out)
            self.target.set_role("text")
        self._on_choice_changed(None)

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
        for control in (self.source_button, self.files_button, self.target_button, self.recursive, self.step, self.kind,
                        self.existing):  # fmt: skip
            control.setEnabled(is_idle)
        self.mapping.setEnabled(is_idle and not self.job.saving.is_raw)
        self.start_button.setText(self.tr("Start") if is_idle else self.tr("Stop"))
        self.start_button.setEnabled(not is_idle or any(row.is_wanted for row in self._rows))
        self.start_button.updateGeometry()
        self.pause_button.setEnabled(not is_idle)
        self.pause_button.setText(self.tr("Go on") if self._is_paused else self.tr("Pause"))
        self.retry_button.setEnabled(is_idle and self._has_failed)
        self.copy_button.setEnabled(bool(self._inputs and self._out))
        self.bar.setVisible(self._is_running)

    @property
    def job(self) -> Job:
        """What is chosen now."""
        kind, bits = self.kind.value()
        saving = Saving(kind, bits, self.mapping.value(), self._document.white)
        step = self.step.value() or None
        return Job(self._document, self._inputs, self._out, saving, step, self.existing.value(), self.recursive.value())

    @property
    def wanted(self) -> list[Task]:
        """The files to do."""
        return [row.task for row in self._rows if row.is_wanted]

    @Slot()
    def _on_theme_changed(self) -> None:
        self.view.setStyleSheet(theme.table_sheet())

    # The hand

    @Slot(object)
    def _on_choice_changed(self, value: object) -> None:
        self._has_failed = False
        self._show_state()
        if self._inputs and self._out:
            self._settle.start()

    @Slot()
    def _on_settle_timeout(self) -> None:
        self.facts.set_role("dim")
        self.facts.setText(self.tr("Looking up the names…"))
        self.job_changed.emit(self.job)

    @Slot()
    def _on_source_clicked(self) -> None:
        self._ask_folder(self.tr("Take the photos of a folder"), self._on_source_chosen)

    @Slot()
    def _on_target_clicked(self) -> None:
        self._ask_folder(self.tr("Write the results into a folder"), self._on_target_chosen)

    def _ask_folder(self, title: str, chosen: object) -> None:
        dialog = QFileDialog(self, title, self._inputs[0] if self._inputs else str(Path.home()))
        dialog.setObjectName("folder_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    @Slot(str)
    def _on_source_chosen(self, name: str) -> None:
        self.set_paths((name,), self._out or str(Path(name) / "results"))

    @Slot(str)
    def _on_target_chosen(self, name: str) -> None:
        self.set_paths(self._inputs, name)

    @Slot()
    def _on_files_clicked(self) -> None:
        start = self._inputs[0] if self._inputs else str(Path.home())
        dialog = QFileDialog(self, self.tr("Take photos"), start, self.tr("Photos") + f" ({photo_patterns()})")
        dialog.setObjectName("files_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_files_chosen)
        dialog.open()

    @Slot("QStringList")
    def _on_files_chosen(self, names: list[str]) -> None:
        self.set_paths(names, self._out or str(Path(names[0]).parent / "results"))

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


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget, 1 if isinstance(widget, Label) else 0)
    return row
