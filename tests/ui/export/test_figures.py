"""Panes as figures and their numbers as CSV, from the real window."""

import csv
import io

import numpy as np
import pytest
from pictures import noise
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog

from ui.export import figures
from workbench.errors import SaveError
from workbench.picture_files.photos import load_photo
from workbench.presets import load_preset


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def test_every_pane_leaves_as_a_figure_and_its_numbers(driver, tmp_path):
    driver.open(noise(tmp_path / "a.png"))
    driver.window.session.open_document(load_preset("sobel-magnitude"))
    driver.settle()
    window = driver.window
    for action in window.actions_.menu("figure").actions():
        for ending in ("png", "svg"):
            action.trigger()
            dialog = [found for found in window.findChildren(QFileDialog, "figure_dialog") if found.isVisible()][-1]
            target = tmp_path / f"{action.data()}.{ending}"
            dialog.fileSelected.emit(str(target))
            dialog.close()
            assert window.notices.text == f"Saved {target.name}."
        pane = window.work_commands.tab_shown()[0] if action.data() == "tab" else getattr(window.work, action.data())
        found = load_photo(tmp_path / f"{action.data()}.png")
        assert found.shape[1] == 3
        assert found.shape[3] == 2 * pane.width()
        assert len(np.unique(found.pixels.reshape(-1, 3), axis=0)) > 5
        assert QSvgRenderer(str(tmp_path / f"{action.data()}.svg")).isValid()
    with pytest.raises(SaveError, match="no numbers of its own"):
        figures.write_figure(window.work.photo_pane, None, tmp_path / "a.csv")

    driver.do("table")
    assert rows_of(window.work_commands.tab_shown()[1])[0][0] == "step"
    driver.do("histogram")
    driver.settle()
    counts = rows_of(window.work_commands.tab_shown()[1])
    assert sum(int(row[2]) for row in counts[1:]) == window.working.showing.statistics.channels[0].count
    driver.do("curves")
    curves = rows_of(window.work_commands.tab_shown()[1])
    assert curves[0][:3] == ["x", "relu", "relu derivative"]
    assert [float(value) for value in curves[-1][:3]] == [float(curves[-1][0]), float(curves[-1][0]), 1.0]
