"""Controls that choose: segmented switches, selects and on/off switches."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets.painting import ALIGN_LEFT, FIXED, draw_focus_ring, smooth


class Segmented(QWidget):
    """A row of choices of which one is on; Left and Right choose."""

    value_changed = Signal(object)

    def __init__(
        self, options: Sequence[tuple[object, str]], *, small: bool = False, tip: str = "", name: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._options = list(options)
        self._index = 0
        self._is_small = small
        self.setFont(theme.font(12 if small else 13, 500))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(FIXED, FIXED)
        self.setToolTip(tip)
        self.setObjectName(name)
        self.setAccessibleName(tip.rstrip("."))

    def value(self) -> object:
        return self._options[self._index][0]

    def set_value(self, value: object) -> None:
        """Choose without telling."""
        index = next(i for i, (key, _) in enumerate(self._options) if key == value)
        if index != self._index:
            self._index = index
            self.update()

    def segment(self, value: object) -> QRectF:
        """Where the choice stands."""
        return dict(zip((key for key, _ in self._options), self._segments(), strict=True))[value]

    def _segments(self) -> list[QRectF]:
        metrics, x, found = QFontMetrics(self.font()), 2.0, []
        for _, text in self._options:
            width = metrics.horizontalAdvance(text) + (16 if self._is_small else 24)
            found.append(QRectF(x, 2, width, self.height() - 4))
            x += width
        return found

    def _choose(self, index: int) -> None:
        index = min(max(index, 0), len(self._options) - 1)
        if index != self._index:
            self._index = index
            self.update()
            self.value_changed.emit(self.value())

    def sizeHint(self) -> QSize:
        width = self._segments()[-1].right() + 2
        return QSize(round(width), 24 if self._is_small else theme.control_height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, place in enumerate(self._segments()):
            if place.contains(event.position()):
                self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: self._index - 1, Qt.Key.Key_Right: self._index + 1, Qt.Key.Key_Home: 0,
                 Qt.Key.Key_End: len(self._options) - 1}  # fmt: skip
        if event.key() in moves:
            self._choose(moves[event.key()])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        is_dark = theme.current().name == theme.DARK
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("field" if is_dark else "badge"))
        painter.drawRoundedRect(self.rect(), 6, 6)
        for index, ((_, text), place) in enumerate(zip(self._options, self._segments(), strict=True)):
            is_chosen = index == self._index
            if is_chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("track" if is_dark else "raised"))
                painter.drawRoundedRect(place, 4, 4)
            painter.setPen(theme.color("off" if not self.isEnabled() else "text" if is_chosen else "dim"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), 6)


class Select(QComboBox):
    """One of several; a `flat` one has no body and stands in heads."""

    value_changed = Signal(object)

    def __init__(
        self, options: Sequence[tuple[object, str]] = (), *, flat: bool = False, tip: str = "", name: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._is_flat = flat
        self._keys: list[object] = []
        self.setFont(theme.font(12 if flat else 13))
        self.setToolTip(tip)
        self.setObjectName(name)
        self.setAccessibleName(tip.rstrip("."))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum if flat else QSizePolicy.Policy.Expanding, FIXED)
        self.setMaxVisibleItems(16)
        self.activated.connect(self._on_activated)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[object, str]]) -> None:
        """Replace the choices where they differ, keeping the value where it is still among them."""
        keys, texts = [key for key, _ in options], [text for _, text in options]
        if keys == self._keys and texts == [self.itemText(i) for i in range(self.count())]:
            return
        value = self.value()
        self.clear()
        self._keys = keys
        self.addItems(texts)
        self.set_value(value)
        self.updateGeometry()

    def value(self) -> object:
        return self._keys[self.currentIndex()] if 0 <= self.currentIndex() < len(self._keys) else None

    def set_value(self, value: object) -> None:
        """Choose without telling."""
        if value in self._keys and value != self.value():
            self.setCurrentIndex(self._keys.index(value))
            self.updateGeometry()

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.value_changed.emit(self._keys[index])

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        texts = [self.currentText()] if self._is_flat else [self.itemText(i) for i in range(self.count())]
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        return QSize(widest + (32 if self._is_flat else 46), 24 if self._is_flat else theme.control_height())

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), 64), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        edge = QRectF(self.rect())
        if not self._is_flat:
            painter.setPen(QPen(theme.color("track" if self.underMouse() and self.isEnabled() else "line"), 1))
            painter.setBrush(theme.color("field" if self.isEnabled() else "panel"))
            painter.drawRoundedRect(edge.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        elif self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("raised"))
            painter.drawRoundedRect(edge, 4, 4)
        if self.hasFocus():
            draw_focus_ring(painter, edge)
        painter.setFont(self.font())
        painter.setPen(theme.color("text" if self.isEnabled() else "off"))
        room = self.width() - (30 if self._is_flat else 36)
        text = QFontMetrics(self.font()).elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(edge.adjusted(6 if self._is_flat else 8, 0, -24, 0), ALIGN_LEFT, text)
        role = "dim" if self.isEnabled() else "off"
        icons.paint(painter, "down", role, self.width() - (20 if self._is_flat else 24), (self.height() - 16) / 2)


def draw_switch(painter: QPainter, place: QRectF, is_on: bool, *, is_enabled: bool = True) -> None:
    """An on/off switch of 26 x 14: filled with its knob at the right when on, an outline when off."""
    role = "knob_bg" if is_enabled else "off"
    radius = place.height() / 2
    if is_on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(role))
        painter.drawRoundedRect(place, radius, radius)
        painter.setBrush(theme.color("knob"))
        painter.drawEllipse(QPointF(place.right() - radius, place.center().y()), radius - 2.5, radius - 2.5)
    else:
        painter.setPen(QPen(theme.color(role), 1.25))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.adjusted(0.6, 0.6, -0.6, -0.6), radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(role))
        painter.drawEllipse(QPointF(place.left() + radius, place.center().y()), radius - 3.5, radius - 3.5)


class Switch(QAbstractButton):
    """On or off; Space toggles."""

    value_changed = Signal(object)

    def __init__(self, *, tip: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setToolTip(tip)
        self.setObjectName(name)
        self.setAccessibleName(tip.rstrip("."))
        self.setSizePolicy(FIXED, FIXED)
        self.clicked.connect(self._on_clicked)

    def value(self) -> bool:
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        """Turn on or off without telling."""
        self.setChecked(value)

    @Slot(bool)
    def _on_clicked(self, is_on: bool) -> None:
        self.value_changed.emit(is_on)

    def sizeHint(self) -> QSize:
        return QSize(34, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        draw_switch(painter, QRectF(4, (self.height() - 14) / 2, 26, 14), self.isChecked(), is_enabled=self.isEnabled())
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), 10)
