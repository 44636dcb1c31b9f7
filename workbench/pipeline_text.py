"""A pipeline as the text of its file: one line for each step, floats in the fewest digits that read back the same."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.document import Document, Step
from workbench.layers import KINDS

FORMAT = "filter-workbench/pipeline"
VERSION = 1


def dump(document: Document) -> bytes:
    """The bytes of a pipeline's file."""
    steps = ",\n  ".join(_dumped_step(step) for step in document)
    text = (
        f'{{"format": "{FORMAT}", "version": {VERSION}, "name": {_quoted(document.name)},\n'
        f' "input": {{"range": "{document.value_range}"}},\n'
        f' "steps": [{chr(10) + "  " + steps if steps else ""}]}}\n'
    )
    return text.encode()


def _dumped_step(step: Step) -> str:
    fields = {"id": _quoted(step.id), "kind": _quoted(step.kind)}
    if not step.enabled:
        fields["enabled"] = "false"
    if step.label:
        fields["label"] = _quoted(step.label)
    if step.input is not None:
        fields["input"] = _quoted(step.input)
    fields |= {p.name: _value(step[p.name]) for p in KINDS[step.kind].parameters}
    return "{" + ", ".join(f'"{name}": {value}' for name, value in fields.items()) + "}"


def _value(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return _array(value)
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, float):
        return _float(repr(value))
    if isinstance(value, str):
        return _quoted(value)
    return "[" + ",".join(map(_value, value)) + "]"


def _array(values: NDArray[np.float32]) -> str:
    if values.ndim > 1:
        return "[" + ",".join(map(_array, values)) + "]"
    return "[" + ",".join(map(_single, values)) + "]"


def _single(value: np.float32) -> str:
    """The fewest digits that give this float32 again, also when they pass through a double on the way."""
    text = str(value)
    return _float(text if np.float32(float(text)) == value else repr(float(value)))


def _float(text: str) -> str:
    """With a point, so that it is seen to be a float: 1e-07 becomes 1.0e-07."""
    if "." in text:
        return text
    digits, mark, exponent = text.partition("e")
    return f"{digits}.0{mark}{exponent}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
