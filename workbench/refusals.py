"""Why a step cannot run: one sentence, which parameters it is about, and what would mend it with a click."""

from collections.abc import Callable
from dataclasses import field
from functools import partial
from math import prod
from typing import Any

from filters.errors import FilterError
from filters.records import dataclass
from filters.words import Words
from workbench.document import Step
from workbench.layers import KINDS, Shape, fitted, shown, with_parameters
from workbench.memory import PIXEL_BUDGET

LARGEST_FIX = 1 << 26
"""No weight of more values is offered: 256 MB."""


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
    """The refusal with its fields and one-click fixes, where a larger padding or a smaller kernel would mend it."""
    kind = KINDS[step.kind]
    if kind.windows is None or len(shapes[0]) != 4:
        return Refusal(step.id, message)
    field = "weight" if step.kind == "conv2d" else "kernel_size"
    windows = kind.windows(step, shapes[0])
    short = [max(w.extent - w.before - w.after - n, 0) for w, n in zip(windows, shapes[0][2:], strict=True)]
    if not any(short):
        return Refusal(step.id, message, ("padding",) if "padding" in message else (field,))
    fixes = []
    more = -(-max(short) // 2)
    pads = [w.before + more for w in windows for _ in "01"]
    changes: list[tuple[str, dict[str, Any]]] = [(f"Pad by {pads[0]}", {"padding": tuple(pads)})]
    fit = tuple(min(w.size, (n + w.before + w.after - 1) // w.dilation + 1) for w, n in zip(
        windows, shapes[0][2:], strict=True))  # fmt: skip
    if field == "kernel_size":
        changes.append((f"Window {fit[0]} × {fit[1]}", {"kernel_size": fit}))
    else:
        top, left = ((w.size - f) // 2 for w, f in zip(windows, fit, strict=True))
        weight = step["weight"][..., top : top + fit[0], left : left + fit[1]]
        changes.append((f"Kernel {fit[0]} × {fit[1]}", {"weight": weight}))
    for title, change in changes:
        mended = with_parameters(step, **change)
        try:
            kind.shape(mended, shapes, step.id)
        except FilterError:
            continue
        fixes.append(Fix(title, partial(with_parameters, step, **change)))
    return Refusal(step.id, message, (field,), tuple(fixes))


def refusal_of_linear(step: Step, given: int, laid: tuple[str, Shape] | None, message: str) -> Refusal:
    """The refusal of a weight with other inputs than the `given` ones, and a weight that has these.

    `laid` is the step that laid them in a row, and the shape of what it laid there, where one did.
    """
    weight = step["weight"]
    if given == len(weight):
        return Refusal(step.id, message, ("bias",))
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
