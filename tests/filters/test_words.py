"""Sentences keep what they were made of, through errors and through pickle."""

import pickle

import pytest

from filters.errors import ShapeError
from filters.words import Words, told
from workbench.errors import PipelineError

GERMAN = {"{0} is {1}.": "{0} hat {1}.", "too large: {0:.1f}": "zu gro\u00df: {0:.1f}"}


def german(template):
    return GERMAN.get(template, template)


def test_words_are_their_english_text():
    words = Words("{0} is {1}.", "a.png", Words("too large: {0:.1f}", 2.25))
    assert words == "a.png is too large: 2.2."
    assert told(words, german) == "a.png hat zu gro\u00df: 2.2."
    assert told("no words {0}", german) == "no words {0}"
    assert Words("no values {0}") == "no values {0}"
    assert Words(words) is words


@pytest.mark.parametrize("error", [ShapeError("{0} is {1}.", "x", 3), PipelineError(Words("{0} is {1}.", "x", 3), "")])
def test_an_error_keeps_its_words(error):
    assert told(str(error), german) == "x hat 3."
    assert told(str(ShapeError("{0} is {1}.", ShapeError("no"), 3)), german) == "no hat 3."


def test_words_travel_between_processes():
    words = pickle.loads(pickle.dumps(Words("{0} is {1}.", "x", 3)))
    assert words == "x is 3."
    assert told(words, german) == "x hat 3."
