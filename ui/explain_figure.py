"""One entry of the ledger as the chapter draws it: window, kernel, products and result as grids about its sum."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, QSizeF

from ui import explain_sums, numbers, pixels, theme
from ui.explain_cells import GAP, Cell, Flow, shade, text_width, within, written
from ui.explain_sums import MOST_ROWS
from ui.pixels import Levels
from ui.widgets.chrome import ALIGN_LEFT
from workbench.document import PHOTO
from workbench.ledger import Entry, Explanation, Patch, Place, Term
from workbench.plan import Plan, StepPlan

MARGIN, TITLE, APART = 12, 20, 20
WIDEST = 9
"""The widest window that is drawn as a grid."""

SIZES = ((True, 36), (True, 30), (True, 26), (False, 36), (False, 30), (False, 26), (False, 22))
"""How a window is drawn, the best first: whether with what lies around it, and the side of a cell."""

SCROLLED = 26
"""The side of a cell where nothing fits."""

Drawn = tuple[list[Cell], float, float]
"""Cells, and the width and height they take."""


def lay_out(explanation: Explanation, depth: int, plan: Plan, photo: Levels, room: QSizeF) -> Drawn:
    """The trail of steps, the sum of the entry at `depth`, what it sees of the photo, and its figure.

    The figure is as large as has room; a long sum stands beneath it.
    """
    entry, row = explanation.entries[depth], plan[explanation.entries[depth].step]
    kernel = 0 if row.windows is None else max(window.size for window in row.windows)
    has_window = row.windows is not None and kernel <= WIDEST and bool(entry.read)
    above = _Figure(plan, photo, max(room.width(), 360))
    above.trail(explanation, depth, row)
    is_long = has_window and explain_sums.is_long(entry)
    above.sum(entry, row if is_long else None)
    if entry.kind == "batch_norm":
        above.norm(entry)
    if not has_window:
        return above.cells, above.right + MARGIN, above.y + 8
    for around, pitch in SIZES:
        drawn = entry if around else entry.alone
        if above.y + _window_height(drawn, row, pitch) > room.height():
            continue
        figure = above.begun()
        figure.window(drawn, row, pitch)
        if figure.right <= room.width() - MARGIN:
            break
    else:
        figure = above.begun()
        figure.window(entry.alone, row, SCROLLED)
    if is_long:
        figure.sum(entry, None)
    return [*above.cells, *figure.cells], max(above.right, figure.right) + MARGIN, figure.y + 4


def _window_height(entry: Entry, row: StepPlan, pitch: float) -> float:
    """How high the window of an entry is drawn, all channels beneath each other."""
    size = row.windows[0].size, row.windows[1].size
    channels = len(entry.read) // (size[0] * size[1])
    rows = size[0] if entry.inputs is None else entry.inputs.values.shape[1]
    more = APART if channels > MOST_ROWS else 0
    return TITLE + min(channels, MOST_ROWS) * (rows * pitch + APART) + more - APART + 8


class _Figure:
    """Grows from top to bottom; `y` is where the next part begins."""

    def __init__(self, plan: Plan, photo: Levels, width: float, y: float = 8.0) -> None:
        self._plan, self._photo, self._width = plan, photo, width
        self.cells: list[Cell] = []
        self.y = y
        self.right = 0.0
        self._behind_inputs = 0.0

    def begun(self) -> "_Figure":
        """Another one that begins where this one ends."""
        return _Figure(self._plan, self._photo, self._width, self.y)

    def _levels(self, step: str, values: np.ndarray) -> Levels:
        return self._photo if step == PHOTO else pixels.auto_levels(values)

    def _add(self, cell: Cell) -> None:
        self.cells.append(cell)
        self.right = max(self.right, cell.rect.right())

    def trail(self, explanation: Explanation, depth: int, row: StepPlan) -> None:
        """The asked value and the way back to the photo, each to be clicked; then where the value shown stands."""
        flow = Flow(self.cells, MARGIN, self.y, self._width - MARGIN)
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
        self._reach()

    def _place(self, row: StepPlan, at: Place) -> list[str]:
        """Which value it is, and its receptive field in words and numbers."""
        if len(row.shape or ()) != 4 or self._plan.has_table(row.id):
            return [QCoreApplication.translate("explain", "Sample {0}, feature {1}.").format(at.sample, at.channel)]
        words = QCoreApplication.translate("explain", "Row {0}, column {1}, channel {2}.")
        own = words.format(at.y, at.x, at.channel)
        return [own] if row.step is None else [own, *_sees(row, at.y, at.x)]

    def sum(self, entry: Entry, short_for: StepPlan | None) -> None:
        """The sum in a line, or in short for a step whose window has many values."""
        is_written_out = short_for is None and len(entry.read) > explain_sums.IN_A_LINE
        flow = Flow(self.cells, MARGIN, self.y, self._width - MARGIN, 26 if is_written_out else 32)
        if short_for is not None:
            explain_sums.write_short(flow, entry, short_for.windows[0].size * short_for.windows[1].size)
        else:
            explain_sums.write(flow, entry)
        self.y = flow.bottom + 4
        self._reach()

    def _reach(self) -> None:
        self.right = max(self.right, *(cell.rect.right() for cell in self.cells))

    # A window

    def window(self, entry: Entry, row: StepPlan, pitch: float) -> None:
        """Input, kernel and products for every channel that is read, then the result and what lies around it."""
        size = row.windows[0].size, row.windows[1].size
        taps = size[0] * size[1]
        channels = len(entry.read) // taps
        shown = min(channels, MOST_ROWS)
        patch = entry.inputs
        has_kernel = entry.kind == "conv2d"
        top, right = self.y + TITLE, float(MARGIN)
        for number in range(shown):
            terms = entry.read[number * taps : (number + 1) * taps]
            right = self._channel(entry, row, terms, number, pitch, top, has_kernel, channels > 1)
            top += (patch.values.shape[1] if patch is not None else size[0]) * pitch + APART
        if shown < channels:
            more = QCoreApplication.translate("explain", "and {0} more channels").format(channels - shown)
            self._add(Cell(QRectF(MARGIN, top - 10, 200, 18), more, ink="dim", px=12, align=ALIGN_LEFT))
            top += APART
        middle = (self.y + TITLE + top - APART) / 2
        self._result(entry, right, middle, pitch, has_kernel and channels > 1)
        self.y += _window_height(entry, row, pitch)

    def _channel(
        self, entry: Entry, row: StepPlan, terms: tuple[Term, ...], number: int, pitch: float, top: float,
        has_kernel: bool, has_sum: bool,
    ) -> float:  # fmt: skip
        size = row.windows[0].size, row.windows[1].size
        patch, first = entry.inputs, number * size[0] * size[1]
        own = terms[0].place
        height = (patch.values.shape[1] if patch is not None else size[0]) * pitch
        title = own.step if number == 0 else ""
        if has_sum or self._plan[own.step].shape[1] > 1:
            words = QCoreApplication.translate("explain", "channel {0}").format(own.channel)
            title = f"{title} · {words}" if title else words
        x = self._inputs(entry, row, terms, first, number, pitch, top, title)
        if not has_kernel:
            return x
        middle = top + (height - size[0] * pitch) / 2
        x = self._sign("∗", x, top, height)
        x = self._kernel(terms, first, size, pitch, x, middle, "" if number else "kernel")
        x = self._sign("=", x, top, height)
        x = self._products(terms, first, size, x, middle, pitch, "" if number else "products")
        if has_sum:
            x = self._sign("=", x, top, height)
            text = written(sum(term.product for term in terms))
            wide = text_width(text, 13, 600) + 8
            self._add(Cell(QRectF(x, top + height / 2 - 12, wide, 24), text, weight=600))
            x += wide
        return x

    def _sign(self, text: str, x: float, top: float, height: float) -> float:
        self._add(Cell(QRectF(x + 4, top, 20, height), text, ink="dim", px=17))
        return x + 28

    def _title(self, text: str, x: float, top: float) -> None:
        if text:
            known = {"kernel": QCoreApplication.translate("explain", "kernel"),
                     "products": QCoreApplication.translate("explain", "products")}  # fmt: skip
            said = known.get(text, text)
            wide = text_width(said, 11, 600) + 2
            self._add(Cell(QRectF(x, top - 18, wide, 16), said, ink="dim", px=11, weight=600, align=ALIGN_LEFT))

    def _inputs(
        self, entry: Entry, row: StepPlan, terms: tuple[Term, ...], first: int, number: int, pitch: float, top: float,
        title: str,
    ) -> float:  # fmt: skip
        """The window in what lies around it; each value can be clicked, padding is hatched."""
        rows, columns = row.windows
        patch = entry.inputs
        self._title(title, MARGIN, top)
        at = [
            int(window.first_input(np.array([place]))[0])
            for window, place in ((rows, entry.place.y), (columns, entry.place.x))
        ]
        corner = (patch.top, patch.left) if patch is not None else (at[0], at[1])
        finite = [term.value for term in terms if np.isfinite(term.value)]
        values = patch.values[number] if patch is not None else np.array(finite, np.float32)
        levels = self._levels(terms[0].place.step, values)
        found = {}
        for i in range(len(terms)):
            u, v = divmod(i, columns.size)
            step = (rows.dilation, columns.dilation) if patch is not None else (1, 1)
            found[at[0] - corner[0] + u * step[0], at[1] - corner[1] + v * step[1]] = first + i
        shape = patch.values.shape[1:] if patch is not None else (rows.size, columns.size)
        for y, x in np.ndindex(*shape):
            index = found.get((y, x))
            term = None if index is None else entry.terms[index]
            value = float(patch.values[number, y, x]) if patch is not None else term.value
            padded = bool(patch.is_padding[y, x]) if patch is not None else term.is_padding
            place = QRectF(MARGIN + x * pitch, top + y * pitch, pitch - GAP, pitch - GAP)
            self._add(self._value_cell(entry, term, index, value, padded, place, levels))
        self._window_ring(entry, row, found, top, pitch)
        wide = max(shape[1] * pitch, text_width(title, 11, 600) + 2)
        self._behind_inputs = max(self._behind_inputs, MARGIN + wide)  # every channel's kernel stands at one line
        return self._behind_inputs

    def _value_cell(
        self, entry: Entry, term: Term | None, index: int | None, value: float, padded: bool, place: QRectF,
        levels: Levels,
    ) -> Cell:  # fmt: skip
        ground = "cell" if padded or not np.isfinite(value) else shade(value, levels)
        ink = "dim" if padded else theme.ink(ground) if ground.startswith("#") else "text"
        px = 12 if place.width() >= 30 else 10
        text = "" if not np.isfinite(value) else within(value, place.width() - 4, px)
        is_winner = entry.kind == "max_pool2d" and term is not None and term.weight == 1
        cell = Cell(place, text, ground, ink, px, 500, is_hatched=padded, ring="accent" if is_winner else "")
        if padded:
            cell.tip = QCoreApplication.translate("explain", "Padding: outside the map.")
        if term is not None:
            at = term.place
            cell.tip = f"{at.step}[{at.channel}, {at.y}, {at.x}] = {numbers.exact(value)}" if not padded else cell.tip
            cell.term = None if term.is_padding else index
        return cell

    def _window_ring(
        self, entry: Entry, row: StepPlan, found: dict[tuple[int, int], int], top: float, pitch: float
    ) -> None:
        if entry.kind == "max_pool2d":
            return
        ys, xs = [y for y, _ in found], [x for _, x in found]
        if max(window.dilation for window in row.windows) == 1:
            place = QRectF(
                MARGIN + min(xs) * pitch, top + min(ys) * pitch,
                (max(xs) - min(xs) + 1) * pitch - GAP, (max(ys) - min(ys) + 1) * pitch - GAP,
            )  # fmt: skip
            self.cells.append(Cell(place, ring="accent"))
            return
        for y, x in found:
            self.cells.append(
                Cell(QRectF(MARGIN + x * pitch, top + y * pitch, pitch - GAP, pitch - GAP), ring="accent")
            )

    def _kernel(
        self, terms: tuple[Term, ...], first: int, size: tuple[int, int], pitch: float, x: float, top: float, title: str
    ) -> float:
        self._title(title, x, top)
        largest = max(abs(term.weight) for term in terms)
        for i, term in enumerate(terms):
            u, v = divmod(i, size[1])
            ground = theme.cell_tint(term.weight, largest)
            px = 12 if pitch >= 30 else 10
            place = QRectF(x + v * pitch, top + u * pitch, pitch - GAP, pitch - GAP)
            ink = theme.ink(ground) if term.weight else "dim"
            self._add(Cell(place, within(term.weight, pitch - 6, px), ground, ink, px, 500))
        return x + size[1] * pitch

    def _products(
        self, terms: tuple[Term, ...], first: int, size: tuple[int, int], x: float, top: float, pitch: float, title: str
    ) -> float:
        self._title(title, x, top)
        px = 12 if pitch >= 30 else 10
        texts = [f"{written(t.weight, 3)}×{written(t.value, 3)}" for t in terms]
        wide = max(pitch, min(max(text_width(text, px, 500) for text in texts) + 10, 96))
        for i, (term, text) in enumerate(zip(terms, texts, strict=True)):
            u, v = divmod(i, size[1])
            place = QRectF(x + v * wide, top + u * pitch, wide - GAP, pitch - GAP)
            is_short = text_width(text, px, 500) <= wide - 6
            said = text if is_short else within(term.product, wide - 6, px)
            cell = Cell(place, said, "field", "dim" if term.is_padding else "text", px, 500)
            cell.term = None if term.is_padding else first + i
            cell.tip = f"{numbers.short(term.weight)} × {numbers.exact(term.value)} = {written(term.product)}"
            self._add(cell)
        return x + size[1] * wide

    def _result(self, entry: Entry, x: float, middle: float, pitch: float, is_summed: bool) -> None:
        """The value among its neighbours."""
        patch = entry.outputs
        if patch is None:
            return
        bias = entry.parameter("bias")
        sign = "Σ" if entry.kind == "conv2d" else "→"
        text = f"{sign} + {written(bias)}" if bias else sign if is_summed or sign == "→" else "Σ"
        wide = text_width(text, 15) + 16
        self._add(Cell(QRectF(x + 8, middle - 14, wide, 28), text, ink="dim", px=15))
        x += wide + 16
        self._outputs(entry, patch, x, middle - patch.values.shape[1] * pitch / 2, pitch)

    def _outputs(self, entry: Entry, patch: Patch, x: float, top: float, pitch: float) -> None:
        self._title(entry.step, x, top)
        values = patch.values[0]
        levels = self._levels(entry.step, values)
        wide = max(pitch, 44)
        for row, column in np.ndindex(*values.shape):
            ground = shade(float(values[row, column]), levels)
            place = QRectF(x + column * wide, top + row * pitch, wide - GAP, pitch - GAP)
            text = within(float(values[row, column]), wide - 6, 12)
            is_own = (patch.top + row, patch.left + column) == (entry.place.y, entry.place.x)
            self._add(Cell(place, text, ground, theme.ink(ground), 12, 500, ring="accent" if is_own else ""))

    # Without a window

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
            self._add(Cell(QRectF(x, self.y, wide, 16), name, ink="dim", px=11, weight=600))
            self._add(Cell(QRectF(x, self.y + 18, wide, 28), text, "field", weight=600, term=term))
            x += wide + 8
        self.y += 58


def _sees(row: StepPlan, y: int, x: int) -> list[str]:
    """The receptive field of a value, in sentences."""
    down, across = row.rows, row.columns
    (top, bottom), (left, right) = down.span(y), across.span(x)
    spans = QCoreApplication.translate("explain", "Sees rows {0} to {1}, columns {2} to {3} of the photo.")
    words = QCoreApplication.translate("explain", "Receptive field {0}, jump {1}, offset {2}.")
    pairs = [
        str(one) if one == other else f"{one}, {other}"
        for one, other in ((down.jump, across.jump), (down.offset, across.offset))
    ]
    return [
        spans.format(top, bottom - 1, left, right - 1).replace("-", numbers.MINUS),
        words.format(numbers.shape(down.size, across.size), *pairs).replace("-", numbers.MINUS),
    ]
