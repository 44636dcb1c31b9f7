"""The curves are the engine's functions, their slopes are the slopes, and the pane says what it shows."""

from functools import partial
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget

import filters
from ui import theme
from ui.laboratories.batch_norm_plots import Averages, Spreads
from ui.panes.curves import CurvesPane
from ui.panes.histogram import HistogramPane
from ui.plots.activation_curves import CURVES, curve
from ui.plots.curves import CurvePlot, Drawn
from ui.plots.logarithmic import Line, LogPlot
from ui.plots.plot import HIGHEST_BAR, ticks
from workbench.document import Document
from workbench.evaluation.frames import Statistics, StatisticsFrame
from workbench.layers import KINDS, new_step


@pytest.mark.parametrize("kind", CURVES)
def test_curves_agree_with_the_engine(kind):
    xs = np.linspace(-8, 8, 401)
    drawn, _ = curve(kind, xs)
    assert np.allclose(drawn, getattr(filters, kind)(xs.astype(np.float32)), atol=2e-6)


@pytest.mark.parametrize("kind", CURVES)
def test_slopes_are_slopes(kind):
    xs = np.linspace(-8, 8, 400)  # no corner among them
    step = 2.0**-8
    _, slopes = curve(kind, xs)
    rise = (curve(kind, xs + step)[0] - curve(kind, xs - step)[0]) / (2 * step)
    assert np.allclose(slopes, rise, atol=2e-4)


def test_the_most_of_sigmoid_s_slope_is_a_quarter():
    assert curve("sigmoid", np.array([0.0]))[1][0] == 0.25


def test_every_activation_that_maps_values_alone_has_a_curve():
    kinds = {name for name, kind in KINDS.items() if kind.group == "Activate"} - {"softmax"}
    assert kinds == set(CURVES)


def frame(values):
    one = Statistics(float(values.min()), float(values.max()), 0.0, 1.0, 0.5, 0.0, 0, values.size, True)
    counts, edges = np.histogram(values, 16)
    return StatisticsFrame(1, "relu1", (one,), one, counts[None], edges, values, "relu1")


@pytest.fixture
def pane(qtbot):
    made = CurvesPane()
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.show()
    return made


def test_the_pane_counts_what_gets_no_gradient(pane):
    pane.set_frame(frame(np.linspace(-10, 10, 2001).astype(np.float32)))
    relu, sigmoid = pane.drawn.shares
    assert relu == pytest.approx(1001 / 2001)
    assert 0.5 < sigmoid < 0.6
    assert pane.drawn.half_span == 13


def test_the_pipeline_s_own_activation_comes_first(pane):
    pane.set_step(new_step("elu", Document(), alpha=2.0))
    pane.set_point(-1.0)
    assert [kind for kind, _ in pane.drawn.kinds] == ["elu", "relu", "sigmoid"]
    assert "ELU −1.26" in pane.plots[0].reading
    assert not pane.grab().isNull()


def test_another_activation_can_be_compared(pane):
    pane.set_frame(frame(np.linspace(-10, 10, 2001).astype(np.float32)))
    assert "dead" in pane.plots[1]._share_words[0].toPlainText()
    assert "saturated" in pane.plots[1]._share_words[1].toPlainText()
    pane.chooser.setCurrentIndex(pane.chooser.findText("Tanh"))
    pane.chooser.activated.emit(pane.chooser.currentIndex())
    assert [kind for kind, _ in pane.drawn.kinds] == ["tanh", "relu", "sigmoid"]
    pane.read_at(1.0)
    assert f"x 1   Tanh {np.tanh(1):.3g}" in pane.plots[0]._title.toPlainText()
    assert f"Tanh′ {1 - np.tanh(1) ** 2:.3g}" in pane.plots[1]._title.toPlainText()


@pytest.mark.parametrize("other", ["", "tanh", "elu", "silu"])
@pytest.mark.parametrize("height", [160, 260])
def test_no_words_lie_over_others(pane, other, height):
    pane.resize(820, height)
    pane.chooser.set_value(other)
    pane.chooser.value_changed.emit(other)
    pane.set_frame(frame(np.linspace(-2, 2, 2001).astype(np.float32)))
    pane.read_at(1.5)
    for plot in pane.plots:
        words = [words for words in (plot._title, plot._quarter_name, *plot._names) if words.isVisible()]
        places = [one.textItem.mapRectToScene(one.textItem.boundingRect()).adjusted(0, 2, 0, -2) for one in words]
        assert len(places) >= 3
        assert not [(a, b) for a, b in combinations(places, 2) if a.intersects(b)]
    said = [words.textItem.sceneBoundingRect().adjusted(0, 2, 0, -2) for words in pane.plots[1]._share_words]
    assert not [(a, b) for a, b in combinations(said[: len(pane.drawn.kinds)], 2) if a.intersects(b)]


@pytest.mark.parametrize("kind", ["gelu", "hardswish", "silu", "elu"])
def test_what_lies_below_0_or_above_1_is_in_sight(pane, kind):
    pane.chooser.set_value(kind)
    pane.chooser.value_changed.emit(kind)
    for plot, is_slope in zip(pane.plots, (False, True), strict=True):
        low, high = plot.upper.vb.viewRange()[1]
        ys = plot.curves[[name for name, _ in pane.drawn.kinds].index(kind)].getData()[1]
        assert low < ys.min() < 0 or is_slope
        assert not is_slope or (low < ys.min() and ys.max() < high)


def test_the_plots_hold_the_functions_the_slopes_and_the_inputs(pane):
    pane.set_frame(frame(np.linspace(-5, 6, 2001).astype(np.float32)))
    functions, slopes = pane.plots
    for item, kind in zip(functions.curves, ("relu", "sigmoid"), strict=False):
        xs, ys = item.getData()
        assert np.allclose(ys, getattr(filters, kind)(xs.astype(np.float32)), atol=2e-6)
    assert not functions.curves[2].isVisible()
    assert slopes.curves[1].getData()[1].max() == pytest.approx(0.25)
    assert slopes.quarter.isVisible()
    assert not functions.quarter.isVisible()
    roots = np.sqrt(pane.drawn.counts / pane.drawn.counts.max())
    assert functions.bars.opts["height"] == pytest.approx(HIGHEST_BAR * roots)
    assert functions.upper.vb.viewRange()[0] == functions.lower.vb.viewRange()[0] == [-6.5, 6.5]
    assert slopes.shares.opts["width"] / slopes.tracks.opts["width"] == pytest.approx(pane.drawn.shares)


def test_the_mouse_reads_x_and_the_theme_is_followed(pane, qapp):
    pane.set_point(2.0)
    functions = pane.plots[0]
    xs, ys = functions.points.getData()
    assert list(xs) == [2, 2]
    assert ys == pytest.approx([2, 1 / (1 + np.exp(-2))])
    assert [cursor.value() for cursor in functions.cursors] == [2, 2]
    functions.hovered.emit(-1.0)
    assert functions.cursors[0].value() == pane.drawn.x == -1
    functions.hovered.emit(None)
    assert pane.drawn.x == 2
    theme.apply(qapp, theme.LIGHT)
    assert functions.curves[0].opts["pen"].color() == theme.color("text")


def test_the_histogram_s_bars_are_roots_of_the_counts(qtbot):
    pane = HistogramPane()
    qtbot.addWidget(pane)
    pane.show()
    shown = frame(np.array([-2, -2, -2, -2, 1, 2], np.float32))
    pane.set_frame(shown)
    heights = pane.bars.bars.opts["height"]
    assert heights == pytest.approx(HIGHEST_BAR * np.sqrt(shown.counts[0] / 4))
    pane.bars.hovered.emit(-2.0)
    assert "n 4" in pane.bars.words.toPlainText()


def test_the_histogram_is_drawn_again_after_there_was_nothing_to_draw(qtbot):
    pane = HistogramPane()
    qtbot.addWidget(pane)
    pane.resize(600, 180)
    pane.set_frame(None)
    pane.show()
    qtbot.waitExposed(pane)
    blank = pane.bars.grab().toImage()
    assert blank.pixelColor(20, 14) == blank.pixelColor(300, 100) == theme.color("panel")
    for _ in range(2):
        pane.set_frame(frame(np.arange(1000, dtype=np.float32)))  # as many in every bin
        qtbot.waitUntil(lambda: pane.bars.grab().toImage().pixelColor(300, 100) != theme.color("panel"))
        pane.set_frame(None)
        qtbot.waitUntil(lambda: pane.bars.grab().toImage() == blank)


def test_every_plot_draws_what_it_was_told_once_and_when_it_is_seen(qtbot, monkeypatch, qapp):
    holder, drawn = QWidget(), []
    qtbot.addWidget(holder)
    row = QHBoxLayout(holder)
    plots = {
        CurvePlot(False, holder): lambda plot, n: plot.set_drawn(Drawn(half_span=float(n))),
        CurvePlot(True, holder): lambda plot, n: plot.set_drawn(Drawn(half_span=float(n))),
        LogPlot(holder, "norms"): lambda plot, n: plot.set_lines((Line("a", (1.0, 0.1 * n)),)),
        Spreads(holder): lambda plot, n: plot.set_values(*np.full((3, 4), n, np.float32)),
        Averages(holder): lambda plot, n: plot.set_history((), (float(n), 1.0), 0),
        HistogramPane(holder).bars: lambda plot, n: plot.set_counts(np.array([n, 1]), np.arange(3.0)),
    }
    for plot in plots:
        row.addWidget(plot)
        monkeypatch.setattr(
            plot, "show_all", partial(lambda plot, draw: (drawn.append(plot), draw()), plot, plot.show_all)
        )

    def drawn_after(*numbers):
        drawn.clear()
        for plot, tell in plots.items():
            for number in numbers:
                tell(plot, number)
        qapp.processEvents()
        return [drawn.count(plot) for plot in plots]

    assert drawn_after(2, 3) == [0] * len(plots)
    drawn.clear()
    holder.show()
    qtbot.waitExposed(holder)
    assert sorted(map(id, drawn)) == sorted(map(id, plots))
    assert drawn_after(4) == [1] * len(plots)
    holder.hide()
    theme.apply(qapp, theme.LIGHT)
    assert drawn_after(5, 6) == [0] * len(plots)
    drawn.clear()
    holder.show()
    qtbot.waitExposed(holder)
    assert sorted(map(id, drawn)) == sorted(map(id, plots))
    holder.hide()
    drawn.clear()
    holder.show()
    assert not drawn


def test_ticks_are_round():
    assert ticks(-6.5, 6.5) == [-6, -4, -2, 0, 2, 4, 6]
    assert ticks(0, 1, 5) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert ticks(1, 1) == []
