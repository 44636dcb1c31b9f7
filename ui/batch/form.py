"""What a batch reads, what is saved of it, as what and where."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QWidget

from ui.export.choice import FIRST_MAPPINGS
from ui.export.facts import Facts
from ui.files.dialog import ask_photos
from ui.files.kinds import file_kinds
from ui.language import translated
from ui.widgets.buttons import Button
from ui.widgets.choices import Select, Switch
from ui.widgets.labels import Label
from workbench.batch.job import Job
from workbench.batch.names import EXISTING
from workbench.document import Document
from workbench.picture_files.maps import Survey
from workbench.picture_files.pictures import MAPPINGS, Saving

LAST = ""


class BatchForm(QWidget):
    """`job` is what is chosen; `changed` tells that it may be another."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = Document()
        self._differences: frozenset[str] = frozenset()
        self._mappings = dict(FIRST_MAPPINGS)
        self._counted: tuple[str, Survey] | None = None
        self._inputs: tuple[str, ...] = ()
        self._out = ""
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
            file_kinds(), tip=self.tr("The kind of file and how many bits each value has."), name="batch_format"
        )
        self.mapping = Select([(name, translated(title)) for name, title in MAPPINGS.items()],
                              tip=self.tr("How values become shades of the file."), name="batch_mapping")  # fmt: skip
        self.existing = Select([(name, translated(title)) for name, title in EXISTING.items()],
                               tip=self.tr("What happens where a file of that name is there already."),
                               name="batch_existing")  # fmt: skip
        self.facts = Facts("batch_losses", 34)
        for control in (self.kind, self.existing, self.recursive):
            control.value_changed.connect(self._on_choice_changed)
        self.step.value_changed.connect(self._on_step_changed)
        self.mapping.value_changed.connect(self._on_mapping_changed)
        self.source_button.clicked.connect(self._on_source_clicked)
        self.files_button.clicked.connect(self._on_files_clicked)
        self.target_button.clicked.connect(self._on_target_clicked)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
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
        grid.addWidget(self.facts, grid.rowCount(), 0, 1, 4)

    def set_document(self, document: Document, differences: frozenset[str]) -> None:
        """The pipeline that will run, and which of its steps are differences with signs."""
        if document == self._document:
            return
        self._document, self._differences = document, differences
        self.step.set_options([(LAST, self.tr("The last step")), *((step.id, step.title) for step in document)])
        self._begin()

    def set_counted(self, photo: str, survey: Survey) -> None:
        """The values of one of the photos are counted: say what will be lost."""
        self._counted = photo, survey
        self._tell()

    def _begin(self) -> None:
        """Begin with the mapping that suits the step; what was counted is of another."""
        self.mapping.set_value(self._mappings[self._is_difference])
        self._counted = None
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        if self._counted is None:
            self.facts.clear()
        else:
            photo, survey = self._counted
            self.facts.tell_batch(photo, self.job.saving, survey)

    @property
    def _is_difference(self) -> bool:
        last = next((step.id for step in reversed(self._document.steps)), LAST)
        return (self.step.value() or last) in self._differences

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
        self.changed.emit()

    def set_idle(self, is_idle: bool) -> None:
        """Whether anything can be chosen now."""
        for control in (self.source_button, self.files_button, self.target_button, self.recursive, self.step, self.kind,
                        self.existing):  # fmt: skip
            control.setEnabled(is_idle)
        self.mapping.setEnabled(is_idle and not self.job.saving.is_raw)

    @property
    def has_paths(self) -> bool:
        """Whether it is known what is read and where results go."""
        return bool(self._inputs and self._out)

    @property
    def job(self) -> Job:
        """What is chosen now."""
        kind, bits = self.kind.value()
        saving = Saving(kind, bits, self.mapping.value(), self._document.white)
        step = self.step.value() or None
        return Job(self._document, self._inputs, self._out, saving, step, self.existing.value(), self.recursive.value())

    @Slot(object)
    def _on_choice_changed(self, value: object) -> None:
        self._tell()
        self.changed.emit()

    @Slot(object)
    def _on_step_changed(self, step: str) -> None:
        self._begin()

    @Slot(object)
    def _on_mapping_changed(self, mapping: str) -> None:
        self._mappings[self._is_difference] = mapping
        self._on_choice_changed(mapping)

    @Slot()
    def _on_source_clicked(self) -> None:
        self._ask_folder(self.tr("Take the photos of a folder"), self._on_source_chosen)

    @Slot()
    def _on_target_clicked(self) -> None:
        self._ask_folder(self.tr("Write the results into a folder"), self._on_target_chosen)

    def _ask_folder(self, title: str, chosen: Callable[[str], None]) -> None:
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
        start = self._inputs[0] if self._inputs else ""
        ask_photos(self, self.tr("Take photos"), self._on_files_chosen, start=start)

    @Slot("QStringList")
    def _on_files_chosen(self, names: list[str]) -> None:
        self.set_paths(names, self._out or str(Path(names[0]).parent / "results"))


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget, 1 if isinstance(widget, Label) else 0)
    return row
