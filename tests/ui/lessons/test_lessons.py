"""Lessons through the window: everything the chapter counts is typed in, and found right by the pipeline itself."""

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QPlainTextEdit, QPushButton

from ui import numbers
from ui.lessons.dialog import LessonDialog
from ui.lessons.panel import printed
from ui.lessons.questions import RIGHT, SHOWN, WRONG
from ui.lessons.tour import read_answer
from workbench.layers import new_step
from workbench.lessons.lesson import TABS, read_lesson
from workbench.lessons.titles import headings, places

ROOT = "1.224745"
CHAPTER = {
    "convolution": ["25", "31", "43", "49"],
    "bias": ["26", "32", "44", "50"],
    "output-size": ["2", "1"],
    "padding": ["6", "4", "8", "6", "1", "2", "4"],
    "stride": ["2", "63", "81"],
    "hundred": ["50", "50"],
    "receptive-field": ["3", "5", "7"],
    "input-channels": ["19", "25", "75", "12"],
    "output-channels": ["24", "15", "1, 2, 2, 2"],
    "batches": ["2,2,2,2", "24", "87"],
    "parameters": ["5", "7", "1, 1, 5, 7"],
    "case-1": ["48", "50", "0", "2", "1"],
    "case-2": ["1", "-1/8", "27", "1 × 1 × 398 × 598"],
    "case-3": ["1/25", "25", "5"],
    "pooling": ["2.5", "4", "16", "2", "2"],
    "relu-sigmoid": ["1/2", "0", "2", "1/4", "1", "0"],
    "vanishing-gradient": ["1/4", "1/16", "(1/4)^5"],
    "batchnorm-by-hand": ["3", "6", "8/3", "32/3", f"-{ROOT}", "0", ROOT, "0", "1"],
    "batchnorm-table": ["4", "6", "2.449", f"-{ROOT}", "0", ROOT, f"-{ROOT}"],
    "batchnorm-maps": ["18", "3", "0.4184", "0.4126"],
    "batchnorm-inference": ["2", "-1", "5", f"-{ROOT}", "0.45", "1.775", "0.875"],
    "dropout": ["1", "6", "10", "6", "39"],
    "counting-operations": ["27", "26", "10,64,224,224", "867041280", "867041280", "834928640"],
    "simplenet": [
        "450", "6", "10, 6, 224, 224", "10, 6, 112, 112", "2400", "16", "10,16,112,112", "10,16,56,56", "50176",
        "3211264", "64", "10, 64", "64", "1", "10, 1",
    ],
}  # fmt: skip
"""What somebody who knows the chapter types, by the lesson's file."""

NAMES = [place.name.split(".")[0][3:] for place in places()]


def open_lesson(driver, name):
    driver.window.open_lesson(NAMES.index(name))
    driver.settle()
    return driver.window.working.lessons._panel


def choose_question(driver, panel, index):
    driver.qtbot.mouseClick(panel.strip, Qt.MouseButton.LeftButton, pos=panel.strip.place(index).center().toPoint())


def type_answer(driver, panel, index, text):
    choose_question(driver, panel, index)
    field = panel.rows[index].field
    field.clear()
    driver.qtbot.keyClicks(field, text)
    driver.qtbot.keyClick(field, Qt.Key.Key_Return)
    driver.until(lambda: panel.rows[index].state)
    return panel.rows[index]


def test_every_lesson_has_its_answers_here():
    assert list(CHAPTER) == NAMES


def test_the_chapter_is_typed_in(driver):
    window = driver.window
    for name, answers in CHAPTER.items():
        panel = open_lesson(driver, name)
        lesson = window.working.lessons.lesson
        assert driver.state.plan.refusal is None
        assert not window.notices.is_error
        assert window.work.tabs.shown == lesson.tab.partition("/")[0]
        assert len(panel.rows) == len(answers)
        for index, text in enumerate(answers):
            row = type_answer(driver, panel, index, text)
            assert row.state == RIGHT, (name, row.words.text(), row.verdict.text())
        assert driver.state.hidden == frozenset()


def test_a_wrong_answer_meets_the_formula_and_can_be_shown(driver):
    panel = open_lesson(driver, "convolution")
    row = type_answer(driver, panel, 0, "24")
    assert row.state == WRONG
    assert row.verdict.text() == "Not 24. Work out: 0 × 1 + 1 × 2 + 2 × 4 + 3 × 5"
    row = type_answer(driver, panel, 0, "hello")
    assert "hello" in row.verdict.text()
    driver.qtbot.mouseClick(row.show_button, Qt.MouseButton.LeftButton)
    driver.until(lambda: row.state == SHOWN)
    assert row.verdict.text().endswith("= 25")
    assert row.field.text() == "25"
    assert row.field.isReadOnly()
    row = type_answer(driver, panel, 1, "31")
    assert row.state == RIGHT


def test_questions_are_asked_one_at_a_time_and_enter_goes_on(driver):
    panel = open_lesson(driver, "bias")
    shown = [row.isVisible() for row in panel.rows]
    assert shown == [True, False, False, False]
    row = type_answer(driver, panel, 0, "26")
    assert row.next_button.isVisible()
    driver.qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert [row.isVisible() for row in panel.rows] == [False, True, False, False]
    assert panel.rows[1].field.hasFocus()
    type_answer(driver, panel, 3, "50")
    driver.qtbot.mouseClick(panel.rows[3].next_button, Qt.MouseButton.LeftButton)
    assert panel.strip.current == 1  # behind the last the first that is still open
    panel.strip.setFocus()
    driver.qtbot.keyClick(panel.strip, Qt.Key.Key_Left)
    assert panel.rows[0].isVisible()
    assert panel.strip.hasFocus()
    for index in (1, 2):
        type_answer(driver, panel, index, CHAPTER["bias"][index])
    assert not panel.rows[2].next_button.isVisible()


def test_a_lesson_brings_its_pipeline_into_sight(driver):
    open_lesson(driver, "simplenet")
    rows = driver.window.work.builder.list
    rows.scrollToBottom()
    open_lesson(driver, "padding")
    assert rows.row_rect("conv1").top() >= 0


def test_every_tab_and_page_that_a_lesson_may_name_is_there(driver):
    open_lesson(driver, "bias")
    work = driver.window.work
    assert tuple(TABS) == work.tabs.names
    for name, pages in TABS.items():
        for page in pages:
            work.show_page(f"{name}/{page}")
            driver.settle()
            assert work.page_shown == f"{name}/{page}"


def test_what_is_asked_is_hidden_until_it_is_answered(driver):
    window = driver.window
    panel = open_lesson(driver, "convolution")
    assert window.work.map_pane.canvas.cover
    assert window.work.explain.explanation is None
    window.work.tabs.show_named("slide")
    driver.settle()
    assert window.work.slide.view.slide is None
    for index, text in enumerate(CHAPTER["convolution"]):
        assert window.work.map_pane.canvas.cover
        type_answer(driver, panel, index, text)
    driver.settle()
    assert not window.work.map_pane.canvas.cover
    assert window.work.explain.shown.value == 25
    assert window.work.slide.view.slide is not None
    assert window.work.map_pane.canvas.grab().width() > 50


def test_nothing_gives_a_hidden_value_away(driver):
    window = driver.window
    panel = open_lesson(driver, "convolution")
    document = driver.state.document
    window.session.edit(document.inserted(1, new_step("relu", document)), "Add")
    driver.settle()
    assert [row.cover for row in window.work.builder.list.rows()[:3]] == ["", "?", "?"]
    window.session.select("relu1", 0)
    driver.settle()
    assert window.work.map_pane.canvas.cover
    assert window.work.feature_maps.delegate.cover
    window.work.tabs.show_named("curves")
    driver.settle()
    assert window.work.curves.pane.drawn.counts is None
    window.work.show_page("histogram")
    driver.settle()
    assert window.work.histogram.pane._frame is None
    for index, text in enumerate(CHAPTER["convolution"]):
        type_answer(driver, panel, index, text)
    driver.settle()
    assert [row.cover for row in window.work.builder.list.rows()[:3]] == ["", "", ""]
    assert window.work.histogram.pane._frame is not None
    window.work.tabs.show_named("curves")
    driver.settle()
    assert window.work.curves.pane.drawn.counts is not None


def test_curves_and_laboratories_wait_for_the_answer(driver):
    window = driver.window
    panel = open_lesson(driver, "relu-sigmoid")
    assert [cover.isVisible() for cover in window.work.curves.pane.covers] == [True, True]
    for index, text in enumerate(CHAPTER["relu-sigmoid"]):
        type_answer(driver, panel, index, text)
    assert [cover.isVisible() for cover in window.work.curves.pane.covers] == [False, False]
    assert all(plot.isVisible() for plot in window.work.curves.pane.plots)
    panel = open_lesson(driver, "batchnorm-by-hand")
    driver.until(lambda: window.experiments.is_idle)
    assert window.work.batch_norm.pane.is_saying()
    for index, text in enumerate(CHAPTER["batchnorm-by-hand"]):
        type_answer(driver, panel, index, text)
    assert not window.work.batch_norm.pane.is_saying()
    panel = open_lesson(driver, "batchnorm-inference")
    for index, text in enumerate(CHAPTER["batchnorm-inference"]):
        type_answer(driver, panel, index, text)
    driver.until(lambda: window.experiments.is_idle)
    driver.settle()
    laboratory = window.work.batch_norm.pane
    a_with_b, a_with_c_and_d = (tile.values[0, 0] for tile in laboratory.views.partners[:2])
    assert (a_with_b, a_with_c_and_d) == pytest.approx((-1, -float(ROOT)), abs=1e-3)


def test_an_answer_is_worked_out_beside_the_window(driver):
    panel = open_lesson(driver, "convolution")
    field = panel.rows[0].field
    driver.qtbot.keyClicks(field, "25")
    driver.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert panel.rows[0].state == ""
    assert driver.window.bridge.is_busy
    driver.window.working.lessons.close()  # the answer comes too late and is dropped
    driver.settle()
    assert panel.rows[0].state == ""


def test_a_shape_without_values_says_so(driver):
    open_lesson(driver, "hundred")
    window = driver.window
    assert "shape" in window.work.photo_pane.canvas.cover
    assert {row.cover for row in window.work.builder.list.rows()[:2]} == {numbers.NOTHING}


def test_shapes_and_counts_are_hidden_in_the_table_and_the_list(driver):
    window = driver.window
    panel = open_lesson(driver, "simplenet")
    cells = {row.id: row.cells for row in window.work.table.model.rows}
    assert cells["conv1"][3:7] == ("?", "?", "?", "?")
    assert cells["relu1"][6] == "?"
    assert cells["total"][3] == "?"
    type_answer(driver, panel, 0, "450")
    cells = {row.id: row.cells for row in window.work.table.model.rows}
    assert cells["conv1"][3] == "450"
    type_answer(driver, panel, 2, "10 6 224 224")
    cells = {row.id: row.cells for row in window.work.table.model.rows}
    assert "224" in cells["relu1"][6]
    assert cells["max_pool1"][6] == "?"


def test_formula_and_badge_are_hidden_with_the_shape(driver):
    window = driver.window
    panel = open_lesson(driver, "hundred")
    assert window.work.control_panel.foot.shape_badge.text() == "?"
    assert not window.work.control_panel.foot.formula.isVisible()
    type_answer(driver, panel, 0, "50")
    type_answer(driver, panel, 1, "50")
    assert window.work.control_panel.foot.formula.isVisible()
    assert "50" in window.work.control_panel.foot.shape_badge.text()


def test_lessons_go_on_and_close(driver):
    window = driver.window
    panel = open_lesson(driver, "convolution")
    assert not panel.previous.isEnabled()
    driver.qtbot.mouseClick(panel.next, Qt.MouseButton.LeftButton)
    driver.settle()
    assert window.working.lessons.lesson.title.told("en") == "A bias for every value"
    assert driver.state.document.steps[0]["bias"] == 1.0
    driver.qtbot.mouseClick(panel.close_button, Qt.MouseButton.LeftButton)
    driver.settle()
    assert not window.work.lesson.isVisible()
    assert driver.state.hidden == frozenset()
    assert not window.work.map_pane.canvas.cover


def test_the_welcome_page_and_the_menu_begin_lessons(driver):
    window = driver.window
    assert len(window.welcome.lessons.rows) == 10
    driver.qtbot.mouseClick(window.welcome.lessons.rows[2], Qt.MouseButton.LeftButton)
    driver.settle()
    assert window.working.lessons.lesson.group.told("en") == "Receptive field"
    actions = [action for action in window.actions_.menu("lessons").actions() if not action.isSeparator()]
    assert len(actions) == len(headings()) == 24
    actions[1].trigger()
    driver.settle()
    assert window.working.lessons.lesson.title.told("en") == "A bias for every value"


def test_a_lesson_goes_on_with_ones_own_photo(driver, tmp_path):
    panel = open_lesson(driver, "case-2")
    path = tmp_path / "own.npy"
    np.save(path, np.random.default_rng(0).random((20, 30, 3)).astype(np.float32))
    driver.open(path)
    row = type_answer(driver, panel, 3, "1,1,18,28")
    assert row.state == RIGHT


def test_a_teacher_saves_a_lesson_that_opens_again(driver, tmp_path):
    window = driver.window
    driver.do("new_numbers")
    open_lesson(driver, "bias")
    window.working.lessons.close()
    driver.settle()
    window.work.show_page("gradient/field")
    driver.settle()
    driver.do("save_lesson")
    driver.settle()  # laid out, the dialog keeps its segments in their places
    dialog = window.findChild(LessonDialog)

    def entitle(words):
        dialog.title.setFocus()
        dialog.title.selectAll()
        dialog.title.insert(words)  # as keys do

    entitle("My lesson")
    text = dialog.findChild(QPlainTextEdit, "lesson_text")
    text.setPlainText("One.\n\nTwo.")
    chinese = dialog.languages.segment("zh_CN").center().toPoint()
    driver.qtbot.mouseClick(dialog.languages, Qt.MouseButton.LeftButton, pos=chinese)
    assert text.toPlainText() == ""
    assert dialog.title.text() == ""
    entitle("我的课")
    text.setPlainText("一。")
    assert "conv1 的形状是什么？" in {box.text() for box in dialog.findChildren(QCheckBox)}
    english = dialog.languages.segment("en").center().toPoint()
    driver.qtbot.mouseClick(dialog.languages, Qt.MouseButton.LeftButton, pos=english)
    text.setFocus()
    dialog.title.setFocus()  # to look at it does not bring the other language back
    assert dialog.title.text() == "My lesson"
    boxes = {box.text(): box for box in dialog.findChildren(QCheckBox)}
    boxes["What is the shape of conv1?"].setChecked(True)
    boxes["What is the value of conv1 at row 0, column 0, channel 0?"].setChecked(True)
    driver.qtbot.mouseClick(dialog.findChild(QPushButton, "lesson_save"), Qt.MouseButton.LeftButton)
    files = window.findChild(QFileDialog, "file_dialog")
    files.fileSelected.emit(str(tmp_path / "mine"))
    files.close()
    path = tmp_path / "mine.lesson.json"
    driver.until(path.exists)
    driver.settle()
    lesson = read_lesson(path)
    assert lesson.title.told("en") == "My lesson"
    assert lesson.title.told("zh_CN") == "我的课"
    assert [words.told("en") for words in lesson.text] == ["One.", "Two."]
    assert [words.told("zh_CN") for words in lesson.text] == ["一。", "Two."]
    assert lesson.questions[0].words.told("zh_CN") == "conv1 的形状是什么？"
    window.work.show_page("gradient/pipeline")
    window.work.tabs.show_named("table")
    window.files.open_path(path)
    driver.until(lambda: window.working.lessons.lesson is not None)
    driver.settle()
    panel = window.working.lessons._panel
    assert [row.words.text() for row in panel.rows] == [
        "What is the shape of conv1?", "What is the value of conv1 at row 0, column 0, channel 0?"
    ]  # fmt: skip
    assert driver.state.hidden == {("shape", "conv1"), ("value", "conv1")}
    assert window.work.page_shown == "gradient/field"
    assert window.work.gradient.pane._stack.currentWidget() is window.work.gradient.pane.field
    assert type_answer(driver, panel, 1, "26").state == RIGHT
    assert not panel.next.isEnabled()
    QApplication.processEvents()


@pytest.mark.parametrize(("name", "cell", "words", "which"), [
    ("batchnorm-by-hand", (2, 1), "What does norm1 make of feature 1 of sample 2?", {"channel": 1, "sample": 2}),
    ("batches", (1, 0), "What is the value of conv1 at row 0, column 0, channel 0, photo 1 of the batch?",
     {"at": [0, 0], "channel": 0, "sample": 1}),
])  # fmt: skip
def test_a_teacher_asks_for_a_value_of_a_table_or_a_batch(driver, name, cell, words, which):
    window = driver.window
    open_lesson(driver, name)
    window.working.lessons.close()
    window.session.select_sample(cell[0])
    window.session.select_channel(cell[1])
    driver.settle()
    driver.do("save_lesson")
    dialog = window.findChild(LessonDialog)
    (question,) = (question for _, question in dialog.boxes if question.asked == "value")
    assert question.words.told("en") == words
    assert {name: value for name, value in question.which.items() if name != "step"} == which
    dialog.reject()


def test_a_damaged_lesson_is_refused_in_a_sentence(driver, tmp_path):
    path = tmp_path / "bad.lesson.json"
    raw = json.loads(places()[0].read_text(encoding="utf-8"))
    path.write_text(json.dumps({**raw, "select": "conv9"}), encoding="utf-8")
    driver.open(path)
    assert "bad.lesson.json" in driver.window.notices.text
    assert "conv9 is no step" in driver.window.notices.text
    assert driver.state.source is None


@pytest.mark.parametrize(("text", "read"), [
    ("25", (25,)), ("8/3", (8 / 3,)), ("10,6,224,224", (10, 6, 224, 224)), ("10 × 6", (10, 6)), ("[10, 64]", (10, 64)),
    ("10 64", (10, 64)), ("（10，64）".strip("（）"), (10, 64)), ("(1/4)^2", (1 / 16,)), ("-1", (-1,)),
])  # fmt: skip
def test_answers_are_read_as_people_write_them(text, read):
    assert read_answer(text) == pytest.approx(read)


def test_what_is_no_number_is_said():
    with pytest.raises(numbers.NumberError):
        read_answer("ten")


def test_formulas_are_written_as_the_window_writes_them():
    assert printed("floor((100 + 1 + 1 - 3) / 2) + 1") == "⌊(100 + 1 + 1 − 3) ÷ 2⌋ + 1"
    assert printed("((1 - 3)^2 + (3 - 3)^2) / 2") == "((1 − 3)^2 + (3 − 3)^2) ÷ 2"
    assert printed("(-1) x 203") == "(−1) × 203"
