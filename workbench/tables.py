"""The layer table of a plan as text, JSON, CSV or Markdown."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from workbench.layers import describe
from workbench.plan import Plan, StepPlan

FORMATS = ("text", "json", "csv", "markdown")

_HEADS = (
    *("step", "layer", "weight", "weights", "bias", "biases", "output"),
    *("receptive field", "multiplications", "additions"),
)


def table(planned: Plan, form: str) -> str:
    """The table of every step and its totals, ending in a newline."""
    return {"json": _json, "csv": _csv, "markdown": _markdown, "text": _text}[form](planned)


def _records(planned: Plan) -> list[dict[str, Any]]:
    return [_record(row) for row in planned.steps]


def _record(row: StepPlan) -> dict[str, Any]:
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
        "multiplications": row.multiplications,
        "additions": row.additions,
        "receptive_field": [row.rows.size, row.columns.size],
        "jump": [row.rows.jump, row.columns.jump],
        "refusal": row.refusal.message if row.refusal else None,
    }


def _listed(shape: Sequence[int] | None) -> list[int] | None:
    return None if shape is None else list(shape)


def _json(planned: Plan) -> str:
    found = {
        "name": planned.document.name,
        "input_shape": list(planned.shape),
        "steps": _records(planned),
        "parameters": planned.parameters,
        "multiplications": planned.multiplications,
        "additions": planned.additions,
        "receptive_field": list(planned.receptive_field),
        "refusal": planned.refusal.message if planned.refusal else None,
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _rows(planned: Plan) -> list[tuple[str, ...]]:
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
        for row in _records(planned)
    ]
    weights = sum(row.weight_parameters for row in planned.steps)
    biases = sum(row.bias_parameters for row in planned.steps)
    costs = str(planned.multiplications), str(planned.additions)
    return [*rows, ("total", f"{planned.parameters} parameters", "", str(weights), "", str(biases), "", "", *costs)]


def _shape(shape: Sequence[int] | None) -> str:
    return "" if shape is None else "[" + ", ".join(map(str, shape)) + "]"


def _csv(planned: Plan) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_HEADS, *_rows(planned)])
    return out.getvalue()


def _markdown(planned: Plan) -> str:
    lines = [_HEADS, ("---",) * len(_HEADS), *_rows(planned)]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _text(planned: Plan) -> str:
    lines = [_HEADS, *_rows(planned)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(_HEADS))]
    head = f"{planned.document.name} on {_shape(planned.shape)}\n"
    return head + "".join(
        "  ".join(cell.rjust(width) if i in (3, 5, 8, 9) else cell.ljust(width)
                  for i, (cell, width) in enumerate(zip(line, widths, strict=True))).rstrip() + "\n"
        for line in lines
    )  # fmt: skip
