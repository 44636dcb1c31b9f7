"""Nothing of the window is left in English: not in the file of words, not in the real window."""

import ast
import re

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from assets import make_translations, sentences
from ui import language
from workbench import presets
from workbench.layers import new_step

SAID = make_translations.translations(make_translations.SOURCE)


def texts(window):
    """Everything the window says: titles of actions, texts of widgets, tooltips, names for screen readers."""
    for action in window.findChildren(QAction):
        yield from (action.text(), action.toolTip(), action.statusTip())
    for widget in window.findChildren(QWidget):
        yield from (widget.toolTip(), widget.accessibleName(), widget.windowTitle())
        if callable(getattr(widget, "text", None)):
            yield widget.text()


def labels(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def test_the_file_holds_every_word_of_the_window_and_no_other():
    assert list(SAID) == make_translations.words(), "make translations brings the file up to date"


def test_every_word_is_translated_with_its_places_and_its_keys():
    wrong = []
    for (context, text), translation in SAID.items():
        places = [set(re.findall(r"{\d[^}]*}", words)) for words in (text, translation)]
        keys = [re.findall(r"&\w|\t.*", words) for words in (text, translation)]
        if not translation.strip() or places[0] != places[1] or keys[0] != keys[1]:
            wrong.append((context, text, translation))
    assert not wrong


def test_what_is_compiled_says_what_is_written(qapp):
    translator = QTranslator()
    assert translator.load(str(make_translations.SOURCE.with_suffix(".qm")))
    assert {word: translator.translate(*word) for word in SAID} == SAID


def test_the_real_window_speaks_chinese(chinese, driver):
    window = driver.window
    assert len(chinese) == 2  # Qt's own words too
    window.commands.open_sample("chart")
    driver.settle()
    window.files.pipelines.open_preset("conv-block")
    driver.settle()
    window.session.select("conv1")
    driver.settle()
    assert [action.text() for action in window.menuBar().actions()] == [
        "文件(&F)", "编辑(&E)", "视图(&V)", "流水线(&P)", "卷积核(&K)", "帮助(&H)"
    ]  # fmt: skip
    assert window.work.tabs.strip.accessibleName() == "标签页"
    assert window.work.control_panel.head.title.text() == "卷积"
    assert {"步幅", "填充", "空洞", "偏置", "输出尺寸"} <= set(labels(window.work.control_panel))
    assert {"参数量", "感受野"} <= set(labels(window.work.builder))
    english = {text for (_, text), translation in SAID.items() if translation != text}
    assert not english & set(texts(window))


def test_no_sentence_of_an_error_has_its_values_baked_in():
    """Such a one could not be said in another language."""
    assert not [(path, ast.unparse(given)) for path, given in sentences.said() if isinstance(given, ast.JoinedStr)]


def test_refusals_and_errors_are_told_in_chinese(chinese, driver, tmp_path):
    window = driver.window
    window.commands.open_sample("chart")
    driver.settle()
    picture = tmp_path / "broken.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    window.files.open_path(picture)
    driver.until(lambda: window.notices.is_error)
    assert window.notices.text.startswith("无法打开 broken.png：")
    pipeline = tmp_path / "bad.pipeline.json"
    head = '{"format": "filter-workbench/pipeline", "version": 1, "steps": '
    pipeline.write_text(head + '[{"id": "a", "kind": "relu6"}]}')
    window.files.open_path(pipeline)
    driver.settle()
    assert window.notices.text.startswith("bad.pipeline.json: $.steps[0].kind：")
    assert "不是步骤的种类" in window.notices.text
    step = '{"kind": "conv2d", "id": "far", "weight": [[1, 1, 1], [1, 1, 1], [1, 1, 1]], "dilation": 1000}'
    pipeline.write_text(f"{head}[{step}]}}")
    window.files.open_path(pipeline)
    driver.settle()
    (refused,) = (row.refusal for row in window.work.builder.list.rows() if row.refusal)
    assert refused.replace("\u202f", " ").startswith(
        "far：卷积核 3 × 3（按空洞展开后覆盖 2001 × 2001），比填充后的输入"
    )


def test_every_menu_is_seen_in_chinese(chinese, driver):
    bar = driver.window.menuBar()
    assert all(bar.rect().contains(bar.actionGeometry(action)) for action in bar.actions())


def test_words_of_tables_are_translated_around_their_numbers(chinese):
    pool = new_step("max_pool2d", presets.load_preset("laplacian"), kernel_size=2, stride=2)
    assert language.described(pool) == "最大池化 2 × 2，步幅 2"
    assert language.fix_title("Kernel 3 × 5") == "卷积核 3 × 5"
    bank = language.localised(presets.load_preset("edge-bank"))
    assert (bank.name, bank.steps[0].label) == ("八方向边缘", "通道均值")


def test_sentences_stand_behind_each_other_as_their_language_writes_them():
    assert language.sentences("First.", "Second: it.") == "First. Second: it."
    assert language.sentences("第一句。", "第二句：", "第三句。") == "第一句。第二句：第三句。"


def test_without_a_translation_everything_stays_as_written(qapp):
    document = presets.load_preset("edge-bank")
    assert language.localised(document) == document
    assert language.fix_title("Pad by 12") == "Pad by 12"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["zh-Hans-CN", "en-US"], language.CHINESE),
        (["en-GB", "zh-CN"], language.ENGLISH),
        (["de-DE", "zh-CN"], language.CHINESE),
        (["de-DE"], language.ENGLISH),
        ([], language.ENGLISH),
    ],
)
def test_the_system_says_which_language(wanted, found):
    assert language.resolved(language.SYSTEM, wanted) == found


def test_the_menu_remembers_a_choice_for_the_next_start(driver, qapp):
    window = driver.window
    actions = {action.data(): action for action in window.actions_.menu("language").actions()}
    assert [name for name, action in actions.items() if action.isChecked()] == [language.SYSTEM]
    actions[language.CHINESE].trigger()
    assert language.chosen() == language.CHINESE
    assert actions[language.CHINESE].isChecked()
    assert "starts again" in window.notices.text
    assert QCoreApplication.translate("actions", "&File") == "&File"
    installed = language.install(qapp)
    assert QApplication.translate("actions", "&File") == "文件(&F)"
    for translator in installed:
        qapp.removeTranslator(translator)
