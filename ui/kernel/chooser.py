"""Which filter of a bank is edited, and the weights of which input channel."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.widgets.buttons import tool_button
from ui.widgets.choices import Select
from ui.widgets.labels import Label
from ui.widgets.painting import ALIGN_RIGHT


class FilterChooser(QWidget):
    """`chosen(filter, input)` asks for another grid."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter = (0, 0)
        self.filters = Select(tip=self.tr("The filter being edited: one for each output channel."), name="filter")
        self.inputs = Select(tip=self.tr("The input channel whose weights are shown."), name="filter-input")
        self.inputs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.count = Label("", "dim", px=12, align=ALIGN_RIGHT)
        self.previous = tool_button("left", tip=self.tr("Previous filter."), name="filter-previous", role="dim")
        self.next = tool_button("right", tip=self.tr("Next filter."), name="filter-next", role="dim")
        self.filters.value_changed.connect(self._on_filter_selected)
        self.inputs.value_changed.connect(self._on_input_selected)
        self.previous.clicked.connect(self._on_previous_clicked)
        self.next.clicked.connect(self._on_next_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.filters, 1)
        for widget in (self.inputs, self.count, self.previous, self.next):
            row.addWidget(widget)

    def set_filters(self, names: Sequence[str], inputs: int, shown: tuple[int, int]) -> None:
        """List the filters by name; `shown` is the filter and the input channel whose weights are seen."""
        self._filter = shown
        self.filters.set_options([(i, f"{i}  {name}") for i, name in enumerate(names)])
        self.filters.set_value(shown[0])
        self.count.setText(self.tr("{0} of {1}").format(shown[0] + 1, len(names)))
        self.previous.setEnabled(shown[0] > 0)
        self.next.setEnabled(shown[0] < len(names) - 1)
        self.inputs.setHidden(inputs < 2)
        self.count.setHidden(inputs >= 2)  # the names of the filters need the room
        words = self.tr("in {0}")
        self.inputs.set_options([(i, words.format(i)) for i in range(inputs)])
        self.inputs.set_value(shown[1])

    @Slot(object)
    def _on_filter_selected(self, index: int) -> None:
        self.chosen.emit(index, self._filter[1])

    @Slot(object)
    def _on_input_selected(self, index: int) -> None:
        self.chosen.emit(self._filter[0], index)

    @Slot()
    def _on_previous_clicked(self) -> None:
        self.chosen.emit(self._filter[0] - 1, self._filter[1])

    @Slot()
    def _on_next_clicked(self) -> None:
        self.chosen.emit(self._filter[0] + 1, self._filter[1])
