"""What is asked before the window closes: one question after the other, each answer going on with the next."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.parts import Parts

if TYPE_CHECKING:
    from ui.export.exports import Exports


class Closing:
    """Asks about unsaved changes, pictures that are being written, and a batch under way."""

    def __init__(self, window: QWidget, parts: Parts) -> None:
        self._window, self._parts = window, parts
        self._answered: frozenset[str] = frozenset()

    def asks(self, exports: "Exports | None") -> bool:
        """Whether a question is open that has not been answered on the way here. `exports` are those under way."""
        parts = self._parts
        for name, is_open, ask in (
            ("unsaved", parts.session.state.is_modified, parts.files.saving.when_saved),
            ("export", exports is not None, exports.ask_stop if exports is not None else None),
            ("batch", parts.batches.is_running, parts.batches.ask_stop),
        ):
            if is_open and name not in self._answered:
                ask(partial(self._go_on, self._answered | {name}))
                return True
        return False

    def _go_on(self, answered: frozenset[str]) -> None:
        self._answered = answered
        self._window.close()
        self._answered = frozenset()
