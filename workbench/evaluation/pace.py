"""How fine the pictures of an edit are: the first as fine as there is time for, by what the last ones took."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from filters import bands
from filters.windows import Positions
from workbench.evaluation import views
from workbench.evaluation.cache import Gathered
from workbench.evaluation.evaluate import Evaluation
from workbench.evaluation.looks import Request, coarser, places

FIRST_NANOSECONDS, FINE_NANOSECONDS = 2.5e6, 250e6
"""About how long the first picture of an edit may take, and the finest one with none between the two."""

STRIPS = 0.25
"""What part of a picture is at most computed as fine as the screen at once, whatever that takes."""

LITTLE = 0.2
"""What part of the finest picture's time one before it may take."""

COARSEST = 32
"""How many times coarser than the screen the first picture may be."""

LEAST_LEARNED = 1e6
"""Estimates below this many nanoseconds teach nothing: a pass costs more than its arithmetic."""


class Pace:
    """How long the finest pictures take beside what was estimated, and how coarse the last first one was, for one step
    and size of the view: a drag repeats itself."""

    def __init__(self) -> None:
        self.ratio, self.factor = 1.0, 1
        self._of: object = None
        self._is_known = False

    def follow(self, what: object) -> None:
        """Begin anew where it is not what was measured last; the first time, which gathers, teaches nothing."""
        self._is_known = what == self._of
        if not self._is_known:
            self.ratio, self.factor, self._of = 1.0, 1, what

    def learn(self, estimated: float, taken: float) -> None:
        """Move half way to what was measured."""
        if self._is_known and estimated > LEAST_LEARNED:
            self.ratio = min(max(0.5 * (self.ratio + taken / estimated), 0.1), 10.0)


def effort(request: Request, evaluation: Evaluation) -> float:
    """About how many nanoseconds the picture that is asked for takes all threads."""
    found = _sampled(request)
    return 0.0 if found is None else views.effort(evaluation, request.step, *found).nanoseconds / bands.WORKERS


def lacking(request: Request, evaluation: Evaluation) -> float:
    """What part of the picture that is asked for is not there from a view before it."""
    found = _sampled(request)
    return 1.0 if found is None else views.lacking(evaluation, request.step, *found)


def gather(request: Request, evaluation: Evaluation, pace: Pace) -> None:
    """Gather of the photo what the first and the finest picture of the next edit read, where that is not kept yet."""
    anew = replace(evaluation, cache=Gathered(evaluation.cache))
    first, _ = _first(pace, partial(_estimated, request, anew))
    for factor in {1, first}:
        found = _sampled(replace(request, view=coarser(request.view, factor)))
        if found is not None:
            views.gather(anew, request.step, *found)


def _sampled(request: Request) -> tuple[Positions, Positions] | None:
    """The rows and columns of the map that are asked for; None where it has none in view."""
    row = request.plan[request.step]
    if len(row.shape or ()) != 4:
        return None
    rows, columns, _, _ = places(row, request.view)
    return (rows, columns) if rows.size and columns.size else None


def _estimated(request: Request, evaluation: Evaluation, factor: int) -> float:
    return effort(replace(request, view=coarser(request.view, factor)), evaluation)


def _first(pace: Pace, estimated: Callable[[int], float]) -> tuple[int, float]:
    """How many times coarser than the screen the first picture is, by the last one, and its estimate."""
    factor, first = pace.factor, estimated(pace.factor)
    if pace.ratio * first > FIRST_NANOSECONDS:
        while factor < COARSEST and pace.ratio * first > FIRST_NANOSECONDS:
            factor *= 2
            first = estimated(factor)
    else:
        while factor > 1 and pace.ratio * (finer := estimated(factor // 2)) <= FIRST_NANOSECONDS:
            factor, first = factor // 2, finer
    return factor, first


def refinements(request: Request, evaluation: Evaluation, pace: Pace) -> Iterator[tuple[int, float]]:
    """How many times coarser than the screen each picture is, the first within its budget and the last at 1, and about
    how many nanoseconds it takes by estimate.

    After a pan the strips that came into view are computed as fine as the screen at once; of them nothing is learned,
    and their estimate is 0. Else the search for the first begins at that of the edit before. Where the finest takes
    long there are some between them, but none that takes a good part of the finest's time.
    """

    if lacking(request, evaluation) <= STRIPS:
        yield 1, 0.0
        return
    estimated = partial(_estimated, request, evaluation)
    factor, first = _first(pace, estimated)
    pace.factor = factor
    yield factor, first
    if factor == 1:
        return
    finest = estimated(1)
    while pace.ratio * finest > FINE_NANOSECONDS and factor > 4:
        factor //= 4
        between = estimated(factor)
        if between <= finest * LITTLE:
            yield factor, between
    yield 1, finest
