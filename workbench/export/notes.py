"""Where conventions differ: what an exported file says of the pipeline in it."""

from collections.abc import Mapping

from workbench.export.lowering import Lowered


def notes_for(lowered: Lowered, notes: Mapping[str, str]) -> list[str]:
    """Those notes that speak of something in the pipeline."""
    steps = [operation.step for operation in lowered.operations]
    facts = {step.kind for step in steps}
    facts |= {"same" for step in steps if step.parameters.get("padding") == "same"}
    facts |= {"ceil_mode" for step in steps if step.parameters.get("ceil_mode")}
    return [text for fact, text in notes.items() if fact in facts] or ["Nowhere in this pipeline."]
