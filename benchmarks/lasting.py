"""Whether anything grows: `python benchmarks/lasting.py [--calls N]` opens photos and runs pipelines in one process.

Each call opens a file (the formats take turns), reads a pipeline, runs it, and saves the result; now and then a damaged
file is refused. After every tenth of the calls it tells memory, threads, open files and Python objects.
"""

import argparse
import contextlib
import gc
import os
import tempfile
import threading
from pathlib import Path

import numpy as np
from PIL import Image

import workbench
from workbench.errors import WorkbenchError
from workbench.picture_files.maps import Maps
from workbench.picture_files.pictures import Saving, save_picture
from workbench.presets import PRESETS

SIZE = (90, 120, 3)
ENDINGS = ("png", "jpg", "tif", "webp", "bmp", "gif")


def main() -> None:
    """Make the calls and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=10_000, help="how many; 10,000")
    calls = parser.parse_args().calls
    names = [preset.id for preset in PRESETS if preset.id != "simplenet"]  # its weights are drawn anew each time
    print("| calls | MB | threads | open files | objects |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        photos = draw(Path(folder))
        for call in range(calls + 1):
            if call % (calls // 10) == 0:
                gc.collect()
                files = len(list(Path("/proc/self/fd").iterdir()))
                print(f"| {call} | {resident():.1f} | {threading.active_count()} | {files} | {len(gc.get_objects())} |",
                      flush=True)  # fmt: skip
            once(photos[call % len(photos)], names[call % len(names)], Path(folder) / "out", call)


def draw(folder: Path) -> list[Path]:
    """A photo of each format, and one that is cut off."""
    pixels = np.random.default_rng(0).integers(0, 256, SIZE, np.uint8)
    photos = [folder / f"photo.{ending}" for ending in ENDINGS]
    for photo in photos:
        Image.fromarray(pixels).save(photo)
    cut = folder / "cut.png"
    cut.write_bytes(photos[0].read_bytes()[:2000])
    return [*photos, cut]


def once(photo: Path, name: str, out: Path, call: int) -> None:
    """Open, run and save, or be refused."""
    with contextlib.suppress(WorkbenchError):
        found = workbench.run(workbench.load(name), photo)
        form = ("png", "tiff", "jpeg", "webp", "npy")[call % 5]
        if len(found) in (1, 3):
            save_picture(out, Maps.of(found), Saving(form))


def resident() -> float:
    """Megabytes of memory in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
