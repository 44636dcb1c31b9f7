"""Panes as figures for papers and slides, PNG or SVG, and the numbers behind them as CSV."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.files.dialog import folder
from ui.messages import NoticeBar
from ui.plots.activation_curves import curve
from workbench import tables
from workbench.errors import SaveError
from workbench.evaluation.frames import StatisticsFrame
from workbench.plan import Plan
from workbench.writing import write_atomically, write_bytes

ENDINGS = (".png", ".svg", ".csv")
PIXELS = 2
"""Pixels of a PNG for each of the screen's device-independent ones."""

CURVE_POINTS = 1001


def write_figure(pane: QWidget, numbers: str | None, path: Path) -> Path:
    """Write a pane as its name's ending says, PNG where it says nothing; `numbers` are for CSV. Raises SaveError."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        path, ending = path.with_name(path.name + ".png"), ".png"
    if ending == ".csv":
        if numbers is None:
            raise SaveError(f"{path.name} was not written: this pane has no numbers of its own; save it as PNG or SVG.")
        data = numbers.encode()
    else:
        data = _svg(pane) if ending == ".svg" else _png(pane)
    write_atomically(path, lambda file: write_bytes(file, data), lambda place: place.read_bytes() == data)
    return path


def _png(pane: QWidget) -> bytes:
    image = QImage(pane.size() * PIXELS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(PIXELS)
    pane.render(image)
    return _collected(lambda device: image.save(device, "PNG"))


def _svg(pane: QWidget) -> bytes:
    def draw(device: QBuffer) -> None:
        made = QSvgGenerator()
        made.setOutputDevice(device)
        made.setSize(pane.size())
        made.setViewBox(QRect(QPoint(), pane.size()))
        made.setTitle(pane.objectName())
        painter = QPainter(made)
        try:
            pane.render(painter, QPoint())
        finally:
            painter.end()

    return _collected(draw)


def _collected(write: Callable[[QBuffer], object]) -> bytes:
    held = QByteArray()
    device = QBuffer(held)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    write(device)
    device.close()
    return bytes(held)


def table_csv(plan: Plan) -> str:
    """The layer table."""
    return tables.table(plan, "csv")


def histogram_csv(frame: StatisticsFrame) -> str:
    """Edges of every bin and the count of each channel in it."""
    heads = ("from", "to", *(f"channel {channel}" for channel in range(len(frame.counts))))
    rows = zip(frame.edges[:-1].tolist(), frame.edges[1:].tolist(), *frame.counts.tolist(), strict=True)
    return _csv(heads, rows)


def curves_csv(kinds: tuple, half_span: float) -> str:
    """x, then function and derivative of each curve drawn."""
    xs = np.linspace(-half_span, half_span, CURVE_POINTS)
    columns, heads = [xs], ["x"]
    for kind, parameters in kinds:
        columns += curve(kind, xs, parameters)
        heads += [kind, f"{kind} derivative"]
    return _csv(heads, zip(*(column.tolist() for column in columns), strict=True))


def _csv(heads: object, rows: object) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue()


class FigureDialog(QFileDialog):
    """Asks where a pane goes, and writes it there."""

    def __init__(self, pane: QWidget, name: str, numbers: str | None, notices: NoticeBar, window: QWidget) -> None:
        kinds = ["PNG (*.png)", "SVG (*.svg)"] + (["CSV (*.csv)"] if numbers is not None else [])
        super().__init__(window, "", folder(), ";;".join(kinds))
        self.setWindowTitle(self.tr("Export figure"))
        self.setObjectName("figure_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.selectFile(f"{name}.png")
        self._pane, self._numbers, self._notices = pane, numbers, notices
        self.filterSelected.connect(self._on_filter_selected)
        self.fileSelected.connect(self._on_file_selected)

    def _on_filter_selected(self, kind: str) -> None:
        self.setDefaultSuffix(kind[:3].lower())

    def _on_file_selected(self, name: str) -> None:
        try:
            path = write_figure(self._pane, self._numbers, Path(name))
        except SaveError as error:
            self._notices.refuse(error)
        else:
            self._notices.show_notice(self.tr("Saved {0}.").format(path.name))
