"""Pictures of noise as files, for whatever reads pictures."""

from pathlib import Path

import numpy as np
from PIL import Image


def noise(path: Path, size: tuple[int, int] = (60, 90), seed: int = 0, **options: object) -> Path:
    """Write a colour picture of (height, width) pixels, the same for the same seed; folders on the way are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (*size, 3), np.uint8)).save(path, **options)
    return path
