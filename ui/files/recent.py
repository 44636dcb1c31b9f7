"""The files that were opened or saved last."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ui.files.dialog import keep_folder
from ui.messages import NoticeBar
from workbench.settings import load_settings, save_settings, to_path


class Recent(QObject):
    """Kept in the settings, from one start to the next."""

    changed = Signal()

    def __init__(self, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._notices = notices

    def paths(self) -> tuple[Path, ...]:
        """Those that are still there, newest first."""
        return tuple(path for path in map(to_path, load_settings()[0].recent) if _is_there(path))

    def remember(self, path: Path) -> None:
        """Put a file first."""
        path = path.resolve()
        notice = save_settings(load_settings()[0].with_recent(path))
        if notice:
            self._notices.refuse(notice)
        keep_folder(path)
        self.changed.emit()


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file can have, a folder that may not be read
        return False
