"""Measure a batch beside a plain OpenCV loop: `python benchmarks/batch.py [--row NAME]... [--files N] [--json FILE]`.

Both read the same JPEGs of 2 million pixels, run the same kernels and write JPEGs of the same quality and sampling, on
the same cores, taking turns (A B A B ...). Each is a program of its own whose start-up counts, its modules compiled as
those of an installed program are: `workbench run`, and a loop of imread, filter and imwrite. Each turn of one is
divided by that of the other beside it, and the median of these ratios is told: a machine that is slower for a while is
so for both.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

# before NumPy is loaded: the first two choose a slower kernel, the third has every program compile its modules anew
for _slowing in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONDONTWRITEBYTECODE"):
    os.environ.pop(_slowing, None)

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from engine import is_steady, machine  # noqa: E402
from PIL import Image  # noqa: E402

from filters import bands  # noqa: E402
from workbench import load  # noqa: E402
from workbench.presets import samples  # noqa: E402

SIZE = (1732, 1155)
ROUNDS = 5
TARGET = 1.5
ROWS = {"sharpen": "dense", "gaussian-blur": "separable", "motion-blur": "dense", "sobel-magnitude": "magnitude"}
"""Presets, and how the plain loop does the same."""


def main() -> int:
    """Run the rows asked for, print a Markdown table, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--row", action="append", choices=tuple(ROWS), help="this row only; may be repeated")
    parser.add_argument("--files", type=int, default=100, help="how many pictures; 100")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each takes its turn; {ROUNDS}")
    parser.add_argument("--json", type=Path, help="write a list of {row, ours_s, opencv_s, times} here")
    arguments = parser.parse_args()
    print(machine(), f"OpenCV {cv2.__version__}; {arguments.files} files a round\n")
    print("| row | ours files/s | OpenCV files/s | times as fast | target |\n|---|---|---|---|---|")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        photos = draw(Path(folder), arguments.files)
        for name in arguments.row or ROWS:
            result = measure(name, photos, Path(folder), arguments.rounds)
            found.append(result)
            ours, theirs = (arguments.files / result[key] for key in ("ours_s", "opencv_s"))
            times = "scattered" if result["times"] is None else f"{result['times']:.2f}"
            print(f"| {name} | {ours:.1f} | {theirs:.1f} | {times} | {TARGET} |", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def draw(folder: Path, count: int) -> list[Path]:
    """So many JPEGs, cut from the sample at different places."""
    (folder / "in").mkdir()
    sample = next(sample for sample in samples() if sample.id == "still-life")
    with Image.open(sample.path) as opened:
        picture = opened.convert("RGB")
    names = []
    for number in range(count):
        left, top = (number * 97 % (side - cut) for side, cut in zip(picture.size, SIZE, strict=True))
        names.append(folder / "in" / f"{number:04}.jpg")
        picture.crop((left, top, left + SIZE[0], top + SIZE[1])).save(names[-1], quality=92)
    return names


def measure(preset: str, photos: Sequence[Path], folder: Path, rounds: int) -> dict[str, object]:
    """The medians of one row; `times` is None where the ratios of the rounds scatter."""
    outs = {"ours": folder / "ours", "opencv": folder / "opencv"}
    source, kernels = str(photos[0].parent), folder / "kernels.npy"
    np.save(kernels, [step["weight"] for step in load(preset).steps if step.kind == "conv2d"])
    words = [ROWS[preset], str(kernels), source, str(outs["opencv"]), str(bands.WORKERS)]
    commands = {
        "ours": ["-m", "workbench", "run", preset, source, "-o", str(outs["ours"]), "--format", "jpeg"],
        "opencv": [str(Path(__file__).with_name("opencv_loop.py")), *words],
    }
    times: dict[str, list[float]] = {"ours": [], "opencv": []}
    for _ in range(rounds):
        for name, command in commands.items():
            shutil.rmtree(outs[name], ignore_errors=True)
            outs[name].mkdir()
            start = time.perf_counter()
            subprocess.run([sys.executable, *command], check=True, stderr=subprocess.DEVNULL)
            times[name].append(time.perf_counter() - start)
            assert len(list(outs[name].iterdir())) == len(photos)
    ratios = [theirs / ours for ours, theirs in zip(times["ours"], times["opencv"], strict=True)]
    return {
        "row": preset,
        "ours_s": statistics.median(times["ours"]),
        "opencv_s": statistics.median(times["opencv"]),
        "times": statistics.median(ratios) if is_steady(ratios) else None,
    }


if __name__ == "__main__":
    sys.exit(main())
