"""A hand that drags the picture, a move for every frame of a screen: when it is seen moved, and exact to its edges."""

import time

from live_window import Times, Watch, rest
from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtWidgets import QApplication

from ui.main_window import MainWindow
from ui.picture_canvas import PictureCanvas
from ui.viewport import Viewport
from workbench.evaluation.frames import Rect

MOVE, TURNS_AFTER = (9.0, 14.0), 20
"""Device pixels of a move, and after how many of them the hand goes back."""

FRAME_SECONDS = 1 / 60
EDGE = 4.0
"""So many pixels may be missing at the edges of a photo, where a map without padding is smaller."""


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def dragged(window: MainWindow, watch: Watch, scale: float, moves: int) -> Times:
    """Milliseconds from each move to the paint that shows it, and to one in which all in the pane is exact."""
    viewport, canvas, found = window.viewport, window.work.map_pane.canvas, Times()
    viewport.set_scale(scale or 1.25 * viewport.scale)
    rest(window)
    paints, seen = Paints(canvas), 0
    moved: list[float] = []
    inexact: list[float] = []

    def turn_until(end: float, *, until_exact: bool = False) -> None:
        nonlocal seen
        while time.perf_counter() < end and not (until_exact and not inexact):
            QApplication.processEvents()
            if paints.count > seen:
                seen, now = paints.count, time.perf_counter()
                found.first += [1000 * (now - due) for due in moved]
                moved.clear()
                if _is_exact(canvas, viewport):
                    found.exact += [1000 * (now - due) for due in inexact]
                    inexact.clear()
            time.sleep(0.0005)

    watch.begin()
    begun = time.perf_counter()
    for turn in range(moves):
        due = begun + turn * FRAME_SECONDS
        turn_until(due)
        way = 1 if turn // TURNS_AFTER % 2 == 0 else -1
        viewport.pan(way * MOVE[0], way * MOVE[1])
        moved.append(due)
        inexact.append(due)
    turn_until(time.perf_counter() + 10, until_exact=True)
    found.block = watch.longest
    canvas.removeEventFilter(paints)
    return found


def _is_exact(canvas: PictureCanvas, viewport: Viewport) -> bool:
    """Whether the picture is exact at the screen's resolution, and covers all of the photo that is in the pane."""
    pane = QRectF(canvas.rect())
    wanted = viewport.area(Rect(0, 0, *viewport.photo), pane.width(), pane.height()).intersected(pane)
    reached = canvas.place.adjusted(-EDGE, -EDGE, EDGE, EDGE)
    return canvas.frame is not None and canvas.frame.coarseness == 1 and reached.contains(wanted)
