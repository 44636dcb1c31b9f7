"""A field for an input shape N, C, H, W; empty stands for the photo's own."""

import re

from ui import numbers
from ui.widgets.field import Field

LARGEST = 10**6


class ShapeField(Field):
    """Four whole numbers, apart by anything; the value is a tuple, or None where the field is empty."""

    def read(self, text: str) -> object:
        words = re.findall(r"[^\s,;×xX*\[\]()]+", text)
        if not words:
            return None
        if len(words) != 4 or not all(
            word.isascii() and word.isdecimal() and 0 < int(word) <= LARGEST for word in words
        ):
            raise numbers.NumberError(
                self.tr("“{0}” is not a shape; type four whole numbers N, C, H, W, such as 10, 3, 224, 224.").format(
                    text.strip()
                )
            )
        return tuple(map(int, words))

    def write(self, value: object) -> str:
        return "" if value is None else numbers.shape(*value)

    def editable(self, value: object) -> str:
        return "" if value is None else ", ".join(map(str, value))
