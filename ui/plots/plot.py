"""Themed pyqtgraph plots that only show: no menus, no buttons, no panning; the mouse reads x.

Items are built once and given new data; colours and fonts are read again when the theme changes. Pens are in device
pixels, so their widths are multiplied by the screen's ratio.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPen, QShowEvent
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QSizePolicy, QWidget

import pyqtgraph as pg  # isort: skip - PySide6 first, or it may choose another Qt

from ui import numbers, theme, tints

NO_PEN = pg.mkPen(None)
LEAST_BAR = 0.02
"""The height of a bar that counts anything, so that a single value is seen; 1 is the whole plot."""

HIGHEST_BAR = 0.92
HIDDEN = np.empty(0)


class PlotView(pg.GraphicsLayoutWidget):
    """Plots above each other in the theme's colours, each with lines at its ticks, as `_rules` in the order of plots.

    What is told is drawn by `draw`: at once where the plot is seen, else once when it is. `hovered` says the x under
    the mouse, or None.
    """

    hovered = Signal(object)

    def __init__(self, parent: QWidget, margins: tuple[int, int, int, int], least: tuple[int, int]) -> None:
        super().__init__(parent)
        self._rules: list[Rules] = []
        self._is_dressed = self._is_drawn = False
        self.ci.setContentsMargins(*margins)
        self.ci.setSpacing(0)
        self.setMinimumSize(*least)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setInteractive(False)
        self.setAcceptDrops(False)  # the window takes what is dropped
        self.viewport().setAcceptDrops(False)
        self.viewport().setMouseTracking(True)
        self.setBackground(theme.color("panel"))
        theme.notifier().changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def add_plot(self, row: int, left: int, bottom: int) -> "Plot":
        """A plot with room for values at the left and below; 0 leaves an axis away."""
        plot = Plot(left, bottom)
        self.ci.addItem(plot, row, 0)
        self._rules.append(Rules(plot))
        plot.vb.sigResized.connect(self._on_resized)
        return plot

    def pen(self, role: str, width: float = 1, dashes: list[float] | None = None) -> QPen:
        """A pen `width` pixels of the layout wide."""
        made = pg.mkPen(theme.color(role), width=width * self.devicePixelRatioF())
        if dashes:
            made.setDashPattern(dashes)
        return made

    def draw(self, change: Callable[[], None] | None = None) -> None:
        """Show what was told last; `change` shows what is new of it, and is enough where the rest is drawn already."""
        if not self.isVisible():
            self._is_drawn = False
            return
        if not self._is_dressed:
            self._is_dressed = True
            self.dress()
        (change if change is not None and self._is_drawn else self.show_all)()
        self._is_drawn = True

    def dress(self) -> None:
        """Read colours, fonts and the screen's ratio again."""
        self.setBackground(theme.color("panel"))
        for rules in self._rules:
            rules.dress(self)

    def show_all(self) -> None:
        """Draw what was told last."""
        raise NotImplementedError

    def fit(self) -> None:
        """Put what is drawn where it belongs in the plots' present size."""

    @Slot(object)
    def _on_resized(self, view: object) -> None:
        if self._is_drawn:
            self.fit()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._is_dressed = self._is_drawn = False
        self.draw()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._on_theme_changed()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_drawn:
            self.draw()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        view = self.ci.getItem(0, 0).vb
        x = view.mapSceneToView(self.mapToScene(event.position().toPoint())).x()
        low, high = view.viewRange()[0]
        self.hovered.emit(x if low <= x <= high else None)

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)


class Plot(pg.GraphicsWidget):
    """A view of data with values at its left and below. pyqtgraph's own makes a menu for each, which takes longest."""

    def __init__(self, left: int, bottom: int) -> None:
        super().__init__()
        self.vb = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.vb.disableAutoRange()
        self.axes: dict[str, pg.AxisItem] = {}
        grid = QGraphicsGridLayout(self)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        grid.addItem(self.vb, 0, 1)
        for name, size, place in (("left", left, (0, 0)), ("bottom", bottom, (1, 1))):
            if not size:
                continue
            axis = self.axes[name] = pg.AxisItem(name, parent=self, pen=NO_PEN, tickLength=0)
            axis.setStyle(tickTextOffset=8 if name == "left" else 5)
            axis.linkToView(self.vb)
            (axis.setWidth if name == "left" else axis.setHeight)(size)
            grid.addItem(axis, *place)

    def addItem(self, item: QGraphicsItem) -> None:
        """Draw an item in the data's coordinates."""
        self.vb.addItem(item)

    def set_ticks(self, name: str, values: list[list[tuple[float, str]]]) -> None:
        """Write values at the axis "left" or "bottom", where the plot has it."""
        if name in self.axes:
            self.axes[name].setTicks(values)

    def setRange(self, **ranges: object) -> None:
        """Show xRange and yRange, as a view takes them."""
        self.vb.setRange(**ranges)


class Rules:
    """The values at a plot's axes, and lines across it at these ticks, stronger at zero."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._items = (pg.PlotCurveItem(connect="pairs"), pg.PlotCurveItem(connect="pairs"))
        for item in self._items:
            item.setZValue(-10)
            plot.addItem(item)

    def set_ticks(self, xs: list[float], ys: list[float]) -> None:
        """Rule the plot's present range."""
        (left, right), (low, high) = self._plot.vb.viewRange()
        for item, is_zero in zip(self._items, (False, True), strict=True):
            lines = [((x, low), (x, high)) for x in xs if (x == 0) is is_zero]
            lines += [((left, y), (right, y)) for y in ys if (y == 0) is is_zero]
            points = np.array(lines, np.float64).reshape(-1, 2)
            item.setData(points[:, 0], points[:, 1])

    def dress(self, view: PlotView) -> None:
        for axis in self._plot.axes.values():
            axis.setTickPen(pg.mkPen(theme.color("panel")))  # without a length it is still a dot
            axis.setTextPen(theme.color("dim"))
            axis.setStyle(tickFont=theme.font(11))
        for item, role in zip(self._items, ("line", "track"), strict=True):
            item.setPen(view.pen(role))


class Words(pg.TextItem):
    """Text at a place in pixels of the item it belongs to."""

    def __init__(self, parent: QGraphicsItem, px: int = 12, weight: int = 600) -> None:
        super().__init__("")
        self._size, self._weight = px, weight
        self.textItem.document().setDocumentMargin(0)
        self.setParentItem(parent)

    def write(self, text: str, role: str = "dim") -> None:
        self.setFont(theme.font(self._size, self._weight))
        self.setText(text, theme.color(role))

    def put(self, left: float, middle: float) -> None:
        """Start at `left`, centred about the height `middle`."""
        self.setPos(QPointF(round(left), round(middle - self.textItem.boundingRect().height() / 2)))

    @property
    def width(self) -> float:
        return self.textItem.boundingRect().width()


def set_bars(item: pg.BarGraphItem, counts: NDArray | None, edges: NDArray | None, *, is_signed: bool) -> None:
    """Show a histogram: heights are the roots of the counts, tinted by the sign of the value."""
    most = 0 if counts is None else counts.max(initial=0)
    item.setVisible(bool(most))
    if not most:
        return
    heights = np.where(counts > 0, np.maximum(HIGHEST_BAR * np.sqrt(counts / most), LEAST_BAR), 0.0)
    item.setOpts(x0=edges[:-1], x1=edges[1:], y0=0, height=heights)
    signs = np.sign(edges[:-1] + edges[1:]) if is_signed else np.zeros(heights.size)
    colours = (theme.current().name, tuple(signs))
    if colours != getattr(item, "colours", None):  # a brush for every bar takes longer than all else
        item.colours = colours
        item.setOpts(brushes=[QColor(tints.tint(float(x) * 0.62)) if x else theme.color("dim") for x in signs])


def bars() -> pg.BarGraphItem:
    """Bars without outlines, still without data."""
    return pg.BarGraphItem(x0=HIDDEN, x1=HIDDEN, y0=HIDDEN, height=HIDDEN, pen=NO_PEN)


def upright() -> pg.InfiniteLine:
    """A line at one x, not shown yet."""
    made = pg.InfiniteLine(angle=90, movable=False)
    made.setVisible(False)
    return made


def labelled(values: list[float]) -> list[list[tuple[float, str]]]:
    """Ticks as an axis takes them."""
    return [[(value, tick(value)) for value in values]]


def tick(value: float) -> str:
    """A number at an axis."""
    return numbers.rounded(float(value), 6)


def ticks(low: float, high: float, wanted: int = 7) -> list[float]:
    """Round values, 1, 2 or 5 times a power of ten apart, within low .. high."""
    span = high - low
    if not np.isfinite(span) or span <= 0:
        return []
    raw = span / max(wanted, 1)
    power = 10.0 ** np.floor(np.log10(raw))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first = int(np.ceil(low / step - 1e-9))
    return [float(index * step) for index in range(first, int(np.floor(high / step + 1e-9)) + 1)]
