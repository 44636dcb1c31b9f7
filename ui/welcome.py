"""The window with nothing open: an invitation to open, drop or paste, samples to begin with, presets, recent files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import icons, numbers, pixels, theme
from ui.pixels import Levels
from ui.widgets.chrome import ALIGN_LEFT, ALIGN_RIGHT, Area, Button, Label, draw_focus_ring, section_label, smooth

CARD, CARD_HEIGHT, CAPTION = 204, 136, 44
LARGE_CARD = 300
ROW_HEIGHT = 36
RIGHT_WIDTH, LARGE_RIGHT_WIDTH, BETWEEN, EDGE = 504, 640, 48, 24
MOST_RECENT = 5
LARGE_FROM = 1800


@dataclass(frozen=True, eq=False)
class CardPicture:
    """A sample at card size: its colours and its Laplacian, as values."""

    photo: np.ndarray
    edges: np.ndarray
    shape: tuple[int, ...]


class SampleCard(QAbstractButton):
    """Left half the photo, right half its Laplacian: what the program does, in one look."""

    def __init__(self, sample_id: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sample_id = sample_id
        self.setObjectName(f"sample_{sample_id}")
        self.setText(title)
        self.setToolTip(self.tr("Open this sample."))
        self.set_width(CARD)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._picture: CardPicture | None = None
        self._drawn: tuple[QImage, QImage] | None = None
        theme.notifier().changed.connect(self._on_theme_changed)

    def set_width(self, width: int) -> None:
        """The size of the picture, two to three; the caption stands beneath."""
        self.setFixedSize(width, round(width * CARD_HEIGHT / CARD) + CAPTION)

    def set_picture(self, picture: CardPicture) -> None:
        self._picture = picture
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        if self._picture is not None:
            white = 255.0
            high = float(np.quantile(np.abs(self._picture.edges), 0.97)) or 1.0
            self._drawn = (
                pixels.image(self._picture.photo, Levels(0.0, white)),
                pixels.image(self._picture.edges, Levels(-high, high)),
            )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width, height = self.width(), self.height() - CAPTION
        place = QRectF(0, 0, width, height)
        clip = QPainterPath()
        clip.addRoundedRect(place, 4, 4)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(place, theme.color("canvas"))
        if self._drawn is not None:
            photo, edges = self._drawn
            half = photo.width() / 2
            middle = place.width() / 2
            painter.drawImage(QRectF(0, 0, middle, height), photo, QRectF(0, 0, half, photo.height()))
            painter.drawImage(QRectF(middle, 0, middle, height), edges, QRectF(half, 0, half, photo.height()))
            painter.fillRect(QRectF(middle - 1, 0, 2, height), Qt.GlobalColor.white)
        painter.restore()
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if self.hasFocus():
            draw_focus_ring(painter, place)
        elif self.underMouse():
            painter.setPen(QPen(theme.color("track"), 2))
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 4, 4)
        painter.setFont(theme.font(13, 500))
        painter.setPen(theme.color("text"))
        painter.drawText(QRect(0, height + 6, width, 18), ALIGN_LEFT, self.text())
        if self._picture is not None:
            painter.setFont(theme.font(11))
            painter.setPen(theme.color("dim"))
            painter.drawText(QRect(0, height + 24, width, 16), ALIGN_LEFT, numbers.shape(*self._picture.shape))


class ListRow(QAbstractButton):
    """A line that opens something: a number or nothing, a name, and what it is about: as many of the texts as fit."""

    def __init__(self, key: str, name: str, *about: str, number: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._about, self._number = about, number
        self.setText(name)
        self.setAccessibleDescription(", ".join(about))
        self.setToolTip(", ".join(about) or name)
        self.setFixedHeight(ROW_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(RIGHT_WIDTH, ROW_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        if self.underMouse():
            painter.fillRect(self.rect(), theme.color("sel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
        left = 4
        if self._number:
            painter.setFont(theme.font(12, 500))
            painter.setPen(theme.color("dim"))
            painter.drawText(QRect(left, 0, 20, ROW_HEIGHT - 1), ALIGN_LEFT, self._number)
            left = 28
        painter.setFont(theme.font(13, 500))
        painter.setPen(theme.color("text"))
        width = min(QFontMetrics(painter.font()).horizontalAdvance(self.text()), self.width() - left - 8)
        painter.drawText(QRect(left, 0, width + 1, ROW_HEIGHT - 1), ALIGN_LEFT, self.text())
        painter.setFont(theme.font(12))
        painter.setPen(theme.color("dim"))
        room = QRect(left + width + 16, 0, self.width() - left - width - 20, ROW_HEIGHT - 1)
        painter.drawText(room, ALIGN_RIGHT, self._fitting(QFontMetrics(painter.font()), room.width()))
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()))

    def _fitting(self, metrics: QFontMetrics, room: int) -> str:
        heads = (", ".join(self._about[:count]) for count in range(len(self._about), 1, -1))
        whole = next((text for text in heads if metrics.horizontalAdvance(text) <= room), None)
        return whole or metrics.elidedText("".join(self._about[:1]), Qt.TextElideMode.ElideRight, room)


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


class Welcome(Area):
    """Asks through its signals; the window opens."""

    open_requested = Signal()
    paste_requested = Signal()
    numbers_requested = Signal()
    sample_requested = Signal(str)
    preset_requested = Signal(str)
    lesson_requested = Signal(int)
    path_requested = Signal(str)

    def __init__(
        self,
        samples: tuple[tuple[str, str], ...],
        presets: tuple[tuple[str, str, str], ...],
        lessons: tuple[tuple[int, str, tuple[str, ...]], ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("welcome")
        self.cards = {sample_id: SampleCard(sample_id, title) for sample_id, title in samples}
        self._presets, self._lessons = presets, lessons
        self._recent_box = QVBoxLayout()
        self._recent_box.setSpacing(0)
        content = Area("panel")
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self._left, self._right = QWidget(), QWidget()
        self._left.setFixedWidth(3 * CARD + 32)
        self._right.setFixedWidth(RIGHT_WIDTH)
        self._build_left()
        self._build_right()
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
        self._drop = _DropArea()
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        centred = Qt.AlignmentFlag.AlignCenter
        self.open_button = Button(self.tr("Open a photo or a pipeline"), primary=True, name="welcome_open")
        self.open_button.setToolTip(self.tr("Choose a picture file or a .pipeline.json file."))
        self.paste_button = Button(self.tr("Paste"), tip=self.tr("Open the picture on the clipboard."), name="paste")
        self.numbers_button = Button(self.tr("Type numbers"), name="welcome_numbers")
        self.numbers_button.setToolTip(self.tr("Begin with a small grid of numbers in place of a photo."))
        self.numbers_button.clicked.connect(self.numbers_requested)
        self.open_button.clicked.connect(self.open_requested)
        self.paste_button.clicked.connect(self.paste_requested)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.paste_button)
        buttons.addWidget(self.numbers_button)
        buttons.addStretch(1)
        inner = QVBoxLayout(self._drop)
        inner.setContentsMargins(16, 16, 16, 16)
        inner.setSpacing(8)
        inner.addStretch(1)
        inner.addWidget(self._icon)
        inner.addWidget(Label(self.tr("Drop a photo anywhere in this window"), px=15, weight=600, align=centred))
        formats = self.tr("PNG, JPEG, TIFF, WebP. 8 bit, 16 bit or float, up to 100 megapixels.")
        inner.addWidget(Label(formats, "dim", px=12, align=centred))
        inner.addSpacing(4)
        inner.addLayout(buttons)
        inner.addStretch(1)
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Label(self.tr("Filter Workbench"), px=22, weight=700))
        column.addSpacing(4)
        column.addWidget(Label(self.tr("Design a kernel, see what every step does, save what you made."), "dim"))
        column.addSpacing(20)
        column.addWidget(self._drop)
        column.addSpacing(24)
        column.addWidget(section_label(self.tr("Samples")))
        column.addSpacing(8)
        cards = QGridLayout()
        cards.setSpacing(16)
        for index, card in enumerate(self.cards.values()):
            card.clicked.connect(self._on_card_clicked)
            cards.addWidget(card, index // 3, index % 3)
        cards.setColumnStretch(3, 1)
        column.addLayout(cards)

    def _build_right(self) -> None:
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setDirection(QBoxLayout.Direction.TopToBottom)
        self._right_top = QLabel()
        self._right_top.setFixedHeight(52)
        column.addWidget(self._right_top)
        self._recent_title = section_label(self.tr("Recent"))
        column.addWidget(section_label(self.tr("Lessons")))
        column.addSpacing(4)
        self.lesson_rows = []
        for number, (place, title, about) in enumerate(self._lessons, 1):
            line = ListRow(str(place), title, *about, number=str(number))
            line.setObjectName(f"lesson_{place}")
            line.clicked.connect(self._on_lesson_clicked)
            self.lesson_rows.append(line)
            column.addWidget(line)
        column.addSpacing(20)
        column.addWidget(section_label(self.tr("Begin with a pipeline")))
        column.addSpacing(4)
        self.preset_rows = []
        for number, (preset_id, title, about) in enumerate(self._presets, 1):
            line = ListRow(preset_id, title, about, number=str(number))
            line.setObjectName(f"preset_{preset_id}")
            line.clicked.connect(self._on_preset_clicked)
            self.preset_rows.append(line)
            column.addWidget(line)
        column.addSpacing(20)
        column.addWidget(self._recent_title)
        column.addSpacing(4)
        column.addLayout(self._recent_box)
        column.addStretch(1)

    def set_recent(self, paths: tuple[Path, ...]) -> None:
        """List the files opened last."""
        while (item := self._recent_box.takeAt(0)) is not None:
            item.widget().deleteLater()
        for path in paths[:MOST_RECENT]:
            line = ListRow(str(path), path.name, str(path.parent))
            line.clicked.connect(self._on_recent_clicked)
            self._recent_box.addWidget(line)
        self._recent_title.setVisible(bool(paths))

    def set_card(self, sample_id: str, picture: CardPicture) -> None:
        self.cards[sample_id].set_picture(picture)

    def set_lit(self, is_lit: bool) -> None:
        """Show that what is dragged over the window would be opened."""
        self._drop.is_lit = is_lit
        self._drop.update()

    def focus(self) -> None:
        self.open_button.setFocus()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        is_large = self.width() >= LARGE_FROM
        self._drop.setFixedHeight(360 if is_large else 272 if self.height() > 720 else 208)
        card = LARGE_CARD if is_large else CARD
        left = 3 * card + 32
        if self._left.width() != left:
            for each in self.cards.values():
                each.set_width(card)
            self._left.setFixedWidth(left)
        room = self.width() - 2 * EDGE - left - BETWEEN
        self._right.setFixedWidth(min(LARGE_RIGHT_WIDTH if is_large else RIGHT_WIDTH, room))

    @Slot()
    def _on_card_clicked(self) -> None:
        self.sample_requested.emit(self.sender().sample_id)

    @Slot()
    def _on_preset_clicked(self) -> None:
        self.preset_requested.emit(self.sender().key)

    @Slot()
    def _on_lesson_clicked(self) -> None:
        self.lesson_requested.emit(int(self.sender().key))

    @Slot()
    def _on_recent_clicked(self) -> None:
        self.path_requested.emit(self.sender().key)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._icon.setPixmap(icons.pixmap("photo", "dim", 32, self.devicePixelRatioF()))


def card_picture(load: Callable[[Path], object], path: Path) -> CardPicture:
    """Read a sample and make its card: cut to the card's shape, sampled, with the Laplacian of the samples."""
    photo = load(path)
    channels, height, width = photo.shape[1:]
    aspect = CARD / CARD_HEIGHT
    rows, columns = (height, round(height * aspect)) if width / height > aspect else (round(width / aspect), width)
    top, left = (height - rows) // 2, (width - columns) // 2
    every = max(1, rows // (2 * CARD_HEIGHT))
    values = photo.region(np.arange(top, top + rows, every), np.arange(left, left + columns, every), 255.0)[0]
    gray = np.pad(values.mean(axis=0), 1, mode="edge")
    edges = 8 * gray[1:-1, 1:-1]
    for y, x in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2)):
        edges = edges - gray[y : y + edges.shape[0], x : x + edges.shape[1]]
    colours = np.moveaxis(values, 0, 2) if channels == 3 else values[0]
    return CardPicture(np.ascontiguousarray(colours), edges.astype(np.float32), (channels, height, width))
