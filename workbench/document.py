"""The document: a frozen pipeline of steps. Every edit returns a new one; nothing here computes a picture."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from filters.records import dataclass
from workbench.ranges import RANGES

PHOTO = "photo"
"""The id that stands for the source, wherever a step is named."""

MOST_STEPS = 1000
"""Files and models of more steps are refused."""


@dataclass(frozen=True, eq=False)
class Step:
    """One operation: `kind` is a row of `layers.KINDS`, `parameters` are all of that row's, checked and normalised.

    Arrays among the parameters are float32 and read-only. `input` is the id of an earlier step to read instead of the
    previous one; for a join it is the second of the two. Equal steps compute equal results and compare equal.
    """

    id: str
    kind: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    enabled: bool = True
    label: str = ""
    input: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))

    def __getitem__(self, name: str) -> Any:
        return self.parameters[name]

    @cached_property
    def key(self) -> bytes:
        """A digest of what the step computes: its kind and parameters, not its name."""
        digest = hashlib.blake2b(self.kind.encode(), digest_size=16)
        for name in sorted(self.parameters):
            value = self.parameters[name]
            digest.update(name.encode())
            if isinstance(value, np.ndarray):
                digest.update(repr(value.shape).encode())
                digest.update(value.tobytes())
            else:
                digest.update(repr(value).encode())
        return digest.digest()

    @property
    def title(self) -> str:
        """What the step is called on screen: its label, or else its id."""
        return self.label or self.id

    @cached_property
    def outline(self) -> tuple[object, ...]:
        """All of the step but its weights, of which their shape: what decides shapes and costs and is said of it."""
        said = {name: v.shape if isinstance(v, np.ndarray) else v for name, v in self.parameters.items()}
        return self.id, self.kind, tuple(said.items()), self.enabled, self.label, self.input

    def _identity(self) -> tuple[object, ...]:
        return self.id, self.key, self.enabled, self.label, self.input

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Step) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())


@dataclass(frozen=True)
class Document:
    """A named pipeline. `value_range` is "0-255" or "0-1": what photo values the first step reads."""

    name: str = "Untitled"
    value_range: str = "0-255"
    steps: tuple[Step, ...] = ()

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    @cached_property
    def white(self) -> float:
        """The value of a white photo pixel: 255 or 1."""
        return RANGES[self.value_range]

    @cached_property
    def outline(self) -> tuple[object, ...]:
        """All of the pipeline but its weights."""
        return self.name, self.value_range, tuple(step.outline for step in self.steps)

    def index(self, step_id: str) -> int:
        """Where the step stands; KeyError where there is none of that id."""
        for index, step in enumerate(self.steps):
            if step.id == step_id:
                return index
        raise KeyError(step_id)

    def __contains__(self, step_id: object) -> bool:
        return any(step.id == step_id for step in self.steps)

    def step(self, step_id: str) -> Step:
        """The step of that id."""
        return self.steps[self.index(step_id)]

    def title(self, step_id: str) -> str:
        """What the photo or a step is called on screen."""
        return PHOTO if step_id == PHOTO else self.step(step_id).title

    def sources(self, step_id: str) -> tuple[str, ...]:
        """The ids that the step may read: the photo's and those of all steps before it."""
        return PHOTO, *(step.id for step in self.steps[: self.index(step_id)])

    def unused_id(self, prefix: str) -> str:
        """The first of prefix1, prefix2, ... that no step has."""
        number, taken = 1, {step.id for step in self}
        while f"{prefix}{number}" in taken:
            number += 1
        return f"{prefix}{number}"

    def renamed(self, name: str) -> "Document":
        """The same pipeline under another name."""
        return replace(self, name=name)

    def with_range(self, value_range: str) -> "Document":
        """The same pipeline reading photos as 0-255 or 0-1."""
        return replace(self, value_range=value_range)

    def with_step(self, step: Step) -> "Document":
        """The document with the step of the same id replaced."""
        index = self.index(step.id)
        return replace(self, steps=(*self.steps[:index], step, *self.steps[index + 1 :]))

    def inserted(self, index: int, step: Step) -> "Document":
        """The document with a step put in at `index`; its id must be new."""
        if step.id in self or step.id == PHOTO:
            raise ValueError(f"A step named {step.id} is already there; every step needs its own id.")
        return replace(self, steps=(*self.steps[:index], step, *self.steps[index:]))

    def removed(self, step_id: str) -> "Document":
        """The document without the step; steps that read it by name read what it read, or the one before them."""
        gone = self.step(step_id)
        kept = [
            replace(step, input=gone.input) if step.input == step_id else step
            for step in self.steps
            if step.id != step_id
        ]
        return replace(self, steps=tuple(kept))

    def moved(self, step_id: str, index: int) -> "Document":
        """The document with the step at `index` of the new order."""
        step = self.step(step_id)
        rest = [other for other in self.steps if other.id != step_id]
        rest.insert(index, step)
        return replace(self, steps=tuple(rest))

    def duplicated(self, step_id: str) -> "Document":
        """The document with a copy of the step right behind it."""
        index = self.index(step_id)
        step = self.steps[index]
        copy = replace(step, id=self.unused_id(step.id.rstrip("0123456789") or step.id))
        return self.inserted(index + 1, copy)
