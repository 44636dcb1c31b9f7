"""The laboratories in the real window: what the chapter says, turned by hand, on a photo and on its own tables."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from filters import kernels
from ui.widgets.number_field import NumberField
from ui.widgets.tile import Tile, Tiles
from workbench.evaluation.frames import Rect
from workbench.laboratories.batch_norm import batch_statistics
from workbench.laboratories.samples import TABLES
from workbench.layers import with_parameters


def cells(table, row):
    return [table.item(row, column).text() for column in range(table.columnCount())]


def test_the_gradient_goes_from_the_step_to_the_photo_and_follows_an_edit(laboratories):
    page = laboratories.show("gradient", "relu1").pipeline
    (line,) = page.plot.lines
    assert page.plot._labels == ("relu1", "norm1", "conv1", "photo")
    assert all(0 < value <= 30 for value in line.values)
    assert page.tile.glow.shape == (60, 90)
    assert page.mark.text() == "exact"
    before = page.tile.glow.copy()
    energy = page.of.segment("energy").center().toPoint()
    laboratories.driver.qtbot.mouseClick(page.of, Qt.MouseButton.LeftButton, pos=energy)
    laboratories.rest()
    assert not np.array_equal(page.tile.glow, before)
    assert "½ Σ y²" in page.words.text()

    page = laboratories.show("gradient", "conv1").pipeline
    before = page.plot.lines[0].values
    step = laboratories.driver.state.document.step("conv1")
    wanted = laboratories.driver.state.document.with_step(with_parameters(step, weight=step["weight"] * 2))
    laboratories.window.session.edit(wanted, "Twice")
    laboratories.rest()
    assert page.plot.lines[0].values[-1] == pytest.approx(4 * before[-1], rel=1e-5)  # an energy: squared
    laboratories.window.session.select("photo")
    laboratories.rest()
    assert page.is_saying()
    assert "Select a step" in page.sentence.text()


def test_a_sigmoid_stack_vanishes_under_the_bound_and_relu_does_not(laboratories):
    pane = laboratories.show("gradient", "conv1")
    pane.show_page("vanishing")
    laboratories.rest()
    page = pane.vanishing
    sigmoid, relu, bound = page.plot.lines
    assert (sigmoid.name, relu.name, bound.name) == ("Sigmoid", "ReLU", "(1/4)ⁿ")
    assert len(sigmoid.values) == 9
    assert bound.values[-1] == 0.25**8
    assert 0 < sigmoid.values[-1] <= bound.values[-1]
    assert relu.values[-1] == pytest.approx(1.0, abs=0.01)
    assert [tile.title for tile in page.tiles] == ["Sigmoid", "ReLU"]
    laboratories.type(page.depth, "3")
    assert len(page.plot.lines[0].values) == 4
    laboratories.choose(page.block, "Kernel of conv1")
    assert page.plot.lines[2].name == "(8/4)ⁿ"
    laboratories.choose(page.other, "Tanh")
    assert page.plot.lines[1].name == "Tanh"
    page.plot.read_at(2)
    assert "Sigmoid" in page.plot._reading.toPlainText()


def test_the_receptive_field_follows_the_cursor(laboratories):
    pane = laboratories.show("gradient", "conv1")
    pane.show_page("field")
    laboratories.window.viewport.set_cursor(20, 30)
    laboratories.rest()
    page = pane.field
    assert page.facts.value("Could see") == "3\u2009×\u20093"
    assert page.facts.value("First row, column") == "19, 29"
    sobel = np.abs(kernels.sobel_x())
    assert np.allclose(page.tile.glow, sobel)
    assert page.facts.value("of the area") == "100.0 %"


def test_batches_are_fed_and_the_moving_averages_follow(laboratories):
    pane = laboratories.show("batch_norm", "norm1")
    assert pane.layer.channels == 2
    assert not pane.layer.fed
    laboratories.click(pane.feed)
    (fed,) = pane.layer.fed
    mean, variance = batch_statistics(pane.batch)
    assert np.array_equal(fed.mean, mean)
    assert np.allclose(pane.layer.running_mean, 0.1 * mean, atol=1e-6)
    assert np.allclose(pane.layer.running_variance, 0.9 + 0.1 * variance, rtol=1e-6)
    laboratories.click(pane.feed_many)
    assert len(pane.layer.fed) == 11
    assert len({float(one.mean[0]) for one in pane.layer.fed}) == 11  # other places of the photo each time
    laboratories.click(pane.keep)
    step = laboratories.driver.state.document.step("norm1")
    assert np.allclose(step["running_var"], pane.layer.running_variance)
    assert len(pane.layer.fed) == 11
    laboratories.driver.do("undo")
    assert laboratories.driver.state.document.step("norm1")["running_var"] is None


def test_the_chapter_s_samples_are_normalised_with_its_numbers_and_a_depends_on_its_batch(laboratories):
    pane = laboratories.show("batch_norm", "norm1")
    laboratories.choose(pane.source, "Three samples, 3 × 2")
    assert cells(pane.table, 0) == ["0", "3", "2.67", "0", "1", "1", "0"]
    assert cells(pane.table, 1)[:3] == ["1", "6", "10.7"]
    laboratories.click(pane.feed)
    assert cells(pane.table, 0)[3:5] == ["0.3", "1.17"]
    pane.show_page("values")
    x, training, inference = (tile.values for tile in pane.views.tiles)
    assert np.array_equal(x, TABLES["three samples"])
    assert np.allclose(training[:, 0], [-np.sqrt(1.5), 0, np.sqrt(1.5)], atol=1e-4)
    assert np.allclose(inference[0, 0], (1 - 0.3) / np.sqrt(0.9 + 0.8 / 3), atol=1e-4)
    pane.start.set_value(0.0)
    pane.refresh()
    assert cells(pane.table, 0)[4] == "0"

    pane = laboratories.show("batch_norm", "norm1")
    laboratories.choose(pane.source, "Three samples, 3 × 2")
    pane.show_page("partners")
    with_b, with_others, later_b, later_others = (tile.values for tile in pane.views.partners)
    assert not np.allclose(with_b, with_others)
    assert np.array_equal(later_b, later_others)


def test_a_batch_that_comes_after_another_source_was_chosen_is_not_fed_to_it(laboratories):
    pane = laboratories.show("batch_norm", "norm1")
    laboratories.driver.qtbot.mouseClick(pane.feed, Qt.MouseButton.LeftButton)  # of two channels, and on its way
    laboratories.choose(pane.source, "Three samples, 3 × 2")
    assert pane.layer.fed == ()
    laboratories.choose(pane.source, pane.source.itemText(0))
    assert pane.batch.shape[1] == pane.layer.channels == 2  # and what is read by the step is asked for anew


def test_gamma_and_beta_are_typed_into_the_table(laboratories):
    pane = laboratories.show("batch_norm", "norm1")
    pane.table.typed.emit(1, 5, 2.5)
    laboratories.rest()
    assert laboratories.driver.state.document.step("norm1")["weight"] == (1.0, 2.5)
    assert cells(pane.table, 1)[5] == "2.5"
    laboratories.choose(pane.source, "Table, 3 × 3")
    pane.table.typed.emit(0, 6, -1.0)
    assert pane.layer.beta.tolist() == [-1, 0, 0]


def test_both_ways_of_dropout_expect_what_inference_makes_and_the_step_is_edited(laboratories):
    pane = laboratories.show("dropout", "drop1")
    assert [one.mode for one in pane.found] == ["upscale_in_train", "downscale_in_infer"]
    for one in pane.found:
        assert one.means[-1] == pytest.approx(one.inference.mean(), rel=0.02)
    assert pane.found[1].inference.mean() == pytest.approx(0.5 * pane.found[0].inference.mean())
    laboratories.choose(pane.source, "Table, 4 × 3")
    assert np.array_equal(pane.tiles[0].values, TABLES["twelve numbers"])
    mask, one = pane.tiles[1].values, pane.tiles[2].values
    assert np.array_equal(one, TABLES["twelve numbers"] * mask * 2)
    assert cells(pane.table, 0)[3] == "6.5"
    assert cells(pane.table, 1)[3] == "3.25"
    laboratories.type(pane.seed, "5")
    assert not np.array_equal(pane.tiles[1].values, mask)

    pane = laboratories.show("dropout", "drop1")
    laboratories.choose(pane.source, "Input of drop1")
    laboratories.type(pane.p, "0.25")
    assert laboratories.driver.state.document.step("drop1")["p"] == 0.25
    assert pane.found[0].kept_share == pytest.approx(0.75, abs=0.03)


def test_homework_one_is_counted_by_every_convention(laboratories):
    laboratories.window.files.pipelines.open_preset("homework-1")
    laboratories.rest()
    table = laboratories.window.work.table
    laboratories.driver.do("table")
    laboratories.type(table.shape, "10,3,224,224")

    def counted():
        return [cell.replace("\u202f", "") for cell in table.model.rows[1].cells[7:9]]

    assert table.model.rows[1].cells[6] == "\u2009×\u2009".join(["10", "64", "224", "224"])
    assert counted() == ["867041280", "867041280"]
    laboratories.click(table.bias)
    assert counted() == ["867041280", "834928640"]
    laboratories.click(table.padding)
    assert counted() == ["861888000", "829775360"]
    laboratories.type(table.shape, "ten photos")
    assert table.shape.is_refused()


def test_homework_two_on_any_shape_in_three_forms_and_refused_where_it_is_wrong(laboratories):
    laboratories.window.files.pipelines.open_preset("simplenet")
    laboratories.rest()
    table = laboratories.window.work.table
    laboratories.driver.do("table")
    laboratories.type(table.shape, "[10, 3, 224, 224]")
    rows = {
        row.id: [cell.replace("\u2009", "").replace("\u202f", "") for cell in row.cells] for row in table.model.rows
    }
    assert rows["conv1"][2:7] == ["6×3×5×5", "450", "6", "6", "10×6×224×224"]
    assert rows["max_pool1"][6] == "10×6×112×112"
    assert rows["conv2"][2:7] == ["16×6×5×5", "2400", "16", "16", "10×16×112×112"]
    assert rows["fc1"][2:7] == ["50176×64", "3211264", "64", "64", "10×64"]
    assert rows["fc2"][2:7] == ["64×1", "64", "1", "1", "10×1"]
    for form, mark in (
        ("markdown", "| fc1 |"),
        ("csv", "fc1,Linear 50176 → 64,50176 × 64,3211264"),
        ("latex", "fc1 &"),
    ):
        next(action for action in table.copies.actions() if action.data() == form).trigger()
        assert mark in QApplication.clipboard().text()

    laboratories.window.files.pipelines.open_preset("simplenet")
    laboratories.rest()
    document = laboratories.driver.state.document
    wrong = with_parameters(document.step("fc1"), weight=np.zeros((50_000, 64), np.float32))
    laboratories.window.session.edit(document.with_step(wrong), "Wrong")
    laboratories.driver.do("table")
    laboratories.type(laboratories.window.work.table.shape, "10,3,224,224")
    said = laboratories.window.work.table.refusal.text().replace("\u202f", " ")
    assert "fc1: its weight has 50000 inputs, but flatten1 lays 16 × 56 × 56 = 50176 values in a row" in said
    assert laboratories.window.work.table.refusal.isVisible()


def test_the_wrong_network_is_made_and_mended_by_hand(laboratories):
    laboratories.window.files.pipelines.open_preset("simplenet")
    laboratories.rest()
    laboratories.window.session.select("fc1")
    laboratories.rest()
    field = laboratories.window.work.control_panel.findChild(NumberField, "weight-in")
    laboratories.type(field, "50000")
    step = laboratories.driver.state.document.step("fc1")
    assert step["weight"].shape == (50_000, 64)
    assert len(step["bias"]) == 64
    outputs = laboratories.window.work.control_panel.findChild(NumberField, "weight-out")
    laboratories.type(outputs, "10")
    step = laboratories.driver.state.document.step("fc1")
    assert step["weight"].shape == (50_000, 10)
    assert len(step["bias"]) == 10


def test_a_photo_of_twelve_million_pixels_is_experimented_on(driver, network):
    window = driver.window
    window.files.sources.open_sample("still-life")
    driver.settle()
    window.session.open_document(network)
    window.session.select("relu1")
    driver.settle()
    assert driver.state.source.shape == (1, 3, 2828, 4242)
    for action in ("gradient", "batch_norm", "dropout"):
        driver.do(action)
        getattr(window.work, action).build()  # now, whether the plots are loaded or not
        driver.until(lambda: window.experiments.is_idle)
        driver.settle()
    gradient = window.work.gradient.pane
    assert gradient.pipeline.mark.text() == "1:27"
    for page in ("vanishing", "field", "learning"):
        driver.do("gradient")
        gradient.show_page(page)
        driver.until(lambda: window.experiments.is_idle)
    assert gradient.field.facts.value("Could see") == "3\u2009×\u20093"
    assert max(gradient.vanishing.tiles[0].glow.shape) <= 160
    assert window.work.batch_norm.pane.batch.shape == (8, 2, 32, 32)
    assert window.work.dropout.pane.found[0].mask.shape[1:] == (2, 63, 94)


@pytest.mark.parametrize("weight", [1e20, 3e38])
def test_weights_beyond_all_bounds_are_survived(laboratories, weight):
    document = laboratories.driver.state.document
    step = document.step("conv1")
    kernel = step["weight"].copy()
    kernel[0, 0, 1, 1] = weight
    laboratories.window.session.edit(document.with_step(with_parameters(step, weight=kernel)), "Huge")
    laboratories.rest()
    pane = laboratories.show("gradient", "relu1")
    for page in ("pipeline", "vanishing", "field"):
        pane.show_page(page)
        laboratories.rest()
        if page == 1:
            laboratories.choose(pane.vanishing.block, "Kernel of conv1")
            laboratories.type(pane.vanishing.depth, "40")
        assert not pane.grab().isNull()
    norm = laboratories.show("batch_norm", "norm1")
    laboratories.click(norm.feed)
    for view in ("averages", "spreads", "values", "partners"):
        norm.show_page(view)
        assert not norm.grab().isNull()
    dropout = laboratories.show("dropout", "drop1")
    assert not dropout.grab().isNull()
    assert not laboratories.window.notices.text


def test_a_view_beside_the_photo_has_no_gradient(laboratories):
    page = laboratories.show("gradient", "relu1").pipeline
    page.set_view(replace(laboratories.window.viewport.view, rect=Rect(1000, 1000, 10, 10)))
    laboratories.rest()
    assert page.is_saying()
    page.set_view(laboratories.window.viewport.view)
    laboratories.rest()
    assert not page.is_saying()


def test_tiles_lie_in_the_rows_that_leave_them_the_most_room(qtbot):
    tiles = tuple(Tile(str(number)) for number in range(6))
    box = Tiles(tiles)
    qtbot.addWidget(box)
    box.show()
    for size, across in (((900, 120), 6), ((400, 300), 3), ((200, 400), 2), ((120, 900), 1), ((400, 300), 3)):
        box.resize(*size)
        QApplication.processEvents()
        assert len({tile.x() for tile in tiles}) == across
        assert len({tile.y() for tile in tiles}) == 6 // across
        assert all(box.rect().contains(tile.geometry()) for tile in tiles)
