"""The gradient of the map shown with respect to the photo: its strength at every step, and its glow over the view."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from filters.records import dataclass
from ui import numbers
from ui.laboratories.laboratory import ViewLaboratory
from ui.plots.logarithmic import Line, LogPlot
from ui.widgets.choices import Segmented
from ui.widgets.facts import Facts
from ui.widgets.form import Form
from ui.widgets.labels import Label
from ui.widgets.marks import StateMark
from ui.widgets.tile import Tile
from workbench.evaluation.cache import Cache
from workbench.explanation.gradients import Gradient, of_map, pixels_in_view
from workbench.levels import quantile
from workbench.plan import Plan
from workbench.sources import Source

MOST_PIXELS = 160
SUM, ENERGY = "sum", "energy"
CACHED = 64 << 20


@dataclass(frozen=True, eq=False)
class Seen:
    """A gradient, its sizes (h, w) and the photo (C, h, w) at the same pixels: every `every`-th of the view."""

    gradient: Gradient
    sizes: NDArray[np.float32]
    photo: NDArray[np.float32]
    every: int


def look(
    plan: Plan,
    source: Source,
    step: str,
    channel: int | None,
    sample: int,
    rect: tuple[float, float, float, float],
    of: str,
    cache: Cache,
) -> Seen:
    """The gradient at pixels of a rectangle of the photo."""
    rows, columns = pixels_in_view(plan, step, rect, MOST_PIXELS)
    found = of_map(plan, source, step, rows, columns, channel=channel, of=of, cache=cache)
    every = int(rows[1] - rows[0]) if rows.size > 1 else int(columns[1] - columns[0]) if columns.size > 1 else 1
    photo = source.region(rows, columns, plan.document.white)[sample]
    return Seen(found, found.sizes(sample), photo, every)


def gray(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """A photo (C, h, w) as one picture without colours, for things to glow over."""
    return np.asarray(planes[:3].mean(axis=0), np.float32)


class PipelineGradient(ViewLaboratory):
    """Told the state and the view; the experiment is the gradient of the selected map."""

    def __init__(self) -> None:
        form = Form()
        self.of = Segmented(
            [(SUM, self.tr("Sum")), (ENERGY, self.tr("Energy"))],
            small=True,
            tip=self.tr("L is the sum of the map's values, or half the sum of their squares, which no signs cancel."),
            name="gradient_of",
        )
        form.add("L", self.of)
        self.words = Label("", "dim", px=12, wrap=True)
        form.add_wide(self.words)
        self.plot = LogPlot(form, "gradient_strengths", 1)
        self.plot.setToolTip(self.tr("Root of the mean square of ∂L/∂value, from the step back to the photo."))
        self.tile = Tile(
            self.tr("∂L/∂photo"),
            name="gradient_glow",
            tip=self.tr("How strongly L changes with each pixel in view; brighter is stronger."),
        )
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.facts = Facts("gradient_facts")
        self.mark = StateMark("exact", "")
        column.addWidget(self.facts)
        column.addWidget(self.mark)
        column.addStretch(1)
        super().__init__("pipeline_gradient", form, (self.plot, 3), (self.tile, 2), (side, 0))
        self._cache = Cache(CACHED)
        self.of.value_changed.connect(self._on_of_value_changed)

    @Slot(object)
    def _on_of_value_changed(self, value: str) -> None:
        self.refresh()

    def refresh(self) -> None:
        state, view = self.state, self._view
        row, step = self.selected()
        if row is None or state.source is None or view is None:
            return
        if step is None:
            self.say(self.tr("Select a step: this shows how its values change with every pixel of the photo."))
            return
        if row.shape is None:
            self.say(self.tr("This step has no values, so they have no gradient."))
            return
        channel = state.channel if 0 <= state.channel < row.shape[1] else None
        self._say_what(state.selected, channel)
        rect = (view.rect.top, view.rect.left, view.rect.height, view.rect.width)
        of = self.of.value()
        key = (state.plan, state.source, state.selected, channel, state.sample, rect, of)
        self.ask(key, partial(look, state.plan, state.source, *key[2:], self._cache))

    def _say_what(self, step: str, channel: int | None) -> None:
        map_ = step if channel is None else self.tr("map {0} of {1}").format(channel, step)
        words = self.tr("L = Σ y over all of {0}") if self.of.value() == SUM else self.tr("L = ½ Σ y² over all of {0}")
        self.words.setText(words.format(map_))

    def show_result(self, result: object) -> None:
        seen: Seen = result
        if not seen.sizes.size:
            self.say(self.tr("Nothing of the photo is in view."))
            return
        strengths = seen.gradient.strengths
        names = tuple(one.step for one in strengths)
        line = Line(self.tr("root mean square"), tuple(one.mean for one in strengths), is_strong=True)
        self.plot.set_lines((line,), names)
        sizes = seen.sizes
        top = quantile(sizes, 0.995) or float(sizes.max())
        picture = gray(seen.photo)
        self.tile.set_glow(picture, _white(picture, self.state), sizes, top, f"0–{numbers.rounded(top, 3)}")
        last = strengths[-1]
        self.facts.set_rows((
            (self.tr("Root mean square"), numbers.rounded(last.mean, 4)),
            (self.tr("Largest"), numbers.rounded(last.largest, 4)),
            (self.tr("Pixels without gradient"), f"{100 * last.zeros:.1f} %"),
        ))  # fmt: skip
        if seen.gradient.is_approximate:
            self.mark.set_state("approximate", self.tr("statistics held still"))
        elif seen.every > 1:
            self.mark.set_state("sampled", f"1:{seen.every}")
        else:
            self.mark.set_state("exact", self.tr("exact"))


def _white(picture: NDArray[np.float32], state: object) -> float:
    source = state.source
    return state.document.white if hasattr(source, "pixels") else source.white
