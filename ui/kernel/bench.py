"""The grid of weights among its tools and sums: beside it where its width leaves room, else beneath."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import numbers, theme
from ui.kernel.cells import ACROSS
from ui.kernel.changes import Kernel, negated, normalised, rotated
from ui.kernel.grid import KernelGrid
from ui.widgets.buttons import ToolButton, tool_button
from ui.widgets.labels import Label
from ui.widgets.painting import ALIGN_RIGHT

BETWEEN, TOOL_GAP = 12, 4
"""Between the grid and the tools beside it, and between the tools."""
LONGEST_FACT = 6


class Bench(QWidget):
    """Holds `grid`; `transform_requested(kernel, title)` asks for what a tool makes of all weights at once."""

    transform_requested = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = KernelGrid()
        self._add_grid_menu()
        self._transforms: dict[ToolButton, tuple[str, Callable[[Kernel], Kernel]]] = {}
        self._tools = [
            self._tool("rotate", self.tr("Rotate by 90° clockwise."), self.tr("Rotate kernel"), rotated),
            self._tool("transpose", self.tr("Rows become columns."), self.tr("Transpose kernel"), np.transpose),
            self._tool("flip-horizontal", self.tr("Flip left to right."), self.tr("Flip kernel"), np.fliplr),
            self._tool("flip-vertical", self.tr("Flip top to bottom."), self.tr("Flip kernel"), np.flipud),
            self._tool("negate", self.tr("Negate every weight: w becomes −w."), self.tr("Negate kernel"), negated),
            self._tool("normalise", self.tr("Divide by the sum."), self.tr("Normalise kernel"), normalised),
        ]
        self._tool_box, self._tool_grid = _grid(TOOL_GAP, TOOL_GAP)
        self.sums = {
            name: (Label(title, "dim", px=12), Label("", px=12, weight=500, align=ALIGN_RIGHT))
            for name, title in (("sum", self.tr("Sum")), ("min", self.tr("Min")), ("max", self.tr("Max")))
        }
        self._sum_box, self._sum_grid = _grid(6, 4)
        self._side = QVBoxLayout()
        self._side.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(BETWEEN)
        middle.addWidget(self.grid, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        middle.addLayout(self._side)
        self._beneath = QVBoxLayout()
        self._beneath.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(middle)
        column.addLayout(self._beneath)

    def _tool(self, icon: str, tip: str, title: str, change: Callable[[Kernel], Kernel]) -> ToolButton:
        button = tool_button(icon, tip=tip, name=f"kernel-{icon}", role="dim")
        button.clicked.connect(self._on_tool_clicked)
        self._transforms[button] = (title, change)
        return button

    def _add_grid_menu(self) -> None:
        """What the right button offers on the grid; the grid itself answers to the keys, which are only named here."""
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for title, handler in (
            (self.tr("Copy\tCtrl+C"), self.grid.copy),
            (self.tr("Copy as NumPy"), self.grid.copy_numpy),
            (self.tr("Copy for ImageJ"), self.grid.copy_imagej),
            (self.tr("Paste\tCtrl+V"), self.grid.paste_clipboard),
            (self.tr("Set to 0\tDel"), self.grid.clear),
        ):
            action = QAction(title, self.grid)
            action.triggered.connect(handler)
            self.grid.addAction(action)

    def set_kernel(self, kernel: Kernel) -> None:
        """Show a kernel (rows, columns) and its sums."""
        is_other = kernel.shape != self.grid.kernel().shape
        self.grid.set_kernel(kernel)
        if is_other:
            self.arrange()
        for name, value in (("sum", kernel.sum(dtype=np.float64)), ("min", kernel.min()), ("max", kernel.max())):
            self.sums[name][1].hold(_fact(float(value)))

    def arrange(self) -> None:
        """Put the tools beside the grid in as many columns as its width leaves, beneath it where it leaves none."""
        size, tool = self.grid.sizeHint(), theme.control_height()
        columns = min((ACROSS - size.width() - BETWEEN + TOOL_GAP) // (tool + TOOL_GAP), 3)
        rows = -(-len(self._tools) // columns) if columns > 0 else 0
        is_beside = columns > 0 and rows * (tool + TOOL_GAP) <= max(size.height(), 2 * tool) + 2 * tool
        (self._side.insertWidget if is_beside else self._beneath.insertWidget)(0, self._tool_box)
        across = columns if is_beside else len(self._tools)
        for index, button in enumerate(self._tools):
            self._tool_grid.addWidget(button, index // across, index % across)
        self._tool_grid.setColumnStretch(across, 1)
        has_sums_beside = is_beside and columns == 3 and size.height() >= 4 * tool
        if has_sums_beside:
            self._side.addWidget(self._sum_box)
        else:
            self._beneath.addWidget(self._sum_box)
        for index, (title, value) in enumerate(self.sums.values()):
            self._sum_grid.addWidget(title, *((index, 0) if has_sums_beside else (0, 3 * index)))
            self._sum_grid.addWidget(value, *((index, 1) if has_sums_beside else (0, 3 * index + 1)), ALIGN_RIGHT)
        for column in range(9):
            self._sum_grid.setColumnStretch(column, 1 if column == (1 if has_sums_beside else 8) else 0)
            self._sum_grid.setColumnMinimumWidth(column, 8 if not has_sums_beside and column in (2, 5) else 0)

    @Slot()
    def _on_tool_clicked(self) -> None:
        title, change = self._transforms[self.sender()]
        self.transform_requested.emit(change(self.grid.kernel()), title)


def _fact(value: float) -> str:
    """A number as long as three in a row may be."""
    text = numbers.rounded(value if abs(value) > 1e-6 else 0.0, 4)
    return text if len(text) <= LONGEST_FACT else numbers.rounded(value, 3)


def _grid(across: int, down: int) -> tuple[QWidget, QGridLayout]:
    """An empty box with a grid in it."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(across)
    grid.setVerticalSpacing(down)
    return box, grid
