"""Measure the engine beside its peers: `python benchmarks/engine.py [--row NAME]... [--json FILE] [--list]`.

Ours and the peers take turns in one process (A B C A B C ...), each makes a fresh result, all have the same number of
threads, and the medians are compared. Where the runs scatter, no ratio is printed: another program was running.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

for _slowing in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # before NumPy is loaded: they choose a slower kernel
    os.environ.pop(_slowing, None)
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")  # without huge pages torch's figures are those of page faults

import peers  # noqa: E402
import plot  # noqa: E402
import rows  # noqa: E402
from threadpoolctl import threadpool_info  # noqa: E402

from filters import bands  # noqa: E402

HERE = Path(__file__).parent
MARKS = ("<!-- engine: written by benchmarks/engine.py --keep -->", "<!-- end of engine -->")
ROUNDS = 7
SECONDS = 4.0
"""A row is measured at least ROUNDS times, at most five times as often, for about this long."""
SCATTER = 0.2
"""The widest quartile range, as a share of the median, at which a figure counts."""


def main() -> int:
    """Run the rows asked for, print a Markdown table, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--row", action="append", help="run this row only; may be given several times")
    parser.add_argument("--json", type=Path, help="write a list of {row, ours_ms, peers_ms, ratio, target} here")
    parser.add_argument("--keep", action="store_true", help="put the table into README.md and the picture into docs")
    parser.add_argument("--list", action="store_true", help="print the names of the rows and stop")
    arguments = parser.parse_args()
    table = {row.name: row for row in rows.TABLE}
    if arguments.list:
        print("\n".join(table))
        return 0
    unknown = [name for name in arguments.row or () if name not in table]
    if unknown:
        print(f"no such row: {', '.join(unknown)}; --list names them", file=sys.stderr)
        return 2
    described = machine()
    lines = ["| row | ours ms | peers ms | ratio | target |", "|---|---|---|---|---|"]
    print(described, "\n", *lines, sep="\n")
    found = []
    for name in arguments.row or table:
        result = measure(table[name])
        found.append(result)
        others = ", ".join(f"{peer} {ms:.2f}" for peer, ms in result["peers_ms"].items()) or "none installed"
        ratio = "scattered" if result["ratio"] is None else f"{result['ratio']:.2f}"
        lines.append(f"| {name} | {result['ours_ms']:.2f} | {others} | {ratio} | {result['target']} |")
        print(lines[-1], flush=True)
    ratios = [result["ratio"] for result in found if result["ratio"] is not None]
    mean = f"Geometric mean of {len(ratios)} ratios: {statistics.geometric_mean(ratios):.2f}" if ratios else "No ratio."
    print("", mean, sep="\n")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if arguments.keep:
        keep("\n".join([f"{described}, {date.today().isoformat()}. {mean}.", "", *lines]))
        plot.draw(found, described, HERE.parent / "docs" / "images" / "engine.png")
    return 0


def keep(table: str) -> None:
    """Replace what README.md holds between its two marks."""
    path = HERE / "README.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    path.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", encoding="utf-8")


def measure(row: peers.Row) -> dict[str, object]:
    """The medians of one row; ratio is None when ours or the best peer scatters, or no peer is installed."""
    ours, others = row.prepare()
    runs = {"ours": ours, **others}
    for call in runs.values():
        call()
        call()
    times = interleaved(runs)
    medians = {name: statistics.median(own) for name, own in times.items()}
    ours_ms = medians.pop("ours")
    best = min(medians, key=medians.__getitem__, default=None)
    steady = best is not None and is_steady(times["ours"]) and is_steady(times[best])
    ratio = round(ours_ms / medians[best], 3) if steady else None
    return {"row": row.name, "ours_ms": ours_ms, "peers_ms": medians, "ratio": ratio, "target": row.target}


def interleaved(runs: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Milliseconds of each call, all taking turns."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    end = time.perf_counter() + SECONDS
    for turn in range(5 * ROUNDS):
        if turn >= ROUNDS and time.perf_counter() > end:
            break
        for name, call in runs.items():
            start = time.perf_counter()
            call()
            times[name].append((time.perf_counter() - start) * 1e3)
    return times


def is_steady(times: Sequence[float]) -> bool:
    """Whether the middle half of the runs lies close together, as a single one does."""
    if len(times) == 1:
        return True
    low, middle, high = statistics.quantiles(times, n=4)
    return (high - low) / middle <= SCATTER


def machine() -> str:
    """What the figures were measured on, and which BLAS kernel ran."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    blas = ", ".join(
        f"{found['internal_api']} {found['version']} {found.get('architecture', '')}"
        for found in threadpool_info()
        if found["user_api"] == "blas"
    )
    return f"{model}, {bands.WORKERS} threads; {blas}; Python {platform.python_version()}; {peers.versions()}"


if __name__ == "__main__":
    sys.exit(main())
