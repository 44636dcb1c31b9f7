"""What is offered while nothing is open: the page is built when it is to be seen, and joined with what it asks for."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from ui.commands import Commands
from ui.parts import Parts
from workbench.settings import to_path

if TYPE_CHECKING:
    from ui.welcome.page import Welcome


class Welcoming(QObject):
    """`lesson_requested` brings the place of a lesson; all else that the page asks for is done."""

    lesson_requested = Signal(int)

    def __init__(self, parts: Parts, commands: Commands, stack: QStackedWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._files, self._bridge, self._commands, self._stack = parts.files, parts.bridge, commands, stack
        self._page: Welcome | None = None
        self._is_drawn = False

    @property
    def page(self) -> "Welcome":
        """The page, built now if it was not."""
        if self._page is None:
            self._page = self._built()
            if self._is_drawn:
                self.draw_cards()
        return self._page

    def _built(self) -> "Welcome":
        from ui.welcome.page import Welcome  # noqa: PLC0415 - with a photo named the window opens sooner without it

        made = Welcome()
        self._stack.addWidget(made)
        files = self._files
        made.set_recent(files.recent.paths())
        made.open_requested.connect(files.ask_open)
        made.paste_requested.connect(files.paste)
        made.numbers_requested.connect(files.sources.new_numbers)
        made.sample_requested.connect(self._commands.open_sample)
        made.preset_requested.connect(files.pipelines.open_preset)
        made.path_requested.connect(self._on_path_requested)
        made.lesson_requested.connect(self.lesson_requested)
        files.recent.changed.connect(self._on_recent_changed)
        return made

    def set_lit(self, is_lit: bool) -> None:
        """Show that what is dragged can be dropped."""
        if self._page is not None:
            self._page.set_lit(is_lit)

    @Slot()
    def draw_cards(self) -> None:
        """Draw the samples on their cards, from now on, too, where the page is built later."""
        self._is_drawn = True
        if self._page is None:
            return
        from ui.files.reading import read_photo  # noqa: PLC0415 - the page is seen before these are loaded
        from ui.welcome.cards import card_picture  # noqa: PLC0415

        for sample_id, path in self._page.samples:
            self._bridge.start(partial(card_picture, read_photo, path), partial(self._on_card_drawn, sample_id))

    def _on_card_drawn(self, sample_id: str, picture: object, error: Exception | None) -> None:
        if error is None:
            self._page.set_card(sample_id, picture)

    @Slot()
    def _on_recent_changed(self) -> None:
        self._page.set_recent(self._files.recent.paths())

    @Slot(str)
    def _on_path_requested(self, name: str) -> None:
        self._files.open_path(to_path(name))
