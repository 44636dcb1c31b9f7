"""Asks how maps leave as pictures: what, as which file, in words how values become shades, and what that will cost.

It opens at once; the counts it speaks of come in while it is open, from a pass over all values.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import numbers
from ui.language import sentences, translated
from ui.widgets.buttons import Button
from ui.widgets.choices import Select, Switch
from ui.widgets.labels import Label
from workbench.picture_files.maps import Survey
from workbench.picture_files.pictures import FLOAT_BITS, FORMATS, MAPPINGS, SHEET_SIZES, Saving

COLOURS, SHOWN, ALL, SHEET = "colours", "shown", "all", "sheet"
FLOAT = "float"
STACKS = ("tiff", "npy")
KEEPS_EXIF = ("png", "jpeg", "webp", "tiff")
CONTROL_WIDTH = 460


@dataclass(frozen=True)
class Subject:
    """The step to export: its name, the shape (C, H, W) of its maps, which is shown (-1: the colours), and white."""

    name: str
    shape: tuple[int, int, int]
    channel: int
    white: float
    has_exif: bool = False
    is_inference: bool = True


@dataclass(frozen=True)
class Choice:
    """What was chosen: which maps, how they become shades, and what goes beside them."""

    what: str = SHOWN
    saving: Saving = field(default_factory=Saving)
    channels: tuple[int, ...] = (0,)
    keeps_exif: bool = False
    carries: bool = False
    sheet_size: int = SHEET_SIZES[1]

    @property
    def is_one_file(self) -> bool:
        """Whether all wanted maps go into one file."""
        return self.what != ALL or self.saving.format in STACKS

    def paths(self, chosen: Path) -> list[Path]:
        """The files to write: the chosen one, or one for each map, numbered."""
        endings = FORMATS[self.saving.format]
        if chosen.suffix.lower() not in endings:
            chosen = chosen.with_name(chosen.name + endings[0])
        if self.is_one_file:
            return [chosen]
        return [chosen.with_name(f"{chosen.stem}-{channel}{chosen.suffix}") for channel in self.channels]


class ExportDialog(QDialog):
    """`chosen` brings the Choice to write; `survey` may be told later. `last` is what was chosen the time before."""

    chosen = Signal(object)

    def __init__(self, subject: Subject, last: Choice | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export_dialog")
        self.setWindowTitle(self.tr("Export picture"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._subject, self._survey = subject, None
        self._float_kind, self._shade_kind, self._shade_mapping = ("tiff", FLOAT_BITS), ("png", 8), "clip"
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
        self.sheet_size.set_value(SHEET_SIZES[1])
        self.keeps_exif = Switch(tip=self.tr("Keep the photo's EXIF: camera, time, place, rights."), name="export_exif")
        self.carries = Switch(
            tip=self.tr("Let the PNG carry the pipeline: dropped on the window, it restores it."), name="export_carries"
        )
        self.facts = Label("", wrap=True)
        self.facts.setObjectName("export_facts")
        self.facts.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.facts.setMinimumHeight(72)
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
        self._begin_with(last)
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
            self.facts.setText(self.tr("Counting what would be lost: {0} %").format(round(100 * part)))

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

    def _kinds(self) -> list[tuple[tuple[str, int], str]]:
        kinds = [
            (("png", 8), self.tr("PNG, 8 bit")),
            (("png", 16), self.tr("PNG, 16 bit")),
            (("tiff", 8), self.tr("TIFF, 8 bit")),
            (("tiff", 16), self.tr("TIFF, 16 bit")),
            (("tiff", FLOAT_BITS), self.tr("TIFF, 32 bit float, values as they are")),
            (("npy", FLOAT_BITS), self.tr("NPY, 32 bit float, values as they are")),
            (("jpeg", 8), self.tr("JPEG, 8 bit, lossy")),
            (("webp", 8), self.tr("WebP, 8 bit, lossless")),
        ]
        return [row for row in kinds if row[0][1] == 8] if self.what.value() == SHEET else kinds

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

    def _begin_with(self, last: Choice | None) -> None:
        self.kind.set_options(self._kinds())
        if last is None:
            return
        self.what.set_value(last.what)
        self.kind.set_options(self._kinds())
        self.kind.set_value((last.saving.format, last.saving.bits))
        self.mapping.set_value(FLOAT if last.saving.is_raw else last.saving.mapping)
        self.keeps_exif.set_value(last.keeps_exif)
        self.carries.set_value(last.carries)
        self.sheet_size.set_value(last.sheet_size)

    @Slot(object)
    def _on_choice_changed(self, value: object) -> None:
        self._show_choice()

    @Slot(object)
    def _on_kind_changed(self, kind: tuple[str, int]) -> None:
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
        self.facts.setText(self._words() if is_known else self.tr("Counting what would be lost…"))

    def _words(self) -> str:
        """What will be written and what will be lost, in a few sentences."""
        choice = self.choice
        _, height, width = self._subject.shape
        if choice.what == SHEET:
            return self.tr("Every map is averaged down and drawn as the window draws it, with its channel and range.")
        words = []
        if self._survey is not None:
            low, high = (numbers.rounded(value, 6) for value in self._survey.limits(choice.channels))
            words.append(self.tr("Values {0} to {1}.").format(low, high))
        if choice.saving.is_raw:
            words.append(self.tr("They are written as they are; nothing is lost."))
        else:
            words += self._losses(choice)
        if not choice.is_one_file:
            words.append(self.tr("{0} files are written, one for each map.").format(len(choice.channels)))
        elif choice.what == ALL:
            words.append(self.tr("All maps go into one file."))
        if not self._subject.is_inference:
            words.append(self.tr("They are computed in training mode."))
        size = len(choice.channels) * height * width * choice.saving.dtype.itemsize
        fact = numbers.shape(height, width) + " · " + self.tr("at most {0}").format(numbers.size(size))
        return sentences(*words) + "\n" + fact

    def _losses(self, choice: Choice) -> list[str]:
        how, words = choice.saving, []
        lost = self._survey.losses(how.mapping, choice.channels)
        low, high = (numbers.rounded(value, 6) for value in self._survey.limits(choice.channels))
        half = how.white / 2
        bottom, top = (-half, half) if how.mapping == "offset" else (0.0, how.white)
        if how.mapping == "min-max" and choice.is_one_file:
            words.append(self.tr("{0} becomes black and {1} white; nothing is cut off.").format(low, high))
        elif how.mapping == "min-max":
            words.append(self.tr("The least value of each map becomes black, its largest white; nothing is cut off."))
        cut = [
            part.format(_share(share), numbers.rounded(limit))
            for share, limit, part in (
                (lost.below, bottom, self.tr("{0} below {1}")), (lost.above, top, self.tr("{0} above {1}")),
            ) if share
        ]  # fmt: skip
        if cut:
            words.append(self.tr("Cut off: {0}.").format(self.tr(", ").join(cut)))
        elif how.mapping != "min-max":
            words.append(self.tr("Nothing is cut off."))
        if lost.signs:
            words.append(self.tr("{0} lose their minus sign.").format(_share(lost.signs)))
        if lost.nans:
            words.append(self.tr("{0} are NaN and become black.").format(_share(lost.nans)))
        words.append(self.tr("Rounded to {0} shades.").format(numbers.count(1 << how.bits)))
        if how.format == "jpeg":
            words.append(self.tr("JPEG changes them a little more."))
        return words

    @Slot()
    def _on_save_clicked(self) -> None:
        choice = self.choice
        if choice.saving.mapping == "min-max" and self._survey is not None and choice.is_one_file:
            limits = self._survey.limits(choice.channels)
            choice = replace(choice, saving=replace(choice.saving, limits=limits))
        self.accept()
        self.chosen.emit(choice)


def _share(share: float) -> str:
    """12.4 %, never 0 % of what there is some of, nor 100 % of what is not all."""
    if share >= 1:
        return "100 %"
    per_cent = 100 * share
    return "< 0.1 %" if per_cent < 0.1 else "> 99.9 %" if per_cent > 99.9 else f"{per_cent:.3g} %"
