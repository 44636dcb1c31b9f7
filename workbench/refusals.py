"""Why a step cannot run: one sentence, which parameters it is about, and what would mend it with a click."""

from collections.abc import Callable, Sequence
from dataclasses import field
from functools import partial
from math import prod
from typing import Any

from filters.errors import FilterError
from filters.records import dataclass
from filters.windows import Window
from filters.words import Words
from workbench.convolution import reading
from workbench.document import Step
from workbench.layers import KINDS, NORM_DEFAULTS, Shape, bank_of, fitted, shown, with_parameters
from workbench.memory import PIXEL_BUDGET

LARGEST_FIX = 1 << 26
"""No weight of more values is offered: 256 MB."""

Change = tuple[str, dict[str, Any]]
"""The title of a fix, and the parameters that it changes."""


class PlanError(FilterError):
    """A document that cannot run on its input; the message begins with the step's id."""


@dataclass(frozen=True)
class Fix:
    """One click that mends a refusal: what it says, and the step to put in, which is made when it is asked for."""

    title: str
    make: Callable[[], Step] = field(compare=False)

    @property
    def step(self) -> Step:
        """The mended step; the weight of a linear layer can be larger than the photo."""
        return self.make()


@dataclass(frozen=True)
class Refusal:
    """Why a step cannot run: one sentence, the parameters to outline, and what would mend it."""

    step: str
    message: str
    fields: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()


def refuse_boundless_padding(step: Step, read: Shape, source: Shape) -> None:
    """Raise PlanError where padding makes a map so large that to compute it would never end."""
    windows = KINDS[step.kind].windows
    if windows is None:
        return
    height, width = (w.before + n + w.after for w, n in zip(windows(step, read), read[2:], strict=True))
    limit = max(PIXEL_BUDGET, 4 * prod(source[2:]))
    if height * width > limit:
        raise PlanError(
            "{0}: its input with padding is {1:,} x {2:,}, {3:,.0f} million values, and the limit is {4:,.0f} "
            "million. Pad by less.",
            step.title,
            height,
            width,
            height * width / 1e6,
            limit / 1e6,
        )


def refusal_of(step: Step, shapes: list[Shape], message: str) -> Refusal:
    """The refusal with its fields, and as fixes what would mend it: other padding or sizes, or other channels."""
    fields, changes = _changes(step, shapes[0]) if len(shapes[0]) == 4 else ((), ())
    fixes = []
    for title, change in changes:
        try:
            KINDS[step.kind].shape(with_parameters(step, **change), shapes, step.id)
        except FilterError:
            continue
        fixes.append(Fix(title, partial(with_parameters, step, **change)))
    return Refusal(step.id, message, fields, tuple(fixes))


def _changes(step: Step, read: Shape) -> tuple[tuple[str, ...], list[Change]]:
    """The parameters at fault on an input (N, C, H, W), and the changes that may mend them, each with its title."""
    if step.kind == "batch_norm":
        wrong = {name: step[name] for name in NORM_DEFAULTS if step[name] and len(step[name]) != read[1]}
        fitting = {name: _of_length(value, read[1], NORM_DEFAULTS[name]) for name, value in wrong.items()}
        return tuple(wrong), [(f"Channels {read[1]}", fitting)]
    windows = KINDS[step.kind].windows
    if windows is None:
        return (), []
    sizes = _size_changes(step, read, windows(step, read))
    field = "weight" if step.kind == "conv2d" else "kernel_size"
    if sizes:
        return (field,), sizes
    if step.kind != "conv2d":
        return ("padding",), []
    weight, bias, groups = step["weight"], step["bias"], step["groups"]
    if weight.ndim == 4 and weight.shape[1] * groups != read[1]:
        if groups > 1:
            return ("groups",), []
        return (field,), [(f"Channels {read[1]}", {"weight": reading(weight, read[1])})]
    outputs = bank_of(step, read[1])[0].shape[0]
    if isinstance(bias, tuple) and len(bias) != outputs:
        return ("bias",), [(f"Biases {outputs}", {"bias": _of_length(bias, outputs, 0.0)})]
    return ("padding",), []


def _of_length(numbers: Sequence[float], length: int, default: float) -> tuple[float, ...]:
    return (*numbers[:length], *[default] * (length - len(numbers)))


def _size_changes(step: Step, read: Shape, windows: tuple[Window, Window]) -> list[Change]:
    """A larger padding and a smaller kernel or window, where the input is smaller than what slides over it."""
    short = [max(w.extent - w.before - w.after - n, 0) for w, n in zip(windows, read[2:], strict=True)]
    if not any(short):
        return []
    more = -(-max(short) // 2)
    pads = tuple(w.before + more for w in windows for _ in "01")
    fit = tuple(min(w.size, (n + w.before + w.after - 1) // w.dilation + 1) for w, n in zip(
        windows, read[2:], strict=True))  # fmt: skip
    pad: Change = (f"Pad by {pads[0]}", {"padding": pads})
    if step.kind != "conv2d":
        return [pad, (f"Window {fit[0]} × {fit[1]}", {"kernel_size": fit})]
    top, left = ((w.size - f) // 2 for w, f in zip(windows, fit, strict=True))
    weight = step["weight"][..., top : top + fit[0], left : left + fit[1]]
    return [pad, (f"Kernel {fit[0]} × {fit[1]}", {"weight": weight})]


def refusal_of_linear(step: Step, given: int, laid: tuple[str, Shape] | None, message: str) -> Refusal:
    """The refusal of a weight with other inputs than the `given` ones, and a weight that has these.

    `laid` is the step that laid them in a row, and the shape of what it laid there, where one did.
    """
    weight = step["weight"]
    if given == len(weight):
        bias = _of_length(step["bias"], weight.shape[1], 0.0)
        fix = Fix(f"Biases {len(bias)}", partial(with_parameters, step, bias=bias))
        return Refusal(step.id, message, ("bias",), (fix,))
    if laid is not None:
        message = Words(
            "{0}: its weight has {1} inputs, but {2} lays {3} = {4} values in a row. The weight must be {4} x {5}, or "
            "the photo another size.",
            step.title,
            len(weight),
            laid[0],
            shown(laid[1]),
            given,
            weight.shape[1],
        )
    shape = (given, weight.shape[1])
    fix = Fix(f"Inputs {given}", lambda: with_parameters(step, weight=fitted(weight, shape)))
    return Refusal(step.id, message, ("weight",), (fix,) if prod(shape) <= LARGEST_FIX else ())
