"""The look is measured: contrast, the diverging map, ink on tints, and icons that exist and differ."""

from dataclasses import fields
from importlib.resources import files

import numpy as np
import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QListWidget, QMainWindow, QMenu, QMessageBox, QSplitter, QToolButton

from ui import icons, theme, tints


@pytest.fixture(params=[theme.DARK, theme.LIGHT])
def look(request, qapp):
    theme.apply(qapp, request.param)
    yield theme.current()
    theme.apply(qapp, theme.DARK)


ON_GROUNDS = [("text", ground) for ground in ("panel", "head", "field", "sel", "canvas", "raised")]
ON_GROUNDS += [("dim", ground) for ground in ("panel", "head", "badge", "sel", "canvas")]
ON_GROUNDS += [("red", "red_bg"), ("red", "panel"), ("on_accent", "accent"), ("accent", "panel")]


@pytest.mark.parametrize(("ink", "ground"), ON_GROUNDS)
def test_words_can_be_read(look, ink, ground):
    assert tints.contrast(getattr(look, ink), getattr(look, ground)) >= 4.5


def test_diverging_map_is_the_one_agreed(look):
    wanted = {
        "dark": "#86c3ff #509be6 #2b74b7 #2a4d71 #232323 #68401f #a65a0b #d38038 #f3ac75",
        "light": "#0059a4 #277cc9 #6ba2d9 #a9c7e8 #f3f3f3 #e0bca1 #cc8d5c #b55f00 #903c00",
    }[look.name].split()
    assert [tints.tint(t) for t in np.linspace(-1, 1, 9)] == wanted
    assert tints.diverging().shape == (511, 3)


def test_opposite_values_weigh_the_same(look):
    for t in np.linspace(0.05, 1, 20):
        assert abs(tints.luminance(tints.tint(t)) - tints.luminance(tints.tint(-t))) < 0.05


def test_ink_on_every_tint_can_be_read(look):
    for t in np.linspace(-1, 1, 101):
        ground = tints.tint(float(t))
        assert tints.contrast(tints.ink(ground), ground) >= 4.5


def test_small_weights_are_tinted_and_zero_is_plain(look):
    assert tints.cell_tint(0, 8) == look.cell
    assert tints.cell_tint(float("nan"), 8) == look.cell
    assert tints.cell_tint(1, 8) not in (look.cell, tints.tint(0))
    assert tints.cell_tint(-1, 8) != tints.cell_tint(1, 8)


def test_every_role_is_a_colour(look):
    for role in (field.name for field in fields(look) if field.name != "name"):
        assert theme.color(role).isValid()


def test_switching_tells_and_repaints(qtbot, qapp):
    with qtbot.waitSignal(theme.notifier().changed):
        theme.apply(qapp, theme.LIGHT)
    assert theme.current().name == theme.LIGHT
    assert QApplication.palette().window().color().name() == theme.THEMES[theme.LIGHT].panel
    theme.apply(qapp, theme.DARK)


def test_what_is_hidden_follows_a_moment_later(qtbot, qapp):
    buttons = [QToolButton() for _ in range(3 * theme.PORTION)]
    for button in buttons:
        qtbot.addWidget(button)
        button.ensurePolished()
    for name in (theme.LIGHT, theme.DARK):
        theme.apply(qapp, name)
        ink = theme.THEMES[name].text
        qtbot.waitUntil(lambda ink=ink: {button.palette().buttonText().color().name() for button in buttons} == {ink})


def test_density_changes_the_height_of_controls(qtbot):
    high = theme.control_height()
    with qtbot.waitSignal(theme.notifier().density_changed):
        theme.set_compact(True)
    assert theme.control_height() < high
    theme.set_compact(False)


def test_figures_are_tabular(qapp):
    assert theme.font().featureValue(QFont.Tag("tnum")) == 1
    assert theme.font(11).pixelSize() < theme.font(13).pixelSize()


def test_every_icon_is_one_colour_on_the_grid_and_draws(look):
    names = [path.name.removesuffix(".svg") for path in files("assets").joinpath("icons").iterdir()]
    assert len(names) >= 30
    for name in names:
        drawing = files("assets").joinpath("icons", f"{name}.svg").read_text(encoding="utf-8")
        assert 'viewBox="0 0 16 16"' in drawing
        assert "#" not in drawing
        assert not icons.pixmap(name, "text", 16, 2.0).isNull()


def test_the_program_has_a_mark_of_its_own_in_the_sizes_of_desktops(qapp):
    found = icons.program_icon()
    for size in (16, 32, 64, 128):
        drawn = found.pixmap(size, size).toImage()
        middle, side = (drawn.pixelColor(size // 2, y * size // 8) for y in (4, 2))
        assert drawn.width() == size
        assert middle.red() > middle.blue()  # a weight over 0 among those below
        assert side.blue() > side.red()


def test_transpose_looks_unlike_the_flips(qapp):
    def ink(name):
        image = icons.pixmap(name, "#ffffff", 16, 1.0).toImage()
        return np.array([[image.pixelColor(x, y).alpha() for x in range(16)] for y in range(16)]) > 96

    for flip in ("flip-horizontal", "flip-vertical"):
        shared = (ink("transpose") & ink(flip)).sum() / (ink("transpose") | ink(flip)).sum()
        assert shared < 0.35


def dressed_widgets():
    """One of each of what the style sheet colours, in a window."""
    window = QMainWindow()
    window.menuBar().addMenu("File").addAction("Open")
    window.menuBar().addMenu("Edit")
    splitter = QSplitter()
    button = QToolButton()
    button.setText("Go")
    steps = QListWidget()
    steps.addItems([str(number) for number in range(40)])
    steps.setCurrentRow(0)
    box = QMessageBox()
    for widget in (button, steps, box):
        splitter.addWidget(widget)
    box.setStandardButtons(QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Save)
    window.setCentralWidget(splitter)
    window.resize(400, 200)
    return window


def test_switched_to_a_theme_everything_looks_as_if_it_had_been_made_in_it(qtbot, qapp):
    theme.apply(qapp, theme.LIGHT)
    switched, menu = dressed_widgets(), QMenu()
    menu.addAction("Open").setEnabled(False)
    menu.addAction("Save")
    qtbot.addWidget(switched)
    qtbot.addWidget(menu)
    pictures = []
    for _ in (theme.DARK, theme.LIGHT):
        switched.show()
        QApplication.processEvents()
        pictures.append([widget.grab().toImage() for widget in (switched, menu)])
        theme.apply(qapp, theme.DARK)
    made = dressed_widgets()
    qtbot.addWidget(made)
    made.show()
    QApplication.processEvents()
    (light, light_menu), (dark, dark_menu) = pictures
    assert dark == made.grab().toImage()
    assert dark != light
    assert dark_menu != light_menu
