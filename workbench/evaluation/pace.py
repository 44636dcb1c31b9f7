"""How fine the pictures of an edit are: the first as fine as there is time for, by what the last ones took."""

from dataclasses import replace

from filters import bands
from workbench.evaluation import views
from workbench.evaluation.evaluate import Evaluation
from workbench.evaluation.looks import Request, coarser, places

FIRST_NANOSECONDS, FINE_NANOSECONDS = 4e6, 250e6
"""About how long the first picture of an edit may take, and the finest one with none between the two."""

LITTLE = 0.2
"""What part of the finest picture's time one before it may take."""

COARSEST = 32
"""How many times coarser than the screen the first picture may be."""

LEAST_LEARNED = 1e6
"""Estimates below this many nanoseconds teach nothing: a pass costs more than its arithmetic."""


class Pace:
    """How long passes take beside what was estimated, for one step and size of the view: a drag repeats itself."""

    def __init__(self) -> None:
        self.ratio = 1.0
        self._of: object = None
        self._is_known = False

    def follow(self, what: object) -> None:
        """Begin anew where it is not what was measured last; the first time, which gathers, teaches nothing."""
        self._is_known = what == self._of
        if not self._is_known:
            self.ratio, self._of = 1.0, what

    def learn(self, estimated: float, taken: float) -> None:
        """Move half way to what was measured."""
        if self._is_known and estimated > LEAST_LEARNED:
            self.ratio = min(max(0.5 * (self.ratio + taken / estimated), 0.1), 10.0)


def effort(request: Request, evaluation: Evaluation) -> float:
    """About how many nanoseconds the picture that is asked for takes all threads."""
    row = request.plan[request.step]
    if len(row.shape or ()) != 4:
        return 0.0
    rows, columns, _, _ = places(row, request.view)
    if not rows.size or not columns.size:
        return 0.0
    return views.effort(evaluation, row.id, rows, columns).nanoseconds / bands.WORKERS


def refinements(request: Request, evaluation: Evaluation, pace: float) -> tuple[int, ...]:
    """How many times coarser than the screen each picture is, the first within its budget and the last at 1.

    Where the finest takes long there are some between them, but none that takes a good part of the finest's time.
    """

    def taken(factor: int) -> float:
        return pace * effort(replace(request, view=coarser(request.view, factor)), evaluation)

    factor = 1
    finest = first = taken(1)
    while factor < COARSEST and first > FIRST_NANOSECONDS:
        factor *= 2
        first = taken(factor)
    factors = [factor]
    while finest > FINE_NANOSECONDS and factor > 4:
        factor //= 4
        if taken(factor) <= finest * LITTLE:
            factors.append(factor)
    return tuple(factors) if factors[-1] == 1 else (*factors, 1)
