"""What can be exported, and what was chosen of it."""

from dataclasses import field
from pathlib import Path

from filters.records import dataclass
from workbench.picture_files.pictures import FORMATS, SHEET_SIZES, Saving

COLOURS, SHOWN, ALL, SHEET = "colours", "shown", "all", "sheet"
STACKS = ("tiff", "npy")
FIRST_MAPPINGS = {False: "clip", True: "offset"}
"""How values become shades at first, of brightness and of differences with signs, which begin as they are drawn: about
middle gray."""


@dataclass(frozen=True)
class Subject:
    """The step to export: its name, the shape (C, H, W) of its maps, which is shown (-1: the colours), and white."""

    name: str
    shape: tuple[int, int, int]
    channel: int
    white: float
    has_exif: bool = False
    is_inference: bool = True


@dataclass(frozen=True)
class Choice:
    """What was chosen: which maps, how they become shades, and what goes beside them."""

    what: str = SHOWN
    saving: Saving = field(default_factory=Saving)
    channels: tuple[int, ...] = (0,)
    keeps_exif: bool = False
    carries: bool = False
    sheet_size: int = SHEET_SIZES[1]

    @property
    def is_one_file(self) -> bool:
        """Whether all wanted maps go into one file."""
        return self.what != ALL or self.saving.format in STACKS

    def paths(self, chosen: Path) -> list[Path]:
        """The files to write: the chosen one, or one for each map, numbered."""
        endings = FORMATS[self.saving.format]
        if chosen.suffix.lower() not in endings:
            chosen = chosen.with_name(chosen.name + endings[0])
        if self.is_one_file:
            return [chosen]
        return [chosen.with_name(f"{chosen.stem}-{channel}{chosen.suffix}") for channel in self.channels]
