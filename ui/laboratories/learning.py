"""Learning a filter: what the selected convolution would have to be, found by descent under one's eyes."""

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from filters.records import dataclass
from ui import numbers, pixels
from ui.files.dialog import file_dialog, photo_patterns
from ui.files.reading import read_photo
from ui.laboratories.course_form import CourseForm
from ui.laboratories.laboratory import ViewLaboratory
from ui.plots.logarithmic import Line, LogPlot
from ui.widgets.buttons import Button, tool_button
from ui.widgets.facts import Facts
from ui.widgets.tile import Tile, Tiles
from workbench.document import PHOTO
from workbench.laboratories.examples import Examples, Filter, Wanted, examples, spread, targets, with_filter
from workbench.laboratories.learning import Course, Learned, descend
from workbench.layers import Array
from workbench.plan import StepPlan
from workbench.sources import Photo

OWN, PICTURE, ASK = "own kernel", "picture", "ask for a picture"
"""What may be learned beside the maps of steps; no step's id has a space."""
SIDE = 96
"""How many values of the map are shown, down and across."""
PLAY_MS, PLAYED_MS = 33, 4000
NAMES = 48
OUT_OF_SIGHT = 30
"""A least error so many times smaller than what descent has reached is not drawn: the curve would be flat beside it."""
TRIFLE = 1e-4
"""A bias smaller than this share of the answers is none."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What was learned from what, and the examples of the piece that is shown."""

    wanted: Wanted
    learned: Learned
    piece: Examples


def learn(own: Filter, wanted: Wanted | Path, how: Course, middle: tuple[int, int]) -> Seen:
    """Learn from all over the map, and look at the piece of it about `middle`; a picture is read first."""
    if isinstance(wanted, Path):
        wanted = read_photo(wanted)
    shape = own.plan[own.step].shape
    starts = [min(max(place - SIDE // 2, 0), max(length - SIDE, 0)) for place, length in zip(
        middle, shape[2:], strict=True)]  # fmt: skip
    rows, columns = (np.arange(start, min(start + SIDE, length)) for start, length in zip(
        starts, shape[2:], strict=True))  # fmt: skip
    return Seen(wanted, descend(spread(own, wanted), how), examples(own, wanted, rows, columns))


class LearningPage(ViewLaboratory):
    """Told the state and the view; the experiment is a descent of the selected convolution's filter."""

    gives_away = ("value",)

    def __init__(self) -> None:
        self.form = form = CourseForm()
        self.plot = LogPlot(form, "learning_errors", 2, names=NAMES)
        self.plot.setToolTip(self.tr("Root mean square error after each step; point at one to see its kernel."))
        self.tiles = tuple(
            Tile(title, name=f"learn_{name}", tip=tip)
            for name, title, tip in (
                ("read", self.tr("Reads"), self.tr("What the filter reads, in the middle of the view.")),
                ("made", self.tr("Makes"), self.tr("What the learned filter makes of it.")),
                ("wanted", self.tr("Should make"), self.tr("What it should make.")),
                ("kernel", self.tr("Learned"), self.tr("The weights after this step.")),
                ("best", self.tr("Best"), self.tr("The weights with the least error of all, by least squares.")),
                ("error", self.tr("Error"), self.tr("What it makes less what it should.")),
            )
        )
        self._read, self._made, self._wanted, self._kernel, self._best, self._error = self.tiles
        self.facts = Facts("learning_facts")
        self.play = tool_button("play", tip=self.tr("Watch it learn."), name="learn_play")
        self.take = Button(
            self.tr("Take learned"), tip=self.tr("Make the learned weights shown those of the step."), name="learn_take"
        )
        self.take_best = Button(
            self.tr("Take best"), tip=self.tr("Make the least squares weights those of the step."), name="learn_best"
        )
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.facts)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.take)
        row.addWidget(self.play)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.take_best)
        column.addStretch(1)
        super().__init__("learning", form, (self.plot, 5), (Tiles(self.tiles), 5), (side, 0))
        self._picture: Photo | Path | None = None
        self._chosen: object = OWN
        self._seen: Seen | None = None
        self._levels = pixels.photo_levels(255.0)
        self.shown = 0
        self._timer = QTimer(self)
        self._timer.setInterval(PLAY_MS)
        self._timer.timeout.connect(self._on_timer)
        form.course_changed.connect(self.refresh)
        form.target.value_changed.connect(self._on_target_value_changed)
        self.plot.read.connect(self._on_plot_read)
        self.play.clicked.connect(self._on_play_clicked)
        self.take.clicked.connect(self._on_take_clicked)
        self.take_best.clicked.connect(self._on_take_best_clicked)

    def refresh(self) -> None:
        state, view = self.state, self._view
        row, step = self.selected()
        if row is None or state.source is None or view is None:
            return
        if step is None or step.kind != "conv2d" or row.shape is None:
            self._stop()
            self.say(self.tr("Select a convolution: this learns its weights from what it should make."))
            return
        self._set_targets(row.id, targets(state.plan, row.id))
        wanted = {OWN: None, PICTURE: self._picture}.get(self.form.target.value(), self.form.target.value())
        how = self.form.course()
        middle = (
            row.rows.index_at(view.rect.top + view.rect.height / 2),
            row.columns.index_at(view.rect.left + view.rect.width / 2),
        )
        own = Filter(state.plan, state.source, row.id, self._channel(row), state.sample)
        self.ask((*own, wanted, how, middle), partial(learn, own, wanted, how, middle))

    def _channel(self, row: StepPlan) -> int:
        return self.state.channel if 0 <= self.state.channel < row.shape[1] else 0

    def _set_targets(self, step: str, maps: list[str]) -> None:
        options = [(OWN, self.tr("Kernel of {0}").format(step))]
        options += [(name, self.tr("Photo") if name == PHOTO else self.tr("Map of {0}").format(name)) for name in maps]
        if self._picture is not None:
            options.append((PICTURE, self._picture.name))
        self.form.target.set_options([*options, (ASK, self.tr("A picture…"))])
        self._chosen = self.form.target.value()

    @Slot(object)
    def _on_target_value_changed(self, value: object) -> None:
        if value != ASK:
            self.refresh()
            return
        self.form.target.set_value(self._chosen)  # until there is one
        words = self.tr("A picture to learn from"), self.tr("Photos") + f" ({photo_patterns()})"
        dialog = file_dialog(self, *words)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        self._picture = Path(name)
        self.refresh()
        self.form.target.set_value(PICTURE)
        self.refresh()

    def show_result(self, result: object) -> None:
        self._seen = seen = result
        if isinstance(seen.wanted, Photo):
            self._picture = seen.wanted  # read once
        learned = seen.learned
        lines = [Line(self.tr("Error"), tuple(learned.errors), is_strong=True)]
        if learned.least > learned.errors.min() / OUT_OF_SIGHT:
            lines.append(Line(self.tr("Best"), (learned.least,) * len(learned.errors), is_dashed=True))
        self.plot.set_lines(tuple(lines))
        piece, channel = seen.piece, self._map(seen.piece)
        for tile, values in ((self._read, piece.read[channel]), (self._best, _grid(learned.best))):
            tile.set_values(values.astype(np.float32))
        self._levels = pixels.auto_levels(piece.answers[channel])
        self._wanted.set_values(piece.answers[channel].astype(np.float32), self._levels)
        self._stop()
        self._show(self._last)

    @property
    def _last(self) -> int:
        return 0 if self._seen is None else len(self._seen.learned.errors) - 1

    def _map(self, piece: Examples) -> int:
        """Which of the maps is shown."""
        return min(max(self.state.channel, 0), len(piece.windows) - 1)

    def _show(self, index: int) -> None:
        """The weights after so many steps, and what they make."""
        seen = self._seen
        if seen is None:
            return
        self.shown = index
        learned, piece = seen.learned, seen.piece
        channel = self._map(piece)
        made = piece.made(learned.weights[index], float(learned.biases[index]))[channel]
        self._made.set_values(made.astype(np.float32), self._levels)
        self._kernel.set_values(_grid(learned.weights[index]))
        self._error.set_values((made - piece.answers[channel]).astype(np.float32))
        self.facts.set_rows((
            (self.tr("Step"), numbers.count(index)),
            (self.tr("Error"), numbers.rounded(float(learned.errors[index]), 4)),
            (self.tr("Least possible"), numbers.rounded(learned.least, 4)),
            (self.tr("Largest rate"), numbers.rounded(learned.limit, 3)),
            (self.tr("Condition"), numbers.rounded(learned.condition, 3)),
        ))  # fmt: skip

    @Slot(object)
    def _on_plot_read(self, index: int | None) -> None:
        if not self._timer.isActive():
            self._show(self._last if index is None else index)

    # Watching

    @Slot()
    def _on_play_clicked(self) -> None:
        if self._timer.isActive():
            self._stop()
        elif self._seen is not None:
            self._go(0)
            self._timer.start()
            self.play.set_icon("pause")

    def _stop(self) -> None:
        self._timer.stop()
        self.play.set_icon("play")

    @Slot()
    def _on_timer(self) -> None:
        self._go(min(self.shown + max(1, self._last * PLAY_MS // PLAYED_MS), self._last))
        if self.shown == self._last:
            self._stop()

    def _go(self, index: int) -> None:
        self._show(index)
        self.plot.read_at(index)

    def hideEvent(self, event: QHideEvent) -> None:
        self._stop()
        super().hideEvent(event)

    # Taking the weights

    @Slot()
    def _on_take_clicked(self) -> None:
        if self._seen is not None:
            learned = self._seen.learned
            self._take(learned.weights[self.shown], float(learned.biases[self.shown]))

    @Slot()
    def _on_take_best_clicked(self) -> None:
        if self._seen is not None:
            self._take(self._seen.learned.best, self._seen.learned.best_bias)

    def _take(self, weight: Array, bias: float) -> None:
        row, step = self.selected()
        if step is not None and self._seen is not None:
            is_new = abs(bias - self._seen.piece.bias) > TRIFLE * float(np.abs(self._seen.piece.answers).max())
            taken = with_filter(row, self._channel(row), weight, bias if is_new else None)
            self.edit_requested.emit(taken, self.tr("Learn a filter"), None)


def _grid(weight: Array) -> Array:
    """A kernel (kh, kw) as it is; of a filter (C, kh, kw) the kernels side by side."""
    return weight if weight.ndim == 2 else np.concatenate(list(weight), axis=1)
