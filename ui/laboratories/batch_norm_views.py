"""What BatchNorm does to a batch, seen in four ways: what is remembered, how values spread, the values, one sample."""

from functools import cached_property

import numpy as np
from PySide6.QtWidgets import QStackedWidget, QWidget

from filters.records import dataclass
from ui import pixels
from ui.laboratories.batch_norm_plots import Averages, Spreads
from ui.widgets.tile import Tile, Tiles
from workbench.laboratories.batch_norm import Layer
from workbench.layers import Array

AVERAGES, SPREADS, VALUES, PARTNERS = "averages", "spreads", "values", "partners"


@dataclass(frozen=True, eq=False)
class Seen:
    """A layer, what it was `before` its first batch, the last batch, samples A to D, and the channel in sight."""

    layer: Layer
    before: Layer
    batch: Array
    samples: Array
    channel: int


class BatchNormViews(QStackedWidget):
    """Told by `set_seen`; `show_view` brings one of the four to the front."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.averages = Averages(self)
        self.tiles = tuple(Tile(name=f"norm_values_{index}") for index in range(3))
        self.partners = tuple(Tile(name=f"norm_partners_{index}") for index in range(4))
        self._pages = {AVERAGES: self.averages, VALUES: Tiles(self.tiles), PARTNERS: Tiles(self.partners)}
        for page in self._pages.values():
            self.addWidget(page)
        self._seen: Seen | None = None
        self.name = AVERAGES

    @cached_property
    def spreads(self) -> Spreads:
        """The histograms, which take long to make."""
        made = Spreads(self)
        self.addWidget(made)
        return made

    def prepare(self) -> bool:
        """Make the histograms; False where they are there."""
        return "spreads" not in self.__dict__ and bool(self.spreads)

    def show_view(self, name: str) -> None:
        """Show AVERAGES, SPREADS, VALUES or PARTNERS."""
        self.name = name
        self.setCurrentWidget(self.spreads if name == SPREADS else self._pages[name])
        if self._seen is not None:
            self.set_seen(self._seen)

    def set_seen(self, seen: Seen) -> None:
        """Show what became of a batch."""
        self._seen = seen
        c, layer, batch = seen.channel, seen.layer, seen.batch
        if self.name == AVERAGES:
            before = float(seen.before.running_mean[c]), float(seen.before.running_variance[c])
            self.averages.set_history(layer.fed, before, c)
        elif self.name == PARTNERS:
            self._show_partners(layer, seen.samples, c)
        else:
            self._show_values(batch, *(layer.normalise(batch, training=mode) for mode in (True, False)), c)

    def _show_values(self, batch: Array, training: Array, inference: Array, c: int) -> None:
        if self.name == SPREADS:
            self.spreads.set_values(batch[:, c], training[:, c], inference[:, c])
            return
        titles = self.tr("x"), self.tr("training"), self.tr("inference")
        for tile, title, values in zip(self.tiles, titles, (batch, training, inference), strict=True):
            tile.set_title(title)
            tile.set_values(_laid_out(values, c))

    def _show_partners(self, layer: Layer, samples: Array, c: int) -> None:
        """What becomes of sample A beside B, and beside C and D, in training and in inference."""
        a, b, *rest = samples
        batches = np.stack([a, b]), np.stack([a, *rest[:2]])
        found = [layer.normalise(batch, training=mode)[:1] for mode in (True, False) for batch in batches]
        levels = pixels.auto_levels(np.stack(found))
        names = self.tr("A with B"), self.tr("A with C, D")
        modes = self.tr("training"), self.tr("inference")
        for index, (tile, values) in enumerate(zip(self.partners, found, strict=True)):
            tile.set_title(names[index % 2])
            tile.set_values(_laid_out(values, c), levels, modes[index // 2])


def _laid_out(values: Array, channel: int) -> Array:
    """A batch as one picture: (N, K) as it is; of (N, C, H, W) the channel's maps, side by side as square as can be."""
    if values.ndim == 2:
        return values
    maps = values[:, channel].reshape(len(values), *values.shape[2:])
    root = int(np.ceil(np.sqrt(len(maps))))
    across = next(count for count in range(root, len(maps) + 1) if len(maps) % count == 0)
    rows = [np.concatenate(list(maps[start : start + across]), axis=1) for start in range(0, len(maps), across)]
    return np.concatenate(rows, axis=0)
