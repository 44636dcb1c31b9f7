"""Measure the window: `python benchmarks/live.py [--preset ID]... [--megapixels N]... [--repeats N] [--json FILE]`.

It drives the real window, drawn offscreen, through gestures on every preset and takes the time from the session's edit
to the frame handed to the pane: the first one, the one that is exact at the screen's resolution, and the settled one.
Beside them the plain way (filter the whole photo, convert it, hand it to an image item) and the time that a bare window
takes to open.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _slowing in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # before NumPy is loaded: they choose a slower kernel
    os.environ.pop(_slowing, None)

import numpy as np  # noqa: E402
from dragging import dragged  # noqa: E402
from gestures import GESTURES, PANS, Gesture, first_of  # noqa: E402
from live_window import Times, Watch, application, open_window, photo, rest  # noqa: E402
from plain_way import plain_ms  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from starting import start_up  # noqa: E402

from ui.main_window import MainWindow  # noqa: E402
from workbench.presets import PRESETS, load_preset  # noqa: E402

MEASURED = (12, 24, 100)


def main() -> int:
    """Measure what is asked for, print a Markdown table, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", action="append", help="measure this preset only; may be given several times")
    parser.add_argument("--megapixels", action="append", type=int, choices=MEASURED, help="only photos of this size")
    parser.add_argument("--gesture", action="append", choices=[*GESTURES, *PANS], help="only this gesture")
    parser.add_argument("--repeats", type=int, default=12, help="how often each gesture is made (12), a pan in 5 moves")
    parser.add_argument("--settling", type=int, default=1, help="how often one waits until all has settled (1)")
    parser.add_argument("--no-startup", action="store_true", help="leave the start-up out")
    parser.add_argument("--json", type=Path, help="write a list of one object for each row here")
    arguments = parser.parse_args()
    _app = application("live")  # it lives as long as its name
    rows: list[dict[str, object]] = []
    if not arguments.no_startup:
        found = start_up(7)
        rows.append(found)
        painted, photo_, shown = (found[f"startup_{name}"] for name in ("painted_ratio", "photo_ratio", "ratio"))
        bare = found["startup_bare_ms"]
        words = f"painted {painted:.2f}, sample {photo_:.2f}, its map {shown:.2f} times a bare window's {bare:.0f} ms"
        print(f"Start-up: {words}.\n")
    window = open_window()
    watch = Watch(window)
    print(
        "| preset | MP | gesture | first p50 / p95 / worst | exact p50 / p95 / worst | settled | block | MiB | plain |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for megapixels in arguments.megapixels or MEASURED:
        window.session.open_source(photo(megapixels))
        rest(window)
        for preset in arguments.preset or [preset.id for preset in PRESETS]:
            rows += measured(window, watch, preset, megapixels, arguments)
    window.close_without_asking()
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def measured(
    window: MainWindow, watch: Watch, preset: str, megapixels: int, arguments: argparse.Namespace
) -> list[dict[str, object]]:
    """The rows of one preset on the photo that is open."""
    rows: list[dict[str, object]] = []
    for name in arguments.gesture or [*GESTURES, *PANS]:
        document = load_preset(preset)
        if name in GESTURES and not GESTURES[name][1](document):
            continue
        window.session.open_document(document)
        window.viewport.fit()
        watch.begin()
        watch.until("exact")
        forget_peak()
        if name in PANS:
            times = dragged(window, watch, PANS[name], 5 * arguments.repeats)
        else:
            times = measure(window, watch, GESTURES[name][0], arguments.repeats, arguments.settling)
        peak = peak_mib()
        if not times.first:
            continue
        plain = None
        if name == "weight":
            weight = first_of(document, "conv2d")["weight"]
            source = window.session.state.source
            plain = plain_ms(source.pixels, weight.reshape(-1, *weight.shape[-2:])[0])
        row = {
            "preset": preset,
            "megapixels": megapixels,
            "gesture": name,
            "first_paint_p50_ms": share(times.first, 0.5),
            "first_paint_p95_ms": share(times.first, 0.95),
            "first_paint_worst_ms": max(times.first),
            "screen_exact_p50_ms": share(times.exact, 0.5),
            "screen_exact_p95_ms": share(times.exact, 0.95),
            "screen_exact_worst_ms": max(times.exact),
            "settled_p50_ms": share(times.settled, 0.5) if times.settled else None,
            "longest_block_ms": times.block,
            "peak_mib": peak,
            "plain_ms": plain,
        }
        rows.append(row)
        shown = [preset, str(megapixels), name]
        for kind, digits in (("first_paint", 1), ("screen_exact", 0)):
            shown.append(" / ".join(f"{row[f'{kind}_{part}_ms']:.{digits}f}" for part in ("p50", "p95", "worst")))
        shown += ["" if row["settled_p50_ms"] is None else f"{row['settled_p50_ms']:.0f}", f"{times.block:.0f}"]
        shown += [f"{row['peak_mib']:.0f}", "" if plain is None else f"{plain:.0f}"]
        print("|", " | ".join(shown), "|", flush=True)
    return rows


def share(values: list[float], part: float) -> float:
    """The value that `part` of all do not exceed."""
    return float(np.quantile(values, part))


def measure(window: MainWindow, watch: Watch, gesture: Gesture, repeats: int, settling: int) -> Times:
    """Make a gesture again and again, each time when the picture of the one before is exact; some until all settles."""
    found = Times()
    for turn in range(repeats + 1):
        watch.begin()
        gesture(window, turn)
        if not (watch.until("first") and watch.until("exact")):
            break
        if turn < settling:
            watch.until("settled")
        pause = time.perf_counter() + 0.01
        while time.perf_counter() < pause:
            QApplication.processEvents()
        if turn:  # the first one fills the caches
            found.first.append(watch.first)
            found.exact.append(watch.exact)
            found.block = max(found.block, watch.longest)
        if watch.settled:
            found.settled.append(watch.settled)
    return found


def forget_peak() -> None:
    """Let the peak of memory begin anew, where the system can."""
    place = Path("/proc/self/clear_refs")
    if place.exists():
        place.write_text("5", "ascii")


def peak_mib() -> float:
    """The most memory in use since then."""
    place = Path("/proc/self/status")
    if place.exists():
        line = next(line for line in place.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource  # noqa: PLC0415 - not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    sys.exit(main())
