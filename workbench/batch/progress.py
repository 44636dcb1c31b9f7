"""How far a batch is: counts, rate and remaining time, from the outcomes as they come in."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from workbench.batch.recipe import Outcome


@dataclass
class Tally:
    """Counts of a batch of `total` files, `skipped` of which need no work; `clock` gives seconds."""

    total: int
    skipped: int = 0
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    failed: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._start = self.clock()
        self._paused: float | None = None

    def add(self, outcome: Outcome) -> None:
        """Count one file that ended."""
        if outcome.error:
            self.failed.append(outcome)
        else:
            self.done += 1

    def pause(self, is_paused: bool) -> None:
        """Stop the clock, or let it go on."""
        if is_paused and self._paused is None:
            self._paused = self.clock()
        elif not is_paused and self._paused is not None:
            self._start += self.clock() - self._paused
            self._paused = None

    @property
    def ended(self) -> int:
        """Files that are done, failed or skipped."""
        return self.done + len(self.failed) + self.skipped

    @property
    def seconds(self) -> float:
        """How long it has been working."""
        return (self.clock() if self._paused is None else self._paused) - self._start

    @property
    def rate(self) -> float:
        """Files a second; 0 until one has ended."""
        return (self.done + len(self.failed)) / self.seconds if self.seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds that the rest takes at this rate, None while that cannot be told."""
        return (self.total - self.ended) / self.rate if self.rate else None

    def __str__(self) -> str:
        parts = [f"{self.ended} of {self.total}"]
        if self.failed:
            parts.append(f"{len(self.failed)} failed")
        if self.rate:
            parts.append(f"{self.rate:.3g} a second")
        if self.remaining:
            parts.append(f"{clock_words(self.remaining)} left")
        return ", ".join(parts)


def clock_words(seconds: float) -> str:
    """Seconds as 42 s, 3:07 min or 1:02:33 h."""
    whole = max(round(seconds), 0)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return f"{hours}:{minutes:02}:{rest:02} h"
    return f"{minutes}:{rest:02} min" if minutes else f"{rest} s"
