"""The menus that are lists: samples, presets, lessons, recent files, exports, languages. Each entry carries its id."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from filters.records import dataclass
from ui import language
from ui.actions import Actions
from ui.language import translated
from workbench import presets
from workbench.errors import legible, shown
from workbench.lessons.titles import headings
from workbench.settings import load_settings, to_text

MEMORY = (0, 256, 512, 1024, 2048, 4096)
"""What the pictures of steps may keep, in MiB; 0 follows what is free."""


@dataclass(frozen=True)
class Entry:
    """One line of a menu; a new `section` begins with its name. `is_on` marks the one chosen where one always is."""

    id: str
    title: str
    tip: str
    section: str = ""
    is_on: bool | None = None


class Submenus(QObject):
    """Fills the menus. `chosen` brings the menu and the id of the entry that was taken."""

    chosen = Signal(str, str)

    def __init__(self, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        for name, path, entries in (
            ("samples", self.tr("Open sample"), self._samples()),
            ("presets", self.tr("Preset"), self._presets()),
            ("export_code", self.tr("Export pipeline"), self._exports()),
            ("figure", self.tr("Export figure"), self._figures()),
            ("lessons", self.tr("Lesson"), self._lessons()),
            ("language", self.tr("Language"), self._languages()),
            ("memory", self.tr("Memory for pictures"), self._memory()),
            ("symmetry", self.tr("Symmetry"), self._symmetries()),
            ("recent", self.tr("Recent"), ()),
        ):
            menu = actions.menu(name)
            menu.setObjectName(name)
            menu.setProperty("path", path)  # where the palette says that its entries are found
            menu.triggered.connect(self._on_menu_triggered)
            _fill(menu, entries)

    def set_recent(self, paths: Sequence[Path]) -> None:
        """Name the files that were open last."""
        menu = self._actions.menu("recent")
        menu.clear()
        _fill(menu, (Entry(to_text(path), shown(path), legible(path)) for path in paths))
        menu.setEnabled(bool(paths))

    def _samples(self) -> Iterator[Entry]:
        for sample in presets.samples():
            yield Entry(sample.id, translated(sample.title), translated(sample.description))

    def _presets(self) -> Iterator[Entry]:
        for preset in presets.PRESETS:
            yield Entry(
                preset.id, translated(preset.title), translated(preset.description), section=translated(preset.group)
            )

    def _exports(self) -> Iterator[Entry]:
        layers = self.tr("Python code of layers that checks itself.")
        yield Entry("onnx", self.tr("ONNX model…"), self.tr("A model that ONNX Runtime and other programs run."))
        yield Entry("pytorch", self.tr("PyTorch module…"), layers)
        yield Entry("paddle", self.tr("Paddle layer…"), layers)
        yield Entry("numpy", self.tr("NumPy script…"), self.tr("Python code that needs NumPy alone and checks itself."))

    def _figures(self) -> Iterator[Entry]:
        tip = self.tr("Save it as it looks, as PNG or SVG; curves, table and histogram as CSV.")
        for name, title in (
            ("photo_pane", self.tr("Photo")), ("map_pane", self.tr("Feature map shown")),
            ("feature_maps", self.tr("Feature maps")), ("tab", self.tr("Tab shown, or its numbers")),
        ):  # fmt: skip
            yield Entry(name, title + "…", tip)

    def _lessons(self) -> Iterator[Entry]:
        tag = language.spoken()
        for place, lesson in enumerate(headings()):
            title = f"{place + 1}  {lesson.title.told(tag)}"
            yield Entry(str(place), title, lesson.about.told(tag), section=lesson.group.told(tag))

    def _languages(self) -> Iterator[Entry]:
        tip = self.tr("The window's language, from its next start.")
        chosen = language.chosen()
        for name, title in ((language.SYSTEM, self.tr("Follow the system")), *language.NAMES.items()):
            yield Entry(name, title, tip, is_on=name == chosen)

    def _memory(self) -> Iterator[Entry]:
        tip = self.tr("How much the pictures of steps may keep to be shown at once again.")
        chosen = load_settings()[0].cache_mib
        for mebibytes in MEMORY:
            title = f"{mebibytes} MiB" if mebibytes else self.tr("An eighth of what is free")
            yield Entry(str(mebibytes), title, tip, is_on=mebibytes == chosen)

    def _symmetries(self) -> Iterator[Entry]:
        tip = self.tr("What is done to a weight by hand is done to its mirror images too.")
        for name, title in (
            ("none", self.tr("No symmetry")), ("left-right", self.tr("Left and right")),
            ("up-down", self.tr("Top and bottom")), ("both", self.tr("Both ways")),
            ("eightfold", self.tr("All eight: both ways and quarter turns")),
        ):  # fmt: skip
            yield Entry(name, title, tip, is_on=name == "none")

    @Slot("QAction*")
    def _on_menu_triggered(self, action: QAction) -> None:
        self.chosen.emit(self.sender().objectName(), action.data())


def _fill(menu: QMenu, entries: Iterator[Entry] | Sequence[Entry]) -> None:
    group, section = None, ""
    for entry in entries:
        if entry.section != section:
            section = entry.section
            menu.addSection(section)
        action = menu.addAction(entry.title.replace("&", "&&"))
        action.setProperty("path", menu.property("path"))
        action.setData(entry.id)
        action.setToolTip(entry.tip)
        action.setStatusTip(entry.tip)
        if entry.is_on is not None:
            action.setCheckable(True)
            action.setChecked(entry.is_on)
            group = group or QActionGroup(menu)
            group.addAction(action)
