"""What each action does. The table of actions says what there is; here every id meets the part that does it."""

from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QToolButton

from ui import language, theme
from ui.language import translated
from workbench import presets
from workbench.document import PHOTO
from workbench.lessons.titles import headings
from workbench.session import State
from workbench.settings import load_settings, save_settings

if TYPE_CHECKING:
    from ui.kernel.editor import KernelEditor
    from ui.main_window import MainWindow
    from ui.palette import Palette
    from ui.tabs import Tabs

SHARED, OWN = "shared", "own"
MEMORY = (0, 256, 512, 1024, 2048, 4096)
"""What the pictures of steps may keep, in MiB; 0 follows what is free."""


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
        self._kernel_buttons: dict[str, QToolButton] = {}
        self._actions["shared_levels"].setChecked(True)
        self._actions.requested.connect(self._on_requested)
        self._files.recent_changed.connect(self._on_recent_changed)
        self._fill_submenus()

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

    def _fill_submenus(self) -> None:
        samples, menu = self._actions.menu("samples"), self._actions.menu("presets")
        for sample in presets.samples():
            action = samples.addAction(translated(sample.title))
            action.setProperty("path", self.tr("Open sample"))
            _describe(action, sample.id, translated(sample.description))
        group = ""
        for preset in presets.PRESETS:
            if preset.group != group:
                group = preset.group
                menu.addSection(translated(group))
            action = menu.addAction(translated(preset.title))
            action.setProperty("path", self.tr("Preset"))
            _describe(action, preset.id, translated(preset.description))
        self._fill_exports(self._actions.menu("export_code"))
        self._fill_figures(self._actions.menu("figure"))
        samples.triggered.connect(self._on_sample_triggered)
        menu.triggered.connect(self._on_preset_triggered)
        self._actions.menu("recent").triggered.connect(self._on_recent_triggered)
        self._fill_lessons()
        self._fill_languages()
        self._fill_memory()
        self._on_recent_changed()

    def _fill_exports(self, menu: QMenu) -> None:
        for target, title, words in (
            ("onnx", self.tr("ONNX model…"), self.tr("A model that ONNX Runtime and other programs run.")),
            ("pytorch", self.tr("PyTorch module…"), self.tr("Python code of layers that checks itself.")),
            ("paddle", self.tr("Paddle layer…"), self.tr("Python code of layers that checks itself.")),
            ("numpy", self.tr("NumPy script…"), self.tr("Python code that needs NumPy alone and checks itself.")),
        ):
            action = menu.addAction(title)
            action.setProperty("path", self.tr("Export pipeline"))
            _describe(action, target, words)
        menu.triggered.connect(self._on_export_triggered)

    @Slot("QAction*")
    def _on_export_triggered(self, action: QAction) -> None:
        self._files.models.ask_export(action.data())

    def _fill_figures(self, menu: QMenu) -> None:
        for name, title in (
            ("photo_pane", self.tr("Photo")), ("map_pane", self.tr("Feature map shown")),
            ("feature_maps", self.tr("Feature maps")), ("tab", self.tr("Tab shown, or its numbers")),
        ):  # fmt: skip
            action = menu.addAction(title + "…")
            action.setProperty("path", self.tr("Export figure"))
            _describe(action, name, self.tr("Save it as it looks, as PNG or SVG; curves, table and histogram as CSV."))
        menu.triggered.connect(self._on_figure_triggered)

    @Slot("QAction*")
    def _on_figure_triggered(self, action: QAction) -> None:
        from ui.export.figures import FigureDialog  # noqa: PLC0415

        window, name = self._window, action.data()
        if self._state.source is None:
            window.notices.show_notice(self.tr("Open a photo first."), is_error=True)
            return
        pane, numbers = (getattr(window, name), None) if name != "tab" else window.tab_shown()
        dialog = FigureDialog(pane, f"{self._state.selected}-{pane.objectName()}", numbers, window.notices, window)
        dialog.open()

    def _fill_lessons(self) -> None:
        menu, tag, group = self._actions.menu("lessons"), language.spoken(), ""
        for place, lesson in enumerate(headings()):
            if lesson.group.told(tag) != group:
                group = lesson.group.told(tag)
                menu.addSection(group)
            action = menu.addAction(f"{place + 1}  {lesson.title.told(tag)}")
            action.setProperty("path", self.tr("Lesson"))
            _describe(action, str(place), lesson.about.told(tag))
        menu.triggered.connect(self._on_lesson_triggered)

    @Slot("QAction*")
    def _on_lesson_triggered(self, action: QAction) -> None:
        self._window.open_lesson(int(action.data()))

    def _fill_languages(self) -> None:
        menu = self._actions.menu("language")
        group = QActionGroup(menu)
        for name, title in ((language.SYSTEM, self.tr("Follow the system")), *language.NAMES.items()):
            action = menu.addAction(title)
            action.setProperty("path", self.tr("Language"))
            action.setCheckable(True)
            action.setChecked(name == language.chosen())
            group.addAction(action)
            _describe(action, name, self.tr("The window's language, from its next start."))
        menu.triggered.connect(self._on_language_triggered)

    def _fill_memory(self) -> None:
        menu = self._actions.menu("memory")
        group = QActionGroup(menu)
        for mebibytes in MEMORY:
            action = menu.addAction(f"{mebibytes} MiB" if mebibytes else self.tr("An eighth of what is free"))
            action.setProperty("path", self.tr("Memory for pictures"))
            action.setCheckable(True)
            action.setChecked(mebibytes == load_settings()[0].cache_mib)
            group.addAction(action)
            _describe(
                action, str(mebibytes), self.tr("How much the pictures of steps may keep to be shown at once again.")
            )
        menu.triggered.connect(self._on_memory_triggered)

    @Slot("QAction*")
    def _on_memory_triggered(self, action: QAction) -> None:
        mebibytes = int(action.data())
        save_settings(replace(load_settings()[0], cache_mib=mebibytes))
        self._window.bridge.set_cache_budget(mebibytes)

    @Slot()
    def _on_recent_changed(self) -> None:
        menu, recent = self._actions.menu("recent"), self._files.recent()
        menu.clear()
        for path in recent:
            action = menu.addAction(path.name)
            action.setProperty("path", self.tr("Recent"))
            _describe(action, str(path), str(path))
        menu.setEnabled(bool(recent))
        self._window.welcome.set_recent(recent)

    @Slot("QAction*")
    def _on_sample_triggered(self, action: QAction) -> None:
        self.open_sample(action.data())

    @Slot("QAction*")
    def _on_preset_triggered(self, action: QAction) -> None:
        self._files.open_preset(action.data())

    @Slot("QAction*")
    def _on_language_triggered(self, action: QAction) -> None:
        language.choose(action.data())
        self._window.notices.show_notice(self.tr("The language changes when the program starts again."))

    @Slot("QAction*")
    def _on_recent_triggered(self, action: QAction) -> None:
        self._files.open_path(Path(action.data()))

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


def _describe(action: QAction, data: str, words: str) -> None:
    action.setData(data)
    action.setToolTip(words)
    action.setStatusTip(words)
