"""The numbers that a pipeline reads where they are typed and not a photo: a small grid, plane by plane."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import numbers, theme
from ui.kernel.grid import KernelGrid
from ui.kernel.text import LARGEST
from ui.widgets.areas import Area
from ui.widgets.choices import Segmented, Select
from ui.widgets.heads import PaneHead
from ui.widgets.labels import Label
from ui.widgets.number_field import NumberField
from ui.widgets.painting import ALIGN_LEFT
from workbench.plan import is_table
from workbench.session import State
from workbench.sources import NumberGrid

PICTURE, TABLE = "picture", "table"
MOST_PLANES = 64


class NumbersEditor(Area):
    """Shown while numbers are selected; `source_requested(source, title, merge)` asks for other ones."""

    source_requested = Signal(object, str, object)
    merge_finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("numbers-editor")
        self._source: NumberGrid | None = None
        self.head = PaneHead(self.tr("Numbers"), is_section=True)
        self.grid = KernelGrid()
        self.grid.setAccessibleName(self.tr("Numbers"))
        self.layout_switch = Segmented(
            [(PICTURE, self.tr("Picture")), (TABLE, self.tr("Table"))],
            small=True, name="numbers_layout",
            tip=self.tr("A picture has rows and columns; a table has samples as rows and features as columns."),
        )  # fmt: skip
        self.rows = _size("H", LARGEST, self.tr("How many rows there are."), "numbers_rows")
        self.columns = _size("W", LARGEST, self.tr("How many columns there are."), "numbers_columns")
        self.channels = _size("C", MOST_PLANES, self.tr("How many channels there are."), "numbers_channels")
        self.samples = _size("N", MOST_PLANES, self.tr("How many samples the batch has."), "numbers_samples")
        self.plane = Select(tip=self.tr("The sample and channel whose numbers are shown."), name="numbers_plane")
        self.message = Label("", "red", px=12, wrap=True)
        self.message.hide()
        hint = self.tr("Type, or paste rows from a spreadsheet or NumPy.")
        self._fields = (self.rows, self.columns, self.channels, self.samples)
        for field in self._fields:
            field.value_changed.connect(self._on_size_changed)
        self.layout_switch.value_changed.connect(self._on_layout_changed)
        self.plane.value_changed.connect(self._on_plane_changed)
        self.grid.kernel_edited.connect(self._on_grid_edited)
        self.grid.scrub_finished.connect(self.merge_finished)
        self.grid.refused.connect(self._on_grid_refused)
        scroll = QScrollArea()
        scroll.setWidget(self.grid)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll = scroll
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.layout_switch)
        column.addLayout(_row(self.samples, self.channels))
        column.addLayout(_row(self.rows, self.columns))
        column.addWidget(self.plane)
        column.addWidget(scroll, 1)
        column.addWidget(self.message)
        column.addWidget(Label(hint, "dim", px=12, align=ALIGN_LEFT, wrap=True))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(body, 1)
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_state(self, state: State) -> None:
        """Show the numbers of the source; the plane follows the sample and channel that are looked at."""
        source = state.source
        if not isinstance(source, NumberGrid):
            self._source = None
            return
        n, c, _, _ = source.shape
        is_new = self._source is None or self._source.shape != source.shape
        self._source = source
        self.head.set_badge(numbers.shape(*((n, c) if self._is_table else source.shape)))
        self.layout_switch.set_value(TABLE if self._is_table else PICTURE)
        for field, size in zip(self._fields, self._sizes(), strict=True):
            field.set_value(size)
        for field in (self.channels, self.samples):
            field.setHidden(self._is_table)
        self.rows.set_axis("N" if self._is_table else "H")
        self.columns.set_axis("K" if self._is_table else "W")
        words = self.tr("sample {0}, channel {1}")
        planes = [(i, words.format(*divmod(i, c))) for i in range(n * c)]
        self.plane.set_options(planes)
        if is_new or not self.grid.hasFocus():
            self.plane.set_value(min(state.sample, n - 1) * c + min(max(state.channel, 0), c - 1))
        self.plane.setHidden(self._is_table or len(planes) < 2)
        if is_new:
            self._on_grid_refused("")
        self._show_plane()

    @property
    def _is_table(self) -> bool:
        return is_table(self._source.shape)

    def _sizes(self) -> tuple[int, int, int, int]:
        n, c, h, w = self._source.shape
        return (n, c, 1, 1) if self._is_table else (h, w, c, n)

    def _shown(self) -> NDArray[np.float32]:
        """The numbers on the grid: the whole table, or one plane."""
        planes = self._source.planes
        if self._is_table:
            return planes[:, :, 0, 0]
        sample, channel = divmod(self.plane.value() or 0, planes.shape[1])
        return planes[min(sample, planes.shape[0] - 1), channel]

    def _show_plane(self) -> None:
        self.grid.set_kernel(np.ascontiguousarray(self._shown()[:LARGEST, :LARGEST]))

    def _request(self, planes: NDArray[np.float32], title: str, merge: object = None) -> None:
        self.source_requested.emit(NumberGrid(planes, self._source.name), title, merge)

    @Slot(object, str, object)
    def _on_grid_edited(self, changed: NDArray[np.float32], title: str, cell: object) -> None:
        """Put the block in place; a pasted one of another size becomes the size of all planes."""
        planes = self._source.planes
        merge = None if cell is None else ("numbers", cell)
        if self._is_table:
            self._request(changed[:, :, None, None], title, merge)
            return
        sample, channel = divmod(self.plane.value() or 0, planes.shape[1])
        grown = planes.copy() if changed.shape == planes.shape[2:] else _resized(planes, changed.shape)
        grown[sample, channel] = changed
        self._request(grown, title, merge)

    @Slot(object)
    def _on_size_changed(self, value: object) -> None:
        height, width, channels, samples = (int(field.value()) for field in self._fields)
        planes = self._source.planes
        if self._is_table:
            made = _resized(planes[:, :, 0, 0], (height, width))[:, :, None, None]
        else:
            made = _resized(planes, (samples, channels, height, width))
        self._request(made, self.tr("Resize the numbers"))

    @Slot(object)
    def _on_layout_changed(self, layout: str) -> None:
        """What were rows become samples, what were columns features; and back."""
        shown = self._shown()
        is_table = layout == TABLE
        if is_table and shown.size == 1:
            shown = _resized(shown, (2, 2))
        self._request(shown[:, :, None, None] if is_table else shown, self.tr("Change the layout"))

    @Slot(object)
    def _on_plane_changed(self, plane: int) -> None:
        self._show_plane()

    @Slot(str)
    def _on_grid_refused(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setHidden(not sentence)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._scroll.setStyleSheet(f"QScrollArea {{ background: {theme.current().panel}; }}")
        self.grid.parentWidget().setStyleSheet(f"background: {theme.current().panel};")


def _size(axis: str, most: int, tip: str, name: str) -> NumberField:
    return NumberField(axis, integer=True, low=1, high=most, tip=tip, name=name)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return row


def _resized(values: NDArray[np.float32], sizes: tuple[int, ...]) -> NDArray[np.float32]:
    """Cut off, or filled up with zeros, along the last axes."""
    wanted = (*values.shape[: values.ndim - len(sizes)], *sizes)
    made = np.zeros(wanted, np.float32)
    kept = tuple(slice(0, min(a, b)) for a, b in zip(values.shape, wanted, strict=True))
    made[kept] = values[kept]
    return made
