"""What is shown of the frames: which levels, which names. Frames and state in, plain facts out; no widget here."""

import numpy as np
from PySide6.QtCore import QCoreApplication

from ui import numbers, pixels
from ui.language import translated
from ui.pixels import Levels
from workbench.document import PHOTO
from workbench.evaluation import looks
from workbench.evaluation.frames import PaneFrame, ProbeFrame, Reading, StatisticsFrame
from workbench.map_names import COLOURS as RGB
from workbench.map_names import map_names as known_names
from workbench.plan import Plan, extent
from workbench.session import COLOUR, State
from workbench.signs import difference_steps, signed_steps
from workbench.sources import BareShape, NumberGrid

COLOURS = len(RGB)
SWATCH = 0.62
"""How deep the sign of a value is tinted, of 1."""

Chip = tuple[str, str, float | None]
"""A step, its values in words, empty if it has none, and where on the diverging map their sign is, if it has one."""


class Display:
    """Keeps the levels from pumping, and holds them where the user said so."""

    def __init__(self) -> None:
        self.is_shared = True
        self.held: Levels | None = None
        self._steady: dict[str, tuple[tuple[object, ...], Levels]] = {}

    def photo(self, state: State) -> Levels:
        """Levels of the photo pane."""
        source = state.source
        if not isinstance(source, NumberGrid):
            return pixels.photo_levels(state.document.white)
        lowest = float(np.nanmin(source.values, initial=0.0))
        if lowest < 0:
            high = max(source.white, -lowest)
            return Levels(-high, high)
        return pixels.photo_levels(source.white)

    def shared(self, state: State, statistics: StatisticsFrame | None) -> Levels:
        """One range for all maps of the selected step."""
        if self.held is not None:
            return self.held
        if is_photo(state, state.selected, state.channel) or statistics is None:
            return self.photo(state)
        return self._steadied("shared", (statistics.step, state.document.white), pixels.levels_of(statistics))

    def map(self, state: State, frame: PaneFrame, statistics: StatisticsFrame | None) -> Levels:
        """Levels of the map pane."""
        if self.held is not None:
            return self.held
        if is_photo(state, frame.step, frame.channel):
            return self.photo(state)
        if statistics is None or statistics.step != frame.step or frame.step not in state.plan:
            wanted = pixels.auto_levels(frame.values)  # also of a step just taken away, whose frames were on their way
        else:
            wanted = pixels.levels_of(statistics, None if self.is_shared else frame.channel)
            if frame.is_settled and _is_whole(frame, state.plan):
                own = pixels.levels_of(statistics, frame.channel)
                wanted = pixels.levels_of_means(wanted, own, pixels.auto_levels(frame.values))
        of = (frame.step, None if self.is_shared else frame.channel, state.document.white)
        return self._steadied("map", of, wanted)

    def _steadied(self, who: str, of: tuple[object, ...], wanted: Levels) -> Levels:
        """`wanted`, or what it was the last time where that was for the same and about as wide."""
        known, before = self._steady.get(who, ((), None))
        levels = pixels.steadied(before if known == of else None, wanted)
        self._steady[who] = of, levels
        return levels


def _is_whole(frame: PaneFrame, plan: Plan) -> bool:
    """Whether all of a map is in view, with more values than the screen has pixels."""
    height, width = extent(plan[frame.step].shape)
    rows, columns = frame.values.shape[:2]
    return frame.every > 1 and (rows + 1) * frame.every >= height and (columns + 1) * frame.every >= width


def is_photo(state: State, step_id: str, channel: int) -> bool:
    """Whether a map is drawn in the levels of the photo, as its colours are, unless they are differences."""
    if step_id == PHOTO:
        return True
    return channel == COLOUR and (state.plan is None or step_id not in difference_steps(state.plan))


def shown_step(state: State) -> str:
    """The selected step where it has a map, else the last one before it that has."""
    rows = state.plan.rows
    index = next(index for index, row in enumerate(rows) if row.id == state.selected)
    return next(row.id for row in reversed(rows[: index + 1]) if row.shape is not None)


def shape_words(plan: Plan, step_id: str) -> str:
    """The shape of a step's maps, of a table as N × K; empty where it has none."""
    shape = plan[step_id].shape
    if shape is None:
        return ""
    return numbers.shape(*shape[:2]) if plan.has_table(step_id) else numbers.maps(shape)


def beyond(plan: Plan) -> tuple[float, float]:
    """How far any map reaches beyond the photo, in rows and columns of its pixels."""
    found = [looks.beyond(plan, row) for row in plan.rows]
    return max(rows for rows, _ in found), max(columns for _, columns in found)


def cover(state: State, step_id: str) -> str:
    """The sign in place of a step's picture: while a lesson asks for its values, and where there are none."""
    if state.hides("value", step_id):
        return numbers.HIDDEN
    return numbers.NOTHING if isinstance(state.source, BareShape) else ""


def chips(state: State, frame: ProbeFrame) -> tuple[Chip, ...]:
    """What every step has at the cursor; of many maps, the one shown."""
    signed = signed_steps(state.plan)
    return tuple(_chip(reading, state.channel, reading.step in signed) for reading in frame.readings)


def _chip(reading: Reading, channel: int, is_signed: bool) -> Chip:
    values = reading.values
    if not values:
        return reading.step, "", 0.0 if is_signed else None
    if len(values) == COLOURS and (channel < 0 or reading.step == PHOTO):
        return reading.step, "  ".join(numbers.rounded(value, 4) for value in values), None
    value = values[min(max(channel, 0), len(values) - 1)]
    return reading.step, numbers.rounded(value, 4), SWATCH * ((value > 0) - (value < 0)) if is_signed else None


def map_names(state: State) -> tuple[str, ...]:
    """The names of the selected step's maps, as far as they have any: colours, or named kernels."""
    if state.plan is None:
        return ()
    colours = dict(zip(RGB, _colour_names(), strict=True))
    return known_names(state.plan, state.selected, lambda name: colours.get(name) or (name and translated(name)))


def _colour_names() -> tuple[str, ...]:
    return (
        QCoreApplication.translate("display", "Red"),
        QCoreApplication.translate("display", "Green"),
        QCoreApplication.translate("display", "Blue"),
    )


def map_options(state: State) -> tuple[tuple[int, str], ...]:
    """The maps to choose from, by channel; COLOUR first where there are colours."""
    row = state.plan[state.selected] if state.plan is not None else None
    if row is None or row.shape is None or len(row.shape) != 4 or state.plan.has_table(row.id):
        return ()
    names = map_names(state)
    found = [(COLOUR, QCoreApplication.translate("display", "Colour"))] if row.is_colour else []
    for channel in range(row.shape[1]):
        name = names[channel] if channel < len(names) else ""
        found.append((channel, f"{channel}  {name}".rstrip()))
    return tuple(found)
