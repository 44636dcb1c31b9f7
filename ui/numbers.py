"""Numbers as people type and read them: expressions such as -1/9 in, fractions and true minus signs out.

Nothing typed is ever evaluated by Python; a small parser knows + - * / ** and parentheses and says what is wrong.
"""

import math
import re
from fractions import Fraction

import numpy as np
from PySide6.QtCore import QCoreApplication

from workbench.numerals import MINUS, rounded

THIN, NARROW = "\u2009", "\u202f"
"""Spaces about a sign of multiplication: where a line may be broken, and where not."""

HIDDEN = "?"
"""What stands where a lesson asks for a fact."""

NOTHING = "–"
"""What stands where there is nothing to show."""

TIMES = f"{THIN}×{THIN}"
LARGEST_DENOMINATOR = 300
"""Of fractions: with larger ones, many a number that is none would be near enough to one."""

_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(\*\*|[-+*/()^]))")
_DEEPEST = 50
_SIZES = re.compile(r"(?<=\d) [x×] (?=\d)")


class NumberError(ValueError):
    """Typed text that is not a number; the message is one sentence for the user."""


def parse(text: str) -> float:
    """Read a number or an expression of numbers such as 1/9, -2*(3+4) or 2**-3, in double precision.

    Raises NumberError: letters, a decimal comma, a division by zero, or anything else that is not one finite number.
    """
    plain = text.strip().replace(MINUS, "-").replace("×", "*").replace("·", "*").replace("÷", "/").replace("^", "**")
    if not plain:
        raise NumberError(
            QCoreApplication.translate("numbers", "The field is empty; type a number such as 0.5 or 1/9.")
        )
    if "," in plain:
        words = QCoreApplication.translate("numbers", "“{0}” has a comma; write decimals with a point, such as 0.5.")
        raise NumberError(words.format(text.strip()))
    reader = _Reader(text.strip(), _tokens(plain, text.strip()))
    try:
        value = reader.sum(0)
    except (OverflowError, ZeroDivisionError):
        words = QCoreApplication.translate(
            "numbers", "“{0}” has no finite value; check for a division by zero or a huge power."
        )
        raise NumberError(words.format(text.strip())) from None
    if reader.position < len(reader.tokens):
        raise reader.refusal()
    if isinstance(value, complex) or not math.isfinite(value) or abs(value) > float(np.finfo(np.float32).max):
        words = QCoreApplication.translate("numbers", "“{0}” has no finite value that fits 32-bit floating point.")
        raise NumberError(words.format(text.strip()))
    return float(value)


def _tokens(plain: str, original: str) -> list[str]:
    found, position = [], 0
    while position < len(plain.rstrip()):
        match = _TOKEN.match(plain, position)
        if match is None:
            words = QCoreApplication.translate(
                "numbers", "“{0}” is not a number; type digits or an expression such as 1/9."
            )
            raise NumberError(words.format(original))
        found.append(match.group(1) or match.group(2))
        position = match.end()
    return found


class _Reader:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str, tokens: list[str]) -> None:
        self.text, self.tokens, self.position = text, tokens, 0

    def refusal(self) -> NumberError:
        words = QCoreApplication.translate(
            "numbers", "“{0}” is not complete; type a number or an expression such as 1/9."
        )
        return NumberError(words.format(self.text))

    def _take(self, *wanted: str) -> str | None:
        if self.position < len(self.tokens) and self.tokens[self.position] in wanted:
            self.position += 1
            return self.tokens[self.position - 1]
        return None

    def sum(self, depth: int) -> float:
        if depth > _DEEPEST:
            raise self.refusal()
        value = self.product(depth)
        while sign := self._take("+", "-"):
            term = self.product(depth)
            value = value + term if sign == "+" else value - term
        return value

    def product(self, depth: int) -> float:
        value = self.signed(depth)
        while sign := self._take("*", "/"):
            factor = self.signed(depth)
            value = value * factor if sign == "*" else value / factor
        return value

    def signed(self, depth: int) -> float:
        if depth > _DEEPEST:
            raise self.refusal()
        if sign := self._take("+", "-"):
            value = self.signed(depth + 1)
            return -value if sign == "-" else value
        base = self.atom(depth)
        if self._take("**"):
            return base ** self.signed(depth + 1)
        return base

    def atom(self, depth: int) -> float:
        if self._take("("):
            value = self.sum(depth + 1)
            if not self._take(")"):
                raise self.refusal()
            return value
        if self.position >= len(self.tokens) or not (
            self.tokens[self.position][0].isdigit() or self.tokens[self.position][0] == "."
        ):
            raise self.refusal()
        self.position += 1
        return float(self.tokens[self.position - 1])


def as_fraction(value: float) -> str | None:
    """ "p/q" where the float32 `value` is exactly the nearest float32 of p/q with q small; else None.

    A value that a short decimal already says (0.5, 0.25, 3) is left to the decimal.
    """
    single = np.float32(value)
    if not np.isfinite(single) or single == 0:
        return None
    guess = Fraction(float(single)).limit_denominator(LARGEST_DENOMINATOR)
    if guess.denominator == 1 or np.float32(guess.numerator / guess.denominator) != single:
        return None
    if abs(guess.numerator) > 99 * guess.denominator or len(_shortest(single).lstrip("-0.")) <= 4:
        return None
    return f"{guess.numerator}/{guess.denominator}".replace("-", MINUS)


def _shortest(single: np.float32) -> str:
    """The shortest decimal that reads back to the same float32."""
    magnitude = abs(float(single))
    if magnitude and not 1e-5 <= magnitude < 1e9:
        return np.format_float_scientific(single, trim="-", exp_digits=1)
    return np.format_float_positional(single, trim="-")


def exact(value: float) -> str:
    """The shortest decimal that reads back to the same float32, with a true minus."""
    return _shortest(np.float32(value)).replace("-", MINUS)


def short(value: float, digits: int = 4) -> str:
    """For a cell or a label: a fraction where it is one, else up to `digits` significant figures."""
    return as_fraction(value) or rounded(value, digits)


def equation(value: float) -> str:
    """ "1/9 = 0.11111111" where the value is a fraction, else the exact decimal."""
    fraction = as_fraction(value)
    if fraction is None:
        return exact(value)
    return f"{fraction} = {float(np.float32(value)):.8g}".replace("-", MINUS)


def typed(value: float) -> str:
    """What an editor starts with: the fraction or the exact decimal, with an ordinary minus."""
    return (as_fraction(value) or exact(value)).replace(MINUS, "-")


def shape(*sizes: int) -> str:
    """8 × 510 × 510, with thin spaces."""
    return TIMES.join(str(size) for size in sizes)


def maps(sizes: tuple[int, ...]) -> str:
    """A shape (N, C, H, W) or (N, K), its N left out where it is 1."""
    return shape(*sizes) if sizes[0] > 1 else shape(*sizes[1:])


def with_times(sentence: str) -> str:
    """A sentence of the engine with its sizes written as the window writes them: 7 x 7 becomes 7 × 7, on one line."""
    return _SIZES.sub(f"{NARROW}×{NARROW}", sentence)


def count(number: int) -> str:
    """Parameters and operations: 2 912 up to five digits, then 46.1 M."""
    if number < 100_000:
        return f"{number:,}".replace(",", "\u202f")
    for unit, size in (("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if number >= size * 0.9995:
            return f"{number / size:.3g} {unit}" if number < size * 999.5 else f"{number / size:.0f} {unit}"
    return str(number)


def size(count_of_bytes: float) -> str:
    """A file's size: 950 B, 1.2 MB, 48 GB."""
    for unit, scale in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count_of_bytes >= scale * 0.9995:
            return f"{count_of_bytes / scale:.3g} {unit}" if count_of_bytes < scale * 999.5 else f"1000 {unit}"
    return f"{count_of_bytes:.0f} B"
