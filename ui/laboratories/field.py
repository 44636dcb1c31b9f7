"""The receptive field of the value under the cursor: all it could see, and what really moves it on this photo."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from filters.records import dataclass
from ui import numbers, theme, tints
from ui.laboratories.laboratory import Laboratory
from ui.laboratories.pipeline_gradient import CACHED, gray
from ui.plots.plot import HIGHEST_BAR, PlotView, Words, bars, ticks
from ui.widgets.facts import Facts
from ui.widgets.form import Form
from ui.widgets.labels import Label
from ui.widgets.tile import Tile
from workbench.evaluation.cache import Cache
from workbench.laboratories.receptive_field import SHARE, EffectiveField, effective_field
from workbench.plan import Plan
from workbench.sources import Source

GAP = 0.06
"""How much of a bar's place is free at either side of it."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A field, and the photo's own values (C, h, w) under it; what is padding there is 0."""

    field: EffectiveField
    photo: NDArray[np.float32]


def look(plan: Plan, source: Source, step: str, y: int, x: int, channel: int, sample: int, cache: Cache) -> Seen:
    """The field of one value, with the photo it lies on."""
    found = effective_field(plan, source, step, y, x, channel, sample=sample, cache=cache)
    height, width = found.sizes.shape
    rows, columns = np.arange(found.top, found.top + height), np.arange(found.left, found.left + width)
    inside = [(places >= 0) & (places < length) for places, length in
              ((rows, plan.shape[2]), (columns, plan.shape[3]))]  # fmt: skip
    photo = np.zeros((plan.shape[1], height, width), np.float32)
    values = source.region(rows[inside[0]], columns[inside[1]], plan.document.white)[sample]
    photo[:, np.flatnonzero(inside[0])[:, None], np.flatnonzero(inside[1])] = values
    return Seen(found, photo)


class _Profile(PlotView):
    """How much each column of the field matters; the run that holds most of it is drawn strong."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, (0, 10, 12, 0), (140, 90))
        self.setObjectName("field_profile")
        self.plot = self.add_plot(0, 16, 22)
        self.bars = bars()
        self.plot.addItem(self.bars)
        self._title = Words(self.plot.vb, 11, 600)
        self._field: EffectiveField | None = None

    def set_field(self, field: EffectiveField) -> None:
        self._field = field
        self.draw()

    def show_all(self) -> None:
        field = self._field
        self._title.write(self.tr("by column"))
        self._title.put(6, 8)
        if field is None:
            return
        weights = field.sizes.sum(axis=0, dtype=np.float64)
        left, right = float(field.left), float(field.left + weights.size)
        self.plot.setRange(xRange=(left, right), yRange=(0.0, 1.0), padding=0)
        heights = HIGHEST_BAR * weights / max(weights.max(), 1e-300)
        places = left + np.arange(weights.size)
        near, far = (field.effective[1], field.effective[1] + field.effective[3]) if field.effective else (0, 0)
        warm = theme.color(tints.tint(0.62))
        brushes = [warm if near <= place < far else theme.color("track") for place in places]
        self.bars.setOpts(x0=places + GAP, x1=places + 1 - GAP, y0=0, height=heights, brushes=brushes)
        marks = [x for x in ticks(left, right - 1, 5) if x == round(x)]
        self._rules[0].set_ticks([], [])
        self.plot.set_ticks("bottom", [[(x + 0.5, numbers.rounded(x, 7)) for x in marks]])
        self.plot.set_ticks("left", [[]])


class ReceptiveFieldPage(Laboratory):
    """Told the state and the cursor; the experiment is the gradient of the one value drawn there."""

    def __init__(self) -> None:
        form = Form()
        self.words = Label("", "dim", px=12, wrap=True)
        form.add_wide(self.words)
        self.facts = Facts("field_facts")
        self.tile = Tile(
            self.tr("∂y/∂photo"),
            name="field_glow",
            tip=self.tr("The whole field the value could see; what glows really moves it. Dashed: 95 % of that."),
        )
        self.profile = _Profile(form)
        self.profile.setToolTip(self.tr("The strength of each column of the field; the bright ones hold 95 % of it."))
        super().__init__("receptive_field", form, (self.tile, 2), (self.profile, 2), (self.facts, 1))
        self._cursor: tuple[int, int] | None = None
        self._cache = Cache(CACHED)

    def set_cursor(self, cursor: tuple[int, int] | None) -> None:
        """Look at the value drawn at another pixel of the photo; None is the middle."""
        self._cursor = cursor
        if self.state is not None and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        state = self.state
        row, step = self.selected()
        if row is None or state.source is None:
            return
        if step is None or row.shape is None or len(row.shape) != 4:
            self.say(self.tr("Select a step with feature maps, and point at a pixel."))
            return
        height, width = state.source.shape[2:]
        y, x = self._cursor or (height // 2, width // 2)
        y = min(max(row.rows.index_at(y + 0.5), 0), row.shape[2] - 1)
        x = min(max(row.columns.index_at(x + 0.5), 0), row.shape[3] - 1)
        channel = max(state.channel, 0)
        self.words.setText(self.tr("The value of {0}, map {1}, at y {2}, x {3}; point at another pixel.").format(
            state.selected, channel, y, x))  # fmt: skip
        key = (state.plan, state.source, state.selected, y, x, channel, state.sample)
        self.ask(key, partial(look, *key, self._cache))

    def show_result(self, result: object) -> None:
        seen: Seen = result
        field = seen.field
        height, width = field.sizes.shape
        top = float(field.sizes.max())
        picture = gray(seen.photo)
        self.tile.set_glow(picture, float(picture.max()) or 1.0, field.sizes, top, f"0–{numbers.rounded(top, 3)}")
        frames = [(QRectF(0, 0, width, height), "accent", False)]
        effective = self.tr("none")
        if field.effective is not None:
            first, near, tall, wide = field.effective
            frames.append((QRectF(near - field.left, first - field.top, wide, tall), "text", True))
            effective = numbers.shape(tall, wide)
        self.tile.set_frames(tuple(frames))
        self.profile.set_field(field)
        row, _ = self.selected()
        self.facts.set_rows((
            (self.tr("Could see"), numbers.shape(height, width)),
            (self.tr("{0} % within").format(round(100 * SHARE)), effective),
            (self.tr("of the area"), f"{100 * field.share_of_area:.1f} %"),
            (self.tr("Jump"), numbers.shape(row.rows.jump, row.columns.jump)),
            (self.tr("First row, column"), f"{field.top}, {field.left}".replace("-", numbers.MINUS)),
        ))  # fmt: skip
