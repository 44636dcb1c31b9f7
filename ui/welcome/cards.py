"""Samples as cards: left half the photo, right half its Laplacian."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt, Slot
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from filters.records import dataclass
from ui import numbers, pixels, theme
from ui.pixels import Levels
from ui.widgets.painting import ALIGN_LEFT, draw_focus_ring, smooth
from workbench.levels import quantile

CARD, CARD_HEIGHT, CAPTION = 204, 136, 44


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
        """Photo and edges in the colours of the theme, drawn when they are seen."""
        theme.notifier().changed.connect(self._on_theme_changed)

    def set_width(self, width: int) -> None:
        """The size of the picture, two to three; the caption stands beneath."""
        self.setFixedSize(width, round(width * CARD_HEIGHT / CARD) + CAPTION)

    def set_picture(self, picture: CardPicture) -> None:
        self._picture = picture
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._drawn = None
        self.update()

    def _images(self, picture: CardPicture) -> tuple[QImage, QImage]:
        if self._drawn is None:
            high = quantile(np.abs(picture.edges), 0.97) or 1.0
            photo, edges = Levels(0.0, 255.0), Levels(-high, high)
            self._drawn = pixels.image(picture.photo, photo), pixels.image(picture.edges, edges)
        return self._drawn

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
        if self._picture is not None:
            photo, edges = self._images(self._picture)
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
