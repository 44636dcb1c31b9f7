"""What actions do on the place of work: its tabs, pictures, levels and kernel, and what leaves it as files."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from ui import display
from ui.parts import Parts
from ui.working import Working
from workbench.document import PHOTO
from workbench.session import State

if TYPE_CHECKING:
    from workbench.picture_files.contact_sheet import Captions

SHARED, OWN = "shared", "own"


class WorkCommands(QObject):
    """Carries actions out on the panes; `does` and `chooses` say which."""

    def __init__(self, working: Working, parts: Parts, window: QWidget) -> None:
        super().__init__(window)
        self._working, self._parts, self._window = working, parts, window
        self._work = work = working.work
        self._actions, self._display, self._notices = parts.actions, parts.display, parts.notices
        self._state = State()
        buttons = {
            button.objectName(): button
            for button in work.kernel_editor.findChildren(QToolButton)
            if button.objectName() in self._actions
        }
        grid = work.kernel_editor.grid
        self._of_kernel = (*buttons, "copy_kernel", "paste_kernel")
        self.does: Mapping[str, Callable[[], object]] = {
            **{name: partial(work.tabs.show_named, name) for name in work.tabs.names},
            **{name: button.click for name, button in buttons.items()},
            "copy_kernel": grid.copy_kernel, "paste_kernel": grid.paste_kernel, "export": self._export,
            "compare": work.map_pane.switch_whole, "split": work.map_pane.compare.click,
            "copy_picture": self._copy_picture,
            "shared_levels": self._on_shared_levels, "fixed_levels": self._on_fixed_levels,
            "save_lesson": self._ask_save_lesson,
        }  # fmt: skip
        self.chooses: Mapping[str, Callable[[str], object]] = {
            "figure": self._save_figure, "lessons": self._open_lesson, "symmetry": work.kernel_editor.set_symmetry,
        }  # fmt: skip
        self._actions["shared_levels"].setChecked(True)
        work.feature_maps.sharing_changed.connect(self.set_shared)
        work.kernel_editor.symmetry_button.setMenu(self._actions.menu("symmetry"))
        work.map_pane.compare.toggled.connect(self._actions["split"].setChecked)
        response = work.kernel_editor.response_button
        self._actions["kernel-response"].setChecked(response.isChecked())
        response.toggled.connect(self._actions["kernel-response"].setChecked)

    def set_state(self, state: State) -> None:
        """Switch the actions of the kernel on where there is one."""
        self._state = state
        has_step = state.source is not None and state.selected != PHOTO
        is_kernel = has_step and state.document.step(state.selected).kind == "conv2d"
        for action_id in self._of_kernel:
            self._actions[action_id].setEnabled(is_kernel)

    # Levels

    @Slot(bool)
    def set_shared(self, is_shared: bool) -> None:
        """Draw all maps with one range, or each with its own."""
        self._display.is_shared = is_shared
        self._work.feature_maps.sharing.set_value(SHARED if is_shared else OWN)
        self._actions["shared_levels"].setChecked(is_shared)
        self._working.showing.show_levels()

    def _on_shared_levels(self) -> None:
        self.set_shared(self._actions["shared_levels"].isChecked())

    def _on_fixed_levels(self) -> None:
        shown, showing, frame = self._display, self._working.showing, self._work.map_pane.canvas.frame
        shown.held = None
        if self._actions["fixed_levels"].isChecked() and frame is not None:
            shown.held = shown.map(self._state, frame, showing.statistics)
        showing.show_levels()

    # What leaves the window

    def _copy_picture(self) -> None:
        picture = self._work.map_pane.canvas.shot()
        if not picture.isNull():
            QApplication.clipboard().setImage(picture)

    def _export(self) -> None:
        self._working.exports.ask(self.captions())

    def captions(self) -> "Captions":
        """The words of a contact sheet of the selected step, and the levels where the gallery's were chosen."""
        from workbench.picture_files.contact_sheet import captions_of  # noqa: PLC0415

        state, maps = self._state, self._work.feature_maps.model
        found = replace(captions_of(state.plan, state.selected, state.source.name), names=display.map_names(state))
        if self._display.is_shared and self._display.held is None:
            return found
        count = (state.plan[state.selected].shape or (0, 0))[1]
        return replace(found, levels=tuple(maps.levels(channel) for channel in range(count)))

    def tab_shown(self) -> tuple[QWidget, str | None]:
        """The pane of the tab in front, and as CSV the numbers it shows, where it has any."""
        from ui.export import figures  # noqa: PLC0415

        work, statistics = self._work, self._working.showing.statistics
        pane = work.tabs.stack.currentWidget()
        if pane is work.table:
            return pane, figures.table_csv(self._state.plan)
        if pane is work.histogram and statistics is not None:
            return work.histogram.pane, figures.histogram_csv(statistics)
        if pane is work.curves:
            drawn = work.curves.pane.drawn
            return work.curves.pane, figures.curves_csv(drawn.kinds, drawn.half_span)
        return getattr(pane, "pane", pane), None

    def _save_figure(self, name: str) -> None:
        from ui.export.figures import FigureDialog  # noqa: PLC0415

        if self._state.source is None:
            self._notices.refuse(self.tr("Open a photo first."))
            return
        pane, numbers = self.tab_shown() if name == "tab" else (getattr(self._work, name), None)
        title = f"{self._state.selected}-{pane.objectName()}"
        FigureDialog(pane, title, numbers, self._notices, self._window).open()

    # Lessons

    def _open_lesson(self, place: str) -> None:
        self._working.lessons.open_known(int(place))

    def _ask_save_lesson(self) -> None:
        """Ask what a lesson of the pipeline of now says and hides, then save it."""
        from ui.lessons.dialog import LessonDialog  # noqa: PLC0415

        pin = self._working.explaining.pin
        at = (pin.y, pin.x) if pin is not None and pin.step == self._state.selected else None
        dialog = LessonDialog(self._state, at, self._work.page_shown, self._window)
        dialog.made.connect(self._parts.files.lessons.ask_save)
        dialog.open()
