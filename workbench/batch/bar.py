"""How far a batch is, as a bar for somebody who watches."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from workbench.batch.progress import Tally
from workbench.batch.recipe import Outcome

BAR_SECONDS = 0.1
"""How often the bar is drawn."""


@contextmanager
def bar(tally: Tally) -> Iterator[Callable[[Outcome], None]]:
    """A bar that follows the tally, with errors above it as they come; tell it of every file that ended."""
    console = Console(stderr=True)
    columns = TextColumn("Running"), BarColumn(), TextColumn("{task.description}")
    with Progress(*columns, console=console, auto_refresh=False) as progress:  # no thread of its own, see the crew
        task = progress.add_task("", total=tally.total, completed=tally.skipped)
        drawn = time.monotonic()

        def show(outcome: Outcome) -> None:
            nonlocal drawn
            if outcome.error:
                console.print(outcome.error, markup=False, highlight=False, soft_wrap=True)
            is_due = time.monotonic() - drawn >= BAR_SECONDS
            drawn = time.monotonic() if is_due else drawn
            progress.update(task, completed=tally.ended, description=str(tally), refresh=is_due)

        yield show
