"""The files that were opened or saved last."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.files.dialog import keep_folder
from ui.messages import NoticeBar
from workbench.settings import Settings, load_settings, save_settings, to_path

KEEPING_MS = 500
"""How long a file waits to be written down: the picture of what was opened comes first."""


class Recent(QObject):
    """Kept in the settings, from one start to the next."""

    changed = Signal()

    def __init__(self, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._notices = notices
        self._new: list[Path] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEPING_MS)
        self._timer.timeout.connect(self.keep)

    def paths(self) -> tuple[Path, ...]:
        """Those that are still there, newest first."""
        return tuple(path for path in map(to_path, self._settings().recent) if _is_there(path))

    def remember(self, path: Path) -> None:
        """Put a file first."""
        self._new.append(path)
        self._timer.start()

    @Slot()
    def keep(self) -> None:
        """Write down what is new."""
        if not self._new:
            return
        self._timer.stop()
        notice = save_settings(self._settings())
        keep_folder(self._new[-1].resolve())
        self._new.clear()
        if notice:
            self._notices.refuse(notice)
        self.changed.emit()

    def _settings(self) -> Settings:
        found = load_settings()[0]
        for path in self._new:
            found = found.with_recent(path.resolve())
        return found


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file can have, a folder that may not be read
        return False
