"""The sentences that errors and notices outside `ui` are made of, found in the code that says them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAYERS = ("Words", "Refused", "Unsupported")
"""What is given a sentence beside the errors, whose names end in Error, and `refuse` of the ONNX reader."""
ELSEWHERE = (
    "filters/activation.py", "filters/arrays.py", "filters/conv.py", "filters/dense.py", "filters/dropping.py",
    "filters/norm.py", "filters/gradients", "workbench/batch/changes.py", "workbench/batch/cluster.py",
    "workbench/export/checking.py", "workbench/numerals.py",
)  # fmt: skip
"""What the window never says: callers of the engine and commands are told in English."""
BUILT_IN = ("ValueError", "KeyError", "AttributeError", "TypeError", "OSError")


def sentences() -> Iterator[str]:
    """All of them, with {0}, {1}, ... in the places of values."""
    for path, given in said():
        for part in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
            if isinstance(part, ast.Constant) and not path.startswith(ELSEWHERE):
                yield part.value
    yield "{0}."


def said() -> Iterator[tuple[str, ast.expr]]:
    """Every place that says one: its file, and what is given as the sentence."""
    for folder in ("filters", "workbench"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and (place := _place(node)) is not None and len(node.args) > place:
                    yield path.relative_to(ROOT).as_posix(), node.args[place]


def _place(call: ast.Call) -> int | None:
    """Which argument of a call is the sentence; None where it says none."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in ("refuse", "LayerError"):
        return 1
    is_ours = name.endswith("Error") and isinstance(call.func, ast.Name)
    return 0 if name in SAYERS or (is_ours and name not in BUILT_IN) else None
