"""Asks how maps leave as pictures: what, as which file, in words how values become shades, and what that will cost.

It opens at once; the counts it speaks of come in while it is open, from a pass over all values.
"""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.export.choice import ALL, COLOURS, SHEET, SHOWN, Choice, Subject
from ui.export.facts import Facts
from ui.files.kinds import Kind, file_kinds
from ui.language import translated
from ui.widgets.buttons import Button
from ui.widgets.choices import Select, Switch
from ui.widgets.labels import Label
from workbench.picture_files.maps import Survey
from workbench.picture_files.pictures import FLOAT_BITS, MAPPINGS, SHEET_SIZES, Saving

FLOAT = "float"
KEEPS_EXIF = ("png", "jpeg", "webp", "tiff")
CONTROL_WIDTH = 460


class ExportDialog(QDialog):
    """`chosen` brings the Choice to write; `survey` may be told later. It begins with the choice `first`."""

    chosen = Signal(object)

    def __init__(self, subject: Subject, first: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export_dialog")
        self.setWindowTitle(self.tr("Export picture"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._subject, self._survey = subject, None
        self._float_kind, self._shade_kind, self._shade_mapping = ("tiff", FLOAT_BITS), ("png", 8), first.saving.mapping
        self.what = Select(self._whats(), tip=self.tr("Which maps of the step are saved."), name="export_what")
        self.kind = Select(tip=self.tr("The kind of file and how many bits each value has."), name="export_format")
        self.mapping = Select(
            [*((name, translated(title)) for name, title in MAPPINGS.items()),
             (FLOAT, self.tr("Float: the values as they are, nothing is lost"))],
            tip=self.tr("How values become shades of the file."),
            name="export_mapping",
        )  # fmt: skip
        self.sheet_size = Select(
            [(size, self.tr("{0} pixels wide").format(size)) for size in SHEET_SIZES],
            tip=self.tr("How large each map is drawn."), name="export_sheet_size",
        )  # fmt: skip
        self.keeps_exif = Switch(tip=self.tr("Keep the photo's EXIF: camera, time, place, rights."), name="export_exif")
        self.carries = Switch(
            tip=self.tr("Let the PNG carry the pipeline: dropped on the window, it restores it."), name="export_carries"
        )
        self.facts = Facts("export_facts", 72)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._rows: dict[QWidget, tuple[QWidget, ...]] = {}
        for title, control in (
            (self.tr("Save"), self.what), (self.tr("As"), self.kind), (self.tr("Values"), self.mapping),
            (self.tr("Maps"), self.sheet_size),
        ):  # fmt: skip
            control.setFixedWidth(CONTROL_WIDTH)
            self._add_row(title, control)
        self._add_row("", self.keeps_exif, self.tr("Keep the photo's EXIF: camera, time, place, rights"))
        self._add_row("", self.carries, self.tr("Let the PNG carry the pipeline"))
        self._add_row("", self.facts)
        self.save_button = Button(self.tr("Save…"), primary=True, name="export_save")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._on_save_clicked)
        cancel = Button(self.tr("Cancel"), name="export_cancel")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addLayout(self._grid)
        column.addLayout(buttons)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self._begin_with(first)
        for control in (self.what, self.sheet_size, self.keeps_exif, self.carries):
            control.value_changed.connect(self._on_choice_changed)
        self.kind.value_changed.connect(self._on_kind_changed)
        self.mapping.value_changed.connect(self._on_mapping_changed)
        self._show_choice()

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        what = self.what.value()
        kind, bits = self.kind.value()
        mapping = self.mapping.value()
        count = self._subject.shape[0]
        saving = Saving(kind, bits, "clip" if mapping == FLOAT else mapping, self._subject.white)
        return Choice(
            what,
            saving,
            (self._subject.channel,) if what == SHOWN else tuple(range(count)),
            self.keeps_exif.isEnabled() and self.keeps_exif.value(),
            self.carries.isEnabled() and self.carries.value(),
            self.sheet_size.value(),
        )

    def set_survey(self, survey: Survey) -> None:
        """All values are counted: say what will be lost."""
        self._survey = survey
        self._show_choice()

    def set_counted(self, part: float) -> None:
        """So much is counted, 0 to 1."""
        if self._survey is None and self._needs_survey():
            self.facts.wait(part)

    def set_failed(self, message: str) -> None:
        """The values cannot be counted, and so cannot be saved."""
        self.facts.set_role("red")
        self.facts.setText(message)
        self.save_button.setEnabled(False)

    def _whats(self) -> list[tuple[str, str]]:
        subject, count = self._subject, self._subject.shape[0]
        shown = self.tr("The map shown: {0}, channel {1}").format(subject.name, subject.channel)
        options = [(COLOURS, self.tr("The colours shown"))] if subject.channel < 0 else [(SHOWN, shown)]
        if count > 1 and subject.channel >= 0:
            options.append((ALL, self.tr("All maps") + f" ({count})"))
        if count > 1:
            options.append((SHEET, self.tr("Contact sheet of all maps, with labels")))
        return options

    def _kinds(self) -> list[tuple[Kind, str]]:
        return [row for row in file_kinds() if row[0][1] == 8 or self.what.value() != SHEET]

    def _add_row(self, title: str, control: QWidget, words: str = "") -> None:
        row, parts = self._grid.rowCount(), [control]
        if title:
            parts.append(Label(title, "dim"))
            self._grid.addWidget(parts[-1], row, 0)
        if words:
            parts.append(Label(words))
            line = QHBoxLayout()
            line.setSpacing(8)
            for part in (control, parts[-1]):
                line.addWidget(part)
            line.addStretch(1)
            self._grid.addLayout(line, row, 1)
        else:
            self._grid.addWidget(control, row, 1)
        self._rows[control] = tuple(parts)

    def _show_row(self, control: QWidget, is_shown: bool) -> None:
        for part in self._rows[control]:
            part.setVisible(is_shown)

    def _begin_with(self, first: Choice) -> None:
        self.what.set_value(first.what)
        self.kind.set_options(self._kinds())
        self.kind.set_value((first.saving.format, first.saving.bits))
        self.mapping.set_value(FLOAT if first.saving.is_raw else first.saving.mapping)
        self.keeps_exif.set_value(first.keeps_exif)
        self.carries.set_value(first.carries)
        self.sheet_size.set_value(first.sheet_size)

    @Slot(object)
    def _on_choice_changed(self, value: object) -> None:
        self._show_choice()

    @Slot(object)
    def _on_kind_changed(self, kind: Kind) -> None:
        """A float file takes values as they are, and only it does."""
        if kind[1] == FLOAT_BITS:
            self._float_kind = kind
            self.mapping.set_value(FLOAT)
        else:
            self._shade_kind = kind
            if self.mapping.value() == FLOAT:
                self.mapping.set_value(self._shade_mapping)
        self._show_choice()

    @Slot(object)
    def _on_mapping_changed(self, mapping: str) -> None:
        if mapping == FLOAT:
            self.kind.set_value(self._float_kind)
        else:
            self._shade_mapping = mapping
            if self.kind.value()[1] == FLOAT_BITS:
                self.kind.set_value(self._shade_kind)
        self._show_choice()

    def _needs_survey(self) -> bool:
        choice = self.choice
        return choice.what != SHEET and not choice.saving.is_raw

    def _show_choice(self) -> None:
        is_sheet = self.what.value() == SHEET
        self.kind.set_options(self._kinds())
        if self.kind.value() is None:
            self.kind.set_value(("png", 8))
        kind = self.kind.value()[0]
        self._show_row(self.mapping, not is_sheet)
        self._show_row(self.sheet_size, is_sheet)
        for switch, is_on in (
            (self.keeps_exif, self._subject.has_exif and kind in KEEPS_EXIF and not is_sheet),
            (self.carries, kind == "png"),
        ):
            for part in self._rows[switch]:
                part.setEnabled(is_on)
        is_known = self._survey is not None or not self._needs_survey()
        self.save_button.setEnabled(is_known)
        if is_known:
            self.facts.tell(self._subject, self.choice, self._survey)
        else:
            self.facts.wait()

    @Slot()
    def _on_save_clicked(self) -> None:
        choice = self.choice
        if choice.saving.mapping == "min-max" and self._survey is not None and choice.is_one_file:
            limits = self._survey.limits(choice.channels)
            choice = replace(choice, saving=replace(choice.saving, limits=limits))
        self.accept()
        self.chosen.emit(choice)
