"""Where everyone looks: one model of centre, scale and cursor, in photo coordinates, that all picture panes follow.

Photo pixel (y, x) covers y..y+1, x..x+1. `scale` is device pixels for each photo pixel, so 1 is one to one on any
screen.

While the picture is moved, what will come into view is asked for before it does, a good piece at once: the panes move
the picture that they have at every frame, and it is asked for anew only when little of it is left.
"""

import time

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, Signal, Slot

from workbench.evaluation.frames import Rect, View

LARGEST_SCALE = 128.0
MARGIN = 12
"""Device-independent pixels left free around a photo that fits its pane."""

SMALL = 64
"""Photos no higher and wider than this are made smaller, so that maps that reach beyond them fit their panes, too."""

FRAME_MS = 16

AHEAD = 1 / 8
"""How much of a pane's size more is asked for on the sides that come into view, and anew when half of that is seen."""

REST_MS = 120
"""How long after its last move a picture lies still: from then on no more is asked for than is in view."""


class Viewport(QObject):
    """`changed` follows every move at once; `view_changed` brings the View to compute, once a screen frame at most."""

    changed = Signal()
    cursor_changed = Signal()
    view_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.photo = (0, 0)
        self._beyond = (0.0, 0.0)
        self._panes: dict[str, tuple[int, int]] = {}
        self.ratio = 1.0
        self.centre = (0.0, 0.0)
        self.scale = 1.0
        self.is_fitted = True
        self.cursor: tuple[int, int] | None = None
        self._throttle = QTimer(self)
        self._throttle.setSingleShot(True)
        self._told = 0.0
        self._throttle.timeout.connect(self._on_throttle_timeout)
        self._wide: Rect | None = None
        self._toward = (0.0, 0.0)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rest_timeout)

    def set_photo(self, height: int, width: int) -> None:
        """Show another photo, whole; one of the same size keeps the place."""
        if (height, width) == self.photo:
            self._announce()
            return
        self.photo = (height, width)
        self.cursor = None
        self.fit()
        self.cursor_changed.emit()

    def set_beyond(self, rows: float, columns: float) -> None:
        """How far maps reach beyond the photo, in its pixels: so much about it is in view, too."""
        if (rows, columns) != self._beyond:
            self._beyond = rows, columns
            if self.is_fitted:
                self.scale = self._fitting_scale()
            self._announce()

    def set_pane(self, name: str, width: int, height: int, ratio: float) -> None:
        """Follow the size of a pane, in device pixels; the centre stays, and what was fitted still fits every pane."""
        if (width, height) == self._panes.get(name) and ratio == self.ratio:
            return
        self._panes[name] = (width, height)
        self.ratio = ratio
        if self.is_fitted:
            self.fit()
        else:
            self._announce()

    def fit(self) -> None:
        """Show the whole photo."""
        self.is_fitted = True
        self.centre = (self.photo[0] / 2, self.photo[1] / 2)
        self.scale = self._fitting_scale()
        self._announce()

    def show_one_to_one(self) -> None:
        """One photo pixel on one screen pixel, about the centre."""
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Zoom about the centre."""
        self._scale_about(scale, *self.centre)

    def zoom_at(self, factor: float, y: float, x: float) -> None:
        """Zoom so that the photo's spot (y, x) stays where it is on the screen."""
        self._scale_about(self.scale * factor, y, x)

    def _scale_about(self, wanted: float, y: float, x: float) -> None:
        smallest = min(self._fitting_scale() / 4, 1.0)
        scale = min(max(wanted, smallest), LARGEST_SCALE)
        kept = self.scale / scale
        self.centre = (y + (self.centre[0] - y) * kept, x + (self.centre[1] - x) * kept)
        self.scale = scale
        self.is_fitted = False
        self._announce()

    def pan(self, down: float, right: float) -> None:
        """Move the picture by device pixels; its centre never leaves the photo."""
        height, width = self.photo
        y = min(max(self.centre[0] - down / self.scale, 0.0), height)
        x = min(max(self.centre[1] - right / self.scale, 0.0), width)
        self._toward = (y - self.centre[0], x - self.centre[1])
        self.centre = (y, x)
        self.is_fitted = False
        self._look_ahead()
        self._rest.start()
        self._tell()

    def set_cursor(self, y: int, x: int) -> None:
        """Point all panes at a photo pixel; outside the photo, at its nearest."""
        height, width = self.photo
        if not height or not width:
            return
        cursor = (min(max(y, 0), height - 1), min(max(x, 0), width - 1))
        if cursor != self.cursor:
            self.cursor = cursor
            self.cursor_changed.emit()

    def origin(self, width: float, height: float) -> QPointF:
        """Where the photo's corner (0, 0) lies in a pane of that device-independent size, on a whole device pixel."""
        left = round(width * self.ratio / 2 - self.centre[1] * self.scale)
        top = round(height * self.ratio / 2 - self.centre[0] * self.scale)
        return QPointF(left / self.ratio, top / self.ratio)

    def area(self, rect: Rect, width: float, height: float) -> QRectF:
        """A rectangle of the photo in the device-independent coordinates of such a pane."""
        step = self.scale / self.ratio
        corner = self.origin(width, height)
        return QRectF(
            corner.x() + rect.left * step, corner.y() + rect.top * step, rect.width * step, rect.height * step
        )

    def spot(self, place: QPointF, width: float, height: float) -> tuple[float, float]:
        """The photo coordinates (y, x) under a place in such a pane."""
        step = self.scale / self.ratio
        corner = self.origin(width, height)
        return (place.y() - corner.y()) / step, (place.x() - corner.x()) / step

    @property
    def view(self) -> View | None:
        """What is to be computed now: what of the photo and about it is in the panes or comes into them by a move under
        way, and how many device pixels."""
        seen = self._seen()
        if seen is None:
            return None
        rect = self._wide or seen
        return View(rect, rect.height * self.scale, rect.width * self.scale)

    @property
    def is_moving(self) -> bool:
        """Whether the picture was moved a moment ago, so that the view is more than what is in the panes."""
        return self._rest.isActive()

    def _seen(self, above: float = 0.0, below: float = 0.0, left: float = 0.0, right: float = 0.0) -> Rect | None:
        """What of the photo and about it is in the panes, with such parts of their size more on each side."""
        width, height = (max(size[axis] for size in self._panes.values()) if self._panes else 0 for axis in (0, 1))
        if min(self.photo) < 1 or min(width, height) < 1:
            return None
        rows, columns = self._beyond
        (y, x), (bottom, end) = self.centre, self.photo
        down, across = height / self.scale, width / self.scale
        return Rect.between(
            max(y - (0.5 + above) * down, -rows),
            max(x - (0.5 + left) * across, -columns),
            min(y + (0.5 + below) * down, bottom + rows),
            min(x + (0.5 + right) * across, end + columns),
        )

    def _seen_ahead(self, part: float) -> Rect | None:
        """The same with such a part more on the sides that come into view."""
        return self._seen(*(part * (way * sign > 0) for way in self._toward for sign in (-1, 1)))

    def _look_ahead(self) -> None:
        """Widen the view on the sides that come into it where little is left there; what is near on the others stays,
        for a hand moves to and fro."""
        needed = self._seen_ahead(AHEAD / 2)
        if needed is None or (self._wide is not None and needed.lies_in(self._wide)):
            return
        ahead = self._seen_ahead(AHEAD)
        self._wide = ahead if self._wide is None else ahead.joined(self._wide.within(self._seen(*[AHEAD] * 4)))

    def _fitting_scale(self) -> float:
        if not min(self.photo) or not self._panes:
            return 1.0
        beyond = self._beyond if max(self.photo) <= SMALL else (0.0, 0.0)
        height, width = (length + 2 * more for length, more in zip(self.photo, beyond, strict=True))
        room = 2 * MARGIN * self.ratio
        across, down = (min(size[axis] for size in self._panes.values()) for axis in (0, 1))
        return min(max(across - room, 8) / width, max(down - room, 8) / height, LARGEST_SCALE)

    def _announce(self) -> None:
        """Tell of a view that is no move of the one before."""
        self._wide = None
        self._rest.stop()
        self._tell()

    def _tell(self) -> None:
        self.changed.emit()
        if not self._throttle.isActive():
            passed = 1000 * (time.monotonic() - self._told)
            self._throttle.start(round(max(FRAME_MS - passed, 0)))

    @Slot()
    def _on_throttle_timeout(self) -> None:
        view = self.view
        self._told = time.monotonic()
        if view is not None:
            self.view_changed.emit(view)

    @Slot()
    def _on_rest_timeout(self) -> None:
        self._announce()
