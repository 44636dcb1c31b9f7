"""A field for a list of numbers."""

from PySide6.QtWidgets import QWidget

from ui import numbers
from ui.widgets.field import Field


class VectorField(Field):
    """Numbers for each channel, apart by spaces or commas; empty is None, one number stands for itself.

    With `single` a lone number is a plain float for all channels, and not a vector of one.
    """

    def __init__(
        self, *, single: bool = False, low: float | None = None, tip: str = "", name: str = "",
        placeholder: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("", tip=tip, name=name, parent=parent)
        self._is_single = single
        self._low = low
        self.setPlaceholderText(placeholder)

    def read(self, text: str) -> object:
        words = text.replace(",", " ").replace(";", " ").split()
        values = tuple(numbers.parse(word) for word in words)
        if not values:
            return None
        self.at_least(min(values), self._low)
        return values[0] if self._is_single and len(values) == 1 else values

    def write(self, value: object) -> str:
        if value is None:
            return ""
        return "  ".join(numbers.short(one) for one in (value if isinstance(value, tuple) else (value,)))

    def editable(self, value: object) -> str:
        if value is None:
            return ""
        return " ".join(numbers.typed(one) for one in (value if isinstance(value, tuple) else (value,)))
