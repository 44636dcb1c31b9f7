"""Blocks of weights as text: from and to a spreadsheet, NumPy and ImageJ."""

import re

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from filters.kernels import LARGEST
from ui import numbers

_WRAPPING = re.compile(r"(?:\bnp\.|\bnumpy\.)?\barray\s*\(|,?\s*dtype\s*=\s*[\w.]+|\btext1\s*=|\bnormalize\b|[()\"';]")
_INNERMOST = re.compile(r"\[([^\[\]]*)\]")


MOST_NUMBERS = 1 << 22
_TOKEN = re.compile(r"[\[\]]|[^\s,\[\]]+")


def parse_numbers(text: str) -> NDArray[np.float32]:
    """Read (H, W), (C, H, W) or (N, C, H, W) numbers: NumPy's nested brackets, or rows with empty lines between planes.

    Raises numbers.NumberError as `parse_block` does, and where planes differ in size or there are over four axes.
    """
    if text.count("[") > 1:
        return _nested(text)
    blocks = [block for block in re.split(r"\n[ \t\r]*\n", text.strip("\n")) if block.strip()] or [text]
    planes = [parse_block(block, largest=MOST_NUMBERS) for block in blocks]
    if any(plane.shape != planes[0].shape for plane in planes):
        words = QCoreApplication.translate("numbers", "The planes have different sizes: {0}.")
        raise numbers.NumberError(words.format(", ".join(numbers.shape(*plane.shape) for plane in planes)))
    return planes[0] if len(planes) == 1 else np.stack(planes)


def _nested(text: str) -> NDArray[np.float32]:
    """Nested lists of numbers, as NumPy prints and as code writes them."""
    stack: list[list[object]] = [[]]
    for token in _TOKEN.findall(_WRAPPING.sub(" ", text)):
        if token == "[":
            stack.append([])
        elif token != "]":
            stack[-1].append(numbers.parse(token))
        elif len(stack) > 1:
            done = stack.pop()
            stack[-1].append(done)
    uneven = QCoreApplication.translate("numbers", "The brackets do not hold rows of one length; check them.")
    if len(stack) != 1 or len(stack[0]) != 1:
        raise numbers.NumberError(uneven)
    try:
        values = np.array(stack[0][0], np.float64)
    except ValueError:
        raise numbers.NumberError(uneven) from None
    if not 1 <= values.ndim <= 4 or not values.size:
        words = QCoreApplication.translate("numbers", "Numbers have one to four axes, not {0}.")
        raise numbers.NumberError(words.format(values.ndim))
    return np.atleast_2d(values).astype(np.float32)


def parse_block(text: str, *, largest: int = LARGEST) -> NDArray[np.float32]:
    """Read rows of numbers: tab-separated, NumPy's print or code, ImageJ's kernel text, commas or spaces.

    Raises numbers.NumberError: nothing there, a word that is not a number, rows of different lengths, rows or columns
    over `largest`.
    """
    rows = [_cells(line) for line in _lines(text)]
    rows = [row for row in rows if row]
    if not rows:
        raise numbers.NumberError(
            QCoreApplication.translate(
                "numbers", "The clipboard holds no numbers; copy rows of numbers and paste again."
            )
        )
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            words = QCoreApplication.translate(
                "numbers", "Row {0} has {1} numbers but row 0 has {2}; every row needs the same length."
            )
            raise numbers.NumberError(words.format(index, len(row), len(rows[0])))
    if max(len(rows), len(rows[0])) > largest:
        words = QCoreApplication.translate("numbers", "The block is {0}; a kernel is at most {1}.")
        shapes = numbers.shape(len(rows), len(rows[0])), numbers.shape(LARGEST, LARGEST)
        raise numbers.NumberError(words.format(*shapes))
    return np.array([[numbers.parse(cell) for cell in row] for row in rows], np.float64).astype(np.float32)


def _lines(text: str) -> list[str]:
    if "[" not in text:
        return text.splitlines()
    plain = _WRAPPING.sub(" ", text)
    groups = _INNERMOST.findall(plain)
    if len(groups) == 1:  # ImageJ writes all rows into one pair of brackets
        return groups[0].splitlines()
    return [" ".join(group.split()) for group in groups]  # NumPy wraps a long row over several lines


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip() or "0" for cell in line.rstrip("\r\n").split("\t")]
    if "," in line:
        return [cell.strip() for cell in line.strip().rstrip(",").split(",")]
    return line.split()


def dump_block(block: NDArray[np.float32]) -> str:
    """Tab-separated rows that read back to the same float32, as spreadsheets take them."""
    return "\n".join("\t".join(numbers.exact(value).replace(numbers.MINUS, "-") for value in row) for row in block)


def dump_imagej(block: NDArray[np.float32]) -> str:
    """Rows of numbers apart by spaces, as ImageJ's Convolve takes them."""
    return dump_block(block).replace("\t", " ")


def dump_numpy(block: NDArray[np.float32]) -> str:
    """NumPy code of the block."""
    rows = ",\n          ".join(
        "[" + ", ".join(numbers.exact(value).replace(numbers.MINUS, "-") for value in row) + "]" for row in block
    )
    return f"np.array([{rows}], dtype=np.float32)"
