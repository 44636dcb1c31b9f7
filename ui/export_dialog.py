"""Saving maps as pictures: what, as which file, and in words how values become shades, with what that will cost."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import numbers
from ui.language import translated
from ui.widgets.chrome import Button, Label
from ui.widgets.inputs import Select
from workbench.maps import Maps
from workbench.pictures import FORMATS, MAPPINGS, Saving, save_picture

SHOWN, ALL = "shown", "all"
RAW_BITS = 32
STACKS = ("tiff", "npy")


@dataclass(frozen=True, eq=False)
class Export:
    """What to write: `values` (C, h, w) of one step, of which `channels` are wanted."""

    values: NDArray[np.float32]
    channels: tuple[int, ...]
    is_colour: bool
    format: str
    bits: int
    mapping: str
    white: float

    @property
    def is_raw(self) -> bool:
        """Whether the values are written as they are."""
        return self.format == "npy" or self.bits == RAW_BITS

    @property
    def is_one_file(self) -> bool:
        """Whether all wanted channels go into one file."""
        return len(self.channels) == 1 or self.is_colour or self.format in STACKS

    def paths(self, chosen: Path) -> list[Path]:
        """The files to write: the chosen one, or one for each map, numbered."""
        if chosen.suffix.lower() not in FORMATS[self.format]:
            chosen = chosen.with_name(chosen.name + FORMATS[self.format][0])
        if self.is_one_file:
            return [chosen]
        return [chosen.with_name(f"{chosen.stem}-{channel}{chosen.suffix}") for channel in self.channels]

    def write(self, chosen: Path) -> list[Path]:
        """Write the files; raises SaveError."""
        paths = self.paths(chosen)
        groups = [list(self.channels)] if self.is_one_file else [[channel] for channel in self.channels]
        for path, channels in zip(paths, groups, strict=True):
            save_picture(path, Maps.of(self.values[channels]), Saving(self.format, self.bits, self.mapping, self.white))
        return paths

    def clipped(self) -> float:
        """The share of the values that the mapping cuts off."""
        wanted = self.values[list(self.channels)]
        if self.is_raw or self.mapping == "min-max":
            return 0.0
        if self.mapping == "absolute":
            outside = np.abs(wanted) > self.white
        else:
            shift = self.white / 2 if self.mapping == "offset" else 0.0
            outside = (wanted < -shift) | (wanted > self.white - shift)
        return float(np.count_nonzero(outside) / max(wanted.size, 1))


class ExportDialog(QDialog):
    """Asks for the file; `chosen` brings the Export to write."""

    chosen = Signal(object)

    def __init__(
        self, step: str, values: NDArray[np.float32], channel: int, white: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export_dialog")
        self.setWindowTitle(self.tr("Export picture"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._values, self._channel, self._white = values, channel, white
        count = len(values)
        shown = self.tr("The colours shown") if channel < 0 else self.tr("The map shown") + f": {step}, {channel}"
        options = [(SHOWN, shown)]
        if count > 1 and channel >= 0:
            options.append((ALL, self.tr("All maps") + f" ({count})"))
        self.what = Select(options, tip=self.tr("Which maps of the step are saved."), name="export_what")
        self.kind = Select(
            [
                (("png", 8), self.tr("PNG, 8 bit")),
                (("png", 16), self.tr("PNG, 16 bit")),
                (("tiff", 8), self.tr("TIFF, 8 bit")),
                (("tiff", 16), self.tr("TIFF, 16 bit")),
                (("tiff", RAW_BITS), self.tr("TIFF, 32 bit float, values as they are")),
                (("npy", RAW_BITS), self.tr("NPY, 32 bit float, values as they are")),
                (("jpeg", 8), self.tr("JPEG, 8 bit, lossy")),
                (("webp", 8), self.tr("WebP, 8 bit, lossless")),
            ],
            tip=self.tr("The kind of file and how many bits each value has."),
            name="export_format",
        )
        self.mapping = Select(
            [(name, translated(title)) for name, title in MAPPINGS.items()],
            tip=self.tr("How values become shades of the file."),
            name="export_mapping",
        )
        self.facts = Label("", "dim", px=12, wrap=True)
        self.facts.setObjectName("export_facts")
        self.facts.setMinimumHeight(36)
        for control in (self.what, self.kind, self.mapping):
            control.setMinimumWidth(430)
            control.value_changed.connect(self._on_choice_changed)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for row, (title, control) in enumerate(
            ((self.tr("Save"), self.what), (self.tr("As"), self.kind), (self.tr("Values"), self.mapping))
        ):
            grid.addWidget(Label(title, "dim"), row, 0)
            grid.addWidget(control, row, 1)
        grid.addWidget(self.facts, 3, 1)
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
        column.addLayout(grid)
        column.addLayout(buttons)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self._on_choice_changed(None)

    @property
    def export(self) -> Export:
        """What is chosen now."""
        kind, bits = self.kind.value()
        is_colour = self._channel < 0
        is_all = is_colour or self.what.value() == ALL
        channels = tuple(range(len(self._values))) if is_all else (self._channel,)
        return Export(self._values, channels, is_colour, kind, bits, self.mapping.value(), self._white)

    @Slot(object)
    def _on_choice_changed(self, value: object) -> None:
        export = self.export
        self.mapping.setEnabled(not export.is_raw)
        wanted = export.values[list(export.channels)]
        finite = wanted[np.isfinite(wanted)]
        words = self.tr("There are no finite values.")
        if finite.size:
            low, high = numbers.rounded(float(finite.min()), 6), numbers.rounded(float(finite.max()), 6)
            words = self.tr("Values {0} to {1}.").format(low, high)
        if export.is_raw:
            words += " " + self.tr("They are written as they are.")
        elif clipped := export.clipped():
            words += " " + self.tr("{0} % of them will be clipped.").format(f"{100 * clipped:.3g}")
        else:
            words += " " + self.tr("None will be clipped.")
        if not export.is_one_file:
            words += " " + self.tr("{0} files are written, one for each map.").format(len(export.channels))
        self.facts.setText(words)

    @Slot()
    def _on_save_clicked(self) -> None:
        export = self.export
        self.accept()
        self.chosen.emit(export)
