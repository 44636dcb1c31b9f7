"""The layer table of a plan as text, JSON, CSV, Markdown or LaTeX."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from workbench.counting import ALL, Convention, Operations, operations, total
from workbench.layers import describe
from workbench.plan import Plan, StepPlan

FORMATS = ("text", "json", "csv", "markdown", "latex")

_HEADS = (
    *("step", "layer", "weight", "weights", "bias", "biases", "output"),
    *("receptive field", "multiplications", "additions"),
)
_LEFT = (0, 1, 2, 4, 6, 7)


def table(planned: Plan, form: str, convention: Convention = ALL) -> str:
    """The table of every step and its totals, ending in a newline; operations are counted by the convention."""
    if form == "json":
        return _json(planned, convention)
    head = f"{planned.document.name} on {_shape(planned.shape)}\n" if form == "text" else ""
    return head + render([_HEADS, *_rows(planned, convention)], form, _LEFT)


def _records(planned: Plan, convention: Convention) -> list[dict[str, Any]]:
    return [_record(row, operations(row, convention)) for row in planned.steps]


def _record(row: StepPlan, counted: Operations) -> dict[str, Any]:
    assert row.step is not None
    is_on = row.step.enabled
    return {
        "id": row.id,
        "kind": row.step.kind,
        "title": (row.step.label or describe(row.step)) + ("" if is_on else " (off)"),
        "enabled": is_on,
        "inputs": list(row.inputs),
        "input_shape": _listed(row.input_shape),
        "output_shape": _listed(row.shape),
        "weight_shape": _listed(row.weight_shape),
        "weight_parameters": row.weight_parameters,
        "bias_shape": _listed(row.bias_shape),
        "bias_parameters": row.bias_parameters,
        "multiplications": counted.multiplications,
        "additions": counted.additions,
        "receptive_field": [row.rows.size, row.columns.size],
        "jump": [row.rows.jump, row.columns.jump],
        "refusal": row.refusal.message if row.refusal else None,
    }


def _listed(shape: Sequence[int] | None) -> list[int] | None:
    return None if shape is None else list(shape)


def _json(planned: Plan, convention: Convention) -> str:
    counted = total(planned, convention)
    found = {
        "name": planned.document.name,
        "input_shape": list(planned.shape),
        "steps": _records(planned, convention),
        "parameters": planned.parameters,
        "multiplications": counted.multiplications,
        "additions": counted.additions,
        "receptive_field": list(planned.receptive_field),
        "refusal": planned.refusal.message if planned.refusal else None,
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _rows(planned: Plan, convention: Convention) -> list[tuple[str, ...]]:
    rows = [
        (
            str(row["id"]),
            str(row["title"]),
            _shape(row["weight_shape"]),
            str(row["weight_parameters"] or ""),
            _shape(row["bias_shape"]),
            str(row["bias_parameters"] or ""),
            "refused" if row["refusal"] else _shape(row["output_shape"]) or "unknown",
            " × ".join(map(str, row["receptive_field"])) if row["output_shape"] else "",
            str(row["multiplications"] or ""),
            str(row["additions"] or ""),
        )
        for row in _records(planned, convention)
    ]
    weights = sum(row.weight_parameters for row in planned.steps)
    biases = sum(row.bias_parameters for row in planned.steps)
    counted = total(planned, convention)
    costs = str(counted.multiplications), str(counted.additions)
    return [*rows, ("total", f"{planned.parameters} parameters", "", str(weights), "", str(biases), "", "", *costs)]


def _shape(shape: Sequence[int] | None) -> str:
    return "" if shape is None else "[" + ", ".join(map(str, shape)) + "]"


def render(lines: Sequence[Sequence[str]], form: str, left: Sequence[int]) -> str:
    """A table whose first line is its head, as "csv", "tab", "markdown", "latex" or "text", ending in a newline.

    The columns `left` are set to the left, all others, which hold numbers, to the right.
    """
    if form in ("csv", "tab"):
        out = io.StringIO()
        csv.writer(out, delimiter="," if form == "csv" else "\t", lineterminator="\n").writerows(lines)
        return out.getvalue()
    columns = range(len(lines[0]))
    if form == "markdown":
        marks = ["---" if column in left else "---:" for column in columns]
        cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
        return "".join("| " + " | ".join(line) + " |\n" for line in (cells[0], marks, *cells[1:]))
    if form == "latex":
        rows = [" & ".join(map(_latex, line)) + r" \\" for line in lines]
        layout = "".join("l" if column in left else "r" for column in columns)
        rule = r"\hline"
        body = "\n".join([rule, rows[0], rule, *rows[1:-1], rule, rows[-1], rule])
        return f"\\begin{{tabular}}{{{layout}}}\n{body}\n\\end{{tabular}}\n"
    widths = [max(len(line[column]) for line in lines) for column in columns]
    return "".join(
        "  ".join(cell.ljust(width) if column in left else cell.rjust(width)
                  for column, (cell, width) in enumerate(zip(line, widths, strict=True))).rstrip() + "\n"
        for line in lines
    )  # fmt: skip


_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "×": r"$\times$", "→": r"$\to$", "—": "--",
}  # fmt: skip


def _latex(cell: str) -> str:
    return "".join(_LATEX.get(character, character) for character in cell)
