"""The value that is asked about: it stays while the pipeline is edited, and every edit has it explained again."""

import threading
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Slot

from filters.errors import FilterError
from filters.records import dataclass
from ui.bridge import Bridge
from ui.display import Display
from ui.explanation.marks import marks_on
from ui.language import told
from ui.newest import Newest
from ui.work import Work
from workbench.document import PHOTO
from workbench.evaluation.cache import Cache
from workbench.explanation.explain import explain
from workbench.explanation.ledger import Explanation
from workbench.plan import StepPlan, extent
from workbench.session import Session, State, is_retyped


@dataclass(frozen=True)
class Pin:
    """A value: step, channel, row and column of the step's own map, and the way back that was chosen."""

    step: str
    channel: int = 0
    y: int = 0
    x: int = 0
    choices: tuple[int | None, ...] = ()


class Explaining(QObject):
    """Holds the pin: a click in a picture sets it, edits keep it, the pane and the marks follow it."""

    def __init__(self, work: Work, session: Session, bridge: Bridge, display: Display, parent: QObject) -> None:
        super().__init__(parent)
        self._work, self._pane, self._display, self._session = work, work.explain, display, session
        self._newest = Newest(bridge)
        self._cache = Cache(64 << 20)
        self._state = State()
        self.pin: Pin | None = None
        for canvas in (work.photo_pane.canvas, work.map_pane.canvas):
            canvas.clicked.connect(self.explain_at)
        work.feature_maps.value_requested.connect(self._on_value_requested)
        self._pane.term_chosen.connect(self._on_term_chosen)
        self._pane.depth_changed.connect(self._on_depth_changed)
        self._pane.closed.connect(self._on_pane_closed)

    def set_state(self, state: State) -> None:
        """Explain again where the answer may differ; another photo asks nothing, another channel asks about that."""
        before, self._state = self._state, state
        pin = self.pin
        if state.source is not before.source and before.source is not None and not is_retyped(before, state):
            self.pin = None
        elif pin is not None and pin.step == state.selected == before.selected and state.channel != before.channel:
            self.pin = replace(pin, channel=max(state.channel, 0), choices=())
        asked = (state.plan, state.source, state.sample, state.hidden)
        if self.pin != pin or asked != (before.plan, before.source, before.sample, before.hidden):
            self._ask()
        self.show_marks()

    @Slot(float, float)
    def explain_at(self, y: float, x: float) -> None:
        """Explain the selected step's value that is drawn at a spot of the photo, and bring the ledger to the front."""
        state = self._state
        row = state.plan[state.selected] if state.plan is not None else None
        if row is None or row.shape is None:
            return
        if len(row.shape) == 2 or state.plan.has_table(row.id):
            self._explain_cell(row, y, x)
            return
        pin = Pin(state.selected, max(state.channel, 0))
        if len(row.shape) == 4:
            places = row.rows.index_at(y), row.columns.index_at(x)
            pin = replace(pin, y=_within(places[0], row.shape[2]), x=_within(places[1], row.shape[3]))
        self._explain(pin)

    def _explain_cell(self, row: StepPlan, y: float, x: float) -> None:
        """Of a table, or of (N, K), that is drawn over the whole photo: samples are rows, features columns."""
        height, width = extent(self._state.plan.shape)
        samples, features = row.shape[:2]
        feature = _within(int(x * features / width), features)
        self._session.select_sample(_within(int(y * samples / height), samples))
        self._session.select_channel(feature)
        self._explain(Pin(row.id, feature))

    def _explain(self, pin: Pin) -> None:
        self._pane.depth = 0
        self.set_pin(pin)
        self._work.tabs.show_named("explain")

    @Slot(int, float, float)
    def _on_value_requested(self, channel: int, y: float, x: float) -> None:
        """A value of a map in the gallery, which draws a table as a column for each feature."""
        self._session.select_channel(channel)
        plan = self._state.plan
        if plan is not None and plan.has_table(self._state.selected):
            x = (channel + 0.5) * extent(plan.shape)[1] / plan[self._state.selected].shape[1]
        self.explain_at(y, x)

    def set_pin(self, pin: Pin | None) -> None:
        """Ask about another value, or about none."""
        if pin != self.pin:
            self.pin = pin
            self._ask()

    def _ask(self) -> None:
        state, pin = self._state, self.pin
        if pin is None or state.source is None or state.plan is None:
            self._newest.forget()
            self._pane.set_explanation(None, None, self._display.photo(state))
            self.show_marks()
            return

        if state.hides("value", pin.step) or state.hides("statistic", pin.step):
            self._newest.forget()
            self._pane.set_refusal(
                self.tr("The lesson asks for this value: answer first, then see what it is made of.")
            )
            self.show_marks()
            return

        def work(cancel: threading.Event) -> Explanation:
            return explain(
                state.plan, state.source, pin.step, pin.y, pin.x, channel=pin.channel, sample=state.sample,
                choices=pin.choices, cache=self._cache, cancel=cancel, surroundings=True,
            )  # fmt: skip

        self._newest.ask(work, partial(self._on_explained, state))

    def _on_explained(self, state: State, explanation: object, error: Exception | None) -> None:
        if isinstance(error, FilterError):
            self._pane.set_refusal(told(str(error)))
        elif error is not None:
            raise error
        else:
            self._pane.set_explanation(explanation, state.plan, self._display.photo(state))
        self.show_marks()

    @Slot(int, int)
    def _on_term_chosen(self, depth: int, term: int) -> None:
        """Walk back from an entry through another of its terms."""
        if self.pin is not None:
            kept = (*self.pin.choices[:depth], *(None,) * (depth - len(self.pin.choices)))
            self.set_pin(replace(self.pin, choices=(*kept, term)))

    @Slot(int)
    def _on_depth_changed(self, depth: int) -> None:
        self.show_marks()

    @Slot()
    def _on_pane_closed(self) -> None:
        self.set_pin(None)

    def show_marks(self) -> None:
        """Draw what the explained value sees over the pictures."""
        shown, plan = self._pane.shown, self._state.plan
        is_shown = shown is not None and plan is not None
        for pane, step in ((self._work.photo_pane, PHOTO), (self._work.map_pane, self._state.selected)):
            found = marks_on(plan, self._pane.explanation.place, shown.place, step) if is_shown else ()
            pane.canvas.set_marks(found)


def _within(place: int, length: int) -> int:
    return min(max(place, 0), length - 1)
