"""What is offered with nothing open: some samples, lessons by their groups, the first pipelines."""

from pathlib import Path

from ui.language import spoken, translated
from workbench import presets
from workbench.lessons.titles import headings

SAMPLES, PRESETS = ("still-life", "half-light", "chart"), 3


def samples() -> tuple[tuple[str, str, Path], ...]:
    """Of each sample its id, its title and its file."""
    return tuple((each.id, translated(each.title), each.path) for each in presets.samples() if each.id in SAMPLES)


def pipelines() -> tuple[tuple[str, str, str], ...]:
    """Of each pipeline its id, its title and what it is about."""
    return tuple((each.id, translated(each.title), translated(each.description)) for each in presets.PRESETS[:PRESETS])


def lessons() -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """Of each group of lessons the place of the first, its name and what its lessons are about."""
    tag = spoken()
    found: dict[str, tuple[int, list[str]]] = {}
    for place, heading in enumerate(headings()):
        _, about = found.setdefault(heading.group.told(tag), (place, []))
        about.append(heading.about.told(tag))
    return tuple((place, group, tuple(about)) for group, (place, about) in found.items())
