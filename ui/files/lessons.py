"""Lessons on their way to a file that is asked for."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui.files.dialog import file_dialog
from ui.files.recent import Recent
from ui.messages import NoticeBar
from workbench.errors import WorkbenchError, shown

if TYPE_CHECKING:
    from workbench.lessons.lesson import Lesson

LESSON_ENDING = ".lesson.json"


class LessonFiles(QObject):
    """Asks for a name and writes."""

    def __init__(self, recent: Recent, notices: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._recent, self._notices, self._window = recent, notices, window

    @Slot(object)
    def ask_save(self, lesson: "Lesson") -> None:
        """Ask for the file to save a lesson to."""
        filters = self.tr("Lessons") + f" (*{LESSON_ENDING})"
        dialog = file_dialog(self._window, self.tr("Save the lesson"), filters, saves=True)
        self._lesson = lesson
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        from workbench.lessons.lesson import write_lesson  # noqa: PLC0415

        path = Path(name)
        if not path.name.lower().endswith(LESSON_ENDING):
            path = path.with_name(path.name.removesuffix(".json") + LESSON_ENDING)
        try:
            write_lesson(self._lesson, path)
        except (WorkbenchError, OSError) as error:
            self._notices.refuse(error)
            return
        self._recent.remember(path)
        self._notices.show_notice(self.tr("Saved {0}.").format(shown(path)))
