"""The live view: what is seen at 1:1 is what is exported, and a thousand gestures leave nothing behind."""

import gc
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from documents import document_of
from PySide6.QtCore import QObject, QPoint, QRectF
from PySide6.QtWidgets import QApplication

from filters import bands
from ui import pixels
from ui.pixels import image, photo_levels, to_array
from workbench.document import Document
from workbench.evaluation import evaluator
from workbench.evaluation.evaluate import evaluate
from workbench.evaluation.frames import PaneFrame, Rect, StatisticsFrame
from workbench.layers import new_step, with_parameters
from workbench.picture_files.photos import load_photo
from workbench.picture_files.pictures import Saving, mapped, save_picture
from workbench.presets import PRESETS, load_preset
from workbench.running import maps_of
from workbench.settings import load_settings
from workbench.sources import NumberGrid, Photo

GESTURES, BURST = 1000, 3
"""Gestures, and how many of them come before the window can do anything about the first."""
BUDGET = 16 << 20  # bytes for pictures, so that the cache is full long before the end


def noise(height, width):
    return Photo("noise", np.random.default_rng(4).integers(0, 256, (height, width, 3), np.uint8))


def test_an_edit_that_changes_the_view_is_asked_for_once(driver):
    """Maps of other strides reach beyond the photo by other lengths, and so does the view."""
    window = driver.window
    window.session.open_source(noise(330, 410))
    document = document_of(("conv2d", {"padding": 1, "stride": 2}))
    window.session.open_document(document)
    driver.settle()
    photo, generations = window.work.photo_pane.canvas.frame, set()
    window.bridge.frame_arrived.connect(lambda frame: generations.add(frame.generation))
    window.session.edit(document.with_step(with_parameters(document.steps[0], stride=3)), "Change stride")
    driver.settle()
    assert len(generations) == 1
    assert window.work.photo_pane.canvas.frame.values is photo.values


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_a_picture_that_is_dragged_is_asked_for_ahead_and_drawn_where_it_is_new(driver, monkeypatch, scale):
    window, viewport, heard, drawn = driver.window, driver.window.viewport, [], []
    window.session.open_source(noise(900, 1200))
    window.session.open_document(load_preset("sobel-magnitude"))
    viewport.set_scale(scale)
    driver.settle()
    viewport._rest.setInterval(1_000_000)  # it never lies still, and nothing settles
    monkeypatch.setattr(evaluator, "SETTLE_SECONDS", 1_000)
    window.bridge.frame_arrived.connect(lambda frame: heard.append(frame) if isinstance(frame, PaneFrame) else None)
    canvases = [pane.canvas for pane in (window.work.photo_pane, window.work.map_pane)]

    def move(by):
        viewport.pan(by, by)
        driver.until(lambda: all(viewport.view.rect.lies_in(near(canvas.frame)) for canvas in canvases))

    move(-3)
    driver.until(lambda: len(heard) == 2)
    for _ in range(3):
        move(-2)
        driver.qtbot.wait(40)
    assert len(heard) == 2
    monkeypatch.setattr(pixels, "image", lambda values, levels: drawn.append(values.size) or image(values, levels))
    move(-50)
    driver.until(lambda: len(heard) == 4)
    for canvas in canvases:
        assert canvas.picture == image(canvas.frame.values, canvas._levels)
    assert 0 < sum(drawn) < sum(canvas.frame.values.size for canvas in canvases) / 2
    monkeypatch.undo()
    viewport._on_rest_timeout()
    driver.settle()
    assert all(canvas.frame.rect.lies_in(near(viewport.view)) for canvas in canvases)


def near(shown, more=4):
    """The rectangle of a frame or view with a little more about it: samples stand for whole blocks of pixels."""
    top, left, bottom, right = shown.rect.edges
    return Rect.between(top - more, left - more, bottom + more, right + more)


@pytest.mark.parametrize("preset", [preset.id for preset in PRESETS])
def test_the_preview_is_the_export_pixel_for_pixel(driver, preset, tmp_path):
    window = driver.window
    sampled = []
    window.session.open_source(noise(330, 410))
    window.session.open_document(load_preset(preset))
    last = [row for row in driver.state.plan.rows if row.shape is not None and len(row.shape) == 4][-1]
    window.session.select(last.id)
    window.bridge.frame_arrived.connect(
        lambda frame: sampled.append(frame) if isinstance(frame, PaneFrame) and not frame.is_settled else None
    )
    window.viewport.show_one_to_one()
    driver.settle()
    state, frame = driver.state, window.work.map_pane.canvas.frame
    assert (frame.step, frame.every, frame.state, frame.is_settled) == (last.id, 1, "exact", True)
    top = last.rows.index_at(frame.rect.top + last.rows.jump / 2)
    left = last.columns.index_at(frame.rect.left + last.columns.jump / 2)
    height, width = frame.values.shape[:2]
    whole = evaluate(state.plan, state.source, frame.step)[0]
    whole = whole if frame.values.ndim == 3 else whole[max(frame.channel, 0)][None]
    wanted = whole[:, top : top + height, left : left + width]
    assert np.array_equal(frame.values.reshape(height, width, -1), np.moveaxis(wanted, 0, -1))
    before = [own for own in sampled if own.pane == "map" and own.step == last.id and own.coarseness == 1][-1]
    assert np.abs(before.values - frame.values).max() <= 2e-6 * np.abs(whole).max()  # sums in another order
    for bits in (8, 16):
        how = Saving("tiff", bits, white=state.document.white)
        maps = maps_of(state.plan, state.source, frame.step)
        save_picture(tmp_path / "saved.tiff", maps if len(whole) == 3 else maps.only([max(frame.channel, 0)]), how)
        saved = load_photo(tmp_path / "saved.tiff").pixels[top : top + height, left : left + width]
        assert saved.dtype == how.dtype
        assert np.array_equal(saved, mapped(frame.values, how))
    shown = to_array(image(frame.values, photo_levels(state.document.white)))
    shades = mapped(frame.values, Saving("tiff", 8, white=state.document.white))
    assert np.array_equal(shown, shades if shades.ndim == 3 else shades[..., None].repeat(3, axis=2))


def start():
    return document_of(
        ("conv2d", {"weight": np.full((3, 3), 1 / 9), "channels": "each", "padding": 1}),
        ("batch_norm", {}),
        ("relu", {}),
        ("max_pool2d", {"kernel_size": 2}),
    )


def gesture(driver, rng, turn):
    """One of what a hand does: drag a weight, spin the stride, switch, choose, train, pan, zoom, point, undo."""
    window, session, document = driver.window, driver.window.session, driver.state.document
    conv = document.step("conv1")
    kind = rng.integers(10)
    if kind <= 2:
        weight = conv["weight"].copy()
        weight.flat[rng.integers(9)] += rng.normal() / 8
        session.edit(document.with_step(with_parameters(conv, weight=weight)), "Weight", merge=turn // 7)
    elif kind == 3:
        stride = int(rng.integers(1, 4))
        session.edit(document.with_step(with_parameters(conv, stride=stride)), "Stride")
    elif kind == 4:
        step = document.steps[rng.integers(4)]
        session.edit(document.with_step(replace(step, enabled=not step.enabled)), "Switch")
    elif kind == 5:
        session.select(document.steps[rng.integers(4)].id)
    elif kind == 6:
        session.set_training(bool(rng.integers(2)))
    elif kind == 7:
        window.viewport.pan(*rng.normal(0, 60, 2))
    elif kind == 8:
        driver.wheel(window.work.map_pane.canvas, QPoint(*rng.integers(20, 200, 2).tolist()), int(rng.integers(-3, 4)))
    else:
        session.undo()


def array_bytes():
    """What all arrays that anybody holds take, those that are views of others with what they look at."""
    held = gc.get_referents(*gc.get_objects())
    return sum({id(whole): whole.nbytes for whole in map(looked_at, held) if isinstance(whole, np.ndarray)}.values())


def looked_at(array):
    while isinstance(getattr(array, "base", None), np.ndarray):
        array = array.base
    return array


def resident_bytes():
    """What the program has in memory, where the system tells."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * 4096 if told.exists() else 0


def expected(window):
    """What the pane of the selected step must show when all has settled, computed apart from the live view."""
    state, frame = window.session.state, window.work.map_pane.canvas.frame
    whole = evaluate(state.plan, state.source, state.selected)[0]
    whole = np.moveaxis(whole, 0, -1) if frame.values.ndim == 3 else whole[max(state.channel, 0)]
    row = state.plan[state.selected]
    top = row.rows.index_at(frame.rect.top + row.rows.jump / 2)
    left = row.columns.index_at(frame.rect.left + row.columns.jump / 2)
    height, width = frame.values.shape[:2]
    return whole[top : top + height, left : left + width]


@pytest.mark.parametrize(("size", "padding"), [((4, 4), 2), ((5, 7), 3), ((120, 90), 6)])
def test_a_map_that_padding_makes_larger_than_the_photo_is_shown_whole(driver, size, padding):
    window, document = driver.window, Document()
    step = new_step("conv2d", document, weight=np.ones((3, 3), np.float32), padding=padding)
    window.session.open_source(NumberGrid(np.arange(1, size[0] * size[1] + 1, dtype=np.float32).reshape(size)))
    window.session.open_document(document.inserted(0, step))
    window.session.select("conv1", 0)
    driver.settle()
    whole = evaluate(driver.state.plan, driver.state.source, "conv1")[0, 0]
    canvas, more = window.work.map_pane.canvas, padding - 1
    assert canvas.frame.rect == Rect(-more, -more, size[0] + 2 * more, size[1] + 2 * more)
    np.testing.assert_array_equal(canvas.frame.values, whole)
    assert window.work.feature_maps.model._frame.rect == canvas.frame.rect
    if max(size) < 64:
        assert QRectF(canvas.rect()).contains(window.viewport.area(canvas.frame.rect, canvas.width(), canvas.height()))


def test_a_thousand_gestures_leave_no_stale_frame_no_thread_and_no_memory(driver):
    window = driver.window
    window.resize(960, 600)
    window.bridge.cache.set_budget(BUDGET)
    window.session.open_source(noise(200, 260))
    window.session.open_document(start())
    window.viewport.set_scale(1.5)
    driver.settle()
    for pane in window.work.late_panes():  # else they are built on the way, while nothing is asked for
        while pane.prepare():
            pass
    rng = np.random.default_rng(11)
    generations = []
    window.bridge.frame_arrived.connect(lambda frame: generations.append(frame.generation))
    threads, sizes = set(threading.enumerate()), []
    for turn in range(GESTURES):
        gesture(driver, rng, turn)
        if turn % BURST == 0:
            QApplication.processEvents()
        if turn in (GESTURES // 4, GESTURES - 1):
            driver.settle()
            gc.collect()
            sizes.append((len(gc.get_objects()), len(window.findChildren(QObject)), array_bytes(), resident_bytes()))
    window.session.open_document(start())
    window.viewport.set_scale(1.5)
    driver.settle()
    frame = window.work.map_pane.canvas.frame
    assert frame.generation == max(generations)
    assert (frame.step, frame.every) == (driver.state.selected, 1)
    np.testing.assert_allclose(frame.values, expected(window), rtol=1e-5, atol=1e-3)
    assert generations == sorted(generations)
    extra = {thread.name.split("_")[0] for thread in set(threading.enumerate()) - threads}
    assert extra <= {"filters"}  # the engine's helpers live as long as the program; those that give way are others
    assert len([t for t in threading.enumerate() if t.name.startswith("filters")]) <= 2 * bands.WORKERS
    assert window.bridge.cache.held <= window.bridge.cache.budget
    (objects, widgets, arrays, resident), (objects_then, widgets_then, arrays_then, resident_then) = sizes
    assert objects_then < objects + 20 * GESTURES  # the undo history holds a document for each edit
    assert widgets_then <= widgets + 10
    assert arrays_then < arrays + (6 << 20)
    assert resident_then < resident + (32 << 20)  # pictures drawn, too, which are no arrays


def test_frames_of_a_step_that_was_taken_away_meanwhile_are_no_fault(driver):
    frames, session = [], driver.window.session
    driver.window.bridge.frame_arrived.connect(frames.append)
    session.open_source(noise(1300, 1600))
    session.open_document(load_preset("chapter-case-2"))
    driver.settle()
    gone = driver.state.selected
    late = [frame for frame in frames if getattr(frame, "step", None) == gone]
    assert {PaneFrame, StatisticsFrame} <= {type(frame) for frame in late}
    session.open_document(Document())
    assert gone not in driver.state.plan
    for frame in late + late:
        driver.window.bridge.frame_arrived.emit(frame)
    driver.settle()
    assert driver.window.work.map_pane.canvas.frame.step != gone


@pytest.mark.parametrize(("scale", "resizes"), [(0.4, 15), (1.0, 15), (3.7, 50)])
def test_fifty_resizes_move_nothing(driver, scale, resizes):
    window, rng = driver.window, np.random.default_rng(2)
    window.resize(1366, 768)
    window.session.open_source(noise(600, 900))
    window.session.open_document(load_preset("halving"))
    window.viewport.set_scale(scale)
    window.viewport.pan(31, -17)
    driver.settle()

    def seen():
        driver.settle()
        frames = [pane.canvas.frame for pane in (window.work.photo_pane, window.work.map_pane)]
        assert all(frame.is_settled or frame.every == 1 for frame in frames)
        return window.viewport.centre, [(f.rect, f.every, f.values.tobytes()) for f in frames]

    before = seen()
    for _ in range(resizes):
        window.resize(int(rng.integers(960, 1500)), int(rng.integers(600, 900)))
        QApplication.processEvents()
    window.resize(1366, 768)
    assert seen() == before


def test_the_cache_keeps_to_the_budget_chosen_in_the_menu(driver):
    window = driver.window
    window.session.open_source(noise(300, 400))
    window.session.open_document(load_preset("sobel-magnitude"))
    driver.settle()
    menu = window.actions_.menu("memory")
    choice = next(action for action in menu.actions() if action.data() == "256")
    choice.trigger()
    assert window.bridge.cache.budget == 256 << 20
    assert load_settings()[0].cache_mib == 256
    assert 0 < window.bridge.cache.held <= window.bridge.cache.budget
    window.bridge.cache.set_budget(1000)
    assert window.bridge.cache.held <= 1000


def test_means_of_a_whole_map_are_seen_and_the_gallery_keeps_the_range_of_values(driver):
    """Of noise, signs cancel: its means drawn in the range of its values would be black."""
    window = driver.window
    window.session.open_source(noise(1600, 2000))
    window.session.open_document(load_preset("chapter-case-2"))
    window.session.select("conv1", 0)
    driver.settle()
    pane, gallery = window.work.map_pane, window.work.feature_maps
    frame = pane.canvas.frame
    assert frame.is_settled
    assert frame.every > 1
    usual = float(np.quantile(np.abs(frame.values), 0.97))
    assert pane.canvas._levels.high == pytest.approx(usual, rel=0.35)
    assert gallery.model.levels(0).high > 3 * usual
    window.viewport.show_one_to_one()
    driver.settle()
    assert pane.canvas._levels == gallery.model.levels(0)


def test_colours_of_differences_have_their_0_in_the_middle_and_others_are_a_photo(driver):
    window = driver.window
    window.files.sources.open_sample("still-life-small")
    driver.settle()
    pane = window.work.map_pane
    for preset, is_difference in (("laplacian", True), ("emboss", False), ("sharpen", False)):
        window.files.pipelines.open_preset(preset)
        driver.settle()
        frame = pane.canvas.frame
        assert frame.values.ndim == 3
        y, x = np.argwhere(np.abs(frame.values).max(axis=2) < 0.1)[0] if is_difference else (0, 0)
        drawn = pane.canvas.picture.pixelColor(int(x), int(y)).red()
        assert drawn == (128 if is_difference else min(max(round(float(frame.values[0, 0, 0])), 0), 255))
        assert pane.levels.accessibleName().startswith("±") is is_difference
        assert ("middle gray" in pane.levels.toolTip()) is is_difference
    window.session.select_channel(0)
    driver.settle()
    assert not pane.levels.toolTip()
