"""The way in: headless commands by their first word; anything else opens the window, whose code is loaded only then."""

import sys
from collections.abc import Sequence
from typing import NoReturn

from workbench.version import VERSION

COMMANDS = ("run", "describe", "explain", "export", "check", "import", "presets", "doctor")
HELP = """\
Filter Workbench: design convolution kernels and small CNN pipelines on your own photos.

  workbench [PHOTO...|PIPELINE]     open the window
  workbench run PIPELINE INPUT... -o OUT [--format png|tiff|jpeg|webp|npy] [--step ID]
  workbench describe PIPELINE [--input-shape N,C,H,W] [--format text|json|csv|markdown]
  workbench explain PIPELINE INPUT --step ID --at Y,X [--channel C] [--training] [--json]
  workbench export PIPELINE --to onnx|pytorch|paddle|numpy [--input-shape N,C,H,W] -o FILE
  workbench check MODEL             run an exported ONNX model on the example that it carries
  workbench import MODEL [--partly] -o FILE
  workbench presets [--json]        pipelines that come with the program
  workbench doctor                  versions, threads, display

PIPELINE is a file (*.pipeline.json or *.onnx) or a preset's id. Each command explains itself with --help.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, or open the window; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if words[:1] in (["--help"], ["-h"]):
        sys.stdout.write(HELP)
        return 0
    if words[:1] == ["--version"]:
        sys.stdout.write(f"Filter Workbench {VERSION}\n")
        return 0
    if words and words[0] in COMMANDS:
        from workbench.cli import cli  # noqa: PLC0415 - a window opens sooner without it

        cli.main(words, prog_name="workbench")
        return 0
    if words and words[0].startswith("-"):
        _fail(f"There is no option {words[0]}; see workbench --help.")
    from workbench.doctor import NO_DISPLAY, has_display  # noqa: PLC0415

    if not has_display():
        _fail(NO_DISPLAY)
    try:
        from ui.app import main as open_window  # noqa: PLC0415 - the one way up, taken only for a window
    except ImportError as error:
        _fail(f"The window cannot open: {error}. The commands need none: workbench run, describe, presets, doctor.")
    return int(open_window(words))


def _fail(message: str) -> NoReturn:
    from workbench.console import fail  # noqa: PLC0415

    fail(message)


if __name__ == "__main__":
    sys.exit(main())
