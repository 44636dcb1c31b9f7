"""The sliding kernel as a picture: what is read, padding and all, and the output as far as it has come.

It paints on anything, so that the pane and the frames of an animation are the same drawing.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from ui import numbers, pixels, theme, tints
from ui.explanation.cells import shade, text_width, within, written
from ui.pixels import Levels
from ui.widgets.painting import ALIGN_LEFT
from workbench.document import PHOTO
from workbench.explanation.sliding import Panel, Slide

MARGIN, TITLE, BETWEEN, LINE = 12, 20, 44, 24
LARGEST_CELL = 52
NUMBERS_FROM, GRID_FROM = 22, 6
MOST_WRITTEN = 9


def paint(painter: QPainter, place: QRectF, slide: Slide, position: int, photo: Levels, names: dict[str, str]) -> None:
    """Draw the panels side by side over one line with the sum; `names` are the words kernel, padding and stride."""
    painter.fillRect(place, theme.color("panel"))
    panels = [*slide.inputs, slide.output]
    cells = _cell_size(place, panels)
    y, x = slide.output_at(position)
    left = place.left() + MARGIN
    widths = [cell * panel.values.shape[1] for cell, panel in zip(cells, panels, strict=True)]
    left += max(0.0, (place.width() - 2 * MARGIN - sum(widths) - BETWEEN * (len(panels) - 1)) / 2)
    room = place.height() - MARGIN - TITLE - LINE
    for number, (panel, cell, width) in enumerate(zip(panels, cells, widths, strict=True)):
        is_output = number == len(panels) - 1
        height = cell * panel.values.shape[0]
        corner = QPointF(left, place.top() + MARGIN / 2 + TITLE + max(0.0, (room - height) / 2))
        area = QRectF(corner.x(), corner.y(), width, height)
        _title(painter, area, panel)
        _map(painter, area, panel, cell, photo, position + 1 if is_output else None)
        seen = panel.seen(y, x)
        is_read = slide.first_read <= number < len(slide.inputs)
        if is_read:
            weights = None if slide.weights is None else slide.weights[number - slide.first_read]
            _taps(painter, area, cell, seen, slide, weights)
        _ring(painter, area, cell, seen)
        if number < len(panels) - 1:
            sign = "→" if number + 1 == len(slide.inputs) or number < slide.first_read else "+"
            painter.setFont(theme.font(17))
            painter.setPen(theme.color("dim"))
            between = QRectF(area.right(), place.top(), BETWEEN, place.height())
            painter.drawText(between, Qt.AlignmentFlag.AlignCenter, sign)
        left += width + BETWEEN
    _line(painter, place, slide, position, names)


def picture(slide: Slide, position: int, photo: Levels, names: dict[str, str], width: int, height: int) -> QImage:
    """One frame of an animation."""
    made = QImage(width, height, QImage.Format.Format_RGB888)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, QRectF(0, 0, width, height), slide, position, photo, names)
    painter.end()
    return made


def _cell_size(place: QRectF, panels: list[Panel]) -> list[float]:
    """One size for all panels where that leaves the output's cells large enough, else a size for each."""
    room = place.width() - 2 * MARGIN - BETWEEN * (len(panels) - 1)
    tall = place.height() - MARGIN - TITLE - LINE
    wide = sum(panel.values.shape[1] for panel in panels)
    common = min(room / wide, tall / max(panel.values.shape[0] for panel in panels), LARGEST_CELL)
    if common >= 8:
        return [float(int(common))] * len(panels)
    share = room / len(panels)
    return [max(min(share / p.values.shape[1], tall / p.values.shape[0], LARGEST_CELL), 0.5) for p in panels]


def _title(painter: QPainter, area: QRectF, panel: Panel) -> None:
    painter.setFont(theme.font(12, 600))
    painter.setPen(theme.color("dim"))
    text = f"{panel.step} · {panel.channel}"
    line = QRectF(area.left(), area.top() - TITLE, max(area.width(), text_width(text, 12, 600) + 4), TITLE - 4)
    painter.drawText(line, ALIGN_LEFT, text)


def _levels(panel: Panel, photo: Levels) -> Levels:
    return photo if panel.step == PHOTO else pixels.auto_levels(panel.values)


def _map(painter: QPainter, area: QRectF, panel: Panel, cell: float, photo: Levels, shown: int | None) -> None:
    """The values as a picture, padding hatched; of the output only the first `shown`."""
    levels = _levels(panel, photo)
    values = np.where(np.isfinite(panel.values), panel.values, np.float32(0))
    painter.drawImage(area, pixels.image(np.ascontiguousarray(values), levels))
    height, width = values.shape
    if panel.is_padding.any():
        _hatch(painter, area, cell, panel.is_padding)
    if shown is not None and shown < values.size:
        row, column = divmod(shown, width)
        ground = theme.color("field")
        below = QRectF(area.left(), area.top() + (row + 1) * cell, area.width(), (height - row - 1) * cell)
        painter.fillRect(below, ground)
        rest = QRectF(area.left() + column * cell, area.top() + row * cell, (width - column) * cell, cell)
        painter.fillRect(rest, ground)
    if cell >= GRID_FROM:
        painter.setPen(QPen(theme.color("panel", 140), 1))
        for x in (area.left() + i * cell for i in range(1, width)):
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for y in (area.top() + i * cell for i in range(1, height)):
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
    if cell >= NUMBERS_FROM:
        px = 12 if cell >= 32 else 10
        painter.setFont(theme.font(px, 500))
        for y, x in np.ndindex(height, width):
            if shown is not None and y * width + x >= shown:
                break
            value = float(panel.values[y, x])
            if np.isfinite(value):
                is_padding = panel.is_padding[y, x]
                painter.setPen(theme.color("dim" if is_padding else tints.ink(shade(value, levels))))
                spot = QRectF(area.left() + x * cell, area.top() + y * cell, cell, cell)
                painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, within(value, cell - 4, px))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("line"), 1))
    painter.drawRect(area)


def _hatch(painter: QPainter, area: QRectF, cell: float, is_padding: np.ndarray) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    brush = QBrush(theme.color("off", 150), Qt.BrushStyle.BDiagPattern)
    for y, x in np.argwhere(is_padding):
        spot = QRectF(area.left() + x * cell, area.top() + y * cell, cell, cell)
        painter.fillRect(spot, theme.color("field"))
        painter.fillRect(spot, brush)
    painter.restore()


def _taps(
    painter: QPainter, area: QRectF, cell: float, seen: tuple[int, int, int, int], slide: Slide,
    weights: np.ndarray | None,
) -> None:  # fmt: skip
    """The kernel over what it reads: each weight tints its tap; a dilated kernel leaves gaps."""
    top, left, _, _ = seen
    largest = 1.0 if weights is None else float(np.abs(weights).max()) or 1.0
    for u, v in np.ndindex(*slide.size):
        spot = QRectF(
            area.left() + (left + v * slide.dilation[1]) * cell, area.top() + (top + u * slide.dilation[0]) * cell,
            cell, cell,
        )  # fmt: skip
        weight = 1.0 if weights is None else float(weights[u, v])
        tint = QColor(tints.tint(0.75 * weight / largest)) if weights is not None else theme.color("accent")
        tint.setAlpha(120 if weight else 40)
        painter.fillRect(spot, tint)
        if weights is not None and cell >= 34:
            painter.setFont(theme.font(9, 600))
            painter.setPen(theme.color("text"))
            corner = spot.adjusted(0, 0, -3, -2)
            text = f"×{numbers.short(weight, 3)}"
            painter.drawText(corner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, text)


def _ring(painter: QPainter, area: QRectF, cell: float, seen: tuple[int, int, int, int]) -> None:
    top, left, height, width = seen
    place = QRectF(area.left() + left * cell, area.top() + top * cell, width * cell, height * cell)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 150), 4))
    painter.drawRect(place)
    painter.setPen(QPen(theme.color("accent"), 2))
    painter.drawRect(place)


def _line(painter: QPainter, place: QRectF, slide: Slide, position: int, names: dict[str, str]) -> None:
    """The sum at this place at the left, the window's numbers at the right."""
    line = QRectF(place.left() + MARGIN, place.bottom() - LINE, place.width() - 2 * MARGIN, LINE)
    facts = _facts(slide, names)
    painter.setFont(theme.font(12))
    painter.setPen(theme.color("dim"))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, facts)
    room = line.width() - text_width(facts, 12) - 24
    text = next((text for text in sums(slide, position, names["products"]) if text_width(text, 15, 500) <= room), "")
    painter.setFont(theme.font(15, 500))
    painter.setPen(theme.color("text"))
    painter.drawText(line, ALIGN_LEFT, text)


def sums(slide: Slide, position: int, products_of: str = "Σ {0}") -> tuple[str, ...]:
    """How the output comes about, the longest telling first; `products_of` names the sum of so many products."""
    value = written(float(slide.output.values.flat[position]))
    products = slide.products(position)
    read = [v for _, v in products if np.isfinite(v)]
    said = [written(v, 4) if v >= 0 else f"({written(v, 4)})" for v in read]
    if slide.kind == "conv2d":
        whole = [f"{numbers.short(w)}×{written(v, 4) if v >= 0 else f'({written(v, 4)})'}" for w, v in products]
        bias = f" + {written(slide.bias)}" if slide.bias else ""
        count = slide.channels * slide.size[0] * slide.size[1]
        short = f"{products_of.format(count)}{bias} = {value}"
        is_all = slide.channels == len(slide.inputs) - slide.first_read and len(whole) <= MOST_WRITTEN
        return (f"{' + '.join(whole)}{bias} = {value}", short) if is_all else (short,)
    if slide.kind == "max_pool2d":
        return (f"max({', '.join(said)}) = {value}", f"max = {value}")
    if slide.kind == "avg_pool2d":
        divisor = slide.divisors.flat[position]
        return (f"({' + '.join(said)}) ÷ {divisor} = {value}", f"x̄ = {value}")
    return (f"{said[0]} → {value}", f"→ {value}") if said else (value,)


def _facts(slide: Slide, names: dict[str, str]) -> str:
    words = [f"{names['kernel']} {numbers.shape(*slide.size)}", f"{names['stride']} {_pair(slide.stride)}"]
    if any(slide.padding):
        same = len(set(slide.padding)) == 1
        words.append(f"{names['padding']} {slide.padding[0] if same else ' '.join(map(str, slide.padding))}")
    if max(slide.dilation) > 1:
        words.append(f"{names['dilation']} {_pair(slide.dilation)}")
    return "   ".join(words)


def _pair(values: tuple[int, int]) -> str:
    return str(values[0]) if values[0] == values[1] else numbers.shape(*values)
