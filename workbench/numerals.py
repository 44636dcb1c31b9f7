"""Numbers as people read them, wherever they are drawn: few figures and a true minus."""

import math

MINUS = "\u2212"


def rounded(value: float, digits: int = 4) -> str:
    """Up to `digits` significant figures, with a true minus."""
    if not math.isfinite(value):
        return str(value).replace("-", MINUS)
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", MINUS) if float(text) else "0"
