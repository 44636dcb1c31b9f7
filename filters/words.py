"""Sentences that remember what they were made of, so that another language can say them with the same numbers."""

from collections.abc import Callable


class Words(str):
    """An English text: `template` with the `values` in its places {0}, {1}, ... Without values it is the text itself.

    It stays whole on its way through `str()`, and so through an error that it was given to.
    """

    template: str
    values: tuple[object, ...]

    __slots__ = ("template", "values")

    def __new__(cls, template: str, *values: object) -> "Words":
        """Words that are words already stay as they are."""
        if isinstance(template, Words) and not values:
            return template
        values = tuple(str(value) if isinstance(value, BaseException) else value for value in values)
        made = super().__new__(cls, template.format(*values) if values else template)
        made.template, made.values = str(template), values
        return made

    def __str__(self) -> str:
        return self

    def __reduce__(self) -> tuple[type["Words"], tuple[object, ...]]:
        return Words, (self.template, *self.values)


def told(text: str, translate: Callable[[str], str]) -> str:
    """A text in the language of `translate`, which gets templates; what is among the values is translated too."""
    if not isinstance(text, Words):
        return text
    template = translate(text.template)
    if not text.values:
        return template
    return template.format(*(told(value, translate) if isinstance(value, Words) else value for value in text.values))
