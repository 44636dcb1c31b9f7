"""Parameters changed from outside: conv1.stride=2 for the parameter stride of the step conv1."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from filters.words import Words
from workbench.document import Document, Step
from workbench.errors import WorkbenchError
from workbench.layers import KINDS, with_parameters
from workbench.parameters import LayerError


def changed(document: Document, assignments: Iterable[str]) -> Document:
    """The document with every `step.parameter=value` carried out, in order.

    A value is JSON (2, [1, 2], 0.5, true, null), numbers with commas between them, or a bare word such as same; the
    parameter enabled switches a step on and off. Raises WorkbenchError with the assignment and what is wrong with it.
    """
    for assignment in assignments:
        name, is_there, text = assignment.partition("=")
        step_id, has_dot, parameter = name.strip().rpartition(".")
        if not (is_there and has_dot and step_id and parameter):
            raise WorkbenchError("{0} does not change a parameter; write STEP.PARAMETER=VALUE.", assignment)
        if step_id not in document:
            known = ", ".join(step.id for step in document) or "none"
            raise WorkbenchError("{0}: there is no step {1}; there are {2}.", assignment, step_id, known)
        try:
            document = document.with_step(_with(document.step(step_id), parameter, _value(text.strip())))
        except LayerError as error:
            raise WorkbenchError("{0}: {1}", assignment, error) from error
    return document


def _with(step: Step, parameter: str, value: Any) -> Step:
    if parameter == "enabled":
        if not isinstance(value, bool):
            raise LayerError("enabled", "enabled must be true or false.")
        return replace(step, enabled=value)
    known = [one.name for one in KINDS[step.kind].parameters]
    if parameter not in known:
        raise LayerError(
            parameter,
            Words("{0} is not a parameter of {1}; it has {2}.", parameter, step.kind, ", ".join([*known, "enabled"])),
        )
    return with_parameters(step, **{parameter: value})


def _value(text: str) -> Any:
    for form in (text, f"[{text}]"):
        try:
            return json.loads(form)
        except (ValueError, RecursionError):
            continue
    return text
