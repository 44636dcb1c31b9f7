"""The invitation to open, drop or paste, beside samples, lessons, pipelines and recent files."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui import icons, theme
from ui.welcome import offers
from ui.welcome.cards import CARD, CardPicture, SampleCard
from ui.welcome.rows import USUAL_WIDTH, ListRow
from ui.widgets.areas import Area
from ui.widgets.buttons import Button
from ui.widgets.labels import Label, section_label
from ui.widgets.painting import smooth
from workbench.errors import legible, shown
from workbench.settings import to_text

LARGE_CARD, CARD_GAP = 300, 16
LARGE_RIGHT_WIDTH, BETWEEN, EDGE = 640, 48, 24
HEADLINE = 52
"""The height of the title: the lists at the right begin beneath it."""
MOST_RECENT = 5
LARGE_FROM = 1800


class _DropArea(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(208)
        self.is_lit = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        pen = QPen(theme.color("accent" if self.is_lit else "track"), 1.5)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(theme.color("sel" if self.is_lit else "head"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


class RowList(QWidget):
    """A titled list of rows, hidden while it has none. `chosen` brings the key of the row that was clicked.

    It has a parent from the beginning: shown without one, it would for a moment be a window, and the active one.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, title: str, rows: Iterable[ListRow] = ()) -> None:
        super().__init__(parent)
        self.rows: list[ListRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(section_label(title))
        self._column.addSpacing(4)
        self.set_rows(rows)

    def set_rows(self, rows: Iterable[ListRow]) -> None:
        """List these in place of those before."""
        for row in self.rows:
            row.deleteLater()
        self.rows = list(rows)
        for row in self.rows:
            row.clicked.connect(self._on_row_clicked)
            self._column.addWidget(row)
        self.setVisible(bool(self.rows))

    @Slot()
    def _on_row_clicked(self) -> None:
        self.chosen.emit(self.sender().key)


class Welcome(Area):
    """Asks through its signals; the window opens."""

    open_requested = Signal()
    paste_requested = Signal()
    numbers_requested = Signal()
    sample_requested = Signal(str)
    preset_requested = Signal(str)
    lesson_requested = Signal(int)
    path_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("welcome")
        self.samples = tuple((sample_id, path) for sample_id, _, path in offers.samples())
        self.cards = {sample_id: SampleCard(sample_id, title) for sample_id, title, _ in offers.samples()}
        content = Area("panel")
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._left, self._right = QWidget(), QWidget()
        self._build_left()
        self._build_right()
        self._set_widths(CARD, USUAL_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(BETWEEN)
        row.addStretch(1)
        row.addWidget(self._left, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._right, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        column = QVBoxLayout(content)
        column.setContentsMargins(EDGE, 20, EDGE, 20)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)
        theme.notifier().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _build_left(self) -> None:
        cards = QHBoxLayout()
        cards.setSpacing(CARD_GAP)
        for card in self.cards.values():
            card.clicked.connect(self._on_card_clicked)
            cards.addWidget(card)
        cards.addStretch(1)
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Label(self.tr("Filter Workbench"), px=22, weight=700))
        column.addSpacing(4)
        column.addWidget(Label(self.tr("Design a kernel, see what every step does, save what you made."), "dim"))
        column.addSpacing(20)
        column.addWidget(self._build_drop())
        column.addSpacing(24)
        column.addWidget(section_label(self.tr("Samples")))
        column.addSpacing(8)
        column.addLayout(cards)

    def _build_drop(self) -> _DropArea:
        self._drop = _DropArea()
        self._icon = QLabel()
        centred = Qt.AlignmentFlag.AlignCenter
        self._icon.setAlignment(centred)
        self.open_button = Button(self.tr("Open a photo or a pipeline"), primary=True, name="welcome_open")
        self.open_button.setToolTip(self.tr("Choose a picture file or a .pipeline.json file."))
        self.paste_button = Button(self.tr("Paste"), tip=self.tr("Open the picture on the clipboard."), name="paste")
        self.numbers_button = Button(self.tr("Type numbers"), name="welcome_numbers")
        self.numbers_button.setToolTip(self.tr("Begin with a small grid of numbers in place of a photo."))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button, asked in (
            (self.open_button, self.open_requested), (self.paste_button, self.paste_requested),
            (self.numbers_button, self.numbers_requested),
        ):  # fmt: skip
            button.clicked.connect(asked)
            buttons.addWidget(button)
        buttons.addStretch(1)
        inner = QVBoxLayout(self._drop)
        inner.setContentsMargins(16, 16, 16, 16)
        inner.setSpacing(8)
        inner.addStretch(1)
        inner.addWidget(self._icon)
        inner.addWidget(Label(self.tr("Drop a photo anywhere in this window"), px=15, weight=600, align=centred))
        formats = self.tr("PNG, JPEG, TIFF, WebP. 8 bit, 16 bit or float, up to 400 megapixels.")
        inner.addWidget(Label(formats, "dim", px=12, align=centred))
        inner.addSpacing(4)
        inner.addLayout(buttons)
        inner.addStretch(1)
        return self._drop

    def _build_right(self) -> None:
        self.lessons = RowList(self._right, self.tr("Lessons"), (
            ListRow(str(place), title, *about, number=str(number), name=f"lesson_{place}")
            for number, (place, title, about) in enumerate(offers.lessons(), 1)
        ))  # fmt: skip
        self.pipelines = RowList(self._right, self.tr("Begin with a pipeline"), (
            ListRow(preset_id, title, about, number=str(number), name=f"preset_{preset_id}")
            for number, (preset_id, title, about) in enumerate(offers.pipelines(), 1)
        ))  # fmt: skip
        self.recent = RowList(self._right, self.tr("Recent"))
        self.lessons.chosen.connect(self._on_lesson_chosen)
        self.pipelines.chosen.connect(self.preset_requested)
        self.recent.chosen.connect(self.path_requested)
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, HEADLINE, 0, 0)
        column.setSpacing(20)
        for part in (self.lessons, self.pipelines, self.recent):
            column.addWidget(part)
        column.addStretch(1)

    def set_recent(self, paths: tuple[Path, ...]) -> None:
        """List the files opened last."""
        self.recent.set_rows(ListRow(to_text(path), shown(path), legible(path.parent)) for path in paths[:MOST_RECENT])

    def set_card(self, sample_id: str, picture: CardPicture) -> None:
        self.cards[sample_id].set_picture(picture)

    def set_lit(self, is_lit: bool) -> None:
        """Show that what is dragged over the window would be opened."""
        self._drop.is_lit = is_lit
        self._drop.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_large = self.width() >= LARGE_FROM
        self._drop.setFixedHeight(360 if is_large else 272 if self.height() > 720 else 208)
        self._set_widths(*((LARGE_CARD, LARGE_RIGHT_WIDTH) if is_large else (CARD, USUAL_WIDTH)))

    def _set_widths(self, card: int, right: int) -> None:
        """The left side is as wide as its cards; the right gives way where both do not fit."""
        left = len(self.cards) * card + (len(self.cards) - 1) * CARD_GAP
        if self._left.width() != left:
            for each in self.cards.values():
                each.set_width(card)
            self._left.setFixedWidth(left)
        self._right.setFixedWidth(min(right, max(self.width() - 2 * EDGE - left - BETWEEN, 0)))

    @Slot()
    def _on_card_clicked(self) -> None:
        self.sample_requested.emit(self.sender().sample_id)

    @Slot(str)
    def _on_lesson_chosen(self, place: str) -> None:
        self.lesson_requested.emit(int(place))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._icon.setPixmap(icons.pixmap("photo", "dim", 32, self.devicePixelRatioF()))
