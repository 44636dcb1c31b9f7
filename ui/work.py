"""Where one works on a photo: pipeline at the left, pictures over feature maps over tabs, kernel and parameters right.

The pictures are there first and can be shown at once. What stands around them is built by `build`, when its modules
have been loaded.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, Slot
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui import theme
from ui.panes.picture import PicturePane
from ui.viewport import Viewport
from ui.widgets.heads import HEAD_HEIGHT

if TYPE_CHECKING:
    from ui.widgets.late import Late

NARROW_UNDER = 1500
WIDE_SIDES, NARROW_SIDES = (264, 320), (240, 304)

LEAST_SIDES = 208, 288
"""Narrower, words on either side would be cut."""

LESSON_WIDTH = 336
LESSON_ROWS, LEAST_LESSON_ROWS = 6, 2
"""How many rows of the pipeline stand under a lesson where its text leaves room, and in any case."""

TALL_PAGES = {"slide": 380, "explain": 380, "table": 380, "gradient": 280, "batch_norm": 280, "dropout": 280}
"""Pages that need height, and how much: they take it from the feature maps while they are in front."""

RESPONSE = "kernel/response"
"""Where the settings keep whether a kernel's response is shown."""

LEAST_PICTURES, LESSON_LEAST = 220, 160
AROUND = 100
"""About how much of the window's height is not ours: menus, toolbar, status."""


class Work(QSplitter):
    """Builds the panes and gives them their places; the window tells them what to show."""

    def __init__(self, viewport: Viewport, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._viewport = viewport
        self._lent: list[int] | None = None
        self._left, self._middle = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Vertical)
        self._pictures, self._right = QSplitter(Qt.Orientation.Horizontal), QWidget()
        _fill(self, (self._left, 0), (self._middle, 1), (self._right, 0))
        for side, least in zip((self._left, self._right), LEAST_SIDES, strict=True):
            side.setMinimumWidth(least)
        _fill(self._middle, (self._pictures, 1), (QWidget(), 0), (QWidget(), 0))
        self.photo_pane = PicturePane(viewport, "photo_pane")
        self.map_pane = PicturePane(viewport, "map_pane")
        self.map_pane.add_chooser(self.tr("Which feature map of the step is shown."))
        self.photo_pane.add_chooser(self.tr("Which photo of the batch is looked at."))
        self.photo_pane.add_frame_chooser()
        self.map_pane.add_comparison(self.photo_pane)
        _fill(self._pictures, (self.photo_pane, 1), (self.map_pane, 1))

    def build(self) -> Iterator[None]:
        """Build the panes, a few at a time. What is full takes long to move: each goes to its place at once."""
        from ui.kernel.editor import KernelEditor
        from ui.lessons.panel import LessonPanel
        from ui.numbers_editor import NumbersEditor
        from ui.panes.batch import BatchPane
        from ui.panes.explain import ExplainPane
        from ui.panes.feature_maps import FeatureMapsPane
        from ui.panes.slide import SlidePane
        from ui.panes.table import TablePane
        from ui.parameters.control_panel import ControlPanel
        from ui.pipeline.builder import PipelineBuilder
        from ui.tabs import Tabs
        from ui.widgets.late import Late

        self.lesson, self.builder = LessonPanel(), PipelineBuilder()
        self.lesson.hide()
        _fill(self._left, (self.lesson, 1), (self.builder, 1))
        yield
        self.feature_maps = FeatureMapsPane()
        _take_place(self._middle, 1, self.feature_maps)
        self.kernel_editor = KernelEditor()
        self.kernel_editor.response_button.setChecked(QSettings().value(RESPONSE, False, bool))
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.kernel_editor)
        yield
        self.control_panel, self.numbers_editor = ControlPanel(), NumbersEditor()
        column.addWidget(self.control_panel, 1)
        column.addWidget(self.numbers_editor, 1)
        yield
        self.curves, self.table = Late("ui.panes.curves", "CurvesPane"), TablePane()
        self.histogram = Late("ui.panes.histogram", "HistogramPane")
        self.gradient = Late("ui.laboratories.gradient", "GradientPane")
        self.batch_norm = Late("ui.laboratories.batch_norm", "BatchNormLaboratory")
        self.dropout = Late("ui.laboratories.dropout", "DropoutLaboratory")
        self.explain, self.slide, self.batch = ExplainPane(), SlidePane(), BatchPane()
        yield
        self.tabs = Tabs((
            ("curves", self.tr("Curves"), self.curves, self.curves.side),
            ("explain", self.tr("Explain"), self.explain, self.explain.side),
            ("slide", self.tr("Slide"), self.slide, None),
            ("table", self.tr("Table"), self.table, None),
            ("histogram", self.tr("Histogram"), self.histogram, None),
            ("gradient", self.tr("Gradient"), self.gradient, self.gradient.side),
            ("batch_norm", self.tr("BatchNorm"), self.batch_norm, self.batch_norm.side),
            ("dropout", self.tr("Dropout"), self.dropout, self.dropout.side),
            ("batch", self.tr("Batch"), self.batch, self.batch.side),
        ))  # fmt: skip
        _take_place(self._middle, 2, self.tabs)
        self.tabs.strip.chosen.connect(self._on_tab_chosen)
        self.tabs.order_sides()
        for pane in self.late_panes():
            pane.built.connect(self.tabs.order_sides)
        yield

    def show_lesson(self, is_shown: bool, steps: int = 0) -> None:
        """Make room for a lesson over a pipeline of so many steps, or give it back."""
        is_compact = theme.is_compact()
        self.builder.totals.setHidden(is_shown and is_compact)
        from ui.pipeline.step_rows import ROW_HEIGHT

        is_other = is_shown != self.lesson.isVisibleTo(self)
        self.lesson.setVisible(is_shown)
        if is_shown:
            room = self.height() if self.isVisible() else self.window().height() - AROUND
            around = HEAD_HEIGHT + 2 + (0 if is_compact else self.builder.totals.sizeHint().height())
            free = (room - around - self.lesson.height_for(LESSON_WIDTH)) // ROW_HEIGHT
            rows = min(max(free, LEAST_LESSON_ROWS), steps + 2, LESSON_ROWS)  # with the photo, and the place to add
            height = around + rows * ROW_HEIGHT
            self._left.setSizes([max(room - height, LESSON_LEAST), height])
        if not is_other:
            return
        total = self.window().width()
        usual = NARROW_SIDES if total < NARROW_UNDER else WIDE_SIDES
        left, right = (self.sizes()[0], self.sizes()[2]) if self.isVisible() else usual
        wanted = max(left, LESSON_WIDTH) if is_shown else usual[0]
        self.setSizes([wanted, total - wanted - right, right])

    def show_page(self, place: str) -> None:
        """Bring a tab to the front, or a page of one: "gradient", or "gradient/vanishing"."""
        from ui.widgets.late import Late

        name, _, page = place.partition("/")
        if name not in self.tabs.names:
            return
        self.tabs.show_named(name)
        pane = self.tabs.stack.currentWidget()
        if page and isinstance(pane, Late):
            pane.tell(show_page=page)
        elif page and pane is self.slide:
            self.slide.show_page(page)

    @property
    def page_shown(self) -> str:
        """The tab in front, and its page where it has some, as `show_page` takes them."""
        from ui.widgets.late import Late

        pane = self.tabs.stack.currentWidget()
        page = getattr(pane.pane if isinstance(pane, Late) else pane, "page", "")
        return f"{self.tabs.shown}/{page}" if page else self.tabs.shown

    @Slot(int)
    def _on_tab_chosen(self, index: int) -> None:
        """A page that needs height takes that of the feature maps while it is in front, and where it must more."""
        self._give_back()
        name = self.tabs.names[index]
        sizes = self._middle.sizes()
        pictures, gallery, tabs = sizes
        wanted = TALL_PAGES.get(name, 0) + HEAD_HEIGHT
        if name not in TALL_PAGES or tabs >= wanted:
            return
        self._lent = sizes
        if name == "slide" or theme.is_compact():
            self.feature_maps.hide()
            tabs, gallery = tabs + gallery, 0
        more = min(max(wanted - tabs, 0), max(pictures - LEAST_PICTURES, 0))
        self._middle.setSizes([pictures - more, gallery, tabs + more])

    def _give_back(self) -> None:
        """Give the room back that the page in front had taken."""
        if self._lent is not None:
            self.feature_maps.show()
            self._middle.setSizes(self._lent)
            self._lent = None

    def late_panes(self) -> tuple["Late", ...]:
        """The panes that wait for the plots to be loaded."""
        return self.curves, self.histogram, *self.laboratories()

    def laboratories(self) -> tuple["Late", ...]:
        """The panes that ask for experiments."""
        return self.gradient, self.batch_norm, self.dropout

    def place(self, width: int, height: int, *, is_compact: bool) -> None:
        """Give all panes their usual share of a window of that size."""
        self._lent = None
        self.feature_maps.show()
        self.share(width, height, is_compact=is_compact)
        self._on_tab_chosen(self.tabs.strip.index)

    def share(self, width: int, height: int, *, is_compact: bool) -> None:
        """Divide a window of that size as usual, also among panes that are not built yet."""
        left, right = NARROW_SIDES if width < NARROW_UNDER else WIDE_SIDES
        gallery, tabs = (120, 200) if is_compact else (168, 236)
        self.setSizes([left, width - left - right, right])
        self._middle.setSizes([max(height - 132 - gallery - tabs, 200), gallery, tabs])
        self._pictures.setSizes([1000, 1000])

    def restore(self, settings: QSettings) -> bool:
        """Divide the window as it was when it was last closed; False where that is not known."""
        return all(
            splitter.restoreState(settings.value(f"splitter/{name}", b"")) for name, splitter in self._splitters()
        )

    def keep(self, settings: QSettings) -> None:
        """Remember the places of the panes, and whether a kernel's response is shown."""
        self._give_back()
        settings.setValue(RESPONSE, self.kernel_editor.response_button.isChecked())
        for name, splitter in self._splitters():
            settings.setValue(f"splitter/{name}", splitter.saveState())

    def _splitters(self) -> tuple[tuple[str, QSplitter], ...]:
        return ("pictures", self._pictures), ("middle", self._middle), ("work", self)


def _take_place(splitter: QSplitter, index: int, widget: QWidget) -> None:
    """Put a pane where its place was kept."""
    splitter.replaceWidget(index, widget).deleteLater()


def _fill(splitter: QSplitter, *parts: tuple[QWidget, int]) -> None:
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for widget, stretch in parts:
        splitter.addWidget(widget)
        splitter.setStretchFactor(splitter.count() - 1, stretch)
