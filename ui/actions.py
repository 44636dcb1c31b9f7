"""ONE table of what can be done: menus, shortcuts, toolbar and the searchable palette are all made from it."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from filters.records import dataclass
from ui import icons, theme

CONTEXT = "actions"


@dataclass(frozen=True)
class Row:
    """One action. `menu` is the menu it stands in; a row without `text` is a line; `submenu` is filled by its owner."""

    menu: str
    id: str = ""
    text: str = ""
    tip: str = ""
    shortcut: str = ""
    icon: str = ""
    is_checkable: bool = False
    is_submenu: bool = False
    needs_photo: bool = False


T = QT_TRANSLATE_NOOP
FILE, EDIT, VIEW = T("actions", "&File"), T("actions", "&Edit"), T("actions", "&View")
PIPELINE, KERNEL, HELP = T("actions", "&Pipeline"), T("actions", "&Kernel"), T("actions", "&Help")

# fmt: off
TABLE = (
    Row(FILE, "open", T("actions", "Open…"), T("actions", "Open a photo or a pipeline."), "Ctrl+O", "open"),
    Row(FILE, "new_numbers", T("actions", "New from numbers"),
        T("actions", "Begin with a small grid of numbers in place of a photo."), "Ctrl+Shift+N", "grid"),
    Row(FILE, "samples", T("actions", "Open sample"), is_submenu=True),
    Row(FILE, "recent", T("actions", "Open recent"), is_submenu=True),
    Row(FILE, "paste", T("actions", "Paste picture"), T("actions", "Open the picture on the clipboard."),
        "Ctrl+V", "paste"),
    Row(FILE),
    Row(FILE, "save", T("actions", "Save pipeline"), T("actions", "Save the pipeline to its file."), "Ctrl+S", "save"),
    Row(FILE, "save_as", T("actions", "Save pipeline as…"), T("actions", "Save the pipeline to another file."),
        "Ctrl+Shift+S"),
    Row(FILE, "export", T("actions", "Export picture…"),
        T("actions", "Save the map shown, or all maps, as picture files."), "Ctrl+E", "export", needs_photo=True),
    Row(FILE, "run_many", T("actions", "Run on many photos…"),
        T("actions", "Run the pipeline over a folder or many files."), "Ctrl+Shift+R"),
    Row(FILE, "figure", T("actions", "Export figure"), is_submenu=True),
    Row(FILE, "export_code", T("actions", "Export pipeline"), is_submenu=True),
    Row(FILE),
    Row(FILE, "close_photo", T("actions", "Close photo"), T("actions", "Close the photo and keep the pipeline."),
        "Ctrl+W", needs_photo=True),
    Row(FILE, "quit", T("actions", "Quit"), T("actions", "Close the window."), "Ctrl+Q"),
    Row(EDIT, "undo", T("actions", "Undo"), T("actions", "Take the last edit back."), "Ctrl+Z", "undo"),
    Row(EDIT, "redo", T("actions", "Redo"), T("actions", "Do again what was taken back."), "Ctrl+Shift+Z", "redo"),
    Row(EDIT),
    Row(EDIT, "copy_picture", T("actions", "Copy picture"),
        T("actions", "Copy the map shown, as it is drawn, for another program."), "Ctrl+Shift+C", "duplicate",
        needs_photo=True),
    Row(EDIT),
    Row(EDIT, "duplicate", T("actions", "Duplicate step"), T("actions", "Put a copy of the step behind it."),
        "Ctrl+D", "duplicate"),
    Row(EDIT, "delete", T("actions", "Delete step"), T("actions", "Take the step out of the pipeline."),
        "Ctrl+Del", "trash"),
    Row(EDIT),
    Row(EDIT, "find", T("actions", "Search actions…"), T("actions", "Find anything that can be done by its name."),
        "Ctrl+K", "search"),
    Row(VIEW, "fit", T("actions", "Fit in pane"), T("actions", "Show the whole photo."), "Ctrl+0", "fit",
        needs_photo=True),
    Row(VIEW, "one_to_one", T("actions", "One to one"), T("actions", "Show one photo pixel on one screen pixel."),
        "Ctrl+1", needs_photo=True),
    Row(VIEW, "zoom_in", T("actions", "Zoom in"), T("actions", "Show twice as large."), "Ctrl++", needs_photo=True),
    Row(VIEW, "zoom_out", T("actions", "Zoom out"), T("actions", "Show half as large."), "Ctrl+-", needs_photo=True),
    Row(VIEW),
    Row(VIEW, "shared_levels", T("actions", "Shared levels"),
        T("actions", "Draw all maps of a step with one range of values."), "Ctrl+L", is_checkable=True),
    Row(VIEW, "fixed_levels", T("actions", "Hold levels"),
        T("actions", "Keep the range of values drawn as it is now, whatever the values become."), "Ctrl+Shift+L",
        is_checkable=True, needs_photo=True),
    Row(VIEW),
    Row(VIEW, "compare", T("actions", "Photo in place of the map"),
        T("actions", "Show the photo in the place of the map, and back."), "\\", needs_photo=True),
    Row(VIEW, "split", T("actions", "Photo and map divided"),
        T("actions", "Show the photo left and the map right of a divider to drag."), "Ctrl+\\", "compare",
        is_checkable=True, needs_photo=True),
    Row(VIEW),
    Row(VIEW, "curves", T("actions", "Curves"), T("actions", "Show the activations as curves."), "Alt+1"),
    Row(VIEW, "explain", T("actions", "Explain"), T("actions", "Show what a value is made of."), "Alt+2"),
    Row(VIEW, "slide", T("actions", "Slide"), T("actions", "Let the window slide over the map."), "Alt+3"),
    Row(VIEW, "table", T("actions", "Layer table"), T("actions", "Show what every step weighs and costs."), "Alt+4"),
    Row(VIEW, "histogram", T("actions", "Histogram"), T("actions", "Show how the values are spread."), "Alt+5"),
    Row(VIEW, "gradient", T("actions", "Gradient"),
        T("actions", "Show how values change with the photo, and where that vanishes."), "Alt+6"),
    Row(VIEW, "batch_norm", T("actions", "BatchNorm laboratory"),
        T("actions", "Feed batches and watch what BatchNorm remembers."), "Alt+7"),
    Row(VIEW, "dropout", T("actions", "Dropout laboratory"),
        T("actions", "Draw masks and compare training with inference."), "Alt+8"),
    Row(VIEW, "batch", T("actions", "Batch"), T("actions", "Show every photo of the batch and its result."), "Alt+9"),
    Row(VIEW, "next_photo", T("actions", "Next photo of the batch"),
        T("actions", "Look at the next photo of the batch."), "Ctrl+PgDown", needs_photo=True),
    Row(VIEW, "previous_photo", T("actions", "Previous photo of the batch"),
        T("actions", "Look at the previous photo of the batch."), "Ctrl+PgUp", needs_photo=True),
    Row(VIEW),
    Row(VIEW, "theme", T("actions", "Switch light and dark"), T("actions", "Switch between light and dark."),
        "Ctrl+Shift+D", "theme"),
    Row(VIEW, "language", T("actions", "Language"), is_submenu=True),
    Row(VIEW, "memory", T("actions", "Memory for pictures"), is_submenu=True),
    Row(PIPELINE, "new", T("actions", "New pipeline"), T("actions", "Start with no steps."), "Ctrl+N", "plus"),
    Row(PIPELINE, "presets", T("actions", "Presets"), is_submenu=True),
    Row(PIPELINE),
    Row(PIPELINE, "training", T("actions", "Training mode"),
        T("actions", "Run BatchNorm and Dropout as in training; off is inference."), "Ctrl+T", is_checkable=True),
    Row(PIPELINE, "range_255", T("actions", "Photo values 0–255"),
        T("actions", "The first step reads a white pixel as 255.")),
    Row(PIPELINE, "range_1", T("actions", "Photo values 0–1"),
        T("actions", "The first step reads a white pixel as 1.")),
    Row(KERNEL, "import_kernel", T("actions", "Import kernel…"),
        T("actions", "Read a kernel from ImageJ text, CSV, NPY or JSON.")),
    Row(KERNEL, "copy_kernel", T("actions", "Copy kernel"),
        T("actions", "Copy the weights for a spreadsheet, or another filter."), "Ctrl+Alt+C", "duplicate"),
    Row(KERNEL, "paste_kernel", T("actions", "Paste kernel"),
        T("actions", "Take rows of numbers on the clipboard for the kernel: a spreadsheet's, NumPy's or ImageJ's."),
        "Ctrl+Alt+V", "paste"),
    Row(KERNEL),
    Row(KERNEL, "kernel-rotate", T("actions", "Rotate by 90°"), T("actions", "Rotate the kernel clockwise."),
        icon="rotate"),
    Row(KERNEL, "kernel-transpose", T("actions", "Transpose"), T("actions", "Rows of the kernel become columns."),
        icon="transpose"),
    Row(KERNEL, "kernel-flip-horizontal", T("actions", "Flip left to right"),
        T("actions", "Mirror the kernel left to right."), icon="flip-horizontal"),
    Row(KERNEL, "kernel-flip-vertical", T("actions", "Flip top to bottom"),
        T("actions", "Mirror the kernel top to bottom."), icon="flip-vertical"),
    Row(KERNEL, "kernel-negate", T("actions", "Negate"), T("actions", "Every weight w becomes −w."), icon="negate"),
    Row(KERNEL, "kernel-normalise", T("actions", "Normalise"), T("actions", "Divide every weight by the sum."),
        icon="normalise"),
    Row(KERNEL),
    Row(KERNEL, "symmetry", T("actions", "Symmetry"), is_submenu=True),
    Row(KERNEL, "kernel-response", T("actions", "Frequency response"),
        T("actions", "Show which frequencies the kernel lets through."), "Ctrl+R", is_checkable=True),
    Row(HELP, "lessons", T("actions", "Lessons"), is_submenu=True),
    Row(HELP, "save_lesson", T("actions", "Save as a lesson…"),
        T("actions", "Save photo, pipeline, a text and hidden facts as a lesson for others."), needs_photo=True),
    Row(HELP),
    Row(HELP, "about", T("actions", "About Filter Workbench"), T("actions", "Say what this program is.")),
)
# fmt: on

MENUS = (FILE, EDIT, VIEW, PIPELINE, KERNEL, HELP)


def words(text: str) -> str:
    """A text of the table in the user's language."""
    return QCoreApplication.translate(CONTEXT, text)


class Actions(QObject):
    """The actions made from the table. `requested` brings the id of the one that was triggered."""

    requested = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._by_id: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        self._group = QActionGroup(self)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        for row in TABLE:
            if not row.text or row.is_submenu:
                continue
            action = QAction(words(row.text), self._group)
            action.setObjectName(row.id)
            action.setCheckable(row.is_checkable)
            tip = words(row.tip)
            if row.shortcut:
                action.setShortcut(QKeySequence(row.shortcut))
                tip += f" ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"
            action.setToolTip(tip)
            action.setStatusTip(words(row.tip))
            self._by_id[row.id] = action
        self._group.triggered.connect(self._on_group_triggered)

    def __getitem__(self, action_id: str) -> QAction:
        return self._by_id[action_id]

    def __contains__(self, action_id: object) -> bool:
        return action_id in self._by_id

    def menu(self, action_id: str) -> QMenu:
        """A submenu, to be filled."""
        return self._menus[action_id]

    def fill(self, bar: QMenuBar, window: QWidget) -> None:
        """Make the menus, and let every shortcut work in the window."""
        for title in MENUS:
            menu = bar.addMenu(words(title))
            menu.setToolTipsVisible(True)
            for row in TABLE:
                if row.menu != title:
                    continue
                if not row.text:
                    menu.addSeparator()
                elif row.is_submenu:
                    self._menus[row.id] = menu.addMenu(words(row.text))
                    self._menus[row.id].setToolTipsVisible(True)
                else:
                    menu.addAction(self._by_id[row.id])
        window.addActions(self._group.actions())

    def set_photo_open(self, is_open: bool) -> None:
        """Actions that need a photo are off without one."""
        for row in TABLE:
            if row.needs_photo:
                self._by_id[row.id].setEnabled(is_open)

    def searchable(self) -> list[QAction]:
        """Everything that can be done now, submenus too, in the order of the menus."""
        found = []
        for row in TABLE:
            if row.is_submenu and row.id in self._menus:
                found += [action for action in self._menus[row.id].actions() if not action.isSeparator()]
            elif row.id in self._by_id and row.id != "find":
                found.append(self._by_id[row.id])
        return [action for action in found if action.isEnabled()]

    @Slot("QAction*")
    def _on_group_triggered(self, action: QAction) -> None:
        self.requested.emit(action.objectName())

    def draw_icons(self) -> None:
        """Give the menus their icons, and from then on in the colours of every theme."""
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        for row in TABLE:
            if row.icon and row.id in self._by_id:
                self._by_id[row.id].setIcon(icons.icon(row.icon))
