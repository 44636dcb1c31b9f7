"""What the engine raises: one small tree, and every sentence names the operation, the rule and both numbers."""

from filters.words import Words


class FilterError(ValueError):
    """A request that the engine refuses before any work begins: a sentence, with the values in its places."""

    def __init__(self, template: str, *values: object) -> None:
        super().__init__(Words(template, *values))


class ShapeError(FilterError):
    """Sizes that do not fit together: of the input, the kernel, the padding or the channels."""


class ParameterError(FilterError):
    """A parameter outside its own range, whatever the input is."""


class Cancelled(Exception):  # noqa: N818 - not an error: the caller asked for it
    """The work was given up because its cancel token was set; nothing it wrote may be used."""
