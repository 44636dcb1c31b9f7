"""A window of the ledger as the chapter draws it: the values it lies on, kernel, products and sums, and the result."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, QSizeF

from filters.records import dataclass
from ui import numbers, pixels, tints
from ui.explanation.cells import GAP, Cell, shade, text_width, within, written
from ui.explanation.sums import MOST_ROWS
from ui.pixels import Levels
from ui.widgets.painting import ALIGN_LEFT
from workbench.document import PHOTO
from workbench.explanation.ledger import Entry, Patch, Term
from workbench.plan import Plan, StepPlan

MARGIN, TITLE, APART = 12, 20, 20
SIGN = 24
"""How wide what stands between two grids is."""

OUTPUT, WIDEST_PRODUCT = 44, 96


@dataclass(frozen=True)
class Look:
    """How a window is drawn: how high and wide a cell is, and how much of it.

    `around` is whether with what lies around it, `written` whether products are written out, `product` how wide one may
    be, and `neighbours` whether the result stands among its own. Without `result` it stands in the sum above alone.
    """

    down: int
    across: int
    around: bool = False
    written: bool = True
    product: int = WIDEST_PRODUCT
    neighbours: bool = True
    result: bool = True

    @property
    def px(self) -> int:
        """How large its numbers are written."""
        return 12 if self.down >= 30 else 10 if self.across >= 26 else 9


LOOKS = (
    Look(36, 36, around=True), Look(30, 30, around=True), Look(26, 30, around=True),
    Look(36, 36), Look(30, 30), Look(26, 30), Look(22, 30),
    Look(30, 30, written=False), Look(26, 30, written=False), Look(22, 30, written=False),
    Look(26, 26, written=False), Look(26, 26, written=False, product=30, neighbours=False),
    Look(23, 23, written=False, product=27, result=False), Look(22, 22, written=False, product=26, result=False),
)  # fmt: skip
"""The best first."""


@dataclass(frozen=True)
class _Columns:
    """Where the parts of a window begin, from left to right, and how wide a product and a result are."""

    kernel: float
    products: float
    product: float
    sums: float
    sum: float
    result: float
    right: float


class WindowFigure:
    """The window of an entry, from the height `top` on: `fitting` says how it is best drawn, `draw` draws it."""

    def __init__(self, entry: Entry, row: StepPlan, plan: Plan, photo: Levels, top: float) -> None:
        self._entry, self._row, self._photo, self._top = entry, row, photo, top + TITLE
        self._size = row.windows[0].size, row.windows[1].size
        taps = self._size[0] * self._size[1]
        count = len(entry.read) // taps
        self._channels = [entry.read[n * taps : (n + 1) * taps] for n in range(min(count, MOST_ROWS))]
        self._left_out = count - len(self._channels)
        self._has_kernel = entry.kind == "conv2d"
        self._has_sums = self._has_kernel and count > 1
        self._names_channels = plan[entry.terms[0].place.step].shape[1] > 1
        self._widest: dict[tuple[int, bool], float] = {}
        self.cells: list[Cell] = []

    def fitting(self, room: QSizeF) -> Look:
        """The best look that has room; where none has, one that is only too high."""
        narrow = [look for look in LOOKS if self._columns(look).right <= room.width() - MARGIN] or LOOKS[-1:]
        lowest = [look for look in narrow if look.px < LOOKS[0].px and not look.around] or narrow
        return next((look for look in narrow if self.bottom(look) <= room.height()), lowest[0])

    def bottom(self, look: Look) -> float:
        """Where it ends, all channels beneath each other."""
        more = APART if self._left_out else 0
        return self._top + len(self._channels) * (self._shape(look)[0] * look.down + APART) + more - APART + 8

    def right(self, look: Look) -> float:
        """Where it ends at the right."""
        return self._columns(look).right

    # Measuring

    def _patch(self, look: Look) -> Patch | None:
        return self._entry.inputs if look.around else None

    def _outputs(self, look: Look) -> Patch | None:
        return self._entry.outputs if look.result else None

    def _shape(self, look: Look) -> tuple[int, int]:
        patch = self._patch(look)
        return self._size if patch is None else patch.values.shape[1:]

    def _columns(self, look: Look) -> _Columns:
        across = self._size[1]
        titles = (self._title_of(number) for number in range(len(self._channels)))
        wide = max(self._shape(look)[1] * look.across, *(text_width(title, 11, 600) + 2 for title in titles))
        kernel = MARGIN + wide + SIGN
        products = kernel + across * look.across + SIGN
        product = self._product_width(look) if self._has_kernel else 0.0
        sums = products + across * product + SIGN
        total = max(text_width(text, 13, 600) + 8 for text in map(_sum, self._channels)) if self._has_sums else 0.0
        end = sums + total if self._has_sums else sums - SIGN if self._has_kernel else MARGIN + wide
        outputs, right = self._outputs(look), end
        if outputs is not None:
            end += text_width(self._result_sign(), 15) + 32
            right = end + (outputs.values.shape[2] if look.neighbours else 1) * OUTPUT
        return _Columns(kernel, products, product, sums, total, end, right)

    def _product_width(self, look: Look) -> float:
        of = look.px, look.written
        if of not in self._widest:
            texts = {_product(term, look) for terms in self._channels for term in terms}
            self._widest[of] = max(text_width(text, look.px, 500) for text in texts) + 10
        return max(look.across, min(self._widest[of], look.product))

    def _title_of(self, number: int) -> str:
        own = self._channels[number][0].place
        step = own.step if number == 0 else ""
        if not self._names_channels:
            return step
        words = QCoreApplication.translate("explain", "channel {0}").format(own.channel)
        return f"{step} · {words}" if step else words

    def _result_sign(self) -> str:
        sign = "Σ" if self._has_kernel else "→"
        bias = self._entry.parameter("bias")
        return f"{sign} + {written(bias)}" if bias else sign

    # Drawing

    def draw(self, look: Look) -> None:
        """Input, kernel and products for every channel that is read, then the result and what lies around it."""
        columns, top = self._columns(look), self._top
        height = self._shape(look)[0] * look.down
        for number, terms in enumerate(self._channels):
            first = number * len(terms)
            self._title(self._title_of(number), MARGIN, top)
            self._inputs(terms, first, number, look, top)
            if self._has_kernel:
                middle = top + (height - self._size[0] * look.down) / 2
                self._sign("∗", columns.kernel, top, height)
                self._kernel(terms, look, columns.kernel, middle, is_first=number == 0)
                self._sign("=", columns.products, top, height)
                self._products(terms, first, look, columns, middle, is_first=number == 0)
            if self._has_sums:
                self._sign("=", columns.sums, top, height)
                place = QRectF(columns.sums, top + height / 2 - 12, columns.sum, 24)
                self.cells.append(Cell(place, _sum(terms), weight=600))
            top += height + APART
        if self._left_out:
            more = QCoreApplication.translate("explain", "and {0} more channels").format(self._left_out)
            place = QRectF(MARGIN, top - 10, 200, 18)
            self.cells.append(Cell(place, more, ink="dim", px=12, align=ALIGN_LEFT))
            top += APART
        self._result(look, columns.result, (self._top + top - APART) / 2)

    def _sign(self, text: str, behind: float, top: float, height: float) -> None:
        self.cells.append(Cell(QRectF(behind - SIGN + 4, top, SIGN - 8, height), text, ink="dim", px=17))

    def _title(self, text: str, x: float, top: float) -> None:
        if text:
            place = QRectF(x, top - 18, text_width(text, 11, 600) + 2, 16)
            self.cells.append(Cell(place, text, ink="dim", px=11, weight=600, align=ALIGN_LEFT))

    def _inputs(self, terms: tuple[Term, ...], first: int, number: int, look: Look, top: float) -> None:
        """The window in what lies around it; each value can be clicked, padding is hatched."""
        rows, columns = self._row.windows
        patch = self._patch(look)
        corner, dilation = (0, 0), (1, 1)
        if patch is not None:
            begins = (
                int(window.first_input(np.array([place]))[0])
                for window, place in ((rows, self._entry.place.y), (columns, self._entry.place.x))
            )
            corner = tuple(at - edge for at, edge in zip(begins, (patch.top, patch.left), strict=True))
            dilation = rows.dilation, columns.dilation
        found = {
            (corner[0] + u * dilation[0], corner[1] + v * dilation[1]): first + u * columns.size + v
            for u, v in np.ndindex(*self._size)
        }
        finite = [term.value for term in terms if np.isfinite(term.value)]
        levels = _levels(
            terms[0].place.step, patch.values[number] if patch is not None else np.array(finite), self._photo
        )
        for y, x in np.ndindex(*self._shape(look)):
            index = found.get((y, x))
            term = None if index is None else self._entry.terms[index]
            value = float(patch.values[number, y, x]) if patch is not None else term.value
            padded = bool(patch.is_padding[y, x]) if patch is not None else term.is_padding
            place = _cell(MARGIN, top, y, x, look)
            self.cells.append(self._value_cell(term, index, value, padded, place, levels, look.px))
        if self._entry.kind != "max_pool2d":
            ends = [(min(found), max(found))] if dilation == (1, 1) else [(at, at) for at in found]
            for begin, end in ends:
                place = _cell(MARGIN, top, *begin, look).united(_cell(MARGIN, top, *end, look))
                self.cells.append(Cell(place, ring="accent"))

    def _value_cell(
        self, term: Term | None, index: int | None, value: float, padded: bool, place: QRectF, levels: Levels, px: int
    ) -> Cell:
        ground = "cell" if padded or not np.isfinite(value) else shade(value, levels)
        ink = "dim" if padded else tints.ink(ground) if ground.startswith("#") else "text"
        text = "" if not np.isfinite(value) else within(value, place.width() - 2, px)
        is_winner = self._entry.kind == "max_pool2d" and term is not None and term.weight == 1
        cell = Cell(place, text, ground, ink, px, 500, is_hatched=padded, ring="accent" if is_winner else "")
        if padded:
            cell.tip = QCoreApplication.translate("explain", "Padding: outside the map.")
        if term is not None and not term.is_padding:
            at = term.place
            cell.tip = f"{at.step}[{at.channel}, {at.y}, {at.x}] = {numbers.exact(value)}" if not padded else cell.tip
            cell.term = index
        return cell

    def _kernel(self, terms: tuple[Term, ...], look: Look, x: float, top: float, *, is_first: bool) -> None:
        self._title(QCoreApplication.translate("explain", "kernel") if is_first else "", x, top)
        largest = max(abs(term.weight) for term in terms)
        for term, (u, v) in zip(terms, np.ndindex(*self._size), strict=True):
            ground = tints.cell_tint(term.weight, largest)
            ink = tints.ink(ground) if term.weight else "dim"
            text = within(term.weight, look.across - 3, look.px, is_weight=True)
            self.cells.append(Cell(_cell(x, top, u, v, look), text, ground, ink, look.px, 500))

    def _products(
        self, terms: tuple[Term, ...], first: int, look: Look, columns: _Columns, top: float, *, is_first: bool
    ) -> None:
        self._title(QCoreApplication.translate("explain", "products") if is_first else "", columns.products, top)
        wide = columns.product
        for i, (term, (u, v)) in enumerate(zip(terms, np.ndindex(*self._size), strict=True)):
            place = QRectF(columns.products + v * wide, top + u * look.down, wide - GAP, look.down - GAP)
            text = _product(term, look)
            is_short = text_width(text, look.px, 500) <= wide - 3
            said = text if is_short else within(term.product, wide - 3, look.px)
            cell = Cell(place, said, "field", "dim" if term.is_padding else "text", look.px, 500)
            cell.term = None if term.is_padding else first + i
            cell.tip = f"{numbers.short(term.weight)} × {numbers.exact(term.value)} = {written(term.product)}"
            self.cells.append(cell)

    def _result(self, look: Look, x: float, middle: float) -> None:
        """The value, among its neighbours where there is room."""
        patch = self._outputs(look)
        if patch is None:
            return
        sign = self._result_sign()
        wide = text_width(sign, 15) + 16
        self.cells.append(Cell(QRectF(x - wide - 8, middle - 14, wide, 28), sign, ink="dim", px=15))
        own, values = self._entry.place, patch.values[0]
        levels = _levels(self._entry.step, values, self._photo)
        places = [(patch.top + y, patch.left + x) for y, x in np.ndindex(*values.shape)]
        shown = places if look.neighbours else [(own.y, own.x)]
        top = middle - len({y for y, _ in shown}) * look.down / 2
        self._title(self._entry.step, x, top)
        for at in shown:
            value = float(values[at[0] - patch.top, at[1] - patch.left])
            down, across = at[0] - shown[0][0], at[1] - shown[0][1]
            place = QRectF(x + across * OUTPUT, top + down * look.down, OUTPUT - GAP, look.down - GAP)
            ground, ring = shade(value, levels), "accent" if at == (own.y, own.x) else ""
            text = within(value, OUTPUT - 6, 12)
            self.cells.append(Cell(place, text, ground, tints.ink(ground), 12, 500, ring=ring))


def _cell(left: float, top: float, row: int, column: int, look: Look) -> QRectF:
    """The place of a cell of a grid that begins there."""
    return QRectF(left + column * look.across, top + row * look.down, look.across - GAP, look.down - GAP)


def _levels(step: str, values: np.ndarray, photo: Levels) -> Levels:
    return photo if step == PHOTO else pixels.auto_levels(values)


def _sum(terms: tuple[Term, ...]) -> str:
    return written(sum(term.product for term in terms))


def _product(term: Term, look: Look) -> str:
    return f"{written(term.weight, 3)}×{written(term.value, 3)}" if look.written else written(term.product, 3)
