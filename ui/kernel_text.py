"""Blocks of weights as text: from and to a spreadsheet, NumPy and ImageJ."""

import re

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from ui import numbers

LARGEST = 63
_WRAPPING = re.compile(r"(?:\bnp\.|\bnumpy\.)?\barray\s*\(|,?\s*dtype\s*=\s*[\w.]+|\btext1\s*=|\bnormalize\b|[()\"';]")
_INNERMOST = re.compile(r"\[([^\[\]]*)\]")


def parse_block(text: str) -> NDArray[np.float32]:
    """Read rows of numbers: tab-separated, NumPy's print or code, ImageJ's kernel text, commas or spaces.

    Raises numbers.NumberError: nothing there, a word that is not a number, rows of different lengths, over 63 x 63.
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
    if max(len(rows), len(rows[0])) > LARGEST:
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
