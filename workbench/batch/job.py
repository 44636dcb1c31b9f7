"""A whole batch as one frozen thing: what the window asks for and the command line says, word for word."""

import shlex
from collections.abc import Callable, Iterator
from dataclasses import field

from filters.bands import CancelToken
from filters.records import dataclass
from workbench.batch import places
from workbench.batch.crew import Control, usual_jobs, work
from workbench.batch.manifest import Manifest, usual_path
from workbench.batch.names import Existing, Row, inputs_of, rows_of
from workbench.batch.recipe import Outcome, Recipe, Task
from workbench.document import Document
from workbench.picture_files.maps import Survey
from workbench.picture_files.photos import load_photo
from workbench.picture_files.pictures import Saving
from workbench.plan import plan
from workbench.presets import PRESETS, load_preset
from workbench.running import maps_of


@dataclass(frozen=True)
class Job:
    """A pipeline over inputs (files, folders, patterns) into the folder `out`; `step` None is the last one."""

    document: Document
    inputs: tuple[str, ...] = ()
    out: str = ""
    saving: Saving = field(default_factory=Saving)
    step: str | None = None
    existing: Existing = "overwrite"
    is_recursive: bool = False

    @property
    def preset(self) -> str | None:
        """The id of the preset that the pipeline is, if it is one."""
        return next((preset.id for preset in PRESETS if is_preset(self.document, preset.id)), None)

    @property
    def recipe(self) -> Recipe:
        """What is done to every file."""
        return Recipe.of(self.document, self.preset, saving=self.saving, step=self.step)

    @property
    def manifest(self) -> Manifest:
        """The record of what is finished."""
        return Manifest(usual_path(self.out), self.recipe.key)

    def rows(self) -> list[Row]:
        """Every file with its name and what will happen to it; raises WorkbenchError."""
        found = inputs_of(self.inputs, recursive=self.is_recursive, out=self.out)
        return rows_of(found, self.out, self.saving.format, self.existing, self.manifest)

    def outcomes(self, tasks: list[Task], control: Control) -> Iterator[Outcome]:
        """Do the tasks on all cores."""
        return work(self.recipe, tasks, jobs=usual_jobs(len(tasks)), manifest=self.manifest, control=control)

    def survey(
        self, photo: str, cancel: CancelToken | None = None, progress: Callable[[float], None] | None = None
    ) -> Survey:
        """Count the values that are saved of one of the inputs; raises WorkbenchError, Cancelled."""
        with places.reading(photo) as path:
            source = load_photo(path)
        planned = plan(self.document, source.shape)
        step = planned.last if self.step is None else self.step
        maps = maps_of(planned, source, step, cancel=cancel)
        return Survey.over(maps.followed(cancel, progress), self.document.white)

    def command(self, pipeline: str) -> str:
        """The same job for a shell; `pipeline` is the file, or preset, that holds the document."""
        words = ["workbench", "run", pipeline, *self.inputs, "-o", self.out, "--format", self.saving.format]
        for option, value, usual in (
            ("--bits", str(self.saving.bits), "8"), ("--map", self.saving.mapping, "clip"),
            ("--step", self.step, None), ("--existing", self.existing, "overwrite"),
        ):  # fmt: skip
            if value is not None and value != usual:
                words += [option, value]
        return shlex.join([*words, *(["--recursive"] if self.is_recursive else [])])


def is_preset(document: Document, preset_id: str) -> bool:
    """Whether the document computes what the preset does, whatever its name is in the user's language."""
    if preset_id == "simplenet" and len(document.steps) != 10:  # its weights take a while to be drawn
        return False
    preset = load_preset(preset_id)
    return preset.renamed(document.name) == document
