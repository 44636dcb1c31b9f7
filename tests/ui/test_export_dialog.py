"""The export says what it will do to the values before it does it, and writes the files it named."""

from pathlib import Path

import numpy as np
import pytest

from ui.export_dialog import ALL, Export, ExportDialog
from workbench.photos import load_photo

VALUES = np.array([[[-100.0, 0.0], [100.0, 300.0]], [[0.0, 1.0], [2.0, 3.0]]], np.float32)


def export(kind="png", bits=8, mapping="clip", channels=(0,)):
    return Export(VALUES, channels, False, kind, bits, mapping, 255.0)


@pytest.mark.parametrize(("mapping", "share"), [("clip", 0.5), ("min-max", 0.0), ("offset", 0.25), ("absolute", 0.25)])
def test_the_share_that_is_clipped(mapping, share):
    assert export(mapping=mapping).clipped() == share


def test_raw_files_clip_nothing():
    assert export("npy", 32).clipped() == export("tiff", 32).clipped() == 0.0


def test_names_of_the_files():
    assert export().paths(Path("a/b")) == [Path("a/b.png")]
    assert export(channels=(0, 1)).paths(Path("b.png")) == [Path("b-0.png"), Path("b-1.png")]
    assert export("tiff", 16, channels=(0, 1)).paths(Path("b.tif")) == [Path("b.tif")]


def test_all_maps_are_written(tmp_path):
    paths = export(channels=(0, 1)).write(tmp_path / "map.png")
    assert [path.name for path in paths] == ["map-0.png", "map-1.png"]
    assert load_photo(paths[0]).pixels.tolist() == [[0, 0], [100, 255]]


def test_the_dialog_says_range_and_clipping(qtbot):
    dialog = ExportDialog("conv1", VALUES, 0, 255.0)
    qtbot.addWidget(dialog)
    assert "−100 to 300" in dialog.facts.text()
    assert "50 % of them will be clipped" in dialog.facts.text()
    dialog.what.set_value(ALL)
    dialog._on_choice_changed(None)
    assert "2 files" in dialog.facts.text()
    dialog.kind.set_value(("npy", 32))
    dialog._on_choice_changed(None)
    assert "as they are" in dialog.facts.text()
    assert not dialog.mapping.isEnabled()
