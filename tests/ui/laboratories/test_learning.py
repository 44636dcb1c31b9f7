"""A filter is learned in the real window: towards its own kernel, the photo and a picture, watched and taken."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog

from filters import kernels
from workbench.document import Document
from workbench.layers import new_step


@pytest.fixture
def page(laboratories):
    """The page, with a blur and behind it the convolution that learns."""
    document = Document("Blur")
    for weight in (kernels.gaussian(1.0, 5), kernels.sharpen()):
        step = new_step("conv2d", document, weight=weight, channels="each", padding="same")
        document = document.inserted(len(document.steps), step)
    laboratories.window.session.open_document(document)
    laboratories.rest()
    pane = laboratories.show("gradient", "conv2")
    pane.show_page("learning")
    laboratories.rest()
    return pane.learning


def weight_of(laboratories, step="conv2"):
    return laboratories.driver.state.document.step(step)["weight"]


def test_a_kernel_is_learned_from_what_it_makes_and_every_step_can_be_looked_at(laboratories, page):
    descent = page.plot.lines[0]
    assert descent.name == "Error"
    assert len(descent.values) == 401
    assert descent.values[-1] < 0.5 * descent.values[0]
    assert np.allclose(page.tiles[4].values, kernels.sharpen(), atol=1e-3)
    assert page.facts.value("Step") == "400"
    last = page.tiles[3].values.copy()
    page.plot.read_at(0)
    assert page.facts.value("Step") == "0"
    first = page.tiles[3].values.copy()
    assert not np.array_equal(first, last)
    read, made, wanted = (tile.values for tile in page.tiles[:3])
    assert read.shape == made.shape == wanted.shape == (60, 90)
    page.plot.read_at(None)
    assert np.array_equal(page.tiles[3].values, last)
    assert np.abs(page.tiles[1].values - wanted).mean() < np.abs(made - wanted).mean()


def test_a_blur_is_undone_and_the_weights_are_taken(laboratories, page):
    laboratories.choose(page.form.target, "Photo")
    before = float(page.plot.lines[0].values[-1])
    laboratories.type(page.form.momentum, "0.9")
    laboratories.click(page.form.centred)
    laboratories.type(page.form.steps, "1000")
    assert page.plot.lines[0].values[-1] < before
    assert [line.name for line in page.plot.lines] == ["Error", "Best"]
    learned, best = page.tiles[3].values.copy(), page.tiles[4].values.copy()
    laboratories.click(page.take)
    assert np.array_equal(weight_of(laboratories), learned)
    laboratories.click(page.take_best)
    assert np.array_equal(weight_of(laboratories), best)
    laboratories.driver.do("undo")
    laboratories.driver.do("undo")
    assert np.array_equal(weight_of(laboratories), kernels.sharpen())


def test_a_centred_descent_brings_its_bias_along(laboratories, page):
    laboratories.choose(page.form.target, "Map of conv1")
    laboratories.click(page.take_best)
    assert laboratories.driver.state.document.step("conv2")["bias"] is None
    laboratories.choose(page.form.target, "Photo")
    laboratories.click(page.form.centred)
    page.play.click()
    laboratories.driver.until(lambda: page.shown > 3)
    page.play.click()
    shown, bias = page.shown, float(page._seen.learned.biases[page.shown])
    laboratories.click(page.take)
    assert 3 < shown < 400
    assert laboratories.driver.state.document.step("conv2")["bias"] == pytest.approx(bias)


def test_a_filter_of_a_bank_learns_alone(laboratories, network):
    laboratories.window.session.open_document(network)
    pane = laboratories.show("gradient", "conv1")
    pane.show_page("learning")
    laboratories.window.session.select_channel(1)
    laboratories.rest()
    page = pane.learning
    assert np.allclose(page.tiles[4].values, np.hstack([kernels.edge_detector()] * 3), atol=1e-2)
    laboratories.choose(page.form.start, "Zeros")
    laboratories.type(page.form.steps, "1")
    learned = page.tiles[3].values
    laboratories.click(page.take)
    weight = weight_of(laboratories, "conv1")
    assert np.array_equal(np.hstack(list(weight[1])), learned)
    assert np.array_equal(weight[0], np.repeat(kernels.sobel_x()[None], 3, axis=0))


def test_too_large_a_rate_runs_away_and_is_drawn(laboratories, page):
    laboratories.type(page.form.rate, "1.5")
    values = page.plot.lines[0].values
    assert values[-1] > 1000 * values[0]
    assert np.isfinite(values).all()
    assert not page.grab().isNull()
    laboratories.choose(page.form.batch, "1")
    assert len(page.plot.lines[0].values) < 401
    assert not laboratories.window.notices.text


def test_it_plays_from_the_first_step_to_the_last(laboratories, page):
    laboratories.type(page.form.steps, "40")
    laboratories.click(page.play)
    assert page.shown < 40
    laboratories.driver.until(lambda: page.shown == 40 and not page._timer.isActive())
    assert page.plot.index == 40


def test_a_picture_is_asked_for_and_learned_from(laboratories, page, photo, tmp_path):
    inverted = 255 - np.asarray(Image.open(photo))
    path = tmp_path / "inverted.png"
    Image.fromarray(inverted).save(path)
    ask(laboratories, page, path)
    assert page.form.target.currentText() == "inverted.png"
    assert np.array_equal(page.tiles[2].values, inverted[..., 0])
    laboratories.choose(page.form.target, "Kernel of conv2")
    laboratories.choose(page.form.target, "inverted.png")
    assert np.array_equal(page.tiles[2].values, inverted[..., 0])

    Image.fromarray(inverted[:20]).save(tmp_path / "low.png")
    ask(laboratories, page, tmp_path / "low.png")
    assert page.is_saying()
    assert "low.png is 20\u202f×\u202f90 and the map of conv2 60\u202f×\u202f90" in page.sentence.text()
    (tmp_path / "text.png").write_text("no picture")
    ask(laboratories, page, tmp_path / "text.png")
    assert "text.png cannot be opened" in page.sentence.text()
    laboratories.choose(page.form.target, "Photo")
    assert not page.is_saying()


def ask(laboratories, page, path):
    page.form.target.value_changed.emit("ask for a picture")
    dialog = page.findChild(QFileDialog, "file_dialog")
    dialog.fileSelected.emit(str(path))
    dialog.close()
    laboratories.rest()


def test_only_a_convolution_learns(laboratories, page):
    laboratories.window.session.select("photo")
    laboratories.rest()
    assert page.is_saying()
    assert "Select a convolution" in page.sentence.text()
    laboratories.window.session.select("conv1")
    laboratories.rest()
    assert not page.is_saying()
    assert page.form.target.findText("Kernel of conv1") == 0


def test_the_piece_is_that_of_the_view_even_where_it_moved_while_another_tab_was_in_front(laboratories, page):
    window = laboratories.window
    window.files.sources.open_sample("still-life-small")
    laboratories.rest()
    assert page.tiles[0].values.shape == (96, 96)
    before = page.tiles[0].values.copy()
    window.work.tabs.show_named("table")
    window.viewport.zoom_at(4.0, 20.0, 20.0)
    laboratories.rest()
    window.work.tabs.show_named("gradient")
    laboratories.rest()
    assert not np.array_equal(page.tiles[0].values, before)
