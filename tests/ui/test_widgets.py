"""Fields and switches under mouse and keys: nothing typed is lost, nothing unreadable becomes a value."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from filters.windows import Window
from ui import numbers
from ui.widgets.choices import Segmented, Select, Switch
from ui.widgets.formula import Formula
from ui.widgets.grid import Grid
from ui.widgets.heads import PaneHead
from ui.widgets.labels import Badge
from ui.widgets.marks import LevelBar, StateMark
from ui.widgets.number_field import NumberField
from ui.widgets.vector_field import VectorField


def test_a_number_that_is_no_fraction_is_seldom_taken_for_one():
    assert numbers.as_fraction(41 / 273) == "41/273"
    assert numbers.as_fraction(-1 / 9) == "−1/9"
    drawn = np.random.default_rng(3).standard_normal(2000).astype(np.float32)
    assert sum(numbers.as_fraction(float(value)) is not None for value in drawn) < 20


@pytest.mark.parametrize(
    ("text", "value"),
    [("1/9", 1 / 9), ("-2*(3+4)", -14), ("2**-3", 0.125), ("−1", -1), (".5", 0.5), ("1e3", 1000), ("-2**2", -4),
     ("2^3^2", 512), ("3 × 4", 12), ("8 ÷ 2", 4)],
)  # fmt: skip
def test_expressions_are_read(text, value):
    assert numbers.parse(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1,5", "1/", "1/0", "9**9**9", "(1", "1 2", "__import__('os')", "nan", "1e400", "(-8)**0.5", "1j",
     "(" * 500, "-" * 500 + "1"],
)  # fmt: skip
def test_anything_else_is_refused_in_one_sentence(text):
    with pytest.raises(numbers.NumberError) as refused:
        numbers.parse(text)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1 / 9, "1/9"), (-8 / 9, "−8/9"), (0.5, "0.5"), (0.1, "0.1"), (3.0, "3"), (-1.0, "−1"), (0.123456, "0.1235"),
     (41 / 273, "41/273"), (0.0, "0")],
)  # fmt: skip
def test_numbers_are_shown_short(value, shown):
    assert numbers.short(value) == shown


def test_exact_value_of_a_fraction_stands_beside_it():
    assert numbers.equation(1 / 9) == "1/9 = 0.11111111"
    assert numbers.count(2912) == "2\u202f912"
    assert numbers.count(46_100_000) == "46.1 M"


pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qtbot):
    """A window that has the keys until a field is given them."""
    made = QWidget()
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def field(qtbot, window):
    made = NumberField("H", low=0, high=100, step=0.1, name="field", parent=window)
    made.resize(90, 28)
    made.set_value(3.0)
    window.show()
    qtbot.waitExposed(window)
    window.setFocus()
    return made


def test_typing_an_expression(qtbot, field):
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "1/9")
    with qtbot.waitSignal(field.value_changed) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args == [1 / 9]


def test_letters_stay_are_outlined_and_the_value_is_kept(qtbot, field):
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "wide")
    with qtbot.waitSignal(field.refused) as told, qtbot.assertNotEmitted(field.value_changed):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "wide" in told.args[0]
    assert field.text() == "wide"
    assert field.is_refused()
    assert field.value() == 3.0
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "3"
    assert not field.is_refused()


@pytest.mark.parametrize(
    ("key", "modifier", "wanted"),
    [(Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, 3.1), (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 2.9),
     (Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier, 4.0), (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier, 3.01)],
)  # fmt: skip
def test_nudging(qtbot, field, key, modifier, wanted):
    field.setFocus()
    qtbot.keyClick(field, key, modifier)
    assert field.value() == pytest.approx(wanted)


def test_dragging_scrubs_and_stays_in_range(qtbot, field):
    values = []
    field.value_changed.connect(values.append)
    with qtbot.waitSignal(field.scrub_finished):
        qtbot.mousePress(field, Qt.MouseButton.LeftButton, pos=QPoint(45, 14))
        for x in (55, 65, 75):
            qtbot.mouseMove(field, QPoint(x, 14))
        qtbot.mouseRelease(field, Qt.MouseButton.LeftButton, pos=QPoint(75, 14))
    assert values == sorted(values)
    assert values[-1] == pytest.approx(3.5)
    field.nudge(-1000)
    assert field.value() == 0


def _wheel(widget, steps):
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place, widget.mapToGlobal(place), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_the_wheel_turns_the_field_that_has_the_keys(qtbot, field):
    _wheel(field, 1)
    assert field.value() == 3.0
    field.setFocus()
    _wheel(field, 2)
    assert field.value() == pytest.approx(3.2)


def test_out_of_range_and_fractions_of_whole_numbers_are_refused(qtbot):
    field = NumberField(integer=True, low=1)
    qtbot.addWidget(field)
    field.set_value(3)
    for text in ("0", "2.5"):
        field.setText(text)
        field.setModified(True)
        with qtbot.waitSignal(field.refused):
            field.editingFinished.emit()
        assert field.value() == 3


def test_vectors(qtbot):
    field = VectorField(single=True)
    qtbot.addWidget(field)
    assert field.read("") is None
    assert field.read("0.5") == 0.5
    assert field.read("1/2, 3") == (0.5, 3.0)
    with pytest.raises(numbers.NumberError):
        field.read("1 x")


def test_segments_by_mouse_and_keys(qtbot):
    choice = Segmented([("a", "Inference"), ("b", "Training")])
    qtbot.addWidget(choice)
    choice.resize(choice.sizeHint())
    with qtbot.waitSignal(choice.value_changed) as told:
        qtbot.mouseClick(choice, Qt.MouseButton.LeftButton, pos=choice.segment("b").center().toPoint())
    assert told.args == ["b"]
    with qtbot.waitSignal(choice.value_changed) as told:
        qtbot.keyClick(choice, Qt.Key.Key_Left)
    assert told.args == ["a"]


def test_select_and_switch_tell_only_what_people_do(qtbot):
    select, switch = Select([(1, "one"), (2, "two")]), Switch()
    for widget in (select, switch):
        qtbot.addWidget(widget)
    with qtbot.assertNotEmitted(select.value_changed), qtbot.assertNotEmitted(switch.value_changed):
        select.set_value(2)
        switch.set_value(True)
    assert select.value() == 2
    select.setFocus()
    with qtbot.waitSignal(select.value_changed) as told:
        qtbot.keyClick(select, Qt.Key.Key_Up)
    assert told.args == [1]
    with qtbot.waitSignal(switch.value_changed) as told:
        qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert told.args == [False]


def test_formula_says_todays_numbers(qtbot):
    formula = Formula()
    qtbot.addWidget(formula)
    formula.set_windows((Window(3), Window(3, 2, 1, 1)), (512, 600))
    assert formula.lines() == (
        ("H", "⌊(512 + 0 + 0 − 3) ÷ 1⌋ + 1 =", "510"),
        ("W", "⌊(600 + 1 + 1 − 3) ÷ 2⌋ + 1 =", "300"),
    )
    assert not formula.is_refused()
    formula.set_windows((Window(7), Window(7)), (5, 5))
    assert formula.lines()[0][2] == "−1"
    assert formula.is_refused()
    formula.grab()


def test_a_narrow_head_gives_up_the_detail_then_the_words(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    head = PaneHead("conv1", parent=host)
    head.set_detail("astronaut.png")
    head.set_badge("8 × 510 × 510")
    mark = head.add_right(StateMark("sampled", "1:8"))
    bar = head.add_right(LevelBar())
    bar.set_levels(True, "±620")
    head.resize(600, 32)
    host.show()
    assert head.detail.isVisible()
    assert isinstance(head.badge, Badge)
    head.resize(320, 32)
    assert not head.detail.isVisible()
    assert head.badge.isVisible()
    wide = mark.sizeHint().width()
    head.resize(200, 32)
    assert not head.badge.isVisible()
    assert mark.sizeHint().width() < wide
    head.grab()


def test_no_number_of_a_table_is_cut_while_others_have_room(qtbot):
    table = Grid("table", ("c", "mean", "spread", "scale"))
    qtbot.addWidget(table)
    table.resize(280, 120)
    table.show()
    table.set_cells([("0", "−0.000952381", "1", "1"), ("1", "2", "1", "0")])
    widths = [table.columnWidth(column) for column in range(4)]
    assert all(width >= table.sizeHintForColumn(column) for column, width in enumerate(widths))
    assert sum(widths) <= table.viewport().width()
    assert sum(widths) > table.viewport().width() - 4
