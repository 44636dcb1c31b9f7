"""One entry of the ledger as the chapter draws it: the sum in a line; window, kernel, products and result as grids."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF

from ui import numbers, pixels, theme
from ui.explain_cells import GAP, Cell, Flow, shade, text_width, within, written
from ui.pixels import Levels
from ui.widgets.chrome import ALIGN_LEFT
from workbench.document import PHOTO
from workbench.ledger import Entry, Explanation, Patch, Term
from workbench.plan import Plan, StepPlan

MARGIN, TITLE = 12, 22
MOST_TERMS, MOST_ROWS, WIDEST = 60, 8, 9
"""How many terms a sum writes out, how many channels are drawn, and the widest window that is drawn as a grid."""

Drawn = tuple[list[Cell], float, float]
"""Cells, and the width and height they take."""


def lay_out(explanation: Explanation, depth: int, plan: Plan, white: float, width: float) -> Drawn:
    """The trail of steps, the sum of the entry at `depth`, what it sees of the photo, and its figure."""
    figure = _Figure(plan, white, max(width, 360))
    entry = explanation.entries[depth]
    figure.trail(explanation, depth)
    row = plan[entry.step]
    figure.equation(entry)
    figure.sees(explanation, depth, row)
    kernel = 0 if row.windows is None else max(window.size for window in row.windows)
    if row.windows is not None and kernel <= WIDEST and entry.read:
        figure.window(entry, row)
    elif entry.kind == "batch_norm":
        figure.norm(entry)
    return figure.cells, figure.right + MARGIN, figure.y + 8


class _Figure:
    """Grows from top to bottom; `y` is where the next part begins."""

    def __init__(self, plan: Plan, white: float, width: float) -> None:
        self._plan, self._white, self._width = plan, white, width
        self.cells: list[Cell] = []
        self.y = 8.0
        self.right = 0.0

    def _levels(self, step: str, values: np.ndarray) -> Levels:
        return pixels.photo_levels(self._white) if step == PHOTO else pixels.auto_levels(values)

    def _add(self, cell: Cell) -> None:
        self.cells.append(cell)
        self.right = max(self.right, cell.rect.right())

    def trail(self, explanation: Explanation, depth: int) -> None:
        """The asked value and the way back to the photo; each can be clicked."""
        flow = Flow(self.cells, MARGIN, self.y, self._width - MARGIN)
        for number, entry in enumerate(explanation.entries):
            is_shown = number == depth
            more = {"px": 12, "weight": 600 if is_shown else 400, "ground": "sel" if is_shown else "badge",
                    "ink": "text" if is_shown else "dim", "depth": number,
                    "tip": QCoreApplication.translate("explain", "Explain this step's value.")}  # fmt: skip
            arrow = (("←", {"ink": "dim", "px": 12}),) if number else ()
            flow.add(*arrow, (f"{entry.step}  {written(entry.value, 4)}", more))
        self.y = flow.bottom

    # A window

    def window(self, entry: Entry, row: StepPlan) -> None:
        """Input, kernel and products for every channel that is read, then the result and what lies around it."""
        size = row.windows[0].size, row.windows[1].size
        taps = size[0] * size[1]
        channels = len(entry.read) // taps
        shown = min(channels, MOST_ROWS)
        patch = entry.inputs
        span = max(*(patch.values.shape[1:] if patch is not None else size), *size)
        pitch = 36 if span <= 5 else 30 if span <= 7 else 24
        has_kernel = entry.kind == "conv2d"
        top, right = self.y + TITLE, float(MARGIN)
        for number in range(shown):
            terms = entry.read[number * taps : (number + 1) * taps]
            right = self._channel(entry, row, terms, number, pitch, top, has_kernel, channels > 1)
            top += (patch.values.shape[1] if patch is not None else size[0]) * pitch + 14
        if shown < channels:
            more = QCoreApplication.translate("explain", "and {0} more channels").format(channels - shown)
            self._add(Cell(QRectF(MARGIN, top - 10, 200, 18), more, ink="dim", px=12, align=ALIGN_LEFT))
            top += 14
        middle = (self.y + TITLE + top - 14) / 2
        self._result(entry, right, middle, pitch, has_kernel and channels > 1)
        self.y = top

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
        return MARGIN + shape[1] * pitch

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

    def equation(self, entry: Entry) -> None:
        """The sum in a line, with the value in its ring."""
        flow = Flow(self.cells, MARGIN, self.y, self._width - MARGIN, 32)
        write = {
            "conv2d": self._weighted, "linear": self._weighted, "avg_pool2d": self._mean, "max_pool2d": self._largest,
            "batch_norm": self._normalised, "softmax": self._shares, "multiply": self._joined, "add": self._joined,
            "magnitude": self._joined, "dropout": self._scaled, "flatten": self._scaled, PHOTO: self._photo,
        }.get(entry.kind, self._activated)  # fmt: skip
        write(flow, entry, 17 if len(entry.read) <= 9 else 13)
        self.y = flow.bottom
        self.right = max(self.right, min(max(cell.rect.right() for cell in self.cells), self._width - MARGIN))

    def _end(self, flow: Flow, entry: Entry, px: int, sign: str = "=") -> None:
        own = {"px": px, "weight": 600, "ring": "accent"}
        flow.add((sign, {"px": px, "ink": "dim"}), (written(entry.value), own))

    def _weighted(self, flow: Flow, entry: Entry, px: int) -> None:
        indices = list(range(len(entry.read)))
        if len(indices) > MOST_TERMS:
            indices = sorted(indices, key=lambda i: -abs(entry.terms[i].product))[:MOST_TERMS]
            words = QCoreApplication.translate("explain", "The {0} heaviest of {1} terms:")
            flow.add((words.format(MOST_TERMS, len(entry.read)), {"px": 12, "ink": "dim"}))
        largest = max(abs(term.weight) for term in entry.read)
        for count, i in enumerate(indices):
            term = entry.terms[i]
            ground = theme.cell_tint(term.weight, largest)
            link = None if term.is_padding else i
            value = written(term.value) if term.value >= 0 else f"({written(term.value)})"
            weight = {"px": px, "weight": 600, "ground": ground, "ink": theme.ink(theme.color(ground).name())}
            plus = (("+", {"px": px, "ink": "dim"}),) if count else ()
            flow.add(
                *plus, (numbers.short(term.weight), weight), ("×", {"px": px, "ink": "dim"}),
                (value, {"px": px, "term": link, "ink": "off" if term.is_padding else "text"}),
            )  # fmt: skip
        if len(indices) < len(entry.read):
            rest = sum(term.product for term in entry.read) - sum(entry.terms[i].product for i in indices)
            flow.add(("+", {"px": px, "ink": "dim"}), ("…", {"px": px}), (f"({written(rest)})", {"px": px}))
        bias = entry.parameter("bias")
        if bias is not None:
            name = QCoreApplication.translate("explain", "Bias")
            said = written(bias) if bias >= 0 else f"({written(bias)})"
            flow.add(("+", {"px": px, "ink": "dim"}), (said, {"px": px}), (name, {"px": 11, "ink": "dim"}))
        self._end(flow, entry, px)

    def _list(self, flow: Flow, terms: list[tuple[int, Term]], px: int, between: str) -> None:
        for count, (i, term) in enumerate(terms[:MOST_TERMS]):
            if count:
                flow.add((between, {"px": px, "ink": "dim"}), gap=4)
            flow.add((written(term.value), {"px": px, "term": i, "weight": 600 if term.weight == 1 else 400}), gap=4)
        if len(terms) > MOST_TERMS:
            flow.add((between, {"px": px, "ink": "dim"}), ("…", {"px": px}), gap=4)

    def _inside(self, entry: Entry) -> list[tuple[int, Term]]:
        return [(i, term) for i, term in enumerate(entry.read) if not term.is_padding]

    def _mean(self, flow: Flow, entry: Entry, px: int) -> None:
        divisor = round(1 / next((term.weight for term in entry.read if term.weight), 1.0))
        flow.add(("(", {"px": px, "ink": "dim"}), gap=2)
        self._list(flow, self._inside(entry), px, "+")
        flow.add((")", {"px": px, "ink": "dim"}), ("÷", {"px": px, "ink": "dim"}), (str(divisor), {"px": px}))
        self._end(flow, entry, px)

    def _largest(self, flow: Flow, entry: Entry, px: int) -> None:
        flow.add((QCoreApplication.translate("explain", "largest of"), {"px": px, "ink": "dim"}))
        self._list(flow, self._inside(entry), px, ",")
        self._end(flow, entry, px)

    def _normalised(self, flow: Flow, entry: Entry, px: int) -> None:
        said = {name: written(entry.parameter(name)) for name in ("mean", "variance", "eps", "gamma", "beta")}
        minus = f"− {said['mean']}" if entry.parameter("mean") >= 0 else f"− ({said['mean']})"
        flow.add(("(", {"px": px}), (written(entry.terms[0].value), {"px": px, "term": 0}), (f"{minus})", {"px": px}))
        flow.add((f"÷ √({said['variance']} + {said['eps']})", {"px": px}))
        flow.add((f"× {said['gamma']}", {"px": px}), (f"+ {said['beta']}", {"px": px}))
        self._end(flow, entry, px)

    def _shares(self, flow: Flow, entry: Entry, px: int) -> None:
        words = QCoreApplication.translate("explain", "exp(x − largest) over their sum:")
        flow.add((words, {"px": 12, "ink": "dim"}))
        flow.add((written(entry.own.product), {"px": px, "weight": 600}), ("÷", {"px": px, "ink": "dim"}))
        flow.add(("(", {"px": px, "ink": "dim"}), gap=2)
        for count, (i, term) in enumerate(self._inside(entry)[:MOST_TERMS]):
            plus = (("+", {"px": px, "ink": "dim"}),) if count else ()
            flow.add(*plus, (written(term.product), {"px": px, "term": i}), gap=4)
        flow.add((")", {"px": px, "ink": "dim"}))
        self._end(flow, entry, px)

    def _joined(self, flow: Flow, entry: Entry, px: int) -> None:
        one, other = entry.read[0], entry.read[-1]
        square = "²" if entry.kind == "magnitude" else ""
        sign = "×" if entry.kind == "multiply" else "+"
        flow.add(("√(" if square else "", {"px": px}), (f"{written(one.value)}{square}", {"px": px, "term": 0}))
        flow.add((sign, {"px": px, "ink": "dim"}))
        last = len(entry.read) - 1
        flow.add((f"{written(other.value)}{square}", {"px": px, "term": last}), (")" if square else "", {"px": px}))
        self._end(flow, entry, px)

    def _scaled(self, flow: Flow, entry: Entry, px: int) -> None:
        term = entry.read[0]
        flow.add((written(term.value), {"px": px, "term": 0}))
        if entry.kind == "dropout":
            flow.add(("×", {"px": px, "ink": "dim"}), (written(term.weight), {"px": px, "weight": 600}))
            words = QCoreApplication.translate("explain", "dropped") if term.weight == 0 else ""
            flow.add((words, {"px": 12, "ink": "dim"}))
        self._end(flow, entry, px)

    def _photo(self, flow: Flow, entry: Entry, px: int) -> None:
        words = QCoreApplication.translate("explain", "The photo's own value at row {0}, column {1}, channel {2}:")
        at = entry.place
        flow.add((words.format(at.y, at.x, at.channel), {"px": 12, "ink": "dim"}))
        flow.add((written(entry.value), {"px": px, "weight": 600, "ring": "accent"}))

    def _activated(self, flow: Flow, entry: Entry, px: int) -> None:
        """A function of one value; its curve stands at the right, drawn by the pane."""
        x = {"px": px, "term": 0}
        value = written(entry.terms[0].value)
        if entry.kind == "relu":
            flow.add(("max(0,", {"px": px}), (value, x), (")", {"px": px}))
        elif entry.kind == "sigmoid":
            inner = value if entry.terms[0].value >= 0 else f"({value})"
            flow.add(("1 ÷ (1 + e^−", {"px": px}), (inner, x), (")", {"px": px}), gap=2)
        else:
            flow.add((f"{entry.kind}(", {"px": px}), (value, x), (")", {"px": px}), gap=2)
        self._end(flow, entry, px)

    def sees(self, explanation: Explanation, depth: int, row: StepPlan) -> None:
        """The receptive field in words and numbers."""
        entry = explanation.entries[depth]
        if row.shape is None or len(row.shape) != 4 or entry.kind == PHOTO:
            return
        down, across = row.rows, row.columns
        (top, bottom), (left, right) = down.span(entry.place.y), across.span(entry.place.x)
        words = QCoreApplication.translate(
            "explain",
            "Sees rows {0} to {1}, columns {2} to {3} of the photo. Receptive field {4}, jump {5}, offset {6}.",
        ).format(
            *(str(n).replace("-", numbers.MINUS) for n in (top, bottom - 1, left, right - 1)),
            numbers.shape(down.size, across.size),
            down.jump if down.jump == across.jump else numbers.shape(down.jump, across.jump),
            str(down.offset).replace("-", numbers.MINUS)
            + ("" if down.offset == across.offset else f", {across.offset}".replace("-", numbers.MINUS)),
        )
        wide = text_width(words, 12) + 4
        self._add(Cell(QRectF(MARGIN, self.y + 4, wide, 20), words, ink="dim", px=12, align=ALIGN_LEFT))
        self.y += 32
