"""Lessons and animations on their way to a file that is asked for."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from ui.bridge import Bridge
from ui.messages import NoticeBar
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from ui.files import Files
    from workbench.lessons.lesson import Lesson

LESSON_ENDING = ".lesson.json"


def _animate(path: Path, draw: Callable[[], list[np.ndarray]], per_second: float) -> list[Path]:
    from workbench.picture_files.animation import save_animation  # noqa: PLC0415

    save_animation(path, draw(), per_second)
    return [path]


class Saving(QObject):
    """Asks for a name and writes; `busy_changed` says what is under way."""

    busy_changed = Signal(str)

    def __init__(self, bridge: Bridge, notices: NoticeBar, files: "Files") -> None:
        super().__init__(files)
        self._bridge, self._notices, self._files = bridge, notices, files

    @Slot(object)
    def ask_save_lesson(self, lesson: "Lesson") -> None:
        """Ask for the file to save a lesson to."""
        dialog = self._files.dialog(self.tr("Save the lesson"), self.tr("Lessons") + f" (*{LESSON_ENDING})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._lesson = lesson
        dialog.fileSelected.connect(self._on_lesson_selected)
        dialog.open()

    @Slot(str)
    def _on_lesson_selected(self, name: str) -> None:
        from workbench.lessons.lesson import write_lesson  # noqa: PLC0415

        path = Path(name)
        if not path.name.lower().endswith(LESSON_ENDING):
            path = path.with_name(path.name.removesuffix(".json") + LESSON_ENDING)
        try:
            write_lesson(self._lesson, path)
        except (WorkbenchError, OSError) as error:
            self._files.refuse(error)
            return
        self._files.remember(path)
        self._notices.show_notice(self.tr("Saved {0}.").format(path.name))

    # Animations

    def ask_save_animation(self, name: str, draw: Callable[[], list[np.ndarray]], per_second: float) -> None:
        """Ask for a file, then let the files' thread draw the frames and write them."""
        dialog = self._files.dialog(self.tr("Save the animation"), "GIF (*.gif);;WebP (*.webp)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("gif")
        dialog.selectFile(name)
        self._animation = (draw, per_second)
        dialog.fileSelected.connect(self._on_animation_selected)
        dialog.open()

    @Slot(str)
    def _on_animation_selected(self, name: str) -> None:
        draw, per_second = self._animation
        self.busy_changed.emit(self.tr("Saving {0}").format(Path(name).name))
        self._bridge.start(partial(_animate, Path(name), draw, per_second), self._on_exported)

    def _on_exported(self, paths: object, error: Exception | None) -> None:
        self.busy_changed.emit("")
        if error is not None:
            self._files.refuse(error)
        else:
            self._notices.show_notice(self.tr("Saved {0}.").format(paths[0].name))
