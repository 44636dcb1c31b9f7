"""What stands in the kernel's place where the selected step has none: the photo's own facts, a linear layer's shape."""

from PySide6.QtCore import QCoreApplication

from filters.records import dataclass
from ui import display, numbers
from workbench.document import PHOTO, Step
from workbench.session import State


@dataclass(frozen=True)
class Facts:
    """A head with its badge, and what stands under it; nothing where the text is empty."""

    title: str = ""
    badge: str = ""
    text: str = ""


def facts_of(state: State, step: Step | None) -> Facts:
    """What is to be said of a step without a kernel, or of the photo where no step is selected."""
    if step is None and state.source is not None:
        title = QCoreApplication.translate("facts", "Photo")
        return Facts(title, display.shape_words(state.plan, PHOTO), "\n".join(_photo_facts(state)))
    if step is not None and step.kind == "linear":
        inputs, outputs = step["weight"].shape
        words = QCoreApplication.translate(
            "facts", "{0} inputs to {1} outputs. A linear layer has no window, so there is no grid to edit."
        )
        title = QCoreApplication.translate("facts", "Weight")
        return Facts(title, numbers.shape(inputs, outputs), words.format(inputs, outputs))
    return Facts()


def _photo_facts(state: State) -> list[str]:
    source = state.source
    facts = [source.name]
    values = {
        255.0: QCoreApplication.translate("facts", "8 bit"),
        65535.0: QCoreApplication.translate("facts", "16 bit"),
        1.0: QCoreApplication.translate("facts", "32 bit float"),
    }
    if getattr(source, "white", None) in values:
        words = QCoreApplication.translate("facts", "{0}; white is read as {1}")
        facts.append(words.format(values[source.white], numbers.rounded(state.document.white)))
    if getattr(source, "path", None) is not None:
        facts.append(str(source.path.parent))
    return [*facts, *getattr(source, "notices", ())]
