"""What each action does. The table of actions says what there is; here every id meets the part that does it."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QApplication, QMainWindow

from ui import language, theme
from ui.parts import Parts
from ui.question import box_of_words
from workbench import presets
from workbench.document import PHOTO
from workbench.session import State
from workbench.settings import load_settings, save_settings, to_path

if TYPE_CHECKING:
    from ui.palette import Palette
    from ui.submenus import Submenus
    from ui.work_commands import WorkCommands


class Commands(QObject):
    """Carries actions out, and keeps them in step with the state.

    What needs the place of work is done by `WorkCommands`; where that is not there yet, `furnish` makes it.
    """

    def __init__(self, parts: Parts, furnish: Callable[[], None], window: QMainWindow) -> None:
        super().__init__(window)
        self._window, self._furnish, self._parts = window, furnish, parts
        self._actions, self._session, self._files = parts.actions, parts.session, parts.files
        self._viewport = parts.viewport
        self._state = State()
        self._work: WorkCommands | None = None
        self._does: dict[str, Callable[[], object]] = {
            "open": self._files.ask_open, "paste": self._files.paste, "save": self._files.saving.save,
            "save_as": self._files.saving.ask_save_as, "quit": window.close,
            "close_photo": partial(self._session.open_source, None), "undo": self._session.undo,
            "redo": self._session.redo, "fit": self._viewport.fit, "one_to_one": self._viewport.show_one_to_one,
            "zoom_in": partial(self._zoom, 2.0), "zoom_out": partial(self._zoom, 0.5),
            "new": self._files.pipelines.new, "about": self._show_about, "theme": self._switch_theme,
            "find": self._open_palette, "duplicate": self._duplicate, "delete": self._delete,
            "range_255": partial(self.set_range, "0-255"), "range_1": partial(self.set_range, "0-1"),
            "training": self._on_training, "new_numbers": self._files.sources.new_numbers,
            "import_kernel": self._files.models.ask_kernel, "run_many": parts.batches.show,
            "next_photo": partial(self._step_sample, 1), "previous_photo": partial(self._step_sample, -1),
        }  # fmt: skip
        self._chooses: dict[str, Callable[[str], object]] = {
            "samples": self.open_sample, "presets": self._files.pipelines.open_preset, "recent": self._open_recent,
            "export_code": self._files.models.ask_export, "language": self._set_language, "memory": self._set_memory,
        }  # fmt: skip
        self._actions.requested.connect(self._on_requested)
        self._submenus: Submenus | None = None

    def take(self, work: "WorkCommands") -> None:
        """Carry actions out on the place of work too, once it is there, and fill the menus that are lists."""
        from ui.submenus import Submenus  # noqa: PLC0415 - no photo waits for their entries

        self._submenus = Submenus(self._actions, self)
        self._submenus.chosen.connect(self._on_entry_chosen)
        self._files.recent.changed.connect(self._on_recent_changed)
        self._on_recent_changed()
        self._work = work
        self._does |= work.does
        self._chooses |= work.chooses

    @cached_property
    def palette(self) -> "Palette":
        """The searchable list of all actions."""
        from ui.palette import Palette  # noqa: PLC0415 - seldom the first thing one needs

        return Palette(self._window)

    def set_state(self, state: State) -> None:
        """Switch actions on and off, and name what would be undone."""
        self._state = state
        actions = self._actions
        is_open = state.source is not None
        actions.set_photo_open(is_open)
        for action_id, title, words in (
            ("undo", state.undo_title, self.tr("Undo")), ("redo", state.redo_title, self.tr("Redo")),
        ):  # fmt: skip
            actions[action_id].setEnabled(title is not None)
            actions[action_id].setText(words if title is None else f"{words}: {title}")
        for action_id in ("save", "save_as"):
            actions[action_id].setEnabled(is_open or bool(state.document.steps))
        has_step = is_open and state.selected != PHOTO
        for action_id in ("duplicate", "delete"):
            actions[action_id].setEnabled(has_step)
        actions["training"].setChecked(state.training)
        if self._work is not None:
            self._work.set_state(state)

    @Slot(str)
    def open_sample(self, sample_id: str) -> None:
        """Open a sample, with the pipeline that shows it well where there is none yet."""
        sample = next(sample for sample in presets.samples() if sample.id == sample_id)
        self._files.sources.open_sample(sample_id)
        if not self._state.document.steps:
            self._files.pipelines.open_preset(sample.preset)

    def _step_sample(self, step: int) -> None:
        self._session.select_sample(self._state.sample + step)

    def set_range(self, value_range: str) -> None:
        """Let the first step read white as 255 or 1."""
        self._session.edit(self._state.document.with_range(value_range), self.tr("Change the range"))

    @Slot(str, str)
    def _on_entry_chosen(self, menu: str, entry: str) -> None:
        if menu not in self._chooses:
            self._furnish()
        self._chooses[menu](entry)

    def _open_recent(self, path: str) -> None:
        self._files.open_path(to_path(path))

    def _set_memory(self, mebibytes: str) -> None:
        save_settings(replace(load_settings()[0], cache_mib=int(mebibytes)))
        self._parts.bridge.set_cache_budget(int(mebibytes))

    def _set_language(self, name: str) -> None:
        language.choose(name)
        self._parts.notices.show_notice(self.tr("The language changes when the program starts again."))

    @Slot()
    def _on_recent_changed(self) -> None:
        self._submenus.set_recent(self._files.recent.paths())

    @Slot(str)
    def _on_requested(self, action_id: str) -> None:
        if action_id not in self._does:
            self._furnish()
        self._does[action_id]()

    def _zoom(self, factor: float) -> None:
        self._viewport.set_scale(factor * self._viewport.scale)

    def _duplicate(self) -> None:
        self._session.edit(self._state.document.duplicated(self._state.selected), self.tr("Duplicate step"))

    def _delete(self) -> None:
        self._session.edit(self._state.document.removed(self._state.selected), self.tr("Delete step"))

    def _on_training(self) -> None:
        self._session.set_training(self._actions["training"].isChecked())

    def _switch_theme(self) -> None:
        name = theme.LIGHT if theme.current().name == theme.DARK else theme.DARK
        theme.apply(QApplication.instance(), name)
        save_settings(replace(load_settings()[0], theme=name))

    def _open_palette(self) -> None:
        window, toolbar = self._window, self._parts.toolbar
        corner = toolbar.mapToGlobal(QPoint(window.width() - 44, toolbar.height() - 6))
        width = self.palette.width()
        left = max(corner.x() - width, window.mapToGlobal(QPoint(8, 0)).x())
        self.palette.open(self._actions.searchable(), left + width, corner.y())

    def _show_about(self) -> None:
        more = self.tr(
            "Design convolution kernels and small CNN pipelines on your own photos, and see exactly what every step "
            "does. Every number equals what Paddle, PyTorch and ONNX Runtime compute. MIT licence."
        )
        title = self.tr("About Filter Workbench")
        box_of_words(self._window, "about", title, self.tr("Filter Workbench"), more).open()
