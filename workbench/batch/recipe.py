"""What is done to every file of a batch, in a form that any process or machine can take up and check for itself."""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import field
from functools import lru_cache

from filters.bands import CancelToken
from filters.errors import Cancelled, FilterError
from filters.records import dataclass
from filters.words import Words
from workbench.batch import places
from workbench.document import Document
from workbench.errors import WorkbenchError, shown
from workbench.picture_files.pictures import Saving
from workbench.pipeline_file import parse
from workbench.pipeline_text import dump
from workbench.presets import load_preset
from workbench.running import run_file
from workbench.version import VERSION


@dataclass(frozen=True)
class Recipe:
    """A pipeline, as the bytes of its file or a preset's id, the step that is saved (None: the last), and how."""

    pipeline: bytes | str
    saving: Saving = field(default_factory=Saving)
    step: str | None = None
    frame: int = 0
    keeps_metadata: bool = False
    takes_damaged: bool = False
    sheet: int = 0
    """How large each map of a contact sheet is drawn; 0: the maps themselves are saved."""

    @classmethod
    def of(cls, document: Document, preset: str | None = None, **options: object) -> "Recipe":
        """The recipe of a document; of a preset only the id travels, if it is the preset unchanged."""
        is_preset = preset is not None and load_preset(preset) == document
        return cls(preset if is_preset and preset is not None else dump(document), **options)  # type: ignore[arg-type]

    @property
    def key(self) -> str:
        """A digest of all that the results depend on but the photos."""
        return hashlib.blake2b(f"{VERSION} {self!r}".encode(), digest_size=16).hexdigest()

    def document(self) -> Document:
        """The pipeline, checked anew in every process that takes the recipe up; raises PipelineError."""
        return _document(self.pipeline)


@lru_cache(maxsize=2)
def _document(pipeline: bytes | str) -> Document:
    return load_preset(pipeline) if isinstance(pipeline, str) else parse(pipeline)


@dataclass(frozen=True)
class Task:
    """One picture to read and the file to write: paths, or URLs for fsspec."""

    source: str
    target: str


@dataclass(frozen=True)
class Outcome:
    """How a task ended: `error` is a sentence, empty where it went well. `stamps` are those of source and target."""

    task: Task
    error: str = ""
    seconds: float = 0.0
    stamps: tuple[str, str] = ("", "")


def carried_out(
    recipe: Recipe,
    task: Task,
    cancel: CancelToken | None = None,
    progress: Callable[[float], None] | None = None,
) -> Outcome:
    """Do one task. Whatever goes wrong with this file becomes the outcome's sentence; only Cancelled is raised."""
    start, name = time.perf_counter(), shown(task.source)
    try:
        before = places.stamp(task.source)
        with places.reading(task.source) as source, places.writing(task.target) as target:
            run_file(
                recipe.document(),
                source,
                target,
                recipe.saving,
                step=recipe.step,
                frame=recipe.frame,
                damaged=recipe.takes_damaged,
                keeps_metadata=recipe.keeps_metadata,
                sheet=recipe.sheet,
                cancel=cancel or threading.Event(),
                progress=progress,
            )
        return Outcome(task, "", time.perf_counter() - start, (before, places.stamp(task.target)))
    except Cancelled:
        raise
    except WorkbenchError as error:
        words = str(error)
    except FilterError as error:
        words = Words("{0}: {1}", name, str(error))
    except MemoryError:
        words = Words("{0}: there is not enough memory for it.", name)
    except Exception as error:  # one file must never end the batch; the kind of the error helps to report it
        words = f"{name}: {type(error).__name__}: {error}."
    lines = words.splitlines()
    return Outcome(task, words if len(lines) == 1 else " ".join(lines), time.perf_counter() - start)
