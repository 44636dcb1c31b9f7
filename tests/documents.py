"""Pipelines for tests, step by step."""

from workbench.document import Document
from workbench.layers import new_step


def document_of(*steps: tuple[str, dict[str, object]], **facts: object) -> Document:
    """Kinds with their parameters, one behind the other; `facts` are those of the document."""
    document = Document(**facts)
    for kind, parameters in steps:
        document = document.inserted(len(document.steps), new_step(kind, document, **parameters))
    return document
