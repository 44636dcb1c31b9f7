"""Opening: a damaged photo is opened only when that is asked for, and opening often leaves nothing behind."""

import io

import numpy as np
from pictures import noise
from PIL import Image
from PySide6.QtCore import QObject

from workbench.settings import load_settings, to_path


def test_what_is_left_of_a_damaged_photo_is_one_click_away(driver, tmp_path):
    whole = tmp_path / "whole.png"
    noise(whole)
    driver.open(whole)
    half = tmp_path / "half.png"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    driver.open(half)
    notices = driver.window.notices
    assert notices.is_error
    assert "half.png cannot be opened: the picture is cut off" in notices.text
    assert driver.state.source.name == "whole.png"
    assert notices.action.text() == "Open what is left"
    notices.action.click()
    driver.settle()
    assert driver.state.source.name == "half.png"
    assert "damaged" in notices.text
    assert (driver.state.source.pixels[:10] == np.asarray(Image.open(io.BytesIO(whole.read_bytes())))[:10]).all()


def test_what_is_no_picture_offers_nothing(driver, tmp_path):
    text = tmp_path / "a.png"
    text.write_text("no picture")
    driver.open(text)
    assert driver.window.notices.is_error
    assert driver.window.notices.action.isHidden()


def test_opening_again_and_again_leaves_nothing_in_the_menu(driver, tmp_path):
    names = [tmp_path / f"{number}.png" for number in range(2)]
    for name in names:
        Image.new("L", (9, 8)).save(name)
        driver.open(name)
    menu, recent = driver.window.actions_.menu("recent"), driver.window.files.recent
    recent.keep()
    before = len(menu.findChildren(QObject))
    for name in names * 2:
        driver.open(name)
        recent.keep()
    assert [action.text() for action in menu.actions()] == ["1.png", "0.png"]
    assert len(menu.findChildren(QObject)) == before


def test_what_was_opened_is_written_down_a_moment_later_or_when_the_window_closes(driver, tmp_path):
    names = [tmp_path / f"{number}.png" for number in range(2)]
    for name in names:
        Image.new("L", (9, 8)).save(name)
    recent = driver.window.files.recent
    driver.open(names[0])
    driver.until(lambda: list(map(to_path, load_settings()[0].recent)) == [names[0]])
    recent._timer.setInterval(3_600_000)
    driver.open(names[1])
    assert recent.paths() == (names[1], names[0])
    assert len(load_settings()[0].recent) == 1
    driver.window.close_without_asking()
    assert list(map(to_path, load_settings()[0].recent)) == [names[1], names[0]]
