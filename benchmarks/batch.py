"""Measure a batch beside a plain OpenCV loop: `python benchmarks/batch.py [--row NAME]... [--files N] [--json FILE]`.

Both read the same JPEGs of 2 million pixels, run the same kernels and write JPEGs of the same quality and sampling, on
the same cores, taking turns (A B A B ...), each as a program of its own whose start-up counts: `workbench run`, and a
loop of imread, filter and imwrite. Each turn of one is divided by that of the other beside it, and the median of these
ratios is told: a machine that is slower for a while is so for both.
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
from collections.abc import Callable, Sequence
from pathlib import Path

for _slowing in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # before NumPy is loaded: they choose a slower kernel
    os.environ.pop(_slowing, None)

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402

from filters import bands  # noqa: E402
from workbench import load  # noqa: E402
from workbench.presets import samples  # noqa: E402

SIZE = (1732, 1155)
ROUNDS = 5
TARGET = 1.5
JPEG = [cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]


def _kernel(preset: str) -> np.ndarray:
    return load(preset).steps[0]["weight"]


def _separable(preset: str) -> Callable[[np.ndarray], np.ndarray]:
    """The kernel as OpenCV does it fastest: one column, one row."""
    left, values, right = np.linalg.svd(_kernel(preset).astype(np.float64))
    column, row = (np.abs(vector * np.sqrt(values[0])) for vector in (left[:, 0], right[0]))
    return lambda picture: cv2.sepFilter2D(picture, -1, row, column, borderType=cv2.BORDER_REPLICATE)


def _dense(preset: str) -> Callable[[np.ndarray], np.ndarray]:
    kernel = _kernel(preset)
    return lambda picture: cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REPLICATE)


def _magnitude(preset: str) -> Callable[[np.ndarray], np.ndarray]:
    across, down = (step["weight"] for step in load(preset).steps[:2])

    def run(picture: np.ndarray) -> np.ndarray:
        planes = [cv2.filter2D(picture, cv2.CV_32F, kernel) for kernel in (across, down)]
        return cv2.convertScaleAbs(cv2.magnitude(*planes))

    return run


ROWS: dict[str, Callable[[str], Callable[[np.ndarray], np.ndarray]]] = {
    "sharpen": _dense,
    "gaussian-blur": _separable,
    "motion-blur": _dense,
    "sobel-magnitude": _magnitude,
}
"""Presets, and how a plain OpenCV loop does the same."""


def main() -> int:
    """Run the rows asked for, print a Markdown table, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--row", action="append", choices=tuple(ROWS), help="this row only; may be repeated")
    parser.add_argument("--files", type=int, default=100, help="how many pictures; 100")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each takes its turn; {ROUNDS}")
    parser.add_argument("--loop", nargs=3, metavar=("ROW", "IN", "OUT"), help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help="write a list of {row, ours_s, opencv_s, times} here")
    arguments = parser.parse_args()
    if arguments.loop:
        preset, photos, out = arguments.loop
        loop(preset, Path(photos), Path(out))
        return 0
    from engine import machine  # noqa: PLC0415 - not in the loop that is measured

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


def loop(preset: str, photos: Path, out: Path) -> None:
    """What people write: one picture after the other, read, filtered and written."""
    cv2.setNumThreads(bands.WORKERS)
    work_on = ROWS[preset](preset)
    for photo in sorted(photos.iterdir()):
        picture = cv2.imread(str(photo))
        cv2.imwrite(str(out / photo.name), work_on(picture), JPEG)


def measure(preset: str, photos: Sequence[Path], folder: Path, rounds: int) -> dict[str, object]:
    """The medians of one row; `times` is None where the ratios of the rounds scatter."""
    outs = {"ours": folder / "ours", "opencv": folder / "opencv"}
    source = str(photos[0].parent)
    commands = {
        "ours": ["-m", "workbench", "run", preset, source, "-o", str(outs["ours"]), "--format", "jpeg"],
        "opencv": [__file__, "--loop", preset, source, str(outs["opencv"])],
    }
    times: dict[str, list[float]] = {"ours": [], "opencv": []}
    for _ in range(rounds):
        for name, words in commands.items():
            shutil.rmtree(outs[name], ignore_errors=True)
            outs[name].mkdir()
            start = time.perf_counter()
            subprocess.run([sys.executable, *words], check=True, stderr=subprocess.DEVNULL)
            times[name].append(time.perf_counter() - start)
            assert len(list(outs[name].iterdir())) == len(photos)
    from engine import is_steady  # noqa: PLC0415

    ratios = [theirs / ours for ours, theirs in zip(times["ours"], times["opencv"], strict=True)]
    return {
        "row": preset,
        "ours_s": statistics.median(times["ours"]),
        "opencv_s": statistics.median(times["opencv"]),
        "times": statistics.median(ratios) if is_steady(ratios) else None,
    }


if __name__ == "__main__":
    sys.exit(main())
