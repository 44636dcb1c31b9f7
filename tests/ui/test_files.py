"""A damaged photo: refused with what is wrong, opened only when that is asked for."""

import io

import numpy as np
from PIL import Image


def test_what_is_left_of_a_damaged_photo_is_one_click_away(driver, tmp_path):
    whole = tmp_path / "whole.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (60, 50, 3), np.uint8)).save(whole)
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
