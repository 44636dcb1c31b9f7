"""The parameters of layers as data: one row each, from which forms, file checks and sentences are made."""

import math
import reprlib
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from filters.errors import FilterError
from filters.records import dataclass
from filters.words import Words

ParameterKind = Literal["weight", "bias", "pair", "pads", "int", "float", "bool", "choice", "vector", "axes"]

LARGEST_SIDE = 1_000_000
"""No stride, padding, dilation or window is larger: no picture has a longer side."""
LARGEST_NUMBER = float(np.finfo(np.float32).max)
_DEEPEST = 4


class LayerError(FilterError):
    """A parameter that its layer refuses; `field` is the path to it, such as "stride[0]"."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Parameter:
    """One parameter of a layer: what form it has, its default and its range.

    `low` and `high` bound each number; a default of None makes the parameter optional. `required` has no default.
    """

    name: str
    kind: ParameterKind
    title: str
    default: Any = None
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()
    help: str = ""
    required: bool = False

    def checked(self, value: Any) -> Any:
        """The value in its normal form, or a LayerError that says what it must be."""
        if value is None:
            if self.required or self.default is not None:
                raise LayerError(self.name, Words("{0} must not be null.", self.name))
            return None
        return getattr(self, f"_{self.kind}")(value)

    def _number(self, value: Any, field: str, *, whole: bool) -> Any:
        kinds = (int, np.integer) if whole else (int, float, np.integer, np.floating)
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise LayerError(
                field,
                Words("{0} must be {1}, not {2}.", field, Words("an integer" if whole else "a number"), _shown(value)),
            )
        if not whole and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:  # NaN is not either
            raise LayerError(
                field,
                Words(
                    "{0} must be finite, and at most {1:.8g} as float32 is, not {2}.",
                    field,
                    LARGEST_NUMBER,
                    _shown(value),
                ),
            )
        if not self.low <= value <= self.high:
            wanted = Words("at least {0:g}", self.low)
            if self.high < LARGEST_SIDE:
                wanted = Words("from {0:g} to {1:g}", self.low, self.high)
            elif value > self.high:
                wanted = Words("at most {0:,.0f}", self.high)
            raise LayerError(field, Words("{0} must be {1}, not {2}.", field, wanted, _shown(value)))
        return int(value) if whole else float(value)

    def _int(self, value: Any) -> int:
        return int(self._number(value, self.name, whole=True))

    def _float(self, value: Any) -> float:
        return float(self._number(value, self.name, whole=False))

    def _bool(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise LayerError(self.name, Words("{0} must be true or false, not {1}.", self.name, _shown(value)))
        return value

    def _choice(self, value: Any) -> str:
        if value not in self.choices:
            raise LayerError(
                self.name, Words("{0} must be one of {1}, not {2}.", self.name, ", ".join(self.choices), _shown(value))
            )
        return str(value)

    def _integers(self, value: Any, lengths: tuple[int, ...], forms: str) -> tuple[int, ...]:
        if isinstance(value, bool) or not isinstance(value, int | np.integer | list | tuple):
            raise LayerError(self.name, Words("{0} must be {1}, not {2}.", self.name, forms, _shown(value)))
        if isinstance(value, int | np.integer):
            return (int(self._number(value, self.name, whole=True)),)
        if len(value) not in lengths:
            raise LayerError(self.name, Words("{0} must be {1}, not {2} numbers.", self.name, forms, len(value)))
        return tuple(self._number(v, f"{self.name}[{i}]", whole=True) for i, v in enumerate(value))

    def _pair(self, value: Any) -> tuple[int, int]:
        found = self._integers(value, (2,), Words("an integer or [height, width]"))
        return (found[0], found[-1])

    def _pads(self, value: Any) -> tuple[int, int, int, int] | str:
        if value == "same":
            return "same"
        if value == "valid":
            return (0, 0, 0, 0)
        found = self._integers(
            value, (2, 4), Words('an integer, [height, width], [top, bottom, left, right], "same" or "valid"')
        )
        if len(found) == 4:
            return found[0], found[1], found[2], found[3]
        return found[0], found[0], found[-1], found[-1]

    def _axes(self, value: Any) -> tuple[int, ...]:
        return self._integers(value, (1, 2, 3, 4), Words("an integer, a list of axes or null"))

    def _vector(self, value: Any) -> tuple[float, ...]:
        if not isinstance(value, list | tuple | np.ndarray) or len(value) == 0:
            raise LayerError(self.name, Words("{0} must be a list with a number for each channel, or null.", self.name))
        return tuple(float(self._number(v, f"{self.name}[{i}]", whole=False)) for i, v in enumerate(value))

    def _bias(self, value: Any) -> float | tuple[float, ...]:
        if isinstance(value, list | tuple | np.ndarray):
            return self._vector(value)
        return self._float(value)

    def _weight(self, value: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
        if isinstance(value, np.ndarray):
            wide = value
        else:
            self._refuse_ragged(value, self.name)
            try:
                wide = np.array(value, np.float64)
            except OverflowError as error:  # a whole number of hundreds of digits
                raise self._not_finite() from error
        with np.errstate(over="ignore"):  # what becomes infinite is refused below
            array = np.array(wide, np.float32)
        if array.ndim not in (2, 4) or 0 in array.shape:
            raise LayerError(
                self.name,
                Words(
                    "{0} must be a kernel of rows and columns, or a bank (outputs, inputs, rows, columns), each at "
                    "least 1; its shape is {1}.",
                    self.name,
                    " x ".join(map(str, array.shape)) or Words("that of one number"),
                ),
            )
        if self.high < math.inf and max(array.shape[-2:]) > self.high:
            raise LayerError(
                self.name,
                Words(
                    "{0} is {1} x {2}; a kernel is at most {3:g} x {3:g}.",
                    self.name,
                    array.shape[-2],
                    array.shape[-1],
                    self.high,
                ),
            )
        if not np.isfinite(array).all():
            raise self._not_finite()
        array.flags.writeable = False
        return array

    def _not_finite(self) -> LayerError:
        return LayerError(self.name, Words("{0} must hold finite float32 numbers only.", self.name))

    def _refuse_ragged(self, value: Any, field: str, depth: int = 0) -> tuple[int, ...]:
        if isinstance(value, bool) or not isinstance(value, int | float | list | tuple | np.integer | np.floating):
            raise LayerError(field, Words("{0} must be a number, not {1}.", field, _shown(value)))
        if not isinstance(value, list | tuple):
            return ()
        if depth == _DEEPEST:
            raise LayerError(field, Words("{0} must be a number, not a list: a bank has {1} axes.", field, _DEEPEST))
        if set(map(type, value)) <= {int, float}:  # a row of plain numbers, the usual case of millions
            return (len(value),)
        shapes = [self._refuse_ragged(item, f"{field}[{i}]", depth + 1) for i, item in enumerate(value)]
        for i, shape in enumerate(shapes):
            if shape != shapes[0]:
                raise LayerError(
                    f"{field}[{i}]",
                    Words("{0}[{1}] is not as long as {0}[0]; every row needs the same length.", field, i),
                )
        return (len(value), *(shapes[0] if shapes else ()))


def _shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return reprlib.repr(value)


def check(parameters: tuple[Parameter, ...], raw: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """All parameters of a layer in normal form, defaults filled in; unknown and missing ones are refused by name."""
    known = {parameter.name for parameter in parameters}
    for name in raw:
        if name not in known:
            raise LayerError(
                str(name),
                Words(
                    "{0} is not a parameter of {1}; it has {2}.", name, kind, ", ".join(sorted(known)) or Words("none")
                ),
            )
    found = {}
    for parameter in parameters:
        if parameter.name in raw:
            found[parameter.name] = parameter.checked(raw[parameter.name])
        elif parameter.required:
            raise LayerError(parameter.name, Words("{0} needs {1}.", kind, parameter.name))
        else:
            found[parameter.name] = parameter.default
    return found
