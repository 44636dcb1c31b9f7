"""Animations read back as what was written, and hold only what moves."""

import numpy as np
import pytest
from PIL import Image

from workbench.picture_files.animation import save_animation


def moving(count, height=120, width=200):
    """Frames on which a square of its own colour walks over a ramp of grays."""
    ground = np.repeat(np.linspace(0, 255, width).astype(np.uint8)[None, :, None], height, axis=0).repeat(3, axis=2)
    frames = []
    for number in range(count):
        frame = ground.copy()
        frame[40:60, 6 * number : 6 * number + 20] = (255, 120, 10 * number)
        frames.append(frame)
    return frames


@pytest.mark.parametrize(("ending", "off"), [("gif", 12), ("webp", 0)])
def test_every_frame_reads_back_in_its_colours(tmp_path, ending, off):
    frames = moving(20)
    save_animation(tmp_path / f"walk.{ending}", frames, 10)
    with Image.open(tmp_path / f"walk.{ending}") as found:
        assert found.n_frames == len(frames)
        for number, frame in enumerate(frames):
            found.seek(number)
            read = np.asarray(found.convert("RGB")).astype(int)
            assert np.abs(read - frame).max() <= off, number


def test_what_rests_costs_little(tmp_path):
    few, many = moving(2), moving(20)
    save_animation(tmp_path / "few.gif", few, 10)
    save_animation(tmp_path / "many.gif", many, 10)
    sizes = [(tmp_path / name).stat().st_size for name in ("few.gif", "many.gif")]
    assert sizes[1] < 4 * sizes[0]  # ten times as many frames
