"""What a batch tells of itself: a line now and then, a bar where somebody watches, or JSON for programs."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from workbench.batch.names import Row
from workbench.batch.progress import Tally, clock_words
from workbench.batch.recipe import Outcome
from workbench.console import say

MANY = 10
"""From so many files on the end of the batch is told, and how long it took."""
WATCHED = 3
"""From so many on a bar is drawn, where somebody watches."""
LINE_SECONDS = 2.0
"""How often a line tells how far the batch is, where nobody watches a bar."""


def told(outcomes: Iterator[Outcome], rows: Sequence[Row], *, as_json: bool) -> int:
    """Follow the batch to its end; answers how many files failed."""
    idle = [row for row in rows if not row.is_wanted]
    tally = Tally(len(rows), len(idle))
    with _json_lines(tally, idle) if as_json else _watched(tally) as tell:
        for outcome in outcomes:
            tally.add(outcome)
            tell(outcome)
    return len(tally.failed)


def _watched(tally: Tally) -> Any:
    """A bar where somebody watches and there is much to do, else lines."""
    if tally.total - tally.skipped < WATCHED or sys.stderr is None or not sys.stderr.isatty():
        return _lines(tally)
    from workbench.batch.bar import bar  # noqa: PLC0415 - a batch begins sooner without it

    return bar(tally)


@contextmanager
def _json_lines(tally: Tally, idle: Sequence[Row]) -> Iterator[Any]:
    def line(event: str, **facts: object) -> None:
        click.echo(json.dumps({"event": event, **facts}))

    line("start", total=tally.total)
    for row in idle:
        line("skipped", input=row.task.source, output=row.task.target, why=row.action)

    def tell(outcome: Outcome) -> None:
        name = {"input": outcome.task.source, "output": outcome.task.target}
        if outcome.error:
            line("failed", **name, error=outcome.error)
        else:
            line("done", **name, seconds=round(outcome.seconds, 3))
        left = tally.remaining
        line("progress", ended=tally.ended, total=tally.total, rate=round(tally.rate, 3),
             remaining=None if left is None else round(left, 1))  # fmt: skip

    yield tell
    line("end", done=tally.done, failed=len(tally.failed), skipped=tally.skipped, seconds=round(tally.seconds, 3))


@contextmanager
def _lines(tally: Tally) -> Iterator[Any]:
    """Errors as they come, and how far it is now and then."""
    last = time.monotonic()

    def tell(outcome: Outcome) -> None:
        nonlocal last
        if outcome.error:
            say(outcome.error)
        if time.monotonic() - last >= LINE_SECONDS and tally.ended < tally.total:
            last = time.monotonic()
            say(str(tally))

    yield tell
    if tally.total >= MANY:
        failed = f", {len(tally.failed)} failed" if tally.failed else ""
        skipped = f", {tally.skipped} skipped" if tally.skipped else ""
        say(f"{tally.done} done{failed}{skipped} in {clock_words(tally.seconds)}, {tally.rate:.3g} a second")
