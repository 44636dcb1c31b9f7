"""Lesson files: what they hold survives, what they must not hold is refused with its place, and each is one screen."""

import json

import pytest

from workbench.errors import LessonError
from workbench.lessons.lesson import dump_lesson, parse_lesson
from workbench.lessons.titles import places

MOST_LETTERS = {"en": 950, "zh_CN": 420}
"""What a lesson's text may have for a small window to show it whole."""

FILES = [place.read_bytes() for place in places()]


def changed(**fields):
    return json.dumps({**json.loads(FILES[0]), **fields}).encode()


@pytest.mark.parametrize("data", FILES)
def test_a_lesson_reads_back_as_it_was_written(data):
    lesson = parse_lesson(data)
    assert parse_lesson(dump_lesson(lesson)) == lesson


@pytest.mark.parametrize("data", FILES)
def test_a_lesson_is_one_screen_in_every_language(data):
    lesson = parse_lesson(data)
    for tag, most in MOST_LETTERS.items():
        assert sum(len(words.texts[tag]) for words in lesson.text) <= most


@pytest.mark.parametrize(("fields", "said"), [
    ({"tab": "kernel"}, "$.tab: there is no tab kernel"),
    ({"tab": "gradient/loss"}, "$.tab: gradient has no page loss; it has pipeline, vanishing, field."),
    ({"tab": "table/field"}, "$.tab: table has no page field; it has none."),
    ({"tab": 3}, "$.tab: it must be a text."),
    ({"page": "field"}, "$.page: there is no such field"),
    ({"version": 2}, "its version is 2; this program reads version 1."),
    ({"select": "conv9"}, "$.select: conv9 is no step"),
    ({"source": {"samples": ["cat"]}}, "$.source.samples: it names some of"),
    ({"source": {"shape": [1, 3, 0, 4]}}, "$.source.shape: it is N, C, H, W"),
    ({"source": {"numbers": [[1, 2], [3]]}}, "$.source.numbers: it must be rows of numbers"),
    ({"questions": [{"ask": "?", "colour": {}}]}, '$.questions[0]: beside "ask"'),
    ({"questions": [{"ask": "?", "count": {"step": "conv1", "of": "pixels"}}]}, "$.questions[0].count.of"),
    ({"questions": [{"ask": "?", "number": {"value": True}}]}, "$.questions[0].number.value: it must be a number."),
    ({"at": [1]}, "$.at: it must be a row and a column."),
    ({"pipeline": "no-such"}, "$.pipeline: there is no preset no-such."),
])  # fmt: skip
def test_what_is_refused_is_named_with_its_place(fields, said):
    with pytest.raises(LessonError) as caught:
        parse_lesson(changed(**fields))
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("tab", ["", "table", "slide/own", "batch_norm/partners"])
def test_a_lesson_keeps_its_tab_and_page(tab):
    assert parse_lesson(dump_lesson(parse_lesson(changed(tab=tab)))).tab == tab
