"""What BatchNorm and Dropout are tried on: the chapter's tables, or what the selected step reads."""

from PySide6.QtCore import QCoreApplication

from workbench.session import State

PIPELINE = "pipeline"


def sample_names(state: State | None, kind: str) -> list[tuple[str, str]]:
    """The choices by key: the chapter's tables, and behind them the input of the step shown where there is one."""
    names = [
        ("three samples", QCoreApplication.translate("samples", "Three samples, 3 × 2")),
        ("nine numbers", QCoreApplication.translate("samples", "Table, 3 × 3")),
        ("twelve numbers", QCoreApplication.translate("samples", "Table, 4 × 3")),
        ("two colour pictures", QCoreApplication.translate("samples", "Random, 2 × 3 × 3 × 3")),
    ]
    step = step_of(state, kind)
    return [(PIPELINE, QCoreApplication.translate("samples", "Input of {0}").format(step)), *names] if step else names


def step_of(state: State | None, kind: str) -> str:
    """The id of the step that a laboratory is of: the selected one, else the first of its kind, else any selected."""
    if state is None or state.plan is None:
        return ""
    rows = [state.plan[state.selected], *(row for row in state.plan.rows if row.step and row.step.kind == kind)]
    found = next((row for row in rows if row.step is not None and row.step.kind == kind), rows[0])
    if found.step is None or found.input_shape is None or found.shape is None:
        return ""
    return found.id
