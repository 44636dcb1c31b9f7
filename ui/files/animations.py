"""Animations on their way to a file that is asked for."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.files.dialog import file_dialog
from ui.messages import NoticeBar
from workbench.errors import shown


class Animations(QObject):
    """Asks for a name, then lets the files' thread draw and write; `busy_changed` says what is under way."""

    busy_changed = Signal(str)

    def __init__(self, bridge: Bridge, notices: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._notices, self._window = bridge, notices, window

    def ask_save(self, name: str, draw: Callable[[], list[np.ndarray]], per_second: float) -> None:
        """Ask for a file for the frames that `draw` makes."""
        dialog = file_dialog(self._window, self.tr("Save the animation"), "GIF (*.gif);;WebP (*.webp)", saves=True)
        dialog.setDefaultSuffix("gif")
        dialog.selectFile(name)
        self._asked = (draw, per_second)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        path = Path(name)
        self.busy_changed.emit(self.tr("Saving {0}").format(shown(path)))
        self._bridge.start(partial(_save, path, *self._asked), partial(self._on_saved, path))

    def _on_saved(self, path: Path, result: object, error: Exception | None) -> None:
        self.busy_changed.emit("")
        if error is not None:
            self._notices.refuse(error)
        else:
            self._notices.show_notice(self.tr("Saved {0}.").format(shown(path)))


def _save(path: Path, draw: Callable[[], list[np.ndarray]], per_second: float) -> None:
    from workbench.picture_files.animation import save_animation  # noqa: PLC0415

    save_animation(path, draw(), per_second)
