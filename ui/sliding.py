"""Keeps the slide in step with the pipeline, its window in step with the pictures, and saves it as an animation."""

import threading
from functools import partial

from PySide6.QtCore import QObject, Slot

from filters.errors import FilterError
from ui import pixels, slide_drawing
from ui.bridge import Bridge
from ui.display import Display
from ui.explanation.explaining import Explaining
from ui.explanation.marks import marks_on
from ui.files.animations import Animations
from ui.language import told
from ui.newest import Newest
from ui.pixels import Levels
from ui.work import Work
from workbench.document import PHOTO
from workbench.evaluation.cache import Cache
from workbench.explanation.ledger import Place
from workbench.explanation.sliding import Slide, slide
from workbench.session import State

MOST_FRAMES = 256
FRAME_SIZE = (960, 480)


class Sliding(QObject):
    """Computes only while the slide is in sight."""

    def __init__(
        self,
        work: Work,
        bridge: Bridge,
        animations: Animations,
        display: Display,
        explaining: Explaining,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._work, self._pane, self._animations, self._display = work, work.slide, animations, display
        self._explaining = explaining
        self._newest = Newest(bridge)
        self._cache = Cache(32 << 20)
        self._state = State()
        self._asked: tuple[object, ...] = ()
        self._from_photo = False
        self._pane.shown.connect(self._on_pane_shown)
        self._pane.position_changed.connect(self._on_position_changed)
        self._pane.way_requested.connect(self._on_way_requested)
        self._pane.export_requested.connect(self._on_export_requested)
        work.tabs.strip.chosen.connect(self._on_tab_chosen)

    def set_state(self, state: State) -> None:
        """Gather again where what is in sight may differ."""
        self._state = state
        self._ask()

    def _ask(self) -> None:
        state = self._state
        if not self._pane.isVisible() or state.plan is None or state.source is None:
            return
        asked = (
            state.plan, state.source, state.selected, state.channel, state.sample, state.hidden, self._from_photo
        )  # fmt: skip
        if asked == self._asked:
            return
        self._asked = asked
        if state.hides("value", state.selected):
            self._newest.forget()
            said = self.tr("The lesson asks for these values: answer first, then play.")
            self._pane.set_slide(None, self._display.photo(state), said)
            return
        pin = self._explaining.pin
        centre = (pin.y, pin.x) if pin is not None and pin.step == state.selected else None

        def work(cancel: threading.Event) -> Slide:
            return slide(
                state.plan, state.source, state.selected, channel=max(state.channel, 0), sample=state.sample,
                centre=centre, from_photo=self._from_photo, cache=self._cache, cancel=cancel,
            )  # fmt: skip

        self._newest.ask(work, partial(self._on_gathered, state))

    def _on_gathered(self, state: State, found: object, error: Exception | None) -> None:
        if isinstance(error, FilterError):
            self._pane.set_slide(None, self._display.photo(state), told(str(error)))
        elif error is not None:
            raise error
        else:
            self._pane.set_slide(found, self._display.photo(state), "")

    @Slot()
    def _on_pane_shown(self) -> None:
        self._ask()

    @Slot(bool)
    def _on_way_requested(self, from_photo: bool) -> None:
        self._from_photo = from_photo
        self._ask()

    @Slot(int)
    def _on_tab_chosen(self, index: int) -> None:
        if self._work.tabs.names[index] != "slide":
            self._explaining.show_marks()

    @Slot(int)
    def _on_position_changed(self, position: int) -> None:
        """The window goes over the pictures too."""
        shown, plan = self._pane.view.slide, self._state.plan
        if shown is None or plan is None or shown.step not in plan or not self._pane.isVisible():
            return
        y, x = shown.output_at(position)
        place = Place(shown.step, y, x, shown.output.channel)
        for pane, step in ((self._work.photo_pane, PHOTO), (self._work.map_pane, self._state.selected)):
            pane.canvas.set_marks(marks_on(plan, place, place, step))

    @Slot(int)
    def _on_export_requested(self, per_second: int) -> None:
        shown = self._pane.view.slide
        if shown is not None:
            draw = partial(_frames, shown, self._pane.view.photo, self._pane.view.names)
            self._animations.ask_save(f"{shown.step}.gif", draw, per_second)


def _frames(shown: Slide, photo: Levels, names: dict[str, str]) -> list[object]:
    """Every place of the window, or where there are very many every n-th and the last."""
    every = max(1, -(-shown.places // MOST_FRAMES))
    positions = sorted({*range(0, shown.places, every), shown.places - 1})
    return [
        pixels.to_array(slide_drawing.picture(shown, position, photo, names, *FRAME_SIZE)) for position in positions
    ]
