"""The export says what it will do to the values before it does it."""

from pathlib import Path

import numpy as np
import pytest

from ui.export.choice import ALL, COLOURS, SHEET, SHOWN, Choice, Subject
from ui.export.dialog import FLOAT, ExportDialog
from workbench.picture_files.maps import Maps, Survey
from workbench.picture_files.pictures import Saving

VALUES = np.array([[[-812.0, 0.0], [100.0, 1020.0]], [[0.0, 1.0], [2.0, np.nan]]], np.float32)


@pytest.fixture
def dialog(qtbot):
    def build(channel=0, values=VALUES, first=None, **facts):
        made = ExportDialog(Subject("conv1", values.shape, channel, 255.0, **facts), first or Choice())
        qtbot.addWidget(made)
        made.set_survey(Survey.over(Maps.of(values), 255.0))
        made.show()
        return made

    return build


def choose(control, value):
    control.set_value(value)
    control.value_changed.emit(value)


def test_names_of_the_files():
    both = Choice(ALL, Saving("png"), (0, 1))
    assert both.paths(Path("b.png")) == [Path("b-0.png"), Path("b-1.png")]
    assert Choice(SHOWN, Saving("png")).paths(Path("a/b")) == [Path("a/b.png")]
    assert Choice(ALL, Saving("tiff", 16), (0, 1)).paths(Path("b.tif")) == [Path("b.tif")]


def test_nothing_is_saved_before_its_losses_are_known(qtbot):
    made = ExportDialog(Subject("conv1", VALUES.shape, 0, 255.0), Choice())
    qtbot.addWidget(made)
    made.set_counted(0.42)
    assert made.facts.text() == "Counting what would be lost: 42 %"
    assert not made.save_button.isEnabled()
    choose(made.kind, ("npy", 32))
    assert made.save_button.isEnabled()
    choose(made.kind, ("png", 8))
    assert not made.save_button.isEnabled()
    made.set_failed("There is not enough memory.")
    assert made.facts.text() == "There is not enough memory."


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("clip", "Cut off: 25 % below 0, 25 % above 255."),
        ("absolute", "Cut off: 50 % above 255. 25 % lose their minus sign."),
        ("offset", "Cut off: 25 % below −127.5, 25 % above 127.5."),
        ("min-max", "−812 becomes black and 1020 white; nothing is cut off."),
        (FLOAT, "They are written as they are; nothing is lost."),
    ],
)
def test_what_each_mapping_loses_is_said(dialog, mapping, words):
    made = dialog()
    choose(made.mapping, mapping)
    assert made.facts.text().startswith("Values −812 to 1020. " + words)
    assert ("Rounded to 256 shades." in made.facts.text()) == (mapping != FLOAT)


def test_of_all_maps(dialog):
    made = dialog()
    choose(made.what, ALL)
    assert "Cut off: 12.5 % below 0, 12.5 % above 255. 12.5 % are NaN" in made.facts.text()
    assert "2 files are written, one for each map." in made.facts.text()
    choose(made.kind, ("tiff", 16))
    assert "All maps go into one file." in made.facts.text()
    assert "65\u202f536" in made.facts.text() or "65 536" in made.facts.text()


def test_float_values_need_a_float_file_and_back(dialog):
    made = dialog()
    choose(made.mapping, "offset")
    choose(made.kind, ("jpeg", 8))
    choose(made.mapping, FLOAT)
    assert made.kind.value() == ("tiff", 32)
    choose(made.mapping, "clip")
    assert made.kind.value() == ("jpeg", 8)
    choose(made.kind, ("npy", 32))
    assert made.mapping.value() == FLOAT
    choose(made.kind, ("png", 16))
    assert made.mapping.value() == "clip"


def test_a_contact_sheet_has_no_mapping_and_few_formats(dialog):
    made = dialog()
    assert made.mapping.isVisible()
    choose(made.kind, ("tiff", 16))
    choose(made.what, SHEET)
    assert made.kind.value() == ("png", 8)
    assert not made.mapping.isVisible()
    assert made.sheet_size.isVisible()
    assert made.save_button.isEnabled()


def test_what_goes_beside_the_pixels(dialog):
    made = dialog(has_exif=True)
    made.keeps_exif.set_value(True)
    made.carries.set_value(True)
    assert made.choice.keeps_exif
    assert made.choice.carries
    choose(made.kind, ("npy", 32))
    assert not made.choice.keeps_exif
    assert not made.choice.carries
    assert not dialog().keeps_exif.isEnabled()


def test_colours_training_and_the_last_choice(dialog):
    colours = np.zeros((3, 4, 4), np.float32)
    made = dialog(-1, colours, is_inference=False)
    assert made.choice.what == COLOURS
    assert made.choice.channels == (0, 1, 2)
    assert "training mode" in made.facts.text()
    last = Choice(ALL, Saving("tiff", 16, "absolute"), (0, 1), True, True)
    again = dialog(first=last, has_exif=True)
    assert again.choice.what == ALL
    assert (again.choice.saving.format, again.choice.saving.bits, again.choice.saving.mapping) == (
        "tiff",
        16,
        "absolute",
    )
    assert again.choice.keeps_exif
