"""What `make run` shows where no window can open: the chapter's three cases on the sample, and a picture of the window.

Usage: python docs/demo.py FOLDER
"""

import os
import subprocess
import sys
from pathlib import Path

from workbench.presets import samples

CASES = (("chapter-case-1", "half-light"), ("chapter-case-2", "still-life"), ("chapter-case-3", "still-life"))


def main(folder: Path) -> int:
    """Run the cases through the command line and draw the window offscreen; 0 where all went well."""
    paths = {sample.id: sample.path for sample in samples()}
    program = [sys.executable, "-m", "workbench"]
    for case, sample in CASES:
        target = folder / f"{case}.png"
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [*program, "run", case, str(paths[sample]), "-o", str(target), "--map", "absolute"], check=False
        )
        if done.returncode:
            return done.returncode
    window = folder / "window.png"
    script = Path(__file__).with_name("screenshots.py")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, str(script), "--only", "main-dark", "--to", str(folder)], env=environment, check=False
    )
    if done.returncode == 0:
        (folder / "main-dark.png").replace(window)
        sys.stdout.write(
            f"No display: the chapter's three cases and a picture of the window are in {folder}/ instead.\n"
        )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
