"""The whole look in one place: colours, type, sizes, and the switch between dark and light.

Widgets read these names while they paint, so that another theme or density needs nothing but a repaint.
"""

from collections.abc import Iterable
from functools import cache, lru_cache

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from filters.records import dataclass

DARK, LIGHT, SYSTEM = "dark", "light", "system"
FUSION = ("-style", "Fusion")
"""What every application is made with. A style that is set later is handed back, and PySide then makes classes of all
that a style can be asked for, before anything is painted."""

BASE_SIZE = 13
HAN = ("PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC")
"""Families for Chinese behind the system's own; a fallback left to the system may draw Japanese forms."""


@dataclass(frozen=True)
class Theme:
    """The colours of one theme by role; `docs` of each role is what it is the ground or the ink of."""

    name: str
    canvas: str  # ground behind every picture
    panel: str  # side panels, curves, tables
    head: str  # pane heads and tab strips, menu bar, toolbar, status bar
    field: str  # anything that can be typed in
    raised: str  # hover and plain buttons
    badge: str
    line: str  # rule inside a panel
    edge: str  # splitter between panels
    track: str  # dashed places to add, spine of the list, chosen segment
    text: str
    dim: str
    off: str
    accent: str
    on_accent: str
    sel: str  # ground of a selected row
    red: str
    red_bg: str
    red_line: str
    knob_bg: str
    knob: str
    cell: str  # a weight of zero


THEMES = {
    DARK: Theme(
        name=DARK, canvas="#191919", panel="#242424", head="#2a2a2a", field="#1b1b1b", raised="#343434",
        badge="#363636", line="#363636", edge="#111111", track="#4a4a4a", text="#e2e2e2", dim="#a6a6a6", off="#6f6f6f",
        accent="#35b8a6", on_accent="#06211d", sel="#233a37", red="#ff8a80", red_bg="#3a2423", red_line="#e5534b",
        knob_bg="#8a8a8a", knob="#1b1b1b", cell="#2f2f2f",
    ),
    LIGHT: Theme(
        name=LIGHT, canvas="#cfcfcf", panel="#f3f3f3", head="#ececec", field="#ffffff", raised="#ffffff",
        badge="#e0e0e0", line="#d2d2d2", edge="#bdbdbd", track="#a8a8a8", text="#1f1f1f", dim="#535353", off="#9b9b9b",
        accent="#0a7a6c", on_accent="#ffffff", sel="#d3e7e3", red="#b3261e", red_bg="#f9e3e1", red_line="#c93a31",
        knob_bg="#6a6a6a", knob="#ffffff", cell="#ffffff",
    ),
}  # fmt: skip


SHEET = """
QMenuBar { background: palette(alternate-base); padding: 1px 4px 0 4px; spacing: 0; }
QMenuBar::item { padding: 3px 8px; background: transparent; border-radius: 4px; color: palette(text); }
QMenuBar::item:selected { background: palette(button); }
QMenu { background: palette(alternate-base); border: 1px solid palette(mid); padding: 4px; }
QFrame[popup="true"] { background: palette(window); border: 1px solid palette(mid); }
QFrame[popup="true"] QAbstractItemView { background: transparent; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; color: palette(text); }
QMenu::item:selected { background: palette(link-visited); }
QMenu::item:disabled { color: palette(shadow); }
QMenu::separator { height: 1px; background: palette(midlight); margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 0 5px; color: palette(text);
  background: transparent; }
QToolButton[quiet="true"] { color: palette(placeholder-text); padding: 0; }
QToolButton:hover, QToolButton:pressed, QToolButton:checked, QToolButton[lit="true"] { background: palette(button); }
QToolButton:focus { border: 2px solid palette(highlight); padding: 0 4px; }
QToolButton[quiet="true"]:focus { padding: 0; }
QToolButton:disabled { color: palette(shadow); }
QToolButton::menu-indicator { image: none; }
QLineEdit[bare="true"] { background: transparent; border: none; padding: 0; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMessageBox QPushButton { background: palette(button); color: palette(text); border: 1px solid palette(mid);
  border-radius: 4px; padding: 4px 14px; min-width: 44px; }
QMessageBox QPushButton:hover { border-color: palette(placeholder-text); }
QMessageBox QPushButton:default { background: palette(highlight); color: palette(highlighted-text);
  border-color: palette(highlight); }
QMessageBox QPushButton:focus { border: 2px solid palette(text); padding: 3px 13px; }
QListWidget::item:selected { background: palette(link-visited); color: palette(text); border-radius: 4px; }
QSplitter::handle { background: palette(dark); }
QScrollArea, QAbstractScrollArea { border: none; }
QScrollBar { background: transparent; margin: 0; }
QScrollBar:vertical { width: 8px; }
QScrollBar:horizontal { height: 8px; }
QScrollBar::handle { background: palette(mid); border-radius: 2px; }
QScrollBar::handle:vertical { margin: 0 2px; min-height: 24px; }
QScrollBar::handle:horizontal { margin: 2px 0; min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: transparent; width: 0; height: 0; }
QToolTip { background: palette(button); color: palette(text); border: 1px solid palette(mid); padding: 4px 6px; }
"""
"""Only what Fusion draws too loudly for us: menus, tool buttons, questions, splitters, scroll bars, tooltips. It names
roles of the palette, so that it is the same in every theme."""


PORTION = 12
"""How many hidden widgets are dressed at a time."""


class _Look(QObject):
    """What is chosen now; the only state of this module. `changed` follows the theme, `density_changed` the sizes."""

    changed = Signal()
    density_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = THEMES[DARK]
        self.choice = SYSTEM
        self.is_compact = False
        self.families: tuple[str, ...] = ()
        self.scale = 1.0
        self.is_following = False
        self._hidden: list[QWidget] = []

    @Slot()
    def _on_system_scheme_changed(self) -> None:
        if self.choice == SYSTEM and (app := QApplication.instance()) is not None:
            _dress(app, _system_theme())

    def restyle(self, widgets: Iterable[QWidget]) -> None:
        """Let widgets look up the palette again: those that are seen at once, the others a few at a time."""
        widgets = list(widgets)
        _polish(widget for widget in widgets if widget.isVisible())
        self._hidden = [widget for widget in widgets if not widget.isVisible()]
        QTimer.singleShot(0, self._on_hidden_timeout)

    @Slot()
    def _on_hidden_timeout(self) -> None:
        portion, self._hidden = self._hidden[:PORTION], self._hidden[PORTION:]
        _polish(filter(isValid, portion))
        if self._hidden:
            QTimer.singleShot(0, self._on_hidden_timeout)


_look = _Look()


def notifier() -> QObject:
    """The object whose signal `changed` follows every change of theme, and `density_changed` every one of density."""
    return _look


def current() -> Theme:
    """The theme in use."""
    return _look.theme


def choice() -> str:
    """What was asked for: "dark", "light" or "system"."""
    return _look.choice


def apply(app: QApplication, name: str = SYSTEM) -> None:
    """Dress the application as "dark", "light" or "system", which follows the desktop from then on."""
    hints = app.styleHints()
    if not _look.is_following:
        hints.colorSchemeChanged.connect(_look._on_system_scheme_changed)
        _look.is_following = True
    _look.choice = name
    if name == SYSTEM:
        hints.unsetColorScheme()
        name = _system_theme()
    else:
        hints.setColorScheme(Qt.ColorScheme.Light if name == LIGHT else Qt.ColorScheme.Dark)
    _dress(app, name)


def set_compact(is_compact: bool) -> None:
    """Choose the density: fields 24 high and smaller kernel cells in windows under 800 high, else 28."""
    if is_compact != _look.is_compact:
        _look.is_compact = is_compact
        for widget in QApplication.allWidgets():
            widget.updateGeometry()
            widget.update()
        _look.density_changed.emit()


def is_compact() -> bool:
    """Whether the window is short, so that controls are 24 high."""
    return _look.is_compact


def control_height() -> int:
    """Height of fields and buttons."""
    return max(24 if _look.is_compact else 28, round((22 if _look.is_compact else 24) * _look.scale))


def inset() -> int:
    """Space above and below what stands in a side panel."""
    return 8 if _look.is_compact else 12


def table_sheet(padding: int = 3) -> str:
    """The style of tables: flat, with dim heads on a line; `padding` either side of what a cell holds."""
    look = _look.theme
    return (
        f"QTableView {{ background: {look.panel}; }} QTableView::item {{ padding: 0 {padding}px; border: none; }}"
        f" QHeaderView {{ background: {look.panel}; border: none; }} QHeaderView::section {{ background: {look.panel};"
        f" color: {look.dim}; border: none; border-bottom: 1px solid {look.line}; padding: 0 {padding + 3}px;"
        " font-size: 11px; font-weight: 600; }"
    )


def color(role: str, alpha: int = 255) -> QColor:
    """The colour of a role, or of a literal "#rrggbb"."""
    found = QColor(role if role.startswith("#") else getattr(_look.theme, role))
    found.setAlpha(alpha)
    return found


def font(px: int = BASE_SIZE, weight: int = 400) -> QFont:
    """A font of the interface with tabular figures; `px` is relative to 13, the size of controls."""
    if not _look.families:
        _measure_system_font()
    return QFont(_font(_look.families, round(px * _look.scale), weight))


@lru_cache(maxsize=64)
def _font(families: tuple[str, ...], px: int, weight: int) -> QFont:
    made = QFont(list(families))
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setFeature(QFont.Tag("calt"), 0)  # a hyphen and an angle bracket stay what was typed
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def _measure_system_font() -> None:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    there = set(QFontDatabase.families())
    han = tuple(family for family in HAN if family in there)
    _look.families = ("Inter" if "Inter" in there else system.family(), *han)
    _look.scale = max(1.0, QFontInfo(system).pixelSize() / BASE_SIZE)


def _system_theme() -> str:
    app = QApplication.instance()
    is_light = app is not None and app.styleHints().colorScheme() == Qt.ColorScheme.Light
    return LIGHT if is_light else DARK


def _dress(app: QApplication, name: str) -> None:
    _look.theme = THEMES[name]
    if not _look.families:
        _measure_system_font()
    app.setFont(font())
    app.setPalette(_palette())
    if app.styleSheet() != SHEET:
        app.setStyleSheet(SHEET)
    else:
        _look.restyle(widget for widget in app.allWidgets() if isinstance(widget, _sheeted()))
    for widget in app.allWidgets():
        widget.update()
    _look.changed.emit()


@cache
def _sheeted() -> tuple[type[QWidget], ...]:
    """What the sheet speaks of."""
    from PySide6.QtWidgets import QListWidget, QMenu, QMenuBar, QPushButton, QScrollBar, QSplitter, QToolButton  # noqa: PLC0415

    return QMenuBar, QMenu, QToolButton, QPushButton, QListWidget, QSplitter, QScrollBar


def _polish(widgets: Iterable[QWidget]) -> None:
    """Let widgets look up the palette again; to set the sheet anew takes ten times as long."""
    style = QApplication.style()
    for widget in widgets:
        style.unpolish(widget)
        style.polish(widget)


def _palette() -> QPalette:
    made = QPalette()
    roles = QPalette.ColorRole
    for role, name in {
        roles.Window: "panel", roles.WindowText: "text", roles.Base: "field", roles.AlternateBase: "head",
        roles.Text: "text", roles.Button: "raised", roles.ButtonText: "text", roles.BrightText: "red",
        roles.Highlight: "accent", roles.HighlightedText: "on_accent", roles.Accent: "accent",
        roles.ToolTipBase: "raised", roles.ToolTipText: "text", roles.PlaceholderText: "dim", roles.Link: "accent",
        roles.Light: "raised", roles.Midlight: "line", roles.Mid: "track", roles.Dark: "edge", roles.Shadow: "off",
        roles.LinkVisited: "sel",
    }.items():  # fmt: skip
        made.setColor(role, color(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, color("off"))
    return made
