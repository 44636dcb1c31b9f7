"""What each action does. The table of actions says what there is; here every id meets the part that does it."""

from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QApplication, QMessageBox, QToolButton

from ui import language, theme
from ui.submenus import Submenus
from workbench import presets
from workbench.document import PHOTO
from workbench.session import State
from workbench.settings import load_settings, save_settings

if TYPE_CHECKING:
    from ui.kernel.editor import KernelEditor
    from ui.main_window import MainWindow
    from ui.palette import Palette
    from ui.tabs import Tabs

SHARED, OWN = "shared", "own"


class Commands(QObject):
    """Carries actions out on the window's parts, and keeps the actions in step with the state."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._actions = window.actions_
        self._session, self._files, self._viewport = window.session, window.files, window.viewport
        self._state = State()
        self._does = {
            "open": self._files.ask_open, "paste": self._files.paste, "save": self._files.save,
            "save_as": self._files.ask_save_as, "export": self._export, "quit": window.close,
            "close_photo": partial(self._session.open_source, None), "undo": self._session.undo,
            "redo": self._session.redo, "fit": self._viewport.fit, "one_to_one": self._viewport.show_one_to_one,
            "zoom_in": partial(self._zoom, 2.0), "zoom_out": partial(self._zoom, 0.5),
            "new": self._files.new_pipeline, "about": self._show_about, "theme": self._switch_theme,
            "find": self._open_palette, "duplicate": self._duplicate, "delete": self._delete,
            "range_255": partial(self.set_range, "0-255"), "range_1": partial(self.set_range, "0-1"),
            "shared_levels": self._on_shared_levels, "fixed_levels": self._on_fixed_levels,
            "save_lesson": window.ask_save_lesson,
            "training": self._on_training, "new_numbers": self._files.new_numbers,
            "import_kernel": self._files.models.ask_kernel, "run_many": self._files.batches.show,
            "next_photo": partial(self._step_sample, 1), "previous_photo": partial(self._step_sample, -1),
        }  # fmt: skip
        self._chooses = {
            "samples": self.open_sample, "presets": self._files.open_preset, "recent": self._open_recent,
            "export_code": self._files.models.ask_export, "figure": self._save_figure, "lessons": self._open_lesson,
            "language": self._set_language, "memory": self._set_memory,
        }  # fmt: skip
        self._kernel_buttons: dict[str, QToolButton] = {}
        self._actions["shared_levels"].setChecked(True)
        self._actions.requested.connect(self._on_requested)
        self._submenus = Submenus(self._actions, self)
        self._submenus.chosen.connect(self._on_entry_chosen)
        self._files.recent_changed.connect(self._on_recent_changed)
        self._on_recent_changed()

    def take_tabs_and_kernel(self, tabs: "Tabs", kernel_editor: "KernelEditor") -> None:
        """Carry actions out on these too, once they are there."""
        self._does |= {name: partial(tabs.show_named, name) for name in tabs.names}
        self._does |= {
            "compare": self._window.map_pane.compare.click, "copy_picture": self._copy_picture,
            "copy_kernel": kernel_editor.grid.copy_kernel, "paste_kernel": kernel_editor.grid.paste_kernel,
        }  # fmt: skip
        self._kernel_buttons = {
            button.objectName(): button
            for button in kernel_editor.findChildren(QToolButton)
            if button.objectName() in self._actions
        }

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
        is_kernel = has_step and state.document.step(state.selected).kind == "conv2d"
        for action_id in (*self._kernel_buttons, "copy_kernel", "paste_kernel"):
            actions[action_id].setEnabled(is_kernel)
        actions["training"].setChecked(state.training)

    @Slot(str)
    def open_sample(self, sample_id: str) -> None:
        """Open a sample, with the pipeline that shows it well where there is none yet."""
        sample = next(sample for sample in presets.samples() if sample.id == sample_id)
        self._files.open_sample(sample_id)
        if not self._state.document.steps:
            self._files.open_preset(sample.preset)

    def _step_sample(self, step: int) -> None:
        self._session.select_sample(self._state.sample + step)

    def set_range(self, value_range: str) -> None:
        """Let the first step read white as 255 or 1."""
        self._session.edit(self._state.document.with_range(value_range), self.tr("Change the range"))

    def set_shared(self, is_shared: bool) -> None:
        """Draw all maps with one range, or each with its own."""
        self._window.display.is_shared = is_shared
        self._window.feature_maps.sharing.set_value(SHARED if is_shared else OWN)
        self._actions["shared_levels"].setChecked(is_shared)
        self._window.showing.show_levels()

    @Slot(str, str)
    def _on_entry_chosen(self, menu: str, entry: str) -> None:
        self._chooses[menu](entry)

    def _save_figure(self, name: str) -> None:
        from ui.export.figures import FigureDialog  # noqa: PLC0415

        window = self._window
        if self._state.source is None:
            window.notices.show_notice(self.tr("Open a photo first."), is_error=True)
            return
        pane, numbers = (getattr(window, name), None) if name != "tab" else window.tab_shown()
        dialog = FigureDialog(pane, f"{self._state.selected}-{pane.objectName()}", numbers, window.notices, window)
        dialog.open()

    def _open_recent(self, path: str) -> None:
        self._files.open_path(Path(path))

    def _open_lesson(self, place: str) -> None:
        self._window.open_lesson(int(place))

    def _set_memory(self, mebibytes: str) -> None:
        save_settings(replace(load_settings()[0], cache_mib=int(mebibytes)))
        self._window.bridge.set_cache_budget(int(mebibytes))

    def _set_language(self, name: str) -> None:
        language.choose(name)
        self._window.notices.show_notice(self.tr("The language changes when the program starts again."))

    @Slot()
    def _on_recent_changed(self) -> None:
        recent = self._files.recent()
        self._submenus.set_recent(recent)
        self._window.welcome.set_recent(recent)

    @Slot(str)
    def _on_requested(self, action_id: str) -> None:
        if action_id in self._kernel_buttons:
            self._kernel_buttons[action_id].click()
        else:
            self._does[action_id]()

    def _export(self) -> None:
        self._window.exports.ask(self._window.captions())

    def _copy_picture(self) -> None:
        picture = self._window.map_pane.canvas.shot()
        if not picture.isNull():
            QApplication.clipboard().setImage(picture)

    def _zoom(self, factor: float) -> None:
        self._viewport.set_scale(factor * self._viewport.scale)

    def _duplicate(self) -> None:
        self._session.edit(self._state.document.duplicated(self._state.selected), self.tr("Duplicate step"))

    def _delete(self) -> None:
        self._session.edit(self._state.document.removed(self._state.selected), self.tr("Delete step"))

    def _on_shared_levels(self) -> None:
        self.set_shared(self._actions["shared_levels"].isChecked())

    def _on_fixed_levels(self) -> None:
        window, display = self._window, self._window.display
        frame = window.map_pane.canvas.frame
        display.held = None
        if self._actions["fixed_levels"].isChecked() and frame is not None:
            display.held = display.map(self._state, frame, window.showing.statistics)
        window.showing.show_levels()

    def _on_training(self) -> None:
        self._session.set_training(self._actions["training"].isChecked())

    def _switch_theme(self) -> None:
        name = theme.LIGHT if theme.current().name == theme.DARK else theme.DARK
        theme.apply(QApplication.instance(), name)
        save_settings(replace(load_settings()[0], theme=name))

    def _open_palette(self) -> None:
        window = self._window
        corner = window.toolbar.mapToGlobal(QPoint(window.width() - 44, window.toolbar.height() - 6))
        width = self.palette.width()
        left = max(corner.x() - width, window.mapToGlobal(QPoint(8, 0)).x())
        self.palette.open(self._actions.searchable(), left + width, corner.y())

    def _show_about(self) -> None:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("About Filter Workbench"))
        box.setText(self.tr("Filter Workbench"))
        box.setInformativeText(
            self.tr(
                "Design convolution kernels and small CNN pipelines on your own photos, and see exactly what every "
                "step does. Every number equals what Paddle, PyTorch and ONNX Runtime compute. MIT licence."
            )
        )
        box.open()
