"""One entry of the ledger as the chapter draws it: window, kernel, products and result as grids about its sum."""

from PySide6.QtCore import QCoreApplication, QRectF, QSizeF

from ui import numbers
from ui.explanation import sums as explain_sums
from ui.explanation.cells import Cell, Flow, text_width, written
from ui.explanation.window import MARGIN, WindowFigure
from ui.pixels import Levels
from workbench.explanation.ledger import Entry, Explanation, Place
from workbench.plan import Plan, StepPlan

WIDEST = 9
"""The widest window that is drawn as a grid."""

Drawn = tuple[list[Cell], float, float]
"""Cells, and the width and height they take."""


def lay_out(explanation: Explanation, depth: int, plan: Plan, photo: Levels, room: QSizeF) -> Drawn:
    """The trail of steps, the sum of the entry at `depth`, what it sees of the photo, and its figure.

    The figure is as large as has room; a long sum is written out beneath it where there is still some.
    """
    entry, row = explanation.entries[depth], plan[explanation.entries[depth].step]
    kernel = 0 if row.windows is None else max(window.size for window in row.windows)
    has_window = row.windows is not None and kernel <= WIDEST and bool(entry.read)
    told = _Telling(plan, max(room.width(), 360), 8)
    told.trail(explanation, depth, row)
    is_long = has_window and explain_sums.is_long(entry)
    told.sum(entry, row if is_long else None, told.field(row))
    if entry.kind == "batch_norm":
        told.norm(entry)
    if not has_window:
        return told.cells, told.right + MARGIN, told.y + 8
    figure = WindowFigure(entry, row, plan, photo, told.y)
    in_full = _Telling(plan, told.width)
    if is_long:
        in_full.sum(entry, None)
    look = figure.fitting(QSizeF(room.width(), room.height() - in_full.y))
    if is_long and figure.bottom(look) + in_full.y > room.height():
        in_full.cells.clear()
        look = figure.fitting(room)
    figure.draw(look)
    bottom = figure.bottom(look)
    for cell in in_full.cells:
        cell.rect.translate(0, bottom)
    cells = [*told.cells, *figure.cells, *in_full.cells]
    return cells, max(told.right, figure.right(look)) + MARGIN, bottom + (in_full.y if in_full.cells else 0)


class _Telling:
    """What is told in words and sums; it grows from top to bottom, and `y` is where the next part begins."""

    def __init__(self, plan: Plan, width: float, y: float = 0.0) -> None:
        self._plan, self.width = plan, width
        self.cells: list[Cell] = []
        self.y = y

    @property
    def right(self) -> float:
        """Where it ends at the right."""
        return max(cell.rect.right() for cell in self.cells)

    def trail(self, explanation: Explanation, depth: int, row: StepPlan) -> None:
        """The asked value and the way back to the photo, each to be clicked; then where the value shown stands."""
        flow = Flow(self.cells, MARGIN, self.y, self.width - MARGIN)
        for number, entry in enumerate(explanation.entries):
            is_shown = number == depth
            more = {"px": 12, "weight": 600 if is_shown else 400, "ground": "sel" if is_shown else "badge",
                    "ink": "text" if is_shown else "dim", "depth": number,
                    "tip": QCoreApplication.translate("explain", "Explain this step's value.")}  # fmt: skip
            arrow = (("←", {"ink": "dim", "px": 12}),) if number else ()
            flow.add(*arrow, (f"{entry.step}  {written(entry.value, 4)}", more))
        flow.x += 4
        for sentence in self._place(row, explanation.entries[depth].place):
            flow.add((sentence, {"px": 12, "ink": "dim"}), gap=8)
        self.y = flow.bottom + 4

    def _place(self, row: StepPlan, at: Place) -> list[str]:
        """Which value it is, and what it sees of the photo."""
        if not self._is_map(row):
            return [QCoreApplication.translate("explain", "Sample {0}, feature {1}.").format(at.sample, at.channel)]
        words = QCoreApplication.translate("explain", "Row {0}, column {1}, channel {2}.")
        own = words.format(at.y, at.x, at.channel)
        return [own] if row.step is None else [own, _sees(row, at.y, at.x)]

    def field(self, row: StepPlan) -> str:
        """The receptive field of a step's values in numbers; nothing for the photo and where there is no map."""
        if row.step is None or not self._is_map(row):
            return ""
        down, across = row.rows, row.columns
        words = QCoreApplication.translate("explain", "Receptive field {0}, jump {1}, offset {2}.")
        pairs = [
            str(one) if one == other else f"{one}, {other}"
            for one, other in ((down.jump, across.jump), (down.offset, across.offset))
        ]
        return words.format(numbers.shape(down.size, across.size), *pairs).replace("-", numbers.MINUS)

    def _is_map(self, row: StepPlan) -> bool:
        return len(row.shape or ()) == 4 and not self._plan.has_table(row.id)

    def sum(self, entry: Entry, short_for: StepPlan | None, behind: str = "") -> None:
        """The sum in a line, or in short for a step whose window has many values; then what stands behind it."""
        is_written_out = short_for is None and len(entry.read) > explain_sums.IN_A_LINE
        flow = Flow(self.cells, MARGIN, self.y, self.width - MARGIN, 26 if is_written_out else 32)
        if short_for is not None:
            explain_sums.write_short(flow, entry, short_for.windows[0].size * short_for.windows[1].size)
        else:
            explain_sums.write(flow, entry)
        if behind:
            flow.x += 12
            flow.add((behind, {"px": 12, "ink": "dim"}))
        self.y = flow.bottom + 4

    def norm(self, entry: Entry) -> None:
        """BatchNorm's numbers by name."""
        names = (
            ("x", entry.terms[0].value, 0),
            (QCoreApplication.translate("explain", "mean μ"), entry.parameter("mean"), None),
            (QCoreApplication.translate("explain", "variance σ²"), entry.parameter("variance"), None),
            ("ε", entry.parameter("eps"), None),
            ("γ", entry.parameter("gamma"), None),
            ("β", entry.parameter("beta"), None),
        )
        x = float(MARGIN)
        for name, value, term in names:
            text = written(value)
            wide = max(text_width(text, 13, 600), text_width(name, 11, 600)) + 20
            self.cells.append(Cell(QRectF(x, self.y, wide, 16), name, ink="dim", px=11, weight=600))
            self.cells.append(Cell(QRectF(x, self.y + 18, wide, 28), text, "field", weight=600, term=term))
            x += wide + 8
        self.y += 58


def _sees(row: StepPlan, y: int, x: int) -> str:
    """What a value sees of the photo, in a sentence."""
    (top, bottom), (left, right) = row.rows.span(y), row.columns.span(x)
    words = QCoreApplication.translate("explain", "Sees rows {0} to {1}, columns {2} to {3} of the photo.")
    return words.format(top, bottom - 1, left, right - 1).replace("-", numbers.MINUS)
